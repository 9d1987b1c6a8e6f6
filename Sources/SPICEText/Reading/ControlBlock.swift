/// What stands between `.control` and `.endc`.
struct ControlBlock {
    var place: NetlistPlace
    var lines: [NetlistLine] = []
}

/// What of a control block belongs to the netlist: a transient analysis and measurements. Nothing else is carried out.
struct ControlBlockReading {
    private(set) var statements: [NetlistStatement] = []
    private(set) var notes: [String] = []

    /// Words that change the circuit or run it again: without them the run would be another one.
    private static let refused: Set = [
        "alter", "altermod", "alterparam", "foreach", "while", "repeat", "dowhile", "if", "goto", "stop", "reset",
        "resume", "step", "source", "circbyline", "option", "options",
    ]
    private static let analyses: Set = ["ac", "dc", "op", "noise", "tf", "pz", "sens", "disto", "sp", "pss"]

    init(_ block: ControlBlock, statements all: [NetlistStatement], dialect: Dialect) throws(NetlistError) {
        var variables: [String: Double]?
        var left: [String] = []
        // A .tran of the netlist is run behind the block, if the block itself does not.
        let runs =
            block.lines.contains { ["tran", "run"].contains(Self.word($0)) } || all.contains { $0.name == ".tran" }
        for line in block.lines {
            let word = Self.word(line)
            let text = line.text.lowercased()
            switch word {
            case "run", "": break
            case "set" where Self.setsOption(text):
                // A variable of an option's name is the option.
                let option = text.drop { !$0.isWhitespace }
                self.statements.append(NetlistStatement(place: line.place, written: ".options\(option)"))
            case "let", "tran", "meas", "measure":
                if variables == nil { variables = try Self.constants(all, dialect) }
                let behind = Self.filled(String(text.drop { !$0.isWhitespace }), variables!)
                if word == "let" {
                    if !Self.assign(behind, line.place, dialect, &variables!) {
                        notes.append(
                            "\(line.place): \"\(line.text)\" is left out, for it is worked out from the run's signals; in a "
                                + "measurement write par('expression') for it")
                    }
                    continue
                }
                if word == "tran", statements.contains(where: { $0.name == ".tran" }) {
                    throw .malformed(line.place, "a second tran in .control; one transient analysis is run: remove one")
                }
                let statement = word == "tran" ? ".tran" : ".meas"
                self.statements.append(NetlistStatement(place: line.place, written: statement + behind))
            case _ where Self.refused.contains(word) && runs:
                throw .malformed(
                    line.place,
                    "\"\(word)\" in .control changes what is run, and it is not carried out; write the change into the "
                        + "netlist and remove the line")
            default: if !left.contains(word) { left.append(word) }
            }
        }
        for statement in statements where statement.name == ".tran" {
            notes.append("\(statement.place): the transient analysis of .control is run: \(statement.text)")
        }
        if !left.isEmpty {
            let other = left.contains { Self.analyses.contains($0) } ? "; only a transient analysis is run" : ""
            notes.append(
                "\(block.place): of .control, \(left.joined(separator: ", ")) \(left.count == 1 ? "is" : "are") left out\(other)"
            )
        }
    }

    /// Variables that change a run, as options do.
    private static let options = DotCommand.idleOptions.subtracting([
        "acct", "noacct", "list", "node", "nomod", "nopage", "opts", "post", "probe", "brief", "output", "interp",
        "numdgt", "num_threads",
    ]).union([
        "temp", "tnom", "scale", "defad", "defas", "defl", "defw", "defm", "rshunt", "cshunt", "rseries", "minr",
    ])

    private static func setsOption(_ text: String) -> Bool {
        let name = text.drop { !$0.isWhitespace }.drop(while: \.isWhitespace).prefix {
            !$0.isWhitespace && $0 != "="
        }
        return options.contains(String(name))
    }

    private static func word(_ line: NetlistLine) -> String {
        line.text.prefix { !$0.isWhitespace && $0 != "=" && $0 != "(" }.lowercased()
    }

    /// What `.csparam` hands to control blocks.
    private static func constants(
        _ statements: [NetlistStatement], _ dialect: Dialect
    ) throws(NetlistError) -> [String: Double] {
        var parameters: [NetlistParameter] = []
        var handed: [NetlistParameter] = []
        var depth = 0
        for statement in statements {
            switch statement.name {
            case ".subckt": depth += 1
            case ".ends": depth -= 1
            case ".param" where depth == 0, ".csparam":
                for (name, value) in try Assignments.pairs(
                    of: statement.text.drop { !$0.isWhitespace }, statement.place)
                {
                    let parameter = NetlistParameter(name: name, expression: value, place: statement.place)
                    if statement.name == ".param" { parameters.append(parameter) } else { handed.append(parameter) }
                }
            default: break
            }
        }
        guard !handed.isEmpty else { return [:] }
        let top = try NetlistParameters.scope(of: parameters, outer: ExpressionScope(dialect: dialect))
        var values: [String: Double] = [:]
        for parameter in handed {
            values[parameter.name] = try NetlistExpression(scope: top, place: parameter.place).assignedValue(
                parameter.expression)
        }
        return values
    }

    /// `$&name` and `{$&name}` by their values.
    private static func filled(_ text: String, _ variables: [String: Double]) -> String {
        var text = text
        for (name, value) in variables.sorted(by: { $0.key.count > $1.key.count }) {
            text = text.replacing("$&{\(name)}", with: "\(value)").replacing("$&\(name)", with: "\(value)")
        }
        return text
    }

    /// Only of numbers: what depends on a run is no part of the netlist.
    /// - Returns: false for that.
    private static func assign(
        _ text: String, _ place: NetlistPlace, _ dialect: Dialect, _ variables: inout [String: Double]
    ) -> Bool {
        guard let sign = text.firstIndex(of: "=") else { return false }
        let name = text[..<sign].filter { !$0.isWhitespace }
        // In control blocks the logarithm has another base than in parameters.
        let names = NetlistExpression.names(in: String(text[sign...]))
        let scope = ExpressionScope(values: variables, dialect: dialect)
        let expression = NetlistExpression(scope: scope, place: place)
        variables[name] =
            names.contains("log") ? nil : try? expression.evaluate(String(text[text.index(after: sign)...]))
        return variables[name] != nil
    }
}
