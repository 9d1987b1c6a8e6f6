import Foundation

/// An interval that holds a parameter with a stated confidence.
public struct ConfidenceInterval: Hashable, Sendable {
    /// The lower bound.
    public let low: Double
    /// The upper bound.
    public let high: Double

    /// Takes bounds that are already known.
    public init(low: Double, high: Double) {
        self.low = low
        self.high = high
    }

    /// The standard normal quantile of a two-sided 95 % interval.
    public static let normalQuantile95 = 1.959963984540054

    /// The quantile of Student's t distribution of a two-sided 95 % interval.
    ///
    /// The distribution function is a finite sum for whole degrees of freedom (M. Abramowitz, I. A. Stegun, "Handbook of
    /// Mathematical Functions", 26.7.3 and 26.7.4); it is inverted by bisection.
    public static func studentQuantile95(degreesOfFreedom: Int) -> Double {
        precondition(degreesOfFreedom > 0)
        var (low, high) = (normalQuantile95, 13.0)
        while high - low > 1e-12 {
            let middle = (low + high) / 2
            if studentCentralProbability(middle, degreesOfFreedom: degreesOfFreedom) < 0.95 {
                low = middle
            } else {
                high = middle
            }
        }
        return (low + high) / 2
    }

    /// P(|t| < `value`).
    private static func studentCentralProbability(_ value: Double, degreesOfFreedom: Int) -> Double {
        let angle = atan(value / Double(degreesOfFreedom).squareRoot())
        let square = cos(angle) * cos(angle)
        let isOdd = degreesOfFreedom % 2 == 1
        var term = isOdd ? cos(angle) : 1
        var sum = degreesOfFreedom == 1 ? 0 : term
        for index in stride(from: isOdd ? 3 : 2, through: degreesOfFreedom - 2, by: 2) {
            term *= Double(index - 1) / Double(index) * square
            sum += term
        }
        return isOdd ? 2 / Double.pi * (angle + sin(angle) * sum) : sin(angle) * sum
    }

    /// The Wilson score interval of a proportion, 95 %.
    ///
    /// E. B. Wilson, J. Am. Stat. Assoc. 22 (1927) 209, doi 10.1080/01621459.1927.10502953.
    /// - Parameter successes: the sum of the scores; a shared tie counts as a fraction.
    public static func wilson(successes: Double, trials: Int) -> ConfidenceInterval {
        precondition(trials > 0 && successes >= 0 && successes <= Double(trials) * (1 + 1e-12))
        let n = Double(trials)
        let z = normalQuantile95
        let p = min(successes / n, 1)
        let center = (p + z * z / (2 * n)) / (1 + z * z / n)
        let half = z / (1 + z * z / n) * (p * (1 - p) / n + z * z / (4 * n * n)).squareRoot()
        return ConfidenceInterval(low: max(0, center - half), high: min(1, center + half))
    }

    /// Bonett and Price's interval of the difference of two proportions on the same trials, 95 %: never of width 0, also
    /// where no trial tells the two apart.
    ///
    /// D. G. Bonett, R. M. Price, J. Educ. Behav. Stat. 37 (2012) 479, doi 10.3102/1076998611411915.
    /// - Parameter differences: one a trial, −1…1; of hits and misses −1, 0 and 1, of shared ties parts of them.
    public static func pairedDifference(_ differences: [Double]) -> ConfidenceInterval {
        precondition(!differences.isEmpty && differences.allSatisfy { abs($0) <= 1 })
        let n = Double(differences.count) + 2
        let better = (differences.reduce(0) { $0 + max(0, $1) } + 1) / n
        let worse = (differences.reduce(0) { $0 - min(0, $1) } + 1) / n
        let center = better - worse
        let half = normalQuantile95 * ((better + worse - center * center) / n).squareRoot()
        return ConfidenceInterval(low: max(-1, center - half), high: min(1, center + half))
    }
}

/// Mean, spread and order statistics of a sample.
public struct SampleSummary: Hashable, Sendable {
    /// How many values there are, n.
    public let count: Int
    /// The arithmetic mean.
    public let mean: Double
    /// The sample standard deviation (n − 1); 0 for a single value.
    public let standardDeviation: Double
    private let sorted: [Double]

    /// - Precondition: at least one value.
    public init(_ values: [Double]) {
        precondition(!values.isEmpty)
        count = values.count
        let mean = values.reduce(0, +) / Double(values.count)
        self.mean = mean
        let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        standardDeviation = values.count > 1 ? (squares / Double(values.count - 1)).squareRoot() : 0
        sorted = values.sorted()
    }

    /// The standard error of the mean, s/√n.
    public var standardError: Double { standardDeviation / Double(count).squareRoot() }

    /// The 95 % interval of the mean by the normal law.
    public var interval: ConfidenceInterval {
        let half = ConfidenceInterval.normalQuantile95 * standardError
        return ConfidenceInterval(low: mean - half, high: mean + half)
    }

    /// The smallest value.
    public var minimum: Double { sorted[0] }
    /// The largest value.
    public var maximum: Double { sorted[count - 1] }
    /// The middle value; of an even count the mean of the middle two.
    public var median: Double { quantile(0.5) }

    /// The quantile by linear interpolation between order statistics (Hyndman and Fan's type 7).
    public func quantile(_ probability: Double) -> Double {
        let position = probability * Double(count - 1)
        let lower = Int(position)
        guard lower + 1 < count else { return sorted[count - 1] }
        return sorted[lower] + (position - Double(lower)) * (sorted[lower + 1] - sorted[lower])
    }
}
