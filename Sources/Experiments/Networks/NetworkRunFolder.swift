import Foundation

/// What a run folder holds.
package enum RunKind: Sendable {
    /// The paper's classifier.
    case classifier
    /// A deep network.
    case network
    /// A sweep of broken arrays.
    case sweep

    /// - Throws: for the folder of a network whose training has not ended, or of a sweep that has not.
    package init(of path: String) throws {
        let url = URL(fileURLWithPath: path)
        let folder = RunFolder(containing: url.appendingPathComponent("run.json"))
        if (try? folder.readJSON(RunStatus.self, from: "run.json"))?.command == "sweep" {
            guard folder.has("results.json") else { throw RunFolderError.unfinished(path: path) }
            self = .sweep
            return
        }
        guard folder.has("study.yaml"),
            let study = try? StudyFile.load(folder.file("study.yaml").path), case .network = study
        else {
            self = .classifier
            return
        }
        guard folder.has("network.json"), folder.has("training.json") else {
            throw RunFolderError.unfinished(path: path)
        }
        self = .network
    }
}

extension RunFolder {
    package static let checkpointName = "checkpoint"

    /// Writes the resolved study of a network.
    package func write(_ study: NetworkStudy) throws { try write(study.yaml(), to: "study.yaml") }

    /// Whether the folder's run is of this study; one that was cut off before it wrote its study has done nothing yet.
    package func holds(_ study: NetworkStudy) -> Bool {
        guard has("study.yaml") else { return !has(Self.checkpointName) }
        return (try? NetworkStudy.load(file("study.yaml").path)) == study
    }

    /// Where the run stopped; nil if it had not come to its first checkpoint.
    package func loadCheckpoint() throws -> NetworkCheckpoint? {
        guard has(Self.checkpointName) else { return nil }
        return try NetworkCheckpoint(bytes(Self.checkpointName), file: file(Self.checkpointName).path)
    }

    package func write(_ checkpoint: NetworkCheckpoint) throws {
        try write(checkpoint.encoded(), to: Self.checkpointName)
    }

    /// `learning.csv`: a line an epoch, fractions and seconds.
    package func write(_ history: [LearningRecord]) throws { try write(LearningCSV.text(history), to: "learning.csv") }

    /// Writes `training.json`: the data's files as they lie from this folder, for it may be sent elsewhere.
    package func write(_ results: NetworkResults) throws {
        var results = results
        results.data.files = results.data.files.map(relativePath)
        try writeJSON(results, to: "training.json")
    }

    /// The results, with the data's files where this folder says they lie.
    package func loadNetworkResults() throws -> NetworkResults {
        var results = try readResults(NetworkResults.self, from: "training.json")
        results.data.files = results.data.files.map(resolvedPath)
        return results
    }

    /// Where a file lies that a record of this folder names; earlier versions named it absolutely.
    func resolvedPath(_ path: String) -> String {
        path.hasPrefix("/") ? path : url.appendingPathComponent(path).standardized.path
    }

    /// The way from this folder to a file.
    func relativePath(_ path: String) -> String {
        let target = URL(fileURLWithPath: path).standardized.pathComponents
        let own = url.standardized.pathComponents
        let common = zip(target, own).prefix { $0 == $1 }.count
        return ([String](repeating: "..", count: own.count - common) + target[common...]).joined(separator: "/")
    }
}

/// Learning curves as a table that any program reads.
enum LearningCSV {
    static func text(_ history: [LearningRecord]) -> String {
        let layers = history.first?.firingRates.count ?? 0
        let names =
            ["epoch", "loss", "accuracy", "validation_accuracy"]
            + (0..<layers).flatMap { ["firing_rate_\($0 + 1)", "silent_\($0 + 1)", "saturated_\($0 + 1)"] }
            + ["learning_rate", "seconds"]
        let lines = history.map { record -> String in
            var cells = ["\(record.epoch)", "\(record.loss)", "\(record.accuracy)"]
            cells.append(record.validationAccuracy.map { "\($0)" } ?? "")
            for layer in 0..<layers {
                cells += ["\(record.firingRates[layer])", "\(record.silent[layer])", "\(record.saturated[layer])"]
            }
            return (cells + ["\(record.learningRate)", "\(record.seconds)"]).joined(separator: ",")
        }
        return ([names.joined(separator: ",")] + lines).joined(separator: "\n") + "\n"
    }
}
