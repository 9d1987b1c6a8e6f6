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

            Examples:  memspike evaluate my-run --engine events --noise 0.2 --presentations 20000
                       memspike evaluate my-run --engine events --against ngspice --presentations 100
            """)

    @Argument(help: ArgumentHelp("A run folder.", valueName: "run"))
    var runFolder: String

    @Option(help: ArgumentHelp("discrete, events, ngspice or ngspice-device.", valueName: "level"))
    var engine = Level.events

    @Option(help: ArgumentHelp("Compare with this level on the same presentations.", valueName: "level"))
    var against: Level?

    @Option(help: ArgumentHelp("The probability that a pixel flips; the study's if left out.", valueName: "p"))
    var noise: Double?

    @Option(
        help: ArgumentHelp(
            "How many noisy glyphs are shown; by default as many as the level runs in seconds.", valueName: "n"))
    var presentations: Int?

    @Option(help: ArgumentHelp("The seed of the noise; the study's if left out.", valueName: "n"))
    var seed: UInt64?

    @Option(help: ArgumentHelp("Stuck cells: lines of neuron,row,LRS or HRS.", valueName: "file"))
    var faults: String?

    @OptionGroup var work: WorkOptions

    func validate() throws {
        if let noise, !(0...0.5).contains(noise) { throw ValidationError("--noise is \(noise), but must be 0 to 0.5") }
        if let presentations, presentations < 1 {
            throw ValidationError("--presentations is \(presentations), but must be at least 1")
        }
        if against == engine {
            throw ValidationError("--against names the level that --engine names; compare two levels")
        }
    }

    private var defaultPresentations: Int {
        switch [engine, against].compactMap({ $0 }).contains(where: { $0 == .ngspice || $0 == .ngspiceDevice }) {
        case true: 100
        case false: 20_000
        }
    }

    func run() throws {
        var network = try RunFolder.open(runFolder).loadNetwork()
        if let seed { network.study.seed = seed }
        let map = try faults.map {
            try FaultMapCSV.load($0, columns: GlyphSet.count, rows: Glyph.pixelCount)
        }
        let session = Session(work)
        let needsNgspice = [engine, against].contains { $0 == .ngspice || $0 == .ngspiceDevice }
        let engines = needsNgspice ? try session.engines() : session.eventEngine()
        if needsNgspice, let missing = engines.ngspiceMissing { throw EngineMissing(description: missing) }
        let evaluation = Evaluation(
            network: network, engines: engines, context: session.context, program: Session.program, level: engine,
            against: against, flipProbability: noise ?? network.study.agreement.flipProbability,
            presentations: presentations ?? defaultPresentations, faults: map ?? .none)
        defer { session.finishProgress() }
        let results = try evaluation.run()
        session.finishProgress()
        if work.json {
            print(String(decoding: try RunFolder.json(results), as: UTF8.self), terminator: "")
        } else {
            print(text(results))
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
                + "\(percent(noise.ceiling)), relative \(format("%.4f", noise.relativeToCeiling)), no winner "
                + "\(percent(noise.noWinner)), ties \(noise.ties)",
        ]
        if let energy = results.energy {
            lines.append(
                "Energy per inference: \(Energy(energy.perInference).formatted(digits: 4)) (array "
                    + "\(Energy(energy.array).formatted(digits: 3)), neurons \(Energy(energy.neurons).formatted(digits: 3)), "
                    + "winner-take-all \(Energy(energy.winnerTakeAll).formatted(digits: 3)))")
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
