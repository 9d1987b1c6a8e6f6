#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// Watches a worker during one job: how much processor time it takes, and that it takes any.
///
/// Processor time, since a job that is slow only because the machine is busy is none the worse; and it stands still in a
/// worker that is stopped or waits for something that never comes.
final class WorkerWatch {
    private let worker: pid_t
    private let timeLimit: Duration
    private let patience: Duration
    private let start: Duration
    private var last: (used: Duration, at: ContinuousClock.Instant)
    /// How long to wait between two looks [ms].
    let interval: Int32

    init(_ worker: pid_t, timeLimit: Duration, patience: Duration) {
        self.worker = worker
        self.timeLimit = timeLimit
        self.patience = patience
        start = Self.processorTime(of: worker) ?? .zero
        last = (start, .now)
        interval = Int32(max(1, min(250, min(timeLimit, patience) / .milliseconds(4))))
    }

    func check() throws(ChannelError) {
        // A worker that has ended closes its socket, which is noticed there.
        guard let used = Self.processorTime(of: worker) else { return }
        guard used - start <= timeLimit else { throw .timeLimit }
        let now = ContinuousClock.now
        if used > last.used {
            last = (used, now)
        } else if now - last.at > patience {
            throw .standstill(seconds: patience / .seconds(1))
        }
    }

    /// nil of a process that has ended.
    private static func processorTime(of process: pid_t) -> Duration? {
        #if canImport(Darwin)
            var usage = rusage_info_v2()
            let status = withUnsafeMutablePointer(to: &usage) {
                $0.withMemoryRebound(to: rusage_info_t?.self, capacity: 1) {
                    proc_pid_rusage(process, RUSAGE_INFO_V2, $0)
                }
            }
            guard status == 0 else { return nil }
            return .nanoseconds(Int64(clamping: usage.ri_user_time + usage.ri_system_time))
        #else
            var clock = clockid_t()
            var time = timespec()
            guard clock_getcpuclockid(process, &clock) == 0, clock_gettime(clock, &time) == 0 else { return nil }
            return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
        #endif
    }
}
