import Datasets
public import Foundation
import NeuromorphicCircuits
import Quantities
public import SpikingNetworks

/// Why a run folder cannot be used.
public enum RunFolderError: Error, Equatable, CustomStringConvertible {
    case exists(path: String)
    case notCreated(path: String, reason: String)
    case unwritable(path: String, reason: String)
    case unreadable(path: String, reason: String)
    case notARun(path: String, missing: String)
    case conductances(file: String, line: Int, reason: String)
    case faults(file: String, line: Int, reason: String)
    case foreignVersion(file: String, found: Int, supported: Int)
    case complete(path: String)
    case otherStudy(path: String)
    case inUse(path: String)
    case unfinished(path: String)
    case sweep(path: String)

    public var description: String {
        switch self {
        case .exists(let path):
            "\(path) exists and is not empty; a run never writes over another: choose another --output, or remove it"
        case .notCreated(let path, let reason):
            "cannot make the folder \(path): \(reason); choose another by --output"
        case .unwritable(let path, let reason):
            "cannot write \(path): \(reason); choose a folder on a disk with room and permission, by --output"
        case .unreadable(let path, let reason): "cannot read \(path): \(reason)"
        case .notARun(let path, let missing):
            "\(path) is not a run folder: it has no \(missing); make one with memspike paper or memspike train"
        case .conductances(let file, let line, let reason): "\(file):\(line): \(reason)"
        case .faults(let file, let line, let reason): "\(file):\(line): \(reason)"
        case .foreignVersion(let file, let found, let supported):
            "\(file) has schema version \(found), but this program reads version \(supported); use the program that wrote it"
        case .complete(let path):
            "\(path) holds a complete run; a run never writes over another: choose another --output, or remove it"
        case .otherStudy(let path):
            "\(path) holds an unfinished run of another study or seed; only the same study continues it: choose another "
                + "--output, or remove it"
        case .inUse(let path): "\(path) is being written by another process; wait for it, or choose another --output"
        case .unfinished(let path):
            "\(path) holds a run that has not ended: the command that began it continues it, into the same --output"
        case .sweep(let path):
            "\(path) holds a sweep, which has no network of its own; memspike report writes its page anew"
        }
    }
}

/// What `run.json` says of a run: it tells a finished folder from one that was cut off.
public struct RunStatus: Codable, Sendable, Equatable {
    public enum State: String, Codable, Sendable {
        /// Still running, or cut off without a chance to say so.
        case incomplete
        case complete
        case interrupted
        case failed
    }

    public var schemaVersion = 1
    public var program: ProgramRecord
    public var command: String
    public var state: State
    /// Why it is not complete.
    public var reason: String?

    public init(program: ProgramRecord, command: String, state: State, reason: String?) {
        self.program = program
        self.command = command
        self.state = state
        self.reason = reason
    }
}

/// A folder that holds one run. Every file is written aside and then renamed, so that none is ever half-written.
public struct RunFolder: Sendable {
    public let url: URL

    /// Makes a new folder, or takes an empty one.
    public static func create(_ path: String) throws -> RunFolder {
        let url = URL(fileURLWithPath: path)
        var isFolder: ObjCBool = false
        if FileManager.default.fileExists(atPath: url.path, isDirectory: &isFolder) {
            let content = isFolder.boolValue ? (try? FileManager.default.contentsOfDirectory(atPath: url.path)) : nil
            // A run that was killed while it wrote its first file has left no more than that file aside.
            guard content?.allSatisfy({ $0.hasPrefix(".") && $0.hasSuffix(".part") }) == true else {
                throw RunFolderError.exists(path: path)
            }
        } else {
            do {
                try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
            } catch {
                // Foundation hides the cause; the system's own call names it.
                let reason =
                    mkdir(url.path, 0o777) == 0
                    ? FileTrouble.reason(error, path: path) : String(cString: strerror(errno))
                throw RunFolderError.notCreated(path: path, reason: reason)
            }
        }
        return RunFolder(url: url)
    }

    /// Makes a new folder, or takes up one whose run has not ended.
    ///
    /// - Parameter isSame: whether the folder belongs to the run that is about to begin.
    /// - Returns: whether there is something to continue.
    public static func createOrContinue(
        _ path: String, isSame: (RunFolder) throws -> Bool
    ) throws -> (folder: RunFolder, continues: Bool) {
        let folder = RunFolder(url: URL(fileURLWithPath: path))
        guard FileManager.default.fileExists(atPath: folder.file("run.json").path) else {
            return (try create(path), false)
        }
        if try folder.readJSON(RunStatus.self, from: "run.json").state == .complete {
            throw RunFolderError.complete(path: path)
        }
        guard try isSame(folder) else { throw RunFolderError.otherStudy(path: path) }
        return (folder, true)
    }

    /// Keeps other processes from writing the folder until this one ends.
    public func lock() throws {
        // Of the folder itself, so that no file is left behind; the descriptor stays open on purpose.
        let descriptor = Foundation.open(url.path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0, flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            throw RunFolderError.inUse(path: url.path)
        }
    }

    /// Removes a file that the run needs no more.
    public func remove(_ name: String) { unlink(file(name).path) }

    public func has(_ name: String) -> Bool { FileManager.default.fileExists(atPath: file(name).path) }

