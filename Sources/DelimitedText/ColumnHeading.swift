/// What stands over a column, taken apart: "log10|I1| [A]" is the logarithm of I1 in A.
package struct ColumnHeading: Hashable, Sendable {
    /// What was done to the values before they were written.
    package enum Form: Hashable, Sendable {
        case plain
        /// Without its sign: "ABS(I)", "|I|".
        case magnitude
        /// The decimal logarithm of the magnitude: "log10|I|".
        case decimalLogarithm
        case naturalLogarithm
    }

    /// As written.
    package var text: String
    /// Without form and unit: "I1".
    package var name: String
    /// What stands in brackets, parentheses, or behind a slash, a comma or an underscore, if it can be a unit.
    package var unit: String?
    /// Whether it stands in brackets or below; behind a slash or an underscore it may be a part of the name.
    package var isUnitCertain: Bool
    package var form: Form
    /// A vector of SPICE, such as i(v1): what stands in its parentheses.
    package var vector: String?

    /// - Parameter unitBelow: from a row of units under the headings.
    package init(_ text: String, unitBelow: String? = nil) {
        self.text = text
        var rest = text.trimmingBlanks[...]
        form = Self.takeForm(&rest)
        vector = Self.takeVector(&rest)
        (name, unit, isUnitCertain) = vector == nil ? Self.split(rest) : (String(rest), nil, true)
        if let below = unitBelow?.unbracketed, !below.isEmpty, unit == nil || !isUnitCertain {
            (name, unit, isUnitCertain) = (String(rest), String(below), true)
        }
    }

    private static func takeForm(_ text: inout Substring) -> Form {
        let lower = text.lowercased()
        let logarithms: [(String, Form)] = [
            ("log10", .decimalLogarithm), ("log_10", .decimalLogarithm), ("log", .decimalLogarithm),
            ("lg", .decimalLogarithm), ("ln", .naturalLogarithm), ("absolute", .magnitude), ("abs", .magnitude),
            ("mag", .magnitude),
        ]
        for (word, form) in logarithms where lower.hasPrefix(word) {
            let after = text.dropFirst(word.count)
            guard let next = after.first, "(|[ _".contains(next) else { continue }
            var inner = after.drop { $0 == "_" || $0 == " " }
            open(&inner)
            // "log10(abs(I))" and "log10(|I|)" are one thing.
            _ = takeForm(&inner)
            text = inner
            return form
        }
        guard text.first == "|", text.dropFirst().contains("|") else { return .plain }
        open(&text)
        return .magnitude
    }

    /// Takes the outer parentheses or bars off: "(I1/A) dev 2" is "I1/A dev 2".
    private static func open(_ text: inout Substring) {
        let pairs: [Character: Character] = ["(": ")", "|": "|", "[": "]"]
        guard let first = text.first, let close = pairs[first] else { return }
        let inside = text.dropFirst()
        var depth = 1
        for index in inside.indices {
            let character = inside[index]
            if character == close { depth -= 1 } else if character == first { depth += 1 }
            guard depth == 0 else { continue }
            text = Substring(String(inside[..<index]) + String(inside[inside.index(after: index)...]))
            return
        }
    }

    /// "I(R1)", "v(in)", "@r1[i]"; but "V(V)" and "I(uA)" name a unit.
    private static func takeVector(_ text: inout Substring) -> String? {
        if text.hasPrefix("@"), let open = text.firstIndex(of: "["), text.last == "]" {
            let quantity = text[text.index(after: open)...].dropLast()
            let element = String(text[text.index(after: text.startIndex)..<open])
            text = quantity
            return element
        }
        let letters = text.prefix { $0.isLetter }
        guard text.last == ")", ["v", "i", "id", "ix", "is", "ig"].contains(letters.lowercased()),
            text.dropFirst(letters.count).first == "("
        else { return nil }
        let inside = String(text.dropFirst(letters.count + 1).dropLast())
        let dimension: MeasuredUnit.Dimension = letters.lowercased() == "v" ? .voltage : .current
        guard MeasuredUnit(inside, of: dimension) == nil, !inside.isEmpty else { return nil }
        text = letters.lowercased() == "v" ? "v" : "i"
        return inside
    }

    private static func split(_ text: Substring) -> (name: String, unit: String?, isCertain: Bool) {
        for (open, close) in [("(", ")"), ("[", "]"), ("<", ">"), ("{", "}")] as [(Character, Character)] {
            var from = text.startIndex
            while let start = text[from...].firstIndex(of: open), let end = text[start...].firstIndex(of: close) {
                var inside = text[text.index(after: start)..<end].trimmingBlanks
                if inside.lowercased().hasPrefix("in ") { inside = inside.dropFirst(3).trimmingBlanks }
                if UnitText.isUnit(inside) {
                    let rest = text[..<start].trimmingBlanks + " " + text[text.index(after: end)...].trimmingBlanks
                    return (String(rest.trimmingBlanks), String(inside), true)
                }
                from = text.index(after: end)
            }
        }
        for mark in ["/", ",", "_"] as [Character] {
            guard let index = text.lastIndex(of: mark) else { continue }
            let after = text[text.index(after: index)...].trimmingBlanks
            let before = text[..<index].trimmingBlanks
            guard !before.isEmpty, MeasuredUnit(after) != nil || (after == "C" && before.lowercased().hasPrefix("t"))
            else {
                continue
            }
            return (String(before), String(after), false)
        }
        // "J / A cm-2" and "J, uA/um2" name a unit, if none that is known.
        for mark in ["/", ","] as [Character] {
            guard let index = text.firstIndex(of: mark) else { continue }
            let after = text[text.index(after: index)...].trimmingBlanks
            let before = text[..<index].trimmingBlanks
            if !before.isEmpty, after.contains(where: { "/ ·*^".contains($0) || $0.isNumber }), UnitText.isUnit(after) {
                return (String(before), String(after), true)
            }
        }
        return (String(text), nil, true)
    }
}
