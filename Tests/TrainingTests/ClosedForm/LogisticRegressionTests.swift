import Datasets
import Foundation
import NumericalMethods
import Testing

@testable import Training

@Suite struct LogisticRegressionTests {
    private static func samples(_ features: [Float], _ labels: [Int], count: Int, classes: Int) throws
        -> LabelledSamples
    {
        try LabelledSamples(
            name: "some", features: features, labels: labels, featureCount: count, classes: classes)
    }

    /// Overlapping clouds, one a class.
    private static func clouds(_ count: Int, features: Int, classes: Int, seed: UInt64) throws -> LabelledSamples {
        var stream = RandomStream(seed: seed, purpose: StreamPurpose("clouds"))
        let labels = (0..<count).map { $0 % classes }
        let values = labels.flatMap { label in
            (0..<features).map { Float(0.4 * stream.normal()) + ($0 % classes == label ? 0.5 : 0) }
        }
        return try samples(values, labels, count: features, classes: classes)
    }

    /// x = ±1 for the two classes: by symmetry b = 0, and w = W₁ − W₀ solves λ w / 2 = 1 / (1 + e^w).
    @Test(arguments: [1.0, 0.1, 1e-3, 1e-6]) func separablePairByRootFinding(penalty: Double) throws {
        let pair = try Self.samples([-1, 1, -1, 1], [0, 1, 0, 1], count: 1, classes: 2)
        let fit = LogisticRegression(fitting: pair, penalty: penalty)
        #expect(fit.isConverged)
        var (low, high) = (0.0, 60.0)
        for _ in 0..<200 {
            let w = (low + high) / 2
            if penalty * w / 2 < 1 / (1 + exp(w)) { low = w } else { high = w }
        }
        let w = fit.coefficients[1] - fit.coefficients[0]
        // The gradient's tolerance over the least curvature, λ/2 of w's own.
        #expect(abs(w - low) < 4e-8 / penalty)
        #expect(abs(fit.coefficients[3] - fit.coefficients[2]) < 1e-6)
        // W₁ = −W₀: the penalty's least for that difference.
        #expect(abs(fit.coefficients[1] + fit.coefficients[0]) < 4e-8 / penalty)
        #expect(fit.accuracy(pair) == 1)
    }

    /// Without features that tell, the intercepts hold the classes' frequencies.
    @Test func interceptsAreLogFrequencies() throws {
        let labels = [0, 0, 0, 0, 0, 1, 1, 1, 2, 2]
        let fit = LogisticRegression(
            fitting: try Self.samples([Float](repeating: 0, count: 10), labels, count: 1, classes: 3), penalty: 0.1)
        // ∂L is the difference of frequencies: its tolerance over the smallest frequency, twice.
        for (k, share) in [(1, 0.3 / 0.5), (2, 0.2 / 0.5)] {
            #expect(abs(fit.coefficients[3 + k] - fit.coefficients[3] - log(share)) < 1e-6)
        }
        #expect(fit.coefficients[..<3].allSatisfy { $0 == 0 })
    }

    @Test func gradientIsTheDifferenceQuotient() throws {
        let data = try Self.clouds(40, features: 5, classes: 3, seed: 1)
        var stream = RandomStream(seed: 2, purpose: StreamPurpose("point"))
        let point = (0..<18).map { _ in stream.normal() }
        let gradient = LogisticRegression.loss(point, of: data, penalty: 0.3).gradient
        for index in point.indices {
            func value(_ shift: Double) -> Double {
                var moved = point
                moved[index] += shift
                return LogisticRegression.loss(moved, of: data, penalty: 0.3).value
            }
            let quotient = (value(1e-5) - value(-1e-5)) / 2e-5
            // Third derivatives of order one times h², and roundings of 10⁻¹⁵ over h.
            #expect(abs(quotient - gradient[index]) < 1e-9)
        }
    }

    @Test(arguments: [0.1, 1e-3, 1e-6]) func gradientVanishesAtTheMinimum(penalty: Double) throws {
        let data = try Self.clouds(90, features: 6, classes: 3, seed: 3)
        let fit = LogisticRegression(fitting: data, penalty: penalty)
        let (value, gradient) = LogisticRegression.loss(fit.coefficients, of: data, penalty: penalty)
        #expect(fit.isConverged && gradient.allSatisfy { abs($0) <= 1e-8 })
        // Convex: nowhere around is it less, and from elsewhere it is reached again.
        var stream = RandomStream(seed: 4, purpose: StreamPurpose("around"))
        for _ in 0..<50 {
            let moved = fit.coefficients.map { $0 + 0.1 * stream.normal() }
            #expect(LogisticRegression.loss(moved, of: data, penalty: penalty).value > value)
        }
        let again = LogisticRegression(
            fitting: data, penalty: penalty, start: fit.coefficients.map { _ in stream.normal() })
        // A convex function is at most ‖∂L‖ ‖distance‖ above its minimum: 21 numbers of order 100 at most.
        #expect(abs(LogisticRegression.loss(again.coefficients, of: data, penalty: penalty).value - value) < 1e-5)
    }

    @Test func thePenaltyIsChosenByTheValidation() throws {
        let all = try Self.clouds(300, features: 6, classes: 3, seed: 5)
        let (training, validation) = (all.subset(0..<200), all.subset(200..<300))
        let fit = LogisticRegression(fitting: all, choosingBy: validation, from: training)
        let losses = LogisticRegression.penalties.map {
            LogisticRegression(fitting: training, penalty: $0).crossEntropy(validation)
        }
        let least = losses.indices.min { losses[$0] < losses[$1] }!
        #expect(fit.penalty == LogisticRegression.penalties[least])
        let gradient = LogisticRegression.loss(fit.coefficients, of: all, penalty: fit.penalty).gradient
        #expect(gradient.allSatisfy { abs($0) <= 1e-8 })
    }
}
