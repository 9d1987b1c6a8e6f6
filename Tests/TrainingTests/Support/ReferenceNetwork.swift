import Devices
import Foundation
import Quantities
import SpikingNetworks
import Training

/// A whole deep network and its STBP in double precision: plain loops over samples, slots and neurons.
///
/// With `smoothSpikes` a spike is o = ∫h, the surrogate's own integral, so that the gradient is exact. A textbook
/// layer's reset is then smooth too, v′ = v (1 − o). The discharge of a crossbar's neuron is not: training takes its
/// restart as given, and so the restarts (which slots, and q) are those of `restarts`, the base run's, however the
/// parameters move; the spikes that leave the layer are smooth.
struct ReferenceNetwork {
    struct Layer {
        enum Model {
            case textbook
            case crossbar(RaceParameters, ConductanceRange, RowScheme)
        }

        var model: Model
        /// w, or ŵ in units of G_max − G_min, `[inputs][neurons]`.
        var weights: [[Double]]
        /// Of a textbook layer.
        var bias: [Double]
        var decay: [Double]
        var threshold: [Double]
        /// Of a crossbar: what its columns leak besides, in units of G_max − G_min.
        var leak: [Double]
        var neurons: Int { weights[0].count }
    }

    var layers: [Layer]
    var slots: Int
    var loss: NetworkLoss
    var surrogate: Surrogate
    var smoothSpikes: Bool
    /// `[samples][slots][inputs]`
    var inputs: [[[Double]]]
    var labels: [Int]

    /// v[t] = a v′[t−1] + k (b + Σ w x): one neuron, and what its coefficients owe to its column's conductance.
    struct Neuron {
        var decay: Double
        var gain: Double
        var bias: Double
        var threshold: Double
        var conductance = 0.0
        var decaySlope = 0.0
        var gainSlope = 0.0
    }

    /// What one sample does to one layer, `[slots][neurons]` each.
    struct Trace {
        var inputs: [[Double]] = []
        /// b + Σ w x.
        var drive: [[Double]] = []
        var potential: [[Double]] = []
        var output: [[Double]] = []
        /// q of a membrane that charges again after a discharge; NaN of others.
        var restart: [[Double]] = []
    }

    struct Gradient {
        var weights: [[Double]]
        var bias: [Double]
        var decay: [Double]
        var threshold: [Double]
        var leak: [Double]
    }

    struct Evaluation {
        var loss: Double
        var gradient: [Gradient]
        /// `[samples][layers]`
        var traces: [[Trace]]
    }

    private var isRace: Bool { if case .crossbar = layers[layers.count - 1].model { true } else { false } }
    func gathers(_ index: Int) -> Bool { index == layers.count - 1 && loss.readout != .spikeCount }
    /// The bias row of an output layer that gathers waits for the race.
    private func drivesBias(_ index: Int) -> Bool { index < layers.count - 1 || loss.readout != .highestPotential }

    // MARK: forward

    func neurons(_ index: Int) -> [Neuron] {
        let layer = layers[index]
        switch layer.model {
        case .textbook:
            return (0..<layer.neurons).map {
                Neuron(
                    decay: layer.decay[$0], gain: 1, bias: layer.bias[$0], threshold: layer.threshold[$0])
            }
        case .crossbar(let parameters, let range, let rows):
            let span = range.maximum.value - range.minimum.value
            return (0..<layer.neurons).map { neuron in
                var cells = span * layer.leak[neuron]
                for row in layer.weights { cells += Double(rows.cells) * range.minimum.value + span * abs(row[neuron]) }
                let g = parameters.columnConductance(cells: cells)
                let step = LIFStep(
                    model: .physical, columnConductance: g, capacitance: parameters.membrane.capacitance.value,
                    slotDuration: parameters.timing.slotDuration.value)
                let scale = parameters.drive.readVoltage.value / parameters.membrane.threshold.value
                return Neuron(
                    decay: step.decay, gain: step.gain * scale,
                    bias: drivesBias(index) ? parameters.drive.biasConductance.value : 0, threshold: 1, conductance: g,
                    decaySlope: step.decaySlope, gainSlope: step.gainSlope * scale)
            }
        }
    }

