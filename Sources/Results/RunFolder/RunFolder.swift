import Datasets
package import Foundation
import Studies

/// What `run.json` says of a run: it tells a finished folder from one that was cut off.
package struct RunStatus: Codable, Sendable, Equatable {
    package enum State: String, Codable, Sendable, CaseIterable {
        /// Still running, or cut off without a chance to say so.
        case incomplete
        case complete
        case interrupted
        case failed
    }

    package var schemaVersion = 1
    package var program: ProgramRecord
    package var command: String
    /// What the folder holds; absent in those of earlier versions, and in those that hold no network.
    package var kind: RunKind?
    package var state: State
    /// Why it is not complete.
    package var reason: String?

    package init(program: ProgramRecord, command: String, kind: RunKind?, state: State, reason: String?) {
        self.program = program
        self.command = command
        self.state = state
        self.reason = reason
        self.kind = kind
    }
}

/// A folder that holds one run. Every file is written aside and then renamed, so that none is ever half-written.
package struct RunFolder: Sendable {
    package let url: URL
    /// Held as long as the folder is written.
    private let lock: FolderLock?

    /// Makes a new folder, or takes an empty one, and keeps other processes from it.
    package static func create(_ path: String) throws -> RunFolder {
        let folder = try claim(path)
        guard try folder.isEmpty() else { throw folder.occupied(path) }
        return folder
    }

    /// Makes a new folder, or takes up one whose run has not ended, and keeps other processes from it.
    ///
    /// - Parameters:
    ///   - command: of the run that is about to begin.
    ///   - isSame: whether the folder belongs to that run.
    /// - Returns: whether there is something to continue.
    package static func createOrContinue(
        _ path: String, command: String, isSame: (RunFolder) throws -> Bool
    ) throws -> (folder: RunFolder, continues: Bool) {
        let folder = try claim(path)
        if try folder.isEmpty() { return (folder, false) }
        guard folder.has("run.json") else { throw folder.occupied(path) }
        let status = try folder.readJSON(RunStatus.self, from: "run.json")
        if status.state == .complete { throw RunFolderError.complete(path: path) }
        guard status.command == command else {
            throw RunFolderError.cutOff(path: path, command: status.command, state: status.state)
        }
        guard try isSame(folder) else { throw RunFolderError.otherStudy(path: path) }
        for name in try folder.names() where WholeFile.isAside(name) { folder.remove(name) }
        return (folder, true)
    }

    /// Makes the folder if there is none, and locks it: of two processes that want it, one gets it.
    private static func claim(_ path: String) throws -> RunFolder {
        let url = URL(fileURLWithPath: path)
        var isFolder: ObjCBool = false
        if FileManager.default.fileExists(atPath: url.path, isDirectory: &isFolder) {
            guard isFolder.boolValue else { throw RunFolderError.exists(path: path) }
        } else {
            do {
                try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
            } catch {
                // Foundation hides the cause; the system's own call names it. Another process may have been faster.
                let code = mkdir(url.path, 0o777) == 0 ? 0 : errno
                guard code == EEXIST || code == 0 else {
                    throw RunFolderError.notCreated(path: path, reason: FileTrouble(code: code).description)
                }
            }
        }
        guard let lock = try FolderLock(url.path) else { throw RunFolderError.inUse(path: path) }
        return RunFolder(url: url, lock: lock)
    }

    /// Whether nothing is there: a run that was killed while it wrote its first file has left no more than that file aside, one
    /// that failed at once no more than its status.
    private func isEmpty() throws -> Bool {
        let names = try names().filter { !WholeFile.isAside($0) }
        guard names == ["run.json"] else { return names.isEmpty }
        return (try? readJSON(RunStatus.self, from: "run.json"))?.state == .failed
    }

    private func names() throws -> [String] {
        do {
            return try FileManager.default.contentsOfDirectory(atPath: url.path)
        } catch {
            throw RunFolderError.unreadable(
                path: url.path, reason: (error as NSError).userInfo[NSUnderlyingErrorKey].map { "\($0)" } ?? "\(error)")
        }
    }

    /// Why a folder with content cannot be taken.
    private func occupied(_ path: String) -> RunFolderError {
        guard let status = try? readJSON(RunStatus.self, from: "run.json"), status.state != .complete else {
            return .exists(path: path)
        }
        return .cutOff(path: path, command: status.command, state: status.state)
    }

    /// Removes a file that the run needs no more.
    package func remove(_ name: String) { unlink(file(name).path) }

    package func has(_ name: String) -> Bool { FileManager.default.fileExists(atPath: file(name).path) }

    /// Opens a folder that a run has written.
    /// - Parameter files: what must be there; by default what makes a network.
    package static func open(
        _ path: String, holding files: [String] = ["study.yaml", "network.json"]
    ) throws -> RunFolder {
        let folder = RunFolder(url: URL(fileURLWithPath: path))
        for name in files where !folder.has(name) {
            // What earlier versions kept a classifier in.
            if name == NetworkFile.name, folder.has(ConductanceCSV.name) { continue }
            if case .cutOff(let path, let command, let state) = folder.occupied(path) {
                throw RunFolderError.cutOff(path: path, command: command, state: state)
            }
            throw RunFolderError.notARun(path: path, missing: name)
        }
        return folder
    }

    /// The folder that a file lies in, to write that file whole.
    package init(containing file: URL) { self.init(url: file.deletingLastPathComponent()) }

    private init(url: URL, lock: FolderLock? = nil) {
        self.url = url
        self.lock = lock
    }

    package func file(_ name: String) -> URL { url.appendingPathComponent(name) }

    /// Writes a text whole or not at all.
    package func write(_ text: String, to name: String) throws { try write(Data(text.utf8), to: name) }

    /// Writes a file whole or not at all; folders in its name are made.
    package func write(_ data: Data, to name: String) throws {
        do {
            try WholeFile.write(data, to: name, in: url.path)
        } catch {
            throw RunFolderError.unwritable(path: file(name).path, reason: error.description)
        }
    }

    package func writeJSON(_ value: some Encodable, to name: String) throws {
        try write(String(decoding: RunFolder.json(value), as: UTF8.self), to: name)
    }

    /// JSON as this program writes it: sorted keys, one final line end.
    package static func json(_ value: some Encodable, pretty: Bool = true) throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting =
            pretty ? [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes] : [.sortedKeys, .withoutEscapingSlashes]
        return try encoder.encode(value) + Data("\n".utf8)
    }

    package func readJSON<Value: Decodable>(_ type: Value.Type, from name: String) throws -> Value {
        let data = try bytes(name, limit: InputFile.textLimit)
        do {
            return try JSONDecoder().decode(type, from: data)
        } catch {
            throw RunFolderError.unreadable(
                path: file(name).path, reason: "it is not what this program writes: \(JSONTrouble.words(error))")
        }
    }

    package func bytes(_ name: String, limit: Int = .max) throws -> Data {
        do {
            return try InputFile.bytes(file(name).path, limit: limit)
        } catch {
            throw RunFolderError.unreadable(path: file(name).path, reason: error.description)
        }
    }

    func text(_ name: String) throws -> String {
        do {
            return try InputFile.text(file(name).path)
        } catch {
            throw RunFolderError.unreadable(path: file(name).path, reason: error.description)
        }
    }
}

/// Keeps other processes from a folder while this value lives.
private final class FolderLock: Sendable {
    private let descriptor: Int32

    /// - Returns: nil if another process has it.
    init?(_ path: String) throws {
        // Of the folder itself, so that no file is left behind.
        descriptor = Foundation.open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw RunFolderError.unreadable(path: path, reason: FileTrouble(code: errno).description)
        }
        // A file system without locks cannot say who else writes; that is no reason to write nothing.
        if flock(descriptor, LOCK_EX | LOCK_NB) != 0, errno == EWOULDBLOCK {
            close(descriptor)
            return nil
        }
    }

    deinit { close(descriptor) }
}
