/// Variance-based sensitivity: which part of a result's variance each parameter accounts for, with its error.
///
/// I. M. Sobol's indices by two independent samples A and B and, for every parameter i, A with B's values of i. Results at
/// B and AB_i share the parameter i alone, those at A and AB_i all others, so that
///
///     S_i = ρ(B, AB_i) − ρ(A, AB_i) ρ(A, B),   S_T,i = 1 − ρ(A, AB_i) + ρ(B, AB_i) ρ(A, B),
///
/// with correlations ρ about the pooled mean (A. Janon et al., ESAIM: PS 18 (2014) 342, doi 10.1051/ps/2013040). What
/// unrelated samples share by chance, ρ(A, B), is taken off in the part that it has (after G. Glen, K. Isaacs, Environ.
/// Model. Softw. 37 (2012) 157, doi 10.1016/j.envsoft.2012.03.014): the errors are half to a fifth of those of the products and
/// differences of A. Saltelli et al., Comput. Phys. Commun. 181 (2010) 259, for parameters that matter little.
public struct SobolIndices: Hashable, Sendable {
    /// An index with its 95 % bootstrap interval.
    public struct Estimate: Hashable, Sendable {
        /// The index; by chance it may lie below 0 or above 1.
        public var value: Double
        /// The interval's lower bound.
        public var low: Double
        /// The interval's upper bound.
        public var high: Double
    }

    /// S_i of every parameter: its part of the variance by itself.
    public var first: [Estimate]
    /// S_T,i of every parameter: its part of the variance, all company with others included.
    public var total: [Estimate]
    /// Total less first order: what a parameter does in company with others.
    public var company: [Estimate]
    /// Of the results over A and B.
    public var variance: Double

    /// Points of the unit cube, `[(parameters + 2) · samples][parameters]`: A, B, then AB_i for every i.
    public static func points(parameters: Int, samples: Int, from stream: inout RandomStream) -> [[Double]] {
        func cube() -> [[Double]] {
            (0..<samples).map { _ in (0..<parameters).map { _ in stream.uniform() } }
        }
        let (a, b) = (cube(), cube())
        return a + b
            + (0..<parameters).flatMap { parameter in
                (0..<samples).map { sample in
                    var point = a[sample]
                    point[parameter] = b[sample][parameter]
                    return point
                }
            }
    }

    /// - Parameters:
    ///   - results: of `points`, in their order: `[points][replicates]`, whose mean is what varies. Replicates share their
    ///     random numbers over the points.
    ///   - resamples: of the bootstrap, over samples and replicates both.
    public init(
        results: [[Double]], parameters: Int, samples: Int, resamples: Int = 1000, from stream: inout RandomStream
    ) {
        precondition(results.count == (parameters + 2) * samples && samples > 1 && resamples > 1)
        let replicates = results[0].count
        let whole = Self.means(results, replicates: Array(0..<replicates))
        let own = Self.indices(whole, parameters: parameters, samples: Array(0..<samples), of: samples)
        let summary = SampleSummary(Array(whole[..<(2 * samples)]))
        variance = summary.standardDeviation * summary.standardDeviation
        var drawn = [[Double]](repeating: [], count: 3 * parameters)
        for _ in 0..<resamples {
            let arrays = (0..<replicates).map { _ in stream.below(replicates) }
            let rows = (0..<samples).map { _ in stream.below(samples) }
            let again = Self.indices(
                Self.means(results, replicates: arrays), parameters: parameters, samples: rows, of: samples)
            for (index, value) in again.enumerated() { drawn[index].append(value) }
        }
        let estimates = zip(own, drawn).map { value, drawn in
            let spread = SampleSummary(drawn)
            return Estimate(value: value, low: spread.quantile(0.025), high: spread.quantile(0.975))
        }
        first = Array(estimates[..<parameters])
        total = Array(estimates[parameters..<(2 * parameters)])
        company = Array(estimates[(2 * parameters)...])
    }

    private static func means(_ results: [[Double]], replicates: [Int]) -> [Double] {
        results.map { row in replicates.reduce(0) { $0 + row[$1] } / Double(replicates.count) }
    }

    /// First orders, totals, and their differences.
    private static func indices(_ f: [Double], parameters: Int, samples rows: [Int], of samples: Int) -> [Double] {
        func block(_ place: Int) -> [Double] { rows.map { f[place * samples + $0] } }
        let (a, b) = (block(0), block(1))
        let chance = correlation(a, b)
        var (first, total) = ([Double](), [Double]())
        for parameter in 0..<parameters {
            let mixed = block(2 + parameter)
            let (withA, withB) = (correlation(a, mixed), correlation(b, mixed))
            // Nothing varies: nothing is sensitive.
            let varies = withA.isFinite && withB.isFinite && chance.isFinite
            first.append(varies ? withB - withA * chance : 0)
            total.append(varies ? 1 - withA + withB * chance : 0)
        }
        return first + total + zip(first, total).map { $1 - $0 }
    }

    /// About the pooled mean, over the pooled variance; NaN if nothing varies.
    private static func correlation(_ x: [Double], _ y: [Double]) -> Double {
        let mean = (x.reduce(0, +) + y.reduce(0, +)) / Double(2 * x.count)
        var (product, squares) = (0.0, 0.0)
        for (x, y) in zip(x, y) {
            product += (x - mean) * (y - mean)
            squares += (x - mean) * (x - mean) + (y - mean) * (y - mean)
        }
        return 2 * product / squares
    }
}