    /// What a weight drives its neuron with: itself, or g⁺ − g⁻ [S]; and its slope.
    private func drive(_ layer: Layer, _ weight: Double) -> (value: Double, slope: Double) {
        switch layer.model {
        case .textbook: return (weight, 1)
        case .crossbar(_, let range, let rows):
            let span = range.maximum.value - range.minimum.value
            return ((rows == .bipolar ? range.minimum.value : 0) + span * weight, span)
        }
    }

    private func reset(_ layer: Layer) -> (potential: Double, discharges: Bool) {
        switch layer.model {
        case .textbook: (0, false)
        case .crossbar(let parameters, _, _):
            (parameters.membrane.resetPotential.value / parameters.membrane.threshold.value, true)
        }
    }

    private func run(_ index: Int, _ inputs: [[Double]], restarts: Trace?) -> Trace {
        let layer = layers[index]
        let reset = reset(layer)
        let neurons = neurons(index)
        let zeros = [[Double]](repeating: [Double](repeating: 0, count: neurons.count), count: slots)
        var trace = Trace(inputs: inputs, drive: zeros, potential: zeros, output: zeros, restart: zeros)
        for (j, n) in neurons.enumerated() {
            for t in 0..<slots {
                var drive = n.bias
                for (i, x) in inputs[t].enumerated() where x != 0 {
                    drive += self.drive(layer, layer.weights[i][j]).value * x
                }
                trace.drive[t][j] = drive
                trace.restart[t][j] = .nan
                let before = t > 0 ? trace.potential[t - 1][j] : 0
                let spike = t > 0 ? trace.output[t - 1][j] : 0
                if gathers(index) {
                    trace.potential[t][j] = n.decay * before + n.gain * drive
                    continue
                }
                if reset.discharges {
                    let restart =
                        restarts?.restart[t][j]
                        ?? (t > 0 && before >= n.threshold ? restartPart(n, last: trace.drive[t - 1][j], before) : .nan)
                    trace.restart[t][j] = restart
                    let steady = n.gain / (1 - n.decay) * drive
                    trace.potential[t][j] =
                        restart.isNaN
                        ? n.decay * before + n.gain * drive : steady - (steady - reset.potential) * restart
                } else {
                    let from = before * (1 - spike) + reset.potential * spike
                    trace.potential[t][j] = n.decay * from + n.gain * drive
                }
                let x = trace.potential[t][j] - n.threshold
                trace.output[t][j] = smoothSpikes ? surrogate.smoothSpike(x) : x >= 0 ? 1 : 0
            }
        }
        return trace
    }

    /// q = a^(1−θ), θ the part of the last slot after which the membrane crossed.
    private func restartPart(_ n: Neuron, last drive: Double, _ before: Double) -> Double {
        let steady = n.gain / (1 - n.decay) * drive
        return min(max((steady - before) / (steady - n.threshold), n.decay), 1)
    }

    // MARK: both passes

