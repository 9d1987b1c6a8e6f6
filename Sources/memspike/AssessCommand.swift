import ArgumentParser
import Experiments
import Foundation
import Quantities
import Reports
import Results
import Studies

struct AssessCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "assess",
        abstract: "Say on one page whether a device can make a classifier, and if not, what it lacks.",
        discussion: """
            Scales the paper's circuit and every preset's to the device, checks the design rules, finds the smallest write threshold \
            and range that would hold them, trains, draws arrays at the device's own spread with and without remedies, writes the \
            array through the device's equations, and follows read disturb. Exit status 0 whatever the answer is.

            Examples:  memspike assess fit/my-device.yaml --output my-assessment
                       memspike assess sky130 --json
            """)

    @Argument(help: ArgumentHelp("A model that `device list` names, or a device file.", valueName: "device"))
    var device: String

    @OptionGroup var options: DeviceOptions

    @Option(
        help: ArgumentHelp(
            "Only this circuit: paper, or a preset of Examples/Presets; may be given several times.", valueName: "name")
    )
    var topology: [String] = []

    @Option(help: ArgumentHelp("Take patterns and training from this study.", valueName: "study.yaml"))
    var study: String?

    @Option(help: ArgumentHelp("The seed of every random number; the study's if left out.", valueName: "n"))
    var seed: UInt64?

    @Option(
        help: ArgumentHelp(
            "A folder for report.html and assessment.json; it must be new or empty. Without it the page is printed.",
            valueName: "folder"))
    var output: String?

    @OptionGroup var work: WorkOptions

    func run() throws {
        let measured = try options.measuredDevice(named: device)
        var base = try study.map { try Study.load($0, as: .classifier) } ?? Study()
        if let seed { base.seed = seed }
        let session = Session(work)
        var experiment = AssessmentExperiment(
            device: measured, study: base, engines: session.eventEngine(), context: session.context,
            program: Session.program)
        experiment.topologies = topology
        defer { session.finishProgress() }
        let results: AssessmentResults
        if let output {
            let writer = try RunWriter(path: output, command: "assess", kind: nil, session: session)
            results = try writer.record {
                let results = try experiment.run()
                try writer.folder.writeJSON(results, to: "assessment.json")
                try writer.folder.write(AssessmentReport.html(results), to: "report.html")
                return results
            }
        } else {
            results = try experiment.run()
        }
        session.finishProgress()
        try work.printing.show(results, text(results))
    }

    private func text(_ r: AssessmentResults) -> String {
        func volts(_ value: Double) -> String { Voltage(value).formatted(digits: 3) }
        var lines = [
            r.answer, "",
            "\(r.law): write threshold \(volts(r.writeThreshold)) (\(r.thresholdMeaning)), "
                + "\(Conductance(r.lowConductance).formatted(digits: 3)) to \(Conductance(r.highConductance).formatted(digits: 3)) "
                + "(ratio \(format("%.3g", r.highConductance / r.lowConductance)))",
            "spread: σ of ln G \(percent(r.spread.lowResistance)) at G_max, \(percent(r.spread.highResistance)) at G_min, "
                + "\(percent(r.spread.cycleToCycle)) of the range per cycle\(r.spread.isMeasured ? "" : ", assumed"); seed \(r.seed)",
        ]
        for topology in r.topologies { lines += ["", contentsOf(topology)] }
        lines += [""] + r.protocol.map { "Protocol: \($0)" } + r.notes.map { "Note: \($0)" }
        return lines.joined(separator: "\n")
    }

    private func contentsOf(_ t: AssessmentResults.Topology) -> String {
        var lines = ["\(t.works ? "yes" : "no ") \(t.name)"]
        if let read = t.readVoltage, let threshold = t.thresholdVoltage, let low = t.minimumConductance,
            let high = t.maximumConductance, let capacitance = t.membraneCapacitance
        {
            lines.append(
                "    V_read \(Voltage(read).formatted(digits: 3)), V_th \(Voltage(threshold).formatted(digits: 3)), G "
                    + "\(Conductance(low).formatted(digits: 3)) to \(Conductance(high).formatted(digits: 3)), C_m "
                    + Capacitance(capacitance).formatted(digits: 3))
        }
        lines += t.reasons.map { "    \($0)" }
        lines.append(
            "    smallest write threshold that holds every rule: "
                + (t.smallestThreshold.map { Voltage($0).formatted(digits: 3) } ?? "none") + "; smallest G_max/G_min: "
                + (t.smallestRatio.map { format("%.3g", $0) } ?? "none"))
        if let trained = t.trained, let templates = t.templates {
            lines.append(
                "    of the ceiling without spread: trained \(format("%.4f", trained.value)), templates "
                    + format("%.4f", templates.value))
        }
        for remedy in t.remedies {
            lines.append(
                "    \(remedy.name): \(format("%.4f", remedy.accuracy)) of the ceiling (5th percentile "
                    + "\(format("%.4f", remedy.accuracyP5))), yield \(percent(remedy.yield))")
        }
        if let energy = t.energy, let window = t.window {
            lines.append(
                "    \(Energy(energy.perInference).formatted(digits: EnergyRecord.digits)) per inference of "
                    + "\(Time(window).formatted(digits: 3))"
                    + (t.decisionTime.map { ", decided after \(Time($0).formatted(digits: 3)) at the latest" } ?? "")
                    + (t.writingEnergy.map { "; writing once \(Energy($0).formatted(digits: 3))" } ?? ""))
        }
        if let inferences = t.inferencesToOnePoint {
            lines.append(
                "    read disturb: one point of accuracy is lost after about \(format("%.2g", inferences)) inferences")
        } else if t.outlivesWhatWasFollowed == true {
            lines.append("    read disturb: no point of accuracy is lost in what was followed")
        }
        return lines.joined(separator: "\n")
    }
}
