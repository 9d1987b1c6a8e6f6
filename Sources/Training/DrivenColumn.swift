import Foundation

/// A column of an output layer that gathers behind a layer whose spikes are known to a part of a slot: when it crosses its
/// threshold.
///
/// Within a slot its drive steps where spikes begin and end, around what its neighbours pull over the slot; it ends where
/// `CoupledPass` has it.
struct DrivenColumn {
    let layer: LoweredLayer
    let neuron: Int
    let sample: Int
    let samples: Int
    /// Of the layer, as `ShardPass` has them.
    let potentials: UnsafePointer<Float>
    /// Of the layer before, as `CoupledPass` has them.
    let shares: UnsafePointer<Float>
    let onsets: UnsafePointer<Float>

    /// A potential that ends a slot further below the threshold, as a part of it, did not cross in it.
    private static let reach: Float = 0.9

    /// In slots; infinity if never while it gathers.
    func firstCrossing(slots: Int) -> Double {
        let threshold = layer.threshold.start[neuron]
        for slot in 0..<slots where potential(slot) >= Self.reach * threshold {
            if let part = crossing(in: slot) { return Double(slot) + part }
        }
        return .infinity
    }

    /// v at a slot's end.
    private func potential(_ slot: Int) -> Float {
        slot < 0 ? 0 : potentials[(slot * samples + sample) * layer.stride + neuron]
    }

    private func crossing(in slot: Int) -> Double? {
        let decay = layer.decay.start[neuron]
        let threshold = Double(layer.threshold.start[neuron])
        let rate = -log(Double(decay))
        var v = Double(potential(slot - 1))
        var goal = (Double(potential(slot)) - Double(decay) * v) / Double(1 - decay)
        var steps: [(time: Double, change: Double)] = []
        let before = Padding.stride(layer.inputs)
        let row = (slot * samples + sample) * before
        for input in 0..<layer.inputs {
            let weight = Double(layer.weights.start[input * layer.stride + neuron])
            goal -= weight * Double(shares[row + input])
            if slot > 0, onsets[row - samples * before + input] >= 0 {
                goal += weight
                steps.append((Double(onsets[row - samples * before + input]), -weight))
            }
            if onsets[row + input] >= 0 { steps.append((Double(onsets[row + input]), weight)) }
        }
        steps.sort { $0.time < $1.time }
        steps.append((1, 0))
        var time = 0.0
        for step in steps {
            if v >= threshold { return time }
            let next = goal + (v - goal) * exp(-rate * (step.time - time))
            if next >= threshold { return time + log((goal - v) / (goal - threshold)) / rate }
            v = next
            time = step.time
            goal += step.change
        }
        // Roundings of what `CoupledPass` has at the end.
        return v >= threshold || Double(potential(slot)) >= threshold ? 1 : nil
    }
}
