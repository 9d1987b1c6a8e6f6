import Foundation
import Quantities
import Testing

@testable import Reports

/// A small generator for property tests: the same ranges on every machine.
private struct Ranges: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        // Steele, Lea and Flood's SplitMix64.
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    /// Of any sign, and of sizes from 1e-9 to 1e9.
    mutating func value() -> Double {
        Double.random(in: -1...1, using: &self) * pow(10, Double.random(in: -9...9, using: &self))
    }
}

@Suite struct AxisTicksTests {
    @Test(arguments: [2, 3, 4, 5, 8, 12])
    func coverTheDataInStepsOfOneTwoFive(intervals: Int) {
        var ranges = Ranges(state: UInt64(intervals))
        for _ in 0..<2_000 {
            let (a, b) = (ranges.value(), ranges.value())
            let (low, high) = (min(a, b), max(a, b))
            let ticks = AxisTicks(covering: low, high, intervals: intervals)
            #expect([1, 2, 5].contains(ticks.mantissa))
            // The tolerance that lets 0.3/0.1 be three steps.
            #expect(ticks.low <= low + 1e-8 * ticks.step && ticks.high >= high - 1e-8 * ticks.step)
            #expect((1...intervals).contains(ticks.indices.count - 1))
            #expect(Set(ticks.labels).count == ticks.labels.count, "\(ticks.labels)")
            // Not one interval could go at either end.
            #expect(ticks.low + ticks.step > low && ticks.high - ticks.step < high)
        }
    }

    @Test func useTheFinestStepThatFits() {
        var ranges = Ranges(state: 99)
        for _ in 0..<2_000 {
            let (a, b) = (ranges.value(), ranges.value())
            let (low, high) = (min(a, b), max(a, b))
            let ticks = AxisTicks(covering: low, high, intervals: 5)
            let finer = ticks.step / (ticks.mantissa == 5 ? 2.5 : 2)
            let needed = (high / finer - 1e-9).rounded(.up) - (low / finer + 1e-9).rounded(.down)
            #expect(needed > 5)
        }
    }

    @Test func readAsAPersonWouldWriteThem() {
        #expect(AxisTicks(covering: 0, 0.3).labels == ["0.0", "0.1", "0.2", "0.3"])
        #expect(AxisTicks(covering: 0, 1, intervals: 4).labels == ["0.0", "0.5", "1.0"])
        #expect(AxisTicks(covering: -3, 3, intervals: 3).labels == ["−5", "0", "5"])
        #expect(AxisTicks(covering: 0, 1_000).labels == ["0", "200", "400", "600", "800", "1000"])
    }

    @Test(arguments: [(0.0, 0.0), (5, 5), (-2, -2), (.nan, 1), (0, .infinity), (1e9, 1e9 + 1e-9), (1e-300, 2e-300)])
    func existForARangeThatCannotBeDrawn(low: Double, high: Double) {
        let ticks = AxisTicks(covering: low, high)
        #expect(ticks.step > 0 && ticks.low < ticks.high)
        #expect(Set(ticks.labels).count == ticks.labels.count)
        if low.isFinite, high.isFinite { #expect(ticks.low <= low && ticks.high >= high) }
    }

    @Test func carryTheUnitOfTheLargestValue() {
        let time = Axis.engineering("Time", Second.self, covering: [0, 1e-6])
        #expect(time.title == "Time (µs)")
        #expect(time.ticks.labels.last == "1.0")
        let shorter = Axis.engineering("Time", Second.self, covering: [0, 0.9e-6])
        // Ticks up to 1000 ns would be ticks up to 1.0 µs.
        #expect(shorter.title == "Time (µs)")
        #expect(Axis.engineering("Time", Second.self, covering: [0, 0.7e-6]).ticks.labels.last == "800")
        #expect(Axis.engineering("Voltage", Volt.self, covering: [-3.3, 1]).title == "Voltage (V)")
        #expect(Axis.engineering("Energy", Joule.self, covering: []).title == "Energy (J)")
        #expect(abs(time.fraction(0.5e-6) - 0.5) < 1e-12)
    }
}

@Suite struct DecimationTests {
    @Test(arguments: 0..<20)
    func keepsTheEndsAndTheExtremesOfEveryColumn(seed: Int) {
        var random = Ranges(state: UInt64(seed))
        let width = [0.5, 1.5, 3][seed % 3]
        let points = (0..<3_000).map { Point(x: Double($0) * 0.1, y: Double.random(in: 0...200, using: &random)) }
        let thinned = Decimation.thin(points, columnWidth: width)
        #expect(thinned.first == points.first && thinned.last == points.last)
        let columns = { (points: [Point]) in Dictionary(grouping: points) { ($0.x / width).rounded(.down) } }
        let (all, kept) = (columns(points), columns(thinned))
        for (column, members) in all {
            #expect(kept[column]?.map(\.y).max() == members.map(\.y).max())
            #expect(kept[column]?.map(\.y).min() == members.map(\.y).min())
            #expect(kept[column].map { $0.count <= 4 } == true)
        }
        #expect(zip(thinned, thinned.dropFirst()).allSatisfy { $0.x <= $1.x })
    }

