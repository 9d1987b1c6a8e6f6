/// Intervals by resampling.
public enum Bootstrap {
    /// The 95 % percentile interval of a mean (B. Efron, Ann. Statist. 7 (1979) 1, doi 10.1214/aos/1176344552).
    /// - Parameter values: independent, at least one.
    /// - Complexity: resamples · values.
    public static func mean(
        _ values: [Double], resamples: Int = 2000, from stream: inout RandomStream
    ) -> ConfidenceInterval {
        precondition(!values.isEmpty && resamples > 1)
        let count = UInt64(values.count)
        var means: [Double] = []
        means.reserveCapacity(resamples)
        values.withUnsafeBufferPointer { values in
            for _ in 0..<resamples {
                var sum = 0.0
                for _ in 0..<count {
                    // Multiply and shift: the bias is count/2³², below any sampling error here.
                    sum += values[Int((UInt64(stream.nextWord()) &* count) >> 32)]
                }
                means.append(sum / Double(count))
            }
        }
        let summary = SampleSummary(means)
        return ConfidenceInterval(low: summary.quantile(0.025), high: summary.quantile(0.975))
    }
}
