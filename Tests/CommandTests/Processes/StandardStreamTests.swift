import Foundation
import TestedProgram
import Testing

@Suite("Standard streams that are closed or full")
struct StandardStreamTests {
    /// Runs a line of shell in which `$0` is the program.
    private func shell(_ line: String, in folder: TemporaryFolder) throws -> (status: Int32, error: String) {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/sh")
        process.arguments = ["-c", line, memspikeExecutable]
        process.currentDirectoryURL = folder.url
        process.standardInput = FileHandle.nullDevice
        let log = folder.url.appendingPathComponent("log")
        try Data().write(to: log)
        process.standardError = try FileHandle(forWritingTo: log)
        process.standardOutput = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        let status = process.terminationReason == .exit ? process.terminationStatus : -process.terminationStatus
        return (status, try folder.text("log"))
    }

    #if os(Linux)
        @Test(
            "output that a full disk refuses is a failure",
            arguments: ["patterns --file", "--help", "device list --json"])
        func fullOutput(arguments: String) throws {
            let run = try shell("\"$0\" \(arguments) >/dev/full", in: TemporaryFolder())
            #expect(run.status == 1)
            #expect(run.error.contains("cannot write standard output: No space left on device"))
        }
    #endif

    @Test("a reader that goes away is no reason to complain")
    func closedPipe() throws {
        // The reader is gone before the program begins; the status is that of the program.
        let run = try shell("(sleep 0.2; \"$0\" patterns --file; echo $? >status) | true", in: TemporaryFolder())
        #expect(run.error.isEmpty)
    }

    @Test(
        "a status comes without standard error as well",
        arguments: ["2>&-", "2>/dev/full", ">&- 2>&-", "<&- >&- 2>&-"])
    func noErrors(streams: String) throws {
        let folder = try TemporaryFolder()
        #expect(try shell("\"$0\" check no-such-run \(streams)", in: folder).status == 2)
        #expect(try shell("\"$0\" no-such-command \(streams)", in: folder).status == 2)
        #expect(try shell("\"$0\" patterns --file >&- \(streams)", in: folder).status == 0)
    }

    @Test("no file of a run becomes one of the three descriptors")
    func closedStreams() throws {
        let folder = try TemporaryFolder()
        let run = try shell(
            "\"$0\" device simulate vteam --pulses 2 --amplitude 1V --output out <&- >&- 2>&-", in: folder)
        #expect(run.status == 0)
        // A note or a progress line in a file would stand before its heading.
        #expect(try folder.text("out/trace.csv").hasPrefix("t"))
    }
}
