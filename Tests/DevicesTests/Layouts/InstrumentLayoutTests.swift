import Devices
import Quantities
import Testing

/// One loop, written as instruments and programs write it: the numbers and what is said of them must be the same.
struct InstrumentLayoutTests {
    /// Up and down at positive voltage, where the conductance doubles at the peak, then at negative, where it halves.
    private static let volts = [0, 0.25, 0.5, 0.75, 1, 0.75, 0.5, 0.25, -0.25, -0.5, -0.75, -1, -0.75, -0.5, -0.25, 0]
    private static let amps = zip(volts, volts.indices).map { $0 * (4..<12 ~= $1 ? 2e-6 : 1e-6) }
    private static let times = volts.indices.map { Double($0) * 0.5 }
    private static let middle = "1 cycle, 1 device; SET at positive voltage"

    private static func lines(_ line: (Double, Double, Double) -> String) -> String {
        volts.indices.map { line(times[$0], volts[$0], amps[$0]) + "\n" }.joined()
    }

    private func check(
        _ text: String, _ understood: String, interval: Time? = nil, columns: String? = nil,
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let reading = try MeasurementReader.read(
            Array(text.utf8), file: "a.csv", options: MeasurementOptions(columns: columns, interval: interval))
        #expect(reading.understood == "a.csv: " + understood, sourceLocation: sourceLocation)
        #expect(reading.findings.isEmpty, sourceLocation: sourceLocation)
        guard case .sweep(let time, let voltage) = reading.measurement.kind else {
            Issue.record("not a sweep", sourceLocation: sourceLocation)
            return
        }
        // The same decimal numbers, but for prefixes: an ULP of the product.
        func agree(_ found: [Double], _ right: [Double]) -> Bool {
            found.count == right.count && zip(found, right).allSatisfy { abs($0 - $1) <= 4 * $1.ulp }
        }
        #expect(agree(time, Self.times) && agree(voltage, Self.volts), sourceLocation: sourceLocation)
        #expect(agree(reading.measurement.columns[0].values, Self.amps), sourceLocation: sourceLocation)
    }

    @Test func easyEXPERT() throws {
        try check(
            "SetupTitle, loop\nPrimitiveTest, I/V Sweep\nTestParameter, Channel.VName, V1, V2\nDimension1, 16\n"
                + "AnalysisSetup, Analysis.Setup.Title, none\nDataName, V1, I1, Time, ABS(I1)\n"
                + Self.lines { "DataValue, \($1), \($2), \($0), \(abs($2))" },
            "Keysight EasyEXPERT, UTF-8, commas; I–V sweep, 16 rows (lines 7–22); \"Time\" = time (s), no unit written, "
                + "\"V1\" = voltage (V), no unit written, \"I1\" = current (A), no unit written; skipped: \"ABS(I1)\" (the "
                + "signed current is there); \(Self.middle)")
    }

    /// Of two channels the one that is swept; the other is ground, and carries the current back.
    @Test func keithley4200() throws {
        try check(
            "AI,AV,BI,BV,Time\n" + Self.lines { "\($2),\($1),\(-$2),0,\($0)" },
            "UTF-8, commas; I–V sweep, 16 rows (lines 2–17); \"Time\" = time (s), no unit written, \"AV\" = voltage (V), no "
                + "unit written, \"AI\" = current (A), no unit written; skipped: \"BV\" (constant), \"BI\" (of another channel); "
                + Self.middle)
    }

    /// The elements of READ?, in the instrument's order and without a heading.
    @Test func keithley2400() throws {
        try check(
            Self.lines { "\($1),\($2),+9.910000E+37,\($0),+3.584000E+04" },
            "UTF-8, commas; I–V sweep, 16 rows (lines 1–16); \"column 4\" = time (s), \"column 1\" = voltage (V), \"column 2\" "
                + "= current (A); \(Self.middle); no heading: taken from the numbers, --columns rules otherwise")
    }

