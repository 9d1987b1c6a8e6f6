import Datasets
import Devices
import NumericalMethods
import Quantities
import SpikingNetworks

@testable import Training

/// What a deep network of the tests is made of.
enum DeepKind: String, CaseIterable, Sendable {
    case textbook
    case crossbar
    /// Single cells in the first layer.
    case bipolar
    /// Crossbars below a textbook output layer.
    case mixed

    func model(layer: Int, depth: Int, slots: Int) throws -> LayerRecipe.Model {
        let textbook = LayerRecipe.Model.textbook(
            TextbookNeuron(decay: 0.8, learnsDecay: true, learnsThreshold: true))
        let isTextbook = self == .textbook || (self == .mixed && layer == depth - 1)
        return isTextbook
            ? textbook
            : try Self.crossbar(slots: slots, rows: self == .bipolar && layer == 0 ? .bipolar : .complementary)
    }

    static func crossbar(slots: Int, rows: RowScheme) throws -> LayerRecipe.Model {
        .crossbar(
            parameters: RaceParameters(
                membrane: Membrane(
                    capacitance: .picofarads(0.4), leak: .nanosiemens(10), threshold: .volts(0.27),
                    resetPotential: .volts(0.16)),
                drive: RowDrive(readVoltage: .volts(3.3), biasConductance: .nanosiemens(200)),
                timing: SlotTiming(slotDuration: .nanoseconds(50), slots: slots)),
            range: try ConductanceRange(minimum: .nanosiemens(1), maximum: .nanosiemens(100)), rows: rows)
    }
}

extension NetworkLoss {
    static let tested: [NetworkLoss] = [
        .rateMeanSquaredError, .slotCrossEntropy(sharpness: 3, smoothing: 0.1), .spikeTimeCrossEntropy(sharpness: 4),
    ]
}

extension NetworkTrainer {
    /// Moves what is trained to random places where neurons fire now and then, exact in single precision.
    func scatter(stream: inout RandomStream) {
        func draw(_ low: Double, _ high: Double) -> Double { Double(Float(low + (high - low) * stream.uniform())) }
        for layer in layers {
            for input in 0..<layer.inputs {
                for neuron in 0..<layer.neurons {
                    // Away from 0, where |w| bends.
                    let sign: Double =
                        switch layer.model {
                        case .crossbar(_, _, .bipolar): 1
                        default: stream.below(3) == 0 ? -1 : 1
                        }
                    layer.weights.start[input * layer.stride + neuron] = Float(sign * draw(0.05, 0.9))
                }
            }
            for neuron in layer.trainedLeak.values.indices { layer.trainedLeak.values[neuron] = draw(0, 1) }
            for neuron in layer.trainedBias.values.indices {
                layer.trainedBias.values[neuron] = draw(-0.2, 0.3)
                layer.trainedDecay.values[neuron] = draw(0.6, 0.95)
                layer.trainedThreshold.values[neuron] = draw(0.7, 1.4)
            }
        }
    }
}

extension ReferenceNetwork {
    /// The network that a trainer holds, shown what the trainer's first layer sees.
    init(_ trainer: NetworkTrainer, inputs: [[[Double]]], labels: [Int], smoothSpikes: Bool) {
        layers = trainer.layers.map { layer in
            let model: Layer.Model =
                switch layer.model {
                case .textbook: .textbook
                case .crossbar(let parameters, let range, let rows): .crossbar(parameters, range, rows)
                }
            return Layer(
                model: model,
                weights: (0..<layer.inputs).map { input in
                    (0..<layer.neurons).map { Double(layer.weights.start[input * layer.stride + $0]) }
                },
                bias: layer.trainedBias.values, decay: layer.trainedDecay.values,
                threshold: layer.trainedThreshold.values, leak: layer.trainedLeak.values)
        }
        slots = trainer.recipe.slots
        loss = trainer.recipe.loss
        surrogate = trainer.recipe.surrogate
        self.smoothSpikes = smoothSpikes
        self.inputs = inputs
        self.labels = labels
    }

    /// What the first layer sees of samples, `[samples][slots][inputs]`.
    static func encoded(
        _ samples: LabelledSamples, encoder: Encoder, isBipolar: Bool, slots: Int, seed: UInt64 = 0
    ) -> [[[Double]]] {
        let width = samples.featureCount
        var bernoulli = BitRows(rows: slots * samples.count, columns: width)
        if encoder == .bernoulli {
            let encoding = InputEncoding(
                encoder: .bernoulli, isBipolar: false, slots: slots, inputs: width, capacity: samples.count)
            for index in samples.features.indices { encoding.features(0)[index] = samples.features[index] }
            if case .spikes(let bits) = encoding.encode(samples: samples.count, seed: seed) {
                for index in bernoulli.bits.indices { bernoulli.bits[index] = bits[index] }
            }
        }
        return (0..<samples.count).map { sample in
            (0..<slots).map { slot in
                (0..<width).map { input in
                    let x = samples.features[sample * width + input]
                    switch encoder {
                    case .constant: return isBipolar ? 2 * Double(x) - 1 : Double(x)
                    case .latency: return Encoder.latencySlot(x, slots: slots) == slot ? 1 : 0
                    case .bernoulli: return bernoulli[slot * samples.count + sample, input] ? 1 : 0
                    }
                }
            }
        }
    }

    /// The smallest distance of a potential from where a spike, a first crossing or the surrogate's slope jumps.
    func distanceToKinks(_ evaluation: Evaluation, surrogateBends: Bool) -> Double {
        var kinks = smoothSpikes ? [] : [0.0]
        if surrogateBends {
            switch surrogate.shape {
            case .rectangular: kinks += [-surrogate.width / 2, surrogate.width / 2]
            case .triangular: kinks += [0, -2 / surrogate.width.squareRoot(), 2 / surrogate.width.squareRoot()]
            case .fastSigmoid: kinks.append(0)
            case .sigmoid, .gaussian, .arctangent: break
            }
        }
        var smallest = Double.infinity
        for traces in evaluation.traces {
            for (index, trace) in traces.enumerated() {
                let own: [Double] =
                    if !gathers(index) { kinks } else if loss.readout == .firstSpike { [0] } else { [] }
                for (j, n) in neurons(index).enumerated() {
                    for row in trace.potential {
                        for kink in own { smallest = min(smallest, abs(row[j] - n.threshold - kink)) }
                    }
                }
            }
        }
        return smallest
    }
}
