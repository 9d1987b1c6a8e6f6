import Foundation

/// Runs batches of one target in processes of their own, and keeps what ends one.
struct Parent {
    let target: FuzzTarget
    let mutator: Mutator
    let corpus: Corpus
    let seed: UInt64
    /// Where findings go.
    let findings: String
    /// A folder of this target's own, in memory if the system has such a place.
    let work: String
    /// This program's arguments that every child gets.
    let common: [String]

    struct Finding {
        var index: Int
        var reason: String
        var path: String
    }

    struct Outcome {
        var inputs = 0
        var taken = 0
        var seconds = 0.0
        var findings: [Finding] = []
    }

    private static let batch = 10_000
    /// A target that fails at every turn would otherwise fill the disk.
    private static let mostFindings = 20

    /// - Parameter seconds: when to stop; `inputs` ends it earlier.
    func run(from start: Int, seconds: Double, inputs: Int) throws -> Outcome {
        let begin = DispatchTime.now().uptimeNanoseconds
        func elapsed() -> Double { Double(DispatchTime.now().uptimeNanoseconds - begin) * 1e-9 }
        var outcome = Outcome()
        try corpus.prepare(work, for: target)
        let progress = work + ".progress"
        while elapsed() < seconds, outcome.inputs < inputs, outcome.findings.count < Self.mostFindings {
            let first = start + outcome.inputs
            let last = first + min(Self.batch, inputs - outcome.inputs)
            unlink(progress)
            let child = try spawn(
                ["--from", "\(first)", "--to", "\(last)", "--progress", progress],
                patience: seconds - elapsed())
            let (index, taken) = Self.read(progress) ?? (first, 0)
            outcome.taken += taken
            switch child {
            case .finished: outcome.inputs = index - start
            case .stopped:
                outcome.inputs = index - start
                outcome.seconds = elapsed()
                return outcome
            case .failed(let reason):
                outcome.inputs = (reason == Self.leak ? last : index + 1) - start
                let input = mutator.input(index, seed: seed)
                let path = "\(findings)/\(target.name)-\(seed)-\(index)-\(target.file)"
                let small = reason == Self.leak ? input : try minimised(input, reason: reason)
                try FileManager.default.createDirectory(atPath: findings, withIntermediateDirectories: true)
                try Data(small).write(to: URL(fileURLWithPath: path))
                outcome.findings.append(Finding(index: index, reason: reason, path: path))
                try corpus.prepare(work, for: target)
            }
        }
        outcome.seconds = elapsed()
        return outcome
    }

    /// Leaves out what the failure does not need, for a while.
    private func minimised(_ input: [UInt8], reason: String) throws -> [UInt8] {
        var best = input
        var size = max(1, best.count / 2)
        var tries = reason.hasPrefix("signal") && !reason.contains("time") ? 60 : 6
        let path = work + ".candidate"
        while size >= 1, tries > 0 {
            var place = 0
            while place < best.count, tries > 0 {
                var candidate = best
                candidate.removeSubrange(place..<min(best.count, place + size))
                try Data(candidate).write(to: URL(fileURLWithPath: path))
                tries -= 1
                if try spawn(["--input", path], patience: 60) == .failed(reason) {
                    best = candidate
                } else {
                    place += size
                }
            }
            size /= 2
        }
        return best
    }

    private enum End: Equatable {
        case finished
        case stopped
        case failed(String)
    }

    private static let leak = "leak"

    /// - Parameter patience: a child that runs longer is asked to stop [s].
    private func spawn(_ arguments: [String], patience: Double) throws -> End {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
        process.arguments =
            common + ["--child", target.name, "--seed", "\(seed)", "--work", work] + arguments
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        // A backtrace of every trap takes seconds.
        process.environment = ProcessInfo.processInfo.environment.merging(["SWIFT_BACKTRACE": "enable=no"]) { $1 }
        let done = DispatchSemaphore(value: 0)
        process.terminationHandler = { _ in done.signal() }
        try process.run()
        var isStopped = false
        if done.wait(timeout: .now() + max(1, patience)) == .timedOut {
            isStopped = true
            kill(process.processIdentifier, SIGTERM)
            done.wait()
        }
        if process.terminationReason == .uncaughtSignal {
            switch process.terminationStatus {
            case SIGTERM where isStopped: return .stopped
            case SIGPROF: return .failed("signal: more than \(Child.timeLimit) s of processor time")
            case SIGALRM: return .failed("signal: hangs, no time used")
            default: return .failed("signal \(process.terminationStatus)")
            }
        }
        return switch process.terminationStatus {
        case 0: .finished
        case Child.tooMuchMemory: .failed("more than \(Child.memoryLimit >> 20) MB")
        case Child.leaked: .failed(Self.leak)
        default: .failed("exit status \(process.terminationStatus)")
        }
    }

    private static func read(_ progress: String) -> (index: Int, taken: Int)? {
        guard let data = FileManager.default.contents(atPath: progress), data.count == 16 else { return nil }
        let values = data.withUnsafeBytes {
            [$0.loadUnaligned(as: Int64.self), $0.loadUnaligned(fromByteOffset: 8, as: Int64.self)]
        }
        return (Int(values[0]), Int(values[1]))
    }
}
