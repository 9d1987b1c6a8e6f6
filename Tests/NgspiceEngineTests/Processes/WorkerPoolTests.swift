import Foundation
import Synchronization
import TestedProgram
import Testing

@testable import NgspiceEngine

/// A deck that takes `points` steps.
private func longJob(points: Int, title: String = "long") -> NgspiceJob {
    let stop = Double(points) * 1e-9
    let deck = """
        * \(title)
        V1 in 0 DC 3
        R1 in a 1e3
        C1 a 0 1e-9 IC=0
        .save v(a)
        .tran 1e-9 \(stop) 0 1e-9 UIC
        .end
        """
    return NgspiceJob(title: title, deck: deck, vectors: ["a"], stopTime: stop)
}

/// Runs `body` on a thread of its own, as the pool's callers do.
private func onThread<R: Sendable>(_ body: @escaping @Sendable () throws -> R) -> @Sendable () throws -> R {
    let result = Mutex<Result<R, any Error>?>(nil)
    let done = DispatchSemaphore(value: 0)
    Thread.detachNewThread {
        let outcome = Result { try body() }
        result.withLock { $0 = outcome }
        done.signal()
    }
    return {
        done.wait()
        return try result.withLock { try $0!.get() }
    }
}

/// Waits until `condition` holds, at most 10 s.
private func eventually(_ condition: () -> Bool) -> Bool {
    for _ in 0..<10_000 {
        if condition() { return true }
        usleep(1000)
    }
    return false
}

@Suite(.enabled(if: ngspiceTestsRun, "libngspice is not installed"))
struct WorkerPoolTests {
    @Test func killedWorkerIsReplacedAndTheResultIsTheSame() throws {
        let job = longJob(points: 400_000)
        let undisturbed = try makePool().run(job)
        let pool = makePool()
        let run = onThread { try pool.run(job) }
        #expect(eventually { !pool.processIdentifiers.isEmpty })
        usleep(100_000)  // in the middle: the run takes over half a second
        kill(pool.processIdentifiers[0], SIGKILL)
        #expect(try run() == undisturbed)
        #expect(pool.respawns == 1)
    }

