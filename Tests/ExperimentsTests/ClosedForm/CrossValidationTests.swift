import NumericalMethods
import Results
import Testing

@testable import Experiments

@Suite struct CrossValidationTests {
    private func folds(_ accuracies: [Double], training: Int, heldOut: Int) -> [FoldRecord] {
        accuracies.enumerated().map {
            FoldRecord(
                fold: $0.offset, training: training, heldOut: heldOut, accuracy: $0.element, trainAccuracy: 1,
                meanOverDraws: $0.element, epochs: 1, correct: 0)
        }
    }

    /// Five folds by hand: s² = 0.00025, (1/5 + 1/4) s² = 0.0001125, t₄ = 2.7764.
    @Test func theCorrectedIntervalByHand() {
        let interval = CrossValidation.interval(folds([0.90, 0.91, 0.92, 0.93, 0.94], training: 80, heldOut: 20))
        let half = 2.776445105 * 0.0001125.squareRoot()
        // The quantile stands to ten digits.
        #expect(abs(interval.low - (0.92 - half)) < 1e-9 && abs(interval.high - (0.92 + half)) < 1e-9)
    }

    @Test func intervalsStayWithinTheUnitInterval() {
        let interval = CrossValidation.interval(folds([1, 1, 0.9], training: 20, heldOut: 10))
        #expect(interval.high == 1 && interval.low > 0)
        let certain = CrossValidation.interval(folds([0.5, 0.5], training: 1, heldOut: 1))
        #expect(certain.low == 0.5 && certain.high == 0.5)
    }

    /// Differences of 0, 0.01 and 0, whose variance is 10⁻⁴/3; those of the accuracies are a hundred times as large.
    @Test func theDifferenceIsPaired() {
        let network = folds([0.9, 0.8, 0.7], training: 20, heldOut: 10)
        let logistic = zip(0..<3, [0.9, 0.79, 0.7]).map {
            LogisticFoldRecord(
                fold: $0, accuracy: $1, trainAccuracy: 1, penalty: 0.1, iterations: 1, isConverged: true)
        }
        let record = LogisticRegressionRecord(logistic, beside: network)
        let spread = (1e-4 / 3).squareRoot()
        // t₂ = 4.302652730; (1/3 + 1/2) s².
        let half = 4.302652730 * (5.0 / 6).squareRoot() * spread
        #expect(abs(record.difference - 0.01 / 3) < 1e-12)
        // The quantile stands to ten digits.
        #expect(abs(record.differenceLow - (0.01 / 3 - half)) < 1e-10)
        #expect(abs(record.differenceHigh - (0.01 / 3 + half)) < 1e-10)
        #expect(abs(record.accuracy - 2.39 / 3) < 1e-12 && record.high <= 1)
    }
}
