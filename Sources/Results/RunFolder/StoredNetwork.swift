package import Datasets
import Devices
import Foundation
import Quantities
package import SpikingNetworks

/// A network as a run folder holds it: `network.json`, and the numbers of every layer in `layers/*.npy`.
package struct StoredNetwork: Sendable, Equatable {
    /// As the array holds it.
    package var network: SpikingNetwork
    /// Every cell exactly at its level; nil if programming makes no errors.
    package var target: SpikingNetwork?
    package var encoder: Encoder
    package var classNames: [String]
    package var imageShape: ImageShape?
    /// The range of every feature that the encoder takes as 0…1; nil if features are in 0…1 as they are.
    package var inputMinimum: [Float]?
    package var inputMaximum: [Float]?

    package init(
        network: SpikingNetwork, target: SpikingNetwork? = nil, encoder: Encoder, classNames: [String],
        imageShape: ImageShape? = nil, inputMinimum: [Float]? = nil, inputMaximum: [Float]? = nil
    ) {
        self.network = network
        self.target = target
        self.encoder = encoder
        self.classNames = classNames
        self.imageShape = imageShape
        self.inputMinimum = inputMinimum
        self.inputMaximum = inputMaximum
    }
}

extension RunFolder {
    /// Writes the weights, then the file that names them.
    package func write(_ stored: StoredNetwork, program: ProgramRecord) throws {
        var layers: [NetworkFile.Layer] = []
        for (index, layer) in stored.network.layers.enumerated() {
            var files: [String: String] = [:]
            func put(_ quantity: String, _ values: [Float], _ shape: [Int]) throws {
                let name = "layers/\(index + 1)-\(quantity).npy"
                try write(NPYFormat.data(values, shape: shape), to: name)
                files[quantity] = name
            }
            let shape = [layer.inputs, layer.neurons]
            switch layer {
            case .textbook(let layer):
                try put("weights", layer.weights, shape)
                try put("bias", layer.bias, [layer.neurons])
                try put("decay", layer.decay, [layer.neurons])
                try put("threshold", layer.threshold, [layer.neurons])
                layers.append(.init(model: "textbook", inputs: layer.inputs, neurons: layer.neurons, files: files))
            case .crossbar(let layer):
                try put("positive", layer.positive, shape)
                if layer.leaks.contains(where: { $0 != 0 }) { try put("leaks", layer.leaks, [layer.neurons]) }
                if layer.rows == .complementary { try put("negative", layer.negative, shape) }
                if case .crossbar(let target)? = stored.target?.layers[index] {
                    try put("positive-target", target.positive, shape)
                    if layer.rows == .complementary { try put("negative-target", target.negative, shape) }
                }
                layers.append(
                    .init(
                        model: "physical", inputs: layer.inputs, neurons: layer.neurons, circuit: LayerCircuit(layer),
                        files: files))
            }
        }
        try writeJSON(
            NetworkFile(
                program: program, slots: stored.network.slots, readout: stored.network.readout,
                encoder: stored.encoder, classNames: stored.classNames,
                image: stored.imageShape.map { .init(height: $0.height, width: $0.width) },
                inputMinimum: stored.inputMinimum, inputMaximum: stored.inputMaximum, layers: layers),
            to: "network.json")
    }

    package func loadNetwork() throws -> StoredNetwork {
        let stored = try loadNetworkFile()
        var layers: [SpikingLayer] = []
        var targets: [SpikingLayer] = []
        for (index, layer) in stored.layers.enumerated() {
            /// Names the files of what does not fit.
            func made(_ quantities: [String], _ layer: () throws -> SpikingLayer) throws -> SpikingLayer {
                do {
                    return try layer()
                } catch let error as NetworkError {
                    let names = quantities.compactMap { stored.layers[index].files[$0] }.joined(separator: ", ")
                    throw RunFolderError.unreadable(path: file(names).path, reason: error.description)
                }
            }
            func read(_ quantity: String, _ shape: [Int]) throws -> [Float] {
                guard let name = layer.files[quantity] else {
                    throw RunFolderError.unreadable(
                        path: file("network.json").path, reason: "it names no file of \(quantity)")
                }
                return try NPYFormat.floats(file(name).path, shape: shape)
            }
            let shape = [layer.inputs, layer.neurons]
            let each = [layer.neurons]
            guard let circuit = layer.circuit else {
                layers.append(
                    try made(["weights", "bias", "decay", "threshold"]) {
                        .textbook(
                            try TextbookLayer(
                                inputs: layer.inputs, neurons: layer.neurons, weights: read("weights", shape),
                                bias: read("bias", each), decay: read("decay", each),
                                threshold: read("threshold", each)))
                    })
                continue
            }
            func crossbar(_ suffix: String) throws -> SpikingLayer {
                try made(["positive\(suffix)", "negative\(suffix)"]) {
                    .crossbar(
                        try CrossbarLayer(
                            inputs: layer.inputs, neurons: layer.neurons, parameters: circuit.parameters,
                            range: circuit.range(), rows: circuit.rows, positive: read("positive\(suffix)", shape),
                            negative: circuit.rows == .complementary ? read("negative\(suffix)", shape) : [],
                            leaks: layer.files["leaks"] == nil ? nil : read("leaks", each)))
                }
            }
            layers.append(try crossbar(""))
            if layer.files["positive-target"] != nil { targets.append(try crossbar("-target")) }
        }
        return StoredNetwork(
            network: try SpikingNetwork(layers: layers, slots: stored.slots, readout: stored.readout),
            target: targets.count == layers.count
                ? try SpikingNetwork(layers: targets, slots: stored.slots, readout: stored.readout) : nil,
            encoder: stored.encoder, classNames: stored.classNames,
            imageShape: stored.image.map { ImageShape(height: $0.height, width: $0.width) },
            inputMinimum: stored.inputMinimum, inputMaximum: stored.inputMaximum)
    }
}
