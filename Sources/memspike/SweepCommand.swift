import ArgumentParser
import Experiments
import Foundation
import Quantities
import Reports
import Results
import Studies

struct SweepCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sweep",
        abstract: "Break arrays on purpose, many times, and say what they are worth.",
        discussion: """
            Reads a study of effects: what is wrong with the arrays, which parameters are varied (axes), and what is done \
            about it (remedies: none, fault-aware, remapping, spare-columns, variation-aware, or several joined by +). Every \
            point is a number of arrays, every array a number of noisy presentations. memspike effects lists the effects \
            and which engine knows which. The remedy templates is the baseline: the patterns themselves, written without any \
            training.

            The folder has report.html, results.json, points.csv (accuracy, energy, decision time and spikes of every \
            point), network.json with layers/ (the healthy network) and networks/ (each as a run folder that \
            memspike evaluate takes).

            A study of a deep network names the folder of a finished memspike train (network: FOLDER, or --network) instead \
            of patterns; draws then says how many of its test samples every array is shown, 0 for all. Its remedies are \
            fault-aware, remapping, and both.

            Finished trials go to a journal. The same command, into the same --output, continues a sweep that was \
            interrupted, killed or cut off, and ends with the same bytes. --trial replays one trial alone, without a folder.

            Examples:  memspike sweep Examples/Studies/stuck-at.yaml --output broken
                       memspike sweep Examples/Studies/variation.yaml --seed 3 --patterns my-patterns.txt --output varied
                       memspike sweep Examples/Studies/digits-variation.yaml --network digits --output varied
                       memspike sweep Examples/Studies/deep-stuck-at.yaml --network mnist --output stuck
                       memspike sweep Examples/Studies/stuck-at.yaml --trial 17 --json
            """)

    @Argument(help: ArgumentHelp("A study file.", valueName: "study.yaml"))
    var study: String

    @OptionGroup var seeding: SeedOption

    @Option(
        name: [.customLong("patterns"), .customLong("glyphs")],
        help: ArgumentHelp("A built-in pattern set or a pattern file; the study's if left out.", valueName: "file"))
    var patterns: String?

    @Option(
        help: ArgumentHelp(
            "A folder that memspike train wrote for a deep network; the study's if left out.", valueName: "folder"))
    var network: String?

    @Option(help: ArgumentHelp("Where a deep network's data sets are; as memspike evaluate.", valueName: "folder"))
    var data: String?

    @Option(
        help: ArgumentHelp(
            "Train so many networks, with seeds from the study's on; arrays take turns, and the spread over trainings is "
                + "reported.", valueName: "n"))
    var networks: Int?

    @Flag(help: "The same study in seconds: at most 12 arrays a point, 200 presentations an array, shorter training.")
    var quick = false

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("Replay this trial alone, by its number in the journal or the report.", valueName: "n"))
    var trial: Int?

    @Option(
        help: ArgumentHelp("The folder to write: new, empty, or of the same unfinished sweep.", valueName: "folder"))
    var output = "sweep"

    @OptionGroup var work: WorkOptions

    func run() throws {
        var study = try SweepStudy.load(
            study, network: network.map { URL(fileURLWithPath: $0).standardizedFileURL.path },
            patterns: patterns.map { try PatternFile.load($0) })
        if study.network == nil, data != nil {
            throw InputError("--data is for a deep network, but the study names none")
        }
        if study.network != nil, patterns != nil {
            throw InputError("--patterns is for the classifier, but the study is of a deep network")
        }
        if let seed = seeding.seed { study.base.seed = seed }
        if quick { study = study.quick }
        if let networks {
            guard study.network == nil else {
                throw InputError("--networks trains the classifier anew, but the study is of a stored network")
            }
            guard (1...study.sampling.maps).contains(networks) else {
                throw InputError(
                    "--networks is \(networks), but must be 1 to \(study.sampling.maps), the arrays of a point")
            }
            study.sampling.networks = networks
        }
        let session = Session(work)
        let table = study.effects.programming.table
        if !table.understood.isEmpty { StandardError.write("memspike: read \(table.understood)") }
        let network = try study.network.map { try self.network($0, session) }
        let experiment = SweepExperiment(
            study: study, engines: try engines(study, session), context: session.context, program: Session.program,
            network: network)
        if let trial {
            let replay = try experiment.replay(trial)
            session.finishProgress()
            return try work.printing.show(replay, SweepText.text(replay))
        }
        // A journal belongs to the very network and samples that it was begun with.
        let identity = "\(try study.digest())\(network.map { "-\($0.fingerprint)" } ?? "") \(Memspike.version)"
        try sweep(study, experiment, session, identity: identity)
    }

    /// The deep network of a finished run, with its samples.
    private func network(_ path: String, _ session: Session) throws -> SweptNetwork {
        let run = try StoredNetworkRun(path)
        return try SweptNetwork(
            run.stored, study: run.study, data: run.data(in: data, session: session), path: path)
    }

    private func sweep(
        _ study: SweepStudy, _ experiment: SweepExperiment, _ session: Session, identity: String
    ) throws {
        let writer = try RunWriter(
            continuing: output, command: "sweep", kind: .sweep, session: session, isSame: { try $0.holds(study) })
        let results = try writer.record {
            try writer.folder.write(study)
            let journal = try SweepJournal(in: writer.folder, identity: identity)
            if !journal.finished.isEmpty {
                session.finishProgress()
                StandardError.write("memspike: continues after \(journal.finished.count) trials")
            }
            let results = try experiment.run(journal: journal) {
                try writer.folder.write(networks: $0, program: Session.program)
            }
            try writer.folder.writeJSON(results, to: "results.json")
            try writer.folder.write(SweepCSV.text(results), to: "points.csv")
            try writer.folder.write(SweepReport.html(results), to: "report.html")
            return results
        }
        session.finishProgress()
        try work.printing.show(results, SweepText.text(results, folder: output))
    }

    private func engines(_ study: SweepStudy, _ session: Session) throws -> SimulationEngines {
        switch study.sampling.engine {
        case .discrete, .events: return session.eventEngine()
        case .ngspice, .ngspiceDevice:
            let engines = try session.engines()
            guard engines.ngspice != nil else {
                throw EngineMissing(description: engines.ngspiceMissing ?? "ngspice is not available")
            }
            return engines
        }
    }
}

