import SpikingNetworks
import Testing

@testable import Datasets
@testable import Training

/// A training that fails says so, and hands out nothing that is not a number.
@Suite struct DivergenceTests {
    @Test(arguments: NetworkLoss.tested, [Optimizer.adam, .momentum(0.9)])
    func absurdRatesDiverge(loss: NetworkLoss, optimizer: Optimizer) throws {
        var recipe = try NetworkTrainerTests.recipe(.textbook, loss: loss, encoder: .constant, batchSize: 20)
        recipe.optimizer = optimizer
        recipe.learningRate = 1e38
        recipe.schedule = .constant
        let data = NetworkTrainerTests.images(count: 60, seed: 1)
        let trainer = try NetworkTrainer(recipe: recipe, inputs: 20, seed: 1, jobs: 1)
        do {
            for _ in 0..<4 { _ = try trainer.runEpoch(data) }
            // Spikes bound the rate's loss: plain descent may come to rest at absurd weights, which are numbers.
            #expect(loss == .rateMeanSquaredError && optimizer != .adam)
            _ = try trainer.network()
        } catch NetworkTrainingError.diverged(let epoch, let batch) {
            #expect((0..<4).contains(epoch) && (0..<3).contains(batch))
        }
    }

    /// Cells end at their bounds instead; a network of them is always one.
    @Test(arguments: NetworkLoss.tested)
    func crossbarsStayNetworks(loss: NetworkLoss) throws {
        var recipe = try NetworkTrainerTests.recipe(.crossbar, loss: loss, encoder: .constant, batchSize: 20)
        recipe.learningRate = 1e38
        let data = NetworkTrainerTests.images(count: 60, seed: 1)
        let trainer = try NetworkTrainer(recipe: recipe, inputs: 20, seed: 1, jobs: 1)
        for _ in 0..<4 { #expect(try trainer.runEpoch(data)!.meanLoss.isFinite) }
        _ = try trainer.network()
    }

    /// Data that are no numbers end a training too, whatever the readout.
    @Test(arguments: NetworkLoss.tested, DeepKind.allCases)
    func featuresThatAreNoNumbersDiverge(loss: NetworkLoss, kind: DeepKind) throws {
        let recipe = try NetworkTrainerTests.recipe(kind, loss: loss, encoder: .constant, batchSize: 20)
        let images = NetworkTrainerTests.images(count: 60, seed: 1)
        var features = images.features
        features[333] = .nan
        // Around the check of its samples.
        let data = LabelledSamples(rows: features, labels: images.labels, like: images)
        let trainer = try NetworkTrainer(recipe: recipe, inputs: 20, seed: 1, jobs: 1)
        #expect {
            for _ in 0..<2 { _ = try trainer.runEpoch(data) }
        } throws: { error in
            guard case NetworkTrainingError.diverged = error else { return false }
            return true
        }
    }
}
