import NumericalMethods
import Testing

@Suite struct SampleSummaryTests {
    @Test(arguments: [1, 2, 3, 10, 101, 1000])
    func firstIntegers(n: Int) {
        var stream = RandomStream(seed: UInt64(n), purpose: StreamPurpose("shuffle"))
        let summary = SampleSummary((1...n).map(Double.init).shuffled(using: &stream))
        let x = Double(n)
        #expect(summary.count == n)
        #expect(summary.minimum == 1 && summary.maximum == x)
        // Sums of integers are exact; one division.
        #expect(summary.mean == (x + 1) / 2)
        #expect(summary.median == (x + 1) / 2)
        // Variance n (n + 1)/12; n roundings of the squares' sum at most.
        let deviation = (x * (x + 1) / 12).squareRoot()
        #expect(abs(summary.standardDeviation - (n > 1 ? deviation : 0)) <= x * .ulpOfOne * deviation)
        #expect(summary.standardError == summary.standardDeviation / x.squareRoot())
        for p in [0, 0.1, 0.25, 0.9, 0.975, 1] {
            // Type 7: 1 + (n − 1) p, with two roundings.
            #expect(abs(summary.quantile(p) - (1 + (x - 1) * p)) <= 2 * .ulpOfOne * x)
        }
    }

    @Test func quantileInterpolatesLikeR() {
        // R 4.2: quantile(c(3, 1, 4, 1, 5, 9, 2, 6), c(.1, .25, .6), type = 7) is 1.00, 1.75, 4.20.
        let summary = SampleSummary([3, 1, 4, 1, 5, 9, 2, 6])
        for (p, expected) in [(0.1, 1.0), (0.25, 1.75), (0.6, 4.2)] {
            #expect(abs(summary.quantile(p) - expected) < 8 * .ulpOfOne)
        }
    }

    @Test func aShiftChangesNoSpread() {
        // Exact powers of two: a one-pass Σx² − (Σx)²/n would lose every digit here.
        let summary = SampleSummary([0x1p40, 0x1p40 + 1, 0x1p40 + 2])
        #expect(summary.standardDeviation == 1)
    }
}
