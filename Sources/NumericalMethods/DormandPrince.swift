import Foundation

/// Why an integration ended early.
public enum IntegrationError: Error, Equatable, CustomStringConvertible {
    /// Steps grew too small, or too many: where, and what was reached.
    case stepsExhausted(time: Double, value: Double, step: Double)

    /// Where the integration stands, and what to change.
    public var description: String {
        switch self {
        case .stepsExhausted(let time, let value, let step):
            "the integrator stands at t = \(time) with a value of \(value) and a step of \(step); "
                + "the law is stiff or not smooth there: allow a larger tolerance"
        }
    }
}

/// A scalar y′ = f(y), integrated by Dormand and Prince's pair of orders 5 and 4 (doi 10.1016/0771-050X(80)90013-3), with a
/// step that keeps the local error within a tolerance, and passages through a level located within their step.
public struct DormandPrince: Sendable {
    /// Of a step's error, in units of y.
    public var tolerance: Double
    /// The most steps, rejected ones included; the run ends with ``IntegrationError`` after them.
    public var stepLimit = 1_000_000

    /// Makes an integrator.
    /// - Parameter tolerance: of a step's error, in units of y; more than 0.
    public init(tolerance: Double) {
        precondition(tolerance > 0)
        self.tolerance = tolerance
    }

    /// One accepted step, with its slopes for the interpolation in between.
    public struct Step: Sendable {
        /// The time at which the step begins.
        public var start: Double
        /// The time at which the step ends; later than `start`.
        public var end: Double
        /// y at `start`.
        public var startValue: Double
        /// y at `end`.
        public var endValue: Double
        var startSlope: Double
        var endSlope: Double
        var middleValue: Double

        /// The value within the step, to the fourth order: both ends with their slopes, and Shampine's middle.
        public func value(at time: Double) -> Double {
            let h = end - start
            let x = (time - start) / h
            // The quartic through both values and slopes and the middle; cubic Hermite and a bubble.
            let hermite = Self.hermite(x, startValue, endValue, h * startSlope, h * endSlope)
            let bubble = 16 * x * x * (1 - x) * (1 - x)
            return hermite + bubble
                * (middleValue - Self.hermite(0.5, startValue, endValue, h * startSlope, h * endSlope))
        }

        private static func hermite(_ x: Double, _ a: Double, _ b: Double, _ da: Double, _ db: Double) -> Double {
            let y = 1 - x
            return y * y * (a * (1 + 2 * x) + da * x) + x * x * (b * (3 - 2 * x) - db * y)
        }
    }

    /// Integrates from (0, `initial`) to `duration`, and hands on every step.
    /// - Parameter body: returns whether to go on.
    public func integrate(
        from initial: Double, duration: Double, law: (Double) -> Double, step body: (Step) -> Bool
    ) throws(IntegrationError) {
        var t = 0.0
        var y = initial
        var slope = law(y)
        // A first step that moves by a hundredth of the scale on which the slope changes.
        let nearby = y + 1e-3 * (slope < 0 ? -1 : 1)
        let rate = abs((law(nearby) - slope) / 1e-3)
        var h = rate > 0 ? min(duration, 0.01 / rate) : duration
        for _ in 0..<stepLimit {
            if t >= duration { return }
            h = min(h, duration - t)
            let trial = attempt(y, slope, h, law)
            if !(trial.error <= tolerance) {
                h *= trial.error.isFinite ? max(0.2, 0.9 * growth(tolerance / trial.error)) : 0.1
                if !(t + h > t) { throw .stepsExhausted(time: t, value: y, step: h) }
                continue
            }
            let end = duration - t - h <= 0 ? duration : t + h
            let step = Step(
                start: t, end: end, startValue: y, endValue: trial.value, startSlope: slope, endSlope: trial.slope,
                middleValue: trial.middle)
            t = end
            y = trial.value
            slope = trial.slope
            if !body(step) { return }
            h *= trial.error > 0 ? min(5, 0.9 * growth(tolerance / trial.error)) : 5
        }
        throw .stepsExhausted(time: t, value: y, step: h)
    }

