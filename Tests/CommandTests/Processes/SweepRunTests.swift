import Foundation
import TestedProgram
import Testing

private let study = """
    training: {epochs: 4, batchesPerEpoch: 40, batchSize: 64}
    retraining: {batches: 60}
    axes:
      stuckAt.rate: [0.1, 0.2, 0.3]
      input.flipProbability: [0.1, 0.2]
    remedies: [none, fault-aware]
    sampling: {maps: 60, draws: 400, checked: 0}
    """

@Suite struct SweepRunTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        try folder.write(study, to: "sweep.yaml")
    }

    private var journalLength: Int {
        (try? FileManager.default.attributesOfItem(atPath: folder.path("cut/journal"))[.size] as? Int) ?? 0
    }

    /// Killed at twenty moments, each time continued by the same command, it ends with the bytes of a whole run.
    @Test func killedTwentyTimesItEndsWithTheSameBytes() throws {
        #expect(try memspike("sweep", "sweep.yaml", "--output", "whole", in: folder).status == 0)
        var random = SystemRandomNumberGenerator()
        var killed = 0
        for _ in 0..<20 {
            let before = journalLength
            let run = try RunningCommand(["sweep", "sweep.yaml", "--output", "cut"], in: folder)
            // A moment after it has gone on where the last one stopped.
            _ = run.waits { journalLength > before }
            usleep(UInt32.random(in: 0...30_000, using: &random))
            if run.process.isRunning { kill(run.process.processIdentifier, SIGKILL) }
            let ended = try run.finish()
            if ended.status == -9 { killed += 1 } else { break }
        }
        // The last ones may find the sweep complete.
        #expect(killed >= 10)
        if try folder.json("cut/run.json")["state"] as? String != "complete" {
            let last = try memspike("sweep", "sweep.yaml", "--output", "cut", in: folder)
            #expect(last.status == 0, "\(last.error)")
        }
        #expect(try folder.text("cut/results.json") == folder.text("whole/results.json"))
        #expect(try folder.text("cut/points.csv") == folder.text("whole/points.csv"))
    }

    /// A file that may not grow: what the journal holds is intact, and the sweep continues when there is room.
    @Test func aFullDiskLeavesTheJournalIntact() throws {
        #expect(try memspike("sweep", "sweep.yaml", "--output", "whole", in: folder).status == 0)
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/sh")
        // The signal of a file too large is ignored: the write fails, as on a full disk.
        process.arguments = [
            "-c", "trap '' XFSZ; ulimit -f 40; exec \"$0\" sweep sweep.yaml --output full", memspikeExecutable,
        ]
        process.currentDirectoryURL = folder.url
        let error = Pipe()
        process.standardError = error
        process.standardOutput = FileHandle.nullDevice
        try process.run()
        let text = String(decoding: error.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        #expect(process.terminationStatus == 1 && text.contains("is intact: make room"), "\(text)")
        let held = try folder.text("full/journal")
        #expect(held.split(separator: "\n").count > 10)
        let resumed = try memspike("sweep", "sweep.yaml", "--output", "full", in: folder)
        #expect(resumed.status == 0 && resumed.error.contains("continues after"), "\(resumed.error)")
        #expect(try folder.text("full/results.json") == folder.text("whole/results.json"))
    }

    @Test func anotherStudyDoesNotContinue() throws {
        let run = try RunningCommand(["sweep", "sweep.yaml", "--output", "cut"], in: folder)
        #expect(run.waits { folder.has("cut/journal") })
        kill(run.process.processIdentifier, SIGKILL)
        _ = try run.finish()
        let other = try memspike("sweep", "sweep.yaml", "--seed", "9", "--output", "cut", in: folder)
        #expect(other.status == 2 && other.error.contains("another study or seed"), "\(other.error)")
    }

    @Test func effectsAreListed() throws {
        let list = try memspike("effects", "--json", in: folder)
        let text = try memspike("effects", in: folder).output
        let effects = try #require(try list.json["effects"] as? [[String: Any]])
        #expect(!effects.isEmpty)
        for effect in effects {
            let name = try #require(effect["key"] as? String)
            #expect(text.contains("\n\(name): "), "\(name)")
        }
        #expect(text.contains("not in discrete: the discrete model's cells are ohmic"))
    }
}
