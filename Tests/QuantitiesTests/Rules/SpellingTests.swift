import Quantities
import Testing

private let units: [any PhysicalUnit.Type] = [
    Volt.self, Ohm.self, Siemens.self, Farad.self, Second.self, Joule.self, Watt.self, Ampere.self,
]
private let prefixes = ["a", "f", "p", "n", "\u{b5}", "\u{3bc}", "u", "m", "", "k", "M", "G", "T"]

private func error<U: PhysicalUnit>(_ unit: U.Type, _ text: String) -> QuantityError? {
    do {
        _ = try Quantity<U>(parsing: text)
        return nil
    } catch {
        return error
    }
}

@Suite struct SpellingTests {
    @Test(arguments: [
        "4.7 kΩ", "4.7k\u{2126}", "4.7 k\u{3a9}", "4.7kohm", "4.7 kOhm", "4.7 kohms", "  4.7e3 Ω ", "4700Ohm\t",
    ])
    func ohms(text: String) throws {
        #expect(try Resistance(parsing: text) == .kilohms(4.7))
    }

    @Test(arguments: ["2 \u{b5}s", "2\u{3bc}s", "2us", "2000 ns", "2e-6 s", "+2E-6s", ".002ms", "0.002 ms", "2.us"])
    func microseconds(text: String) throws {
        #expect(try Time(parsing: text) == .microseconds(2))
    }

    @Test func aWrongUnitNamesBothDimensions() {
        for wanted in units {
            for given in units where given.symbol != wanted.symbol {
                for prefix in prefixes {
                    let unit = prefix + given.symbol
                    let expected = QuantityError.wrongUnit(
                        text: "3 \(unit)", found: unit, foundDimension: given.dimension, dimension: wanted.dimension,
                        example: "1.5 \(wanted.symbol)")
                    #expect(error(wanted, "3 \(unit)") == expected)
                }
            }
        }
        #expect(
            error(Volt.self, "10 ms")?.description
                == "\"10 ms\" is a time (unit ms), but a voltage is needed, for example \"1.5 V\"")
    }

    @Test(arguments: ["1", "1.5", "-3e-9", " 7 ", "0"])
    func aBareNumberMissesItsUnit(text: String) {
        #expect(error(Second.self, text) == .missingUnit(text: text, dimension: "time", example: "1.5 s"))
    }

    @Test(arguments: [
        "", " ", "V", "mV", "volts", "--5 V", "- 5 V", "1.2.3 V", ".V", "e5 V", "nan V", "inf V", "-inf V", "٣ V",
        "1e399 V", "1e308 kV",
    ])
    func nonsenseIsNotANumber(text: String) {
        #expect(error(Volt.self, text) == .notANumber(text: text, dimension: "voltage", example: "1.5 V"))
    }

    @Test(arguments: [
        ("1 eV", "eV"), ("0x10 V", "x10 V"), ("1,5 V", ",5 V"), ("1 KV", "KV"), ("1 V V", "V V"), ("1 m V", "m V"),
        ("1 m", "m"), ("1 mmV", "mmV"), ("1 v", "v"), ("1 %", "%"), ("1e V", "e V"),
        // The smallest Int has no magnitude.
        ("1e-9223372036854775808 V", "e-9223372036854775808 V"),
    ])
    func anUnknownUnitIsNamed(text: String, found: String) {
        #expect(
            error(Volt.self, text)
                == .wrongUnit(text: text, found: found, foundDimension: nil, dimension: "voltage", example: "1.5 V"))
    }
}
