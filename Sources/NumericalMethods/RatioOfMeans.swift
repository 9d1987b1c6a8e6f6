/// The ratio of the means of two quantities that are measured on the same draws, R = x̄/b̄.
///
/// Its standard error is that of the mean of x − R b, over b̄ (the delta method; W. G. Cochran, "Sampling Techniques",
/// 3rd ed., 6.4): what both quantities share cancels.
public struct RatioOfMeans: Hashable, Sendable {
    /// How many pairs were added.
    public private(set) var count = 0
    private var x = 0.0
    private var b = 0.0
    private var xx = 0.0
    private var bb = 0.0
    private var xb = 0.0
    private var largest = 0.0

    /// No pairs yet; the ratio needs some with a positive sum of denominators.
    public init() {}

    /// - Parameter denominator: at least 0.
    public mutating func add(_ numerator: Double, over denominator: Double) {
        count += 1
        x += numerator
        b += denominator
        xx += numerator * numerator
        bb += denominator * denominator
        xb += numerator * denominator
        largest = max(largest, numerator)
    }

    /// Adds all pairs of another tally, as if they had been added one by one.
    public mutating func add(_ other: RatioOfMeans) {
        count += other.count
        x += other.x
        b += other.b
        xx += other.xx
        bb += other.bb
        xb += other.xb
        largest = max(largest, other.largest)
    }

    /// R; 0 if nothing was measured.
    public var value: Double { b > 0 ? x / b : 0 }

    /// b̄; 0 if nothing was measured.
    public var meanDenominator: Double { count > 0 ? b / Double(count) : 0 }

    /// Of R; 0 for fewer than two draws.
    public var standardError: Double {
        guard count > 1, b > 0 else { return 0 }
        let n = Double(count)
        let squares = max(0, xx - 2 * value * xb + value * value * bb)
        return (squares * n / (n - 1)).squareRoot() / b
    }

    /// The 95 % interval by the normal law, for numerators of either sign.
    public var interval: ConfidenceInterval {
        let half = ConfidenceInterval.normalQuantile95 * standardError
        return ConfidenceInterval(low: value - half, high: value + half)
    }

    /// The 95 % interval for numerators that are mostly zero and never negative, such as rare losses.
    ///
    /// A sum of few terms is far from normal. Matched to a gamma law, with one more term of the largest size at the upper
    /// end, the interval keeps its confidence (M. P. Fay, E. J. Feuer, Stat. Med. 16 (1997) 791,
    /// doi 10.1002/(SICI)1097-0258(19970415)16:7<791::AID-SIM500>3.0.CO;2-#). Where no term was seen, one could be as
    /// large as a whole draw.
    public var intervalOfRareTerms: ConfidenceInterval {
        guard count > 0, b > 0 else { return ConfidenceInterval(low: 0, high: 0) }
        let variance = standardError * standardError
        let next = (x > 0 ? largest : b / Double(count)) / b
        let low =
            x > 0 && variance > 0
            ? GammaDistribution.quantile(0.025, shape: value * value / variance) * variance / value : 0
        let (mean, spread) = (value + next, variance + next * next)
        return ConfidenceInterval(
            low: low, high: GammaDistribution.quantile(0.975, shape: mean * mean / spread) * spread / mean)
    }
}
