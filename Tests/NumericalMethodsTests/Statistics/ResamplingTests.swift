import Foundation
import NumericalMethods
import Testing

@Suite struct ResamplingTests {
    /// A 95 % interval holds the true mean about 95 times in a hundred.
    @Test func bootstrapCoversTheMean() {
        let trials = 600
        var covered = 0
        for trial in 0..<trials {
            var random = RandomStream(seed: 1, purpose: StreamPurpose("sample"), trial: trial)
            let values = (0..<60).map { _ in -log(1 - random.uniform()) }
            let interval = Bootstrap.mean(values, resamples: 400, from: &random)
            if interval.low <= 1, 1 <= interval.high { covered += 1 }
        }
        // The percentile interval of 60 exponential values falls a little short of 95 %: 93 % in the literature's tables;
        // five standard errors of 600 trials are 4.9 points.
        #expect((0.88...0.99).contains(Double(covered) / Double(trials)))
    }

    @Test func bootstrapOfOneValueIsThatValue() {
        var random = RandomStream(seed: 1, purpose: StreamPurpose("sample"))
        let interval = Bootstrap.mean([0.25, 0.25, 0.25], from: &random)
        #expect(interval == ConfidenceInterval(low: 0.25, high: 0.25))
    }

    /// f = 4 x₁ + 2 x₂ + x₁ x₃ on the unit cube; its variances by hand: V = V₁ + V₂ + V₃ + V₁₃ with V₁ = 4.5²/12,
    /// V₂ = 4/12, V₃ = (1/2)²/12, V₁₃ = 1/144.
    @Test func sobolIndicesOfAPolynomial() {
        let samples = 20_000
        var random = RandomStream(seed: 1, purpose: StreamPurpose("sobol"))
        let points = SobolIndices.points(parameters: 3, samples: samples, from: &random)
        let indices = SobolIndices(
            results: points.map { 4 * $0[0] + 2 * $0[1] + $0[0] * $0[2] }, parameters: 3, samples: samples)
        let (v1, v2, v3, v13) = (4.5 * 4.5 / 12, 4.0 / 12, 0.25 / 12, 1.0 / 144)
        let v = v1 + v2 + v3 + v13
        // Errors fall as 1/√samples: below 0.01 each at this number.
        for (found, exact) in zip(indices.first, [v1 / v, v2 / v, v3 / v]) { #expect(abs(found - exact) < 0.03) }
        for (found, exact) in zip(indices.total, [(v1 + v13) / v, v2 / v, (v3 + v13) / v]) {
            #expect(abs(found - exact) < 0.03)
        }
        #expect(abs(indices.variance / v - 1) < 0.03)
    }

    @Test func nothingThatVariesIsNotSensitive() {
        let indices = SobolIndices(results: [Double](repeating: 0.5, count: 8), parameters: 2, samples: 2)
        #expect(indices.total == [0, 0] && indices.first == [0, 0])
    }
}
