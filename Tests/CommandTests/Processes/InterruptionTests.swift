import Foundation
import TestedProgram
import Testing

@Suite struct InterruptionTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func check(_ run: Command, hasResults: Bool) throws {
        #expect(run.status == 130)
        #expect(run.error.contains("interrupted during"))
        let status = try folder.json("run/run.json")
        #expect(status["state"] as? String == "interrupted")
        #expect((status["reason"] as? String)?.contains("interrupted during") == true)
        #expect(folder.has("run/study.yaml"))
        #expect(folder.has("run/results.json") == hasResults)
        let names = try FileManager.default.subpathsOfDirectory(atPath: folder.path("run"))
        #expect(!names.contains { $0.hasSuffix(".part") })
    }

    @Test func controlCInTrainingEndsTheRunAndSaysSo() throws {
        let run = try RunningCommand(["paper", "--quick", "--output", "run"], in: folder)
        // The study is written when training begins.
        #expect(run.waits { folder.has("run/study.yaml") })
        usleep(100_000)
        run.process.interrupt()
        try check(run.finish(), hasResults: false)
    }

    @Test func controlCInTheMiddleKeepsWhatWasMeasured() throws {
        let run = try RunningCommand(["paper", "--quick", "--output", "run"], in: folder)
        #expect(run.waits { folder.has("run/results.json") })
        run.process.interrupt()
        try check(run.finish(), hasResults: true)
        #expect(try folder.json("run/results.json")["schemaVersion"] as? Int == 3)
        // The folder stays readable.
        #expect(try memspike("check", "run", in: folder).status == 0)
        #expect(try memspike("report", "run", in: folder).status == 0)
        #expect(try memspike("evaluate", "run", "--presentations", "20", in: folder).status == 0)
    }

    #if os(Linux)
        /// The children of a process that run our workers.
        private func workers(of parent: Int32) -> [Int32] {
            let processes = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
            return processes.compactMap { Int32($0) }.filter { process in
                guard let text = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8),
                    let end = text.lastIndex(of: ")")
                else { return false }
                // After the name in parentheses: state, parent.
                let fields = text[end...].split(separator: " ")
                return fields.count > 2 && Int32(fields[2]) == parent && fields[1] != "Z"
            }
        }

        @Test(.enabled(if: ngspiceTestsRun, "libngspice is not installed"))
        func aKilledWorkerIsReplacedAndReported() throws {
            try folder.write(smallStudy, to: "study.yaml")
            #expect(try memspike("train", "study.yaml", "--output", "run", in: folder).status == 0)
            let arguments = [
                "evaluate", "run", "--engine", "ngspice", "--presentations", "40", "--jobs", "1", "--json",
            ]
            let undisturbed = try RunningCommand(arguments, in: folder).finish()
            #expect(undisturbed.status == 0)
            let run = try RunningCommand(arguments, in: folder)
            #expect(run.waits { !workers(of: run.process.processIdentifier).isEmpty })
            usleep(300_000)  // in the middle: the runs take over a second
            let worker = try #require(workers(of: run.process.processIdentifier).first)
            kill(worker, SIGKILL)
            let disturbed = try run.finish()
            #expect(disturbed.status == 0, "\(disturbed.error)")
            // Nothing is lost, and nothing silent: the same numbers, with a note.
            let (a, b) = (try undisturbed.json, try disturbed.json)
            for key in ["clean", "noise", "energy"] {
                let (x, y) = (try #require(a[key] as? [String: Any]), try #require(b[key] as? [String: Any]))
                #expect(NSDictionary(dictionary: x) == NSDictionary(dictionary: y), "\(key)")
            }
            let notes = try #require(b["notes"] as? [String])
            #expect(notes.contains { $0.contains("1 ngspice worker") && $0.contains("replaced") }, "\(notes)")
        }
    #endif
}