    @Test func twiceKilledIsAnError() throws {
        let pool = makePool()
        let run = onThread { try pool.run(longJob(points: 2_000_000, title: "twice")) }
        #expect(eventually { !pool.processIdentifiers.isEmpty })
        let first = pool.processIdentifiers[0]
        usleep(50_000)
        kill(first, SIGKILL)
        #expect(eventually { pool.processIdentifiers.contains { $0 != first } })
        usleep(50_000)
        kill(pool.processIdentifiers[0], SIGKILL)
        #expect(throws: NgspiceError.workerLost(title: "twice", ends: [.signal(SIGKILL), .signal(SIGKILL)])) {
            try run()
        }
        #expect(pool.respawns == 2)
        // The pool works on.
        #expect(try pool.run(longJob(points: 1000)).time.count > 1000)
    }

    @Test func workerKilledWhileIdleIsReplaced() throws {
        let pool = makePool()
        let job = longJob(points: 1000)
        let before = try pool.run(job)
        kill(pool.processIdentifiers[0], SIGKILL)
        usleep(50_000)  // dead for certain, so that the job is written to a closed socket
        #expect(try pool.run(job) == before)
        #expect(pool.respawns == 1)
    }

    @Test func deadWorkerDoesNotRaiseSIGPIPE() async {
        // In a process of its own, whose SIGPIPE kills, whatever the test runner does about it.
        await #expect(processExitsWith: .success) {
            signal(SIGPIPE, SIG_DFL)
            let pool = makePool()
            let job = longJob(points: 1000)
            let before = try pool.run(job)
            kill(pool.processIdentifiers[0], SIGKILL)
            usleep(50_000)
            #expect(try pool.run(job) == before)
        }
    }

    @Test func hungWorkerIsKilled() {
        // Reads nothing, writes nothing.
        let pool = NgspiceWorkerPool(
            executable: "/bin/sleep", arguments: ["1000"], workers: 1, patience: .milliseconds(300))
        let start = ContinuousClock.now
        #expect(
            throws: NgspiceError.workerLost(
                title: "long", ends: [.standstill(seconds: 0.3), .standstill(seconds: 0.3)])
        ) { try pool.run(longJob(points: 10)) }
        #expect(ContinuousClock.now - start < .seconds(5))
        #expect(pool.processIdentifiers.isEmpty)
    }

    @Test func slowJobIsNotTriedTwice() throws {
        let pool = makePool(timeLimit: .milliseconds(500))
        #expect(throws: NgspiceError.timeLimitReached(title: "slow", seconds: 0.5)) {
            try pool.run(longJob(points: 20_000_000, title: "slow"))
        }
        #expect(pool.respawns == 1 && pool.processIdentifiers.isEmpty)
        // The pool works on.
        #expect(try pool.run(longJob(points: 1000)).time.count > 1000)
    }

    @Test func stoppedWorkerIsReplaced() throws {
        let job = longJob(points: 400_000)
        // A second without any processor time: more than a busy machine lets a process wait.
        let pool = NgspiceWorkerPool(executable: memspikeExecutable, workers: 1, patience: .seconds(3))
        let run = onThread { try pool.run(job) }
        #expect(eventually { !pool.processIdentifiers.isEmpty })
        usleep(100_000)
        kill(pool.processIdentifiers[0], SIGSTOP)
        #expect(try run() == makePool().run(job))
        #expect(pool.respawns == 1)
    }

    /// Neither a shell nor a file: whatever stands in a deck, and wherever it stands.
    @Test(arguments: [
        ".control\nshell touch FILE\n.endc", " .CONTROL\nshell touch FILE\n.endc", "*# shell touch FILE",
        ".control\nwrite FILE\n.endc",
    ])
    func commandsInDecksAreRefused(commands: String) throws {
        let folder = try TemporaryFolder()
        let text = commands.replacing("FILE", with: folder.path("touched"))
        var job = longJob(points: 100)
        job.deck = job.deck.replacing(".end\n", with: text + "\n.end\n").replacing("\n.end", with: "\n\(text)\n.end")
        #expect {
            try makePool().run(job)
        } throws: { error in
            guard case NgspiceError.runFailed(let failure)? = error as? NgspiceError else { return false }
            return failure.cause == .rejected && failure.detail.contains("commands for ngspice")
        }
        #expect(!FileManager.default.fileExists(atPath: folder.path("touched")))
    }

    #if os(Linux)
        /// Beyond the reading of decks: the worker's process itself starts no program, writes no file and stands nowhere.
        @Test func workersAreConfined() throws {
            let pool = makePool()
            _ = try pool.run(longJob(points: 100))
            let process = "/proc/\(pool.processIdentifiers[0])"
            let status = try String(contentsOfFile: "\(process)/status", encoding: .utf8)
            #expect(status.contains("Seccomp:\t2") && status.contains("NoNewPrivs:\t1"))
            let limits = try String(contentsOfFile: "\(process)/limits", encoding: .utf8)
            #expect(limits.contains(#/Max file size +0 +0/#))
            #expect(try FileManager.default.destinationOfSymbolicLink(atPath: "\(process)/cwd").hasSuffix("(deleted)"))
        }
    #endif

    @Test func missingExecutable() {
        let pool = NgspiceWorkerPool(executable: "/nonexistent/memspike", workers: 1)
        #expect {
            try pool.run(longJob(points: 10))
        } throws: { error in
            guard case NgspiceError.workerNotStarted(let executable, let reason)? = error as? NgspiceError else {
                return false
            }
            return executable == "/nonexistent/memspike" && reason.contains("No such file")
        }
    }

    @Test func executableThatIsNoWorker() {
        let quits = NgspiceWorkerPool(executable: "/bin/false", workers: 1)
        #expect(throws: NgspiceError.workerLost(title: "long", ends: [.exit(status: 1), .exit(status: 1)])) {
            try quits.run(longJob(points: 10))
        }
        // Prints, and stays until it is killed.
        let prints = NgspiceWorkerPool(
            executable: "/bin/sh", arguments: ["-c", "echo 0123456789 hello; exec cat > /dev/null"], workers: 1)
        #expect {
            try prints.run(longJob(points: 10))
        } throws: { error in
            guard case NgspiceError.workerLost(_, let ends)? = error as? NgspiceError, ends.count == 2 else {
                return false
            }
            return ends.allSatisfy { if case .nonsense(let what) = $0 { what.contains("01234") } else { false } }
        }
    }

    @Test func resultsDoNotDependOnTheNumberOfWorkers() throws {
        let jobs = (0..<12).map { longJob(points: 2000 + 500 * $0) }
        let one = makePool()
        let expected = try jobs.map { try one.run($0) }
        let two = makePool(workers: 2)
        let waits = jobs.map { job in onThread { try two.run(job) } }
        #expect(try waits.map { try $0() } == expected)
        #expect(two.processIdentifiers.count == 2, "twelve callers, two workers")
        #expect(two.respawns == 0)
    }

    @Test func workersEndWithThePool() throws {
        var identifier: pid_t = 0
        do {
            let pool = makePool()
            _ = try pool.run(longJob(points: 10))
            identifier = pool.processIdentifiers[0]
            #expect(kill(identifier, 0) == 0)
        }
        // A zombie would still answer to signal 0.
        #expect(kill(identifier, 0) == -1 && errno == ESRCH)
    }

    @Test func workersIgnoreInterrupts() throws {
        let pool = makePool()
        let before = try pool.run(longJob(points: 1000))
        kill(pool.processIdentifiers[0], SIGINT)
        usleep(20_000)
        #expect(try pool.run(longJob(points: 1000)) == before)
        #expect(pool.respawns == 0)
    }

    @Test func spiceinitInTheWorkingFolderIsNotRead() throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("memspike-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
        defer { try? FileManager.default.removeItem(at: folder) }
        // It would end every worker.
        try Data("* init\nquit 1\n".utf8).write(to: folder.appendingPathComponent(".spiceinit"))
        let pool = NgspiceWorkerPool(
            executable: "/bin/sh",
            arguments: ["-c", "cd '\(folder.path)' && exec '\(memspikeExecutable)' ngspice-worker"],
            workers: 1)
        let job = longJob(points: 100)
        #expect(try pool.run(job) == makePool().run(job))
        #expect(pool.respawns == 0)
    }

    #if os(Linux)
        @Test func workersHoldNoForeignDescriptors() throws {
            let pool = makePool(workers: 2)
            let waits = (0..<2).map { _ in onThread { try pool.run(longJob(points: 200_000)) } }
            for wait in waits { _ = try wait() }
            let identifiers = pool.processIdentifiers
            #expect(identifiers.count == 2)
            let sockets = try identifiers.map { identifier in
                let folder = "/proc/\(identifier)/fd"
                return Set(
                    try FileManager.default.contentsOfDirectory(atPath: folder).compactMap {
                        try? FileManager.default.destinationOfSymbolicLink(atPath: "\(folder)/\($0)")
                    }.filter { $0.hasPrefix("socket:") })
            }
            // Both have what the test runner leaves open, and each its own; the second would also hold the pool's end
            // of the first if that were inherited, and the first would not see its input close.
            #expect(sockets[0].subtracting(sockets[1]).count == 1)
            #expect(sockets[1].subtracting(sockets[0]).count == 1)
        }

        @Test func memoryStaysFlat() throws {
            let pool = makePool()
            let job = longJob(points: 1500)
            func residentPages() throws -> Int {
                let text = try String(contentsOfFile: "/proc/\(pool.processIdentifiers[0])/statm", encoding: .utf8)
                return Int(text.split(separator: " ")[1])!
            }
            for _ in 0..<100 { _ = try pool.run(job) }
            let before = try residentPages()
            for _ in 0..<300 { _ = try pool.run(job) }
            let growth = (try residentPages() - before) * 4096
            // One record is 24 kB: a run that left it behind would grow 7 MB.
            #expect(growth < 1 << 20, "grew \(growth) bytes in 300 runs")
        }
    #endif

    @Test func theLibraryIsNamedWithItsVersion() throws {
        let version = try makePool().version()
        #expect(Int(version.prefix { $0.isNumber }) ?? 0 >= 26, "\(version)")
    }
}

@Suite struct LibraryTests {
    @Test func missingLibrarySaysWhatToInstall() {
        #expect {
            try NgspiceLibrary(fileNames: ["libngspice-that-is-not.so", "neither.dylib"])
        } throws: { error in
            guard case NgspiceError.libraryMissing(let tried, _)? = error as? NgspiceError else { return false }
            let text = (error as! NgspiceError).description
            return tried == ["libngspice-that-is-not.so", "neither.dylib"]
                && text.contains("apt-get install libngspice0-dev") && text.contains("brew install libngspice")
                && text.contains("dnf install libngspice")
        }
    }

    #if os(Linux)
        @Test func anotherLibraryIsNotNgspice() {
            #expect(throws: NgspiceError.libraryUnusable(file: "libm.so.6", reason: "it lacks ngSpice_Init")) {
                try NgspiceLibrary(fileNames: ["libm.so.6"])
            }
        }
    #endif
}
