import Datasets
import NeuromorphicCircuits
import NumericalMethods
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
    package init(_ stored: StoredNetwork, study: Study, data: StudyData, path: String) throws {
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
        design = study.layers
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
        var hash = FNV1a<UInt64>()
        for case .crossbar(let crossbar) in network.layers {
            for values in [crossbar.positive, crossbar.negative, crossbar.leaks] { hash.feed(values) }
        }
        hash.feed("\(recipe)")
        return hash.hexadecimal + data.fingerprint
    }

    /// "64-128-10".
    var shape: String { ([network.inputs] + network.layers.map(\.neurons)).map(String.init).joined(separator: "-") }
}
