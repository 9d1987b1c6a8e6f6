/// Variance-based sensitivity: which part of a result's variance each parameter accounts for.
///
/// I. M. Sobol's indices by two independent samples A and B and, for every parameter i, A with B's values of i; the total
/// index by Jansen's estimator, S_T,i = Σ (f(A) − f(AB_i))² / (2 N Var f), the first-order one by Saltelli's,
/// S_i = Σ (f(B) − f̄) (f(AB_i) − f(A)) / (N Var f) (A. Saltelli et al., Comput. Phys. Commun. 181 (2010) 259,
/// doi 10.1016/j.cpc.2009.09.018).
public struct SobolIndices: Hashable, Sendable {
    public var first: [Double]
    public var total: [Double]
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

    /// - Parameter results: of `points`, in their order.
    public init(results: [Double], parameters: Int, samples: Int) {
        precondition(results.count == (parameters + 2) * samples && samples > 1)
        let summary = SampleSummary(Array(results[..<(2 * samples)]))
        variance = summary.standardDeviation * summary.standardDeviation
        first = []
        total = []
        for parameter in 0..<parameters {
            var (own, all) = (0.0, 0.0)
            for sample in 0..<samples {
                let (a, b) = (results[sample], results[samples + sample])
                let mixed = results[(2 + parameter) * samples + sample]
                // Without the mean the estimate is the same, its spread far larger.
                own += (b - summary.mean) * (mixed - a)
                all += (a - mixed) * (a - mixed)
            }
            // Nothing varies: nothing is sensitive.
            first.append(variance > 0 ? own / (Double(samples) * variance) : 0)
            total.append(variance > 0 ? all / (2 * Double(samples) * variance) : 0)
        }
    }
}