    /// - Parameter restarts: of the base run, `[samples][layers]`; nil to let every membrane discharge when it crosses.
    func evaluate(restarts: [[Trace]]? = nil) -> Evaluation {
        var gradient = layers.map { layer in
            Gradient(
                weights: layer.weights.map { $0.map { _ in 0 } }, bias: layer.bias.map { _ in 0 },
                decay: layer.decay.map { _ in 0 }, threshold: layer.threshold.map { _ in 0 },
                leak: layer.leak.map { _ in 0 })
        }
        // ∂L/∂G of every column.
        var load = layers.map { [Double](repeating: 0, count: $0.neurons) }
        var evaluation = Evaluation(loss: 0, gradient: [], traces: [])
        let last = layers.count - 1
        for sample in inputs.indices {
            var traces: [Trace] = []
            for index in layers.indices {
                traces.append(
                    run(
                        index, index == 0 ? inputs[sample] : traces[index - 1].output,
                        restarts: restarts?[sample][index]))
            }
            let end = lossAdjoint(traces[last], neurons: neurons(last), label: labels[sample])
            evaluation.loss += end.loss / Double(inputs.count)
            for j in 0..<layers[last].neurons {
                load[last][j] += end.conductance[j] / Double(inputs.count)
                if !layers[last].threshold.isEmpty {
                    gradient[last].threshold[j] += end.threshold[j] / Double(inputs.count)
                }
            }
            // ∂L/∂o of a layer, or ∂L/∂v of one that gathers.
            var errors = end.adjoint.map { $0.map { $0 / Double(inputs.count) } }
            for index in layers.indices.reversed() {
                errors = backpropagate(index, traces[index], errors: errors, &gradient[index], &load[index])
            }
            evaluation.traces.append(traces)
        }
        for index in layers.indices {
            guard case .crossbar(_, let range, let rows) = layers[index].model else { continue }
            let span = range.maximum.value - range.minimum.value
            for j in layers[index].leak.indices { gradient[index].leak[j] = span * load[index][j] }
            for (i, row) in layers[index].weights.enumerated() {
                for (j, w) in row.enumerated() {
                    // A single cell at its lower end loads its column all the same.
                    let sign: Double = w > 0 || (w == 0 && rows == .bipolar) ? 1 : w < 0 ? -1 : 0
                    gradient[index].weights[i][j] += sign * span * load[index][j]
                }
            }
        }
        evaluation.gradient = gradient
        return evaluation
    }

    /// Adds to a layer's gradient; Wu et al., doi 10.3389/fnins.2018.00331, eq. 12–15.
    /// - Returns: ∂L/∂x of its inputs, `[slots][inputs]`.
    private func backpropagate(
        _ index: Int, _ trace: Trace, errors: [[Double]], _ gradient: inout Gradient, _ load: inout [Double]
    ) -> [[Double]] {
        let layer = layers[index]
        let reset = reset(layer)
        var inputErrors = trace.inputs.map { $0.map { _ in 0.0 } }
        for (j, n) in neurons(index).enumerated() {
            var next = 0.0
            for t in (0..<slots).reversed() {
                let v = trace.potential[t][j]
                let o = trace.output[t][j]
                let delta: Double
                if gathers(index) {
                    delta = errors[t][j] + n.decay * next
                } else {
                    var error = errors[t][j]
                    var kept = 1 - o
                    if reset.discharges {
                        kept = t + 1 < slots && !trace.restart[t + 1][j].isNaN ? 0 : 1
                    } else {
                        error += n.decay * next * (reset.potential - v)
                    }
                    let throughSpike = error * surrogate.derivative(v - n.threshold)
                    delta = kept * n.decay * next + throughSpike
                    if !layer.threshold.isEmpty { gradient.threshold[j] -= throughSpike }
                }
                let q = trace.restart[t][j]
                let through = q.isNaN ? delta : delta * (1 - q) / (1 - n.decay)
                var decayTerm = 0.0
                if !q.isNaN {
                    decayTerm = through * n.gain / (1 - n.decay) * trace.drive[t][j]
                } else if t > 0 {
                    let spike = trace.output[t - 1][j]
                    let before = trace.potential[t - 1][j]
                    decayTerm = delta * (reset.discharges ? before : before * (1 - spike) + reset.potential * spike)
                }
                load[j] += n.decaySlope * decayTerm + n.gainSlope * through * trace.drive[t][j]
                let driven = n.gain * through
                if !layer.bias.isEmpty {
                    gradient.bias[j] += driven
                    gradient.decay[j] += decayTerm
                }
                for i in trace.inputs[t].indices {
                    let drive = drive(layer, layer.weights[i][j])
                    gradient.weights[i][j] += driven * trace.inputs[t][i] * drive.slope
                    inputErrors[t][i] += driven * drive.value
                }
                next = delta
            }
        }
        return inputErrors
    }
}
