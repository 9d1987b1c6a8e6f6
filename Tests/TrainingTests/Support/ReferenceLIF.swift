import Foundation
import Training

/// One neuron of `spike_lif`, slot by slot, and its backward pass.
///
///     v[t] = a v′[t−1] + k (I[t] + b),   o[t] = v[t] ≥ θ
///     hard:       v′ = o ? v_reset : v
///     discharge:  after a spike v[t] = V∞ − (V∞ − v_reset) q,   V∞ = k (I[t] + b)/(1 − a),
///                 q = (V∞[t−1] − v[t−1])/(V∞[t−1] − θ) within a…1
///     none:       v′ = v, no spikes
struct ReferenceLIF {
    enum Reset { case hard, discharge, none }

    var decay: Rounded
    var gain: Rounded
    var bias: Rounded
    var threshold: Rounded
    var resetPotential: Rounded
    var reset: Reset

    struct Slot {
        /// I + b.
        var drive: Rounded
        var potential: Rounded
        var spikes: Bool
        /// Whether the slot before ended in a spike that discharges the membrane, and q.
        var restart: Rounded?
    }

    /// Nil where a decision lies within the roundings of the potential.
    func run(_ current: [Float]) -> [Slot]? {
        var slots: [Slot] = []
        let leak = gain / (1 - decay)
        for input in current {
            let drive = Rounded(input) + bias
            var slot = Slot(drive: drive, potential: 0, spikes: false)
            let before = slots.last
            if let before, before.spikes, reset == .discharge {
                let last = leak * before.drive
                let q = ((last - before.potential) / (last - threshold)).clamped(decay.value, 1)
                let steady = leak * drive
                slot.potential = steady - (steady - resetPotential) * q
                slot.restart = q
            } else {
                let from = before.map { $0.spikes ? resetPotential : $0.potential } ?? 0
                slot.potential = decay * from + gain * drive
            }
            if reset != .none {
                if slot.potential.isTooClose(to: threshold.value) { return nil }
                slot.spikes = slot.potential.value >= threshold.value
            }
            slots.append(slot)
        }
        return slots
    }

    struct Adjoint {
        var current: [Rounded]
        var decay: Rounded = 0
        var gain: Rounded = 0
        var bias: Rounded = 0
        var threshold: Rounded = 0
        /// Σ |terms| of these four sums: what further summands can round.
        var magnitudes = [0.0, 0.0, 0.0, 0.0]
    }

    /// Wu et al., doi 10.3389/fnins.2018.00331, eq. 12–15, for what `run` did.
    /// - Parameters:
    ///   - errors: ∂L/∂o[t] of a neuron that spikes, else ∂L/∂v[t].
    /// - Returns: nil where the surrogate's edge lies within the roundings of a potential.
    func backpropagate(_ slots: [Slot], errors: [Float], surrogate: Surrogate) -> Adjoint? {
        var adjoint = Adjoint(current: [Rounded](repeating: 0, count: slots.count))
        let leak = gain / (1 - decay)
        var next: Rounded = 0  // ∂L/∂v[t+1]
        for t in slots.indices.reversed() {
            let slot = slots[t]
            var delta: Rounded
            if reset == .none {
                delta = Rounded(errors[t]) + decay * next
            } else {
                guard let slope = Reference.slope(surrogate, at: slot.potential - threshold) else { return nil }
                var error = Rounded(errors[t])
                // A discharge is taken as given.
                if reset == .hard { error += next * decay * (resetPotential - slot.potential) }
                let throughSpike = error * slope
                delta = throughSpike
                if !slot.spikes { delta = decay * next + delta }
                adjoint.threshold += -throughSpike
                adjoint.magnitudes[3] += abs(throughSpike.value)
            }
            var through = delta
            let decayTerm: Rounded
            if let q = slot.restart {
                through = delta * ((1 - q) / (1 - decay))
                decayTerm = through * leak * slot.drive
            } else if t > 0 {
                decayTerm = delta * (slots[t - 1].spikes ? resetPotential : slots[t - 1].potential)
            } else {
                decayTerm = 0
            }
            let gainTerm = through * slot.drive
            let driven = gain * through
            adjoint.decay += decayTerm
            adjoint.gain += gainTerm
            adjoint.bias += driven
            adjoint.current[t] = driven
            for (index, term) in [decayTerm, gainTerm, driven].enumerated() {
                adjoint.magnitudes[index] += abs(term.value)
            }
            next = delta
        }
        return adjoint
    }
}

extension Reference {
    /// h at x, from the same closed forms as training's scalar surrogate; nil within roundings of a step of h.
    static func slope(_ surrogate: Surrogate, at x: Rounded) -> Rounded? {
        let a = surrogate.width
        let value = surrogate.derivative(x.value)
        // The steepest slope of h passes the error of x on.
        let steepest: Double
        // |x|/a, or x²/2a: the exponent, whose roundings count e-fold.
        var exponent = 0.0
        switch surrogate.shape {
        case .rectangular:
            if x.magnitude.isTooClose(to: a / 2) { return nil }
            steepest = 0
        case .triangular:
            // A difference: its roundings are those of its terms.
            return Rounded(
                value, error: a / 4 * x.error + 3 * Rounded.unit * (a.squareRoot() / 2 + a / 4 * abs(x.value)))
        case .sigmoid:
            steepest = 1 / (6 * 3.0.squareRoot() * a * a)
            exponent = abs(x.value) / a
        case .gaussian:
            steepest = exp(-0.5) / a / (2 * .pi).squareRoot()
            exponent = x.value * x.value / (2 * a)
        case .arctangent: steepest = 3 * 3.0.squareRoot() / (8 * .pi * a * a)
        case .fastSigmoid: steepest = 1 / (a * a)
        }
        // At most twelve operations; an exponential counts as four roundings, and is never below e^(−87).
        return Rounded(value, error: steepest * x.error + exp(-87) / a).rounded(12 + 4 * exponent)
    }
}
