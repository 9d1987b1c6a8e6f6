import Foundation
import Testing

@testable import NumericalMethods

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
        let samples = 5000
        let indices = Self.polynomial(samples: samples, seed: 1)
        for (found, exact) in zip(indices.first + indices.total, Self.exactIndices) {
            // Five thousand points know each to 0.01.
            #expect(abs(found.value - exact) < 0.04)
            #expect(found.low <= found.value && found.value <= found.high)
        }
        #expect(abs(indices.variance / Self.variance - 1) < 0.06)
    }

    /// At the size of a study: intervals hold the truth, and no first order is above its total beyond the errors.
    @Test func sobolIntervalsCover() {
        var (covered, count) = (0, 0)
        for seed in 1...60 {
            let indices = Self.polynomial(samples: 128, seed: UInt64(seed))
            for (found, exact) in zip(indices.first + indices.total, Self.exactIndices) {
                count += 1
                if found.low <= exact, exact <= found.high { covered += 1 }
            }
            for company in indices.company { #expect(company.high > 0) }
        }
        // 95 % nominal; percentile intervals of 128 points keep a little less, and four standard errors of 360 are 5 %.
        #expect(covered > count * 87 / 100, "\(covered) of \(count)")
    }

    private static let parts = (v1: 4.5 * 4.5 / 12, v2: 4.0 / 12, v3: 0.25 / 12, v13: 1.0 / 144)
    private static let variance = parts.v1 + parts.v2 + parts.v3 + parts.v13
    private static let exactIndices = [
        parts.v1, parts.v2, parts.v3, parts.v1 + parts.v13, parts.v2, parts.v3 + parts.v13,
    ].map { $0 / variance }

    private static func polynomial(samples: Int, seed: UInt64) -> SobolIndices {
        var random = RandomStream(seed: seed, purpose: StreamPurpose("sobol"))
        let points = SobolIndices.points(parameters: 3, samples: samples, from: &random)
        return SobolIndices(
            results: points.map { [4 * $0[0] + 2 * $0[1] + $0[0] * $0[2]] }, parameters: 3, samples: samples,
            resamples: 200, from: &random)
    }

    @Test func nothingThatVariesIsNotSensitive() {
        var random = RandomStream(seed: 1, purpose: StreamPurpose("sobol"))
        let indices = SobolIndices(
            results: [[Double]](repeating: [0.5, 0.5], count: 8), parameters: 2, samples: 2, resamples: 10,
            from: &random)
        for estimate in indices.total + indices.first {
            #expect(estimate.value == 0 && estimate.low == 0 && estimate.high == 0)
        }
    }
}
