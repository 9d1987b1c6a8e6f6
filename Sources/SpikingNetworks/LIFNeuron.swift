import Foundation
public import Quantities

/// The membrane of a leaky integrate-and-fire (LIF) neuron behind a crossbar column.
public struct Membrane: Hashable, Sendable {
    /// Membrane capacitance, C.
    public var capacitance: Capacitance
    /// Leak conductance to ground, g_L.
    public var leak: Conductance
    /// Firing threshold, V_th.
    public var threshold: Voltage
    /// Potential after a spike, V_reset.
    public var resetPotential: Voltage

    /// One membrane, as all columns have it.
    public init(capacitance: Capacitance, leak: Conductance, threshold: Voltage, resetPotential: Voltage) {
        self.capacitance = capacitance
        self.leak = leak
        self.threshold = threshold
        self.resetPotential = resetPotential
    }
}

/// How rows drive a column.
public struct RowDrive: Hashable, Sendable {
    /// V_read: a black pixel drives its row at +V_read, a white one at −V_read.
    public var readVoltage: Voltage
    /// Conductance of the bias row, always at +V_read, into every column.
    public var biasConductance: Conductance

    /// - Parameter biasConductance: g_bias, the same for all columns.
    public init(readVoltage: Voltage, biasConductance: Conductance) {
        self.readVoltage = readVoltage
        self.biasConductance = biasConductance
    }
}

/// The discretization of a presentation.
public struct SlotTiming: Hashable, Sendable {
    /// Δt.
    public var slotDuration: Time
    /// T.
    public var slots: Int

    /// - Parameter slots: at least 1.
    public init(slotDuration: Time, slots: Int) {
        self.slotDuration = slotDuration
        self.slots = slots
    }

    /// How long a presentation lasts, T Δt.
    public var window: Time { slotDuration * Double(slots) }
}

/// Which discrete LIF model a network is trained and evaluated with.
public enum LIFModel: Hashable, Sendable {
    /// The circuit's own equation, exact for inputs constant over a slot: every row loads its column.
    case physical
    /// The textbook STBP form: a constant decay and a plain weighted sum.
    case textbook(membraneTimeConstant: Time)
}

/// One time slot of a membrane, V[t+1] = a V[t] + k I, and what its coefficients owe to the column conductance G.
///
/// physical:  a = e^(−Δt G/C), k = (1 − a)/G   (zero-order hold of C dV/dt = I − G V, exact)
/// textbook:  a = e^(−Δt/τ_m), k = Δt/C        (Wu et al., doi 10.3389/fnins.2018.00331, eq. 5–7, with w = g Δt/C)
public struct LIFStep: Sendable {
    /// a.
    public let decay: Double
    /// k [V/A].
    public let gain: Double
    /// ∂a/∂G [Ω].
    public let decaySlope: Double
    /// ∂k/∂G [V/(A·S)].
    public let gainSlope: Double
    /// −ln a, the slot in units of the time constant.
    public let exponent: Double
    /// ∂(−ln a)/∂G [Ω].
    public let exponentSlope: Double

    /// - Parameter columnConductance: G = g_L + g_bias + Σᵢ gᵢ [S].
    public init(model: LIFModel, columnConductance g: Double, capacitance c: Double, slotDuration dt: Double) {
        switch model {
        case .physical:
            exponent = dt * g / c
            exponentSlope = dt / c
            decay = exp(-exponent)
            gain = -expm1(-exponent) / g
            decaySlope = -exponentSlope * decay
            gainSlope = (exponentSlope * decay - gain) / g
        case .textbook(let timeConstant):
            exponent = dt / timeConstant.value
            exponentSlope = 0
            decay = exp(-exponent)
            gain = dt / c
            decaySlope = 0
            gainSlope = 0
        }
    }

    /// V at the slot's end.
    @inlinable
    public func potential(after v: Double, current: Double) -> Double { decay * v + gain * current }

    /// V∞ under a constant current.
    @inlinable
    public func steadyState(current: Double) -> Double { gain * current / (1 - decay) }

    /// The part of a slot after which V, starting at `v` and ending above it, passes `threshold`.
    ///
    /// V(θ) = V∞ + (V − V∞) a^θ, hence θ = ln((V∞ − V)/(V∞ − V_th)) / (−ln a).
    public func crossingFraction(from v: Double, current: Double, threshold: Double) -> Double {
        let vInf = steadyState(current: current)
        return log((vInf - v) / (vInf - threshold)) / exponent
    }
}
