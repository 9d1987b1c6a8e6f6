import Crossbars
import Datasets
import Foundation
package import Results
import Studies
import Training

/// What a training hands over while it runs.
package struct NetworkObserver: Sendable {
    /// Every epoch of the network that the run keeps, with those before it.
    package var epoch: @Sendable ([LearningRecord]) throws -> Void
    /// What a user has to know now and not after.
    package var warning: @Sendable (String) -> Void
    /// After every epoch and every fold: what a run that is cut off continues from.
    package var checkpoint: @Sendable (NetworkCheckpoint) throws -> Void

    package init(
        epoch: @escaping @Sendable ([LearningRecord]) throws -> Void = { _ in },
        warning: @escaping @Sendable (String) -> Void = { _ in },
        checkpoint: @escaping @Sendable (NetworkCheckpoint) throws -> Void = { _ in }
    ) {
        self.epoch = epoch
        self.warning = warning
        self.checkpoint = checkpoint
    }
}

/// A deep network with how it came to be.
struct TrainedDeepNetwork {
    /// At the epoch whose network is kept.
    var trainer: NetworkTrainer
    /// Stuck cells of every layer; empty if all are healthy.
    var stuck: [StuckCells?]
    var history: [LearningRecord]
    /// The epoch that was kept, from 0, if it is not the last.
    var bestEpoch: Int?
    var seconds: Double
}

/// Trains one network, epoch by epoch.
struct NetworkTrainingLoop: Sendable {
    let study: Study
    let samples: StudySamples
    /// Of the array that is trained for, layer by layer; none to draw what the study says.
    let faults: [FaultMap]
    let seed: UInt64
    let jobs: Int
    let context: RunContext

    var batches: Int { (samples.training.count + study.training.batchSize - 1) / study.training.batchSize }

    /// - Parameters:
    ///   - saved: where an earlier session stopped.
    ///   - batch: called for every batch.
    ///   - epoch: called after every epoch with what has happened so far, to be kept.
    func run(
        from saved: TrainingState?, batch: () -> Void = {}, warning: (String) -> Void = { _ in },
        epoch: (TrainingState) throws -> Void = { _ in }
    ) throws -> TrainedDeepNetwork {
        let inputs = samples.training.featureCount
        let recipe = try study.recipe(inputs: inputs, classes: samples.training.classes)
        var state = saved ?? TrainingState()
        let stuck =
            faults.isEmpty
            ? study.hardware.stuck.cells(recipe: recipe, inputs: inputs, seed: seed)
            : StuckCells.known(faults, recipe: recipe, inputs: inputs)
        let trainer = try NetworkTrainer(recipe: recipe, inputs: inputs, seed: seed, jobs: jobs, stuck: stuck)
        try state.resume(trainer)
        var alarm = FiringAlarm(hiddenLayers: study.network.hidden)
        // What an earlier session has said is no news.
        for record in state.history { _ = alarm.warnings(record) }
        while !isFinished(state) {
            let start = context.stopwatch()
            let outcome = try trainer.runEpoch(samples.training) {
                batch()
                return context.isCancelled()
            }
            guard let outcome else { throw RunInterrupted(stage: "training") }
            var record = LearningRecord(outcome, learningRate: learningRate(recipe, epoch: outcome.epoch))
            record.validationAccuracy = try validate(trainer)
            record.seconds = context.stopwatch() - start
            state.seconds += record.seconds
            state.history.append(record)
            state.keep(trainer, watches: study.training.patience > 0)
            for text in alarm.warnings(record) { warning(text) }
            try epoch(state)
        }
        try state.rewind(trainer)
        return TrainedDeepNetwork(
            trainer: trainer, stuck: stuck, history: state.history,
            bestEpoch: state.bestEpoch.flatMap { $0 + 1 == state.history.count ? nil : $0 },
            seconds: state.seconds)
    }

    private func isFinished(_ state: TrainingState) -> Bool {
        if state.history.count >= study.training.epochs { return true }
        guard study.training.patience > 0, let best = state.bestEpoch else { return false }
        return state.history.count - 1 - best >= study.training.patience
    }

    private func learningRate(_ recipe: NetworkRecipe, epoch: Int) -> Double {
        recipe.learningRate
            * recipe.schedule.factor(
                step: (epoch + 1) * batches - 1, total: recipe.epochs * batches, stepsPerEpoch: batches)
    }

    private func validate(_ trainer: NetworkTrainer) throws -> Double? {
        guard let validation = samples.validation else { return nil }
        let inference = NetworkInference(try trainer.network(), encoder: study.network.encoder, jobs: jobs)
        return try inference.answers(validation, seed: seed).accuracy(labels: validation.labels)
    }
}

extension LearningRecord {
    init(_ outcome: EpochOutcome, learningRate: Double) {
        self.init(
            epoch: outcome.epoch + 1, loss: outcome.meanLoss, accuracy: outcome.accuracy,
            firingRates: outcome.firingRates, silent: outcome.silentNeurons, saturated: outcome.saturatedNeurons,
            learningRate: learningRate, seconds: 0)
    }
}

/// Says when neurons fall silent or never rest, once each time it gets worse.
struct FiringAlarm {
    private let widths: [Int]
    private var silent: [Int]
    private var saturated: [Int]

    init(hiddenLayers widths: [Int]) {
        self.widths = widths
        silent = widths.map { _ in 0 }
        saturated = silent
    }

    mutating func warnings(_ record: LearningRecord) -> [String] {
        var warnings: [String] = []
        for (layer, width) in widths.enumerated() where layer < record.silent.count {
            // A neuron more each epoch would be a line each epoch: a twentieth of the layer more is news.
            let news = max(1, width / 20)
            if record.silent[layer] >= silent[layer] + news {
                silent[layer] = record.silent[layer]
                warnings.append(Self.text(record.epoch, layer, record.silent[layer], width, "never fired"))
            }
            if record.saturated[layer] >= saturated[layer] + news {
                saturated[layer] = record.saturated[layer]
                warnings.append(Self.text(record.epoch, layer, record.saturated[layer], width, "fired in every slot"))
            }
        }
        return warnings
    }

    static func text(_ epoch: Int, _ layer: Int, _ count: Int, _ width: Int, _ what: String) -> String {
        "epoch \(epoch), hidden layer \(layer + 1): \(count) of \(width) neurons \(what)"
    }
}
