import Foundation

/// Evaluates one expression while reading it.
///
/// Where simulators differ, the dialect decides: ngspice raises |x| to a power, from the left; the others' rules for a
/// negative base or a chain of powers are not documented, so that these are refused.
struct ExpressionParser {
    private let text: [Character]
    private let expression: NetlistExpression
    private let source: String
    private var position = 0
    private var depth: Int

    init(_ text: String, _ expression: NetlistExpression, depth: Int) {
        self.text = Array(text)
        self.expression = expression
        self.depth = depth
        source = text
    }

    func failure(_ reason: String) -> NetlistError {
        let shown = source.count > 60 ? source.prefix(60) + "…" : source
        return .malformed(
            expression.place,
            "the expression {\(shown)}: \(reason); allowed are numbers, parameters, + - * / **, comparisons, ?:, "
                + "parentheses and " + ExpressionFunctions.names.joined(separator: ", "))
    }

    mutating func whole() throws(NetlistError) -> Double {
        let value = try choice()
        skipBlanks()
        guard isAtEnd else { throw failure("\"\(String(text[position...].prefix(20)))\" is left over") }
        return value
    }

    // MARK: Signs

    private var isAtEnd: Bool { position >= text.count }

    private mutating func skipBlanks() { while !isAtEnd, text[position].isWhitespace { position += 1 } }

    private mutating func take(_ sign: String) -> Bool {
        skipBlanks()
        guard position + sign.count <= text.count, zip(sign, text[position...]).allSatisfy({ $0 == $1 }) else {
            return false
        }
        position += sign.count
        return true
    }

    private mutating func next() -> Character? {
        skipBlanks()
        return isAtEnd ? nil : text[position]
    }

    private mutating func descend() throws(NetlistError) {
        depth += 1
        guard depth <= NetlistBudget.expression else {
            throw failure("parentheses, signs and functions are more than \(NetlistBudget.expression) deep")
        }
    }

    // MARK: Operators, the weakest first

    private mutating func choice() throws(NetlistError) -> Double {
        try descend()
        defer { depth -= 1 }
        let condition = try either()
        guard take("?") else { return condition }
        let value = try choice()
        guard take(":") else { throw failure("\"?\" needs a \":\"") }
        let other = try choice()
        return condition != 0 ? value : other
    }

    private mutating func either() throws(NetlistError) -> Double {
        var value = try both()
        while take("||") {
            let other = try both()
            value = value != 0 || other != 0 ? 1 : 0
        }
        return value
    }

    private mutating func both() throws(NetlistError) -> Double {
        var value = try comparison()
        while take("&&") {
            let other = try comparison()
            value = value != 0 && other != 0 ? 1 : 0
        }
        return value
    }

    private mutating func comparison() throws(NetlistError) -> Double {
        var value = try sum()
        while true {
            if take("==") {
                value = value == (try sum()) ? 1 : 0
            } else if take("!=") {
                value = value != (try sum()) ? 1 : 0
            } else if take("<=") {
                value = value <= (try sum()) ? 1 : 0
            } else if take(">=") {
                value = value >= (try sum()) ? 1 : 0
            } else if take("<") {
                value = value < (try sum()) ? 1 : 0
            } else if take(">") {
                value = value > (try sum()) ? 1 : 0
            } else {
                return value
            }
        }
    }

    private mutating func sum() throws(NetlistError) -> Double {
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
        try descend()
        defer { depth -= 1 }
        if take("-") { return -(try sign()) }
        if take("+") { return try sign() }
        if next() == "!", position + 1 >= text.count || text[position + 1] != "=" {
            position += 1
            return try sign() == 0 ? 1 : 0
        }
        return try power()
    }

    /// Binds tighter than a sign before it.
    private mutating func power() throws(NetlistError) -> Double {
        var value = try atom()
        var isFirst = true
        while true {
            if expression.scope.dialect != .ngspice, next() == "^" {
                throw failure(
                    "\"^\" is exclusive or in \(expression.scope.dialect.title), but a power in ngspice; write ** for a power"
                )
            }
            guard take("**") || take("^") else { return value }
            let exponent = try exponent()
            if expression.scope.dialect == .ngspice {
                value = pow(abs(value), exponent)
            } else {
                guard isFirst else { throw failure("powers of powers need parentheses: (2**3)**2 or 2**(3**2)") }
                guard value >= 0 else {
                    throw failure("a negative number has no power that simulators agree on; write a product")
                }
                value = pow(value, exponent)
            }
            isFirst = false
        }
    }

    private mutating func exponent() throws(NetlistError) -> Double {
        if take("-") { return -(try atom()) }
        _ = take("+")
        return try atom()
    }

    // MARK: Numbers, names, functions

    private mutating func atom() throws(NetlistError) -> Double {
        if take("(") || take("{") {
            let closing = text[position - 1] == "(" ? ")" : "}"
            let value = try choice()
            guard take(closing) else { throw failure("a parenthesis is not closed") }
            return value
        }
        guard let first = next() else { throw failure("it ends where a value is expected") }
        if first.isNumber || first == "." { return try numeral() }
        let start = position
        while !isAtEnd, text[position].isLetter || text[position].isNumber || text[position] == "_" { position += 1 }
        let name = String(text[start..<position])
        guard !name.isEmpty else { throw failure("\"\(text[position])\" is out of place") }
        if take("(") { return try call(name) }
        if let value = expression.scope.values[name] { return value }
        if let value = ExpressionFunctions.constant(name, expression.scope.dialect) { return value }
        throw .unknown(
            expression.place, thing: "parameter", name: name, known: expression.scope.values.keys.sorted())
    }

    private mutating func numeral() throws(NetlistError) -> Double {
        let start = position
        while !isAtEnd {
            let isExponentSign =
                (text[position] == "-" || text[position] == "+") && position > start && text[position - 1] == "e"
                && text[start..<(position - 1)].allSatisfy { $0.isNumber || $0 == "." }
            guard text[position].isNumber || text[position].isLetter || text[position] == "." || isExponentSign else {
                break
            }
            position += 1
        }
        let word = String(text[start..<position])
        guard let value = try expression.number(word) else { throw failure("\"\(word)\" is not a number") }
        return value
    }

    private mutating func call(_ name: String) throws(NetlistError) -> Double {
        var arguments: [Double] = []
        if next() != ")" {
            repeat { arguments.append(try choice()) } while take(",")
        }
        guard take(")") else { throw failure("the arguments of \(name) are not closed") }
        if let function = expression.scope.functions[name] {
            guard function.arguments.count == arguments.count else {
                throw failure(
                    "\(name) has \(function.arguments.count) arguments (\(function.place)), but is given "
                        + "\(arguments.count)")
            }
            var inner = expression
            for (argument, value) in zip(function.arguments, arguments) { inner.scope.values[argument] = value }
            try descend()
            defer { depth -= 1 }
            var parser = ExpressionParser(function.body, inner, depth: depth)
            return try parser.whole()
        }
        switch ExpressionFunctions.value(name, arguments, expression.scope.dialect) {
        case .value(let value): return value
        case .refused(let why): throw failure(why)
        case nil:
            throw failure(
                "\(name) with \(arguments.count) argument\(arguments.count == 1 ? "" : "s") is not known")
        }
    }
}
