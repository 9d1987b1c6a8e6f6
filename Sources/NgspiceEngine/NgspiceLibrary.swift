import CNgspice

/// libngspice, open in this process.
///
/// The library keeps its state in globals, runs one deck at a time and answers 0 to nearly every failure. So it belongs
/// into a worker process of its own, one instance per process, used by one thread; what a run means is decided here from
/// what it printed and from the vectors themselves.
package final class NgspiceLibrary {
    /// The names under which systems install it.
    static let fileNames = ["libngspice.so.0", "libngspice.so", "libngspice.0.dylib", "libngspice.dylib"]

    /// "39", as the library says when it starts.
    package private(set) var version = "unknown"
    private var library = cngspice_library()
    private let file: String
    private let transcript = Transcript()

    /// Checks that the library is there, without keeping it open.
    /// - Returns: the file name that was found.
    /// - Throws: `libraryMissing` or `libraryUnusable`.
    @discardableResult
    package static func availability() throws(NgspiceError) -> String {
        var (library, file) = try open(fileNames)
        cngspice_close(&library)
        return file
    }

    /// Opens and initialises the library.
    package convenience init() throws(NgspiceError) {
        try self.init(fileNames: Self.fileNames)
    }

    init(fileNames: [String]) throws(NgspiceError) {
        (library, file) = try Self.open(fileNames)
        try initialise()
    }

    deinit { cngspice_close(&library) }

    /// Runs one deck and reads its vectors; nothing of it remains in the library afterwards.
    /// - Throws: `runFailed`, and `libraryUnusable` if the library cannot be loaded again after a fatal error.
    package func run(_ job: NgspiceJob) throws(NgspiceError) -> NgspiceRecord {
        guard library.handle != nil else {
            throw .libraryUnusable(file: file, reason: "it could not be loaded again after a fatal error")
        }
        // After a load that failed, "run" would run the circuit before it.
        command("remcirc")
        command(job.mode.behaviour.map { "set ngbehavior=\($0)" } ?? "unset ngbehavior")
        transcript.clear()
        let result: Result<NgspiceRecord, NgspiceRunFailure>
        do throws(NgspiceRunFailure) {
            try load(job)
            command("run")
            result = .success(try VectorReader(library: library, transcript: transcript, job: job).read())
        } catch {
            result = .failure(error)
        }
        try cleanUp()
        switch result {
        case .success(let record): return record
        case .failure(let failure): throw .runFailed(failure)
        }
    }

    private func load(_ job: NgspiceJob) throws(NgspiceRunFailure) {
        // ngspice would run these as it reads them.
        for line in job.deck.split(whereSeparator: \.isNewline) {
            let text = line.drop(while: \.isWhitespace).lowercased()
            guard !text.hasPrefix(".control"), !text.hasPrefix("*#") else {
                throw NgspiceRunFailure(
                    cause: .rejected, title: job.title, detail: "the netlist holds commands for ngspice: \(line)")
            }
        }
        let lines = job.deck.split(separator: "\n").map { CStrings.copy(String($0)) }
        var pointers = lines.map(Optional.some) + [nil]
        let status = library.circuit(&pointers)
        CStrings.free(lines)
        guard status == 0, transcript.hasCircuit, !transcript.hasError, !transcript.exitRequested else {
            throw NgspiceRunFailure(
                cause: job.mode == .ngspice ? .rejected : .rejectedDialect, title: job.title,
                detail: "the netlist was not accepted",
                messages: transcript.complaints)
        }
    }

    private func cleanUp() throws(NgspiceError) {
        if transcript.exitRequested {
            // The library is poisoned: it would reject every deck that follows.
            cngspice_close(&library)
            (library, _) = try Self.open([file])
            try initialise()
            return
        }
        command("destroy all")
        command("remcirc")
        transcript.clear()
    }

    private func command(_ text: String) {
        let copy = CStrings.copy(text)
        _ = library.command(copy)
        CStrings.free([copy])
    }

    private func initialise() throws(NgspiceError) {
        transcript.exitRequested = false
        transcript.clear()
        let status = library.`init`(
            { line, _, context in
                guard let line, let context else { return 0 }
                Unmanaged<Transcript>.fromOpaque(context).takeUnretainedValue().append(String(cString: line))
                return 0
            }, nil,
            { _, _, _, _, context in
                guard let context else { return 0 }
                Unmanaged<Transcript>.fromOpaque(context).takeUnretainedValue().exitRequested = true
                return 0
            }, nil, nil, nil, Unmanaged.passUnretained(transcript).toOpaque())
        guard status == 0, !transcript.exitRequested else {
            throw .libraryUnusable(file: file, reason: "ngSpice_Init returned \(status)")
        }
        for line in transcript.lines {
            guard let start = line.firstRange(of: "ngspice-")?.upperBound else { continue }
            version = String(line[start...].prefix { !$0.isWhitespace })
            break
        }
        // A user's .spiceinit may have set a compatibility mode, which changes what a netlist means.
        command("unset ngbehavior")
        transcript.clear()
    }

    private static func open(_ fileNames: [String]) throws(NgspiceError) -> (cngspice_library, String) {
        var library = cngspice_library()
        var reason = "no file names given"
        for name in fileNames {
            var message = [CChar](repeating: 0, count: 512)
            let status = cngspice_open(&library, name, &message, Int32(message.count))
            let text = message.withUnsafeBufferPointer { String(cString: $0.baseAddress!) }
            switch status {
            case CNGSPICE_OK: return (library, name)
            case CNGSPICE_NO_SYMBOL: throw .libraryUnusable(file: name, reason: "it lacks \(text)")
            default: if reason == "no file names given" { reason = text }
            }
        }
        throw .libraryMissing(tried: fileNames, reason: reason)
    }
}
