import Foundation

/// What the names in expressions stand for, and whose expressions they are.
struct ExpressionScope: Sendable {
    /// `.func name(arguments) {body}`.
    struct Function: Sendable {
        var arguments: [String]
        var body: String
        var place: NetlistPlace
    }

    /// Values by name, in small letters.
    var values: [String: Double] = [:]
    var functions: [String: Function] = [:]
    var dialect = Dialect.ngspice
}

/// Numbers and expressions of a netlist.
struct NetlistExpression {
    var scope: ExpressionScope
    let place: NetlistPlace

    /// A number with a SPICE suffix, or an expression in braces or quotes.
    func value(_ word: String) throws(NetlistError) -> Double {
        if let first = word.first, first == "{" || first == "'" {
            guard word.count >= 2, word.last == (first == "{" ? "}" : "'") else {
                throw .malformed(
                    place, "the expression \(word) does not end; close it with \(first == "{" ? "}" : "'")")
            }
            return try evaluate(String(word.dropFirst().dropLast()))
        }
        if let number = try number(word) { return number }
        if scope.values[word] != nil {
            throw .malformed(place, "the parameter \"\(word)\" stands in braces where a value is expected: {\(word)}")
        }
        throw .malformed(
            place, "\"\(word)\" is not a value; a number with a suffix (10k, 3meg, 2.2u) or an expression {2*r} is")
    }

    /// The value behind a "=" of `.param`, where braces may be missing.
    func assignedValue(_ text: String) throws(NetlistError) -> Double {
        if let first = text.first, first == "{" || first == "'", Self.isOneGroup(text) { return try value(text) }
        if let number = try number(text) { return number }
        return try evaluate(text)
    }

    private static func isOneGroup(_ text: String) -> Bool {
        let closing: Character = text.first == "{" ? "}" : "'"
        return text.dropFirst().firstIndex(of: closing) == text.index(before: text.endIndex)
    }

    /// - Returns: nil for what is no number.
    /// - Throws: for a number beyond the doubles, and for one that simulators read differently.
    func number(_ word: String) throws(NetlistError) -> Double? {
        guard let number = SPICENumeral(word) else { return nil }
        switch number.kind(in: scope.dialect) {
        case .value(let value):
            // Below 2⁻¹⁰²² a double loses digits; nothing in a circuit is that small.
            guard value.isFinite, value == 0 ? number.isZero : value.magnitude >= .leastNormalMagnitude else {
                throw .malformed(
                    place, "\(word) cannot be held; numbers are 0, or from 2.3e-308 to 1.7e308 in magnitude")
            }
            return value
        case .ambiguous(let why): throw .malformed(place, "\"\(word)\": \(why)")
        }
    }

    func evaluate(_ text: String) throws(NetlistError) -> Double {
        var parser = ExpressionParser(text, self, depth: 0)
        let value = try parser.whole()
        guard value.isFinite else { throw parser.failure("it is not a finite number") }
        return value.magnitude < .leastNormalMagnitude ? 0 : value
    }

    /// The names that an expression mentions, functions among them.
    static func names(in text: String) -> Set<String> {
        var names = Set<String>()
        var word = ""
        var isName = false
        for character in text + " " {
            if character.isLetter || character.isNumber || character == "_" || (character == "." && !isName) {
                if word.isEmpty { isName = character.isLetter || character == "_" }
                word.append(character)
            } else {
                if isName { names.insert(word) }
                word = ""
                isName = false
            }
        }
        return names
    }
}

/// A number as a netlist writes it: "4.7k", "3meg", "10uF", "1e-9".
struct SPICENumeral {
    enum Kind {
        case value(Double)
        /// Simulators differ; the text says how, and what to write.
        case ambiguous(String)
    }

    private let digits: Substring
    private let suffix: Substring

    private static let scales: [(name: String, exponent: Int)] = [
        ("meg", 6), ("t", 12), ("g", 9), ("k", 3), ("m", -3), ("u", -6), ("µ", -6), ("μ", -6), ("n", -9), ("p", -12),
        ("f", -15),
    ]

    /// nil for a word that does not begin as a number, and for one with signs in its suffix.
    init?(_ word: String) {
        let isDigit: (Character) -> Bool = { $0.isASCII && $0.isNumber }
        var digits = word.prefix { isDigit($0) || $0 == "." }
        if let sign = word.first, sign == "-" || sign == "+" {
            digits = word[..<word.dropFirst().prefix { isDigit($0) || $0 == "." }.endIndex]
        }
        // An exponent, but not the "e" of nothing.
        let rest = word[digits.endIndex...]
        if rest.first == "e" {
            var exponent = rest.dropFirst().prefix { isDigit($0) }
            if let sign = rest.dropFirst().first, sign == "-" || sign == "+" {
                exponent = rest.dropFirst(2).prefix { isDigit($0) }
            }
            if !exponent.isEmpty { digits = word[..<exponent.endIndex] }
        }
        guard Double(digits) != nil || digits.contains("e"), digits.contains(where: isDigit) else { return nil }
        guard Double(digits.prefix { $0 != "e" }) != nil else { return nil }
        suffix = word[digits.endIndex...]
        guard suffix.allSatisfy({ $0.isLetter || $0.isNumber || $0 == "Ω" }) else { return nil }
        self.digits = digits
    }

    /// Whether the digits say 0, as opposed to a value that is too small.
    var isZero: Bool { digits.prefix { $0 != "e" }.allSatisfy { !$0.isNumber || $0 == "0" } }

    func kind(in dialect: Dialect) -> Kind {
        let letters = suffix.prefix { !$0.isNumber }
        let behind = suffix.dropFirst(letters.count)
        if letters.hasPrefix("a"), dialect == .ngspice {
            return .ambiguous(
                "ngspice reads the letter \"a\" as 1e-18 from version 41 on, and as nothing before; write "
                    + "\(digits), or \(digits)e-18")
        }
        let scale = Self.scales.first { letters.hasPrefix($0.name) }
        guard behind.isEmpty else {
            // "4k7" is LTspice's way to write 4.7k.
            let decimals = behind.prefix(while: \.isNumber)
            guard letters == (scale?.name ?? "r"), letters == "r" || scale != nil, decimals.count == behind.count,
                !digits.contains("."), !digits.contains("e"), let mantissa = Double("\(digits).\(decimals)")
            else { return .ambiguous("digits behind the letters \"\(letters)\" have no meaning; leave them out") }
            guard dialect == .ltspice else {
                return .ambiguous(
                    "LTspice reads it as \(digits).\(decimals)\(letters), ngspice as \(digits)\(letters); write the point"
                )
            }
            return .value(scale.flatMap { Double("\(digits).\(decimals)e\($0.exponent)") } ?? mantissa)
        }
        if letters.hasPrefix("mil") { return .value((Double(digits) ?? .infinity) * 25.4e-6) }
        guard let scale else { return .value(Double(digits) ?? .infinity) }
        // The nearest double of the decimal text, as the writer's numbers are.
        let value =
            digits.contains("e")
            ? (Double(digits) ?? .infinity) * pow(10, Double(scale.exponent))
            : Double("\(digits)e\(scale.exponent)") ?? .infinity
        return .value(value)
    }
}
