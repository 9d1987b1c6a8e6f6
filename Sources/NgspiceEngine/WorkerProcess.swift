import CNgspice

#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// A worker that runs, and the socket to it.
///
/// A socket, not two pipes: on it a write to a dead worker is an error and no SIGPIPE, without a change to how the whole
/// program treats that signal.
struct WorkerProcess: Sendable {
    let identifier: pid_t
    let channel: FrameChannel

    /// Starts `executable` with one end of a socket as its standard input and output.
    ///
    /// Every descriptor is closed on exec, so that no worker holds another's socket open.
    static func start(executable: String, arguments: [String]) throws(NgspiceError) -> WorkerProcess {
        var ends: [Int32] = [-1, -1]
        guard makeSockets(&ends) else {
            throw .workerNotStarted(executable: executable, reason: "no socket: \(String(cString: strerror(errno)))")
        }
        defer { close(ends[1]) }
        var identifier = pid_t()
        let status = spawn(executable, arguments, standardStreams: ends[1], &identifier)
        guard status == 0 else {
            close(ends[0])
            throw .workerNotStarted(executable: executable, reason: String(cString: strerror(status)))
        }
        return WorkerProcess(
            identifier: identifier, channel: FrameChannel(input: ends[0], output: ends[0], isSocket: true))
    }

    /// Closes the socket, upon which a worker exits, and collects its status.
    /// - Parameter patience: how long it may take before it is killed.
    @discardableResult
    func end(patience: Duration = .seconds(1)) -> WorkerEnd {
        close(channel.input)
        let deadline = ContinuousClock.now + patience
        var killed = false
        while true {
            var status: Int32 = 0
            let result = waitpid(identifier, &status, killed ? 0 : WNOHANG)
            if result == identifier {
                let signal = status & 0x7f
                return signal == 0 ? .exit(status: (status >> 8) & 0xff) : .signal(signal)
            }
            if result < 0, errno != EINTR { return .unknown }
            if !killed, ContinuousClock.now >= deadline {
                kill(identifier, SIGKILL)
                killed = true
            } else if !killed {
                usleep(200)
            }
        }
    }

    /// Ends a worker that does not listen.
    func kill() {
        kill(identifier, SIGKILL)
        end()
    }

    private func kill(_ process: pid_t, _ signal: Int32) { _ = systemKill(process, signal) }

    private static func makeSockets(_ ends: inout [Int32]) -> Bool {
        #if canImport(Darwin)
            guard socketpair(AF_UNIX, SOCK_STREAM, 0, &ends) == 0 else { return false }
            var on: Int32 = 1
            for end in ends {
                _ = fcntl(end, F_SETFD, FD_CLOEXEC)
                setsockopt(end, SOL_SOCKET, SO_NOSIGPIPE, &on, socklen_t(MemoryLayout<Int32>.size))
            }
            return true
        #else
            // Close-on-exec from the first moment: another thread may be starting a process right now.
            let type = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
            return socketpair(AF_UNIX, type, 0, &ends) == 0
        #endif
    }

    private static func spawn(
        _ executable: String, _ arguments: [String], standardStreams: Int32, _ identifier: inout pid_t
    ) -> Int32 {
        #if canImport(Darwin)
            var actions: posix_spawn_file_actions_t?
            var attributes: posix_spawnattr_t?
            var flags = POSIX_SPAWN_CLOEXEC_DEFAULT
        #else
            var actions = posix_spawn_file_actions_t()
            var attributes = posix_spawnattr_t()
            var flags: Int32 = 0
        #endif
        posix_spawn_file_actions_init(&actions)
        posix_spawnattr_init(&attributes)
        defer {
            posix_spawn_file_actions_destroy(&actions)
            posix_spawnattr_destroy(&attributes)
        }
        posix_spawn_file_actions_adddup2(&actions, standardStreams, 0)
        posix_spawn_file_actions_adddup2(&actions, standardStreams, 1)
        #if canImport(Darwin)
            posix_spawn_file_actions_addinherit_np(&actions, 2)
        #endif
        // A caller's thread may have blocked or ignored signals; the worker starts afresh.
        var defaults = sigset_t()
        sigemptyset(&defaults)
        sigaddset(&defaults, SIGPIPE)
        sigaddset(&defaults, SIGTERM)
        var mask = sigset_t()
        sigemptyset(&mask)
        posix_spawnattr_setsigdefault(&attributes, &defaults)
        posix_spawnattr_setsigmask(&attributes, &mask)
        flags |= Int32(POSIX_SPAWN_SETSIGDEF) | Int32(POSIX_SPAWN_SETSIGMASK)
        posix_spawnattr_setflags(&attributes, Int16(flags))
        return CStrings.withArray([executable] + arguments) { argv in
            posix_spawn(&identifier, executable, &actions, &attributes, argv, cngspice_environment())
        }
    }
}

private func systemKill(_ process: pid_t, _ signal: Int32) -> Int32 { kill(process, signal) }
