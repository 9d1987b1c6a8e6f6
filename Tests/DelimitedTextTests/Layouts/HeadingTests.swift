import DelimitedText
import Testing

struct HeadingTests {
    @Test(arguments: [
        ("time (s)", "time", "s"), ("V [mV]", "V", "mV"), ("I (uA)", "I", "uA"), ("Current/A", "Current", "A"),
        ("t_ms", "t", "ms"), ("Voltage, V", "Voltage", "V"), ("R_HRS (kOhm)", "R_HRS", "kOhm"),
        ("current (µA) device 2", "current device 2", "µA"), ("I_dev1", "I_dev1", nil), ("Temp (°C)", "Temp", "°C"),
        ("V1", "V1", nil), ("Current (channel 1)", "Current (channel 1)", nil), ("I(A)", "I", "A"),
    ])
    func unitsAreTakenOff(text: String, name: String, unit: String?) {
        let heading = ColumnHeading(text)
        #expect(heading.name == name && heading.unit == unit && heading.form == .plain && heading.vector == nil)
    }

    @Test(arguments: [
        ("ABS(I)", "I", ColumnHeading.Form.magnitude, nil), ("|I| (A)", "I", .magnitude, "A"),
        ("abs(I1) [uA]", "I1", .magnitude, "uA"), ("log10|I|", "I", .decimalLogarithm, nil),
        ("log10(|I|/A)", "I", .decimalLogarithm, "A"), ("Log(ABS(I))", "I", .decimalLogarithm, nil),
        ("ln(I)", "I", .naturalLogarithm, nil),
    ])
    func formsAreTakenOff(text: String, name: String, form: ColumnHeading.Form, unit: String?) {
        let heading = ColumnHeading(text)
        #expect(heading.name == name && heading.form == form && heading.unit == unit)
    }

    @Test func vectorsOfSPICE() {
        #expect(ColumnHeading("i(v1)").vector == "v1" && ColumnHeading("V(in)").vector == "in")
        #expect(ColumnHeading("@r1[i]").vector == "r1" && ColumnHeading("V(V)").vector == nil)
    }

    @Test(arguments: [
        ("µA", MeasuredUnit(.current, factor: 1e-6)), ("uA", MeasuredUnit(.current, factor: 1e-6)),
        ("\u{3bc}S", MeasuredUnit(.conductance, factor: 1e-6)), ("hours", MeasuredUnit(.time, factor: 3600)),
        ("d", MeasuredUnit(.time, factor: 86400)), ("min", MeasuredUnit(.time, factor: 60)),
        ("°C", MeasuredUnit(.temperature, offset: 273.15)), ("kΩ", MeasuredUnit(.resistance, factor: 1000)),
        ("Ohm", MeasuredUnit(.resistance)), ("Volts", MeasuredUnit(.voltage)),
    ])
    func units(text: String, unit: MeasuredUnit) { #expect(MeasuredUnit(text) == unit) }

    @Test func aUnitKnowsItsColumn() {
        #expect(MeasuredUnit("mS", of: .time) == MeasuredUnit(.time, factor: 1e-3))
        #expect(MeasuredUnit("mS") == MeasuredUnit(.conductance, factor: 1e-3))
        #expect(MeasuredUnit("ua", of: .current) == MeasuredUnit(.current, factor: 1e-6))
        #expect(MeasuredUnit("V", of: .time) == nil && MeasuredUnit("foo") == nil)
    }
}
