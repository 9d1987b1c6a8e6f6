import Foundation
import NumericalMethods
import Testing

@Suite struct IntervalTests {
    // R. G. Newcombe, Stat. Med. 17 (1998) 857, table I, method 3 (score, no continuity correction); four decimals.
    @Test(arguments: [
        (81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0000, 0.1611), (1, 29, 0.0061, 0.1718),
    ])
    func newcombesExamples(successes: Int, trials: Int, low: Double, high: Double) {
        let interval = ConfidenceInterval.wilson(successes: Double(successes), trials: trials)
        #expect(abs(interval.low - low) < 0.5e-4 + 1e-12)
        #expect(abs(interval.high - high) < 0.5e-4 + 1e-12)
    }

    /// By hand: 8 trials that only the first wins, 2 that only the second wins, 90 alike: 9/102 and 3/102 with one added to
    /// each and two trials more.
    @Test func pairedDifferenceByHand() {
        let interval = ConfidenceInterval.pairedDifference(
            [Double](repeating: 1, count: 8) + [-1, -1] + [Double](repeating: 0, count: 90))
        let half = 1.959963984540054 * ((12.0 / 102 - 36.0 / 10_404) / 102).squareRoot()
        #expect(abs(interval.low - (6.0 / 102 - half)) < 1e-12 && abs(interval.high - (6.0 / 102 + half)) < 1e-12)
    }

    /// Every outcome of pairs with these chances, weighted: with few trials that tell the two apart, the added ones make
    /// the interval too wide and never too narrow.
    @Test(arguments: [20, 50])
    func pairedDifferenceCovers(trials: Int) {
        func logFactorial(_ n: Int) -> Double { (0..<n).reduce(0) { $0 + log(Double($1 + 1)) } }
        for (better, worse) in [(0.1, 0.1), (0.2, 0.05), (0.3, 0.1), (0.02, 0.02)] {
            var coverage = 0.0
            for first in 0...trials {
                for second in 0...(trials - first) {
                    let rest = trials - first - second
                    var logarithm = logFactorial(trials)
                    for (count, chance) in [(first, better), (second, worse), (rest, 1 - better - worse)] {
                        logarithm += Double(count) * log(chance) - logFactorial(count)
                    }
                    let interval = ConfidenceInterval.pairedDifference(
                        [Double](repeating: 1, count: first) + [Double](repeating: -1, count: second)
                            + [Double](repeating: 0, count: rest))
                    if (interval.low...interval.high).contains(better - worse) { coverage += exp(logarithm) }
                }
            }
            #expect(coverage >= 0.95, "\(trials) trials, \(better) and \(worse)")
        }
    }

    /// The ends are where the score test turns: n (p̂ − p)² = z² p (1 − p).
    @Test func endsSolveTheScoreEquation() {
        var stream = RandomStream(seed: 1, purpose: StreamPurpose("wilson"))
        for _ in 0..<2_000 {
            let n = 1 + stream.below(100_000)
            let successes = stream.uniform() * Double(n)
            let interval = ConfidenceInterval.wilson(successes: successes, trials: n)
            let observed = successes / Double(n)
            #expect(0 <= interval.low && interval.low <= observed && observed <= interval.high && interval.high <= 1)
            let z = 1.959963984540054
            for p in [interval.low, interval.high] {
                let left = Double(n) * (observed - p) * (observed - p)
                let right = z * z * p * (1 - p)
                // p carries a few roundings of 1, hence (p̂ − p)² a few times n (p̂ − p) of them, and p (1 − p) as many.
                #expect(abs(left - right) < 32 * .ulpOfOne * (z * z + 2 * Double(n) * abs(observed - p)))
            }
        }
    }

    @Test(arguments: [10, 20, 50, 100])
    func coversItsNominalShareOnAverage(trials: Int) {
        let intervals = (0...trials).map { ConfidenceInterval.wilson(successes: Double($0), trials: trials) }
        let steps = 400
        var mean = 0.0
        for step in 0..<steps {
            let p = (Double(step) + 0.5) / Double(steps)
            for (k, interval) in intervals.enumerated() where interval.low <= p && p <= interval.high {
                let ways = lgamma(Double(trials + 1)) - lgamma(Double(k + 1)) - lgamma(Double(trials - k + 1))
                mean += exp(ways + Double(k) * log(p) + Double(trials - k) * log(1 - p)) / Double(steps)
            }
        }
        // Exact enumeration, no sampling. Agresti and Coull (Am. Stat. 52 (1998) 119, fig. 2) show the mean coverage
        // of the score interval within a point of 95 % from n = 10; Wald's has 77 % there.
        #expect(abs(mean - 0.95) < 0.01)
    }
}

@Suite struct StudentQuantileTests {
    /// Two-sided 95 %: M. Abramowitz, I. A. Stegun, "Handbook of Mathematical Functions", table 26.10; three decimals.
    @Test(arguments: [
        (1, 12.706), (2, 4.303), (3, 3.182), (4, 2.776), (5, 2.571), (9, 2.262), (10, 2.228), (29, 2.045), (30, 2.042),
        (60, 2.000), (120, 1.980),
    ])
    func tabulatedQuantiles(degreesOfFreedom: Int, quantile: Double) {
        #expect(abs(ConfidenceInterval.studentQuantile95(degreesOfFreedom: degreesOfFreedom) - quantile) <= 0.5e-3)
    }

    /// One degree: t = tan(0.475 π); two: t = 0.95 √(2/(1 − 0.95²)).
    @Test func closedForms() {
        // Bisection to 1e-12, and as many roundings of the distribution function as it is steep.
        #expect(abs(ConfidenceInterval.studentQuantile95(degreesOfFreedom: 1) - tan(0.475 * Double.pi)) < 1e-10)
        let two = 0.95 * (2 / (1 - 0.95 * 0.95)).squareRoot()
        #expect(abs(ConfidenceInterval.studentQuantile95(degreesOfFreedom: 2) - two) < 1e-10)
        // The normal distribution's beyond any table: the difference is z (z² + 1) / 4n.
        let many = ConfidenceInterval.studentQuantile95(degreesOfFreedom: 100_000)
        #expect(abs(many - ConfidenceInterval.normalQuantile95) < 3e-5)
    }
}
