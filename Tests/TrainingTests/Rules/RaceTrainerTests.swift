import Datasets
import Devices
import NumericalMethods
import Quantities
import SpikingNetworks
import Testing
import Training

private func parameters(rows: Int) -> RaceParameters {
    RaceParameters(
        membrane: Membrane(
            capacitance: .picofarads(Double(rows)), leak: .nanosiemens(10), threshold: .volts(1),
            resetPotential: .zero),
        drive: RowDrive(readVoltage: .volts(3.3), biasConductance: .microsiemens(0.8 * Double(rows))),
        timing: SlotTiming(slotDuration: .nanoseconds(50), slots: 20))
}

private func recipe(batches: Int, size: Int = 64) -> TrainingRecipe {
    TrainingRecipe(
        loss: .spikeTimeCrossEntropy(sharpness: 45), epochs: 1, batchesPerEpoch: batches, batchSize: size,
        learningRate: 0.05)
}

private func train(
    _ set: PatternSet, frozen: [Bool]? = nil, batches: Int = 400, size: Int = 64,
    flips: ClosedRange<Double> = 0.1...0.1,
    seed: UInt64 = 1, inject: ((inout RandomStream, [Double]) -> (siemens: [Double], slopes: [Double]))? = nil
) throws -> (outcome: TrainingOutcome, initial: ConductanceArray) {
    let range = try ConductanceRange(minimum: .nanosiemens(10), maximum: .microsiemens(1))
    let initial = Trainer.initialConductances(
        columns: set.count, rows: set.pixelCount, range: range, seed: seed)
    let outcome = try RaceTrainer(
        parameters: parameters(rows: set.pixelCount), recipe: recipe(batches: batches, size: size)
    )
    .train(
        from: initial, frozen: frozen ?? [Bool](repeating: false, count: initial.siemens.count),
        pictures: RaceTrainer.Pictures(classes: set.patterns.map(\.pixels), flipProbability: flips),
        stream: RandomStream(seed: seed, purpose: Trainer.samplePurpose), inject: inject)
    return (outcome, initial)
}

/// The part of noisy pictures that the discrete model names rightly.
private func accuracy(_ array: ConductanceArray, _ set: PatternSet) -> Double {
    let classifier = SpikingClassifier(
        parameters: parameters(rows: set.pixelCount), model: .physical, conductances: array)
    var right = 0.0
    for trial in 0..<2000 {
        var stream = RandomStream(seed: 5, purpose: StreamPurpose("race trainer"), trial: trial)
        let frame = PixelNoise.independentFlips(0.1).frame(of: set.patterns[trial % set.count], from: &stream)
        right += classifier.decision(frames: [BipolarRows.levels(bits: frame.pixels)]).score(label: trial % set.count)
    }
    return right / 2000
}

@Suite struct RaceTrainerTests {
    /// As good as training slot by slot in double precision, on the same number of samples.
    @Test(arguments: [PatternSet.wide, .dotMatrix, .letters]) func learnsAsTheSlotsDo(set: PatternSet) throws {
        let (outcome, initial) = try train(set)
        let batch = Batch(samples: 64, rows: set.pixelCount, frames: 1)
        let reference = try Trainer(
            parameters: parameters(rows: set.pixelCount), model: .physical, recipe: recipe(batches: 400)
        ).train(
            from: initial, frozen: [Bool](repeating: false, count: initial.siemens.count),
            stream: RandomStream(seed: 1, purpose: Trainer.samplePurpose), batch: batch,
            fill: { stream, batch in
                for sample in 0..<batch.samples {
                    batch.labels[sample] = stream.below(set.count)
                    let clean = set.patterns[batch.labels[sample]]
                    let frame = PixelNoise.independentFlips(0.1).frame(of: clean, from: &stream)
                    batch.setFrame(0, ofSample: sample, bits: frame.pixels)
                }
            }, progress: { _ in })
        let (own, other) = (accuracy(outcome.conductances, set), accuracy(reference.conductances, set))
        // Four standard errors of a difference of 2,000 pictures each.
        let error = (max(own * (1 - own), 1e-3) * 2 / 2000).squareRoot()
        #expect(abs(own - other) < 4 * error, "\(own), \(other)")
        #expect(abs(outcome.history[0].meanLoss - reference.history[0].meanLoss) < 0.1 * reference.history[0].meanLoss)
    }

    @Test func frozenCellsStayToTheBit() throws {
        var random = RandomStream(seed: 2, purpose: StreamPurpose("frozen"))
        let frozen = (0..<300).map { _ in random.uniform() < 0.3 }
        let (outcome, initial) = try train(.wide, frozen: frozen, batches: 50)
        for cell in 0..<300 {
            #expect((outcome.conductances.siemens[cell] == initial.siemens[cell]) == frozen[cell])
        }
    }

    /// Batches need not fill the vectors, and the same seed gives the same array.
    @Test func aSeedDecides() throws {
        let one = try train(.wide, batches: 30, size: 50).outcome.conductances
        #expect(try train(.wide, batches: 30, size: 50).outcome.conductances == one)
        #expect(try train(.wide, batches: 30, size: 50, seed: 2).outcome.conductances != one)
    }

    /// What is injected is what the race sees; nothing moves where its slopes are zero.
    @Test func injectionIsSeen() throws {
        let plain = try train(.wide, batches: 20).outcome.conductances
        let identity = try train(
            .wide, batches: 20,
            inject: { _, siemens in
                (siemens, [Double](repeating: 1, count: siemens.count))
            }
        ).outcome.conductances
        for (a, b) in zip(plain.siemens, identity.siemens) { #expect(abs(a - b) < 1e-4 * 1e-6) }
        let (still, initial) = try train(
            .wide, batches: 5,
            inject: { _, siemens in
                (siemens, [Double](repeating: 0, count: siemens.count))
            })
        // Single precision holds a conductance to some 1e-7 of it.
        for (a, b) in zip(still.conductances.siemens, initial.siemens) { #expect(abs(a - b) < 1e-6 * 1e-6) }
    }
}
