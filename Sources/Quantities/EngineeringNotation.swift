/// Why a text is not a quantity of the dimension that was asked for.
public enum QuantityError: Error, Equatable, CustomStringConvertible {
    /// No number stands at the beginning.
    case notANumber(text: String, dimension: String, example: String)
    /// A bare number where a dimensional value is needed.
    case missingUnit(text: String, dimension: String, example: String)
    /// A unit, but of another dimension, or of none that is known.
    case wrongUnit(text: String, found: String, foundDimension: String?, dimension: String, example: String)

    /// The text that was read, what is wrong with it, and an example of what is right.
    public var description: String {
        switch self {
        case .notANumber(let text, let dimension, let example):
            "\"\(text)\" is not a \(dimension): it needs a number and a unit, for example \"\(example)\""
        case .missingUnit(let text, let dimension, let example):
            "\"\(text)\" has no unit: a \(dimension) is written like \"\(example)\""
        case .wrongUnit(let text, let found, let foundDimension?, let dimension, let example):
            "\"\(text)\" is a \(foundDimension) (unit \(found)), but a \(dimension) is needed, for example \"\(example)\""
        case .wrongUnit(let text, let found, nil, let dimension, let example):
            "\"\(text)\" has the unknown unit \"\(found)\": a \(dimension) is written like \"\(example)\""
        }
    }
}

/// The decimal prefixes of engineering notation, by exponent.
private let prefixes: [(symbol: String, exponent: Int)] = [
    ("a", -18), ("f", -15), ("p", -12), ("n", -9), ("µ", -6), ("m", -3), ("", 0), ("k", 3), ("M", 6), ("G", 9),
    ("T", 12),
]

private let prefixSpellings: [String: Int] = {
    var table = Dictionary(uniqueKeysWithValues: prefixes.map { ($0.symbol, $0.exponent) })
    table["u"] = -6
    table["\u{3bc}"] = -6  // Greek mu, beside the micro sign
    return table
}()

private let dimensions: [any PhysicalUnit.Type] = [
    Volt.self, Ohm.self, Siemens.self, Farad.self, Second.self, Joule.self, Watt.self, Ampere.self, Hertz.self,
]

extension PhysicalUnit {
    /// The power of ten in front of this unit in `text`, or nil when `text` is not this unit with a prefix.
    fileprivate static func exponent(of text: String) -> Int? {
        for spelling in [symbol] + spellings where text.hasSuffix(spelling) {
            if let exponent = prefixSpellings[String(text.dropLast(spelling.count))] { return exponent }
        }
        return nil
    }
}

extension Quantity {
    /// Reads engineering notation: "4.7 kΩ", "10mV", "1e-6 S".
    ///
    /// The value is the double nearest to the decimal text: the prefix is joined to the exponent before conversion.
    public init(parsing text: String) throws(QuantityError) {
        let trimmed = text.drop(while: \.isWhitespace)
        let example = "\(Self.exampleNumber) \(Unit.symbol)"
        let number = Self.leadingNumber(of: trimmed)
        var unit = String(
            trimmed.dropFirst(number.mantissa.count + number.exponentText.count).drop(while: \.isWhitespace))
        while unit.last?.isWhitespace == true { unit.removeLast() }
        guard !number.mantissa.isEmpty, let plain = Double(number.mantissa), plain.isFinite else {
            throw .notANumber(text: text, dimension: Unit.dimension, example: example)
        }
        guard !unit.isEmpty else { throw .missingUnit(text: text, dimension: Unit.dimension, example: example) }
        guard let exponent = Unit.exponent(of: unit) else {
            let other = dimensions.first { $0.exponent(of: unit) != nil }
            throw .wrongUnit(
                text: text, found: unit, foundDimension: other?.dimension, dimension: Unit.dimension, example: example)
        }
        guard let value = Double("\(number.mantissa)e\(number.exponent + exponent)"), value.isFinite else {
            throw .notANumber(text: text, dimension: Unit.dimension, example: example)
        }
        self.init(value)
    }

    private static var exampleNumber: String { "1.5" }

