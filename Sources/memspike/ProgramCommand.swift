public import ArgumentParser
public import Crossbars
import Datasets
import Devices
import Experiments
import Foundation
import NumericalMethods
import Quantities
import Reports
import Results
import SpikingNetworks
import Studies

extension HalfSelectScheme: ExpressibleByArgument {}

struct ProgramCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "program",
        abstract: "Write a trained network into an array of a memristor model.",
        discussion: """
            Incremental-step pulses, each followed by a read, bring cell after cell into its window, through the device's \
            own equations; every pulse also acts on the cells of its row and column. The new run folder holds what the \
            array holds: evaluate, check, netlist and endurance take it as it is. faults.csv has the cells that refused to \
            move, for train --faults.

            Examples:  memspike program my-run --device vteam --output programmed
                       memspike program my-run --device sky130 --scheme v/3 --fault-rate 0.02
                       memspike program my-run --device stanford-pku --ngspice-cells 5
            """)

    @Argument(help: ArgumentHelp("A run folder.", valueName: "run"))
    var runFolder: String

    @Option(
        help: ArgumentHelp(
            "A non-volatile model that `device list` names, or a device file; the study's device if left out.",
            valueName: "name"))
    var device: String?

    @OptionGroup var options: DeviceOptions

    @Option(
        parsing: .unconditional, help: ArgumentHelp("How many conductances a cell can be asked for.", valueName: "n"))
    var levels = 64

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("Half the width of the window, as a share of the target.", valueName: "share"))
    var window = 0.02

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("σ of the logarithm of a pulse's speed, from pulse to pulse.", valueName: "sigma"))
    var spread = 0.05

    @Option(help: ArgumentHelp("What unselected lines stand at: v/2, v/3 or none (a selector).", valueName: "scheme"))
    var scheme = HalfSelectScheme.half

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("The pulses' width; one that suits the device if left out.", valueName: "time"))
    var width: String?

    @Option(help: ArgumentHelp("Cells that are stuck: lines of neuron,row,LRS or HRS.", valueName: "file"))
    var faults: String?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("Cells are stuck at random with this probability, half LRS.", valueName: "p"))
    var faultRate: Double?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("The probability that a pixel flips, for the accuracies.", valueName: "p"))
    var noise = 0.1

    @Option(parsing: .unconditional, help: ArgumentHelp("Noisy patterns for each accuracy.", valueName: "n"))
    var presentations = 20_000

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("Repeat the pulses of this many cells in ngspice: state and time.", valueName: "n"))
    var ngspiceCells = 0

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("The seed of every random number; the study's if left out.", valueName: "n"))
    var seed: UInt64?

    @Option(help: ArgumentHelp("The folder to write; it must be new or empty.", valueName: "folder"))
    var output = "programmed"

    @OptionGroup var work: WorkOptions

    private struct Output: Encodable {
        var folder: String
        var programming: ProgrammingResults
        var ngspice: ProgrammingReplay.Record?
    }

    func validate() throws {
        if !(2...65_536).contains(levels) { throw ValidationError("--levels is \(levels), but must be 2 to 65536") }
        if !(1e-4...0.5).contains(window) { throw ValidationError("--window is \(window), but must be 0.0001 to 0.5") }
        if !(0...1).contains(spread) { throw ValidationError("--spread is \(spread), but must be 0 to 1") }
        if !(0...0.5).contains(noise) { throw ValidationError("--noise is \(noise), but must be 0 to 0.5") }
        if !(1...100_000_000).contains(presentations) {
            throw ValidationError("--presentations is \(presentations), but must be 1 to 100000000")
        }
        if faults != nil, faultRate != nil { throw ValidationError("give --faults or --fault-rate, not both") }
        if let faultRate, !(0...1).contains(faultRate) {
            throw ValidationError("--fault-rate is \(faultRate), but must be 0 to 1")
        }
        if !(0...1000).contains(ngspiceCells) {
            throw ValidationError("--ngspice-cells is \(ngspiceCells), but must be 0 to 1000")
        }
    }

    func run() throws {
        var network = try loadClassifier(runFolder, for: "program")
        if let seed { network.study.seed = seed }
        var plan = ProgrammingPlan(device: try options.device(named: device, of: network.study, in: runFolder))
        plan.levels = levels
        plan.window = window
        plan.cycleSpread = spread
        plan.scheme = scheme
        plan.pulseWidth = try width.map {
            try Time(parsing: $0, option: "--width", within: DriveBounds.width)
        }
        plan.faults = try stuckCells(network)
        plan.flipProbability = noise
        plan.presentations = presentations
        let session = Session(work)
        let experiment = ProgrammingExperiment(
            network: network, plan: plan, engines: session.eventEngine(), context: session.context,
            program: Session.program)
        if plan.device.description.kind == .volatile {
            throw ProgrammingError.volatileDevice(name: plan.device.name)
        }
        let writer = try RunWriter(path: output, command: "program", session: session)
        let result = try writer.record { () -> Output in
            let outcome = try experiment.run()
            let folder = writer.folder
            try folder.write(outcome.network.study)
            try folder.write(outcome.network.conductances, study: outcome.network.study, program: Session.program)
            try folder.writeJSON(outcome.results, to: "programming.json")
            try folder.write(ProgrammingReport.html(outcome.results), to: "report.html")
            try folder.write(ProgrammingTables.cells(outcome.array), to: "cells.csv")
            try folder.write(FaultMapCSV.text(outcome.array.detectedFaults), to: "faults.csv")
            let replay =
                try ngspiceCells > 0
                ? ProgrammingReplay(
                    device: plan.device, array: outcome.array, seconds: outcome.results.seconds,
                    timeLimit: work.limit.duration
                ).run(
                    cells: ngspiceCells) : nil
            return Output(folder: output, programming: outcome.results, ngspice: replay)
        }
        session.finishProgress()
        if work.json {
            try StandardOutput.write(json: result)
        } else {
            try StandardOutput.write(text(result))
        }
    }

    private func stuckCells(_ network: StoredNetwork) throws -> FaultMap {
        let (columns, rows) = (network.conductances.columns, network.conductances.rows)
        if let faults { return try FaultMapCSV.load(faults, columns: columns, rows: rows) }
        guard let faultRate else { return .none }
        var stream = RandomStream(seed: network.study.seed, purpose: StreamPurpose("programming: stuck cells"))
        return StuckAtFaults(rate: faultRate, lowResistanceShare: 0.5).map(columns: columns, rows: rows, from: &stream)
    }

    private func text(_ output: Output) -> String {
        let r = output.programming
        func volts(_ value: Double) -> String { Voltage(value).formatted(digits: 4) }
        func ramp(_ name: String, _ ramp: ProgrammingResults.Ramp) -> String {
            "\(name) \(volts(ramp.start)) to \(volts(ramp.maximum)), \(Time(ramp.width).formatted(digits: 3))"
        }
        var lines = [
            "\(r.device), \(r.cells) cells, \(r.levels) levels, window ±\(format("%g", r.window * 100)) %, cycle-to-cycle "
                + "\(format("%g", r.cycleSpread * 100)) %, scheme \(r.scheme), seed \(r.seed)",
            "Pulses: \(ramp("set", r.set)); \(ramp("reset", r.reset)); read at \(volts(r.mapping.readVoltage))",
            "Healthy cells in their window: \(r.healthyInWindow) of \(r.healthyCells) (\(percent(r.shareInWindow))); "
                + "unreachable targets \(r.unreachable); stuck cells found \(r.stuckFound), missed \(r.stuckMissed), false "
                + "alarms \(r.falseAlarms)",
            "\(r.pulses) pulses (\(r.testPulses) in the test for stuck cells), \(Time(r.time).formatted(digits: 4)), "
                + "\(Energy(r.energy).formatted(digits: 4)), of it \(Energy(r.halfSelectEnergy).formatted(digits: 4)) in "
                + "unselected cells; per cell \(Time(r.timePerCell).formatted(digits: 3)), "
                + "\(Energy(r.energyPerCell).formatted(digits: 3)) (largest \(Energy(r.largestCellEnergy).formatted(digits: 3)))",
        ]
        for (index, pass) in r.passes.enumerated() {
            lines.append(
                "Pass \(index + 1): \(pass.cells) cells, \(pass.pulses) pulses; disturb of the others mean "
                    + "\(format("%.2g %%", pass.meanDisturb * 100)), largest \(format("%.2g %%", pass.largestDisturb * 100)), "
                    + "\(pass.disturbedOut) cells out of their window")
        }
        let a = r.accuracy
        lines += [
            "Accuracy (events, p = \(format("%g", a.flipProbability)), \(a.presentations) presentations): trained "
                + "\(percent(a.before)), exact levels \(percent(a.levels)), programmed \(percent(a.after)); ceiling "
                + "\(percent(a.ceiling)); clean patterns \(a.cleanCorrect) of \(a.classes)",
            "Energy per inference of the array as it was written (events, \(r.reading.presentations) \(r.reading.shown ?? "")): "
                + "\(energyText(r.reading.parts)); writing the array took as much as \(format("%.3g", r.reading.inferencesPerWriting ?? .nan)) inferences",
            "Computed in \(format("%.3f", r.seconds)) s",
        ]
        if let replay = output.ngspice {
            lines.append(
                "ngspice, the \(replay.pulses) pulses of \(replay.cells) cells: \(format("%.3f", replay.seconds)) s; all pulses "
                    + "would take \(format("%.1f", replay.scaledSeconds)) s, \(format("%.0f", replay.ratio)) times as long; largest "
                    + "difference of a final state \(format("%.2g", replay.largestStateDifference))")
        }
        return (lines + r.notes.map { "Note: \($0)" } + ["Run folder: \(output.folder), with report.html"]).joined(
            separator: "\n")
    }
}

