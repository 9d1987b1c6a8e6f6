import Foundation
import Quantities
import SpikingNetworks
import Training

/// Losses and decisions of the reference network.
extension ReferenceNetwork {
    struct LossAdjoint {
        var loss = 0.0
        /// ∂L/∂o of a layer that fires, else ∂L/∂v, `[slots][neurons]`.
        var adjoint: [[Double]]
        /// What the readout owes to thresholds and conductances themselves.
        var threshold: [Double]
        var conductance: [Double]
    }

    func lossAdjoint(_ trace: Trace, neurons: [Neuron], label: Int) -> LossAdjoint {
        let zeros = [Double](repeating: 0, count: neurons.count)
        var result = LossAdjoint(
            adjoint: [[Double]](repeating: zeros, count: slots), threshold: zeros, conductance: zeros)
        switch loss {
        case .rateMeanSquaredError:
            for j in neurons.indices {
                let rate = trace.output.reduce(0) { $0 + $1[j] } / Double(slots)
                let error = rate - (j == label ? 1 : 0)
                result.loss += error * error / 2
                for t in 0..<slots { result.adjoint[t][j] = error / Double(slots) }
            }
        case .slotCrossEntropy(let sharpness, let smoothing):
            for t in 0..<slots {
                let races = neurons.indices.map { raceLogit(neurons[$0], trace.potential[t][$0]) }
                let logits = races.map { sharpness * $0.logit }
                let (loss, errors) = Self.crossEntropy(logits, label: label, smoothing: smoothing)
                result.loss += loss / Double(slots)
                for j in neurons.indices {
                    let error = sharpness * errors[j] / Double(slots)
                    result.adjoint[t][j] = error * races[j].byPotential
                    result.conductance[j] += error * races[j].byConductance
                }
            }
        case .spikeTimeCrossEntropy(let sharpness):
            let times = neurons.indices.map { linearTime(trace, neurons[$0], $0) }
            let (loss, errors) = Self.crossEntropy(
                times.map { -sharpness * log($0.time) }, label: label, smoothing: 0)
            result.loss = loss
            for j in neurons.indices {
                let byTime = -sharpness * errors[j] / times[j].time
                for (slot, slope) in times[j].byPotential { result.adjoint[slot][j] += byTime * slope }
                result.threshold[j] = byTime * times[j].byThreshold
            }
        }
        return result
    }

    /// −Σ y ln p, and p − y.
    private static func crossEntropy(
        _ logits: [Double], label: Int, smoothing: Double
    ) -> (loss: Double, errors: [Double]) {
        let largest = logits.max()!
        let sum = logits.reduce(0) { $0 + exp($1 - largest) }
        let off = smoothing / Double(logits.count)
        var loss = 0.0
        var errors: [Double] = []
        for (j, logit) in logits.enumerated() {
            let target = j == label ? 1 - smoothing + off : off
            loss -= target * (logit - largest - log(sum))
            errors.append(exp(logit - largest) / sum - target)
        }
        return (loss, errors)
    }

    /// A textbook potential as it is; of a crossbar −t/t_0 of the race that begins, after an idle slot, at s = a v:
    ///
    ///     t = (C/G) ln((V_b − s)/(V_b − V_th)),   V_b = V_read g_b/G,   t_0 = C V_th/(V_read g_b)
    ///
    /// Where that has no finite value it goes on with V_b of at least 1.05 V_th and s of at most 0.98 V_b.
    func raceLogit(
        _ n: Neuron, _ v: Double
    ) -> (logit: Double, byPotential: Double, byConductance: Double) {
        guard case .crossbar(let parameters, _, _) = layers[layers.count - 1].model else { return (v, 1, 0) }
        let vTh = parameters.membrane.threshold.value
        let drive = parameters.drive.readVoltage.value * parameters.drive.biasConductance.value  // [A]
        let c = parameters.membrane.capacitance.value
        let g = n.conductance
        var steady = drive / g
        var steadyByG = -steady / g
        if steady < 1.05 * vTh { (steady, steadyByG) = (1.05 * vTh, 0) }
        var start = n.decay * v * vTh
        var (startByV, startByG) = (n.decay * vTh, n.decaySlope * v * vTh)
        if start > 0.98 * steady { (start, startByV, startByG) = (0.98 * steady, 0, 0.98 * steadyByG) }
        let time = c / g * log((steady - start) / (steady - vTh))
        let unit = c * vTh / drive
        let byG =
            -time / g + c / g * ((steadyByG - startByG) / (steady - start) - steadyByG / (steady - vTh))
        let byV = -c / g * startByV / (steady - start)
        return (-time / unit, -byV / unit, -byG / unit)
    }

