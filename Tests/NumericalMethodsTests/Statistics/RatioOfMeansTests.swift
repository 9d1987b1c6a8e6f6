import Foundation
import NumericalMethods
import Testing

@Suite struct RatioOfMeansTests {
    private static let purpose = StreamPurpose("tests: ratio of means")

    /// Losses that are rare and of random size, over denominators that vary.
    private static func sample(rate: Double, count: Int, trial: Int) -> RatioOfMeans {
        var stream = RandomStream(seed: 11, purpose: purpose, trial: trial)
        var ratio = RatioOfMeans()
        for _ in 0..<count {
            let best = 0.8 + 0.2 * stream.uniform()
            ratio.add(stream.uniform() < rate ? best * stream.uniform() : 0, over: best)
        }
        return ratio
    }

    /// E x/E b with E x = rate · E b/2: exactly rate/2.
    @Test(arguments: [0.0005, 0.005, 0.2])
    func rareTermsAreCovered(rate: Double) {
        let experiments = 1000
        var (covered, normal) = (0, 0)
        var values: [Double] = []
        var errors: [Double] = []
        for trial in 0..<experiments {
            let ratio = Self.sample(rate: rate, count: 2000, trial: trial)
            let interval = ratio.intervalOfRareTerms
            if interval.low <= rate / 2, rate / 2 <= interval.high { covered += 1 }
            if ratio.interval.low <= rate / 2, rate / 2 <= ratio.interval.high { normal += 1 }
            values.append(ratio.value)
            errors.append(ratio.standardError)
        }
        // 95 % less three standard errors of a thousand experiments; it may be conservative.
        #expect(covered >= 929, "\(covered)")
        // With one term expected the normal law misses more than a third: what the gamma law is for.
        if rate == 0.0005 { #expect(normal < 700, "\(normal)") }
        // The standard error is the spread over experiments: 2.3 % of a spread over 1000, four times that.
        if rate > 0.001 {
            let spread = SampleSummary(values).standardDeviation
            #expect(abs(SampleSummary(errors).mean / spread - 1) < 0.1)
        }
        #expect(abs(SampleSummary(values).mean - rate / 2) < 4 * SampleSummary(values).standardError)
    }

    @Test func partsAddUpToTheWhole() {
        var (whole, parts) = (RatioOfMeans(), RatioOfMeans())
        for chunk in 0..<3 {
            var part = RatioOfMeans()
            for index in 0..<5 {
                let x = Double(chunk * 5 + index)
                whole.add(x / 64, over: 1 + x / 32)
                part.add(x / 64, over: 1 + x / 32)
            }
            parts.add(part)
        }
        // Multiples of powers of two: no sum is rounded.
        #expect(whole == parts)
    }

    /// Where nothing was lost, a loss of rate 3.69/n would have been missed once in forty times: −ln 0.025 = 3.689.
    @Test func nothingSeenBoundsTheLoss() {
        var ratio = RatioOfMeans()
        for _ in 0..<20_000 { ratio.add(0, over: 1) }
        #expect(ratio.value == 0 && ratio.standardError == 0 && ratio.intervalOfRareTerms.low == 0)
        #expect(abs(ratio.intervalOfRareTerms.high * 20_000 + log(0.025)) < 1e-9)
    }
}
