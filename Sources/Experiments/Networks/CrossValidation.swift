import Crossbars
import Datasets
import NumericalMethods
import Results
import Studies
import Synchronization
import Training

/// One finished fold, as a checkpoint keeps it.
struct FoldOutcome: Codable, Sendable {
    var record: FoldRecord
    var logistic: LogisticFoldRecord
    var confusion: ConfusionRecord
    var misclassified: [MisclassifiedRecord]
    var circuit: CircuitTestOutcome?
    var exactAccuracy: Double
    var draws: [Double]
    /// Wall time of the training.
    var seconds: Double
}

/// Trains and tests a network for every fold; folds run at once, each on one thread.
struct CrossValidation: Sendable {
    let study: Study
    let data: StudyData
    let faults: [FaultMap]
    let circuit: NetworkCircuitRun?
    let context: RunContext

    /// Networks of different folds begin with different weights.
    static func seed(_ seed: UInt64, fold: Int) -> UInt64 { seed &+ UInt64(fold + 1) &* 0x9E37_79B9_7F4A_7C15 }

    /// - Parameters:
    ///   - finished: folds of an earlier session.
    ///   - keep: called after every fold, one at a time.
    /// - Returns: all folds, in order.
    func run(
        finished: [FoldOutcome], meter: StageMeter, warning: @escaping @Sendable (String) -> Void,
        keep: @escaping @Sendable (FoldOutcome) throws -> Void
    ) throws -> [FoldOutcome] {
        let lock = Mutex(())
        return try meter.map("folds", trials: data.foldCount) { fold in
            if let done = finished.first(where: { $0.record.fold == fold }) { return done }
            let outcome = try run(fold: fold) { text in lock.withLock { _ in warning("fold \(fold + 1), \(text)") } }
            try lock.withLock { _ in try keep(outcome) }
            return outcome
        }
    }

    private func run(fold: Int, warning: (String) -> Void) throws -> FoldOutcome {
        let samples = try data.samples(fold: fold)
        guard let heldOut = samples.test else { preconditionFailure("a fold holds samples out") }
        let seed = Self.seed(study.seed, fold: fold)
        let trained = try NetworkTrainingLoop(
            study: study, samples: samples, faults: faults, seed: seed, jobs: 1, context: context
        ).run(from: nil, warning: warning)
        let test = NetworkTest(study: study, jobs: 1)
        let outcome = try test.run(
            trained, on: samples, tested: heldOut, isCancelled: context.isCancelled)
        let circuit = try circuit.map { try $0(outcome.programmed, heldOut, context.silent(jobs: 1)) }
        let logistic = try LogisticBaseline(seed: study.seed).run(fold: fold, samples)
        return FoldOutcome(
            record: FoldRecord(
                fold: fold, training: samples.training.count, heldOut: heldOut.count, accuracy: outcome.accuracy,
                trainAccuracy: outcome.trainAccuracy, validationAccuracy: outcome.validationAccuracy,
                meanOverDraws: SampleSummary(outcome.draws).mean, epochs: trained.history.count,
                eventsAccuracy: circuit?.record?.accuracy,
                energyPerInference: circuit?.record?.energyPerInference,
                correct: outcome.correct),
            logistic: logistic,
            confusion: ConfusionRecord(
                outcome.answers.decisions, labels: heldOut.labels, classes: heldOut.classes),
            misclassified: MisclassifiedRecord.worst(outcome.answers, heldOut),
            circuit: circuit, exactAccuracy: outcome.exactAccuracy, draws: outcome.draws, seconds: trained.seconds)
    }

    /// The interval of the mean over folds whose training samples overlap.
    ///
    /// The variance of the mean is (1/k + n_test/n_train) s²: C. Nadeau, Y. Bengio, Machine Learning 52 (2003) 239,
    /// doi 10.1023/A:1024068626366. The plain t interval, with 1/k alone, is too narrow.
    /// - Parameter values: one a fold.
    static func interval(_ values: [Double], of folds: [FoldRecord]) -> ConfidenceInterval {
        let summary = SampleSummary(values)
        let k = Double(folds.count)
        let ratio = folds.reduce(0) { $0 + Double($1.heldOut) / Double($1.training) } / k
        let error = (1 / k + ratio).squareRoot() * summary.standardDeviation
        let half = ConfidenceInterval.studentQuantile95(degreesOfFreedom: folds.count - 1) * error
        return ConfidenceInterval(low: summary.mean - half, high: summary.mean + half)
    }

    /// That of the accuracy.
    static func interval(_ folds: [FoldRecord]) -> ConfidenceInterval {
        let interval = interval(folds.map(\.accuracy), of: folds)
        return ConfidenceInterval(low: max(0, interval.low), high: min(1, interval.high))
    }
}

extension FoldOutcome {
    /// What does not fit together in a cross-validation's folds.
    static func flaw(_ folds: [FoldOutcome]) -> String? {
        let classes = folds.first?.confusion.counts.count ?? 0
        for fold in folds {
            let name = "fold \(fold.record.fold)"
            guard fold.confusion.undecided.count == classes, fold.confusion.counts.count == classes,
                fold.confusion.counts.allSatisfy({ $0.count == classes })
            else { return "the confusion matrix of \(name) is not one of \(classes) classes" }
            guard !fold.draws.isEmpty, fold.record.training > 0, fold.record.heldOut > 0 else {
                return "\(name) has no samples or no draws"
            }
            if let record = fold.circuit?.record {
                guard record.samples > 0, (0...1).contains(record.accuracy) else {
                    return "the circuit of \(name) was right in \(record.accuracy) of \(record.samples) samples"
                }
                guard record.spikesPerInference?.count == folds[0].circuit?.record?.spikesPerInference?.count else {
                    return "the circuits of the folds have different numbers of layers"
                }
            }
        }
        return nil
    }
}
