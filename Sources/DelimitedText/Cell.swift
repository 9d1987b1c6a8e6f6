/// What one field of a table holds.
package enum Cell: Hashable, Sendable {
    case number(Double)
    /// An instrument's word or number for "no value": overflow, overload, not measured, not a number.
    case mark(String)
    case missing
    case text(String)

    /// Whether it may stand in a column of numbers.
    var isNumeric: Bool {
        if case .text = self { false } else { true }
    }

    package var number: Double? {
        if case .number(let value) = self { value } else { nil }
    }

    /// - Parameter allowsDecimalComma: whether "1,5" is a number.
    init(_ field: Substring, allowsDecimalComma: Bool) {
        let field = field.trimmingBlanks
        if field.isEmpty {
            self = .missing
        } else if let value = Self.number(field, allowsDecimalComma: allowsDecimalComma) {
            self = abs(value) < Self.smallestMark ? .number(value) : .mark(String(field))
        } else {
            self = Self.isMark(field) ? .mark(String(field)) : .text(String(field))
        }
    }

    /// SCPI writes 9.9E37 for infinity and 9.91E37 for "not a number" (SCPI-99, volume 1, 7.2.1.4 and 7.2.1.5), others 1E38
    /// or more; no quantity of a laboratory is as large in any unit.
    private static let smallestMark = 9e36

    private static func isMark(_ field: Substring) -> Bool {
        let word = field.lowercased()
        return marks.contains(word) || word.allSatisfy { $0 == "-" || $0 == "—" || $0 == "–" }
    }

    private static let marks: Set<String> = [
        "nan", "-nan", "+nan", "nan(ind)", "-nan(ind)", "-1.#ind", "1.#qnan", "1.#inf", "-1.#inf", "inf", "-inf",
        "+inf",
        "infinity", "-infinity", "∞", "overflow", "overfl", "overflw", "ovfl", "ovf", "over", "overload", "ovld",
        "ovrld",
        "o.l", "o.l.", "ol", "over range", "overrange", "#ref!", "#n/a", "#div/0!", "#num!", "#value!", "n/a", "na",
        "n.a.",
        "null", "none", "invalid", "*****", "****", "***", "?",
    ]

    private static func number(_ field: Substring, allowsDecimalComma: Bool) -> Double? {
        if let first = field.utf8.first, first > 0x39, first != 0xE2 { return nil }  // no digit, sign, point or U+2212
        if let value = plain(field) { return value }
        var commas = 0
        var text = ""
        for scalar in field.unicodeScalars {
            switch scalar {
            case "\u{2212}": text.append("-")  // the typographer's minus
            case "d", "D": text.append("e")  // Fortran's double precision
            case ",":
                guard allowsDecimalComma else { return nil }
                commas += 1
                text.append(".")
            case "." where allowsDecimalComma && commas > 0: return nil
            default: text.unicodeScalars.append(scalar)
            }
        }
        return commas > 1 || field.last == "," ? nil : plain(text[...])
    }

    /// No hexadecimal numbers, no words: Swift would take "0x10", "inf" and "nan".
    private static func plain(_ text: Substring) -> Double? {
        guard text.utf8.allSatisfy({ (0x30...0x39).contains($0) || [0x2B, 0x2D, 0x2E, 0x45, 0x65].contains($0) }) else {
            return nil
        }
        return Double(text)
    }
}

extension StringProtocol {
    /// Without blanks, tabs and no-break spaces at both ends.
    var trimmingBlanks: SubSequence {
        let isBlank: (Character) -> Bool = { $0 == " " || $0 == "\t" || $0 == "\u{A0}" || $0 == "\u{FEFF}" }
        var rest = self[...]
        while let first = rest.first, isBlank(first) { rest.removeFirst() }
        while let last = rest.last, isBlank(last) { rest.removeLast() }
        return rest
    }
}
