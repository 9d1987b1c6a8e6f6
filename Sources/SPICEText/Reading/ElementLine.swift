import Circuits

/// One element line on its way to being read.
struct ElementLine {
    let name: String
    let place: NetlistPlace
    let expression: NetlistExpression
    /// The words that are not read yet.
    private(set) var rest: [String]
    private let prefix: String
    private let nodes: [String: Node]
    private let models: [[String: NetlistModel]]

    init(
        _ statement: NetlistStatement, parameters: [String: Double], prefix: String, nodes: [String: Node],
        scope: NetlistScope, top: NetlistScope
    ) {
        let words = statement.words
        name = words[0]
        rest = Array(words.dropFirst())
        place = statement.place
        expression = NetlistExpression(parameters: parameters, place: statement.place)
        self.prefix = prefix
        self.nodes = nodes
        models = [scope.models, top.models]
    }

    /// With the calls that lead to it.
    var fullName: String { prefix + name }

    // MARK: Words

    mutating func node() throws(NetlistError) -> Node {
        guard let word = rest.first, word != "=", word != "(", word != ")" else {
            throw .malformed(place, "\(name) has too few nodes")
        }
        rest.removeFirst()
        return node(named: word)
    }

    func node(named word: String) -> Node {
        if word == "0" || word == "gnd" { return .ground }
        return nodes[word] ?? Node(prefix + word)
    }

    mutating func nextValue(_ quantity: String) throws(NetlistError) -> Double {
        guard let word = rest.first else { throw .malformed(place, "\(name) has no \(quantity)") }
        rest.removeFirst()
        return try expression.value(word)
    }

    /// A resistor's value, alone or as "r=".
    mutating func onlyValue(_ parameter: String) throws(NetlistError) -> Double {
        if rest.count == 3, rest[0] == parameter, rest[1] == "=" { rest.removeFirst(2) }
        let value = try nextValue("value")
        for (name, _) in try assignments() { throw unknownParameter(name, [parameter]) }
        return value
    }

    mutating func assignments() throws(NetlistError) -> [(name: String, word: String)] {
        defer { rest = [] }
        return try Assignments.parse(rest, place)
    }

    func unknownParameter(_ parameter: String, _ known: [String]) -> NetlistError {
        .unknown(place, thing: "parameter of \(name)", name: parameter, known: known)
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
            values[parameter] = try NetlistExpression(parameters: expression.parameters, place: model.place).value(text)
        }
        return (model.place, values)
    }
}