    /// The first time in (0, duration] at which y passes `level` upward, or nil.
    public func firstRise(
        to level: Double, from initial: Double, duration: Double, law: (Double) -> Double
    ) throws(IntegrationError) -> Double? {
        var found: Double?
        try integrate(from: initial, duration: duration, law: law) { step in
            guard step.startValue < level, step.endValue >= level else { return true }
            found = crossing(of: level, in: step, law)
            return false
        }
        return found
    }

    /// Newton with a step of the pair itself from the step's start, kept in a bracket: as exact as the integration.
    private func crossing(of level: Double, in step: Step, _ law: (Double) -> Double) -> Double {
        var (low, high) = (0.0, step.end - step.start)
        var h = high * (level - step.startValue) / (step.endValue - step.startValue)
        for _ in 0..<60 {
            let y = attempt(step.startValue, step.startSlope, h, law)
            if y.value < level { low = h } else { high = h }
            var next = h - (y.value - level) / y.slope
            if !(next > low && next < high) { next = low + (high - low) / 2 }
            if abs(next - h) <= 1e-15 * step.end { return step.start + next }
            h = next
        }
        return step.start + h
    }

    private func attempt(
        _ y: Double, _ k1: Double, _ h: Double, _ law: (Double) -> Double
    ) -> (value: Double, slope: Double, middle: Double, error: Double) {
        typealias T = Tableau
        let k2 = law(y + h * T.second * k1)
        let k3 = law(y + h * (T.third.0 * k1 + T.third.1 * k2))
        let k4 = law(y + h * (T.fourth.0 * k1 + T.fourth.1 * k2 + T.fourth.2 * k3))
        let k5 = law(y + h * (T.fifth.0 * k1 + T.fifth.1 * k2 + T.fifth.2 * k3 + T.fifth.3 * k4))
        let first = T.sixth.0 * k1 + T.sixth.1 * k2 + T.sixth.2 * k3
        let k6 = law(y + h * (first + T.sixth.3 * k4 + T.sixth.4 * k5))
        let k = (k1, k3, k4, k5, k6)
        func sum(_ c: (Double, Double, Double, Double, Double, Double), _ k7: Double) -> Double {
            let early = c.0 * k.0 + c.1 * k.1 + c.2 * k.2
            return early + c.3 * k.3 + c.4 * k.4 + c.5 * k7
        }
        let value = y + h * sum(T.value, 0)
        let k7 = law(value)
        return (value, k7, y + h / 2 * sum(T.middle, k7), abs(h * sum(T.error, k7)))
    }

    /// What a step may grow by: the error is of the fifth order.
    private func growth(_ ratio: Double) -> Double { pow(ratio, 0.2) }
}

/// The pair's coefficients; the second stage enters neither value nor error.
private enum Tableau {
    static let second = 1.0 / 5
    static let third = (3.0 / 40, 9.0 / 40)
    static let fourth = (44.0 / 45, -56.0 / 15, 32.0 / 9)
    static let fifth = (19372.0 / 6561, -25360.0 / 2187, 64448.0 / 6561, -212.0 / 729)
    static let sixth = (9017.0 / 3168, -355.0 / 33, 46732.0 / 5247, 49.0 / 176, -5103.0 / 18656)
    static let value = (35.0 / 384, 500.0 / 1113, 125.0 / 192, -2187.0 / 6784, 11.0 / 84, 0.0)
    /// The fifth order less the fourth.
    static let error = (71.0 / 57600, -71.0 / 16695, 71.0 / 1920, -17253.0 / 339_200, 22.0 / 525, -1.0 / 40)
    /// The middle of the step, twice (Shampine, doi 10.1090/S0025-5718-1986-0815836-3).
    static let middle = (
        6_025_192_743.0 / 30_085_553_152, 51_252_292_925.0 / 65_400_821_598, -2_691_868_925.0 / 45_128_329_728,
        187_940_372_067.0 / 1_594_534_317_056, -1_776_094_331.0 / 19_743_644_256, 11_237_099.0 / 235_043_384
    )
}
