import Foundation

/// The process that runs the inputs of one batch; what ends it is the finding.
enum Child {
    /// Processor time for one input [s].
    static let timeLimit = 5
    /// Memory for one input, beyond what the process had before [bytes].
    static let memoryLimit = 500 << 20
    /// Growth per input over a batch that is no leak yet [bytes].
    static let leak = 1 << 10

    static let tooMuchMemory: Int32 = 77
    static let leaked: Int32 = 78

    /// - Parameter progress: a file that tells the parent which input runs: its index, then how many were taken.
    static func run(
        _ target: FuzzTarget, _ mutator: Mutator, seed: UInt64, _ indices: Range<Int>, folder: String, progress: String
    ) throws {
        let descriptor = open(progress, O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw FuzzError("\(progress): \(String(cString: strerror(errno)))") }
        var state: [Int64] = [0, 0]
        limit()
        var settled: (inputs: Int, memory: Int)?
        for index in indices {
            state[0] = Int64(index)
            _ = state.withUnsafeBytes { pwrite(descriptor, $0.baseAddress, $0.count, 0) }
            startClock()
            let before = peakMemory()
            if try target.run(mutator.input(index, seed: seed), in: folder) { state[1] += 1 }
            if peakMemory() - before > memoryLimit { exit(tooMuchMemory) }
            // Caches are full by then.
            if index - indices.lowerBound == indices.count / 4 { settled = (index, memory()) }
        }
        stopClock()
        state[0] = Int64(indices.upperBound)
        _ = state.withUnsafeBytes { pwrite(descriptor, $0.baseAddress, $0.count, 0) }
        if let settled, indices.count >= 4000 {
            let inputs = indices.upperBound - settled.inputs
            if memory() - settled.memory > max(inputs * leak, 64 << 20) { exit(leaked) }
        }
    }

    /// One input alone.
    static func run(_ target: FuzzTarget, _ input: [UInt8], folder: String) throws {
        limit()
        startClock()
        let before = peakMemory()
        _ = try target.run(input, in: folder)
        if peakMemory() - before > memoryLimit { exit(tooMuchMemory) }
    }

    private static func limit() {
        // Far above the limit that is a finding, so that one is told from an allocation that fails.
        var space = rlimit(rlim_cur: 8 << 30, rlim_max: 8 << 30)
        #if os(Linux)
            setrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &space)
        #endif
        // A trap needs no backtrace here, which takes seconds.
        for signal in [SIGILL, SIGTRAP, SIGSEGV, SIGBUS, SIGFPE, SIGABRT] { Foundation.signal(signal, SIG_DFL) }
        var core = rlimit(rlim_cur: 0, rlim_max: 0)
        #if os(Linux)
            setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &core)
        #endif
    }

    /// SIGPROF ends the process when an input has used its processor time.
    private static func startClock() {
        var timer = itimerval()
        timer.it_value.tv_sec = timeLimit
        #if os(Linux)
            setitimer(__itimer_which_t(ITIMER_PROF.rawValue), &timer, nil)
        #else
            setitimer(ITIMER_PROF, &timer, nil)
        #endif
        // One that waits uses none.
        alarm(120)
    }

    private static func stopClock() {
        var timer = itimerval()
        #if os(Linux)
            setitimer(__itimer_which_t(ITIMER_PROF.rawValue), &timer, nil)
        #else
            setitimer(ITIMER_PROF, &timer, nil)
        #endif
        alarm(0)
    }

    private static func peakMemory() -> Int {
        var usage = rusage()
        #if os(Linux)
            getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
            return usage.ru_maxrss << 10
        #else
            getrusage(RUSAGE_SELF, &usage)
            return usage.ru_maxrss
        #endif
    }

    /// What the process holds now; 0 where the system does not tell.
    private static func memory() -> Int {
        guard let text = try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8),
            let pages = text.split(separator: " ").dropFirst().first.flatMap({ Int($0) })
        else { return 0 }
        return pages * Int(sysconf(Int32(_SC_PAGESIZE)))
    }
}
