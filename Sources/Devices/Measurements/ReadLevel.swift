import DelimitedText

/// A voltage that a text names beside what was read at it: "I @ 0.2 V (nA)", "V_read = 0.5 V".
struct ReadLevel {
    /// [V]
    var volts: Double
    /// The text without it.
    var rest: String

    /// - Parameter heading: of a column; nil for one that names no voltage with its number.
    init?(heading: String) {
        let phrase =
            #/(?i)\s*[(\[]?\s*(?:@|\bat\b|\bbei\b|\bv(?:[ _]?read)?\s*=|=)?\s*([-+−]?\d+(?:[.,]\d+)?)\s*(m|u|µ|μ)?V(?![\p{L}\d])\s*[)\]]?/#
        guard let match = heading.firstMatch(of: phrase), let volts = Self.volts(match.output.1, match.output.2),
            volts != 0
        else { return nil }
        self.volts = volts
        rest = (heading[..<match.range.lowerBound] + " " + heading[match.range.upperBound...]).split(separator: " ")
            .joined(separator: " ")
        guard rest.contains(where: \.isLetter) else { return nil }
    }

    /// - Parameter setting: a line above a table; nil for one that sets no read voltage.
    init?(setting: String) {
        let phrase =
            #/(?i)\b(?:v[ _]?read|read[ _-]?(?:voltage|bias|v)|lesespannung)(?![\p{L}\d])[^\d+−-]{0,12}([-+−]?\d+(?:[.,]\d+)?)\s*(?:(m|u|µ|μ)?V(?![\p{L}\d])|\s*$)/#
        guard let match = setting.firstMatch(of: phrase),
            let volts = Self.volts(match.output.1, match.output.2.flatMap { $0 }), volts != 0
        else { return nil }
        self.volts = volts
        rest = ""
    }

    private static func volts(_ number: Substring, _ prefix: Substring?) -> Double? {
        let text = number.map { $0 == "," ? "." : $0 == "−" ? "-" : String($0) }.joined()
        let factor =
            switch prefix.map({ $0.lowercased() }) {
            case nil: 1.0
            case "m": 1e-3
            default: 1e-6
            }
        return Double(text).map { $0 * factor }
    }
}
