import Devices
import NumericalMethods
import Quantities
import SpikingNetworks
import Testing

@testable import Datasets
@testable import Training

/// A training that begins with a finished network.
@Suite struct NetworkStartTests {
    private let samples = NetworkTrainerTests.images(count: 130, seed: 1)

    /// A trainer after an epoch, exact at its levels.
    private func trained(_ kind: DeepKind, stuck: [StuckCells?] = []) throws -> NetworkTrainer {
        var recipe = try NetworkTrainerTests.recipe(
            kind, loss: NetworkLoss.tested[kind == .mixed ? 0 : 1], encoder: .constant)
        // Levels that single precision knows: cells are read back as they were written.
        if kind != .textbook { recipe.hardware.levels = 17 }
        if kind != .bipolar { recipe.layers[0].learnsLeak = true }
        let trainer = try NetworkTrainer(recipe: recipe, inputs: 20, seed: 7, jobs: 1, stuck: stuck)
        _ = try trainer.runEpoch(samples)
        return trainer
    }

    private func begun(_ trainer: NetworkTrainer, seed: UInt64 = 99) throws -> NetworkTrainer {
        let other = try NetworkTrainer(
            recipe: trainer.recipe, inputs: 20, seed: seed, jobs: 1, stuck: trainer.stuck)
        try other.begin(with: trainer.network())
        return other
    }

    @Test(arguments: DeepKind.allCases) func itBeginsWithTheVeryNetwork(kind: DeepKind) throws {
        let trainer = try trained(kind)
        let other = try begun(trainer)
        let (own, copy) = (try trainer.network(), try other.network())
        for (layer, copied) in zip(own.layers, copy.layers) {
            guard case .crossbar(let layer) = layer, case .crossbar(let copied) = copied else {
                #expect(layer == copied)
                continue
            }
            #expect(layer.positive == copied.positive && layer.negative == copied.negative)
            // In units of the span and back: two roundings to single precision.
            #expect(zip(layer.leaks, copied.leaks).allSatisfy { abs($0 - $1) <= 3e-7 * $0 })
        }
        func decisions(_ network: SpikingNetwork) throws -> [RaceDecision] {
            try NetworkInference(network, encoder: .constant, jobs: 1).answers(samples).decisions
        }
        #expect(try decisions(copy) == decisions(own))
    }

    /// The loss of the first batch is that of the finished network.
    @Test(arguments: DeepKind.allCases) func theFirstLossIsTheFinishedOne(kind: DeepKind) throws {
        let trainer = try trained(kind)
        let (own, _) = trainer.differentiate(Array(0..<130)[...], of: samples)
        let (copied, _) = try begun(trainer).differentiate(Array(0..<130)[...], of: samples)
        // Leaks are rounded once more.
        #expect(abs(own.loss - copied.loss) <= 1e-5 * abs(own.loss))
        let (random, _) = try NetworkTrainer(recipe: trainer.recipe, inputs: 20, seed: 99, jobs: 1).differentiate(
            Array(0..<130)[...], of: samples)
        #expect(abs(random.loss - own.loss) > 1e-3 * abs(own.loss))
    }

    /// A pair with one stuck cell holds the old difference as far as the healthy cell reaches.
    @Test func stuckPairsKeepTheirDifference() throws {
        let trainer = try trained(.crossbar)
        let network = try trainer.network()
        var random = RandomStream(seed: 4, purpose: StreamPurpose("stuck"))
        let stuck = network.layers.map { layer -> StuckCells in
            func states() -> [Float] {
                (0..<(layer.inputs * layer.neurons)).map { _ in
                    random.uniform() < 0.3 ? Float(random.below(2)) : .nan
                }
            }
            return StuckCells(inputs: layer.inputs, neurons: layer.neurons, positive: states(), negative: states())
        }
        let other = try NetworkTrainer(recipe: trainer.recipe, inputs: 20, seed: 1, jobs: 1, stuck: stuck)
        try other.begin(with: network)
        let (founds, wanteds) = (try other.network().crossbars(), try network.crossbars())
        for (index, (found, wanted)) in zip(founds, wanteds).enumerated() {
            let low = found.range.minimum.value
            let span = found.range.maximum.value - low
            func unit(_ siemens: Float) -> Double { (Double(siemens) - low) / span }
            for (place, (up, down)) in zip(stuck[index].positive, stuck[index].negative).enumerated() {
                let (g, h) = (unit(found.positive[place]), unit(found.negative[place]))
                let w = unit(wanted.positive[place]) - unit(wanted.negative[place])
                if !up.isNaN { #expect(abs(g - Double(up)) < 1e-6) }
                if !down.isNaN { #expect(abs(h - Double(down)) < 1e-6) }
                let reach: ClosedRange<Double> =
                    switch (up.isNaN, down.isNaN) {
                    case (true, true): -1...1
                    case (false, true): Double(up - 1)...Double(up)
                    case (true, false): Double(-down)...Double(1 - down)
                    case (false, false): Double(up - down)...Double(up - down)
                    }
                #expect(abs(g - h - min(max(w, reach.lowerBound), reach.upperBound)) < 1e-6)
            }
        }
    }

    /// Three samples of a hundred and thirty are a batch of three.
    @Test func aPartOfAnEpochIsOneOfOthersEachTime() throws {
        let trainer = try trained(.crossbar)
        let part = try begun(trainer)
        let first = try #require(try part.runEpoch(samples, showing: 3))
        #expect(part.step == 1 && (first.accuracy * 3).rounded() / 3 == first.accuracy)
        let second = try #require(try part.runEpoch(samples, showing: 3))
        #expect(second.epoch == 1 && second.meanLoss != first.meanLoss)
        let (whole, all) = (try begun(trainer), try begun(trainer))
        #expect(try whole.runEpoch(samples) == all.runEpoch(samples, showing: 1000))
        #expect(whole.checkpoint() == all.checkpoint())
    }

    @Test func networksOfAnotherShapeAreRefused() throws {
        let network = try trained(.crossbar).network()
        func refusal(_ recipe: NetworkRecipe, inputs: Int = 20) -> NetworkTrainingError? {
            do throws(NetworkTrainingError) {
                try NetworkTrainer(recipe: recipe, inputs: inputs, seed: 1, jobs: 1).begin(with: network)
                return nil
            } catch { return error }
        }
        func recipe(_ kind: DeepKind = .crossbar, hidden: Int = 19) throws -> NetworkRecipe {
            try NetworkTrainerTests.recipe(kind, loss: NetworkLoss.tested[1], encoder: .constant, hidden: hidden)
        }
        #expect(
            refusal(try recipe(hidden: 18))
                == .otherNetwork(what: "neurons of layer 1", found: "19", needed: "18"))
        #expect(
            refusal(try recipe(), inputs: 21) == .otherNetwork(what: "inputs of layer 1", found: "20", needed: "21"))
        #expect(
            refusal(try recipe(.bipolar))
                == .otherNetwork(
                    what: "kind of layer 1", found: "crossbar with complementary rows",
                    needed: "crossbar with bipolar rows"))
        var longer = try recipe()
        longer.slots = 7
        #expect(refusal(longer) == .otherNetwork(what: "number of slots", found: "6", needed: "7"))
        longer.slots = 6
        longer.layers.removeFirst()
        #expect(refusal(longer) == .otherNetwork(what: "number of layers", found: "2", needed: "1"))
    }
}
