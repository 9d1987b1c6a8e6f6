import Crossbars
import Datasets
import Devices
import NeuromorphicCircuits
import NumericalMethods
import Results
package import SpikingNetworks
package import Studies
package import Training

/// A trained network with how it came to be.
package struct TrainedNetwork: Sendable {
    package var conductances: ConductanceArray
    package var history: [EpochRecord]
    package var seconds: Double
    /// How it was trained.
    package var study: Study

    /// Neurons that never fired in the last epoch.
    var silentNeuronNotes: [String] {
        (history.last?.firingFraction ?? []).enumerated().filter { $0.element == 0 }.map {
            "training (\(study.network.model.rawValue), \(study.training.loss.rawValue)): neuron \($0.offset) never fired in the last epoch"
        }
    }
}

extension TrainingRecord {
    init(
        _ network: TrainedNetwork, tally: RecognitionTally, flipProbability: Double, ceiling: Double, evaluated: Bool
    ) {
        let plan = network.study.training
        self.init(
            model: network.study.network.model.rawValue, loss: plan.loss.rawValue, epochs: plan.epochs,
            samples: plan.epochs * plan.batchesPerEpoch * plan.batchSize,
            seconds: network.seconds, lossCurve: network.history.map(\.meanLoss), circuitAccuracy: tally.accuracy,
            low: tally.interval.low, high: tally.interval.high, flipProbability: flipProbability,
            presentations: tally.presentations, ceiling: ceiling, relative: tally.relative(toCeiling: ceiling),
            evaluated: evaluated)
    }

    /// The untrained baseline.
    init(templates tally: RecognitionTally, flipProbability: Double, ceiling: Double) {
        self.init(
            model: "templates", loss: "none", epochs: 0, samples: 0, seconds: 0, lossCurve: [],
            circuitAccuracy: tally.accuracy, low: tally.interval.low, high: tally.interval.high,
            flipProbability: flipProbability, presentations: tally.presentations, ceiling: ceiling,
            relative: tally.relative(toCeiling: ceiling), evaluated: false)
    }
}

/// Trains classifiers on noisy patterns; nothing but training ever puts a pattern into the array.
struct ClassifierTraining: Sendable {
    let study: Study
    let context: RunContext

    /// Trains from random conductances; stuck cells keep their conductance.
    /// - Parameter injected: effects that every batch meets anew.
    func train(
        faults: FaultMap = .none, injected: ArrayEffects = ArrayEffects(),
        progress: (EpochRecord) -> Void = { _ in }
    ) throws -> TrainedNetwork {
        let start = context.stopwatch()
        let random = Trainer.initialConductances(
            columns: study.patterns.count, rows: study.patterns.pixelCount, range: try study.circuit.conductanceRange(),
            seed: study.seed)
        let initial = try faults.breaking(random)
        let plan = study.training
        let trainer = Trainer(
            parameters: study.circuit.raceParameters, model: study.lifModel, recipe: study.classifierRecipe)
        let frozen = faults.stuckMask(columns: initial.columns, rows: initial.rows)
        let outcome = try trainer.train(
            from: initial, frozen: frozen,
            stream: RandomStream(seed: study.seed, purpose: Trainer.samplePurpose), batch: batch(size: plan.batchSize),
            fill: filler(flipProbability: plan.lowestFlipProbability...plan.highestFlipProbability),
            inject: injection(injected, frozen: frozen, range: initial.range)
        ) { record in
            if context.isCancelled() { throw RunInterrupted(stage: "training") }
            progress(record)
        }
        return TrainedNetwork(
            conductances: outcome.conductances, history: outcome.history, seconds: context.stopwatch() - start,
            study: study)
    }

    /// Retrains a broken array around its stuck cells, which keep their conductance, by the same STBP, for the noise that
    /// the fault study shows.
    /// - Parameters:
    ///   - array: with the stuck cells at their stuck values.
    ///   - map: the stuck cells, known.
    ///   - injected: effects that every batch meets anew.
    func retrain(
        _ array: ConductanceArray, around map: FaultMap, injected: ArrayEffects = ArrayEffects(), trial: Int
    ) throws -> ConductanceArray {
        let recipe = study.retrainingRecipe
        let frozen = map.stuckMask(columns: array.columns, rows: array.rows)
        let stream = RandomStream(seed: study.seed, purpose: Purpose.retraining, trial: trial)
        let noise = study.faults.flipProbability...study.faults.flipProbability
        let injection = injection(injected, frozen: frozen, range: array.range)
        if study.network.model == .physical, study.training.loss == .spikeTime, !redraws {
            let pictures = RaceTrainer.Pictures(
                classes: study.patterns.patterns.map(\.pixels), flipProbability: noise)
            return try RaceTrainer(parameters: study.circuit.raceParameters, recipe: recipe).train(
                from: array, frozen: frozen, pictures: pictures, stream: stream, inject: injection
            ).conductances
        }
        let trainer = Trainer(
            parameters: study.circuit.raceParameters, model: study.lifModel, recipe: recipe)
        return try trainer.train(
            from: array, frozen: frozen, stream: stream,
            batch: batch(size: recipe.batchSize),
            fill: filler(flipProbability: noise), inject: injection,
            progress: { _ in }
        ).conductances
    }

    private func injection(
        _ effects: ArrayEffects, frozen: [Bool], range: ConductanceRange
    ) -> ((inout RandomStream, [Double]) -> (siemens: [Double], slopes: [Double]))? {
        guard effects.programming != .none || effects.deviceVariation != .none || effects.readNoise != .none else {
            return nil
        }
        return { stream, siemens in effects.injected(siemens, frozen: frozen, in: range, from: &stream) }
    }

    private var redraws: Bool { study.noise.redraw == .perSlot }

    private func batch(size: Int) -> Batch {
        Batch(samples: size, rows: study.patterns.pixelCount, frames: redraws ? study.circuit.slots : 1)
    }

    /// Puts noisy patterns into a batch: any class, flipped with a probability from a range.
    private func filler(flipProbability range: ClosedRange<Double>) -> (inout RandomStream, inout Batch) -> Void {
        { stream, batch in
            let spread = range.upperBound - range.lowerBound
            for sample in 0..<batch.samples {
                let label = stream.below(study.patterns.count)
                let noise = PixelNoise.independentFlips(range.lowerBound + spread * stream.uniform())
                batch.labels[sample] = label
                for frame in 0..<batch.frames {
                    batch.setFrame(
                        frame, ofSample: sample,
                        bits: noise.frame(of: study.patterns.patterns[label], from: &stream).pixels)
                }
            }
        }
    }
}
