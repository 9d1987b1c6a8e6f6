public import Devices
import Foundation
public import NumericalMethods
public import Quantities

/// A column of memristors whose current grows faster than their voltage, on ideal lines, its membrane capacitor, and linear resistors to sources and ground:
/// C dV/dt = Σ_i g_i V_0 sinh((u_i − V)/V_0) + G (U − V).
///
/// With the addition theorem the cells are two numbers, P = ½ Σ g_i e^(u_i/V_0) and M = ½ Σ g_i e^(−u_i/V_0), and
/// their current V_0 (P e^(−V/V_0) − M e^(V/V_0)).
public struct NonlinearColumn: Hashable, Sendable {
    /// C [F].
    let capacitance: Double
    /// V_0 [V].
    let scale: Double
    /// P, M [S].
    let upward: Double
    let downward: Double
    /// G [S] and G U [A].
    let linearConductance: Double
    let linearDrive: Double

    /// - Parameters:
    ///   - siemens: small-signal conductances of the cells [S].
    ///   - rowLevels: the drivers' potentials, as many [V].
    ///   - linearConductance: Σ of the linear resistors, such as leak and bias.
    ///   - linearDrive: Σ of their conductances times their sources' voltages.
    public init(
        _ conduction: SinhConduction, siemens: [Double], rowLevels: [Double], capacitance: Capacitance,
        linearConductance: Conductance = .zero, linearDrive: Current = .zero
    ) {
        precondition(siemens.count == rowLevels.count && capacitance.value > 0)
        let v0 = conduction.scale.value
        self.capacitance = capacitance.value
        scale = v0
        upward = zip(siemens, rowLevels).reduce(0) { $0 + $1.0 * exp($1.1 / v0) } / 2
        downward = zip(siemens, rowLevels).reduce(0) { $0 + $1.0 * exp(-$1.1 / v0) } / 2
        self.linearConductance = linearConductance.value
        self.linearDrive = linearDrive.value
    }

    /// dV/dt [V/s].
    public func slope(at volts: Double) -> Double {
        let growth = exp(volts / scale)
        let cells = scale * (upward / growth - downward * growth)
        return (cells + linearDrive - linearConductance * volts) / capacitance
    }

    /// When the membrane first rises to `threshold`, from `initial` at 0 s on; nil if not within `duration`.
    /// - Parameter tolerance: of a step of the integrator [V].
    public func firstRise(
        to threshold: Voltage, from initial: Voltage = .zero, within duration: Time, tolerance: Double = 1e-10
    ) throws(IntegrationError) -> Time? {
        try DormandPrince(tolerance: tolerance).firstRise(
            to: threshold.value, from: initial.value, duration: duration.value, law: slope
        ).map { Time($0) }
    }

    /// The membrane's potential at these times, ascending [s] → [V].
    public func potentials(
        at times: [Double], from initial: Voltage = .zero, tolerance: Double = 1e-10
    ) throws(IntegrationError) -> [Double] {
        var values: [Double] = []
        guard let last = times.last else { return [] }
        while values.count < times.count, times[values.count] <= 0 { values.append(initial.value) }
        try DormandPrince(tolerance: tolerance).integrate(
            from: initial.value, duration: last, law: slope
        ) { step in
            while values.count < times.count, times[values.count] <= step.end {
                values.append(step.value(at: times[values.count]))
            }
            return true
        }
        return values
    }
}
