extension ExpressionScope.Function {
    /// `.func f(x, y) {body}`, with a "=" if wanted.
    static func read(
        _ statement: NetlistStatement
    ) throws(NetlistError) -> (name: String, function: ExpressionScope.Function) {
        let text = statement.text.drop { !$0.isWhitespace }.drop(while: \.isWhitespace)
        guard let begin = text.firstIndex(of: "("), let close = text.firstIndex(of: ")"), begin < close else {
            throw .malformed(statement.place, ".func is written .func name(x, y) {expression}")
        }
        let name = String(text[..<begin].filter { !$0.isWhitespace })
        var body = text[text.index(after: close)...].drop { $0.isWhitespace || $0 == "=" }
        while body.last?.isWhitespace == true { body.removeLast() }
        if let first = body.first, let last = body.last, first == "{" && last == "}" || first == "'" && last == "'" {
            body = body.dropFirst().dropLast()
        }
        guard !name.isEmpty, !body.isEmpty else {
            throw .malformed(statement.place, ".func is written .func name(x, y) {expression}")
        }
        let arguments = text[text.index(after: begin)..<close].split { $0 == "," || $0.isWhitespace }.map(String.init)
        return (name, .init(arguments: arguments, body: String(body), place: statement.place))
    }
}

extension NetlistStatements {
    /// The functions of the top, as far as they can be read.
    var functions: [String: ExpressionScope.Function] {
        var functions: [String: ExpressionScope.Function] = [:]
        for statement in top where DotCommand(String(statement.name)) == .function {
            if let (name, function) = try? ExpressionScope.Function.read(statement) { functions[name] = function }
        }
        return functions
    }
}
