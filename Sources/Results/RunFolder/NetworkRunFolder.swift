import Datasets
import Foundation
package import Studies

/// What a run folder holds, as its `run.json` states it.
package enum RunKind: String, Codable, Sendable, CaseIterable {
    /// A classifier of patterns, one crossbar.
    case classifier
    /// A network of any depth, trained on samples.
    case network
    /// A sweep of broken arrays.
    case sweep

    /// - Throws: for the folder of a network whose training has not ended, or of a sweep that has not.
    package init(of path: String) throws {
        let url = URL(fileURLWithPath: path)
        let folder = RunFolder(containing: url.appendingPathComponent("run.json"))
        let status = try? folder.readJSON(RunStatus.self, from: "run.json")
        self = try status?.kind?.checked(against: folder) ?? RunKind(unstatedBy: status, folder)
        switch self {
        case .classifier: break
        case .network:
            guard folder.has("network.json"), folder.has("training.json") else {
                throw RunFolderError.unfinished(path: path)
            }
        case .sweep:
            guard folder.has("results.json") else { throw RunFolderError.unfinished(path: path) }
        }
    }

    /// - Throws: where the study is of another kind than `run.json` states.
    private func checked(against folder: RunFolder) throws -> RunKind {
        guard self != .sweep, folder.has("study.yaml") else { return self }
        let own = RunKind(try Study.load(folder.file("study.yaml").path).kind)
        guard own == self else {
            throw RunFolderError.unreadable(
                path: folder.file("run.json").path,
                reason: "it says that the folder holds a \(rawValue), but study.yaml is of a \(own.rawValue)")
        }
        return self
    }

    /// Of a folder of an earlier version.
    private init(unstatedBy status: RunStatus?, _ folder: RunFolder) {
        if status?.command == "sweep" {
            self = .sweep
        } else {
            let study = folder.has("study.yaml") ? try? Study.load(folder.file("study.yaml").path) : nil
            self = RunKind(study?.kind ?? .classifier)
        }
    }

    package init(_ kind: Study.Kind) {
        switch kind {
        case .classifier: self = .classifier
        case .network: self = .network
        }
    }
}

extension RunFolder {
    package static let checkpointName = "checkpoint"

    /// Whether the folder's run is of this study; one that was cut off before it wrote its study has done nothing yet.
    package func holds(_ study: Study) -> Bool {
        guard has("study.yaml") else { return !has(Self.checkpointName) }
        return (try? Study.load(file("study.yaml").path)) == study
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
