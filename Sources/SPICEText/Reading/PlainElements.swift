/// Writes elements of LTspice and PSPICE in the words that all simulators share, before either engine reads them.
extension NetlistStatements {
    /// The same netlist: parts that LTspice draws inside its C and L are elements, PSPICE's multipliers are in the values, its
    /// IC hold the operating point, and its smooth switches have all their numbers.
    /// - Throws: `NetlistError` for what cannot be said so.
    func plain() throws(NetlistError) -> NetlistStatements {
        guard dialect == .ltspice || dialect == .pspice else { return self }
        let models = NetlistModels(self)
        let skipsOperatingPoint = statements.contains {
            $0.name == ".tran" && !Set($0.words).isDisjoint(with: ["uic", "skipbp", "noop"])
                || DotCommand(String($0.name)) == .options && $0.words.contains("noictranslate")
        }
        var unusedIC: NetlistStatement?
        var result = self
        result.statements = []
        var (named, drawn): ([String], [String]) = ([], [])
        var heldByIC: NetlistPlace?
        var subcircuit = ""
        for statement in statements {
            switch DotCommand(String(statement.name)) {
            case .subcircuit: subcircuit = statement.words.dropFirst().first ?? ""
            case .endOfSubcircuit: subcircuit = ""
            default: break
            }
            var lines: [String]?
            switch (statement.text.first, dialect) {
            case ("c", .ltspice), ("l", .ltspice), ("r", .ltspice):
                if !skipsOperatingPoint, unusedIC == nil, statement.words.dropFirst(4).contains("ic") {
                    unusedIC = statement
                }
                if let parts = try PartsOfPassive(statement) {
                    lines = parts.lines()
                    named += parts.catalogueWords
                    if lines!.count > 1 { drawn.append(statement.words[0]) }
                }
            case ("c", .pspice), ("l", .pspice), ("r", .pspice):
                var passive = PSPICEPassive(statement)
                try passive.multiply(models, in: subcircuit)
                if !skipsOperatingPoint {
                    try passive.holdStart()
                    if passive.isHeld, heldByIC == nil { heldByIC = statement.place }
                }
                lines = passive.lines
            case (".", .pspice): lines = Self.completedSwitch(statement)
            default: break
            }
            guard let lines else {
                result.statements.append(statement)
                continue
            }
            result.statements += lines.map { NetlistStatement(place: statement.place, written: $0) }
        }
        if !named.isEmpty {
            result.notes.append(
                "of parts' catalogue data (\(Set(named).sorted().joined(separator: ", "))) nothing changes the run")
        }
        if !drawn.isEmpty {
            result.notes.append(
                "Rser, Lser, Rpar and Cpar of \(drawn.prefix(6).joined(separator: ", ")) are run as elements: the first two in series, "
                    + "the others across all of it")
        }
        if let unusedIC {
            result.notes.append(
                "\(unusedIC.place): without UIC the IC of \(unusedIC.words[0]) is without effect, as in LTspice XVII; later versions hold "
                    + "the operating point by it: .ic V(NODE)=… means the same in all")
        }
        if let heldByIC {
            result.notes.append(
                "\(heldByIC): IC of capacitors holds the operating point, as PSPICE does it without SKIPBP")
        }
        return result
    }

    /// PSPICE's values for what a model of a smooth switch leaves out.
    private static func completedSwitch(_ statement: NetlistStatement) -> [String]? {
        guard DotCommand(String(statement.name)) == .model, let model = NetlistModels.read(statement)
        else { return nil }
        let names = Set(model.values.map(\.name))
        let standard: [(String, String)]
        switch model.kind {
        case "vswitch" where names.isDisjoint(with: ["vt", "vh"]):
            standard = [("ron", "1"), ("roff", "1e6"), ("von", "1"), ("voff", "0")]
        case "iswitch" where names.isDisjoint(with: ["it", "ih"]):
            standard = [("ron", "1"), ("roff", "1e6"), ("ion", "1e-3"), ("ioff", "0")]
        default: return nil
        }
        let missing = standard.filter { !names.contains($0.0) }
        guard !missing.isEmpty else { return nil }
        let pairs = (model.values.map { ($0.name, $0.word) } + missing).map { "\($0.0)=\($0.1)" }
        return ["\(statement.words[0]) \(statement.words[1]) \(model.kind) (\(pairs.joined(separator: " ")))"]
    }
}

