import ArgumentParser
import Datasets
import Experiments
import Foundation
import Reports
import Results
import Studies

struct PaperCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "paper",
        abstract: "Run the paper's experiment, whole, and write its report.",
        discussion: """
            Trains the network, runs it in the discrete model, the event-driven engine and ngspice, measures noise, stuck-at \
            faults, energy and the agreement between levels, and writes a run folder with report.html.

            Example:  memspike paper --seed 7 --patterns my-letters.txt --output my-run
            """)

    @Flag(help: "The same in under 30 s, with fewer presentations and fault maps.")
    var quick = false

    @Option(parsing: .unconditional, help: ArgumentHelp("The seed of every random number.", valueName: "n"))
    var seed: UInt64 = 1

    @Option(
        name: [.customLong("patterns"), .customLong("glyphs")],
        help: ArgumentHelp(
            "A built-in pattern set (\(PatternSet.builtIns.map(\.name).joined(separator: ", "))), or a file: a block of lines for each class, # black, . white, blank lines between.",
            valueName: "file"))
    var patterns = "wide"

    @Option(
        help: ArgumentHelp(
            "Also train so many networks less one, with the seeds that follow, and report the spread over trainings.",
            valueName: "n"))
    var networks = 1

    @Option(help: ArgumentHelp("The folder to write; it must be new or empty.", valueName: "folder"))
    var output = "paper-run"

    @OptionGroup var work: WorkOptions

    func validate() throws {
        guard (1...1000).contains(networks) else {
            throw ValidationError("--networks is \(networks), but must be 1 to 1000")
        }
    }

    func run() throws {
        var study = Study(patterns: try PatternFile.load(patterns))
        study.seed = seed
        if quick { study = study.quick }
        let session = Session(work)
        let writer = try RunWriter(path: output, command: "paper", kind: .classifier, session: session)
        let results = try writer.record {
            try writer.folder.write(study)
            let engines = try session.engines()
            let experiment = PaperExperiment(
                study: study, engines: engines, context: session.context, program: Session.program,
                networks: networks)
            let results = try experiment.run { try writer.writeUnfinished($0, study: study) }
            let network = try StoredClassifier(study: study, record: results.conductances)
            try writer.write(results)
            try ClassifierNetlists(network, engines: engines, context: session.context).folder().write(
                to: writer.folder, under: "netlists/ngspice", version: Memspike.version)
            return results
        }
        session.finishProgress()
        try work.printing.show(results, PaperSummary.text(results, folder: output))
    }
}
