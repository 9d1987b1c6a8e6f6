import Foundation

/// The direction in which a function passes a level.
public enum CrossingDirection: Sendable {
    case rising
    case falling
}

/// Roots and integrals of f(t) = c₀ + Σₖ cₖ e^(−λₖ t), the shape of every voltage of a switched RC network.
///
/// Coefficients and rates are passed as buffers, so that a hot loop allocates nothing. Rates are positive and
/// ascending.
public enum ExponentialSum {
    /// e^(−x) beyond this x is below any rounding of a sum.
    public static let deadExponent = 100.0

    /// f(t).
    public static func value(
        _ constant: Double, _ coefficients: UnsafeBufferPointer<Double>, _ rates: UnsafeBufferPointer<Double>,
        at t: Double
    ) -> Double {
        var sum = constant
        for k in 0..<rates.count {
            let decayed = rates[k] * t
            if decayed >= deadExponent { break }  // rates ascend
            sum += coefficients[k] * exp(-decayed)
        }
        return sum
    }

    /// The first t in (0, `horizon`] at which f passes zero in `direction`, or nil.
    ///
    /// No root is missed. Where f is not monotone, its stationary points cut the interval into pieces on which it is:
    /// with one exponential factored out, f′ is a sum with one term fewer, whose own roots are found first.
    public static func firstCrossing(
        _ constant: Double, _ coefficients: UnsafeBufferPointer<Double>, _ rates: UnsafeBufferPointer<Double>,
        direction: CrossingDirection, horizon: Double
    ) -> Double? {
        let sign: Double = direction == .rising ? 1 : -1
        switch shape(constant, coefficients, rates, sign: sign) {
        case .staysBelow: return nil
        case .risesThrough:
            let end = sign * value(constant, coefficients, rates, at: horizon)
            guard end >= 0 else { return nil }
            return bracketedRoot(constant, coefficients, rates, 0, horizon, sign: sign)
        case .unknown: break
        }
        if rates.count > isolationLimit {
            return advance(constant, coefficients, rates, sign: sign, horizon: horizon)
        }
        return withUnsafeTemporaryAllocation(of: Double.self, capacity: rates.count) { stationary -> Double? in
            let count = stationaryPoints(coefficients, rates, horizon: horizon, into: stationary)
            var left = 0.0
            var leftValue = sign * coefficients.reduce(constant, +)
            for piece in 0...count {
                let right = piece < count ? stationary[piece] : horizon
                let rightValue = sign * value(constant, coefficients, rates, at: right)
                // A sum without a constant dies out to a plain 0 from where it was: that is no passage.
                if leftValue < 0, constant == 0 ? rightValue > 0 : rightValue >= 0 {
                    return bracketedRoot(constant, coefficients, rates, left, right, sign: sign)
                }
                left = right
                leftValue = rightValue
            }
            return nil
        }
    }

    private enum Shape {
        /// Never passes zero upward.
        case staysBelow
        /// Starts below zero and rises all the time.
        case risesThrough
        case unknown
    }

    /// What partial sums alone tell of sign·f, without an exponential.
    ///
    /// As 1 ≥ e^(−λ₁t) ≥ e^(−λ₂t) ≥ …, Abel's summation bounds Σ cₖ e^(−λₖt) by 0 and the partial sums of cₖ; the
    /// same for f′ with the partial sums of −λₖcₖ tells where f is monotone.
    private static func shape(
        _ constant: Double, _ coefficients: UnsafeBufferPointer<Double>, _ rates: UnsafeBufferPointer<Double>,
        sign: Double
    ) -> Shape {
        var sum = 0.0
        var highest = 0.0
        var slope = 0.0
        var steepest = 0.0
        var flattest = 0.0
        for k in 0..<rates.count {
            sum += sign * coefficients[k]
            highest = max(highest, sum)
            slope -= sign * coefficients[k] * rates[k]
            steepest = max(steepest, slope)
            flattest = min(flattest, slope)
        }
        let limit = sign * constant
        if limit + highest < 0 || steepest <= 0 { return .staysBelow }
        if flattest >= 0 { return limit + sum < 0 && limit > 0 ? .risesThrough : .staysBelow }
        return .unknown
    }

