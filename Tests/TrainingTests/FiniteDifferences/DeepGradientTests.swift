import Datasets
import NumericalMethods
import SpikingNetworks
import Testing

@testable import Training

/// The reference's gradient of deep networks with smooth spikes against finite differences, over every parameter.
@Suite struct DeepGradientTests {
    private static let slots = 5

    private static func network(
        _ kind: DeepKind, depth: Int, loss: NetworkLoss, seed: Int, shape: Surrogate.Shape
    ) throws -> ReferenceNetwork {
        let widths = [5, 4, 3, 3].suffix(depth + 1)
        let layers = try widths.dropFirst().enumerated().map { index, neurons in
            LayerRecipe(neurons: neurons, model: try kind.model(layer: index, depth: depth, slots: slots))
        }
        let recipe = NetworkRecipe(
            slots: slots, encoder: .constant, layers: layers, loss: loss,
            surrogate: Surrogate(shape: shape, width: 0.7), epochs: 1, batchSize: 4)
        let trainer = try NetworkTrainer(recipe: recipe, inputs: widths.first!, seed: UInt64(seed), jobs: 1)
        var stream = RandomStream(seed: UInt64(seed), purpose: StreamPurpose("deep gradient"))
        trainer.scatter(stream: &stream)
        let data = NetworkGradientTests.samples(
            count: 4, features: widths.first!, classes: 3, seed: UInt64(seed))
        // Odd networks see spikes.
        let inputs = ReferenceNetwork.encoded(
            data, encoder: seed % 2 == 1 && kind != .bipolar ? .latency : .constant, isBipolar: kind == .bipolar,
            slots: slots)
        return ReferenceNetwork(trainer, inputs: inputs, labels: data.labels, smoothSpikes: true)
    }

    @Test(arguments: DeepKind.allCases, NetworkLoss.tested)
    func referenceEqualsFiniteDifferences(kind: DeepKind, loss: NetworkLoss) throws {
        let shapes: [Surrogate.Shape] = [.sigmoid, .gaussian, .arctangent]
        for depth in 1...3 {
            var compared = 0
            var restarts = 0
            for seed in 0..<6 {
                var network = try Self.network(kind, depth: depth, loss: loss, seed: seed, shape: shapes[seed % 3])
                let base = network.evaluate()
                // Steps of 2e-4 in one of five weights of order 1 move potentials of order 1 by less.
                guard network.distanceToKinks(base, surrogateBends: true) > 2e-3 else { continue }
                compared += 1
                for traces in base.traces {
                    for trace in traces { restarts += trace.restart.joined().filter { !$0.isNaN }.count }
                }
                // Rounding: a loss of order 1 right to 1e-15 over 1e-4; the fourth order leaves (1e-4)⁴ of a fifth
                // derivative, with the sharpness and the widths below 1e5.
                let largest = network.parameters.map { abs(base[$0]) }.max()!
                for parameter in network.parameters {
                    let value = network[parameter]
                    let h = 1e-4
                    func loss(_ steps: Double) -> Double {
                        network[parameter] = value + steps * h
                        defer { network[parameter] = value }
                        return network.evaluate(restarts: base.traces).loss
                    }
                    let slope = (8 * (loss(1) - loss(-1)) - (loss(2) - loss(-2))) / (12 * h)
                    #expect(
                        abs(slope - base[parameter]) < 1e-10 + 1e-8 * largest,
                        "\(parameter), depth \(depth), seed \(seed): \(slope) and \(base[parameter]) of \(largest)")
                }
            }
            #expect(compared >= 3)
            // Membranes did discharge, where any layer can.
            let fires = depth > 1 || loss.readout == .spikeCount
            #expect((restarts > 0) == (fires && kind != .textbook && !(kind == .mixed && depth == 1)))
        }
    }
}
