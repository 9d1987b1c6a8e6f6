import DelimitedText

/// A voltage that a text names beside what was read at it: "I @ 0.2 V (nA)", "V_read = 0.5 V".
struct ReadLevel {
    /// [V]
    var volts: Double
    /// The text without it.
    var rest: String

    /// - Parameter heading: of a column; nil for one that names no voltage with its number.
    init?(heading: String) {
        // Most headings have none, and a pattern is dear to compile.
        guard heading.contains(where: \.isNumber), heading.contains("V") || heading.contains("v") else { return nil }
        let phrase =
            #/(?i)\s*[(\[]?\s*(?:@|\bat\b|\bbei\b|\bv(?:[ _]?read)?\s*=|=)?\s*([-+−]?\d+(?:[.,]\d+)?)\s*([muµμ]?V)(?![\p{L}\d])\s*[)\]]?/#
        guard let match = heading.firstMatch(of: phrase), let volts = Self.volts(match.output.1, match.output.2)
        else { return nil }
        self.volts = volts
        rest = (heading[..<match.range.lowerBound] + " " + heading[match.range.upperBound...]).split(separator: " ")
            .joined(separator: " ")
        guard rest.contains(where: \.isLetter) else { return nil }
    }

    /// - Parameter setting: a line above a table; nil for one that sets no read voltage.
    init?(setting: String) {
        let lower = setting.lowercased()
        guard lower.contains("read") || lower.contains("lesespannung") else { return nil }
        let phrase =
            #/(?i)\b(?:v[ _]?read|read[ _-]?(?:voltage|bias|v)|lesespannung)(?![\p{L}\d])[^\d+−-]{0,12}([-+−]?\d+(?:[.,]\d+)?)\s*(?:([muµμ]?V)(?![\p{L}\d])|\s*$)/#
        guard let match = setting.firstMatch(of: phrase), let volts = Self.volts(match.output.1, match.output.2 ?? "V")
        else { return nil }
        self.volts = volts
        rest = ""
    }

    /// nil for 0 V, at which nothing is read.
    private static func volts(_ number: Substring, _ unit: Substring) -> Double? {
        guard let value = Double(number.replacing(",", with: ".").replacing("−", with: "-")), value != 0 else {
            return nil
        }
        return MeasuredUnit(unit, of: .voltage).map { value * $0.factor }
    }
}