/// The `.model` cards of a netlist, by where they stand.
struct NetlistModels {
    private var cards: [String: [String: NetlistModel]] = [:]

    init(_ statements: NetlistStatements) {
        var subcircuit = ""
        for statement in statements.statements {
            switch DotCommand(String(statement.name)) {
            case .subcircuit: subcircuit = statement.words.dropFirst().first ?? ""
            case .endOfSubcircuit: subcircuit = ""
            case .model:
                let name = statement.words.dropFirst().first ?? ""
                cards[subcircuit, default: [:]][name] = Self.read(statement)
            default: break
            }
        }
    }

    /// The card that a subcircuit knows by a name; the top's subcircuit is "".
    func card(_ name: String, in subcircuit: String) -> NetlistModel? {
        cards[subcircuit]?[name] ?? cards[""]?[name]
    }

    /// nil for a card whose values are not written name=value.
    static func read(_ statement: NetlistStatement) -> NetlistModel? {
        let words = statement.words
        guard words.count > 2,
            let values = try? Assignments.parse(
                words.dropFirst(3).filter { $0 != "(" && $0 != ")" }, statement.place)
        else { return nil }
        return NetlistModel(kind: words[2], values: values, place: statement.place)
    }
}

/// A word as a part of a larger expression.
func expressionPart(_ word: String) -> String {
    let isGroup = word.hasPrefix("{") || word.hasPrefix("'")
    return "(\(isGroup ? String(word.dropFirst().dropLast()) : word))"
}

/// PSPICE's R, C or L: `R1 a b [MODEL] VALUE …`.
private struct PSPICEPassive {
    private let statement: NetlistStatement
    private var words: [String]
    private var held: [String] = []
    var isHeld: Bool { !held.isEmpty }
    private var isChanged = false

    init(_ statement: NetlistStatement) {
        self.statement = statement
        words = statement.words
    }

    /// nil if it stays as it is written.
    var lines: [String]? { isChanged ? [words.joined(separator: " ")] + held : nil }

    /// The value times the model's R, C or L, with the model's temperature coefficients.
    mutating func multiply(_ models: NetlistModels, in subcircuit: String) throws(NetlistError) {
        guard words.count > 4, SPICENumeral(words[3]) == nil, let model = models.card(words[3], in: subcircuit) else {
            return
        }
        let letter = String(words[0].prefix(1))
        let kinds = ["r": ["res", "r"], "c": ["cap", "c"], "l": ["ind", "l"]][letter]!
        guard kinds.contains(model.kind), SPICENumeral(words[4]) != nil || "{'".contains(words[4].first!)
        else { return }
        var (factor, coefficients) = ("1", ["tc1": "0", "tc2": "0"])
        for (name, word) in model.values {
            switch name {
            case letter: factor = word
            case "tc1", "tc2": coefficients[name] = word
            case "dev", "lot", "tolerance": break
            default:
                guard let number = SPICENumeral(word), number.isZero else {
                    throw .malformed(
                        model.place,
                        "\(name) of the model \(words[3]) is not supported, but \(letter.uppercased()), TC1 and TC2; remove it, or "
                            + "write the element without the model")
                }
            }
        }
        isChanged = true
        let value = factor == "1" ? words[4] : "{\(expressionPart(words[4]))*\(expressionPart(factor))}"
        words.replaceSubrange(3...4, with: [value])
        if coefficients.values.contains(where: { $0 != "0" }), !words.contains("tc") {
            words.append("tc=\(coefficients["tc1"]!),\(coefficients["tc2"]!)")
        } else {
            // The words have lost the comma.
            restoreComma()
        }
    }

    private mutating func restoreComma() {
        guard let place = words.firstIndex(of: "tc"), words.count > place + 2, words[place + 1] == "=" else { return }
        let second = words.count > place + 3 && words[place + 3] != "ic" ? words[place + 3] : nil
        let text = "tc=\(words[place + 2])" + (second.map { ",\($0)" } ?? "")
        words.replaceSubrange(place...(place + (second == nil ? 2 : 3)), with: [text])
    }

