public import ArgumentParser
import Crossbars
import Datasets
public import Experiments
import Foundation
import Quantities

extension Level: ExpressibleByArgument {}

struct EvaluateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "evaluate",
        abstract: "Evaluate a trained network at one level, or compare two.",
        discussion: """
            Levels: discrete (the trained model), events (the exact piecewise-linear circuit), ngspice (the same circuit in \
            SPICE), ngspice-device (diodes, MOSFETs, threshold switches and memristors with their own dynamics).

            A deep network is shown the test samples of its study, at the level discrete, or events: in its circuit, with \
            the agreement of both and the energy.

            Examples:  memspike evaluate my-run --engine events --noise 0.2 --presentations 20000
                       memspike evaluate my-run --engine events --against ngspice --presentations 100
            """)

    @Argument(help: ArgumentHelp("A run folder.", valueName: "run"))
    var runFolder: String

    @Option(help: ArgumentHelp("discrete, events, ngspice or ngspice-device; events if left out.", valueName: "level"))
    var engine: Level?

    @Option(help: ArgumentHelp("Compare with this level on the same presentations.", valueName: "level"))
    var against: Level?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("The probability that a pixel flips; the study's if left out.", valueName: "p"))
    var noise: Double?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "How many noisy glyphs, or test samples of a deep network, are shown; by default as many glyphs as the level "
                + "runs in seconds, and all samples.", valueName: "n"))
    var presentations: Int?

    @Option(
        parsing: .unconditional, help: ArgumentHelp("The seed of the noise; the study's if left out.", valueName: "n"))
    var seed: UInt64?

    @Option(help: ArgumentHelp("Stuck cells: lines of neuron,row,LRS or HRS.", valueName: "file"))
    var faults: String?

    @Option(
        help: ArgumentHelp(
            "Look for a deep network's data here; by default where its training found them.", valueName: "folder"))
    var data: String?

    @OptionGroup var work: WorkOptions

    private var level: Level { engine ?? .events }

    func validate() throws {
        if let noise, !(0...0.5).contains(noise) { throw ValidationError("--noise is \(noise), but must be 0 to 0.5") }
        if let presentations, presentations < 1 {
            throw ValidationError("--presentations is \(presentations), but must be at least 1")
        }
        if against == level {
            throw ValidationError("--against names the level that --engine names; compare two levels")
        }
    }

    private var defaultPresentations: Int {
        switch [level, against].compactMap({ $0 }).contains(where: { $0 == .ngspice || $0 == .ngspiceDevice }) {
        case true: 100
        case false: 20_000
        }
    }

    func run() throws {
        switch try RunKind(of: runFolder) {
        case .classifier: try evaluateClassifier()
        case .network: try evaluateNetwork()
        case .sweep: throw RunFolderError.sweep(path: runFolder)
        }
    }

    private func evaluateNetwork() throws {
        if noise != nil || faults != nil || against != nil {
            throw InputError(
                "\(runFolder): --noise, --faults and --against are for the classifier, but this is a deep network")
        }
        guard [.discrete, .events, nil].contains(engine) else {
            throw InputError("\(runFolder): a deep network is evaluated at the levels discrete and events")
        }
        try NetworkEvaluationRun(
            path: runFolder, dataFolder: data, engine: engine, samples: presentations, seed: seed, work: work
        ).run()
    }

    private func evaluateClassifier() throws {
        if data != nil {
            throw InputError("\(runFolder): --data is for a deep network, but this is a classifier of glyphs")
        }
        var network = try RunFolder.open(runFolder).loadNetwork()
        if let seed { network.study.seed = seed }
        let map = try faults.map {
            try FaultMapCSV.load($0, columns: GlyphSet.count, rows: Glyph.pixelCount)
        }
        let session = Session(work)
        let needsNgspice = [level, against].contains { $0 == .ngspice || $0 == .ngspiceDevice }
        let engines = needsNgspice ? try session.engines() : session.eventEngine()
        if needsNgspice, let missing = engines.ngspiceMissing { throw EngineMissing(description: missing) }
        let evaluation = Evaluation(
            network: network, engines: engines, context: session.context, program: Session.program, level: level,
            against: against, flipProbability: noise ?? network.study.agreement.flipProbability,
            presentations: presentations ?? defaultPresentations, faults: map ?? .none)
        defer { session.finishProgress() }
        let folder = try RunFolder.open(runFolder)
        let programmed =
            folder.has("programming.json")
            ? try folder.readJSON(ProgrammedDevice.self, from: "programming.json") : nil
        var results = try evaluation.run()
        results.energy?.programming = programmed?.energy
        session.finishProgress()
        if work.json {
            try StandardOutput.write(json: results)
        } else {
            try StandardOutput.write(text(results))
        }
    }

    private func text(_ results: EvaluationResults) -> String {
        let noise = results.noise
        var lines = [
            "Engine \(results.engine), seed \(results.seed)"
                + (results.stuckCells > 0 ? ", \(results.stuckCells) stuck cells" : ""),
            "Clean glyphs: \(results.clean.correct) of \(results.clean.images), output spikes "
                + results.clean.outputSpikes.map(String.init).joined(separator: " "),
            "Noise p = \(format("%g", noise.flipProbability)), \(noise.presentations) presentations (\(noise.redraw)): "
                + "\(percent(noise.accuracy)) [\(percent(noise.low)), \(percent(noise.high))], ceiling "
                + "\(percent(noise.ceiling)), relative \(relativeAccuracy(noise.relative)), no winner "
                + "\(percent(noise.noWinner)), ties \(noise.ties)",
        ]
        if let energy = results.energy {
            lines.append(
                "Energy per inference: \(Energy(energy.perInference).formatted(digits: 4)) (array "
                    + "\(Energy(energy.array).formatted(digits: 3)), neurons \(Energy(energy.neurons).formatted(digits: 3)), "
                    + "winner-take-all \(Energy(energy.winnerTakeAll).formatted(digits: 3)))"
                    + (energy.share(of: energy.neurons).map {
                        "; neurons per output spike \(Energy($0).formatted(digits: 3))"
                    }
                        ?? ""))
            if let programming = energy.programming, let inferences = energy.inferencesPerWriting {
                lines.append(
                    "Writing the array took \(Energy(programming).formatted(digits: 4)), as much as "
                        + "\(format("%.3g", inferences)) inferences")
            }
        }
        if let agreement = results.agreement {
            lines.append(
                "\(agreement.a) against \(agreement.b), \(agreement.presentations) presentations: decisions agree "
                    + "\(percent(agreement.decisionsAgree)), spike time error median "
                    + "\(format("%.4f %%", agreement.spikeTimeErrorMedian * 100)), largest "
                    + "\(format("%.4f %%", agreement.spikeTimeErrorMax * 100))"
                    + (agreement.energyErrorMedian.map { ", energy error median \(format("%.4f %%", $0 * 100))" } ?? "")
                    + ", failed runs \(agreement.failures)")
        }
        return (lines + results.notes.map { "Note: \($0)" }).joined(separator: "\n")
    }
}

/// ngspice was asked for by name and is not there.
struct EngineMissing: Error, CustomStringConvertible {
    var description: String
}
