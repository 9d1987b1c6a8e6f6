import Foundation
import NumericalMethods
import Quantities
import Testing

private let units: [any PhysicalUnit.Type] = [
    Volt.self, Ohm.self, Siemens.self, Farad.self, Second.self, Joule.self, Watt.self, Ampere.self,
]

private func printed<U: PhysicalUnit>(_ unit: U.Type, _ value: Double) -> String { "\(Quantity<U>(value))" }

private func parsed<U: PhysicalUnit>(_ unit: U.Type, _ text: String) throws -> Double {
    try Quantity<U>(parsing: text).value
}

@Suite struct EngineeringNotationTests {
    @Test func everyFiniteDoubleComesBackInEveryUnit() throws {
        var stream = RandomStream(seed: 1, purpose: StreamPurpose("tests"))
        for trial in 0..<4_000 {
            let value = Double(bitPattern: stream.next())
            guard value.isFinite else { continue }
            let unit = units[trial % units.count]
            // Exact: the shortest digits identify a double, and a prefix only moves the exponent.
            #expect(try parsed(unit, printed(unit, value)) == value)
        }
    }

    @Test func valuesOfTheUsualSizesComeBack() throws {
        var stream = RandomStream(seed: 2, purpose: StreamPurpose("tests"))
        for trial in 0..<8_000 {
            let value = (stream.uniform() - 0.5) * pow(10, -20 + 36 * stream.uniform())
            let unit = units[trial % units.count]
            let text = printed(unit, value)
            #expect(try parsed(unit, text) == value, "\(value) became \(text)")
            let number = try #require(Double(text.split(separator: " ")[0]))
            // Within the prefixes, one to three digits stand before the point.
            if (1e-18..<1e15).contains(abs(value)) { #expect((1..<1000).contains(abs(number)), "\(text)") }
        }
    }

    @Test(arguments: [
        (4700.0, "4.7 kΩ"), (0.0, "0 Ω"), (-0.0, "0 Ω"), (1e6, "1 MΩ"), (999.0, "999 Ω"), (1000.0, "1 kΩ"),
        (-2.2e-6, "-2.2 \u{b5}Ω"), (1e15, "1000 TΩ"), (1e-20, "0.01 aΩ"), (0.1, "100 mΩ"), (12.5e9, "12.5 GΩ"),
    ])
    func layout(value: Double, text: String) {
        #expect(Resistance(value).description == text)
    }

    @Test(arguments: [
        (999.96, 4, "1 kV"), (999.94, 4, "999.9 V"), (1.25, 2, "1.3 V"), (0.0999999, 3, "100 mV"),
        (123456, 2, "120 kV"),
        (9.99e14, 2, "1000 TV"), (-1.006e-3, 3, "-1.01 mV"), (5, 3, "5 V"), (.infinity, 3, "inf V"),
    ])
    func roundedLayout(value: Double, digits: Int, text: String) {
        #expect(Voltage(value).formatted(digits: digits) == text)
    }

    @Test func roundedTextIsTheNearestOfItsDigits() throws {
        var stream = RandomStream(seed: 3, purpose: StreamPurpose("tests"))
        for _ in 0..<5_000 {
            let value = pow(10, -17 + 30 * stream.uniform())
            let digits = 1 + stream.below(9)
            let text = Voltage(value).formatted(digits: digits)
            let back = try Voltage(parsing: text).value
            let unitOfLastDigit = pow(10, log10(value).rounded(.down) - Double(digits - 1))
            // Half a unit of the last digit; 1e-6 of it for the rounding of this comparison at nine digits.
            #expect(abs(back - value) <= unitOfLastDigit * (0.5 + 1e-6), "\(value) became \(text)")
            let significant = text.split(separator: " ")[0].filter(\.isNumber).drop { $0 == "0" }
            let shown = significant.reversed().drop { $0 == "0" }.count
            #expect(shown <= digits, "\(text) has more than \(digits) digits")
        }
    }

    @Test func codesAsText() throws {
        let values: [Capacitance] = [.picofarads(30), .femtofarads(50), Capacitance(1.0 / 3)]
        let data = try JSONEncoder().encode(values)
        #expect(String(decoding: data, as: UTF8.self).hasPrefix("[\"30 pF\",\"50 fF\","))
        #expect(try JSONDecoder().decode([Capacitance].self, from: data) == values)
        #expect {
            try JSONDecoder().decode([Capacitance].self, from: Data("[\"30 pS\"]".utf8))
        } throws: { error in
            "\(error)".contains("is a conductance (unit pS), but a capacitance is needed")
        }
    }
}
