/// Passages of f(s) = Σₖ cₖ sᵏ through zero on 0 ≤ s ≤ 1, the shape of a voltage over a short interval.
///
/// In Bernstein's basis a polynomial lies in the hull of its coefficients, and has at most as many roots as they change
/// sign (Descartes): halving the interval isolates the first root, and none is missed.
package enum PowerSeries {
    /// f(s).
    @inline(__always)
    package static func value(_ coefficients: UnsafeBufferPointer<Double>, at s: Double) -> Double {
        var sum = 0.0
        for k in (0..<coefficients.count).reversed() { sum = sum * s + coefficients[k] }
        return sum
    }

    /// f(s) and f′(s).
    @inline(__always)
    package static func slope(
        _ coefficients: UnsafeBufferPointer<Double>, at s: Double
    ) -> (value: Double, slope: Double) {
        var (value, slope) = (0.0, 0.0)
        for k in (0..<coefficients.count).reversed() {
            slope = slope * s + value
            value = value * s + coefficients[k]
        }
        return (value, slope)
    }

    /// The first s in [start, 1] at which f passes zero in `direction` after it was beyond, or nil.
    package static func firstCrossing(
        _ coefficients: UnsafeBufferPointer<Double>, from start: Double, direction: CrossingDirection
    ) -> Double? {
        let count = coefficients.count
        let sign: Double = direction == .rising ? 1 : -1
        return withUnsafeTemporaryAllocation(of: Double.self, capacity: (deepest + 2) * count) { memory in
            let b = memory.baseAddress!
            let degree = Double(count - 1)
            var choices = 1.0
            for k in 0..<count {
                b[k] = sign * coefficients[k] / choices
                choices *= (degree - Double(k)) / Double(k + 1)
            }
            for round in stride(from: 1, to: count, by: 1) {
                for j in stride(from: count - 1, through: round, by: -1) { b[j] += b[j - 1] }
            }
            if start > 0 {
                for round in stride(from: 1, to: count, by: 1) {
                    for j in 0..<(count - round) { b[j] += start * (b[j + 1] - b[j]) }
                }
            }
            guard let bracket = firstRise(b, count: count, low: start, high: 1, depth: 0) else { return nil }
            return root(coefficients, sign: sign, bracket.low, bracket.high)
        }
    }

    /// Halvings of the interval: a width of a rounding.
    private static let deepest = 52

    /// Where sign·f rises through zero first, and does nothing else.
    private static func firstRise(
        _ b: UnsafeMutablePointer<Double>, count: Int, low: Double, high: Double, depth: Int
    ) -> (low: Double, high: Double)? {
        var changes = 0
        for k in 1..<max(1, count) where (b[k] < 0) != (b[k - 1] < 0) { changes += 1 }
        if changes == 0 { return nil }
        if changes == 1 || depth == deepest { return b[0] < 0 && b[count - 1] >= 0 ? (low, high) : nil }
        let left = b + count
        left[0] = b[0]
        for round in 1..<count {
            for j in 0..<(count - round) { b[j] = (b[j] + b[j + 1]) / 2 }
            left[round] = b[0]
        }
        let middle = low + (high - low) / 2
        // What follows `left` is free; `b` itself holds the right half.
        if let found = firstRise(left, count: count, low: low, high: middle, depth: depth + 1) { return found }
        return firstRise(b, count: count, low: middle, high: high, depth: depth + 1)
    }

    /// The one root in [left, right], where sign·f rises: Newton, kept in the bracket.
    private static func root(
        _ coefficients: UnsafeBufferPointer<Double>, sign: Double, _ left: Double, _ right: Double
    ) -> Double {
        var (low, high) = (left, right)
        let (first, last) = (sign * value(coefficients, at: low), sign * value(coefficients, at: high))
        if first >= 0 { return low }
        if last <= 0 { return high }
        var s = low - first * (high - low) / (last - first)
        for _ in 0..<200 {
            let (value, slope) = slope(coefficients, at: s)
            if sign * value < 0 { low = s } else { high = s }
            var next = s - value / slope
            // Newton's error is squared in this step.
            if (next - s).magnitude <= 1e-10 * s, next >= left, next <= right { return next }
            if !(next > low && next < high) { next = low + (high - low) / 2 }
            if next == low || next == high { return next }
            s = next
        }
        return high
    }
}
