import ArgumentParser
import Crossbars
import Devices
import Experiments
import Foundation
import Quantities
import Results
import SpikingNetworks
import Studies

struct EnduranceCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "endurance",
        abstract: "Follow what inference does to an array: read disturb, and when recognition suffers.",
        discussion: """
            Every cell's state follows its device's equations at the voltages u − V(t) of real races, over more and more \
            presentations, until recognition has lost one point. Voltages and conductances are renewed four times a decade.

            Examples:  memspike endurance programmed
                       memspike endurance my-run --device sky130 --noise 0.1 --json
            """)

    @Argument(help: ArgumentHelp("A run folder, best one that `program` wrote.", valueName: "run"))
    var runFolder: String

    @Option(
        help: ArgumentHelp(
            "A non-volatile model that `device list` names, or a device file; if left out, what the folder was programmed into or its study "
                + "names.", valueName: "name"))
    var device: String?

    @OptionGroup var options: DeviceOptions

    @OptionGroup var shown: PresentationOptions

    @OptionGroup var work: WorkOptions

    func validate() throws {
        if let presentations = shown.presentations, presentations < 100 {
            throw ValidationError("--presentations is \(presentations), but a point of accuracy needs at least 100")
        }
    }

    func run() throws {
        let session = Session(work)
        switch try RunKind(of: runFolder) {
        case .classifier:
            let shown = try shown.classifier(runFolder)
            try follow(shown, of: shown.network.study.device, session)
        case .network: try follow(shown.network(runFolder, session).shown, of: nil, session)
        case .sweep: throw RunFolderError.sweep(path: runFolder)
        }
    }

    /// - Parameter own: the device that the study names.
    private func follow(
        _ network: some ProgrammableNetwork, of own: DeviceModel?, _ session: Session
    ) throws {
        // What `program` found to move no more.
        let folder = try RunFolder.open(runFolder)
        let stuck =
            try folder.has("programming.json") && folder.has("faults.csv")
            ? FaultMapCSV.load(folder.file("faults.csv").path, of: network.arrays) : []
        let experiment = EnduranceExperiment(
            network: network, device: try options.device(named: device, own: own, in: runFolder),
            stuck: stuck, engines: session.eventEngine(), context: session.context, program: Session.program)
        defer { session.finishProgress() }
        let results = try experiment.run()
        session.finishProgress()
        try work.printing.show(results, text(results))
    }

    private func text(_ r: EnduranceResults) -> String {
        var lines = [
            "\(r.device): cells see up to \(Voltage(r.largestVoltage).formatted(digits: 4)), write threshold "
                + "\(Voltage(r.writeThreshold).formatted(digits: 4)) (\(r.thresholdMeaning)); one inference moves a state by "
                + "\(format("%.3g", r.driftPerInference)) of its range at most, mean over noisy patterns"
                + (r.worstCleanDrift.map {
                    "; a single clean pattern, of \(r.worstCleanPattern ?? 0), by \(format("%.3g", $0))"
                } ?? ""),
            "Accuracy at the start (\(r.engine), \(r.presentations) \(r.shown)): " + percent(r.accuracy),
        ]
        for point in r.points {
            lines.append(
                "after \(format("%.3g", point.inferences)) inferences: \(percent(point.accuracy)), conductances changed by "
                    + "\(format("%.3g %%", point.meanChange * 100)) in the mean, \(format("%.3g %%", point.largestChange * 100)) at "
                    + "most")
        }
        if let count = r.inferencesToOnePoint {
            lines.append("Recognition has lost one point after about \(format("%.2g", count)) inferences")
        } else {
            lines.append("Recognition does not lose a point within what was followed")
        }
        return (lines + r.notes.map { "Note: \($0)" }).joined(separator: "\n")
    }
}
