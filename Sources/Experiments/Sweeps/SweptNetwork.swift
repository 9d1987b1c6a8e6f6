import Datasets
import NeuromorphicCircuits
package import Results
import SpikingNetworks
package import Studies
import Training

/// A stored deep network with the samples that it is judged by.
package struct SweptNetwork: Sendable {
    /// What programming aims at.
    let network: SpikingNetwork
    let encoder: Encoder
    let design: DeepCircuitDesign
    /// In the order in which `memspike evaluate` shows them.
    let samples: LabelledSamples
    /// What it was trained on, and how: for retraining around stuck cells.
    let training: LabelledSamples
    let recipe: NetworkRecipe
    /// Whether no sample was trained on.
    let isHeldOut: Bool
    /// Whether the stored network is another one, with programming errors of its own.
    let leavesErrorsBehind: Bool
    let dataset: String
    /// One word that differs between networks and between samples.
    package let fingerprint: String

    /// - Parameter path: how errors name the network.
    /// - Throws: `StudyError` for a textbook network, `DatasetError`.
    package init(_ stored: StoredDeepNetwork, study: NetworkStudy, data: StudyData, path: String) throws {
        network = stored.target ?? stored.network
        leavesErrorsBehind = stored.target.map { $0 != stored.network } ?? false
        let crossbars: [CrossbarLayer]
        do {
            crossbars = try network.crossbars()
        } catch {
            throw StudyError.contradiction(
                file: path,
                reason: "it is a textbook network, which has no conductances to break; train it with model: physical")
        }
        encoder = stored.encoder
        design = study.design
        let divided = try data.samples()
        isHeldOut = divided.test != nil
        samples = divided.test ?? divided.training
        training = divided.training
        var recipe = try study.recipe(inputs: training.featureCount, classes: training.classes)
        // Of the network itself, whatever became of its study.
        recipe.slots = network.slots
        recipe.layers = crossbars.map { layer in
            LayerRecipe(
                neurons: layer.neurons,
                model: .crossbar(parameters: layer.parameters, range: layer.range, rows: layer.rows),
                learnsLeak: study.network.learnsDecay)
        }
        self.recipe = recipe
        dataset = data.dataset.name
        fingerprint = Self.fingerprint(network, recipe, data)
    }

    private static func fingerprint(
        _ network: SpikingNetwork, _ recipe: NetworkRecipe, _ data: StudyData
    ) -> String {
        // 64-bit FNV-1a, a conductance at a time.
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for layer in network.layers {
            guard case .crossbar(let crossbar) = layer else { continue }
            for values in [crossbar.positive, crossbar.negative, crossbar.leaks] {
                for value in values { hash = (hash ^ UInt64(value.bitPattern)) &* 0x100_0000_01b3 }
            }
        }
        for byte in "\(recipe)".utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        return String(hash, radix: 16) + data.fingerprint
    }

    /// "64-128-10".
    var shape: String { ([network.inputs] + network.layers.map(\.neurons)).map(String.init).joined(separator: "-") }
}
