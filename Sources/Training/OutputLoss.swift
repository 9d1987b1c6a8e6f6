import Foundation
import Quantities
import SpikeKernels
import SpikingNetworks

/// The loss at the output layer of a shard, and its gradient.
///
/// The logits of a gathering crossbar are −κ t_j/t_0, with t_j the time that its `ColumnRace` takes and t_0 that of an
/// unloaded membrane: κ v_j but for the load. A textbook layer's are κ v_j.
struct OutputLoss {
    let loss: NetworkLoss
    /// By which the loss decides.
    let output: OutputReadout
    private var layer: LoweredLayer { output.layer }
    private var slots: Int { output.slots }
    private var race: [ColumnRace] { layer.races }

    /// What a shard's samples came to.
    struct Outcome: Sendable {
        var loss = 0.0
        var correct = 0.0
    }

    /// Fills the shard's adjoints for a batch of `batch` samples.
    /// - Returns: sums over the shard of the loss and of correct decisions.
    func differentiate(_ shard: ShardPass, labels: UnsafePointer<Int32>, samples: Int, batch: Int) -> Outcome {
        var outcome = Outcome()
        output.findLeaders(shard)
        for sample in 0..<samples {
            let leader = shard.winners[sample]
            if leader >= 0 {
                outcome.correct += leader == labels[sample] ? 1 : 0
            } else {
                outcome.correct += output.closeDecision(shard, sample: sample).score(label: Int(labels[sample]))
            }
        }
        switch loss {
        case .rateMeanSquaredError:
            outcome.loss =
                spike_rate_errors(
                    shard.counts.start, samples, layer.neurons, layer.stride, labels, 1 / Float(slots),
                    1 / Float(slots * batch), shard.countAdjoints.start) / 2
        case .slotCrossEntropy(let sharpness, let smoothing):
            outcome.loss = differentiateSlots(shard, labels, samples, batch, Float(sharpness), Float(smoothing))
        case .spikeTimeCrossEntropy(let sharpness):
            outcome.loss = differentiateSpikeTimes(shard, labels, samples, batch, sharpness)
        }
        return outcome
    }

    // MARK: cross-entropy in every slot

    private func differentiateSlots(
        _ shard: ShardPass, _ labels: UnsafePointer<Int32>, _ samples: Int, _ batch: Int, _ sharpness: Float,
        _ smoothing: Float
    ) -> Double {
        let stride = layer.stride
        let rows = slots * samples
        let potentials = shard.potentials.start
        let logits = shard.potentialAdjoints.start
        let share = 1 / Float(slots * batch)
        if race.isEmpty {
            for index in 0..<(rows * stride) { logits[index] = sharpness * potentials[index] }
            let sum = spike_softmax_cross_entropy(
                logits, rows, layer.neurons, stride, labels, samples, smoothing, share * sharpness)
            return sum / Double(slots)
        }
        for row in 0..<rows {
            for neuron in 0..<layer.neurons {
                let index = row * stride + neuron
                logits[index] = -sharpness * race[neuron].logit(Double(potentials[index]))
            }
        }
        let sum = spike_softmax_cross_entropy(
            logits, rows, layer.neurons, stride, labels, samples, smoothing, share)
        for row in 0..<rows {
            for neuron in 0..<layer.neurons {
                let index = row * stride + neuron
                let adjoint = -sharpness * logits[index]
                let slope = race[neuron].slopes(Double(potentials[index]))
                shard.loadAdjoint[neuron] += Double(adjoint) * slope.conductance
                logits[index] = adjoint * Float(slope.potential)
            }
        }
        return sum / Double(slots)
    }

    // MARK: cross-entropy on spike times