    /// An IC holds the operating point, as `.ic` does, and lets go at 0 s.
    mutating func holdStart() throws(NetlistError) {
        guard let place = words.firstIndex(of: "ic"), words.count > place + 2, words[place + 1] == "=" else { return }
        let value = words[place + 2]
        guard words[0].hasPrefix("c") else {
            throw .malformed(
                statement.place,
                "the IC of \(words[0]) is held while PSPICE looks for the operating point, which neither engine can do for an "
                    + "inductor; write SKIPBP on the .TRAN line with IC for every C and L, or remove the IC")
        }
        let grounds: Set = ["0", "gnd"]
        let (plus, minus) = (words[1], words[2])
        guard grounds.contains(plus) != grounds.contains(minus) else {
            throw .malformed(
                statement.place,
                "the IC of \(words[0]) is held while PSPICE looks for the operating point, which neither engine can do between two "
                    + "nodes; write .IC V(\(plus))=… V(\(minus))=…, or SKIPBP on the .TRAN line")
        }
        isChanged = true
        words.removeSubrange(place...(place + 2))
        restoreComma()
        held =
            grounds.contains(minus)
            ? [".ic v(\(plus))=\(value)"] : [".ic v(\(minus))={-\(expressionPart(value))}"]
    }
}

/// The parts that LTspice draws inside one C or L: `C1 a 0 1n Rser=10m Lser=1n Rpar=1g Cpar=1p`.
private struct PartsOfPassive {
    private let statement: NetlistStatement
    private let words: [String]
    private var parts: [String: String] = [:]
    private var kept: [String] = []
    private(set) var catalogueWords: [String] = []

    private static let catalogue: Set = ["v", "irms", "mfg", "pn", "type", "tol", "pwr", "ipk", "vpk"]

    /// nil for a line without such words.
    init?(_ statement: NetlistStatement) throws(NetlistError) {
        self.statement = statement
        words = statement.words
        guard words.count > 4 else { return nil }
        var isChanged = false
        var rest = words.dropFirst(4)
        let letter = words[0].prefix(1)
        while let name = rest.popFirst() {
            guard rest.count > 1, rest.first == "=" else {
                kept.append(name)
                continue
            }
            let value = rest[rest.startIndex + 1]
            rest = rest.dropFirst(2)
            switch name {
            case "tc":
                let second = rest.first.flatMap { SPICENumeral($0) == nil ? nil : $0 }
                if second != nil { rest.removeFirst() }
                kept.append("tc=\(value)" + (second.map { ",\($0)" } ?? ""))
            case _ where Self.catalogue.contains(name):
                isChanged = true
                catalogueWords.append(name)
            case "rser", "rpar", "cpar", "lser":
                guard letter == "c" || letter == "l" && name != "lser" else {
                    throw .malformed(statement.place, "\(words[0]) has no \(name); remove it")
                }
                isChanged = true
                // LTspice takes a parallel part of 0 as none.
                if SPICENumeral(value)?.isZero != true { parts[name] = value }
            case "rlshunt":
                throw .malformed(
                    statement.place,
                    "\(name) of \(words[0]) is not supported; draw its inductor and this resistor as elements")
            default: kept += ["\(name)=\(value)"]
            }
        }
        guard isChanged else { return nil }
    }

    func lines() -> [String] {
        let name = words[0]
        let grounds: Set = ["0", "gnd"]
        var (plus, minus) = (words[1], words[2])
        var lines: [String] = []
        // Beside the element that carries the IC, away from ground, where either engine can hold it.
        for (part, letter) in [("rser", "r"), ("lser", "l")] {
            guard let value = parts[part] else { continue }
            let inner = "\(name)_\(part)"
            let outer = grounds.contains(plus) ? minus : plus
            lines.append("\(letter)_\(inner) \(outer) \(inner) \(value)")
            if grounds.contains(plus) { minus = inner } else { plus = inner }
        }
        for (part, letter) in [("rpar", "r"), ("cpar", "c")] {
            guard let value = parts[part] else { continue }
            lines.append("\(letter)_\(name)_\(part) \(words[1]) \(words[2]) \(value)")
        }
        return ["\(name) \(plus) \(minus) \(words[3]) \(kept.joined(separator: " "))"] + lines
    }
}