    @Test func keepsOnePointOfASpikeAndTwoOfALevelLine() {
        var points = (0..<10_000).map { Point(x: Double($0) * 0.05, y: 100) }
        #expect(Decimation.thin(points, columnWidth: 1).count == 2)
        points[4_321].y = 3
        let thinned = Decimation.thin(points, columnWidth: 1)
        #expect(thinned.contains(points[4_321]))
        #expect(thinned.count < 12)
        #expect(Decimation.thin([], columnWidth: 1).isEmpty)
    }
}

@Suite struct MarkupTests {
    @Test func escapesTextAndAttributes() {
        let markup = Markup.tag("p", ["title": "\"a\" & 'b'"], [.text("<i>&amp;</i>\u{0}\u{7}")])
        #expect(
            markup.rendered
                == "\n<p title=\"&quot;a&quot; &amp; &#39;b&#39;\">&lt;i&gt;&amp;amp;&lt;/i&gt;\u{FFFD}\u{FFFD}</p>")
    }

    @Test func setsIndicesLow() {
        #expect(Markup.typeset("R_on, my_file").rendered == "<i>R</i><sub>on</sub>, my_file")
        #expect(Markup.typeset("a < b").rendered == "a &lt; b")
    }

    @Test func closesEveryElementAsHTMLNeedsIt() {
        // "<td/>" opens a cell in HTML, and "<br></br>" is two line breaks.
        #expect(Markup.tag("td").rendered == "<td></td>")
        #expect(Markup.tag("br").rendered == "<br/>")
    }
}

@Suite struct BindingTests {
    @Test(arguments: [
        ("at 12 ns.", "at 12\u{A0}ns."), ("96.5 %, 3 of 10", "96.5\u{A0}%, 3 of 10"), ("p = 0.1", "p\u{A0}=\u{A0}0.1"),
        ("10 Vs", "10 Vs"), ("a  b ", "a  b "), ("", ""),
    ])
    func keepsNumbersAndUnitsTogether(text: String, bound: String) {
        #expect(Markup.text(text).bound == .text(bound))
    }
}

@Suite struct NumberTextTests {
    @Test func writesNumbersAsTheyAreRead() {
        #expect(NumberText.fixed(-0.004, decimals: 2) == "0.00")
        #expect(NumberText.fixed(-1.25, decimals: 1) == "−1.2")  // ties to even, as printf does
        #expect(NumberText.fixed(.nan, decimals: 1) == "–")
        #expect(NumberText.coordinate(-0.5) == "-0.5")
        #expect(NumberText.coordinate(12.005001) == "12.01")
        #expect(NumberText.coordinate(-0.001) == "0")
        #expect(NumberText.percent(0.96523) == "96.5")
        #expect(NumberText.points(0.0321) == "+3.2")
        #expect(NumberText.points(0.0001) == "0.0")
        #expect(NumberText.count(1_234_567) == "1\u{202F}234\u{202F}567")
        #expect(NumberText.count(9_999) == "9999")
    }

    @Test func keepsSignificantDigits() {
        #expect(NumberText.significant(0.02, digits: 2) == "0.020")
        #expect(NumberText.significant(9.96, digits: 2) == "10")
        #expect(NumberText.significant(9.94, digits: 2) == "9.9")
        #expect(NumberText.significant(1_234, digits: 2) == "1234")
        #expect(NumberText.significant(-0.0999, digits: 1) == "−0.1")
        #expect(NumberText.relativeError(0.00035) == "0.035 %")
        #expect(NumberText.relativeError(3.14e-12) == "3.1 × 10⁻¹²")
        #expect(NumberText.relativeError(0) == "0")
        #expect(NumberText.ratio(2_363_330) == "2\u{202F}360\u{202F}000 ×")
        #expect(NumberText.ratio(0.155) == "0.155 ×")
        #expect(NumberText.ratio(.nan) == "–")
        #expect(NumberText.percent(0.9971, 0.9963, 0.9978) == "99.71 [99.63, 99.78]")
        #expect(NumberText.percent(0.5, 0.45, 0.55) == "50.0 [45.0, 55.0]")
    }
}
