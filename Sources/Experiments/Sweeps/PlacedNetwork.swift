import Crossbars
import Datasets
import SpikingNetworks

/// A deep network at the places that mappings give it.
struct PlacedNetwork {
    /// With every line at its place.
    let network: SpikingNetwork
    /// Of every place of the first array's inputs, which input drives it; nil where all lie as they are counted.
    private let inputs: [Int]?
    /// Of every column of the last array, its class; likewise.
    private let classes: [Int]?

    /// A network whose lines lie as they are counted, or nowhere in particular.
    init(_ network: SpikingNetwork) {
        self.network = network
        inputs = nil
        classes = nil
    }

    /// - Parameters:
    ///   - mappings: of every layer, without spare lines.
    ///   - lines: what the crossbars stand on.
    init(_ network: SpikingNetwork, _ mappings: [ArrayMapping], on lines: LineResistance = .none) throws {
        let crossbars = try network.crossbars()
        self.network = try SpikingNetwork(
            layers: zip(crossbars, mappings).map { layer, mapping in
                let classes = mapping.classesInOrder
                let placed = try layer.holding(mapping.physical(layer.array))
                var own = try CrossbarLayer(
                    inputs: layer.inputs, neurons: layer.neurons, parameters: layer.parameters, range: layer.range,
                    rows: layer.rows, positive: placed.positive, negative: placed.negative,
                    leaks: classes.map { layer.leaks[$0] })
                own.spread = layer.spread.ordered(classes)
                return .crossbar(own.wired(by: lines))
            }, slots: network.slots, readout: network.readout)
        let cells = crossbars[0].rows.cells
        var inputs = [Int](repeating: 0, count: network.inputs)
        for input in inputs.indices { inputs[mappings[0].rowOfInput[input * cells] / cells] = input }
        self.inputs = inputs
        classes = mappings[mappings.count - 1].classesInOrder
    }

    /// Samples as the first array's rows are driven with them.
    func placed(_ samples: LabelledSamples) -> LabelledSamples {
        guard let inputs else { return samples }
        let width = samples.featureCount
        let features = [Float](unsafeUninitializedCapacity: samples.features.count) { placed, count in
            for sample in 0..<samples.count {
                for (place, input) in inputs.enumerated() {
                    placed[sample * width + place] = samples.features[sample * width + input]
                }
            }
            count = samples.features.count
        }
        return LabelledSamples(rows: features, labels: samples.labels, like: samples)
    }

    /// A decision of columns as that of classes.
    func decision(_ found: RaceDecision) -> RaceDecision { classes.map(found.naming) ?? found }
}
