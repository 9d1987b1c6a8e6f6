import Datasets
import Devices
import Foundation
import NumericalMethods
import Quantities
import SpikingNetworks
import Testing

@testable import Training

struct CheckpointTests {
    private static let data = NetworkGradientTests.samples(count: 90, features: 20, classes: 4, seed: 3)

    private static func recipe(_ model: LayerRecipe.Model) -> NetworkRecipe {
        var recipe = NetworkGradientTests.recipe(
            [LayerRecipe(neurons: 19, model: model), LayerRecipe(neurons: 4, model: model)],
            loss: .slotCrossEntropy(sharpness: 20, smoothing: 0.1), slots: 5, encoder: .bernoulli)
        recipe.epochs = 4
        recipe.inputDropout = 0.1
        recipe.hardware = HardwareInTheLoop(levels: 16, programmingNoise: 0.02)
        return recipe
    }

    private static func trainer(_ model: LayerRecipe.Model, seed: UInt64 = 5, jobs: Int = 1) throws -> NetworkTrainer {
        var stream = RandomStream(seed: 1, purpose: StreamPurpose("test: stuck"))
        let stuck = [(20, 19), (19, 4)].map {
            stuckCells(inputs: $0.0, neurons: $0.1, stream: &stream)
        }
        return try NetworkTrainer(recipe: recipe(model), inputs: 20, seed: seed, jobs: jobs, stuck: stuck)
    }

    /// A tenth of the cells is stuck, at either end.
    private static func stuckCells(inputs: Int, neurons: Int, stream: inout RandomStream) -> StuckCells {
        func cells() -> [Float] {
            (0..<(inputs * neurons)).map { _ in stream.below(10) > 0 ? .nan : stream.below(2) == 0 ? 0 : 1 }
        }
        return StuckCells(inputs: inputs, neurons: neurons, positive: cells(), negative: cells())
    }

    static let models: [LayerRecipe.Model] = [
        .textbook(TextbookNeuron(decay: 0.8, learnsDecay: true, learnsThreshold: true)),
        try! NetworkGradientTests.crossbar(slots: 5),
    ]

    /// A training that is cut after two epochs and resumed by another process ends as one that was never cut.
    @Test(arguments: 0..<2)
    func resumesToTheSameBits(model: Int) throws {
        let whole = try Self.trainer(Self.models[model])
        for _ in 0..<4 { _ = try whole.runEpoch(Self.data) }
        let cut = try Self.trainer(Self.models[model])
        for _ in 0..<2 { _ = try cut.runEpoch(Self.data) }
        let resumed = try Self.trainer(Self.models[model], jobs: 3)
        try resumed.resume(from: cut.checkpoint())
        #expect(resumed.epoch == 2)
        for _ in 0..<2 { _ = try resumed.runEpoch(Self.data) }
        #expect(try resumed.network() == whole.network())
        #expect(resumed.checkpoint() == whole.checkpoint())
    }

    @Test func refusesWhatIsNotWhole() throws {
        let trainer = try Self.trainer(Self.models[0])
        let good = trainer.checkpoint()
        #expect(throws: CheckpointError.truncated(found: good.count - 5, needed: good.count)) {
            try trainer.resume(from: good.dropLast(5))
        }
        #expect(throws: CheckpointError.truncated(found: 3, needed: 24)) { try trainer.resume(from: good.prefix(3)) }
        #expect(throws: CheckpointError.notACheckpoint) {
            try trainer.resume(from: Data("PK".utf8) + good.dropFirst(2))
        }
        #expect(throws: CheckpointError.notACheckpoint) { try trainer.resume(from: Data()) }
        #expect(throws: CheckpointError.altered) { try trainer.resume(from: good + Data([0])) }
        for place in [40, good.count / 2, good.count - 1] {
            var bad = good
            bad[place] ^= 4
            #expect(throws: CheckpointError.altered) { try trainer.resume(from: bad) }
        }
        var foreign = good
        foreign[8] = 9
        #expect(throws: CheckpointError.version(found: 9, supported: 2)) { try trainer.resume(from: foreign) }
    }

    /// The check value of the catalogue of parametrised CRC algorithms for CRC-32/ISO-HDLC, gzip's.
    @Test func checksumIsGzips() {
        #expect(SealedFormat.checksum(Data("123456789".utf8)) == 0xCBF4_3926)
        #expect(SealedFormat.checksum(Data()) == 0)
    }

    @Test func refusesAnotherTraining() throws {
        let good = try Self.trainer(Self.models[0]).checkpoint()
        #expect(throws: CheckpointError.foreign(what: "seed", found: "5", expected: "6")) {
            try Self.trainer(Self.models[0], seed: 6).resume(from: good)
        }
        do {
            try Self.trainer(Self.models[1]).resume(from: good)
            Issue.record("a checkpoint of another recipe was taken")
        } catch CheckpointError.foreign(let what, _, _) {
            #expect(what == "recipe")
        }
    }

    /// Stuck cells stay where they are, whatever training wants.
    @Test func stuckCellsStay() throws {
        let trainer = try Self.trainer(Self.models[1])
        for _ in 0..<3 { _ = try trainer.runEpoch(Self.data) }
        for (layer, stuck) in zip(try trainer.network().crossbars(), trainer.stuck) {
            let range = layer.range
            for (cells, states) in [(layer.positive, stuck!.positive), (layer.negative, stuck!.negative)] {
                for (cell, state) in zip(cells, states) where !state.isNaN {
                    #expect(cell == Float(state == 1 ? range.maximum.value : range.minimum.value))
                }
            }
        }
    }

    /// A checksum tells damage, not malice: who alters a checkpoint on purpose can write the right one.
    @Test func forgedCheckpointsAreRefusedAndChangeNothing() throws {
        let model = Self.models[0]
        let trainer = try Self.trainer(model)
        let before = trainer.checkpoint()
        let body = try NetworkTrainer.checkpointFormat.opened(before)
        var hugeText = body
        hugeText.replaceSubrange(hugeText.startIndex..<(hugeText.startIndex + 4), with: [255, 255, 255, 255])
        // The epoch stands behind the four texts of the identity.
        var reader = ByteReader(data: body, place: 0)
        for _ in 0..<4 { _ = try reader.text() }
        var hugeEpoch = body
        hugeEpoch.replaceSubrange(
            (body.startIndex + reader.place)..<(body.startIndex + reader.place + 8),
            with: [UInt8](repeating: 255, count: 8))
        for forged in [Data(), body.prefix(3), body.dropLast(4), body + Data([0]), hugeText, hugeEpoch] {
            #expect(throws: CheckpointError.altered) {
                try trainer.resume(from: NetworkTrainer.checkpointFormat.sealed(Data(forged)))
            }
            #expect(trainer.checkpoint() == before)
        }
    }
}