    /// The crossing is taken as linear within its slot for the gradient: v[t−1] → v[t].
    private func differentiateSpikeTimes(
        _ shard: ShardPass, _ labels: UnsafePointer<Int32>, _ samples: Int, _ batch: Int, _ sharpness: Double
    ) -> Double {
        let stride = layer.stride
        let adjoints = shard.potentialAdjoints
        let potentials = shard.potentials.start
        adjoints.clear(slots * samples * stride)
        // The times depend on the thresholds themselves, not through spikes.
        let thresholdAdjoint = shard.adjoints[shard.adjoints.count - 1].start + 3 * stride
        var logits = [Double](repeating: 0, count: layer.neurons)
        var times = logits
        var slotsCrossed = [Int](repeating: 0, count: layer.neurons)
        var sum = 0.0
        for sample in 0..<samples {
            for neuron in 0..<layer.neurons {
                let threshold = layer.threshold.start[neuron]
                func v(_ slot: Int) -> Float { potentials[(slot * samples + sample) * stride + neuron] }
                var slot = 0
                while slot < slots, v(slot) < threshold { slot += 1 }
                slotsCrossed[neuron] = slot
                if slot < slots {
                    let before = slot > 0 ? v(slot - 1) : 0
                    times[neuron] = Double(slot) + Double((threshold - before) / (v(slot) - before))
                } else {
                    times[neuron] = Double(slots) * (2 - Double(v(slots - 1) / threshold))
                }
                times[neuron] = max(times[neuron], 1e-3)
                logits[neuron] = -sharpness * log(times[neuron])
            }
            let largest = logits.max()!
            let label = Int(labels[sample])
            let total = logits.reduce(0) { $0 + exp($1 - largest) }
            sum += largest + log(total) - logits[label]
            for neuron in 0..<layer.neurons {
                let error = exp(logits[neuron] - largest) / total - (neuron == label ? 1 : 0)
                let timeAdjoint = -sharpness * error / times[neuron] / Double(batch)
                let threshold = Double(layer.threshold.start[neuron])
                func place(_ slot: Int) -> Int { (slot * samples + sample) * stride + neuron }
                let slot = slotsCrossed[neuron]
                if slot == slots {
                    // T (2 − v/V_th)
                    let slope = timeAdjoint * Double(slots) / threshold
                    adjoints.start[place(slots - 1)] -= Float(slope)
                    thresholdAdjoint[neuron] += Float(slope * Double(potentials[place(slots - 1)]) / threshold)
                    continue
                }
                // θ = (V_th − v₀)/(v₁ − v₀)
                let before = slot > 0 ? Double(potentials[place(slot - 1)]) : 0
                let rise = Double(potentials[place(slot)]) - before
                thresholdAdjoint[neuron] += Float(timeAdjoint / rise)
                adjoints.start[place(slot)] -= Float(timeAdjoint * (threshold - before) / (rise * rise))
                if slot > 0 {
                    adjoints.start[place(slot - 1)] += Float(timeAdjoint * ((threshold - before) / rise - 1) / rise)
                }
            }
        }
        return sum
    }
}

extension ColumnRace {
    /// t/t_0, continued smoothly over columns that cross already or never.
    func logit(_ v: Double) -> Float {
        let reach = max(steadyState, 1.05)
        let start = min(decay * v, 0.98 * reach)
        return Float(timeConstant * log((reach - start) / (reach - 1)) / unit)
    }

    /// ∂(t/t_0) by v, and by G [1/S].
    func slopes(_ v: Double) -> (potential: Double, conductance: Double) {
        let isClamped = steadyState < 1.05
        let reach = max(steadyState, 1.05)
        let free = decay * v
        let start = min(free, 0.98 * reach)
        let time = timeConstant * log((reach - start) / (reach - 1))
        // By s, by V_b at a given s, and by V_b through an s that it holds back.
        let byStart = -timeConstant / (reach - start)
        let isHeldBack = free > start
        let startSlope = isHeldBack ? 0 : byStart
        let reachSlope =
            isClamped ? 0 : timeConstant * (1 / (reach - start) - 1 / (reach - 1)) + (isHeldBack ? 0.98 * byStart : 0)
        let byConductance = -time / conductance - reachSlope * reach / conductance + startSlope * v * decaySlope
        return (startSlope * decay / unit, byConductance / unit)
    }
}
