import Foundation

/// Numbers and expressions of a netlist.
struct NetlistExpression {
    /// Values by name, in small letters.
    var parameters: [String: Double]
    let place: NetlistPlace

    static let functions = [
        "sqrt", "exp", "log", "ln", "log10", "abs", "min", "max", "pow", "sin", "cos", "tan", "int",
    ]

    /// A number with a SPICE suffix, or an expression in braces or quotes.
    func value(_ word: String) throws(NetlistError) -> Double {
        if let first = word.first, first == "{" || first == "'" {
            guard word.count >= 2, word.last == (first == "{" ? "}" : "'") else {
                throw .malformed(
                    place, "the expression \(word) does not end; close it with \(first == "{" ? "}" : "'")")
            }
            return try evaluate(String(word.dropFirst().dropLast()))
        }
        if let number = Self.number(word) { return number }
        if parameters[word] != nil {
            throw .malformed(place, "the parameter \"\(word)\" stands in braces where a value is expected: {\(word)}")
        }
        throw .malformed(
            place, "\"\(word)\" is not a value; a number with a suffix (10k, 3meg, 2.2u) or an expression {2*r} is")
    }

    /// "4.7k", "3meg", "10uF": letters behind a suffix say nothing.
    static func number(_ word: String) -> Double? {
        var digits = word.prefix { $0.isNumber || $0 == "." || $0 == "-" || $0 == "+" }
        // An exponent, but not the "e" of nothing.
        let rest = word[digits.endIndex...]
        if rest.first == "e" {
            let exponent = rest.dropFirst().prefix { $0.isNumber || $0 == "-" || $0 == "+" }
            if Int(exponent) != nil { digits = word[..<exponent.endIndex] }
        }
        guard let value = Double(digits) else { return nil }
        let suffix = word[digits.endIndex...]
        guard suffix.allSatisfy({ $0.isLetter || $0 == "µ" || $0 == "Ω" }) else { return nil }
        let scales: [(String, Int)] = [
            ("meg", 6), ("mil", 0), ("t", 12), ("g", 9), ("k", 3), ("m", -3), ("u", -6), ("µ", -6), ("n", -9),
            ("p", -12),
            ("f", -15), ("a", -18),
        ]
        guard let scale = scales.first(where: { suffix.hasPrefix($0.0) }) else { return value }
        if scale.0 == "mil" { return value * 25.4e-6 }
        // The nearest double of the decimal text, as the writer's numbers are.
        return digits.contains("e") ? value * pow(10, Double(scale.1)) : Double("\(digits)e\(scale.1)")
    }

    private func evaluate(_ text: String) throws(NetlistError) -> Double {
        var parser = ExpressionParser(text: Array(text), expression: self, source: text)
        let value = try parser.sum()
        parser.skipBlanks()
        guard parser.isAtEnd else { throw parser.failure("\"\(parser.rest)\" is left over") }
        guard value.isFinite else { throw parser.failure("it is not a finite number") }
        return value
    }
}

private struct ExpressionParser {
    let text: [Character]
    let expression: NetlistExpression
    let source: String
    var position = 0

    init(text: [Character], expression: NetlistExpression, source: String) {
        self.text = text
        self.expression = expression
        self.source = source
    }

    var isAtEnd: Bool { position >= text.count }
    var rest: String { String(text[min(position, text.count)...]) }

    func failure(_ reason: String) -> NetlistError {
        .malformed(
            expression.place,
            "the expression {\(source)}: \(reason); allowed are numbers, parameters, + - * / **, parentheses and "
                + NetlistExpression.functions.joined(separator: ", "))
    }

    mutating func skipBlanks() { while !isAtEnd, text[position].isWhitespace { position += 1 } }

    private mutating func take(_ sign: String) -> Bool {
        skipBlanks()
        guard position + sign.count <= text.count, String(text[position..<(position + sign.count)]) == sign else {
            return false
        }
        position += sign.count
        return true
    }

    mutating func sum() throws(NetlistError) -> Double {
        var value = try product()
        while true {
            if take("+") { value += try product() } else if take("-") { value -= try product() } else { return value }
        }
    }

    private mutating func product() throws(NetlistError) -> Double {
        var value = try sign()
        while true {
            skipBlanks()
            if position + 1 < text.count, text[position] == "*", text[position + 1] == "*" { return value }
            if take("*") { value *= try sign() } else if take("/") { value /= try sign() } else { return value }
        }
    }

    private mutating func sign() throws(NetlistError) -> Double {
        if take("-") { return -(try sign()) }
        if take("+") { return try sign() }
        return try power()
    }

    private mutating func power() throws(NetlistError) -> Double {
        let base = try atom()
        // Binds tighter than a sign before it, and from the right.
        return take("**") || take("^") ? pow(base, try sign()) : base
    }

    private mutating func atom() throws(NetlistError) -> Double {
        if take("(") {
            let value = try sum()
            guard take(")") else { throw failure("a parenthesis is not closed") }
            return value
        }
        skipBlanks()
        guard !isAtEnd else { throw failure("it ends where a value is expected") }
        let start = position
        if text[position].isNumber || text[position] == "." {
            while !isAtEnd {
                let isExponentSign =
                    (text[position] == "-" || text[position] == "+") && text[position - 1] == "e"
                    && text[start..<(position - 1)].allSatisfy { $0.isNumber || $0 == "." }
                guard text[position].isNumber || text[position].isLetter || text[position] == "." || isExponentSign
                else {
                    break
                }
                position += 1
            }
            let word = String(text[start..<position])
            guard let value = NetlistExpression.number(word) else { throw failure("\"\(word)\" is not a number") }
            return value
        }
        while !isAtEnd, text[position].isLetter || text[position].isNumber || text[position] == "_" { position += 1 }
        let name = String(text[start..<position])
        guard !name.isEmpty else { throw failure("\"\(text[position])\" is out of place") }
        if take("(") { return try call(name) }
        if let value = expression.parameters[name] { return value }
        throw .unknown(
            expression.place, thing: "parameter", name: name, known: expression.parameters.keys.sorted())
    }

    private mutating func call(_ name: String) throws(NetlistError) -> Double {
        var arguments = [try sum()]
        while take(",") { arguments.append(try sum()) }
        guard take(")") else { throw failure("the arguments of \(name) are not closed") }
        let x = arguments[0]
        switch (name, arguments.count) {
        case ("sqrt", 1): return x.squareRoot()
        case ("exp", 1): return exp(x)
        case ("log", 1), ("ln", 1): return log(x)
        case ("log10", 1): return log10(x)
        case ("abs", 1): return abs(x)
        case ("sin", 1): return sin(x)
        case ("cos", 1): return cos(x)
        case ("tan", 1): return tan(x)
        case ("int", 1): return x.rounded(.towardZero)
        case ("min", 2): return min(x, arguments[1])
        case ("max", 2): return max(x, arguments[1])
        case ("pow", 2): return pow(x, arguments[1])
        default: throw failure("\(name) with \(arguments.count) arguments is not known")
        }
    }
}
