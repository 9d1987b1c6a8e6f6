import Dispatch
import Synchronization

/// Worker processes that run ngspice side by side.
///
/// A worker starts when a job finds none idle, and stays. Callers are plain threads: a call blocks its thread until a
/// worker is free and has answered. Which worker runs a job has no influence on the result.
package final class NgspiceWorkerPool: Sendable {
    private struct State {
        var idle: [WorkerProcess] = []
        var busy: Set<Int32> = []
        var respawns = 0
    }

    /// The executable of every worker, which calls `NgspiceWorker.serve` when started with `arguments`.
    package let executable: String
    package let arguments: [String]
    /// The largest number of workers.
    package let workers: Int
    /// The processor time that a worker may take for one job.
    package let timeLimit: Duration
    /// How long a worker may take no processor time at all before it counts as hung.
    package let patience: Duration

    package static let usualTimeLimit = Duration.seconds(600)

    private let state = Mutex(State())
    /// Counts free places. It starts at 0 and is raised: a semaphore that ends below its first value traps.
    private let places = DispatchSemaphore(value: 0)

    /// - Parameter workers: at least 1; one per core is the most that pays.
    package init(
        executable: String, arguments: [String] = ["ngspice-worker"], workers: Int,
        timeLimit: Duration = NgspiceWorkerPool.usualTimeLimit, patience: Duration = .seconds(60)
    ) {
        precondition(workers >= 1, "a pool of \(workers) workers runs nothing")
        self.executable = executable
        self.arguments = arguments
        self.workers = workers
        self.timeLimit = timeLimit
        self.patience = patience
        for _ in 0..<workers { places.signal() }
    }

    deinit {
        for worker in state.withLock({ $0.idle }) { worker.end() }
    }

    /// How many workers died or hung and were replaced so far; a report must state it.
    package var respawns: Int { state.withLock { $0.respawns } }

    /// The process identifiers of all workers that run now.
    var processIdentifiers: [Int32] { state.withLock { $0.idle.map(\.identifier) + $0.busy.sorted() } }

    /// Runs one deck; a job that loses its worker is tried once more with a new one.
    /// - Throws: `runFailed` for a deck that fails, `timeLimitReached`, `workerLost` after a second loss, `workerNotStarted`,
    ///   `libraryMissing`, `libraryUnusable`.
    package func run(_ job: NgspiceJob) throws(NgspiceError) -> NgspiceRecord {
        let reply = try answer(to: .run(job), title: job.title) { reply in
            guard case .record(let record) = reply else { return false }
            return record.values.count == job.vectors.count
                && record.values.allSatisfy { $0.count == record.time.count }
        }
        guard case .record(let record) = reply else { preconditionFailure("the answer was checked") }
        return record
    }

    /// ngspice's version, as a worker's library says.
    package func version() throws(NgspiceError) -> String {
        let reply = try answer(to: .identify, title: "version") { reply in
            if case .version = reply { true } else { false }
        }
        guard case .version(let version) = reply else { preconditionFailure("the answer was checked") }
        return version
    }

    /// - Parameter fits: whether a reply that is no failure belongs to the request.
    private func answer(
        to request: Request, title: String, fits: (Reply) -> Bool
    ) throws(NgspiceError) -> Reply {
        places.wait()
        defer { places.signal() }
        let message = request.encode()
        var ends: [WorkerEnd] = []
        while ends.count < 2 {
            let worker = try checkOut()
            let watch = WorkerWatch(worker.identifier, timeLimit: timeLimit, patience: patience)
            do {
                try worker.channel.send(message, watch: watch)
                let reply = try Reply(decoding: worker.channel.receive(watch: watch))
                if case .failure(let error) = reply {
                    checkIn(worker)
                    throw error
                }
                guard fits(reply) else { throw MalformedMessage(reason: "an answer to another question") }
                checkIn(worker)
                return reply
            } catch let error as NgspiceError {
                throw error
            } catch ChannelError.timeLimit {
                // Slow, not hung: it would be as slow again.
                _ = bury(worker, after: ChannelError.timeLimit)
                throw .timeLimitReached(title: title, seconds: timeLimit / .seconds(1))
            } catch {
                ends.append(bury(worker, after: error))
            }
        }
        throw .workerLost(title: title, ends: ends)
    }

    private func checkOut() throws(NgspiceError) -> WorkerProcess {
        let waiting = state.withLock { state -> WorkerProcess? in
            guard let worker = state.idle.popLast() else { return nil }
            state.busy.insert(worker.identifier)
            return worker
        }
        if let waiting { return waiting }
        let worker = try WorkerProcess.start(executable: executable, arguments: arguments)
        state.withLock { _ = $0.busy.insert(worker.identifier) }
        return worker
    }

    private func checkIn(_ worker: WorkerProcess) {
        state.withLock { state in
            state.busy.remove(worker.identifier)
            state.idle.append(worker)
        }
    }

    private func bury(_ worker: WorkerProcess, after error: any Error) -> WorkerEnd {
        state.withLock { state in
            state.busy.remove(worker.identifier)
            state.respawns += 1
        }
        switch error {
        case ChannelError.timeLimit:
            worker.kill()
            return .unknown
        case ChannelError.standstill(let seconds):
            worker.kill()
            return .standstill(seconds: seconds)
        case ChannelError.malformed(let what):
            worker.kill()
            return .nonsense(what)
        case let error as MalformedMessage:
            worker.kill()
            return .nonsense(error.reason)
        default:
            return worker.end()
        }
    }
}
