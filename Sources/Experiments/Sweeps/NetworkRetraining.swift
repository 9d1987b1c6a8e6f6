import Crossbars
import Datasets
import SpikingNetworks
import Studies
import Training

/// A network that did not survive its retraining.
package struct NetworkRetrainingError: Error, Equatable, CustomStringConvertible {
    /// The array's number.
    var map: Int
    var learningRate: Double
    var reason: NetworkTrainingError

    package var description: String {
        "array \(map), retrained around its stuck cells with retraining.learningRate \(learningRate): \(reason)"
    }
}

/// Retrains a stored network around stuck cells that are known.
struct NetworkRetraining: Sendable {
    private let network: SpikingNetwork
    private let samples: LabelledSamples
    private let recipe: NetworkRecipe
    private let shown: Int
    private let isCancelled: @Sendable () -> Bool

    init(_ swept: SweptNetwork, plan: RetrainingPlan, isCancelled: @escaping @Sendable () -> Bool) {
        network = swept.network
        samples = swept.training
        var recipe = swept.recipe
        (recipe.epochs, shown) = plan.division(of: samples.count)
        recipe.learningRate = plan.learningRate
        // Of whatever length, it comes to rest.
        recipe.schedule = .cosine(warmup: 0)
        self.recipe = recipe
        self.isCancelled = isCancelled
    }

    /// Samples that every array is shown, one as often as its turn comes.
    var presentations: Int { recipe.epochs * shown }

    /// What programming aims at.
    /// - Parameters:
    ///   - stuck: the stuck cells of every layer, by neuron and row.
    ///   - map: the array's number, which decides with the seed the order of the samples, and what the recipe draws.
    /// - Throws: `NetworkRetrainingError`, `RunInterrupted`.
    func crossbars(around stuck: [FaultMap], map: Int, seed: UInt64) throws -> [CrossbarLayer] {
        let cells = zip(stuck, try network.crossbars()).map { StuckCells($0, of: $1) }
        do {
            let trainer = try NetworkTrainer(
                recipe: recipe, inputs: network.inputs, seed: seed &+ UInt64(map), jobs: 1, stuck: cells)
            try trainer.begin(with: network)
            for _ in 0..<recipe.epochs {
                guard try trainer.runEpoch(samples, showing: shown, isCancelled: isCancelled) != nil else {
                    throw RunInterrupted(stage: "retraining")
                }
            }
            return try trainer.network().crossbars()
        } catch let error as NetworkTrainingError {
            throw NetworkRetrainingError(map: map, learningRate: recipe.learningRate, reason: error)
        }
    }
}
