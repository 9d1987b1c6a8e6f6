import DelimitedText
import Testing

/// A unit that is not known is a unit all the same; a label is none.
struct UnitTextTests {
    @Test(arguments: [
        ("current density (A/cm2)", "current density", "A/cm2"), ("time (1e-6 s)", "time", "1e-6 s"),
        ("current (mA mm-2)", "current", "mA mm-2"), ("current (A·cm⁻²)", "current", "A·cm⁻²"),
        ("time (x10^-6 s)", "time", "x10^-6 s"), ("current (arb. units)", "current", "arb. units"),
        ("current [µA, normalised]", "current", "µA, normalised"), ("J / A cm-2", "J", "A cm-2"),
        ("current, uA/um2", "current", "uA/um2"), ("voltage (mV peak)", "voltage", "mV peak"),
        ("current (in µA)", "current", "µA"), ("current (micro A)", "current", "micro A"),
        ("rate (1/s)", "rate", "1/s"), ("field (MV/cm)", "field", "MV/cm"),
    ])
    func unitsInOtherForms(text: String, name: String, unit: String) {
        let heading = ColumnHeading(text)
        #expect(heading.name == name && heading.unit == unit && heading.isUnitCertain)
    }

    @Test(arguments: [
        "Current (channel 1)", "Current (CH2)", "Current (A1)", "Current (channel A)", "G (25 °C)", "G (read at 0.2 V)",
        "Voltage (2)", "Set/Reset voltage",
    ])
    func labelsAreNoUnits(text: String) { #expect(ColumnHeading(text).unit == nil) }

    /// An instrument without small letters; no device knows megavolts or megaseconds, but megohms.
    @Test(arguments: [
        ("MS", MeasuredUnit.Dimension.time, 1e-3), ("US", .time, 1e-6), ("NS", .time, 1e-9), ("MV", .voltage, 1e-3),
        ("KV", .voltage, 1e3), ("MA", .current, 1e-3), ("UA", .current, 1e-6), ("PA", .current, 1e-12),
        ("MS", .conductance, 1e-3), ("MOHM", .resistance, 1e6), ("KOHM", .resistance, 1e3), ("MΩ", .resistance, 1e6),
    ])
    func capitals(text: String, dimension: MeasuredUnit.Dimension, factor: Double) throws {
        let unit = try #require(MeasuredUnit(text, of: dimension))
        #expect(unit == MeasuredUnit(dimension, factor: factor))
    }

    @Test func whatIsWrittenSmallMeansWhatItSays() {
        #expect(MeasuredUnit.spelledOut("ms", of: .time) == nil && MeasuredUnit.spelledOut("S", of: .time) == nil)
        #expect(
            MeasuredUnit.spelledOut("MS", of: .time) == "ms"
                && MeasuredUnit("uA") == MeasuredUnit(.current, factor: 1e-6))
    }

    /// Headings that are more than the columns are no columns' names run together.
    @Test(arguments: [
        "X,CH1(V),CH2(A),Start,Increment\nSequence,Volt,Ampere,0.5,5e-6\n",
        "Sample Interval,5e-6,s\nX,CH1(V),CH2(A)\n", "X increment (us),5\nX,CH1(V),CH2(A)\n",
        "X,CH1(V),CH2(A),t0 = 0.5,tInc = 5e-6\n",
        "X,CH1(V),CH2(A),Start,Increment,\nSequence,Volt,Ampere,0.5,5e-6\n",
        "Sample Interval,CH1:0.000005\nX,CH1(V),CH2(A)\n",
    ])
    func theTimeFromSampleToSample(above: String) throws {
        let rows = (0..<9).map { "\($0),\(Double($0) / 7),1e-6\n" }.joined()
        let table = try DelimitedTable(Array((above + rows).utf8), file: "a.csv")
        let clock = try #require(table.clock)
        #expect(abs(clock.step - 5e-6) < 1e-18)
        #expect(table.headings == ["X", "CH1(V)", "CH2(A)"])
        #expect(try DelimitedTable(Array("t,v\n0,1\n1,2\n".utf8), file: "a.csv").clock == nil)
        let own = try DelimitedTable(Array("start,increment,v\n0,1,3\n1,2,4\n".utf8), file: "a.csv")
        #expect(own.headings == ["start", "increment", "v"] && own.clock == nil)
    }
}
