import Datasets
import Foundation
import NumericalMethods
import Testing

@Suite struct PatternPosteriorTests {
    private static let purpose = StreamPurpose("tests: posterior")

    private static func frames(_ noise: PixelNoise, digit: Int, slots: Int, trial: Int) -> [Pattern] {
        var stream = RandomStream(seed: 5, purpose: purpose, trial: trial)
        return (0..<slots).map { _ in noise.frame(of: PatternSet.dotMatrix.patterns[digit], from: &stream) }
    }

    private static func lanes(_ probabilities: ClassProbabilities) -> [Double] {
        (0..<10).map { probabilities[$0] }
    }

    private static func normalized(_ likelihoods: [Double]) -> [Double] {
        likelihoods.map { $0 / likelihoods.reduce(0, +) }
    }

    /// Bayes' rule pixel by pixel.
    @Test(arguments: [0.05, 0.3, 0.5, 0.8]) func independentFlipsFollowBayes(p: Double) {
        let posterior = PatternPosterior(.dotMatrix, flips: .independent(probability: p))
        for trial in 0..<50 {
            let frames = Self.frames(.independentFlips(p), digit: trial % 10, slots: 1 + trial % 3, trial: trial)
            let likelihoods = PatternSet.dotMatrix.patterns.map { pattern in
                frames.reduce(1.0) { product, frame in
                    (0..<30).reduce(product) {
                        $0 * (frame.isBlack($1) == pattern.isBlack($1) ? 1 - p : p)
                    }
                }
            }
            for (own, other) in zip(Self.lanes(posterior.probabilities(frames)), Self.normalized(likelihoods)) {
                // Ninety factors, each rounded.
                #expect(abs(own - other) < 1e-12)
            }
        }
    }

    /// More classes than a lane group has, more pixels than a word.
    @Test func manyClassesOfManyPixelsFollowBayes() throws {
        var stream = RandomStream(seed: 8, purpose: Self.purpose)
        let text = (0..<40).map { _ in
            String((0..<90).map { _ in stream.uniform() < 0.5 ? "1" : "0" })
        }.joined(separator: "\n")
        let set = try PatternSet(parsing: text, name: "many", file: "many.txt")
        let p = 0.35
        let posterior = PatternPosterior(set, flips: .independent(probability: p))
        for trial in 0..<40 {
            let frame = PixelNoise.independentFlips(p).frame(of: set.patterns[trial], from: &stream)
            let likelihoods = set.patterns.map { pattern in
                (0..<90).reduce(1.0) { $0 * (frame.isBlack($1) == pattern.isBlack($1) ? 1 - p : p) }
            }
            let own = posterior.probabilities([frame])
            for (index, other) in Self.normalized(likelihoods).enumerated() { #expect(abs(own[index] - other) < 1e-12) }
            #expect(own.max() == (0..<40).map { own[$0] }.max())
        }
    }

    @Test func anExactCountLeavesTheDigitsAtThatDistance() {
        let posterior = PatternPosterior(.dotMatrix, flips: .exactCount(4))
        for trial in 0..<200 {
            let frame = Self.frames(PixelNoise(flips: .exactCount(4)), digit: trial % 10, slots: 1, trial: trial)
            let possible = PatternSet.dotMatrix.patterns.map { $0.hammingDistance(to: frame[0]) == 4 }
            let share = 1 / Double(possible.count { $0 })
            #expect(Self.lanes(posterior.probabilities(frame)) == possible.map { $0 ? share : 0 })
        }
        // No flip at all leaves the digit itself, however it is written.
        let clean = PatternPosterior(.dotMatrix, flips: .independent(probability: 0))
        #expect(Self.lanes(clean.probabilities([PatternSet.dotMatrix.patterns[3]])) == (0..<10).map { $0 == 3 ? 1 : 0 })
    }

    /// The mean of the largest probability is the exact ceiling, which counts all 2³⁰ frames.
    @Test(arguments: [PixelNoise.Flips.independent(probability: 0.2), .exactCount(5)])
    func theLargestProbabilityAveragesToTheCeiling(flips: PixelNoise.Flips) throws {
        let posterior = PatternPosterior(.dotMatrix, flips: flips)
        let best = (0..<20_000).map { trial in
            posterior.probabilities(
                Self.frames(PixelNoise(flips: flips), digit: trial % 10, slots: 1, trial: trial)
            ).max()
        }
        let ceiling = try #require(RecognitionCeiling(.dotMatrix).accuracy(flips))
        let summary = SampleSummary(best)
        #expect(abs(summary.mean - ceiling) < 4 * summary.standardError)
    }

    /// Grey noise on top: Bayes' rule with every choice of flipped pixels summed, one by one.
    @Test func greyNoiseFollowsBayes() {
        let sigma = 0.7
        func density(_ level: Double, _ mean: Double) -> Double {
            if level >= 1 { return 0.5 * erfc((1 - mean) / sigma / 2.0.squareRoot()) }
            if level <= -1 { return 0.5 * erfc((1 + mean) / sigma / 2.0.squareRoot()) }
            return exp(-(level - mean) * (level - mean) / (2 * sigma * sigma)) / (sigma * (2 * Double.pi).squareRoot())
        }
        func levels(_ frame: Pattern, _ stream: inout RandomStream) -> [Double] {
            (0..<30).map { min(max((frame.isBlack($0) ? 1 : -1) + sigma * stream.normal(), -1), 1) }
        }
        for trial in 0..<10 {
            var stream = RandomStream(seed: 6, purpose: Self.purpose, trial: trial)
            let p = 0.15
            let shown = [
                levels(
                    PixelNoise.independentFlips(p).frame(of: PatternSet.wide.patterns[trial], from: &stream), &stream)
            ]
            let independent = PatternSet.wide.patterns.map { pattern in
                shown[0].enumerated().reduce(1.0) { product, pixel in
                    let mean = pattern.isBlack(pixel.offset) ? 1.0 : -1
                    return product * ((1 - p) * density(pixel.element, mean) + p * density(pixel.element, -mean))
                }
            }
            let own = PatternPosterior(.wide, flips: .independent(probability: p)).probabilities(
                levels: shown, greyNoise: sigma)
            for (a, b) in zip(Self.lanes(own), Self.normalized(independent)) { #expect(abs(a - b) < 1e-12) }

            let exact = PixelNoise(flips: .exactCount(2))
            let two = [levels(exact.frame(of: PatternSet.wide.patterns[trial], from: &stream), &stream)]
            let pairs = PatternSet.wide.patterns.map { pattern in
                var sum = 0.0
                for first in 0..<30 {
                    for second in 0..<first {
                        sum += two[0].enumerated().reduce(1.0) { product, pixel in
                            let mean = pattern.isBlack(pixel.offset) ? 1.0 : -1
                            let isFlipped = pixel.offset == first || pixel.offset == second
                            return product * density(pixel.element, isFlipped ? -mean : mean)
                        }
                    }
                }
                return sum
            }
            let counted = PatternPosterior(.wide, flips: exact.flips).probabilities(levels: two, greyNoise: sigma)
            for (a, b) in zip(Self.lanes(counted), Self.normalized(pairs)) { #expect(abs(a - b) < 1e-12) }
        }
    }
}
