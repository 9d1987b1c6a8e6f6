import NumericalMethods
import Synchronization

/// What a run needs from outside: cores, a clock, a way to stop, and someone to tell.
package struct RunContext: Sendable {
    /// How many trials run at once; results do not depend on it.
    package var jobs: Int
    /// Seconds on a monotonic clock; only for the times that a run reports.
    package var stopwatch: @Sendable () -> Double
    package var isCancelled: @Sendable () -> Bool
    package var report: @Sendable (ProgressUpdate) -> Void

    package init(
        jobs: Int, stopwatch: @escaping @Sendable () -> Double, isCancelled: @escaping @Sendable () -> Bool = { false },
        report: @escaping @Sendable (ProgressUpdate) -> Void = { _ in }
    ) {
        precondition(jobs > 0)
        self.jobs = jobs
        self.stopwatch = stopwatch
        self.isCancelled = isCancelled
        self.report = report
    }

    /// For an inner run, of which nobody is told.
    /// - Parameter jobs: as many as here if nil.
    func silent(jobs: Int? = nil) -> RunContext {
        RunContext(jobs: jobs ?? self.jobs, stopwatch: stopwatch, isCancelled: isCancelled)
    }
}

/// How far a run is.
package struct ProgressUpdate: Sendable {
    package var stage: String
    /// Part of the whole run that is done, by expected work, 0…1.
    package var fraction: Double
    /// Where the stage stands, in a few words: an epoch, its loss.
    package var detail: String?

    package init(stage: String, fraction: Double, detail: String? = nil) {
        self.stage = stage
        self.fraction = fraction
        self.detail = detail
    }
}

/// The run was asked to stop.
package struct RunInterrupted: Error, Equatable, CustomStringConvertible {
    package var stage: String

    package init(stage: String) { self.stage = stage }
    package var description: String { "interrupted during \(stage)" }
}

/// Stages of a run with their share of the work; counts trials as they finish.
package final class StageMeter: Sendable {
    private struct State {
        var stage = 0
        var done = 0
        var total = 1
        var detail: String?
    }

    private let names: [String]
    private let starts: [Double]
    private let weights: [Double]
    private let context: RunContext
    private let state = Mutex(State())

    /// - Parameter stages: names and expected work, in any unit.
    init(_ stages: [(name: String, weight: Double)], context: RunContext) {
        let sum = stages.reduce(0) { $0 + $1.weight }
        names = stages.map(\.name)
        weights = stages.map { $0.weight / sum }
        var start = 0.0
        starts = weights.map { weight in
            defer { start += weight }
            return start
        }
        self.context = context
    }

    func begin(_ name: String, trials: Int) {
        state.withLock { state in
            state.stage = names.firstIndex(of: name)!
            state.done = 0
            state.total = max(1, trials)
            state.detail = nil
        }
        tell()
    }

    func finishTrial() {
        state.withLock { $0.done += 1 }
        tell()
    }

    /// - Parameter done: trials that an earlier session of the run has done.
    func skip(_ done: Int) { state.withLock { $0.done += done } }

    func describe(_ detail: String) { state.withLock { $0.detail = detail } }

    var stage: String { state.withLock { names[$0.stage] } }

    private func tell() {
        let update = state.withLock { state in
            ProgressUpdate(
                stage: names[state.stage],
                fraction: starts[state.stage] + weights[state.stage] * Double(min(state.done, state.total))
                    / Double(state.total),
                detail: state.detail)
        }
        context.report(update)
    }

    /// Runs `trials` trials on `context.jobs` threads; results come in the order of their indices.
    /// - Throws: `RunInterrupted`, or the error of the failed trial with the lowest index among those that ran.
    func map<Value: Sendable>(
        _ name: String, trials: Int, _ trial: @escaping @Sendable (Int) throws -> Value
    ) throws -> [Value] {
        begin(name, trials: trials)
        return try run(trials: trials, trial)
    }

    /// The same within the stage that has begun.
    func run<Value: Sendable>(trials: Int, _ trial: @escaping @Sendable (Int) throws -> Value) throws -> [Value] {
        let next = Atomic<Int>(0)
        let results = Mutex([Value?](repeating: nil, count: trials))
        let failure = Mutex<(index: Int, error: any Error)?>(nil)
        ThreadTeam.run(min(context.jobs, max(1, trials))) {
            while true {
                let index = next.add(1, ordering: .relaxed).oldValue
                if index >= trials || context.isCancelled() || failure.withLock({ $0 != nil }) { return }
                do {
                    let value = try trial(index)
                    results.withLock { $0[index] = value }
                } catch {
                    failure.withLock { if $0 == nil || index < $0!.index { $0 = (index, error) } }
                }
                finishTrial()
            }
        }
        if let failure = failure.withLock({ $0 }) { throw failure.error }
        if context.isCancelled() { throw RunInterrupted(stage: stage) }
        return results.withLock { $0.map { $0! } }
    }
}
