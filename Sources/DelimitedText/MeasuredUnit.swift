import Quantities

/// A unit as people and instruments write it over a column.
package struct MeasuredUnit: Hashable, Sendable {
    package enum Dimension: String, Hashable, Sendable, CaseIterable {
        case time, voltage, current, conductance, resistance, temperature, power

        /// "A"
        package var symbol: String {
            switch self {
            case .time: Second.symbol
            case .voltage: Volt.symbol
            case .current: Ampere.symbol
            case .conductance: Siemens.symbol
            case .resistance: Ohm.symbol
            case .temperature: "K"
            case .power: Watt.symbol
            }
        }
    }

    package var dimension: Dimension
    /// SI value = number · `factor` + `offset`.
    package var factor: Double
    package var offset: Double

    package init(_ dimension: Dimension, factor: Double = 1, offset: Double = 0) {
        (self.dimension, self.factor, self.offset) = (dimension, factor, offset)
    }

    /// - Parameter expected: what the column measures; then "mS" over a time is read as ms, "ua" over a current as µA.
    /// - Returns: nil for a text that is no unit, or none of that dimension.
    package init?(_ text: some StringProtocol, of expected: Dimension? = nil) {
        let text = String(text.trimmingBlanks)
        // One letter is told from others by its case: h is an hour, H the henry.
        if let known = Self.named[text.count == 1 ? text : text.lowercased()],
            expected == nil || expected == known.dimension
        {
            self = known
            return
        }
        if expected == .temperature, text == "C" {  // of coulombs nobody speaks here
            self = Self.celsius
            return
        }
        for dimension in Dimension.allCases where expected == nil || expected == dimension {
            if let spelled = Self.spelledOut(text, of: dimension), let factor = Self.factor(spelled, dimension) {
                self.init(dimension, factor: factor)
                return
            }
        }
        for dimension in Dimension.allCases where expected == nil || expected == dimension {
            if let factor = Self.factor(text, dimension) {
                self.init(dimension, factor: factor)
                return
            }
        }
        guard let expected, let last = text.last else { return nil }
        let base: String
        switch (expected, last) {
        case (.time, "S"): base = "s"
        case (.current, "a"): base = "A"
        case (.voltage, "v"): base = "V"
        default: return nil
        }
        guard let factor = Self.factor(String(text.dropLast()) + base, expected) else { return nil }
        self.init(expected, factor: factor)
    }

    /// What capitals stand for where an instrument has no small letters: "MS" is ms over times, "UA" µA over currents. Mega is
    /// for ohms alone: no device knows megavolts or megaseconds.
    /// - Returns: nil for a unit that means what it says.
    package static func spelledOut(_ text: some StringProtocol, of dimension: Dimension) -> String? {
        guard let prefix = text.first, !text.contains(where: \.isLowercase), "MUNPFK".contains(prefix) else {
            return nil
        }
        let bases: [String: Dimension] = [
            "S": .time, "V": .voltage, "A": .current, "OHM": .resistance, "OHMS": .resistance,
        ]
        let rest = String(text.dropFirst())
        guard bases[rest] == dimension || (rest == "S" && dimension == .conductance) else { return nil }
        if dimension == .resistance { return (prefix == "M" ? "M" : prefix.lowercased()) + Ohm.symbol }
        return prefix.lowercased() + dimension.symbol
    }

    private static func factor(_ text: String, _ dimension: Dimension) -> Double? {
        let one = "1 \(text)"
        return switch dimension {
        case .time: (try? Time(parsing: one))?.value
        case .voltage: (try? Voltage(parsing: one))?.value
        case .current: (try? Current(parsing: one))?.value
        case .conductance: (try? Conductance(parsing: one))?.value
        case .resistance: (try? Resistance(parsing: one))?.value
        case .power: (try? Power(parsing: one))?.value
        case .temperature: text == "K" ? 1 : nil
        }
    }

    private static let celsius = MeasuredUnit(.temperature, offset: 273.15)

    /// By lower-case spelling.
    private static let named: [String: MeasuredUnit] = {
        var table: [String: MeasuredUnit] = [:]
        func add(_ unit: MeasuredUnit, _ spellings: String...) {
            for spelling in spellings { table[spelling] = unit }
        }
        add(.init(.time), "sec", "secs", "second", "seconds")
        add(.init(.time, factor: 1e-3), "msec", "millisecond", "milliseconds")
        add(.init(.time, factor: 1e-6), "usec", "µsec", "μsec", "microsecond", "microseconds")
        add(.init(.time, factor: 1e-9), "nsec", "nanosecond", "nanoseconds")
        add(.init(.time, factor: 60), "min", "mins", "minute", "minutes")
        add(.init(.time, factor: 3600), "h", "hr", "hrs", "hour", "hours")
        add(.init(.time, factor: 86400), "d", "day", "days")
        add(.init(.time, factor: 604_800), "week", "weeks")
        add(.init(.voltage), "volt", "volts")
        add(.init(.voltage, factor: 1e-3), "millivolt", "millivolts")
        add(.init(.current), "amp", "amps", "ampere", "amperes")
        add(.init(.current, factor: 1e-3), "milliamp", "milliamps")
        add(.init(.current, factor: 1e-6), "microamp", "microamps")
        add(.init(.conductance), "siemens", "mho", "1/ohm", "1/ω", "ω^-1", "a/v")
        add(.init(.resistance), "ohm", "ohms", "v/a")
        add(.init(.resistance, factor: 1e3), "kohm", "kohms")
        add(celsius, "°c", "ºc", "degc", "deg c", "deg. c", "celsius", "℃")
        add(.init(.temperature), "kelvin")
        return table
    }()
}

extension StringProtocol {
    /// "[V]" and "(V)" without their brackets.
    var unbracketed: Substring {
        let text = Substring(self).trimmingBlanks
        let pairs: [Character: Character] = ["(": ")", "[": "]", "<": ">", "{": "}"]
        guard text.count > 1, let first = text.first, pairs[first] == text.last else { return text }
        return text.dropFirst().dropLast()
    }
}
