/// A `.subckt` or the top: what it defines and what it contains.
struct NetlistScope {
    var name: String
    var place: NetlistPlace
    var ports: [String] = []
    /// On the `.subckt` line, where a call may give them.
    var arguments: [NetlistParameter] = []
    /// On `.param` lines.
    var parameters: [NetlistParameter] = []
    var functions: [String: ExpressionScope.Function] = [:]
    var models: [String: NetlistModel] = [:]
    var elements: [NetlistStatement] = []
    /// `.ic`, words behind it.
    var initialVoltages: [(words: [String], place: NetlistPlace)] = []
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
    /// `.temp` and `.options temp=, tnom=`, values by name.
    var temperatures: [(name: String, word: String, place: NetlistPlace)] = []
    /// Nodes that mean the same in every subcircuit.
    var globals: Set<String> = []
    var measurements: [NetlistStatement] = []
    var notes: [String] = []
    private var open: NetlistScope?

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
            let place = statement.place
            switch DotCommand(words[0]) {
            case .transient:
                if let first = transient { throw .duplicate(place, name: ".tran", first: first.place) }
                transient = (Array(words.dropFirst()), place)
            case .initialVoltages:
                let own = (Array(words.dropFirst()), place)
                if open == nil { top.initialVoltages.append(own) } else { open!.initialVoltages.append(own) }
            case .model: try addModel(words, place)
            case .parameters: try addParameters(statement.text.drop { !$0.isWhitespace }, place)
            case .function: try addFunction(statement)
            case .subcircuit: try begin(statement)
            case .endOfSubcircuit: try end(place)
            case .global: globals.formUnion(words.dropFirst())
            case .options: try addOptions(Array(words.dropFirst()), place)
            case .temperature:
                guard words.count == 2 else {
                    throw .malformed(
                        place, ".temp needs one temperature in °C; several are several runs: .step temp list …")
                }
                temperatures.append(("temp", words[1], place))
            case .measurement:
                if let analysis = statement.otherMeasuredAnalysis {
                    notes.append(statement.notMeasured(analysis))
                } else {
                    measurements.append(statement)
                }
            case .presentation, .guess: passed[words[0], default: []].append(place.line)
            case .otherAnalysis:
                notes.append(
                    "\(place): \(words[0]) is left out: the event-driven engine runs the transient analysis alone")
            case .family:
                refused.append(
                    UnsupportedStatement(place: place, name: ".step", reason: "a family is run member by member"))
            case .conditional, .unsupported:
                refused.append(
                    UnsupportedStatement(place: place, name: words[0], reason: "this command is not supported"))
            case nil: throw .unknown(place, thing: "command", name: words[0], known: DotCommand.names)
            }
        }
        if let open { throw .malformed(open.place, ".subckt \(open.name) has no .ends; add one") }
        if !refused.isEmpty { throw .unsupported(refused) }
        notes += passed.sorted { $0.key < $1.key }.map { name, lines in
            "\(name) has no meaning for the event-driven engine (line\(lines.count == 1 ? "" : "s") "
                + "\(lines.prefix(5).map(String.init).joined(separator: ", "))\(lines.count > 5 ? ", …" : ""))"
        }
    }

    private mutating func begin(_ statement: NetlistStatement) throws(NetlistError) {
        let (plain, assignments) = Assignments.split(statement.text)
        let place = statement.place
        guard open == nil else {
            throw .malformed(place, ".subckt inside .subckt \(open!.name) is not supported; define it outside")
        }
        guard plain.count > 1 else { throw .malformed(place, ".subckt needs a name and its nodes") }
        if let known = top.subcircuits[plain[1]] { throw .duplicate(place, name: plain[1], first: known.place) }
        var scope = NetlistScope(name: plain[1], place: place)
        scope.ports = Array(plain.dropFirst(2))
        for (name, value) in try Assignments.pairs(of: assignments, place) {
            scope.arguments.append(NetlistParameter(name: name, expression: value, place: place))
        }
        open = scope
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
        // Models without a value or with a lone word are common in libraries; only a use is judged.
        let rest = words.dropFirst(3).filter { $0 != "(" && $0 != ")" }
        let values: [(name: String, word: String)]
        do {
            values = try Assignments.parse(rest, place)
        } catch {
            values = rest.map { ($0, "") }
        }
        let model = NetlistModel(kind: words[2], values: values, place: place)
        let known = open == nil ? top.models[words[1]] : open!.models[words[1]]
        if let known { throw .duplicate(place, name: words[1], first: known.place) }
        if open == nil { top.models[words[1]] = model } else { open!.models[words[1]] = model }
    }

    private mutating func addParameters(_ text: Substring, _ place: NetlistPlace) throws(NetlistError) {
        for (name, value) in try Assignments.pairs(of: text, place) {
            let parameter = NetlistParameter(name: name, expression: value, place: place)
            if open == nil { top.parameters.append(parameter) } else { open!.parameters.append(parameter) }
        }
    }

    private mutating func addFunction(_ statement: NetlistStatement) throws(NetlistError) {
        let (name, function) = try ExpressionScope.Function.read(statement)
        let known = open == nil ? top.functions[name] : open!.functions[name]
        if let known { throw .duplicate(statement.place, name: name, first: known.place) }
        if open == nil { top.functions[name] = function } else { open!.functions[name] = function }
    }

    private mutating func addOptions(_ words: [String], _ place: NetlistPlace) throws(NetlistError) {
        var rest = words[...]
        var names: [String] = []
        while let name = rest.popFirst() {
            guard rest.first == "=" else {
                names.append(name)
                continue
            }
            rest.removeFirst()
            guard let word = rest.popFirst() else { throw .malformed(place, "\(name)= has no value") }
            if name == "temp" || name == "tnom" { temperatures.append((name, word, place)) } else { names.append(name) }
        }
        for name in names where !DotCommand.idleOptions.contains(name) {
            throw .malformed(
                place,
                "the option \"\(name)\" is not known to leave an exact solution as it is; remove it, or use --engine "
                    + "ngspice")
        }
        if !names.isEmpty {
            notes.append(
                "\(place): the options \(names.joined(separator: ", ")) have no meaning for the event-driven engine")
        }
    }
}
