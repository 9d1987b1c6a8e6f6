import Devices
import Quantities
public import SpikingNetworks

extension NetworkTrainer {
    /// Begins with a finished network in the place of random weights. Pairs with a stuck cell hold their weight as far as
    /// the healthy cell can reach; a pair without one keeps g⁺ − g⁻ and loads its column least.
    /// - Throws: ``NetworkTrainingError/otherNetwork(what:found:needed:)`` for a network that the recipe does not make.
    /// - Precondition: nothing was trained yet.
    public func begin(with network: SpikingNetwork) throws(NetworkTrainingError) {
        precondition(epoch == 0 && step == 0)
        func check(_ what: String, _ found: Int, _ needed: Int) throws(NetworkTrainingError) {
            guard found == needed else { throw .otherNetwork(what: what, found: "\(found)", needed: "\(needed)") }
        }
        try check("number of slots", network.slots, recipe.slots)
        try check("number of layers", network.layers.count, layers.count)
        for (index, (layer, finished)) in zip(layers, network.layers).enumerated() {
            try check("inputs of layer \(index + 1)", finished.inputs, layer.inputs)
            try check("neurons of layer \(index + 1)", finished.neurons, layer.neurons)
            guard layer.kind == finished.kind else {
                throw .otherNetwork(what: "kind of layer \(index + 1)", found: finished.kind, needed: layer.kind)
            }
        }
        // Looked at before anything is taken, so that the trainer stays as it was.
        for (layer, finished) in zip(layers, network.layers) { layer.take(finished) }
    }
}

extension SpikingLayer {
    fileprivate var kind: String {
        switch self {
        case .textbook: "textbook"
        case .crossbar(let layer): "crossbar with \(layer.rows.rawValue) rows"
        }
    }
}

extension TrainedLayer {
    fileprivate var kind: String {
        switch model {
        case .textbook: "textbook"
        case .crossbar(_, _, let rows): "crossbar with \(rows.rawValue) rows"
        }
    }

    fileprivate func take(_ layer: SpikingLayer) {
        func fill(_ value: (Int) -> Float) {
            for input in 0..<inputs {
                for neuron in 0..<neurons { weights.start[input * stride + neuron] = value(input * neurons + neuron) }
            }
        }
        switch layer {
        case .textbook(let layer):
            fill { layer.weights[$0] }
            trainedBias.values = layer.bias.map(Double.init)
            trainedDecay.values = layer.decay.map(Double.init)
            trainedThreshold.values = layer.threshold.map(Double.init)
        case .crossbar(let layer):
            let low = layer.range.minimum.value
            let span = layer.range.maximum.value - low
            switch layer.rows {
            // A single cell at G_min has a weight above zero all the same: its slope must be 1.
            case .bipolar:
                fill { max(Float((Double(layer.positive[$0]) - low) / span), .leastNormalMagnitude) }
            case .complementary:
                fill { Float((Double(layer.positive[$0]) - Double(layer.negative[$0])) / span) }
            }
            trainedLeak.values = layer.leaks.map { Double($0) / span }
            stuck?.confine(weights)
        }
    }
}