    /// A buffer saved to a stick: the unit of a reading stands beside it, in a column of its own.
    @Test func keithley2450() throws {
        try check(
            "Model 2450,04096331\nBuffer Name,defbuffer1\n\nIndex,Reading,Unit,Range Digits,Math,Source Value,Source Unit,Date,"
                + "Relative Time\n"
                + Self.lines { "\(Int($0 * 2) + 1),\($2),Amp DC,7,F,\($1),Volt DC,03/11/2020,\($0)" },
            "UTF-8, commas; I–V sweep, 16 rows (lines 5–20); \"Relative Time\" = time (s), no unit written, \"Source Value\" = "
                + "voltage (Volt), \"Reading\" = current (Amp); skipped: \"Index\" (counts the rows), \"Unit\" (text), \"Range "
                + "Digits\" (not known), \"Math\" (text), \"Source Unit\" (text), \"Date\" (text); \(Self.middle)")
    }

    @Test func keithley2600() throws {
        try check(
            "Timestamp\tVMeas CH1\tIMeas CH1\r\n" + Self.lines { "\($0)\t\($1)\t\($2)\r" },
            "UTF-8, tabs; I–V sweep, 16 rows (lines 2–17); \"Timestamp\" = time (s), no unit written, \"VMeas CH1\" = voltage "
                + "(V), no unit written, \"IMeas CH1\" = current (A), no unit written; \(Self.middle)")
    }

    @Test func agilent4156() throws {
        try check(
            "NO.\tTIME\tV1\tI1\n\ts\tV\tA\n" + Self.lines { "\(Int($0 * 2) + 1)\t\($0)\t\($1)\t\($2)" },
            "UTF-8, tabs; I–V sweep, 16 rows (lines 3–18); \"TIME\" = time (s), \"V1\" = voltage (V), \"I1\" = current (A); "
                + "skipped: \"NO.\" (counts the rows); \(Self.middle)")
    }

    @Test func labVIEW() throws {
        func comma(_ value: Double) -> String { "\(value)".replacing(".", with: ",") }
        try check(
            "LabVIEW Measurement\t\nWriter_Version\t2\nReader_Version\t2\nSeparator\tTab\nDecimal_Separator\t,\n"
                + "***End_of_Header***\t\n\t\nChannels\t2\t\t\nSamples\t16\t16\t\n***End_of_Header***\t\t\t\n"
                + "X_Value\tVoltage\tCurrent\tComment\n" + Self.lines { "\(comma($0))\t\(comma($1))\t\(comma($2))" },
            "LabVIEW measurement file, UTF-8, tabs, decimal commas; I–V sweep, 16 rows (lines 12–27); \"X_Value\" = time (s), no "
                + "unit written, \"Voltage\" = voltage (V), no unit written, \"Current\" = current (A), no unit written; "
                + Self.middle)
    }

    /// `wrdata` gives each vector its own time, and the current enters the source.
    @Test func ngspice() throws {
        try check(
            " time   v(in)   time   i(v1) \n" + Self.lines { "  \($0)   \($1)   \($0)   \(-$2) " },
            "UTF-8, blanks; I–V sweep, 16 rows (lines 2–17); \"time\" = time (s), no unit written, \"v(in)\" = voltage (V), no "
                + "unit written, \"i(v1)\" = −current (A), no unit written; skipped: \"time\" (the time again); \(Self.middle); "
                + "i(v1) enters the source v1: the device's current is its opposite")
    }

    @Test func ltspice() throws {
        try check(
            "time\tV(in)\tI(R1)\tI(V1)\n" + Self.lines { "\($0)\t\($1)\t\($2)\t\(-$2)" },
            "UTF-8, tabs; I–V sweep, 16 rows (lines 2–17); \"time\" = time (s), no unit written, \"V(in)\" = voltage (V), no unit "
                + "written, \"I(R1)\" = current (A), no unit written; skipped: \"I(V1)\" (the device's current is there); "
                + Self.middle)
    }

