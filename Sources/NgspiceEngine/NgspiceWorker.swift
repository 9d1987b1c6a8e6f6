import CNgspice

#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// The worker process's whole life.
package enum NgspiceWorker {
    /// Runs the decks that arrive on `input` and answers each on `output`, until `input` closes.
    ///
    /// Takes the process for itself: standard input and output lead nowhere afterwards, since ngspice prints, and
    /// SIGINT is ignored, since a Ctrl-C reaches the whole process group and the parent decides what it means.
    package static func serve(input: Int32, output: Int32) {
        signal(SIGINT, SIG_IGN)
        signal(SIGPIPE, SIG_IGN)
        // Away from 0, 1 and 2, where ngspice cannot reach them.
        let channel = FrameChannel(
            input: fcntl(input, F_DUPFD_CLOEXEC, 3), output: fcntl(output, F_DUPFD_CLOEXEC, 3), isSocket: false)
        guard channel.input >= 0, channel.output >= 0 else { return }
        let nowhere = open("/dev/null", O_RDWR)
        dup2(nowhere, 0)
        dup2(nowhere, 1)
        if nowhere > 2 { close(nowhere) }
        confine()
        var desk = Desk()
        while let message = try? channel.receive(watch: nil), let request = try? Request(decoding: message) {
            let reply = desk.answer(request)
            guard (try? channel.send(reply.encode(), watch: nil)) != nil else { return }
        }
    }

    /// Takes from this process what a deck has no use for: files beside it, writing, other programs.
    ///
    /// Others' decks run here. What they name is read before; a `.spiceinit` in the user's folder would change what a
    /// netlist means.
    private static func confine() {
        let place = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
        var template = Array("\(place)/memspike-XXXXXX".utf8CString)
        if let folder = mkdtemp(&template), chdir(folder) == 0 {
            // Nothing can be made in a folder that is gone, and nothing remains of it.
            rmdir(folder)
        } else {
            _ = chdir("/")
        }
        signal(SIGXFSZ, SIG_IGN)
        var none = rlimit(rlim_cur: 0, rlim_max: 0)
        setFileSizeLimit(&none)
        cngspice_forbid_programs()
    }

    private static func setFileSizeLimit(_ limit: inout rlimit) {
        #if canImport(Darwin)
            setrlimit(RLIMIT_FSIZE, &limit)
        #else
            setrlimit(__rlimit_resource_t(UInt32(RLIMIT_FSIZE.rawValue)), &limit)
        #endif
    }

    /// Opens the library at the first request, and again after one that could not be loaded.
    private struct Desk {
        var library: NgspiceLibrary?

        mutating func answer(_ request: Request) -> Reply {
            do throws(NgspiceError) {
                let library = try openedLibrary()
                switch request {
                case .identify: return .version(library.version)
                case .run(let job): return .record(try library.run(job))
                }
            } catch {
                if case .libraryUnusable = error { library = nil }
                return .failure(error)
            }
        }

        private mutating func openedLibrary() throws(NgspiceError) -> NgspiceLibrary {
            if let library { return library }
            let opened = try NgspiceLibrary()
            library = opened
            return opened
        }
    }
}
