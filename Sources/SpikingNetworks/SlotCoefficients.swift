import Devices
import Foundation
import Quantities

/// What a layer does in one slot, in units of its threshold: the one lowered form of both kinds of layer.
///
///     v[t] = a v′[t−1] + k (b + Σᵢ wᵢ xᵢ[t]),   o[t] = v[t] ≥ θ
///
/// with xᵢ the inputs: spikes 0 or 1, or constant levels in units of V_read. Columns that meet, over resistive lines, move
/// together, towards a steady state s:
///
///     v[t] = s[t] + Φ (v′[t−1] − s[t]),   s[t] = b + Σᵢ wᵢ xᵢ[t]
package struct SlotCoefficients: Hashable, Sendable {
    /// What a spike does to the membrane.
    package enum Reset: Hashable, Sendable {
        /// v′ = v_reset at the slot's end.
        case hard(Float)
        /// From the crossing on the membrane discharges for one slot, then charges again from v_reset: after a spike
        /// v[t] = V∞ − (V∞ − v_reset) q with q = a^(1−θ) = (V∞[t−1] − v[t−1]) / (V∞[t−1] − V_th), the exact
        /// trajectory sampled at the slot's end.
        case discharge(Float)
    }

    package let inputs: Int
    package let neurons: Int
    /// w, `[inputs × neurons]`.
    package var weights: [Float]
    /// a, `[neurons]`.
    package var decay: [Float]
    /// k, `[neurons]`.
    package var gain: [Float]
    /// b, `[neurons]`.
    package var bias: [Float]
    /// θ, `[neurons]`.
    package var threshold: [Float]
    package var reset: Reset
    /// Φ, `[neurons × neurons]`, from and to; empty where columns do not meet.
    package var propagator: [Float] = []

    /// - Parameter drivesBias: whether the bias row stands at +V_read during the slots; it loads the column anyway.
    package init(_ layer: SpikingLayer, drivesBias: Bool = true) {
        inputs = layer.inputs
        neurons = layer.neurons
        switch layer {
        case .textbook(let layer):
            weights = layer.weights
            decay = layer.decay
            gain = [Float](repeating: 1, count: layer.neurons)
            bias = layer.bias
            threshold = layer.threshold
            reset = .hard(0)
        case .crossbar(let layer):
            let columns = layer.columnConductances()
            let steps = columns.enumerated().map { neuron, conductance in
                ColumnStep(parameters: layer.parameters(ofNeuron: neuron), conductance: conductance)
            }
            decay = steps.map { Float($0.decay) }
            let ratio = layer.parameters.drive.readVoltage.value / layer.parameters.membrane.threshold.value
            let bias = (0..<layer.neurons).map { drivesBias ? layer.biasConductance($0) : 0 }
            if let wiring = layer.wiring {
                let coupled = CoupledColumns(layer)
                weights = coupled.steadyStates(wiring.differences).map { Float(ratio * $0) }
                gain = [Float](repeating: 1, count: layer.neurons)
                self.bias = coupled.steadyStates(bias).map { Float(ratio * $0) }
                propagator = coupled.propagator(over: layer.parameters.timing.slotDuration.value).map { Float($0) }
            } else {
                let span = layer.range.maximum.value - layer.range.minimum.value
                weights = layer.differences().map { Float(Double($0) / span) }
                gain = steps.map { Float($0.gain * span) }
                self.bias = bias.map { Float($0 / span) }
            }
            threshold = (0..<layer.neurons).map { Float(layer.threshold(ofNeuron: $0)) }
            reset = .discharge(
                Float(layer.parameters.membrane.resetPotential.value / layer.parameters.membrane.threshold.value))
        }
    }
}

/// One slot of a crossbar's column in units of V_th: a, k = (V_read/V_th)(1 − a)/G, and their slopes over G.
public struct ColumnStep: Hashable, Sendable {
    /// a = e^(−Δt G/C).
    public let decay: Double
    /// k [1/S].
    public let gain: Double
    /// ∂a/∂G [1/S].
    public let decaySlope: Double
    /// ∂k/∂G [1/S²].
    public let gainSlope: Double

    /// - Parameter conductance: G, all rows and the leak [S].
    public init(parameters: RaceParameters, conductance: Double) {
        let step = LIFStep(
            model: .physical, columnConductance: conductance, capacitance: parameters.membrane.capacitance.value,
            slotDuration: parameters.timing.slotDuration.value)
        let ratio = parameters.drive.readVoltage.value / parameters.membrane.threshold.value
        decay = step.decay
        gain = step.gain * ratio
        decaySlope = step.decaySlope
        gainSlope = step.gainSlope * ratio
    }
}