/// A classifier's run folder; a deep network has no command of this name.
func loadClassifier(_ path: String, for command: String) throws -> StoredNetwork {
    guard case .classifier = try RunKind(of: path) else {
        throw InputError("\(path): memspike \(command) takes a classifier of patterns, but this is a deep network")
    }
    return try RunFolder.open(path).loadNetwork()
}

extension DeviceOptions {
    /// The device that was asked for; else the one that the folder was programmed into, or the study's.
    func device(named name: String?, of study: Study, in path: String) throws -> DeviceModel {
        if let name { return try device(named: name) }
        let base: DeviceModel
        let folder = try RunFolder.open(path)
        if folder.has("programming.json") {
            base = try DeviceModel(text: folder.readJSON(ProgrammedDevice.self, from: "programming.json").device)
        } else if let own = study.device {
            base = own
        } else {
            throw InputError(
                "\(path): its study names no device; choose one by --device: "
                    + DeviceModel.Name.allCases.filter { DeviceModel($0).description.kind == .nonvolatile }
                    .map(\.rawValue).joined(separator: ", "))
        }
        return try base.setting(DeviceModel.values(set, of: base))
    }
}

/// Of a programmed run, what other commands need.
struct ProgrammedDevice: Decodable {
    var device: String
    /// Of writing the array once. [J]
    var energy: Double
}

enum ProgrammingTables {
    static func cells(_ array: ProgrammedArray) -> String {
        var lines = ["neuron,row,target (S),conductance (S),state,outcome,pulses,time (s),energy (J)"]
        for (index, cell) in array.cells.enumerated() {
            lines.append(
                "\(index / array.rows),\(index % array.rows),\(cell.target.value),\(cell.conductance.value),\(cell.state),"
                    + "\(cell.outcome.words),\(cell.pulses),\(cell.time.value),\(cell.energy.value)")
        }
        return lines.joined(separator: "\n") + "\n"
    }
}
