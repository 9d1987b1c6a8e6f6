import Dispatch
import Experiments
import Foundation
import Quantities
import Reports
import Results
import Studies
import Synchronization

extension TrainCommand {
    /// Trains a network into a run folder, or continues where the folder's run stopped.
    func trainNetwork(_ study: Study) throws {
        let file = self.study ?? "study"
        let session = Session(work)
        let samples = try StudyData.reading(
            study, from: DataFolders.locations(data), file: file, session: session)
        let stuck = try faults.map {
            try FaultMapCSV.load($0, shapes: study.arrayShapes(of: samples, file: file))
        }
        let experiment = try NetworkExperiment(
            study: study, data: samples, faults: stuck ?? [], circuit: try NetworkEvents.run(study, session: session),
            context: session.context,
            program: Session.program,
            availableMemory: MachineMemory.available)
        let writer = try RunWriter(
            continuing: output, command: "train", kind: .network, session: session, isSame: { $0.holds(study) })
        let saved = writer.continues ? try writer.folder.loadCheckpoint() : nil
        let keeper = CheckpointKeeper(folder: writer.folder)
        let results = try writer.record {
            if let saved { tell("continues after \(Self.place(saved))", session) }
            try writer.folder.write(study)
            if let stuck { try writer.folder.write(FaultMapCSV.text(stuck), to: "faults.csv") }
            let observer = NetworkObserver(
                epoch: { keeper.keep($0) }, warning: { tell("warning: \($0)", session) },
                checkpoint: { try keeper.keep($0) })
            let outcome: NetworkOutcome
            do {
                outcome = try experiment.run(
                    from: saved, file: writer.folder.file(RunFolder.checkpointName).path, observer: observer)
            } catch {
                try? keeper.flush()
                throw error
            }
            var results = outcome.results
            results.peakMemoryBytes = MachineMemory.peak
            try writer.folder.write(outcome.network, program: Session.program)
            try writer.folder.write(results.history)
            try writer.folder.write(results)
            try writer.folder.write(NetworkReport.html(results), to: "report.html")
            return results
        }
        writer.folder.remove(RunFolder.checkpointName)
        session.finishProgress()
        try work.printing.show(results.summary, NetworkText.text(results, folder: output))
    }

    private func tell(_ text: String, _ session: Session) {
        session.finishProgress()
        StandardError.write("memspike: \(text)")
    }

    private static func place(_ checkpoint: NetworkCheckpoint) -> String {
        let folds = checkpoint.finishedFolds > 0 ? "\(checkpoint.finishedFolds) folds" : nil
        let epochs = checkpoint.epochs > 0 || folds == nil ? "\(checkpoint.epochs) epochs" : nil
        return [folds, epochs].compactMap { $0 }.joined(separator: " and ")
    }
}

/// Writes checkpoints and learning curves at most twice a second, and the last ones at the end.
private final class CheckpointKeeper: Sendable {
    private struct State {
        var checkpoint: NetworkCheckpoint?
        var history: [LearningRecord]?
        var writtenAt = -Double.infinity
    }

    private let folder: RunFolder
    private let state = Mutex(State())

    init(folder: RunFolder) { self.folder = folder }

    func keep(_ history: [LearningRecord]) { state.withLock { $0.history = history } }

    func keep(_ checkpoint: NetworkCheckpoint) throws {
        let isDue = state.withLock { state in
            state.checkpoint = checkpoint
            return ProgressLine.now() - state.writtenAt >= 0.5
        }
        if isDue { try flush() }
    }

    /// Writes what was kept since the last time.
    func flush() throws {
        try state.withLock { state in
            if let history = state.history { try folder.write(history) }
            if let checkpoint = state.checkpoint { try folder.write(checkpoint) }
            state.history = nil
            state.checkpoint = nil
            state.writtenAt = ProgressLine.now()
        }
    }
}

/// The results of a network in a few lines for a terminal.
enum NetworkText {
    static func text(_ results: NetworkResults, folder: String) -> String {
        let data = results.data
        let shape = ([data.features] + results.layers.map(\.neurons)).map(String.init).joined(separator: "-")
        var lines = [
            "Network     \(shape), \(results.layers.first?.model.rawValue ?? ""), seed \(results.seed), trained on "
                + "\(data.training) samples of \(data.set) in \(format("%.1f", results.seconds)) s: "
                + "\(results.epochs) epochs",
            "Test        \(percent(results.testAccuracy)) [\(percent(results.testLow)), \(percent(results.testHigh))] of "
                + "\(data.test) samples (\(results.testInterval), 95 %); training samples \(percent(results.trainAccuracy))"
                + (results.validationAccuracy.map { ", validation \(percent($0))" } ?? ""),
        ]
        if let logistic = results.logisticRegression {
            func points(_ value: Double) -> String { format("%+.2f", value * 100) }
            lines.append(
                "Baseline    logistic regression on the same \(results.folds.isEmpty ? "samples" : "folds") \(percent(logistic.accuracy)) "
                    + "[\(percent(logistic.low)), \(percent(logistic.high))]; the network \(points(logistic.difference)) "
                    + "[\(points(logistic.differenceLow)), \(points(logistic.differenceHigh))] points")
        }
        if let array = results.array, array.programmingNoise > 0 || array.levels != nil {
            let levels = array.levels.map { "\($0) levels" } ?? "continuous cells"
            lines.append(
                "Array       \(levels), programming noise \(percent(array.programmingNoise)): "
                    + "\(percent(array.accuracyWithoutNoise)) without noise, mean \(percent(array.mean)) of "
                    + "\(array.draws) arrays (\(percent(array.lowest)) to \(percent(array.highest)))")
        }
        for layer in results.firing {
            lines.append(
                "Firing      layer \(layer.layer): \(percent(layer.mean)) of all slots; \(layer.silent) of "
                    + "\(layer.neurons) never, \(layer.saturated) always")
        }
        if let circuit = results.circuit {
            lines.append(
                "Circuit     \(circuit.engine), \(circuit.samples) samples: \(percent(circuit.accuracy)) "
                    + "[\(percent(circuit.low)), \(percent(circuit.high))], agrees with the discrete model on "
                    + "\(percent(circuit.decisionsAgree)), \(Energy(circuit.energyPerInference).formatted(digits: 4)) per "
                    + "inference")
        }
        lines += results.notes.map { "Note: \($0)" }
        lines.append("Report: \(folder)/report.html")
        return lines.joined(separator: "\n")
    }
}
