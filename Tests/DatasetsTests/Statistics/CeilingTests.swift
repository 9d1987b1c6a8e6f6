import Datasets
import NumericalMethods
import Testing

/// Every built-in set's ceiling, counted once for all tests.
private let ceilings = [PatternSet.wide, .dotMatrix].map { ($0.patterns, RecognitionCeiling($0), $0.smallestDistance) }

/// Mean and standard error of a rule's score on noisy patterns.
private func simulate(
    _ patterns: [Pattern], _ flips: PixelNoise.Flips, draws: Int, rule: (Pattern) -> [Int]
) -> SampleSummary {
    let noise = PixelNoise(flips: flips)
    return SampleSummary(
        (0..<draws).map { trial in
            var stream = RandomStream(seed: 21, purpose: StreamPurpose("ceiling"), trial: trial)
            let named = rule(noise.frame(of: patterns[trial % 10], from: &stream))
            return named.contains(trial % 10) ? 1 / Double(named.count) : 0
        })
}

private func least(_ cost: (Int) -> Double) -> [Int] {
    let costs = (0..<10).map(cost)
    let smallest = costs.min()!
    return (0..<10).filter { costs[$0] == smallest }
}

@Suite struct CeilingTests {
    @Test(arguments: [0.05, 0.1, 0.2, 0.3, 0.4])
    func nearestTemplateReachesTheCeiling(p: Double) {
        for (patterns, ceiling, _) in ceilings {
            let flips = PixelNoise.Flips.independent(probability: p)
            let result = simulate(patterns, flips, draws: 40_000) { frame in
                least { Double(patterns[$0].hammingDistance(to: frame)) }
            }
            // Four standard errors, either way: 6e-5 a comparison by chance, ten comparisons.
            #expect(abs(result.mean - ceiling.accuracy(flips)!) <= 4 * result.standardError)
        }
    }

    @Test(arguments: [2, 6])
    func consistentTemplatesReachTheCeilingOfExactFlips(n: Int) {
        for (patterns, ceiling, _) in ceilings {
            let result = simulate(patterns, .exactCount(n), draws: 40_000) { frame in
                least { patterns[$0].hammingDistance(to: frame) == n ? 0 : 1 }
            }
            // A rate of 1 exactly has no error; 1e-12 is the rounding of the ceiling's sum.
            #expect(abs(result.mean - ceiling.accuracy(.exactCount(n))!) <= 4 * result.standardError + 1e-12)
        }
    }

    @Test(arguments: 0..<12)
    func nothingBeatsTheCeiling(seed: Int) {
        var stream = RandomStream(seed: UInt64(seed), purpose: StreamPurpose("rules"))
        // A linear rule near the ideal one: template weights with random errors, and random biases.
        let spread = stream.uniform()
        let weights = (0..<300).map { _ in spread * (2 * stream.uniform() - 1) }
        let p = 0.05 + 0.3 * stream.uniform()
        for (patterns, ceiling, _) in ceilings {
            let flips = PixelNoise.Flips.independent(probability: p)
            let result = simulate(patterns, flips, draws: 10_000) { frame in
                least { digit in
                    (0..<30).reduce(0.0) { cost, pixel in
                        let differs = frame.isBlack(pixel) != patterns[digit].isBlack(pixel)
                        return cost + (differs ? 1 + weights[digit * 30 + pixel] : 0)
                    }
                }
            }
            #expect(result.mean <= ceiling.accuracy(flips)! + 4 * result.standardError)
        }
    }

    @Test func limits() {
        for (_, ceiling, distance) in ceilings {
            // 2³⁰ frames in at most 31 terms.
            let rounding = 31 * Double.ulpOfOne
            #expect(abs(ceiling.accuracy(.independent(probability: 0))! - 1) <= rounding)
            #expect(abs(ceiling.accuracy(.independent(probability: 0.5))! - 0.1) <= rounding)
            #expect(ceiling.accuracy(.exactCount(0))! == 1)
            // Fewer flips than half the smallest distance leave no doubt; p → 0 loses O(p^⌈d/2⌉).
            let safe = (distance - 1) / 2
            #expect(ceiling.accuracy(.exactCount(safe))! == 1)
            #expect(1 - ceiling.accuracy(.independent(probability: 1e-6))! < 30e-6)
            // Symmetric about ½, falling up to it.
            var previous = 1.0
            for p in [0.01, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5] {
                let accuracy = ceiling.accuracy(.independent(probability: p))!
                #expect(abs(accuracy - ceiling.accuracy(.independent(probability: 1 - p))!) <= rounding)
                #expect(accuracy < previous)
                previous = accuracy
            }
        }
    }
}
