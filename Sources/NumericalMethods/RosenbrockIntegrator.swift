/// Why an ordinary differential equation could not be integrated further.
public struct IntegrationFailure: Error, Hashable, Sendable, CustomStringConvertible {
    /// Where it stopped, in the unit of the independent variable.
    public var reached: Double
    /// The state where it stopped.
    public var state: Double
    /// The step that was still too long.
    public var step: Double
    /// The estimated error of that step, in units of the tolerance.
    public var error: Double

    /// Tells where an integration stopped, and why.
    public init(reached: Double, state: Double, step: Double, error: Double) {
        self.reached = reached
        self.state = state
        self.step = step
        self.error = error
    }

    /// Where it stopped, at which step, and what to change.
    public var description: String {
        "the integration stopped at t = \(reached) with state \(state): a step of \(step) still has "
            + "\(error) times the allowed error; loosen the tolerance, or look for a rate that is not finite"
    }
}

/// Integrates dx/dt = f(t, x) for one unknown, stiff or not, with an error estimate in every step.
///
/// RODAS of Hairer and Wanner, "Solving Ordinary Differential Equations II", section IV.7, table 7.1: a stiffly
/// accurate, L-stable Rosenbrock method of order 4 with an embedded one of order 3. For one unknown the linear solves
/// are divisions, and so being implicit costs nothing: a Runge–Kutta method of the same order needs as many
/// evaluations, and would crawl where a state rests against its bound.
public struct RosenbrockIntegrator: Sendable {
    /// The error allowed in one step, absolute: states are normalised to 0…1.
    public var tolerance: Double
    /// The state's range; stages and results outside are brought back.
    public var bounds: ClosedRange<Double>
    /// The next step's length, kept from piece to piece.
    public var step: Double

    /// Makes an integrator.
    /// - Parameters:
    ///   - tolerance: of a step's error, in units of the state; more than 0.
    ///   - firstStep: the first step's length, in the unit of the independent variable; 0 for a sixteenth of the piece.
    public init(tolerance: Double = 1e-7, bounds: ClosedRange<Double> = 0...1, firstStep: Double = 0) {
        precondition(tolerance > 0)
        self.tolerance = tolerance
        self.bounds = bounds
        step = firstStep
    }

    /// Brings the state from `start` to `end`; f must be smooth in t between them.
    /// - Parameter isAutonomous: whether f does not depend on t there.
    @inlinable
    public mutating func advance(
        _ state: Double, from start: Double, to end: Double, isAutonomous: Bool = false,
        _ f: (_ t: Double, _ x: Double) -> Double
    ) throws(IntegrationFailure) -> Double {
        try advance(
            state, from: start, to: end, isAutonomous: isAutonomous, rate: f, accepted: { _, _, _ in })
    }

    /// The same, and tells every accepted step: its length, the state before it and the state after it.
    @inlinable
    public mutating func advance(
        _ state: Double, from start: Double, to end: Double, isAutonomous: Bool,
        rate f: (_ t: Double, _ x: Double) -> Double,
        accepted: (_ length: Double, _ before: Double, _ after: Double) -> Void
    ) throws(IntegrationFailure) -> Double {
        let span = end - start
        guard span > 0 else { return state }
        var x = state
        var t = start
        var h = step > 0 ? step : span / 16
        var rejected = false
        while t < end {
            let isLast = t + h * (1 + 1e-9) >= end
            let length = isLast ? end - t : h
            let slope = f(t, x)
            let trial = attempt(x, t, length, slope, isAutonomous, f)
            let error = trial.error / tolerance
            if error <= 1 {
                t = isLast ? end : t + length
                let before = x
                x = min(max(trial.state, bounds.lowerBound), bounds.upperBound)
                accepted(length, before, x)
                let growth = error > 1e-8 ? 0.9 / error.squareRoot().squareRoot() : 6
                let proposed = length * min(rejected ? 1 : 6, max(0.2, growth))
                // A step that was cut to meet the end says nothing about longer ones.
                h = isLast ? max(h, proposed) : proposed
                rejected = false
            } else {
                guard length > span * 1e-15, length > abs(t) * 1e-15 else {
                    throw IntegrationFailure(reached: t, state: x, step: length, error: error)
                }
                // Beyond the range of doubles there is no estimate to go by.
                h = length * (error.isFinite ? max(0.1, 0.9 / error.squareRoot().squareRoot()) : 0.1)
                rejected = true
            }
        }
        step = h
        return x
    }

    /// One step of the method, and the estimate of its error.
    @inlinable
    func attempt(
        _ x: Double, _ t: Double, _ h: Double, _ slope: Double, _ isAutonomous: Bool,
        _ f: (_ t: Double, _ x: Double) -> Double
    ) -> (state: Double, error: Double) {
        func bounded(_ value: Double) -> Double { min(max(value, bounds.lowerBound), bounds.upperBound) }
        // ∂f/∂x by a difference towards the middle of the range: nothing is known beyond its ends.
        let size = 1e-8 * (bounds.upperBound - bounds.lowerBound)
        let dx = x - bounds.lowerBound > bounds.upperBound - x ? -size : size
        let jacobian = (f(t, x + dx) - slope) / dx
        // ∂f/∂t looks forward: t may stand on a corner of the drive.
        let dt = 1e-6 * h
        let drift = isAutonomous ? 0 : h * (f(t + dt, x) - slope) / dt
        let divisor = 4 / h - jacobian
        // A rate that grows faster than the step resolves has no solution here: shorten.
        guard divisor > 1 / h else { return (x, 1e9 * tolerance) }
        let k1 = (slope + 0.25 * drift) / divisor
        let u2 = x + 1.544 * k1
        let k2 =
            (f(t + 0.386 * h, bounded(u2)) + (-5.6688 * k1) / h - 0.1043 * drift) / divisor
        let u3 = x + 0.946_678_528_081_582_6 * k1 + 0.255_701_169_898_328_4 * k2
        let k3 =
            (f(t + 0.21 * h, bounded(u3)) + (-2.430_093_356_833_875 * k1 - 0.206_359_915_709_191_5 * k2) / h
                + 0.1035 * drift) / divisor
        let u4 = x + 3.314_825_187_068_521 * k1 + 2.896_124_015_972_201 * k2 + 0.998_641_913_997_781_7 * k3
        let k4 =
            (f(t + 0.63 * h, bounded(u4))
                + (-0.107_352_905_815_137_5 * k1 - 9.594_562_251_023_355 * k2 - 20.470_286_148_096_16 * k3) / h
                - 0.0362 * drift) / divisor
        let u5 =
            x + 1.221_224_509_226_641 * k1 + 6.019_134_481_288_629 * k2 + 12.537_083_329_320_87 * k3
            - 0.687_886_036_105_895 * k4
        let k5 =
            (f(t + h, bounded(u5))
                + (7.496_443_313_967_647 * k1 - 10.246_804_314_643_52 * k2 - 33.999_903_528_199_05 * k3
                    + 11.708_908_932_061_6 * k4) / h)
            / divisor
        let u6 = u5 + k5
        let k6 =
            (f(t + h, bounded(u6))
                + (8.083_246_795_921_522 * k1 - 7.981_132_988_064_893 * k2 - 31.521_594_328_743_71 * k3
                    + 16.319_305_431_231_36 * k4 - 6.058_818_238_834_054 * k5) / h)
            / divisor
        return (u6 + k6, abs(k6))
    }
}
