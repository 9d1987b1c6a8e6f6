/// What a `.step` line changes from run to run.
enum SteppedValue: Hashable {
    case parameter(String)
    /// [°C]
    case temperature
    /// The level of a constant source.
    case source(String)
    case model(name: String, value: String)

    /// "param x", "temp", "v1" or "npn q1(bf)", which are taken from the words.
    init(_ words: inout ArraySlice<String>, _ place: NetlistPlace) throws(NetlistError) {
        guard let first = words.popFirst() else { throw .malformed(place, ".step names nothing to step") }
        switch first {
        case "param":
            guard let name = words.popFirst() else { throw .malformed(place, ".step param names no parameter") }
            self = .parameter(name)
        case "temp": self = .temperature
        case _ where words.count > 4 && Array(words.prefix(4))[1] == "(" && Array(words.prefix(4))[3] == ")":
            let own = Array(words.prefix(4))
            self = .model(name: own[0], value: own[2])
            words = words.dropFirst(4)
        case _ where first.hasPrefix("v") || first.hasPrefix("i"): self = .source(first)
        default:
            throw .malformed(
                place,
                ".step of \"\(first)\" is not supported, but of param x, temp, a source (V1), or a model's value (NPN q1(BF)); "
                    + "make the value a parameter {x} and write .step param x …")
        }
    }

    /// As a run's label has it.
    var name: String {
        switch self {
        case .parameter(let name), .source(let name): name
        case .temperature: "temp"
        case .model(let name, let value): "\(name)(\(value))"
        }
    }

    /// The statements with the value; those of parameters are set elsewhere.
    func set(
        to value: Double, in statements: [NetlistStatement], file: String
    ) throws(NetlistError) -> [NetlistStatement] {
        switch self {
        case .parameter: return statements
        case .temperature: return Self.temperature(value, statements, file)
        case .source(let name): return try Self.source(name, value, statements, file)
        case .model(let model, let name): return try Self.model(model, name, value, statements, file)
        }
    }

    private static func temperature(
        _ value: Double, _ statements: [NetlistStatement], _ file: String
    ) -> [NetlistStatement] {
        var result: [NetlistStatement] = []
        for statement in statements {
            switch DotCommand(String(statement.name)) {
            case .temperature: continue
            case .options:
                let text = statement.written.replacing(#/(?i)\btemp\s*=\s*(?:\{[^}]*\}|[^\s,]+)/#, with: "")
                if text.contains(where: \.isWhitespace) {
                    result.append(NetlistStatement(place: statement.place, written: text))
                }
            default: result.append(statement)
            }
        }
        return result + [
            NetlistStatement(place: NetlistPlace(file: file, line: 1), written: ".temp \(value)")
        ]
    }

    private static func source(
        _ name: String, _ value: Double, _ statements: [NetlistStatement], _ file: String
    ) throws(NetlistError) -> [NetlistStatement] {
        try replaced(in: statements, file, "source", name) { statement throws(NetlistError) in
            guard statement.name == name else { return nil }
            let words = statement.words
            guard words.count > 2,
                !words.contains(where: { SourceReader.keywords.subtracting(["dc", "ac"]).contains($0) })
            else {
                throw .malformed(
                    statement.place,
                    "the source \(name) has a waveform, so that .step leaves open what to change; make a number of it a parameter "
                        + "{x} and write .step param x …")
            }
            return "\(words[0]) \(words[1]) \(words[2]) DC \(value)"
        }
    }

    private static func model(
        _ model: String, _ name: String, _ value: Double, _ statements: [NetlistStatement], _ file: String
    ) throws(NetlistError) -> [NetlistStatement] {
        try replaced(in: statements, file, "model", model) { statement in
            let words = statement.words
            guard DotCommand(String(statement.name)) == .model, words.count > 2, words[1] == model else { return nil }
            let kept = words.dropFirst(3).filter { $0 != "(" && $0 != ")" }
            var pairs: [String] = []
            var index = kept.startIndex
            // Words without a value stay.
            while index < kept.endIndex {
                if index + 2 < kept.endIndex, kept[index + 1] == "=" {
                    if kept[index] != name { pairs.append("\(kept[index])=\(kept[index + 2])") }
                    index += 3
                } else {
                    pairs.append(kept[index])
                    index += 1
                }
            }
            return ".model \(words[1]) \(words[2]) (\((pairs + ["\(name)=\(value)"]).joined(separator: " ")))"
        }
    }

    /// The statements of the top, the one that `change` knows in its new words.
    private static func replaced(
        in statements: [NetlistStatement], _ file: String, _ thing: String, _ name: String,
        _ change: (NetlistStatement) throws(NetlistError) -> String?
    ) throws(NetlistError) -> [NetlistStatement] {
        var result = statements
        var isFound = false
        var depth = 0
        for (index, statement) in statements.enumerated() {
            switch DotCommand(String(statement.name)) {
            case .subcircuit: depth += 1
            case .endOfSubcircuit: depth -= 1
            default: break
            }
            guard depth == 0, let text = try change(statement) else { continue }
            isFound = true
            result[index] = NetlistStatement(place: statement.place, written: text)
        }
        guard isFound else {
            throw .unknown(
                NetlistPlace(file: file, line: 1), thing: "\(thing) to step", name: name, known: [])
        }
        return result
    }
}
