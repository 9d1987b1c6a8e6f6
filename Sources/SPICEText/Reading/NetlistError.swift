import Quantities

/// Where a statement stands in a user's files.
package struct NetlistPlace: Hashable, Sendable, CustomStringConvertible {
    package var file: String
    /// From 1.
    package var line: Int

    package init(file: String, line: Int) {
        self.file = file
        self.line = line
    }

    package var description: String { "\(file):\(line)" }
}

/// Something in a netlist that the exact engine cannot run.
package struct UnsupportedStatement: Hashable, Sendable {
    package var place: NetlistPlace
    /// The element's or command's name as written.
    package var name: String
    package var reason: String
}

/// Why a text is not a netlist that can be run.
package enum NetlistError: Error, Equatable, CustomStringConvertible {
    /// A statement that cannot be read; the text says what is wrong, what is allowed and what to do.
    case malformed(NetlistPlace, String)
    case unknown(NetlistPlace, thing: String, name: String, known: [String])
    /// The same name twice in one scope.
    case duplicate(NetlistPlace, name: String, first: NetlistPlace)
    /// All statements that are fine as SPICE, but not for this engine.
    case unsupported([UnsupportedStatement])
    case missingTransient(file: String)
    /// What the file is instead, and what to do.
    case notANetlist(file: String, String)
    /// More than is read; the text says of what.
    case tooLarge(file: String, String)
    /// A file that the netlist names.
    case unreadable(NetlistPlace, file: String, reason: String)
    /// Elements that are no circuit: a loop of sources, a floating node.
    case notACircuit(NetlistPlace?, String)

    package var description: String {
        switch self {
        case .malformed(let place, let text): return "\(place): \(text)"
        case .unknown(let place, let thing, let name, let known):
            let near = NearName.suggestion(for: name, among: known, within: 2).map { "; did you mean \"\($0)\"?" } ?? ""
            let list =
                known.isEmpty
                ? "; none is defined"
                : "; known are \(known.prefix(12).joined(separator: ", "))\(known.count > 12 ? ", …" : "")"
            return "\(place): there is no \(thing) \"\(name)\"\(near)\(list)"
        case .duplicate(let place, let name, let first):
            return "\(place): \"\(name)\" is defined already, at \(first); rename one"
        case .unsupported(let statements):
            // A subcircuit that is called a hundred times has its lines once.
            var seen = Set<NetlistPlace>()
            let lines = statements.filter { seen.insert($0.place).inserted }
            let shown = lines.prefix(20).map { "  \($0.place): \($0.name): \($0.reason)" }
            return "the event-driven engine cannot run this netlist:\n" + shown.joined(separator: "\n")
                + (lines.count > shown.count ? "\n  … and \(lines.count - shown.count) more lines" : "")
                + "\nit runs R, C to ground, V, S, ideal D of LTspice, and X of these; use --engine ngspice for the rest"
        case .missingTransient(let file):
            return "\(file): there is no .tran line; add one: .tran STEP STOP UIC, for example .tran 1n 1u UIC"
        case .notANetlist(let file, let text): return "\(file): \(text)"
        case .tooLarge(let file, let text): return "\(file): the netlist is too large: \(text)"
        case .unreadable(let place, let file, let reason): return "\(place): cannot read \(file): \(reason)"
        case .notACircuit(let place, let text): return (place.map { "\($0): " } ?? "") + text
        }
    }
}