    /// The points in (0, horizon) at which f′ is zero, ascending.
    private static func stationaryPoints(
        _ coefficients: UnsafeBufferPointer<Double>, _ rates: UnsafeBufferPointer<Double>, horizon: Double,
        into points: UnsafeMutableBufferPointer<Double>
    ) -> Int {
        // f′ = −e^(−λ₀t) [λ₀c₀ + Σ_{k>0} λₖcₖ e^(−(λₖ−λ₀)t)]: the bracket has the same shape and one term fewer.
        let n = rates.count - 1
        if n <= 0 { return 0 }
        let constant = rates[0] * coefficients[0]
        if n == 1 {
            let c1 = rates[1] * coefficients[1]
            guard constant != 0, -c1 / constant > 1, rates[1] > rates[0] else { return 0 }
            let t = log(-c1 / constant) / (rates[1] - rates[0])
            guard t < horizon else { return 0 }
            points[0] = t
            return 1
        }
        return withUnsafeTemporaryAllocation(of: Double.self, capacity: n * 3) { inner -> Int in
            let c = UnsafeMutableBufferPointer(rebasing: inner[0..<n])
            let r = UnsafeMutableBufferPointer(rebasing: inner[n..<(2 * n)])
            for k in 0..<n {
                c[k] = rates[k + 1] * coefficients[k + 1]
                r[k] = rates[k + 1] - rates[0]
            }
            let stationary = UnsafeMutableBufferPointer(rebasing: inner[(2 * n)...])
            let reduced = (UnsafeBufferPointer(c), UnsafeBufferPointer(r))
            let count = stationaryPoints(reduced.0, reduced.1, horizon: horizon, into: stationary)
            var found = 0
            var left = 0.0
            var leftValue = c.reduce(constant, +)
            for piece in 0...count {
                let right = piece < count ? stationary[piece] : horizon
                let rightValue = value(constant, reduced.0, reduced.1, at: right)
                if leftValue * rightValue < 0 {
                    points[found] = bracketedRoot(
                        constant, reduced.0, reduced.1, left, right, sign: leftValue < 0 ? 1 : -1)
                    found += 1
                }
                left = right
                leftValue = rightValue
            }
            return found
        }
    }

    /// The root in [left, right] of a monotone piece with sign·f(left) < 0 ≤ sign·f(right): Newton, kept in the bracket.
    private static func bracketedRoot(
        _ constant: Double, _ coefficients: UnsafeBufferPointer<Double>, _ rates: UnsafeBufferPointer<Double>,
        _ left: Double, _ right: Double, sign: Double
    ) -> Double {
        var low = left
        var high = right
        var t = slowModeGuess(constant, coefficients[0], rates[0])
        if rates.count == 1, t > low, t <= high { return t }
        if !(t > low && t < high) {
            // Early roots are where all modes still live: the tangent at zero costs no exponential.
            t = left == 0 ? tangentGuess(constant, coefficients, rates) : -1
            if !(t > low && t < high) { t = low + (high - low) / 2 }
        }
        for _ in 0..<200 {
            var f = constant
            var slope = 0.0
            for k in 0..<rates.count {
                let decayed = rates[k] * t
                if decayed >= deadExponent { break }  // rates ascend
                let term = coefficients[k] * exp(-decayed)
                f += term
                slope -= rates[k] * term
            }
            if sign * f < 0 { low = t } else { high = t }
            var next = t - f / slope
            // Newton's error is squared in this step: a correction of 1e-9 leaves 1e-18.
            if (next - t).magnitude <= 1e-9 * t, next >= left, next <= right { return next }
            if !(next > low && next < high) { next = low + (high - low) / 2 }
            if next == low || next == high { return next }
            t = next
        }
        return high
    }

    /// The root of the tangent at t = 0.
    private static func tangentGuess(
        _ constant: Double, _ coefficients: UnsafeBufferPointer<Double>, _ rates: UnsafeBufferPointer<Double>
    ) -> Double {
        var f = constant
        var slope = 0.0
        for k in 0..<rates.count {
            f += coefficients[k]
            slope -= rates[k] * coefficients[k]
        }
        return -f / slope
    }

    /// The root when all modes but the slowest have died out.
    private static func slowModeGuess(_ constant: Double, _ coefficient: Double, _ rate: Double) -> Double {
        let ratio = -coefficient / constant
        return ratio > 1 ? log(ratio) / rate : -1
    }
}