    /// A spreadsheet of a country that writes decimal commas, in the encoding of its Windows.
    @Test func spreadsheet() throws {
        func comma(_ value: Double) -> String { "\(value)".replacing(".", with: ",") }
        let text =
            "Zeit (ms);Spannung (mV);Strom (µA)\r\n"
            + Self.lines { "\(comma($0 * 1000));\(comma($1 * 1000));\(comma($2 * 1e6))\r" }
        let latin1 = text.unicodeScalars.map { UInt8($0.value) }
        let reading = try MeasurementReader.read(latin1, file: "a.csv")
        #expect(
            reading.understood
                == "a.csv: Latin-1, semicolons, decimal commas; I–V sweep, 16 rows (lines 2–17); \"Zeit (ms)\" = time (ms), "
                + "\"Spannung (mV)\" = voltage (mV), \"Strom (µA)\" = current (µA); \(Self.middle)")
        #expect(zip(reading.measurement.mean, Self.amps).allSatisfy { abs($0 - $1) < 1e-18 })
    }

    @Test func origin() throws {
        try check(
            "Time\tVoltage\tCurrent\ns\tV\tA\n\t\tdevice 7\n" + Self.lines { "\($0)\t\($1)\t\($2)" },
            "UTF-8, tabs; I–V sweep, 16 rows (lines 4–19); \"Time\" = time (s), \"Voltage\" = voltage (V), \"Current\" = current "
                + "(A); \(Self.middle)")
    }

    @Test func numPy() throws {
        try check(
            "# loop of device A7\n# t/s V/V I/A\n" + Self.lines { "\($0) \($1) \($2)" },
            "UTF-8, blanks; I–V sweep, 16 rows (lines 3–18); \"t/s\" = time (s), \"V/V\" = voltage (V), \"I/A\" = current (A); "
                + Self.middle)
        try check(
            Self.lines { "\($0) \($2) \($1)" },
            "UTF-8, blanks; I–V sweep, 16 rows (lines 1–16); \"column 1\" = time (s), \"column 3\" = voltage (V), \"column 2\" = "
                + "current (A); \(Self.middle); no heading: taken from the numbers, --columns rules otherwise")
    }

    @Test func columnsRuleOverTheHeading() throws {
        try check(
            "V,I,x,junk\n" + Self.lines { "\($0),\($2 * 1e6),\($1),7" },
            "UTF-8, commas; I–V sweep, 16 rows (lines 2–17); \"V\" = time (s), \"x\" = voltage (V), \"I\" = current (uA); "
                + Self.middle, columns: "time (s),current (uA),voltage (V),-")
        try check(
            "Bias_V,I_D\n" + Self.lines { "\($1),\($2)" },
            "UTF-8, commas; I–V sweep, 16 rows (lines 2–17); \"Bias_V\" = voltage (V), \"I_D\" = current (A), no unit written; "
                + "\(Self.middle); one row lasts 500 ms", interval: Time(0.5))
    }

    @Test func logarithmsAreUndone() throws {
        let rows = (1...12).map { "\($0),\(0.1 * Double($0)),\(-6.0 + 0.1 * Double($0))\n" }.joined()
        let reading = try MeasurementReader.read(Array("Time (s),V (V),log10|I| (A)\n\(rows)".utf8), file: "a.csv")
        #expect(abs(reading.measurement.mean[9] - 1e-5) < 1e-17)
        #expect(reading.understood.contains("\"log10|I| (A)\" = current (A), from the logarithm of its magnitude"))
    }

    /// Names that a user gave to an analyser's channels, and times of day instead of seconds.
    @Test func channelsAndClocksByOtherNames() throws {
        try check(
            "DataName, Time, Vtop, Itop, Vbot, Ibot\n"
                + Self.lines { "DataValue, \($0), \($1), \($2), 0, \(-$2)" },
            "Keysight EasyEXPERT, UTF-8, commas; I–V sweep, 16 rows (lines 2–17); \"Time\" = time (s), no unit written, "
                + "\"Vtop\" = voltage (V), no unit written, \"Itop\" = current (A), no unit written; skipped: \"Vbot\" "
                + "(constant), \"Ibot\" (of another channel); \(Self.middle)")
        try check(
            "Timestamp,Voltage (V),Current (A)\n" + Self.lines { "2024-02-29 23:59:5\($0 + 1),\($1),\($2)" },
            "UTF-8, commas; I–V sweep, 16 rows (lines 2–17); \"Timestamp\" = time (from times of day), \"Voltage (V)\" = voltage "
                + "(V), \"Current (A)\" = current (A); \(Self.middle)")
    }

    @Test func cyclesInColumnsWithoutAQuantity() throws {
        try check(
            "Time (s),Memristor [V],Cycle 1,Cycle 2\n" + Self.lines { "\($0),\($1),\($2),\($2)" },
            "UTF-8, commas; I–V sweep, 16 rows (lines 2–17); \"Time (s)\" = time (s), \"Memristor [V]\" = voltage (V), \"Cycle "
                + "1\" = current (A), \"Cycle 2\" = current (A); 2 cycles, 1 device; SET at positive voltage; the cycles name no "
                + "unit: taken as currents in A; --columns rules otherwise")
    }
}
