import Circuits

/// One element line on its way to being read.
struct ElementLine {
    let name: String
    let place: NetlistPlace
    let expression: NetlistExpression
    /// All of it, in small letters.
    let text: String
    /// The words that are not read yet.
    private(set) var rest: [String]
    private let instance: SubcircuitInstance
    private let globals: Set<String>
    private let models: [[String: NetlistModel]]

    /// - Throws: `NetlistError.malformed` for a line without a name.
    init(
        _ statement: NetlistStatement, _ instance: SubcircuitInstance, globals: Set<String>, top: NetlistScope
    ) throws(NetlistError) {
        let words = statement.words
        guard let first = words.first, first.first?.isLetter == true || first.first == "@" else {
            throw .malformed(
                statement.place,
                "\"\(statement.written.prefix(20))\" begins no element; an element begins with a letter, a remark with *"
            )
        }
        name = first
        rest = Array(words.dropFirst())
        text = statement.text
        place = statement.place
        expression = NetlistExpression(scope: instance.values, place: statement.place)
        self.instance = instance
        self.globals = globals
        models = [instance.scope.models, top.models]
    }

    /// With the calls that lead to it.
    var fullName: String { instance.prefix + name }

    // MARK: Words

    mutating func node() throws(NetlistError) -> Node {
        guard let word = rest.first, word != "=", word != "(", word != ")" else {
            throw .malformed(place, "\(name) has too few nodes")
        }
        rest.removeFirst()
        return node(named: word)
    }

    func node(named word: String) -> Node {
        instance.node(word, globals: globals)
    }

    mutating func nextValue(_ quantity: String) throws(NetlistError) -> Double {
        guard let word = rest.first else { throw .malformed(place, "\(name) has no \(quantity)") }
        rest.removeFirst()
        return try expression.value(word)
    }

    /// The value, alone or as "r=", and what is assigned behind it.
    mutating func passive(
        _ parameter: String, _ quantity: String, known: [String]
    ) throws(NetlistError) -> (value: Double, assigned: [String: Double]) {
        if rest.count >= 3, rest[0] == parameter, rest[1] == "=" { rest.removeFirst(2) }
        let value = try nextValue(quantity)
        var assigned: [String: Double] = [:]
        while let name = rest.first {
            guard known.contains(name) else { throw unknownParameter(name, known) }
            guard rest.count >= 3, rest[1] == "=" else {
                throw .malformed(place, "\"\(name)\" needs a value: \(name)=…")
            }
            assigned[name == "tc" ? "tc1" : name] = try expression.value(rest[2])
            rest.removeFirst(3)
            // TC=first,second.
            if name == "tc", let second = rest.first, SPICENumeral(second) != nil || second.hasPrefix("{") {
                assigned["tc2"] = try expression.value(second)
                rest.removeFirst()
            }
        }
        return (value, assigned)
    }

    mutating func assignments() throws(NetlistError) -> [(name: String, word: String)] {
        defer { rest = [] }
        return try Assignments.parse(rest, place)
    }

    func unknownParameter(_ parameter: String, _ known: [String]) -> NetlistError {
        parameter == "m"
            ? .malformed(
                place,
                "the event-driven engine has no multiplier: work \(name)'s m= into its value, or use --engine ngspice")
            : .unknown(place, thing: "parameter of \(name)", name: parameter, known: known)
    }

    // MARK: Models

    /// The model that the next word names, and its values.
    /// - Parameter allowed: names of values; nil if the caller judges them.
    mutating func model(
        _ kinds: [String], allowed: [String]?
    ) throws(NetlistError) -> (place: NetlistPlace, values: [String: Double]) {
        guard let word = rest.first else { throw .malformed(place, "\(name) names no model") }
        rest.removeFirst()
        guard let model = models.lazy.compactMap({ $0[word] }).first else {
            throw .unknown(place, thing: "model", name: word, known: Set(models.flatMap(\.keys)).sorted())
        }
        guard kinds.contains(model.kind) else {
            throw .malformed(
                place,
                "\(name) needs a model of kind \(kinds[0].uppercased()), but \"\(word)\" (\(model.place)) is "
                    + model.kind.uppercased())
        }
        var values: [String: Double] = [:]
        for (parameter, text) in model.values {
            if let allowed, !allowed.contains(parameter) {
                throw .unknown(
                    model.place, thing: "parameter of \(kinds[0].uppercased())", name: parameter, known: allowed)
            }
            values[parameter] = try NetlistExpression(scope: expression.scope, place: model.place).value(text)
        }
        return (model.place, values)
    }
}
