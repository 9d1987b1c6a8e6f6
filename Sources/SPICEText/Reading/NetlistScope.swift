/// A `.subckt` or the top: what it defines and what it contains.
struct NetlistScope {
    var name: String
    var place: NetlistPlace
    var ports: [String] = []
    /// Parameters with their default expressions, in order.
    var parameters: [(name: String, expression: String, place: NetlistPlace)] = []
    var models: [String: NetlistModel] = [:]
    var elements: [NetlistStatement] = []
    var subcircuits: [String: NetlistScope] = [:]
}

/// A `.model` card.
struct NetlistModel {
    var kind: String
    var values: [(name: String, word: String)]
    var place: NetlistPlace
}

/// Sorts statements into scopes.
struct ScopeBuilder {
    var top: NetlistScope
    /// `.tran`, words behind it.
    var transient: (words: [String], place: NetlistPlace)?
    var initialVoltages: [(words: [String], place: NetlistPlace)] = []
    var notes: [String] = []
    private var open: NetlistScope?

    private static let passedOver: Set = [
        ".options", ".option", ".save", ".print", ".plot", ".probe", ".meas", ".measure", ".nodeset", ".temp", ".width",
    ]
    private static let unsupported: Set = [
        ".dc", ".ac", ".op", ".noise", ".tf", ".four", ".step", ".mc", ".func", ".lib", ".global", ".if", ".sens",
        ".pz",
        ".data", ".alter",
    ]
    static let commands =
        [".tran", ".ic", ".model", ".subckt", ".ends", ".param", ".include", ".end"] + passedOver.sorted()

    init(_ statements: NetlistStatements, file: String) throws(NetlistError) {
        top = NetlistScope(name: "", place: NetlistPlace(file: file, line: 1))
        var refused: [UnsupportedStatement] = []
        var passed: [String: [Int]] = [:]
        for statement in statements.statements {
            guard statement.text.hasPrefix(".") else {
                if open == nil { top.elements.append(statement) } else { open!.elements.append(statement) }
                continue
            }
            let words = statement.words
            switch words[0] {
            case ".tran":
                if let first = transient {
                    throw .duplicate(statement.place, name: ".tran", first: first.place)
                }
                transient = (Array(words.dropFirst()), statement.place)
            case ".ic": initialVoltages.append((Array(words.dropFirst()), statement.place))
            case ".model": try addModel(words, statement.place)
            case ".param", ".params": try addParameters(Array(words.dropFirst()), statement.place)
            case ".subckt": try begin(words, statement.place)
            case ".ends": try end(statement.place)
            case let name where Self.passedOver.contains(name): passed[name, default: []].append(statement.place.line)
            case let name where Self.unsupported.contains(name):
                refused.append(
                    UnsupportedStatement(place: statement.place, name: name, reason: "this command is not supported"))
            default: throw .unknown(statement.place, thing: "command", name: words[0], known: Self.commands)
            }
        }
        if let open { throw .malformed(open.place, ".subckt \(open.name) has no .ends; add one") }
        if !refused.isEmpty { throw .unsupported(refused) }
        notes = passed.sorted { $0.key < $1.key }.map { name, lines in
            "\(name) has no meaning for the event-driven engine (line\(lines.count == 1 ? "" : "s") "
                + "\(lines.prefix(5).map(String.init).joined(separator: ", "))\(lines.count > 5 ? ", …" : ""))"
        }
    }

    private mutating func begin(_ words: [String], _ place: NetlistPlace) throws(NetlistError) {
        guard open == nil else {
            throw .malformed(place, ".subckt inside .subckt \(open!.name) is not supported; define it outside")
        }
        guard words.count > 1 else { throw .malformed(place, ".subckt needs a name and its nodes") }
        if let known = top.subcircuits[words[1]] { throw .duplicate(place, name: words[1], first: known.place) }
        var scope = NetlistScope(name: words[1], place: place)
        let (nodes, assignments) = Assignments.split(Array(words.dropFirst(2)))
        scope.ports = nodes
        open = scope
        try addParameters(assignments, place)
    }

    private mutating func end(_ place: NetlistPlace) throws(NetlistError) {
        guard let scope = open else { throw .malformed(place, ".ends without .subckt; remove it") }
        top.subcircuits[scope.name] = scope
        open = nil
    }

    private mutating func addModel(_ words: [String], _ place: NetlistPlace) throws(NetlistError) {
        guard words.count >= 3 else {
            throw .malformed(
                place, ".model needs a name and a kind, for example .model ts SW(VT=0.5 VH=0.4 RON=1k ROFF=1g)")
        }
        let values = try Assignments.parse(words.dropFirst(3).filter { $0 != "(" && $0 != ")" }, place)
        let model = NetlistModel(kind: words[2], values: values, place: place)
        let known = open == nil ? top.models[words[1]] : open!.models[words[1]]
        if let known { throw .duplicate(place, name: words[1], first: known.place) }
        if open == nil { top.models[words[1]] = model } else { open!.models[words[1]] = model }
    }

    private mutating func addParameters(_ words: [String], _ place: NetlistPlace) throws(NetlistError) {
        for (name, word) in try Assignments.parse(words, place) {
            if open == nil {
                top.parameters.append((name, word, place))
            } else {
                open!.parameters.append((name, word, place))
            }
        }
    }
}

/// "name=value" among words.
enum Assignments {
    /// Nodes and names, then assignments; "PARAMS:" and what follows belongs to these.
    static func split(_ words: [String]) -> (plain: [String], assignments: [String]) {
        if let keyword = words.firstIndex(where: { $0 == "params:" || $0 == "params" }) {
            return (Array(words[..<keyword]), Array(words[(keyword + 1)...].filter { $0 != ":" }))
        }
        guard let sign = words.firstIndex(of: "="), sign > 0 else { return (words, []) }
        return (Array(words[..<(sign - 1)]), Array(words[(sign - 1)...]))
    }

    static func parse(_ words: [String], _ place: NetlistPlace) throws(NetlistError) -> [(name: String, word: String)] {
        var pairs: [(name: String, word: String)] = []
        var rest = words[...]
        while let name = rest.first {
            guard rest.count >= 3, rest[rest.startIndex + 1] == "=" else {
                throw .malformed(place, "\"\(name)\" needs a value: \(name)=…")
            }
            pairs.append((name, rest[rest.startIndex + 2]))
            rest = rest.dropFirst(3)
        }
        return pairs
    }
}
