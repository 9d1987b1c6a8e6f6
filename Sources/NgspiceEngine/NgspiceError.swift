/// Why ngspice cannot be used.
package enum NgspiceError: Error, Equatable, CustomStringConvertible {
    /// None of these files is a library that can be opened.
    case libraryMissing(tried: [String], reason: String)
    /// A library was found, but it is not one that can be driven.
    case libraryUnusable(file: String, reason: String)
    /// ngspice was asked and failed.
    case runFailed(NgspiceRunFailure)
    /// The worker's executable does not start.
    case workerNotStarted(executable: String, reason: String)
    /// The worker ended or stood still on every attempt; `ends` says how, one for each.
    case workerLost(title: String, ends: [WorkerEnd])
    /// ngspice took all the processor time that one run may take.
    case timeLimitReached(title: String, seconds: Double)

    package var description: String {
        switch self {
        case .libraryMissing(let tried, let reason):
            "libngspice was not found (tried \(tried.joined(separator: ", ")); \(reason)); install libngspice0 "
                + "(Debian/Ubuntu: apt-get install libngspice0-dev; macOS: brew install libngspice; "
                + "Fedora: dnf install libngspice)"
        case .libraryUnusable(let file, let reason):
            "\(file) cannot be used as libngspice: \(reason); install ngspice 39 or newer as a shared library"
        case .runFailed(let failure):
            failure.description
        case .workerNotStarted(let executable, let reason):
            "the ngspice worker \"\(executable)\" does not start: \(reason); it must be the memspike executable"
        case .workerLost(let title, let ends):
            "the ngspice worker was lost on \"\(title)\" in \(ends.count) of \(ends.count) attempts: "
                + ends.map(\.description).joined(separator: "; then ")
                + "; leave out elements one after the other to find the one at which ngspice ends"
        case .timeLimitReached(let title, let seconds):
            "ngspice, \"\(title)\": not done after \(seconds) s of processor time; raise --time-limit, shorten the analysis or "
                + "enlarge its step"
        }
    }
}

/// How a worker process ended before it replied.
package enum WorkerEnd: Hashable, Sendable, CustomStringConvertible {
    case signal(Int32)
    case exit(status: Int32)
    /// It took no processor time for this many seconds, stopped or waiting for something, and was killed.
    case standstill(seconds: Double)
    /// What it sent is not a reply of a worker of this version; it was killed.
    case nonsense(String)
    /// Its status was collected by somebody else in this process.
    case unknown

    package var description: String {
        switch self {
        case .signal(let number): "ended by signal \(number)"
        case .exit(let status): "exited with status \(status)"
        case .standstill(let seconds): "stood still for \(seconds) s"
        case .nonsense(let what): "sent \(what)"
        case .unknown: "ended for an unknown reason"
        }
    }
}

/// A deck that ngspice did not run to its end, or whose result cannot be trusted.
package struct NgspiceRunFailure: Error, Hashable, Sendable, CustomStringConvertible {
    package enum Cause: String, Hashable, CaseIterable, Sendable {
        /// The netlist was not accepted, in part or as a whole.
        case rejected
        /// The same of another simulator's netlist, which ngspice alone would read otherwise.
        case rejectedDialect
        /// ngspice gave up.
        case aborted
        /// The vectors end before the stop time.
        case endedEarly
        case missingVector
        case unequalLengths
        case notFinite
        /// A node voltage beyond anything that the sources could cause: a node without a path to ground, for example.
        case implausible
    }

    package var cause: Cause
    /// The deck's title.
    package var title: String
    /// What, with its values.
    package var detail: String
    /// ngspice's own lines about it.
    package var messages: [String]
    /// How far the run came [s], if it started.
    package var reachedTime: Double?
    /// The node or element that ngspice names.
    package var place: String?

    package init(
        cause: Cause, title: String, detail: String, messages: [String] = [], reachedTime: Double? = nil,
        place: String? = nil
    ) {
        self.cause = cause
        self.title = title
        self.detail = detail
        self.messages = messages
        self.reachedTime = reachedTime
        self.place = place
    }

    private var needsCodeModels: Bool { messages.contains { $0.contains("unable to find definition of model") } }

    /// What the user can do.
    package var remedy: String {
        switch cause {
        // POLY sources, ideal diodes and other XSPICE models are libraries of their own.
        case .rejected where needsCodeModels, .rejectedDialect where needsCodeModels:
            "if the netlist defines it, it is one of ngspice's code models, which are not installed beside its library "
                + "(Debian/Ubuntu: apt-get install ngspice)"
        case .rejectedDialect:
            "the line that ngspice names is handed on as ngspice understands it: write it in elements, functions and parameters "
                + "that ngspice has too, or use --engine events"
        case .rejected, .missingVector: "write the netlist to a file and run it with ngspice -b to see the line"
        case .aborted, .endedEarly:
            "give the node a small capacitance, widen the hysteresis of the switch, or shorten the maximum step"
        case .unequalLengths: "report this with the netlist"
        case .notFinite, .implausible: "look for a node that only a capacitor or an open switch holds"
        }
    }

    package var description: String {
        var text = "ngspice, \"\(title)\": \(detail)"
        if let place { text += " at \(place)" }
        if let reachedTime { text += "; the run reached t = \(reachedTime) s" }
        if !messages.isEmpty { text += "; ngspice says: \(messages.joined(separator: " | "))" }
        return "\(text); \(remedy)"
    }
}
