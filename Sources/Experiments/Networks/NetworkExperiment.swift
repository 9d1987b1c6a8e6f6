package import Crossbars
import Datasets
package import Results
package import Studies
import Synchronization

/// A trained network with its results.
package struct NetworkOutcome: Sendable {
    package var results: NetworkResults
    package var network: StoredNetwork
}

/// Trains the network of a study, tests it, and puts it into its circuit.
package struct NetworkExperiment: Sendable {
    let study: Study
    let data: StudyData
    let faults: [FaultMap]
    let circuit: NetworkCircuitRun?
    let context: RunContext
    let program: ProgramRecord
    let identity: NetworkCheckpoint.Identity

    /// - Parameters:
    ///   - faults: stuck cells that training works around, layer by layer by neuron and row; none for those that the study draws.
    ///   - circuit: nil to leave the circuit out, as a textbook network must.
    ///   - availableMemory: bytes; a study that needs more is refused before it begins.
    ///   - file: how errors name the study.
    package init(
        study: Study, data: StudyData, faults: [FaultMap] = [], circuit: NetworkCircuitRun?, context: RunContext,
        program: ProgramRecord, availableMemory: Int
    ) throws {
        self.faults = faults
        self.study = study
        self.data = data
        self.circuit = study.network.model == .physical ? circuit : nil
        self.context = context
        self.program = program
        identity = NetworkCheckpoint.Identity(
            program: program, study: study.tree,
            fingerprint: data.fingerprint
                + faults.flatMap(\.cells).map { " \($0.column),\($0.row),\($0.state.rawValue)" }.joined())
        let all = data.dataset.training
        try NetworkMemory.check(
            try study.recipe(inputs: all.featureCount, classes: all.classes), inputs: all.featureCount,
            samples: all.count + (data.dataset.test?.count ?? 0), jobs: context.jobs, available: availableMemory)
    }

    /// - Parameters:
    ///   - saved: where an earlier session of the same run stopped.
    ///   - file: how errors name the checkpoint.
    package func run(
        from saved: NetworkCheckpoint? = nil, file: String = "checkpoint", observer: NetworkObserver = NetworkObserver()
    ) throws -> NetworkOutcome {
        if let saved { try saved.check(against: identity, file: file) }
        var checkpoint = saved ?? NetworkCheckpoint(identity: identity)
        let samples = try data.samples()
        let loop = NetworkTrainingLoop(
            study: study, samples: samples, faults: faults, seed: study.seed, jobs: context.jobs, context: context)
        let meter = StageMeter(stages(loop), context: context)

        let folds = try crossValidate(&checkpoint, meter: meter, observer: observer)
        let trained = try train(loop, &checkpoint, meter: meter, observer: observer)
        meter.begin("test", trials: 1)
        let tested = samples.test ?? samples.training
        let test = try NetworkTest(study: study, jobs: context.jobs).run(
            trained, on: samples, tested: tested, isCancelled: context.isCancelled)
        var inCircuit: CircuitTestOutcome?
        // Of a cross-validation, every fold has had its circuit.
        if folds.isEmpty, let circuit {
            meter.begin("circuit", trials: 1)
            inCircuit = try circuit(test.programmed, tested, context)
        }
        let logistic =
            folds.isEmpty ? try LogisticBaseline(seed: study.seed).run(samples, beside: test.answers) : nil
        let seconds = folds.reduce(trained.seconds) { $0 + $1.seconds }
        let summary = NetworkSummary(
            study: study, data: data, samples: samples, tested: tested, trained: trained, test: test, folds: folds,
            logistic: logistic, circuit: inCircuit, program: program, seconds: seconds)
        return NetworkOutcome(
            results: summary.results,
            network: StoredNetwork(
                network: test.programmed, target: study.hardware.isRandom ? test.target : nil,
                encoder: study.network.encoder, classNames: samples.training.classNames,
                imageShape: samples.training.imageShape,
                inputMinimum: samples.scaling?.minima, inputMaximum: samples.scaling?.maxima))
    }

    private func stages(_ loop: NetworkTrainingLoop) -> [(name: String, weight: Double)] {
        let training = Double(study.training.epochs * loop.samples.training.count)
        let tested = Double(loop.samples.test?.count ?? loop.samples.training.count)
        return [
            ("folds", training * Double(data.foldCount)), ("training", training),
            ("test", tested * (study.hardware.isRandom ? Double(study.hardware.draws) : 1)),
            // An image in the circuit takes as long as some tens of them in training.
            ("circuit", circuit == nil || data.foldCount > 0 ? 0 : tested * 20),
        ]
    }

    private func crossValidate(
        _ checkpoint: inout NetworkCheckpoint, meter: StageMeter, observer: NetworkObserver
    ) throws -> [FoldOutcome] {
        guard data.foldCount > 0 else { return [] }
        let kept = SharedCheckpoint(checkpoint)
        let folds = try CrossValidation(study: study, data: data, faults: faults, circuit: circuit, context: context)
            .run(
                finished: checkpoint.folds, meter: meter, warning: observer.warning
            ) { outcome in
                try observer.checkpoint(kept.update { $0.folds.append(outcome) })
            }
        checkpoint = kept.value
        return folds
    }

    private func train(
        _ loop: NetworkTrainingLoop, _ checkpoint: inout NetworkCheckpoint, meter: StageMeter, observer: NetworkObserver
    ) throws -> TrainedDeepNetwork {
        meter.begin("training", trials: study.training.epochs * loop.batches)
        meter.skip(checkpoint.state.history.count * loop.batches)
        var kept = checkpoint
        let trained = try loop.run(from: checkpoint.state, batch: meter.finishTrial, warning: observer.warning) {
            state in
            kept.state = state
            if let last = state.history.last { meter.describe(Self.text(last, of: study.training.epochs)) }
            try observer.epoch(state.history)
            try observer.checkpoint(kept)
        }
        checkpoint = kept
        return trained
    }

    /// "97.3 %": accurate enough for a line that changes every epoch.
    private static func text(_ record: LearningRecord, of epochs: Int) -> String {
        func percent(_ value: Double) -> String { "\((value * 1000).rounded() / 10) %" }
        var text =
            "epoch \(record.epoch) of \(epochs): loss \((record.loss * 1e4).rounded() / 1e4), accuracy "
            + percent(record.accuracy)
        if let validation = record.validationAccuracy { text += ", validation \(percent(validation))" }
        if !record.firingRates.isEmpty {
            text += ", firing \(record.firingRates.map(percent).joined(separator: " / "))"
        }
        return text
    }
}

/// A checkpoint that folds add to from their threads.
private final class SharedCheckpoint: Sendable {
    private let checkpoint: Mutex<NetworkCheckpoint>

    init(_ checkpoint: NetworkCheckpoint) { self.checkpoint = Mutex(checkpoint) }

    var value: NetworkCheckpoint { checkpoint.withLock { $0 } }

    /// - Returns: the changed checkpoint.
    func update(_ change: (inout sending NetworkCheckpoint) -> Void) -> NetworkCheckpoint {
        checkpoint.withLock {
            change(&$0)
            return $0
        }
    }
}
