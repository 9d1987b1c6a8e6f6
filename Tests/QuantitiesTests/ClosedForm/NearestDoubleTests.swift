import NumericalMethods
import Quantities
import Testing

private let prefixes = [
    ("a", -18), ("f", -15), ("p", -12), ("n", -9), ("\u{b5}", -6), ("\u{3bc}", -6), ("u", -6), ("m", -3), ("", 0),
    ("k", 3), ("M", 6), ("G", 9), ("T", 12),
]

/// 10⁰…10²², all exact doubles.
private let powersOfTen = (0...22).map { exponent in (0..<exponent).reduce(1.0) { power, _ in power * 10 } }

/// m · 10^k with one rounding, for m ≤ 2⁵³ and |k| ≤ 22 (Clinger, doi 10.1145/93542.93557): the nearest double.
private func nearest(_ m: Int, _ k: Int) -> Double {
    k >= 0 ? Double(m) * powersOfTen[k] : Double(m) / powersOfTen[-k]
}

/// Digits of `m` with `fraction` of them after the point.
private func decimalText(_ m: Int, fraction: Int) -> String {
    var digits = String(m)
    guard fraction > 0 else { return digits }
    digits = String(repeating: "0", count: max(0, fraction + 1 - digits.count)) + digits
    return digits.dropLast(fraction) + "." + digits.suffix(fraction)
}

@Suite struct NearestDoubleTests {
    @Test func parsingRoundsOnce() throws {
        var stream = RandomStream(seed: 4, purpose: StreamPurpose("tests"))
        var tried = 0
        while tried < 6_000 {
            let m = stream.below(1 << (1 + stream.below(53)))
            let fraction = stream.below(8)
            let (prefix, prefixExponent) = prefixes[stream.below(prefixes.count)]
            let written = stream.below(13) - 6
            guard abs(prefixExponent + written - fraction) <= 22 else { continue }
            tried += 1
            let space = ["", " ", "  "][stream.below(3)]
            let sign = ["", "-", "+"][stream.below(3)]
            let exponent = written == 0 ? "" : "e\(written)"
            let text = "\(sign)\(decimalText(m, fraction: fraction))\(exponent)\(space)\(prefix)F"
            let expected = nearest(m, prefixExponent + written - fraction)
            // Exact: both are the nearest double. Multiplying by 1e-12 afterwards would fail here.
            #expect(try Capacitance(parsing: text).value == (sign == "-" ? -expected : expected), "\(text)")
        }
    }

    @Test func constructorsAgreeWithText() throws {
        for n in 1...3_000 {
            let x = Double(n)
            // Exact: "35 mV" in a study and .millivolts(35) in code must be the same network.
            #expect(try Voltage(parsing: "\(n) mV") == .millivolts(x))
            #expect(try Resistance(parsing: "\(n) k\u{3a9}") == .kilohms(x))
            #expect(try Resistance(parsing: "\(n) M\u{2126}") == .megohms(x))
            #expect(try Conductance(parsing: "\(n) uS") == .microsiemens(x))
            #expect(try Conductance(parsing: "\(n) nS") == .nanosiemens(x))
            #expect(try Capacitance(parsing: "\(n) pF") == .picofarads(x))
            #expect(try Capacitance(parsing: "\(n) fF") == .femtofarads(x))
            #expect(try Time(parsing: "\(n) us") == .microseconds(x))
            #expect(try Time(parsing: "\(n) ns") == .nanoseconds(x))
            #expect(try Time(parsing: "\(n) ps") == .picoseconds(x))
        }
    }

    @Test func reciprocalsAreReciprocals() {
        #expect(Resistance.kilohms(4).conductance == .microsiemens(250))
        #expect(Conductance.microsiemens(250).resistance == .kilohms(4))
    }
}
