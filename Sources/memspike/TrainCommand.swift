import ArgumentParser
import Crossbars
import Datasets
import Experiments
import Foundation
import Results
import Studies

struct TrainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "train",
        abstract: "Train a network and write its run folder.",
        discussion: """
            Reads a study file; keys that it leaves out keep their defaults. A study with a data or a network section \
            trains a network of any depth, on a data set or on noisy copies of its patterns; without them, the paper's \
            classifier is trained. Examples/Studies has a complete study for every data set.

            The training of a deep network writes a checkpoint every epoch (at most twice a second). The same command, \
            into the same --output, continues a run that was interrupted or cut off, to the same bits; a complete run, or \
            one of another study, is never written over.

            With --faults the stuck cells keep their conductance and training works around them.

            Examples:  memspike train study.yaml --output my-network
                       memspike train Examples/Studies/mnist-800-physical.yaml --data my-mnist --output mnist
                       memspike train Examples/Studies/digits.yaml --quick --json --output digits
                       memspike train --seed 3 --faults stuck.csv --output my-network
            """)

    @Argument(help: ArgumentHelp("A study file; the classifier's defaults if left out.", valueName: "study.yaml"))
    var study: String?

    @OptionGroup var seeding: SeedOption

    @Option(
        help: ArgumentHelp(
            "Look for a network's data here alone; by default in $MEMSPIKE_DATA and where \"data get\" puts them.",
            valueName: "folder"))
    var data: String?

    @Flag(help: "The same study in seconds: at most 1,500 training samples, 4 epochs and 3 folds; few presentations.")
    var quick = false

    @Option(
        name: [.customLong("patterns"), .customLong("glyphs")],
        help: ArgumentHelp("A built-in pattern set or a pattern file; the study's if left out.", valueName: "file"))
    var patterns: String?

    @Option(
        help: ArgumentHelp(
            "Stuck cells, counted from 0: lines of neuron,row,LRS or HRS; of several layers layer,neuron,row,LRS or HRS.",
            valueName: "file"))
    var faults: String?

    @Option(
        help: ArgumentHelp(
            "The folder to write: new, empty, or of the same network's unfinished run.", valueName: "folder"))
    var output = "run"

    @OptionGroup var work: WorkOptions

    func run() throws {
        let shown = try patterns.map { try PatternFile.load($0) }
        var study = try study.map { try Study.load($0, patterns: shown) } ?? Study(patterns: shown)
        if let seed = seeding.seed { study.seed = seed }
        if quick { study = study.quick }
        switch study.kind {
        case .classifier:
            if data != nil {
                throw InputError(
                    "--data is for a network's study; \(self.study ?? "the default study") has no data section")
            }
            try trainClassifier(study)
        case .network: try trainNetwork(study)
        }
    }

    private func trainClassifier(_ study: Study) throws {
        let map = try faults.map {
            try FaultMapCSV.load($0, shapes: [(study.patterns.count, study.patterns.pixelCount)])[0]
        }
        let session = Session(work)
        let writer = try RunWriter(path: output, command: "train", kind: .classifier, session: session)
        let results = try writer.record {
            try writer.folder.write(study)
            let experiment = TrainingExperiment(
                study: study, faults: map ?? .none, engines: session.eventEngine(), context: session.context,
                program: Session.program)
            let (results, conductances) = try experiment.run()
            try writer.folder.write(conductances, study: study, program: Session.program)
            try writer.folder.writeJSON(results, to: "training.json")
            return results
        }
        session.finishProgress()
        if work.printing.json {
            try StandardOutput.write(json: results)
        } else {
            let training = results.training
            try StandardOutput.write(
                """
                Trained \(training.model) LIF by \(training.loss) loss in \(format("%.2f", training.seconds)) s: \
                \(training.samples) samples, \(training.epochs) epochs
                In the circuit (events, p = \(format("%g", training.flipProbability)), \
                \(training.presentations) presentations, seed \(results.seed)): \
                \(percent(training.circuitAccuracy)) [\(percent(training.low)), \(percent(training.high))], \
                ceiling \(percent(training.ceiling)), relative \(relativeAccuracy(training.relative))
                Untrained templates in the same circuit: relative \(relativeAccuracy(results.templates.relative)); \
                training gains \(gain(results.templates.trainingGain)) of the ceiling
                """)
            for note in results.notes { try StandardOutput.write("Note: \(note)") }
            try StandardOutput.write("Run folder: \(output)")
        }
    }
}

func format(_ pattern: String, _ value: Double) -> String { String(format: pattern, value) }

/// "0.99918 [0.99905, 0.99930]".
func relativeAccuracy(_ relative: RelativeAccuracy) -> String {
    "\(format("%.5f", relative.value)) [\(format("%.5f", relative.low)), \(format("%.5f", relative.high))]"
        + (relative.method == .hits ? " (by hits)" : "")
}

/// "+0.00120 [+0.00101, +0.00139]".
func gain(_ gain: AccuracyGain) -> String {
    "\(format("%+.5f", gain.value)) [\(format("%+.5f", gain.low)), \(format("%+.5f", gain.high))]"
}

func percent(_ fraction: Double) -> String { format("%.2f %%", fraction * 100) }
