package import Datasets
import NumericalMethods
package import Results
import SpikingNetworks
package import Studies
import Training

/// Samples to show to a network.
package struct ShownSamples: Sendable {
    package var samples: LabelledSamples
    /// Whether the samples' labels are their classes; given frames may have none.
    package var hasLabels: Bool
    /// Which samples these are, in a few words.
    package var text: String
    package var notes: [String]

    package init(samples: LabelledSamples, hasLabels: Bool, text: String, notes: [String] = []) {
        self.samples = samples
        self.hasLabels = hasLabels
        self.text = text
        self.notes = notes
    }

    /// What a study holds out.
    /// - Parameter limit: only so many, the first ones; nil for all.
    package init(heldOutBy data: StudyData, limit: Int?) throws {
        let divided = try data.samples()
        var tested = divided.test ?? divided.training
        let all = tested.count
        if let limit, limit < all { tested = tested.subset(0..<limit) }
        self.init(
            samples: tested, hasLabels: true,
            text: (divided.test == nil ? "all samples" : "test samples") + " of \(data.dataset.name)"
                + (tested.count < all ? ", the first \(tested.count) of \(all)" : ""),
            notes: divided.test == nil
                ? [
                    "The network was trained on all samples, these among them: the cross-validation of the run tells what "
                        + "it is worth on others."
                ] : [])
    }
}

/// Evaluates the network of a finished run.
package struct StoredNetworkTest: Sendable {
    /// The results, and what they are about.
    package struct Outcome: Sendable {
        package var results: NetworkTestResults
        /// Of every sample, if they were asked for: by the discrete model, and in the circuit those that it was shown.
        package var discrete: [PresentationRecord]
        package var circuit: [PresentationRecord]
    }

    let study: Study
    let shown: ShownSamples
    let stored: StoredNetwork
    let context: RunContext
    let program: ProgramRecord

    package init(
        study: Study, shown: ShownSamples, stored: StoredNetwork, context: RunContext,
        program: ProgramRecord
    ) {
        self.study = study
        self.shown = shown
        self.stored = stored
        self.context = context
        self.program = program
    }

    /// - Parameters:
    ///   - circuit: nil for the discrete model alone.
    ///   - keepsEach: whether the outcome has every sample.
    package func run(circuit: NetworkCircuitRun?, keepsEach: Bool = false) throws -> Outcome {
        let tested = shown.samples
        let answers = try NetworkTest(study: study, jobs: context.jobs).answers(
            stored.network, tested, findsLeads: keepsEach)
        let confusion = ConfusionRecord(answers.decisions, labels: tested.labels, classes: tested.classes)
        var notes = shown.notes
        let inCircuit = try circuit.map { try $0(stored.network, tested, context) }
        var record = inCircuit?.record
        notes += inCircuit?.notes ?? []
        if let record, record.samples < tested.count {
            notes.append("The circuit was shown \(record.samples) of the \(tested.count) samples, the first ones.")
        }
        var results = NetworkTestResults(
            program: program, seed: study.seed, shown: shown.text, samples: tested.count,
            undecided: confusion.undecided.reduce(0, +), notes: notes)
        if shown.hasLabels {
            let correct = zip(answers.decisions, tested.labels).reduce(0) { $0 + $1.0.score(label: $1.1) }
            let interval = ConfidenceInterval.wilson(successes: correct, trials: tested.count)
            (results.accuracy, results.low, results.high) = (
                correct / Double(tested.count), interval.low, interval.high
            )
            results.confusion = confusion
        } else {
            // What it tells is how many were right.
            record = nil
            results.notes.append("No classes were given, hence no accuracy: --each tells every decision.")
        }
        results.circuit = record
        var discrete: [PresentationRecord] = []
        if keepsEach {
            discrete = answers.decisions.indices.map { index in
                var record = PresentationRecord(
                    frame: index, label: shown.hasLabels ? tested.labels[index] : nil,
                    decision: answers.decisions[index])
                record.margin = answers.leads[index]
                return record
            }
        }
        var each = inCircuit?.each ?? []
        if !shown.hasLabels { for index in each.indices { each[index].label = nil } }
        return Outcome(results: results, discrete: discrete, circuit: each)
    }
}
