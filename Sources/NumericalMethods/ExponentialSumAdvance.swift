import Foundation

extension ExponentialSum {
    /// Sums of more terms than this are searched by `advance`: isolation takes a level of recursion per term.
    static let isolationLimit = 6

    /// The first passage of sign·f upward through zero in (0, `horizon`], by steps that no root can lie within.
    static func advance(
        _ constant: Double, _ coefficients: UnsafeBufferPointer<Double>, _ rates: UnsafeBufferPointer<Double>,
        sign: Double, horizon: Double
    ) -> Double? {
        var start = 0.0
        let initial = sign * coefficients.reduce(constant, +)
        if initial > 0 || initial == 0 && !falls(coefficients, rates, sign: sign) {
            guard let fall = climb(constant, coefficients, rates, sign: -sign, from: 0, horizon: horizon) else {
                return nil
            }
            start = fall
        }
        return climb(constant, coefficients, rates, sign: sign, from: start, horizon: horizon)
    }

    private static func falls(
        _ coefficients: UnsafeBufferPointer<Double>, _ rates: UnsafeBufferPointer<Double>, sign: Double
    ) -> Bool {
        var slope = 0.0
        for k in 0..<rates.count { slope -= sign * coefficients[k] * rates[k] }
        return slope < 0
    }

    /// What a sum does from an instant on, told by partial sums (Abel's summation, as in `firstCrossing`).
    private struct Outlook {
        var value: Double
        var slope: Double
        /// Bounds of all that comes.
        var highest: Double
        var steepest: Double
        var sharpest: Double
        /// The size of the terms, whose roundings are in `value`.
        var scale: Double
    }

    @inline(__always)
    private static func outlook(
        _ constant: Double, _ coefficients: UnsafeBufferPointer<Double>, _ rates: UnsafeBufferPointer<Double>,
        sign: Double, at t: Double
    ) -> Outlook {
        var (sum, slope, bend) = (0.0, 0.0, 0.0)
        var (highest, steepest, sharpest) = (0.0, 0.0, 0.0)
        var scale = constant.magnitude
        for k in 0..<rates.count {
            let decayed = rates[k] * t
            if decayed >= deadExponent { break }  // rates ascend
            let term = sign * coefficients[k] * exp(-decayed)
            sum += term
            slope -= rates[k] * term
            bend += rates[k] * rates[k] * term
            highest = max(highest, sum)
            steepest = max(steepest, slope)
            sharpest = max(sharpest, bend)
            scale += term.magnitude
        }
        let limit = sign * constant
        return Outlook(
            value: limit + sum, slope: slope, highest: limit + highest, steepest: steepest, sharpest: sharpest,
            scale: scale)
    }

    /// The first root of sign·f after `start`, where it is below zero, or on it and falling.
    ///
    /// From t on f stays below f + s h and below f + f′ h + m h²/2, with s and m the bounds of f′ and f″ for all that
    /// comes: the larger of the two steps to zero passes no root. Near a simple root the second one is Newton's.
    private static func climb(
        _ constant: Double, _ coefficients: UnsafeBufferPointer<Double>, _ rates: UnsafeBufferPointer<Double>,
        sign: Double, from start: Double, horizon: Double
    ) -> Double? {
        var t = start
        while true {
            let now = outlook(constant, coefficients, rates, sign: sign, at: t)
            let rounding = 4 * .ulpOfOne * now.scale
            if now.highest < 0 || now.steepest <= 0 { return nil }
            if now.slope > 0, now.value >= -rounding, t > start { return t <= horizon ? t : nil }
            // Below its rounding a value says nothing; so every step has a length.
            let depth = min(now.value, -rounding)
            let root = (now.slope * now.slope - 2 * now.sharpest * depth).squareRoot()
            let bent: Double
            if now.slope > 0 {
                bent = -2 * depth / (now.slope + root)
            } else {
                if now.sharpest <= 0 { return nil }
                bent = (root - now.slope) / now.sharpest
            }
            let step = max(bent, -depth / now.steepest)
            if t + step > horizon { return nil }
            // What is left of the way is Newton's, to the square of this step.
            if step <= 1e-9 * t, now.slope > 0 {
                let next = t - now.value / now.slope
                if (next - t).magnitude <= 1e-8 * t { return next <= horizon ? next : nil }
            }
            t = max(t + step, t.nextUp)
        }
    }
}
