import Datasets
import Devices
import NumericalMethods
import Quantities
import SpikingNetworks
import Testing

@testable import Training

/// Gradients of whole networks against central differences of the loss.
struct NetworkGradientTests {
    static func crossbar(slots: Int) throws -> LayerRecipe.Model {
        .crossbar(
            parameters: RaceParameters(
                membrane: Membrane(
                    capacitance: .picofarads(0.4), leak: .nanosiemens(10), threshold: .volts(0.27),
                    resetPotential: .volts(0.16)),
                drive: RowDrive(readVoltage: .volts(3.3), biasConductance: .nanosiemens(400)),
                timing: SlotTiming(slotDuration: .nanoseconds(50), slots: slots)),
            range: try ConductanceRange(minimum: .nanosiemens(1), maximum: .nanosiemens(100)), rows: .complementary)
    }

    static func samples(count: Int, features: Int, classes: Int, seed: UInt64) -> LabelledSamples {
        var stream = RandomStream(seed: seed, purpose: StreamPurpose("test: samples"))
        return try! LabelledSamples(
            name: "random", features: (0..<(count * features)).map { _ in Float(stream.uniform()) },
            labels: (0..<count).map { _ in stream.below(classes) }, featureCount: features, classes: classes,
            classNames: (0..<classes).map(String.init), imageShape: nil)
    }

    static func recipe(_ layers: [LayerRecipe], loss: NetworkLoss, slots: Int, encoder: Encoder) -> NetworkRecipe {
        NetworkRecipe(
            slots: slots, encoder: encoder, layers: layers, loss: loss,
            surrogate: Surrogate(shape: .arctangent, width: 1), epochs: 1, batchSize: 24)
    }

    /// A single layer that gathers is smooth throughout.
    @Test(arguments: [1, 2, 3], [Encoder.constant, .latency])
    func gatheringLayers(seed: UInt64, encoder: Encoder) throws {
        let slots = 6
        let data = Self.samples(count: 24, features: 12, classes: 4, seed: seed)
        let textbook = LayerRecipe.Model.textbook(TextbookNeuron(decay: 0.8, learnsDecay: true))
        for model in [textbook, try Self.crossbar(slots: slots)] {
            for loss in [
                NetworkLoss.slotCrossEntropy(sharpness: 20, smoothing: 0.1), .spikeTimeCrossEntropy(sharpness: 4),
            ] {
                let trainer = try NetworkTrainer(
                    recipe: Self.recipe(
                        [LayerRecipe(neurons: 4, model: model)], loss: loss, slots: slots, encoder: encoder),
                    inputs: 12, seed: seed, jobs: 1)
                let layer = trainer.layers[0]
                // Away from zero, where |w| has its corner.
                for index in 0..<layer.weights.count where abs(layer.weights.start[index]) < 0.05 {
                    if index % layer.stride < 4 { layer.weights.start[index] = 0.1 }
                }
                func value() -> Double { trainer.differentiate(Array(0..<24)[...], of: data).outcome.loss / 24 }
                let (_, pieces) = trainer.differentiate(Array(0..<24)[...], of: data)
                let (shards, _) = trainer.gradient(layer: 0, pieces: pieces)
                var error = 0.0
                var norm = 0.0
                var bends = 0
                for input in 0..<12 {
                    for neuron in 0..<4 {
                        let place = input * layer.stride + neuron
                        let w = layer.weights.start[place]
                        let load = model == textbook ? 0 : layer.load.start[neuron] * (w > 0 ? 1 : -1)
                        let analytic = Double(shards.reduce(load) { $0 + $1.start[place] })
                        func slope(_ h: Float) -> Double {
                            layer.weights.start[place] = w + h
                            let up = value()
                            layer.weights.start[place] = w - h
                            let down = value()
                            layer.weights.start[place] = w
                            _ = value()
                            return (up - down) / Double(2 * h)
                        }
                        let numeric = slope(0.003)
                        // A first crossing that moves into another slot bends the loss, one that comes or goes within
                        // the window makes it jump: halved steps then give another slope.
                        guard abs(numeric - slope(0.0015)) < 0.003 + 0.01 * abs(numeric) else {
                            bends += 1
                            continue
                        }
                        error += (numeric - analytic) * (numeric - analytic)
                        norm += numeric * numeric
                    }
                }
                // Single precision: a loss of order 1 to 1e-7 over a difference of 0.003.
                let relative = (error / norm).squareRoot()
                #expect(bends <= 12, "\(bends) of 48 weights")
                #expect(relative < 0.02, "\(model) \(loss) \(relative), norm \(norm.squareRoot())")
            }
        }
    }
}
