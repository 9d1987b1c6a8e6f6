import ArgumentParser
import Dispatch
import EventDrivenSolver
import Experiments
import Foundation
import NgspiceEngine
import Quantities
import Results
import Synchronization

/// Options that every command with work to do shares.
struct WorkOptions: ParsableArguments {
    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("Run this many trials at once; results do not depend on it.", valueName: "n"))
    var jobs = ProcessInfo.processInfo.activeProcessorCount

    @OptionGroup var printing: PrintOptions

    @OptionGroup var limit: TimeLimitOption

    func validate() throws {
        guard (1...1024).contains(jobs) else {
            throw ValidationError("--jobs is \(jobs), but must be 1 to 1024")
        }
    }
}

/// The composition root: engines, clock, progress and Ctrl-C for one command.
struct Session {
    static let program = ProgramRecord(name: "memspike", version: Memspike.version)

    let context: RunContext
    private let line: ProgressLine
    private let interruption: Interruption
    private let limit: TimeLimitOption

    init(_ options: WorkOptions) {
        let line = ProgressLine()
        let interruption = Interruption()
        self.line = line
        self.interruption = interruption
        limit = options.limit
        context = RunContext(
            jobs: options.jobs, stopwatch: { ProgressLine.now() }, isCancelled: { interruption.requested },
            report: { line.show($0) })
    }

    /// Ends the progress line, so that text can follow.
    func finishProgress() { line.finish() }

    /// The native engine alone, for work that needs no other.
    func eventEngine() -> SimulationEngines {
        SimulationEngines(events: EventDrivenSimulator(), ngspice: nil, ngspiceMissing: nil)
    }

    /// Both engines; ngspice may be missing, and then what is missing is said.
    func engines() throws -> SimulationEngines {
        let events = EventDrivenSimulator()
        do {
            _ = try NgspiceLibrary.availability()
        } catch {
            guard case .libraryMissing = error else { throw error }
            return SimulationEngines(
                events: events, ngspice: nil, ngspiceMissing: "ngspice was left out: \(error.description)")
        }
        let pool = NgspiceWorkerPool(
            executable: Self.executable, workers: context.jobs, timeLimit: limit.duration)
        return SimulationEngines(
            events: events, ngspice: try NgspiceSimulator(pool: pool), ngspiceMissing: nil,
            ngspiceRespawns: { pool.respawns })
    }

    /// This program's own file, to start workers from.
    static var executable: String {
        Bundle.main.executablePath ?? CommandLine.arguments[0]
    }
}

/// Ctrl-C asks the run to stop at the next trial; a second one ends the program at once.
final class Interruption: Sendable {
    private let flag = Atomic<Bool>(false)

    var requested: Bool { flag.load(ordering: .relaxed) }

    init() {
        // A thread of its own: a blocked main thread must not hold the signal back.
        let thread = Thread { [self] in
            var signals = sigset_t()
            sigemptyset(&signals)
            sigaddset(&signals, SIGINT)
            while true {
                var received: Int32 = 0
                guard sigwait(&signals, &received) == 0 else { return }
                if flag.exchange(true, ordering: .relaxed) { exit(Failure.interrupted) }
            }
        }
        var blocked = sigset_t()
        sigemptyset(&blocked)
        sigaddset(&blocked, SIGINT)
        signal(SIGINT, SIG_DFL)
        pthread_sigmask(SIG_BLOCK, &blocked, nil)
        thread.start()
    }
}

/// One line on a terminal: stage, part done, remaining time. In a pipe it stays quiet.
final class ProgressLine: Sendable {
    private struct State {
        var shownAt = -1.0
        var isOpen = false
        /// A run that is continued does not begin at 0.
        var firstFraction: Double?
    }

    private let isTerminal = isatty(STDERR_FILENO) == 1
    private let start = ProgressLine.now()
    private let state = Mutex(State())

    static func now() -> Double { Double(DispatchTime.now().uptimeNanoseconds) * 1e-9 }

    func show(_ update: ProgressUpdate) {
        show(update.detail.map { "\(update.stage), \($0)" } ?? update.stage, fraction: update.fraction)
    }

    func show(_ stage: String, fraction: Double) {
        guard isTerminal else { return }
        let now = Self.now()
        state.withLock { state in
            guard now - state.shownAt > 0.1 else { return }
            state.shownAt = now
            state.isOpen = true
            let first = state.firstFraction ?? fraction
            state.firstFraction = first
            let elapsed = now - start
            let done = fraction - first
            let remaining = done > 0.01 ? elapsed * (1 - fraction) / done : .infinity
            let left = remaining.isFinite && elapsed > 1 ? ", \(Self.duration(remaining)) left" : ""
            let percent = Int(saturating: (fraction * 100).rounded(.down))
            let text = "\(percent) %  \(stage)\(left)".prefix(Self.columns - 1)
            StandardError.write("\r\u{1b}[K\(text)", terminator: "")
        }
    }

    func finish() {
        state.withLock { state in
            guard state.isOpen else { return }
            state.isOpen = false
            StandardError.write("\r\u{1b}[K", terminator: "")
        }
    }

    /// The terminal's width: a line that wraps could not be written over.
    private static var columns: Int {
        var size = winsize()
        return ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 1 ? Int(size.ws_col) : 80
    }

    private static func duration(_ seconds: Double) -> String {
        let whole = Int(saturating: seconds.rounded())
        return whole < 60 ? "\(whole) s" : "\(whole / 60) min \(whole % 60) s"
    }
}
