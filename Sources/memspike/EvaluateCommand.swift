import ArgumentParser
import Crossbars
import Datasets
import Experiments
import Foundation
import NeuromorphicCircuits
import Quantities
import Results
package import Studies

extension Level: ExpressibleByArgument {}

struct EvaluateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "evaluate",
        abstract: "Evaluate a trained network at one level, or compare two.",
        discussion: """
            Levels: discrete (the trained model), events (the exact piecewise-linear circuit), ngspice (the same circuit in \
            SPICE), ngspice-device (diodes, MOSFETs, threshold switches and memristors with their own dynamics).

            A deep network is shown the test samples of its study: at discrete by the model alone, at events in its circuit as \
            well, at ngspice or ngspice-device in SPICE beside both, with the agreement of the levels and the energy.

            --each writes a table with a line for every presentation: frame (from 0), class (−1 if unknown), outcome \
            (winner, tie, none, failed), winner (−1 if not one), time of the first output spike, energy and its parts, \
            output spikes, and margin: by how much the winner led, 1 − t_winner/t_next of first spikes as they would come \
            without inhibition. What is not known is nan.

            Examples:  memspike evaluate my-run --engine events --noise 0.2 --presentations 20000
                       memspike evaluate my-run --each each.csv --save-frames frames.npy
                       memspike evaluate my-run --frames mine.npy --labels mine-labels.npy
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
        help: ArgumentHelp(
            "The probability that a pixel, or a feature of 0 or 1, flips, the study's if left out; of other features the σ of Gaussian noise in "
                + "units of V_read, none if left out.", valueName: "p"))
    var noise: Double?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "How many noisy patterns, or test samples of a deep network, are shown; by default as many patterns as the level "
                + "runs in seconds, and all samples.", valueName: "n"))
    var presentations: Int?

    @Option(
        parsing: .unconditional, help: ArgumentHelp("The seed of the noise; the study's if left out.", valueName: "n"))
    var seed: UInt64?

    @Option(
        help: ArgumentHelp(
            "Show these frames in place of noisy patterns: 0 white, 1 black, n×pixels or n×height×width, or n×slots×height×width; of a deep network "
                + "features of 0 to 1, n×inputs or n×height×width.", valueName: "file.npy"))
    var frames: String?

    @Option(help: ArgumentHelp("The class of every frame of --frames, n whole numbers.", valueName: "file.npy"))
    var labels: String?

    @Option(help: ArgumentHelp("Write what came of every presentation.", valueName: "file.csv"))
    var each: String?

    @Option(help: ArgumentHelp("Write the frames that were shown.", valueName: "file.npy"))
    var saveFrames: String?

    @Option(
        help: ArgumentHelp(
            "Stuck cells, counted from 0: lines of neuron,row,LRS or HRS; of several layers layer,neuron,row,LRS, where input i with two rows has "
                + "2i at +V_read and 2i+1 at −V_read.", valueName: "file"))
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
        if frames == nil, labels != nil { throw ValidationError("--labels belongs to --frames, which is not given") }
        if frames != nil, noise != nil || presentations != nil {
            throw ValidationError("--frames says what is shown: leave --noise and --presentations out")
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

    private func evaluateClassifier() throws {
        if data != nil {
            throw InputError("\(runFolder): --data is for a deep network, but this is a classifier of patterns")
        }
        var network = try RunFolder.open(runFolder).loadClassifier()
        if let seed { network.study.seed = seed }
        let map = try faults.map {
            try FaultMapCSV.load(
                $0, shapes: [(network.study.patterns.count, network.study.patterns.pixelCount)])[0]
        }
        let session = Session(work)
        let needsNgspice = [level, against].contains { $0 == .ngspice || $0 == .ngspiceDevice }
        let engines = needsNgspice ? try session.engines() : session.eventEngine()
        if needsNgspice, let missing = engines.ngspiceMissing { throw EngineMissing(description: missing) }
        var evaluation = Evaluation(
            network: network, engines: engines, context: session.context, program: Session.program, level: level,
            against: against, flipProbability: noise ?? network.study.agreement.flipProbability,
            presentations: presentations ?? defaultPresentations, faults: map ?? .none)
        evaluation.given = try frames.map { path in
            let frames = try FrameFile.frames(
                path, height: network.study.patterns.height, width: network.study.patterns.width,
                slots: network.study.circuit.slots)
            let labels = try labels.map {
                try FrameFile.labels($0, count: frames.count, classes: network.study.patterns.count)
            }
            return GivenFrames(frames: frames, labels: labels, source: path)
        }
        evaluation.keepsEach = each != nil
        defer { session.finishProgress() }
        let folder = try RunFolder.open(runFolder)
        let programmed =
            folder.has("programming.json")
            ? try folder.readJSON(ProgrammedDevice.self, from: "programming.json") : nil
        let outcome = try evaluation.run()
        var results = outcome.results
        results.energy?.programming = programmed?.energy
        session.finishProgress()
        if let each { try OutputFile.write(PresentationTable.csv(outcome.presentations), to: each) }
        if let saveFrames { try OutputFile.write(FrameFile.data(outcome.frames), to: saveFrames) }
        try work.printing.show(results, EvaluationText(results).text)
    }
}

/// ngspice was asked for by name and is not there.
struct EngineMissing: Error, CustomStringConvertible {
    var description: String
}
