import NumericalMethods
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
}
