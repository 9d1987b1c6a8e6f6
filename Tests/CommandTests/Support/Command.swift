import Foundation
import TestedProgram
import Testing

/// A run of the built executable.
struct Command {
    var status: Int32
    var output: String
    var error: String

    /// The output as JSON.
    var json: [String: Any] {
        get throws {
            let value = try JSONSerialization.jsonObject(with: Data(output.utf8))
            return try #require(value as? [String: Any])
        }
    }

    /// The lines of a JSON output that tell no time.
    var timelessLines: [Substring] { output.split(separator: "\n").filter { !$0.contains("econds\"") } }
}

/// The executable in a process of its own, in a folder of its own.
final class RunningCommand {
    let process = Process()
    private let files: TemporaryFolder
    private let output: FileHandle
    private let error: FileHandle

    init(_ arguments: [String], in folder: TemporaryFolder) throws {
        // Files and not pipes: a pipe that nobody empties stops the program.
        files = try TemporaryFolder()
        for name in ["output", "error"] { try Data().write(to: files.url.appendingPathComponent(name)) }
        output = try FileHandle(forWritingTo: files.url.appendingPathComponent("output"))
        error = try FileHandle(forWritingTo: files.url.appendingPathComponent("error"))
        process.executableURL = URL(fileURLWithPath: memspikeExecutable)
        process.arguments = arguments
        process.currentDirectoryURL = folder.url
        process.standardOutput = output
        process.standardError = error
        process.standardInput = FileHandle.nullDevice
        try process.run()
    }

    func finish() throws -> Command {
        process.waitUntilExit()
        func text(_ name: String) throws -> String {
            String(decoding: try Data(contentsOf: files.url.appendingPathComponent(name)), as: UTF8.self)
        }
        // A signal's number with the sign that no exit status has.
        let status = process.terminationReason == .exit ? process.terminationStatus : -process.terminationStatus
        return Command(status: status, output: try text("output"), error: try text("error"))
    }

    /// Waits until `condition` holds, at most 60 s, while the program runs.
    func waits(for condition: () -> Bool) -> Bool {
        for _ in 0..<6000 {
            if condition() { return true }
            if !process.isRunning { return condition() }
            usleep(10_000)
        }
        return false
    }
}

func memspike(_ arguments: String..., in folder: TemporaryFolder) throws -> Command {
    try RunningCommand(arguments, in: folder).finish()
}

extension TemporaryFolder {
    func write(_ text: String, to name: String) throws {
        try Data(text.utf8).write(to: url.appendingPathComponent(name))
    }

    func text(_ name: String) throws -> String {
        String(decoding: try Data(contentsOf: url.appendingPathComponent(name)), as: UTF8.self)
    }

    func json(_ name: String) throws -> [String: Any] {
        let value = try JSONSerialization.jsonObject(with: Data(contentsOf: url.appendingPathComponent(name)))
        return try #require(value as? [String: Any])
    }

    func has(_ name: String) -> Bool { FileManager.default.fileExists(atPath: path(name)) }
}

/// Trains in about a second.
let smallStudy = """
    training:
      epochs: 6
      batchesPerEpoch: 60
    noise:
      presentations: 2000
    """