    private static func leadingNumber(of text: Substring) -> (mantissa: String, exponentText: String, exponent: Int) {
        var rest = text
        var mantissa = ""
        if let sign = rest.first, sign == "-" || sign == "+" { mantissa.append(rest.removeFirst()) }
        while let c = rest.first, c.isASCII, c.isNumber || c == "." { mantissa.append(rest.removeFirst()) }
        guard mantissa.contains(where: \.isNumber) else { return ("", "", 0) }
        guard let e = rest.first, e == "e" || e == "E" else { return (mantissa, "", 0) }
        var exponentText = String(rest.removeFirst())
        if let sign = rest.first, sign == "-" || sign == "+" { exponentText.append(rest.removeFirst()) }
        while let c = rest.first, c.isASCII, c.isNumber { exponentText.append(rest.removeFirst()) }
        guard let exponent = Int(exponentText.dropFirst()), (-399...399).contains(exponent) else {
            return (mantissa, "", 0)
        }
        return (mantissa, exponentText, exponent)
    }

    /// Engineering notation with at most `digits` significant digits: "4.7 kΩ".
    public func formatted(digits: Int) -> String {
        guard value.isFinite, value != 0 else { return "\(value == 0 ? "0" : "\(value)") \(Unit.symbol)" }
        var scientific = DecimalDigits(value)
        scientific.round(to: digits)
        return scientific.engineering(unit: Unit.symbol)
    }
}

extension Quantity: CustomStringConvertible {
    /// Engineering notation that reads back as the same value.
    public var description: String { formatted(digits: 17) }
}

extension Quantity: Codable {
    /// Reads a number and a unit, such as "10 mV".
    /// - Throws: `DecodingError.dataCorrupted`, with the message of a ``QuantityError``.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        do {
            try self.init(parsing: container.decode(String.self))
        } catch let error as QuantityError {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: error.description)
        }
    }

    /// Writes ``description``, which reads back as the same value.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}

/// The shortest decimal digits of a double: sign, d₁d₂d₃… and the exponent of d₁.
struct DecimalDigits {
    var isNegative: Bool
    var digits: [Int]
    var exponent: Int

    init(_ value: Double) {
        isNegative = value < 0
        let text = "\(abs(value))".split(separator: "e")
        let parts = text[0].split(separator: ".", omittingEmptySubsequences: false)
        let whole = parts[0].compactMap(\.wholeNumberValue)
        let fraction = parts.count > 1 ? parts[1].compactMap(\.wholeNumberValue) : []
        digits = whole + fraction
        exponent = whole.count - 1 + (text.count > 1 ? Int(text[1])! : 0)
        while digits.count > 1, digits.first == 0 {
            digits.removeFirst()
            exponent -= 1
        }
        while digits.count > 1, digits.last == 0 { digits.removeLast() }
    }

    mutating func round(to count: Int) {
        guard digits.count > count else { return }
        let roundsUp = digits[count] >= 5
        digits.removeLast(digits.count - count)
        guard roundsUp else { return trim() }
        var place = count - 1
        while place >= 0, digits[place] == 9 {
            digits[place] = 0
            place -= 1
        }
        if place >= 0 {
            digits[place] += 1
        } else {
            digits = [1] + digits.dropLast()
            exponent += 1
        }
        trim()
    }

    private mutating func trim() {
        while digits.count > 1, digits.last == 0 { digits.removeLast() }
    }

    func engineering(unit: String) -> String {
        let step = Int((Double(exponent) / 3).rounded(.down)) * 3
        let clamped = min(max(step, prefixes.first!.exponent), prefixes.last!.exponent)
        let prefix = prefixes.first { $0.exponent == clamped }!.symbol
        let shift = exponent - clamped  // digits before the decimal point, less one
        var text = isNegative ? "-" : ""
        if shift < 0 {
            text += "0." + String(repeating: "0", count: -shift - 1) + digits.map(String.init).joined()
        } else {
            let padded = digits + Array(repeating: 0, count: max(0, shift + 1 - digits.count))
            text += padded[...shift].map(String.init).joined()
            if padded.count > shift + 1 { text += "." + padded[(shift + 1)...].map(String.init).joined() }
        }
        return "\(text) \(prefix)\(unit)"
    }
}
