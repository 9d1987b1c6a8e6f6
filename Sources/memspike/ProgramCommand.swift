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

            A deep network has one array a layer. What it is worth is told by the discrete model on the samples that its study \
            holds out, and the energy by the first of them in its circuit. Its faults.csv names the layer first, from 0; an input \
            with two rows has row 2i at +V_read and 2i+1 at −V_read.

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

    @Option(
        help: ArgumentHelp(
            "Cells that are stuck: lines of neuron,row,LRS or HRS, of several layers layer,neuron,row,LRS or HRS, from 0.",
            valueName: "file"))
    var faults: String?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("Cells are stuck at random with this probability, half LRS.", valueName: "p"))
    var faultRate: Double?

    @OptionGroup var shown: PresentationOptions

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("Repeat the pulses of this many cells in ngspice: state and time.", valueName: "n"))
    var ngspiceCells = 0

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
        if faults != nil, faultRate != nil { throw ValidationError("give --faults or --fault-rate, not both") }
        if let faultRate, !(0...1).contains(faultRate) {
            throw ValidationError("--fault-rate is \(faultRate), but must be 0 to 1")
        }
        if !(0...1000).contains(ngspiceCells) {
            throw ValidationError("--ngspice-cells is \(ngspiceCells), but must be 0 to 1000")
        }
    }

    func run() throws {
        let session = Session(work)
        let kind = try RunKind(of: runFolder)
        switch kind {
        case .classifier:
            let shown = try shown.classifier(runFolder)
            try program(shown, kind, into: shown.network.study.device, session) { folder, programmed in
                let network = programmed.network
                try folder.write(network.study)
                try folder.write(network.conductances, study: network.study, program: Session.program)
            }
        case .network:
            let (run, network) = try shown.network(runFolder, session)
            // Where the samples lie, and what the network was before it was programmed.
            let training = try run.folder.loadNetworkResults()
            try program(network, kind, into: nil, session) { folder, programmed in
                try folder.write(programmed.study)
                try folder.write(programmed.stored, program: Session.program)
                try folder.write(training)
            }
        case .sweep: throw RunFolderError.sweep(path: runFolder)
        }
    }

    /// - Parameters:
    ///   - own: the device that the study names.
    ///   - write: the network as the arrays hold it, into the new folder.
    private func program<Network: ProgrammableNetwork>(
        _ network: Network, _ kind: RunKind, into own: DeviceModel?, _ session: Session,
        write: (RunFolder, Network) throws -> Void
    ) throws {
        var plan = ProgrammingPlan(device: try options.device(named: device, own: own, in: runFolder))
        plan.levels = levels
        plan.window = window
        plan.cycleSpread = spread
        plan.scheme = scheme
        plan.pulseWidth = try width.map {
            try Time(parsing: $0, option: "--width", within: DriveBounds.width)
        }
        plan.faults = try stuckCells(network.targets, seed: network.seed)
        let experiment = ProgrammingExperiment(
            network: network, plan: plan, engines: session.eventEngine(), context: session.context,
            program: Session.program)
        if plan.device.description.kind == .volatile {
            throw ProgrammingError.volatileDevice(name: plan.device.name)
        }
        let writer = try RunWriter(path: output, command: "program", kind: kind, session: session)
        let result = try writer.record { () -> Output in
            let outcome = try experiment.run()
            let folder = writer.folder
            try write(folder, outcome.network)
            try folder.writeJSON(outcome.results, to: "programming.json")
            try folder.write(ProgrammingReport.html(outcome.results), to: "report.html")
            try folder.write(ProgrammingTables.cells(outcome.arrays), to: "cells.csv")
            try folder.write(FaultMapCSV.text(outcome.arrays.map(\.detectedFaults)), to: "faults.csv")
            let replay =
                try ngspiceCells > 0
                ? ProgrammingReplay(
                    device: plan.device, array: outcome.arrays[0], pulses: outcome.results.pulses,
                    seconds: outcome.results.seconds,
                    timeLimit: work.limit.duration
                ).run(
                    cells: ngspiceCells) : nil
            return Output(folder: output, programming: outcome.results, ngspice: replay)
        }
        session.finishProgress()
        try work.printing.show(result, text(result))
    }

    private func stuckCells(_ arrays: [ConductanceArray], seed: UInt64) throws -> [FaultMap] {
        if let faults { return try FaultMapCSV.load(faults, of: arrays) }
        guard let faultRate else { return [] }
        var stream = RandomStream(seed: seed, purpose: StreamPurpose("programming: stuck cells"))
        return arrays.map {
            StuckAtFaults(rate: faultRate, lowResistanceShare: 0.5).map(
                columns: $0.columns, rows: $0.rows, from: &stream)
        }
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
        lines.append(
            "Accuracy (\(a.engine), \(a.presentations) \(a.shown)): trained \(percent(a.before)), exact levels "
                + "\(percent(a.levels)), programmed \(percent(a.after))"
                + (a.ceiling.map { "; ceiling \(percent($0))" } ?? "")
                + (a.cleanCorrect.map { "; clean patterns \($0) of \(a.classes)" } ?? ""))
        if let reading = r.reading {
            lines.append(
                "Energy per inference of the array as it was written (\(reading.engine), \(reading.presentations) "
                    + "\(reading.shown ?? "")): \(energyText(reading.parts)); writing the array took as much as "
                    + "\(format("%.3g", reading.inferencesPerWriting ?? .nan)) inferences")
        }
        lines += [
            "Computed in \(format("%.3f", r.seconds)) s"
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

enum ProgrammingTables {
    /// - Parameter arrays: layer by layer; a single one is not numbered.
    static func cells(_ arrays: [ProgrammedArray]) -> String {
        let heading = "neuron,row,target (S),conductance (S),state,outcome,pulses,time (s),energy (J)"
        var lines = [(arrays.count > 1 ? "layer," : "") + heading]
        for (layer, array) in arrays.enumerated() {
            for (index, cell) in array.cells.enumerated() {
                lines.append(
                    (arrays.count > 1 ? "\(layer)," : "")
                        + "\(index / array.rows),\(index % array.rows),\(cell.target.value),\(cell.conductance.value),"
                        + "\(cell.state),\(cell.outcome.words),\(cell.pulses),\(cell.time.value),\(cell.energy.value)")
            }
        }
        return lines.joined(separator: "\n") + "\n"
    }
}
