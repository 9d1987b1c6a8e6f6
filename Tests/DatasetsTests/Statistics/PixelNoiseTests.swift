import Datasets
import NumericalMethods
import Testing

/// Five standard errors: by chance 6e-7 a comparison, and a fixed seed never changes its mind.
private let allowedErrors = 5.0
private let frames = 40_000

/// How often each pixel flips, how often each pair does, and the distribution of the number of flips.
private struct FlipCounts {
    var single = [Int](repeating: 0, count: 30)
    var pair = [Int](repeating: 0, count: 900)
    var total = [Int](repeating: 0, count: 31)

    init(_ noise: PixelNoise, seed: UInt64) {
        let pattern = PatternSet.wide.patterns[3]
        for trial in 0..<frames {
            var stream = RandomStream(seed: seed, purpose: StreamPurpose("noise"), trial: trial)
            var flipped = noise.frame(of: pattern, from: &stream).pixels.word(0) ^ pattern.pixels.word(0)
            total[flipped.nonzeroBitCount] += 1
            while flipped != 0 {
                let a = flipped.trailingZeroBitCount
                flipped &= flipped - 1
                single[a] += 1
                var rest = flipped
                while rest != 0 {
                    pair[a * 30 + rest.trailingZeroBitCount] += 1
                    rest &= rest - 1
                }
            }
        }
    }
}

private func agrees(_ count: Int, _ probability: Double) -> Bool {
    let error = (probability * (1 - probability) / Double(frames)).squareRoot()
    return abs(Double(count) / Double(frames) - probability) <= allowedErrors * error
}

@Suite struct PixelNoiseTests {
    @Test(arguments: [0, 0.05, 0.1, 0.3, 0.5, 1])
    func independentFlips(p: Double) {
        let counts = FlipCounts(.independentFlips(p), seed: 1)
        for a in 0..<30 {
            #expect(agrees(counts.single[a], p))
            for b in (a + 1)..<30 { #expect(agrees(counts.pair[a * 30 + b], p * p)) }
        }
        // The number of flips is binomial.
        var ways = 1.0
        for k in 0...30 {
            var probability = ways
            for flip in 0..<30 { probability *= flip < k ? p : 1 - p }
            #expect(agrees(counts.total[k], min(1, probability)))
            ways *= Double(30 - k) / Double(k + 1)
        }
    }

    @Test(arguments: [0, 1, 2, 3, 7, 15, 29, 30])
    func exactCountFlips(n: Int) {
        let counts = FlipCounts(PixelNoise(flips: .exactCount(n)), seed: 2)
        #expect(counts.total[n] == frames)
        for a in 0..<30 {
            #expect(agrees(counts.single[a], Double(n) / 30))
            for b in (a + 1)..<30 { #expect(agrees(counts.pair[a * 30 + b], Double(n * (n - 1)) / (30 * 29))) }
        }
    }

    @Test func everyChoiceOfTwoPixelsIsAsLikely() {
        // All C(30, 2) = 435 choices are pairs: none may be missing in 40,000 frames (92 expected each).
        let counts = FlipCounts(PixelNoise(flips: .exactCount(2)), seed: 3)
        #expect(counts.pair.filter { $0 > 0 }.count == 435)
    }

    @Test func noneIsNone() {
        var stream = RandomStream(seed: 1, purpose: StreamPurpose("noise"))
        for pattern in PatternSet.wide.patterns {
            #expect(PixelNoise.none.frame(of: pattern, from: &stream) == pattern)
        }
    }

    @Test(arguments: [PixelNoise.independentFlips(0.2), PixelNoise(flips: .exactCount(6))])
    func aTrialReplaysAlone(noise: PixelNoise) {
        let purpose = StreamPurpose("replay")
        var all: [[Pattern]] = []
        for trial in 0..<50 {
            var stream = RandomStream(seed: 9, purpose: purpose, trial: trial)
            all.append((0..<10).map { noise.frame(of: PatternSet.wide.patterns[$0], from: &stream) })
        }
        for trial in [49, 7, 0] {
            var stream = RandomStream(seed: 9, purpose: purpose, trial: trial)
            #expect((0..<10).map { noise.frame(of: PatternSet.wide.patterns[$0], from: &stream) } == all[trial])
        }
        #expect(Set(all.map { $0.map(\.pixels) }).count == 50)
    }
}