    /// The first crossing in slots, linear within its slot; T (2 − v/θ) of a membrane that never crosses.
    private func linearTime(
        _ trace: Trace, _ n: Neuron, _ j: Int
    ) -> (time: Double, byPotential: [(Int, Double)], byThreshold: Double) {
        let v = trace.potential.map { $0[j] }
        guard let slot = v.firstIndex(where: { $0 >= n.threshold }) else {
            let t = Double(slots)
            return (
                t * (2 - v[slots - 1] / n.threshold), [(slots - 1, -t / n.threshold)],
                t * v[slots - 1] / (n.threshold * n.threshold)
            )
        }
        let before = slot > 0 ? v[slot - 1] : 0
        let rise = v[slot] - before
        let part = (n.threshold - before) / rise
        var slopes = [(slot, -part / rise)]
        if slot > 0 { slopes.append((slot - 1, (part - 1) / rise)) }
        return (Double(slot) + part, slopes, 1 / rise)
    }

    // MARK: decisions

    /// Who wins, and by how much of what decides: in spikes, potentials, or relative time.
    func decision(_ traces: [Trace]) -> (decision: RaceDecision, margin: Double) {
        let last = layers.count - 1
        let trace = traces[last]
        let neurons = neurons(last)
        let merits: [Double]
        switch loss.readout {
        case .spikeCount:
            // The most spikes; of equals, whose last came first.
            merits = neurons.indices.map { j in
                let fired = (0..<slots).filter { trace.output[$0][j] == 1 }
                return fired.isEmpty ? -.infinity : Double(fired.count) - Double(fired.last!) / Double(slots + 1)
            }
        case .highestPotential, .gatherThenRace:
            guard case .crossbar = layers[last].model else {
                merits = trace.potential[slots - 1]
                break
            }
            merits = neurons.indices.map { j in
                // A race that begins one idle slot after the last, unless the column crosses before.
                crossing(trace, neurons[j], j).map { -log($0) }
                    ?? -log(Double(slots + 1) + raceTime(neurons[j], trace.potential[slots - 1][j]))
            }
        case .firstSpike:
            merits = neurons.indices.map { j in crossing(trace, neurons[j], j).map { -log($0) } ?? -.infinity }
        }
        let best = merits.max()!
        guard best > -.infinity else { return (.noWinner, .infinity) }
        let winners = merits.indices.filter { merits[$0] == best }
        let others = merits.filter { $0 < best }
        let margin = best - (others.max() ?? -.infinity)
        return (winners.count == 1 ? .winner(winners[0]) : .tie(winners), margin)
    }

    /// The first crossing in slots, on the membrane's own exponential.
    private func crossing(_ trace: Trace, _ n: Neuron, _ j: Int) -> Double? {
        guard let slot = (0..<slots).first(where: { trace.potential[$0][j] >= n.threshold }) else { return nil }
        let before = slot > 0 ? trace.potential[slot - 1][j] : 0
        let steady = n.gain * trace.drive[slot][j] / (1 - n.decay)
        return Double(slot) + log((steady - before) / (steady - n.threshold)) / -log(n.decay)
    }

    /// In slots.
    private func raceTime(_ n: Neuron, _ v: Double) -> Double {
        guard case .crossbar(let parameters, _, _) = layers[layers.count - 1].model else { return .infinity }
        let vTh = parameters.membrane.threshold.value
        let steady = parameters.drive.readVoltage.value * parameters.drive.biasConductance.value / n.conductance
        let start = n.decay * v * vTh
        if start >= vTh { return 0 }
        guard steady > vTh else { return .infinity }
        return parameters.membrane.capacitance.value / n.conductance * log((steady - start) / (steady - vTh))
            / parameters.timing.slotDuration.value
    }
}
