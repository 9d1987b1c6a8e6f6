import NumericalMethods
import Testing

/// Five standard errors: by chance 6e-7 a comparison, and a fixed seed never changes its mind.
private let allowedErrors = 5.0

private func binomialError(_ p: Double, _ n: Int) -> Double { (p * (1 - p) / Double(n)).squareRoot() }

@Suite struct RandomStreamTests {
    @Test func replaysAlone() {
        var first = RandomStream(seed: 7, purpose: StreamPurpose("a"), trial: 3)
        let alone = (0..<100).map { _ in first.next() }
        var streams = (0..<6).map { RandomStream(seed: 7, purpose: StreamPurpose("a"), trial: $0) }
        var interleaved: [UInt64] = []
        for _ in 0..<100 {
            for index in streams.indices.reversed() {
                let word = streams[index].next()
                if index == 3 { interleaved.append(word) }
            }
        }
        #expect(interleaved == alone)
    }

    @Test func neighbouringStreamsShareNoNumbers() {
        var seen = Set<UInt64>()
        var count = 0
        for seed: UInt64 in 0..<8 {
            for purpose in [StreamPurpose("a"), StreamPurpose("b"), StreamPurpose("training: samples")] {
                for trial in [-1, 0, 1, 2, 1 << 32] {
                    var stream = RandomStream(seed: seed, purpose: purpose, trial: trial)
                    for _ in 0..<100 {
                        seen.insert(stream.next())
                        count += 1
                    }
                }
            }
        }
        // 12,000 numbers of 64 bits: a chance collision has probability 4e-12.
        #expect(seen.count == count)
    }

    @Test(arguments: 0..<6)
    func neighbouringStreamsAreUncorrelated(pair: Int) {
        var a = RandomStream(seed: 5, purpose: StreamPurpose("a"), trial: 0)
        var b =
            [
                RandomStream(seed: 5, purpose: StreamPurpose("a"), trial: 1),
                RandomStream(seed: 5, purpose: StreamPurpose("a"), trial: -1),
                RandomStream(seed: 6, purpose: StreamPurpose("a"), trial: 0),
                RandomStream(seed: 5 | 1 << 63, purpose: StreamPurpose("a"), trial: 0),
                RandomStream(seed: 5, purpose: StreamPurpose("b"), trial: 0),
                RandomStream(seed: 5, purpose: StreamPurpose("a"), trial: 1 << 33),
            ][pair]
        let n = 20_000
        var differing = 0
        var product = 0.0
        for _ in 0..<n {
            differing += (a.next() ^ b.next()).nonzeroBitCount
            product += (a.uniform() - 0.5) * (b.uniform() - 0.5)
        }
        let p = Double(differing) / Double(64 * n)
        #expect(abs(p - 0.5) < allowedErrors * binomialError(0.5, 64 * n))
        // The product of two independent centred uniforms has variance (1/12)².
        #expect(abs(product / Double(n)) < allowedErrors / 12 / Double(n).squareRoot())
    }

    @Test(arguments: 1...5)
    func uniformHasItsMoments(seed: UInt64) {
        var stream = RandomStream(seed: seed, purpose: StreamPurpose("uniform"))
        let n = 100_000
        var sum = 0.0
        var squares = 0.0
        for _ in 0..<n {
            let x = stream.uniform()
            #expect((0..<1).contains(x))
            sum += x
            squares += (x - 0.5) * (x - 0.5)
        }
        let root = Double(n).squareRoot()
        // Variance of x: 1/12. Variance of (x − ½)²: 1/80 − 1/144 = 1/180.
        #expect(abs(sum / Double(n) - 0.5) < allowedErrors / 12.squareRoot() / root)
        #expect(abs(squares / Double(n) - 1.0 / 12) < allowedErrors / 180.squareRoot() / root)
    }

    @Test(arguments: [1, 2, 3, 7, 30])
    func belowIsUniform(bound: Int) {
        var stream = RandomStream(seed: 11, purpose: StreamPurpose("below"), trial: bound)
        let n = 60_000
        var counts = [Int](repeating: 0, count: bound)
        for _ in 0..<n { counts[stream.below(bound)] += 1 }
        let p = 1 / Double(bound)
        for count in counts { #expect(abs(Double(count) / Double(n) - p) <= allowedErrors * binomialError(p, n)) }
    }

    @Test(arguments: [0, 0.02, 0.1, 0.25, 0.5, 0.9, 1])
    func bernoulliBitsHaveTheirFrequency(probability: Double) {
        let n = 40_000
        let bits = 30
        var counts = [Int](repeating: 0, count: 32)
        var together = 0
        var stream = RandomStream(seed: 13, purpose: StreamPurpose("bits"), trial: Int(probability * 100))
        for _ in 0..<n {
            let word = stream.bernoulliBits(count: bits, probability: probability).word(0)
            for bit in 0..<32 where word >> UInt64(bit) & 1 == 1 { counts[bit] += 1 }
            together += (word & word >> 1 & 0x1fff_ffff).nonzeroBitCount
        }
        #expect(counts[30] == 0 && counts[31] == 0)
        for bit in 0..<bits {
            #expect(abs(Double(counts[bit]) / Double(n) - probability) <= allowedErrors * binomialError(probability, n))
        }
        // Neighbouring bits are set together with p²; the 29 overlapping pairs of a word have at most thrice the
        // variance of separate ones.
        let pairs = 29 * n
        let square = probability * probability
        let error = (3 * square * (1 - square) / Double(pairs)).squareRoot()
        #expect(abs(Double(together) / Double(pairs) - square) <= allowedErrors * error)
    }

    @Test func bitsAreMonotoneInProbability() {
        for trial in 0..<500 {
            var previous: UInt64 = 0
            for p in [0, 0.1, 0.2, 0.35, 0.8, 1] {
                var stream = RandomStream(seed: 17, purpose: StreamPurpose("nested"), trial: trial)
                let bits = stream.bernoulliBits(count: 64, probability: p).word(0)
                #expect(previous & ~bits == 0)
                previous = bits
            }
            #expect(previous == .max)
        }
    }
}
