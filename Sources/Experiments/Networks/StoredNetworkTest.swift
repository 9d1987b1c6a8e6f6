import Datasets
import NumericalMethods
import SpikingNetworks
import Training

/// What `memspike evaluate` found of a deep network.
public struct NetworkTestResults: Codable, Sendable, Equatable {
    public var schemaVersion = 1
    public var kind = "network-evaluation"
    public var program: ProgramRecord
    public var seed: UInt64
    /// Which samples were shown, in a few words.
    public var shown: String
    /// The discrete model on these samples.
    public var samples: Int
    public var accuracy: Double
    /// 95 % Wilson interval.
    public var low: Double
    public var high: Double
    /// Samples without a single winner.
    public var undecided: Int
    public var confusion: ConfusionRecord
    public var circuit: CircuitTestRecord?
    public var notes: [String]
}

/// Evaluates the network of a finished run on the samples that its study holds out.
public struct StoredNetworkTest: Sendable {
    let study: NetworkStudy
    let data: StudyData
    let stored: StoredDeepNetwork
    let context: RunContext
    let program: ProgramRecord

    public init(
        study: NetworkStudy, data: StudyData, stored: StoredDeepNetwork, context: RunContext, program: ProgramRecord
    ) {
        self.study = study
        self.data = data
        self.stored = stored
        self.context = context
        self.program = program
    }

    /// - Parameters:
    ///   - limit: only so many samples, the first ones; nil for all.
    ///   - circuit: nil for the discrete model alone.
    public func run(limit: Int?, circuit: NetworkCircuitRun?) throws -> NetworkTestResults {
        let samples = try data.samples()
        var tested = samples.test ?? samples.training
        let all = tested.count
        if let limit, limit < all { tested = tested.subset(0..<limit) }
        let answers = try NetworkTest(study: study, jobs: context.jobs).answers(stored.network, tested)
        let correct = zip(answers.decisions, tested.labels).reduce(0) { $0 + $1.0.score(label: $1.1) }
        let interval = ConfidenceInterval.wilson(successes: correct, trials: tested.count)
        let confusion = ConfusionRecord(answers.decisions, labels: tested.labels, classes: tested.classes)
        var notes: [String] = []
        if samples.test == nil {
            notes.append(
                "The network was trained on all samples, these among them: the cross-validation of the run tells what "
                    + "it is worth on others.")
        }
        let inCircuit = try circuit.map { try $0(stored.network, tested, context) }
        let record = inCircuit?.record
        notes += inCircuit?.notes ?? []
        if let record, record.samples < tested.count {
            notes.append("The circuit was shown \(record.samples) of the \(tested.count) samples, the first ones.")
        }
        return NetworkTestResults(
            program: program, seed: study.seed,
            shown: (samples.test == nil ? "all samples" : "test samples") + " of \(data.dataset.name)"
                + (tested.count < all ? ", the first \(tested.count) of \(all)" : ""),
            samples: tested.count, accuracy: correct / Double(tested.count), low: interval.low, high: interval.high,
            undecided: confusion.undecided.reduce(0, +), confusion: confusion, circuit: record, notes: notes)
    }
}