/// A sweep in a few lines for a terminal.
enum SweepText {
    static func text(_ results: SweepResults, folder: String) -> String {
        var lines = results.points.map { point -> String in
            let ceiling = point.ceiling.map { ", \(format("%.4f", point.mean / $0)) of the ceiling" } ?? ""
            let operation =
                point.operation.map { operation in
                    ", \(Energy(operation.energy).formatted(digits: 3)) a presentation"
                        + (operation.decisionTime.map { " decided in \(Time($0).formatted(digits: 3))" } ?? "")
                } ?? ""
            let trainings =
                point.trainings.map {
                    "; over \($0.networks) trainings [\(percent($0.low)), \(percent($0.high))], standard deviation "
                        + percent($0.standardDeviation)
                } ?? ""
            return "\(place(point.axes))\(point.remedy): \(percent(point.mean)) [\(percent(point.low)), "
                + "\(percent(point.high))]\(ceiling), 5th percentile \(percent(point.p5)), worst \(percent(point.worst)) "
                + "(\(point.maps) arrays, \(point.draws) presentations each)\(operation)\(trainings)"
        }
        let unit = results.network == nil ? "of the ceiling" : "accuracy"
        for margin in results.margins {
            let interval =
                " [\(margin.low.map { format("%g", $0) } ?? "none"), "
                + "\(margin.high.map { format("%g", $0) } ?? "beyond the limit")]"
            let value =
                (margin.affordable.map { "up to \(text($0))" } ?? "not even at \(text(margin.broken!))") + interval
            lines.append(
                "Margin of \(margin.key), \(margin.remedy): \(value) at \(percent(margin.yield)) yield of "
                    + "\(percent(margin.accuracy)) \(unit)")
        }
        for parameter in results.sensitivity?.parameters ?? [] {
            lines.append(
                "Sensitivity to \(parameter.key): total \(estimate("%.2f", parameter.total)), first order "
                    + "\(estimate("%.2f", parameter.first)), alone \(estimate("%+.4f", parameter.oneAtATime))")
        }
        if let check = results.check {
            lines.append(
                "\(check.engine) against \(check.against): decisions agree on \(percent(check.decisionsAgree)) of "
                    + "\(check.presentations)")
        }
        lines += results.notes.map { "Note: \($0)" }
        lines.append("Report: \(folder)/report.html")
        return lines.joined(separator: "\n")
    }

    private static func estimate(_ pattern: String, _ value: Estimate) -> String {
        "\(format(pattern, value.value)) [\(format(pattern, value.low)), \(format(pattern, value.high))]"
    }

    static func text(_ replay: TrialReplay) -> String {
        var lines = ["Trial \(replay.trial), array \(replay.map): \(replay.stuckCells) stuck cells"]
        for point in replay.points {
            lines.append(
                "\(place(point.axes))\(point.remedy): \(percent(point.accuracy)) of \(point.presentations) presentations, "
                    + "\(point.noWinner) without a winner, \(point.ties) ties")
        }
        return lines.joined(separator: "\n")
    }

    private static func place(_ axes: [String: StudyTree]) -> String {
        axes.isEmpty ? "" : axes.sorted { $0.key < $1.key }.map { "\($0.key) \(text($0.value)), " }.joined()
    }

    private static func text(_ tree: StudyTree) -> String {
        switch tree {
        case .text(let text): text
        case .number(let number): format("%g", number)
        default: ""
        }
    }
}
