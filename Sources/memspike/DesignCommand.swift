import ArgumentParser
import Crossbars
import Datasets
import Devices
import Experiments
import Foundation
import Quantities
import Reports
package import Results
import Studies

struct DesignCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "design",
        abstract: "Search a complete, rule-checked circuit around a memristor model.",
        discussion: """
            Draws circuits by an evolution strategy, keeps those that hold every design rule, measures the best and a sample of the others \
            in the events engine, and proves the chosen one at the device level in ngspice after programming. Writes \
            preset.yaml, a study for train and paper, with the Pareto front as pareto.csv and pareto.svg.

            With a network's study: networks are trained for some V_th/V_read, with the ratio of conductances that the device can have; \
            circuits differ in V_read, V_th, G_max and the slot; the chosen network is written into the device.

            Examples:  memspike design --device sky130 --energy --output sky130-energy
                       memspike design --device vteam --set V_set=1.3 --set V_reset=-1.3 --speed
                       memspike design --device sky130 --study Examples/Studies/digits.yaml --draws 2000
            """)

    @Option(help: ArgumentHelp("A non-volatile model that `device list` names, or a device file.", valueName: "name"))
    var device: String

    @OptionGroup var options: DeviceOptions

    @Flag(help: "What the design is for; energy if left out.")
    var objective: DesignObjective = .energy

    @Option(help: ArgumentHelp("Take patterns or data, network and training from this study.", valueName: "study.yaml"))
    var study: String?

    @Option(help: ArgumentHelp("Look for a network's data here.", valueName: "folder"))
    var data: String?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "How many circuits are drawn; 60000 of a classifier, 2000 of a deep network, if left out.", valueName: "n"))
    var draws: Int?

    @Flag(help: "Leave out the proof at the device level.")
    var skipNgspice = false

    @OptionGroup var seeding: SeedOption

    @Option(help: ArgumentHelp("The folder to write; it must be new or empty.", valueName: "folder"))
    var output = "design"

    @OptionGroup var work: WorkOptions

    func validate() throws {
        if let draws, !(100...10_000_000).contains(draws) {
            throw ValidationError("--draws is \(draws), but must be 100 to 10000000")
        }
    }

    func run() throws {
        let model = try options.device(named: device)
        if model.description.kind == .volatile { throw ProgrammingError.volatileDevice(name: model.name) }
        let session = Session(work)
        var base = try study.map { try Study.load($0) } ?? Study()
        if let seed = seeding.seed { base.seed = seed }
        switch base.kind {
        case .classifier:
            var search = DesignSearch(
                device: model, objective: objective, study: base,
                engines: skipNgspice ? session.eventEngine() : try session.engines(), context: session.context,
                program: Session.program)
            if let draws { search.draws = draws }
            search.proves = !skipNgspice
            try write(session, search.run)
        case .network:
            guard base.network.model == .physical else {
                throw InputError("\(study ?? "study"): a textbook network has no circuit; choose model physical")
            }
            let samples = try StudyData.reading(
                base, from: DataFolders.locations(data), file: study ?? "study", session: session)
            var search = NetworkDesignSearch(
                device: model, objective: objective, study: base, data: samples, engines: session.eventEngine(),
                context: session.context, program: Session.program)
            if let draws { search.draws = draws }
            try write(session, search.run)
        }
    }

    /// - Parameter search: the results, and the study of the chosen design.
    private func write(_ session: Session, _ search: () throws -> (results: DesignResults, preset: Study)) throws {
        let writer = try RunWriter(path: output, command: "design", kind: nil, session: session)
        let results = try writer.record { () -> DesignResults in
            let folder = writer.folder
            let (results, preset) = try search()
            if preset.showsPatterns { try folder.write(preset.patterns.text, to: "patterns.txt") }
            let text = try preset.yaml(patternFile: study == nil ? nil : "patterns.txt")
            try folder.write(Self.energyComment(results) + text, to: "preset.yaml")
            try folder.writeJSON(results, to: "design.json")
            try folder.write(Self.csv(results.front), to: "pareto.csv")
            try folder.write(
                DesignFigure.front(
                    title: "\(results.device): Pareto front", energies: results.front.map(\.energy.total),
                    times: results.front.map(\.decisionTime), margins: results.front.map(\.margin)),
                to: "pareto.svg")
            return results
        }
        session.finishProgress()
        try work.printing.show(results, text(results))
    }

    /// What the tests of Examples/Presets hold a preset to.
    private static func energyComment(_ results: DesignResults) -> String {
        var lines = [
            "Energy per inference, as trained, in the events engine (\(results.energyShown)):",
            "    \(energyText(results.chosen.energy))",
        ]
        if let proof = results.proof {
            lines += [
                "At the device level in ngspice after programming (the clean patterns):",
                "    \(energyText(proof.energy))",
            ]
        }
        lines.append("Left out: \(EnergySplit.leftOut).")
        lines += [results.parasitics].compactMap { $0 }
        return lines.map { "# \($0)\n" }.joined()
    }

    private static func csv(_ front: [DesignRecord]) -> String {
        let header =
            "energy (J),array (J),neurons (J),winner-take-all (J),decision time (s),window (s),margin,tightest rule,accuracy,relative to "
            + "ceiling,area (µm²),V_read (V),V_th (V),G_min (S),G_max (S),C_m (F)"
        func known(_ value: Double?) -> String { value.map { "\($0)" } ?? "" }
        let lines = front.map {
            "\($0.energy.total),\($0.energy.array),\($0.energy.neurons),\($0.energy.winnerTakeAll),\($0.decisionTime),\($0.window),\($0.margin),\($0.tightestRule),\($0.accuracy),"
                + "\(known($0.relativeToCeiling)),\(known($0.area)),\($0.readVoltage),\($0.thresholdVoltage),\($0.minimumConductance),"
                + "\($0.maximumConductance),\($0.membraneCapacitance)"
        }
        return ([header] + lines).joined(separator: "\n") + "\n"
    }

    private func text(_ r: DesignResults) -> String {
        func line(_ d: DesignRecord) -> String {
            "\(energyText(d.energy)), "
                + "decision after \(Time(d.decisionTime).formatted(digits: 3)) of \(Time(d.window).formatted(digits: 3)), "
                + "margin \(format("%.3g", d.margin)) (\(d.tightestRule)), "
                + (d.relativeToCeiling.map { "\(format("%.4f", $0)) of the ceiling" } ?? "\(percent(d.accuracy)) right")
                + (d.area.map { ", \(format("%.3g", $0)) µm²" } ?? "")
                + ", V_read \(Voltage(d.readVoltage).formatted(digits: 3)), V_th "
                + "\(Voltage(d.thresholdVoltage).formatted(digits: 3)), G \(Conductance(d.minimumConductance).formatted(digits: 3)) "
                + "to \(Conductance(d.maximumConductance).formatted(digits: 3)), C_m "
                + Capacitance(d.membraneCapacitance).formatted(digits: 3)
        }
        var lines = [
            "\(r.device), for \(r.objective): \(r.drawn) circuits drawn, \(r.feasible) hold every rule, \(r.measured) measured, "
                + "\(r.accurate) \(r.chosen.relativeToCeiling == nil ? "decide as the trained network does" : "recognise at least 0.995 of the ceiling at p = 0.1"), seed \(r.seed)",
            "Pareto front (energy of an inference in the events engine, \(r.energyShown)):",
        ]
        lines += r.front.prefix(12).map { "  " + line($0) }
        if r.front.count > 12 { lines.append("  … \(r.front.count - 12) more in pareto.csv") }
        lines.append("Chosen: \(line(r.chosen))")
        if let p = r.proof {
            lines.append(
                "Device level in ngspice after programming (\(percent(p.programmedShare)) in window): \(p.cleanCorrect) of \(p.outputSpikes.count) "
                    + "clean patterns, output spikes \(p.outputSpikes.map(String.init).joined(separator: " ")); "
                    + "\(energyText(p.energy)) per inference"
                    + (r.rejected > 0 ? "; \(r.rejected) better ones failed there" : ""))
        }
        if r.untrainable > 0 {
            lines.append(
                "\(r.untrainable) better ones broke a rule or recognised too little with the network trained in their own "
                    + "circuit")
        }
        if let mismatch = r.mismatch { lines.append(mismatchText(mismatch)) }
        return (lines + r.notes.map { "Note: \($0)" } + ["Preset: \(output)/preset.yaml"]).joined(separator: "\n")
    }
}

extension DesignObjective: EnumerableFlag {}

/// One line for a terminal.
func mismatchText(_ r: MismatchRecord) -> String {
    "Mismatch that leaves 99 % of clean presentations right, with one output spike (events, \(r.arrays) arrays, each kind "
        + "alone): σ of V_th \(percent(r.threshold)), of C_m \(percent(r.capacitance)), of the transistors' threshold "
        + Voltage(r.transistor).formatted(digits: 3)
}
