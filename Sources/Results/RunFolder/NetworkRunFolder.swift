import Foundation
package import Studies

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
