import Circuits

/// Sources that follow an expression: what every simulator has, each in its own words.
///
/// Expressions of all dialects keep to what the four have in common: `**` for a power (`^` is exclusive or in Xyce), `max`
/// and `min` in place of conditions, `e` to a power in place of an `exp` that can grow, which ngspice's PSPICE mode bounds.
extension Dialect {
    /// e, as the base of a power.
    static let e = "2.718281828459045"

    /// A current from one node to another.
    func currentLine(_ name: String, _ from: String, _ to: String, _ expression: String) -> String {
        switch self {
        case .ngspice: Self.broken("B\(name) \(from) \(to) I=\(expression)")
        case .ltspice, .xyce: Self.broken("B\(name) \(from) \(to) I={\(expression)}")
        case .pspice: Self.broken("G\(name) \(from) \(to) VALUE={\(expression)}")
        }
    }

    func voltageLine(_ name: String, _ plus: String, _ minus: String, _ expression: String) -> String {
        switch self {
        case .ngspice: Self.broken("B\(name) \(plus) \(minus) V=\(expression)")
        case .ltspice, .xyce: Self.broken("B\(name) \(plus) \(minus) V={\(expression)}")
        case .pspice: Self.broken("E\(name) \(plus) \(minus) VALUE={\(expression)}")
        }
    }

    /// PSPICE reads 132 characters of a line.
    private static let longest = 120

    /// A text whose rows are continued where they are too long, in front of a sign, a space or a single asterisk.
    static func broken(_ text: String) -> String {
        text.split(separator: "\n").flatMap { row in brokenRow(Array(row)) }.joined(separator: "\n")
    }

    private static func brokenRow(_ row: [Character]) -> [String] {
        var rows: [String] = []
        var rest = row
        while rest.count > longest {
            let place = (longest / 3..<longest).last { index in
                switch rest[index] {
                case "+", " ": true
                // The exponent of 1e-12 stays with its number.
                case "-": rest[index - 1] != "e"
                case "*": rest[index - 1] != "*" && rest[index + 1] != "*"
                default: false
                }
            }
            guard let place else { break }
            rows.append(String(rest[..<place]))
            rest = Array("+ ") + rest[place...]
        }
        return rows + [String(rest)]
    }
}
