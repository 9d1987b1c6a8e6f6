/// Tells a unit in brackets, known or not, from a label such as "channel 1" or "at 0.2 V".
enum UnitText {
    private enum Piece: Equatable {
        case number
        case word(String)
        /// Anything between them but blanks.
        case mark
    }

    /// Words of units that are none of a quantity here.
    private static let foreign: Set<String> = [
        "m", "cm", "mm", "um", "µm", "μm", "nm", "sq", "square", "per", "arb", "arbitrary", "unit", "units", "norm",
        "normalised", "normalized", "percent", "%", "div", "db", "decade",
    ]
    /// Signs of multiplication, exponents and prefixes.
    private static let signs: Set<String> = [
        "x", "e", "E", "u", "µ", "μ", "n", "p", "k", "femto", "pico", "nano", "micro", "milli", "kilo", "mega",
    ]

    /// Whether a text tries to be a unit: "A/cm2" and "1e-6 s" do.
    static func isUnit(_ text: Substring) -> Bool {
        if MeasuredUnit(text) != nil { return true }
        if !text.contains(where: { $0.isNumber || $0 == " " }) { return !text.isEmpty }
        let pieces = pieces(of: text)
        let words = pieces.compactMap { if case .word(let word) = $0 { word } else { nil } }
        guard words.contains(where: isKnown) else { return false }
        // "25 °C" is a temperature to measure at, "A1" a name.
        if words.count == 1, MeasuredUnit(words[0])?.dimension == .temperature { return false }
        if pieces.count == 2, pieces[1] == .number { return text.contains(" ") }
        if words.allSatisfy({ isKnown($0) || signs.contains($0) }) { return true }
        guard let place = pieces.firstIndex(where: { if case .word(let word) = $0 { isKnown(word) } else { false } }),
            place > 0, case .word(let word) = pieces[place]
        else { return true }
        switch pieces[place - 1] {
        case .number: return false  // "at 0.2 V"
        case .word: return word.count > 1  // "channel A"
        case .mark: return true
        }
    }

    private static func isKnown(_ word: String) -> Bool {
        MeasuredUnit(word) != nil || foreign.contains(word.lowercased())
    }

    private static func pieces(of text: Substring) -> [Piece] {
        var pieces: [Piece] = []
        var rest = text[...]
        while let first = rest.first {
            if first.isASCII, first.isNumber {
                rest = rest.drop { $0.isNumber || $0 == "." }
                // "1e-6", but not the unit of "1eV".
                if let e = rest.first, "eE".contains(e) {
                    let digits = rest.dropFirst().drop { "+-−".contains($0) }
                    if digits.first?.isNumber == true { rest = digits.drop(while: \.isNumber) }
                }
                pieces.append(.number)
            } else if first.isLetter || "°%".contains(first) {
                let word = rest.prefix { $0.isLetter || "°%".contains($0) }
                rest = rest.dropFirst(word.count)
                pieces.append(.word(String(word)))
            } else {
                if first != " ", pieces.last != .mark { pieces.append(.mark) }
                rest.removeFirst()
            }
        }
        return pieces
    }
}