    /// Opens a folder that a run has written.
    /// - Parameter files: what must be there; by default what makes a network.
    public static func open(
        _ path: String, holding files: [String] = ["study.yaml", "conductances.csv"]
    ) throws -> RunFolder {
        let folder = RunFolder(url: URL(fileURLWithPath: path))
        for name in files
        where !FileManager.default.fileExists(atPath: folder.url.appendingPathComponent(name).path) {
            throw RunFolderError.notARun(path: path, missing: name)
        }
        return folder
    }

    /// The folder that a file lies in, to write that file whole.
    public init(containing file: URL) { url = file.deletingLastPathComponent() }

    private init(url: URL) { self.url = url }

    public func file(_ name: String) -> URL { url.appendingPathComponent(name) }

    /// Writes a text whole or not at all.
    public func write(_ text: String, to name: String) throws { try write(Data(text.utf8), to: name) }

    /// Writes a file whole or not at all; folders in its name are made.
    public func write(_ data: Data, to name: String) throws {
        let target = file(name)
        let aside = target.deletingLastPathComponent().appendingPathComponent(".\(target.lastPathComponent).part")
        do {
            try FileManager.default.createDirectory(
                at: target.deletingLastPathComponent(), withIntermediateDirectories: true)
            try data.write(to: aside)
            guard rename(aside.path, target.path) == 0 else {
                throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO)
            }
        } catch {
            unlink(aside.path)
            throw RunFolderError.unwritable(path: target.path, reason: FileTrouble.reason(error, path: target.path))
        }
    }

    public func writeJSON(_ value: some Encodable, to name: String) throws {
        try write(String(decoding: RunFolder.json(value), as: UTF8.self), to: name)
    }

    /// JSON as this program writes it: sorted keys, one final line end.
    public static func json(_ value: some Encodable, pretty: Bool = true) throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting =
            pretty ? [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes] : [.sortedKeys, .withoutEscapingSlashes]
        return try encoder.encode(value) + Data("\n".utf8)
    }

    public func readJSON<Value: Decodable>(_ type: Value.Type, from name: String) throws -> Value {
        let data: Data
        do {
            data = try Data(contentsOf: file(name))
        } catch {
            throw RunFolderError.unreadable(path: file(name).path, reason: FileTrouble.reason(error, path: name))
        }
        do {
            return try JSONDecoder().decode(type, from: data)
        } catch {
            throw RunFolderError.unreadable(
                path: file(name).path, reason: "it is not what this program writes: \(error)")
        }
    }

    func bytes(_ name: String) throws -> Data {
        do {
            return try Data(contentsOf: file(name))
        } catch {
            throw RunFolderError.unreadable(path: file(name).path, reason: FileTrouble.reason(error, path: name))
        }
    }

    func text(_ name: String) throws -> String {
        do {
            return try String(contentsOf: file(name), encoding: .utf8)
        } catch {
            throw RunFolderError.unreadable(path: file(name).path, reason: FileTrouble.reason(error, path: name))
        }
    }
}

/// A trained network as a run folder holds it.
public struct StoredNetwork: Sendable {
    public var study: Study
    public var conductances: ConductanceArray

    public init(study: Study, conductances: ConductanceArray) {
        self.study = study
        self.conductances = conductances
    }

    public init(study: Study, record: ConductanceRecord) throws {
        self.study = study
        conductances = try ConductanceArray(
            columns: GlyphSet.count, rows: Glyph.pixelCount, range: study.circuit.conductanceRange(),
            siemens: record.siemens.flatMap { $0 })
    }
}

/// `network.json`: what the conductances belong to.
private struct NetworkFile: Codable {
    var schemaVersion = 1
    var program: ProgramRecord
    var model: String
    var loss: String
    var neurons: Int
    var rows: Int
    var decision = "first spike wins"
    var conductances = "conductances.csv"
    var study = "study.yaml"
}

extension RunFolder {
    /// Writes the resolved study and its glyphs.
    public func write(_ study: Study) throws {
        try write(study.glyphs.text, to: "glyphs.txt")
        try write(study.yaml(glyphFile: "glyphs.txt"), to: "study.yaml")
    }

    public func write(_ array: ConductanceArray, study: Study, program: ProgramRecord) throws {
        try writeJSON(
            NetworkFile(
                program: program, model: study.training.model.rawValue, loss: study.training.loss.rawValue,
                neurons: array.columns, rows: array.rows), to: "network.json")
        try write(ConductanceCSV.text(array), to: "conductances.csv")
    }

    public func loadNetwork() throws -> StoredNetwork {
        let study = try Study.load(file("study.yaml").path)
        let array = try ConductanceCSV.parse(
            text("conductances.csv"), file: file("conductances.csv").path, columns: GlyphSet.count,
            rows: Glyph.pixelCount,
            range: try study.circuit.conductanceRange())
        return StoredNetwork(study: study, conductances: array)
    }

    /// The results of a complete run, or of one that was cut off.
    public func loadResults() throws -> RunResults {
        struct Version: Decodable { var schemaVersion: Int }
        let version = try readJSON(Version.self, from: "results.json").schemaVersion
        guard version == RunResults.currentSchemaVersion else {
            throw RunFolderError.foreignVersion(
                file: file("results.json").path, found: version, supported: RunResults.currentSchemaVersion)
        }
        return try readJSON(RunResults.self, from: "results.json")
    }
}
