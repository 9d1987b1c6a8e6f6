import Datasets
import Devices
import NeuromorphicCircuits
import NumericalMethods
import Quantities
import SpikingNetworks
import Training

/// A random network, and random samples with random labels.
func trial(
    readout: Readout, inputs: Int = 24, hidden: Int = 20, count: Int = 40
) throws -> (network: SpikingNetwork, samples: LabelledSamples, design: DeepCircuitDesign) {
    var random = RandomStream(seed: 5, purpose: StreamPurpose("network evaluation"))
    let design = DeepCircuitDesign()
    let range = try design.conductanceRange()
    let (low, high) = (range.minimum.value, range.maximum.value)
    let widths = [inputs, hidden, 4]
    let layers = try (1...2).map { index -> SpikingLayer in
        func cells(_ share: Double) -> [Float] {
            (0..<(widths[index - 1] * widths[index])).map { _ in
                Float(random.uniform() < share ? low + (high - low) * random.uniform() : low)
            }
        }
        return .crossbar(
            try CrossbarLayer(
                inputs: widths[index - 1], neurons: widths[index],
                parameters: design.raceParameters(
                    inputs: widths[index - 1], rows: .complementary, isOutput: index == 2),
                range: range, rows: .complementary, positive: cells(0.25), negative: cells(0.15),
                leaks: (0..<widths[index]).map { _ in Float(2e-8 * random.uniform()) }))
    }
    let samples = try LabelledSamples(
        name: "noise", features: (0..<(count * inputs)).map { _ in Float(max(0, 1.5 * random.uniform() - 0.5)) },
        labels: (0..<count).map { _ in random.below(4) }, featureCount: inputs, classes: 4,
        classNames: ["a", "b", "c", "d"], imageShape: nil)
    return (try SpikingNetwork(layers: layers, slots: design.slots, readout: readout), samples, design)
}
