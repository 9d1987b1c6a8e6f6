import Crossbars
import Datasets
import Experiments
import Foundation
import NeuromorphicCircuits
import Quantities
import Results
import SpikingNetworks
import Studies

extension EvaluateCommand {
    /// A sample takes ngspice seconds.
    private static let ngspiceSamples = 20

    /// Evaluates a network in the discrete model, and beside it at the levels that were asked for, or that it allows.
    func evaluateNetwork() throws {
        let levels = Set([engine, against].compactMap { $0 })
        let spice = levels.intersection([.ngspice, .ngspiceDevice]).map(\.variant)
        let opened = try StoredNetworkRun(runFolder)
        var study = opened.study
        var stored = opened.stored
        let stuck = try faults.map { try FaultMapCSV.load($0, shapes: opened.arrayShapes()) }
        if let stuck { stored.network = try stored.network.broken(by: stuck) }
        let session = Session(work)
        // Here the command says how many.
        if let limit = presentations ?? (spice.isEmpty ? nil : Self.ngspiceSamples) {
            study.data.circuitSamples = limit
        }
        let circuit =
            levels == [.discrete]
            ? nil
            : try NetworkEvents.run(
                study, session: session, keepsEach: each != nil, spice: spice, isBroken: stuck != nil)
        if !levels.isSubset(of: [.discrete]), circuit == nil {
            throw InputError("\(runFolder): a textbook network has no circuit; use --engine discrete")
        }
        if let seed { study.seed = seed }
        let tested = try tested(opened, seed: study.seed, session)
        defer { session.finishProgress() }
        let outcome = try StoredNetworkTest(
            study: study, shown: tested, stored: stored, context: session.context, program: Session.program
        ).run(circuit: circuit, keepsEach: each != nil)
        var results = outcome.results
        results.stuckCells = stuck?.reduce(0) { $0 + $1.cells.count }
        session.finishProgress()
        if let each {
            try OutputFile.write(
                PresentationTable.csv(discrete: outcome.discrete, circuit: outcome.circuit), to: each)
        }
        if let saveFrames {
            let samples = tested.samples
            try OutputFile.write(
                NPYFormat.data(samples.features, shape: [samples.count, samples.featureCount]), to: saveFrames)
        }
        try work.printing.show(results, text(results, classNames: stored.classNames))
    }

    private func tested(_ run: StoredNetworkRun, seed: UInt64, _ session: Session) throws -> ShownSamples {
        if let frames {
            let classNames = run.stored.classNames
            let given = try FrameFile.features(
                frames, labels: labels, inputs: run.stored.network.inputs, classes: classNames.count,
                classNames: classNames)
            return ShownSamples(samples: given, hasLabels: labels != nil, text: "frames of \(frames)")
        }
        return try run.samples(dataFolder: data, limit: presentations, noise: noise, seed: seed, session: session)
    }

    private func text(_ results: NetworkTestResults, classNames: [String]) -> String {
        var lines = [
            "\(results.samples) \(results.shown), seed \(results.seed)"
                + (results.stuckCells.map { "; \($0) stuck cells" } ?? "")
        ]
        if let accuracy = results.accuracy, let low = results.low, let high = results.high {
            lines.append(
                "Discrete model: \(percent(accuracy)) [\(percent(low)), \(percent(high))] of \(results.samples), undecided "
                    + "\(results.undecided)")
        }
        if let confusion = results.confusion { lines.append(confusionText(confusion, classNames: classNames)) }
        if let circuit = results.circuit {
            lines.append(
                "Circuit (\(circuit.engine)): \(percent(circuit.accuracy)) [\(percent(circuit.low)), "
                    + "\(percent(circuit.high))] of \(circuit.samples), decisions agree \(percent(circuit.decisionsAgree)), "
                    + "\(circuit.parts.map { energyText($0) } ?? "") per inference")
            lines.append("Not in it: \(EnergySplit.leftOut)")
            lines += circuit.ngspice.map { [$0.text(of: .ngspice)] } ?? []
            lines += circuit.ngspiceDevice.map { [$0.text(of: .ngspiceDevice)] } ?? []
        }
        return (lines + results.notes.map { "Note: \($0)" }).joined(separator: "\n")
    }
}

extension NetworkAgreementRecord {
    fileprivate func text(of level: Level) -> String {
        "\(level.rawValue), the same \(presentations) samples: "
            + (accuracy.map { "\(percent($0)) right, " } ?? "")
            + "decisions agree with events \(percent(decisionsAgree)); of \(spikes) spikes by events, "
            + "\(neuronsThatDiffer) neurons differ in their number, times by \(format("%.2g", spikeTimeErrorMedian)) slots in the "
            + "median, \(format("%.2g", spikeTimeErrorMax)) at most; "
            + (level == .ngspice
                ? "energy by \(format("%.2g %%", energyErrorMedian * 100)) in the median, "
                    + "\(format("%.2g %%", energyErrorMax * 100)) at most"
                : "\(parts.map { energyText($0) } ?? "") per inference, what the row drivers take included")
            + (failures > 0 ? "; \(failures) runs failed" : "") + "; \(format("%.2g", secondsMedian)) s a sample"
    }
}
