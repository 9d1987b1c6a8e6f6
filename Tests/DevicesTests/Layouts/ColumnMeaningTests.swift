import Devices
import Foundation
import Quantities
import Testing

/// What a column is not: its heading alone does not make a count a time, or a ratio a voltage.
struct ColumnMeaningTests {
    private func read(
        _ text: String, _ options: MeasurementOptions = MeasurementOptions()
    ) throws -> MeasurementReading { try MeasurementReader.read(Array(text.utf8), file: "a.csv", options: options) }

    private func rows(_ count: Int, _ row: (Int) -> String) -> String { (1...count).map { row($0) + "\n" }.joined() }

    /// A loop that doubles its conductance at 1 V and halves it at −1 V.
    private static let volts = [0.25, 0.5, 0.75, 1, 0.75, 0.5, 0.25, -0.25, -0.5, -0.75, -1, -0.75, -0.5, -0.25]
    private static func amps(_ row: Int) -> Double { volts[row] * (3..<11 ~= row ? 2e-6 : 1e-6) }
    private static func loop(_ line: (Int, Double, Double) -> String) -> String {
        volts.indices.map { line($0, volts[$0], amps($0)) + "\n" }.joined()
    }

    private func times(_ reading: MeasurementReading) -> [Double] {
        if case .sweep(let time, _) = reading.measurement.kind { time } else { [] }
    }

    private func refusal(_ text: String, _ options: MeasurementOptions = MeasurementOptions()) -> String {
        do {
            return "read: \(try read(text, options).understood)"
        } catch {
            return "\(error)"
        }
    }

    // MARK: Counts and times

    @Test(arguments: [
        "X,CH1,CH2,Start,Increment\nSequence,Volt,Ampere,0.0,5e-6\n",
        "X,CH1(V),CH2(A),Start,Increment\nSequence,Volt,Ampere,0,5e-6\n",
        "Sample Interval,5e-6\nTime,V (V),I (A)\n",
    ])
    func aScopesIncrementIsTheTime(above: String) throws {
        let reading = try read(above + Self.loop { "\($0),\($1),\($2)" })
        // Products of a decimal number.
        #expect(times(reading).indices.allSatisfy { abs(times(reading)[$0] - 5e-6 * Double($0)) < 1e-18 })
        #expect(times(reading).count == Self.volts.count)
        #expect(reading.understood.contains("one row lasts 5 µs, as \""), "\(reading.understood)")
        #expect(reading.understood.contains("(counts the rows)"), "\(reading.understood)")
        let given = try read(above + Self.loop { "\($0),\($1),\($2)" }, MeasurementOptions(interval: .microseconds(7)))
        #expect(abs(times(given)[1] - 7e-6) < 1e-18)
    }

    @Test(arguments: ["", "Time,Voltage (V),Current (A)\n", "index,V (V),I (A)\n", "Sample,V (V),I (A)\n"], [0, 1])
    func aCountOfTheRowsIsNoTime(heading: String, first: Int) throws {
        let text = heading + Self.loop { "\($0 + first),\($1),\($2)" }
        #expect(refusal(text).contains("--interval"), "\(refusal(text))")
        let reading = try read(text, MeasurementOptions(interval: .microseconds(5)))
        #expect(abs(times(reading)[2] - 1e-5) < 1e-18)
        #expect(reading.understood.contains("(counts the rows)"), "\(reading.understood)")
        #expect(reading.measurement.series.count == 1)
    }

    @Test func aTimeWithItsUnitMayCount() throws {
        #expect(times(try read("time (ms),V (V),I (A)\n" + Self.loop { "\($0),\($1),\($2)" }))[2] == 2e-3)
        #expect(
            times(
                try read(
                    "t,V (V),I (A)\n" + Self.loop { "\($0),\($1),\($2)" }, MeasurementOptions(columns: "time (s),V,I")))[
                    2]
                == 2)
    }

    @Test func capitalsAreSaidBack() throws {
        let reading = try read("Time (MS),Voltage (V),Current (MA)\n" + Self.loop { "\($0),\($1),\($2 * 1e3)" })
        #expect(times(reading)[2] == 2e-3 && abs(reading.measurement.mean[0] - Self.amps(0)) < 1e-18)
        #expect(
            reading.understood.contains("time (MS, taken as ms)") && reading.understood.contains("(MA, taken as mA)"))
    }

    // MARK: Resistances under a sweep

    @Test(arguments: ["resistance (kOhm)", "conductance (uS)"])
    func anAnswerUnderASweepBecomesACurrent(heading: String) throws {
        let text =
            "time (us),voltage (V),\(heading)\n"
            + Self.loop { "\(5 * $0),\($1),\(heading.hasPrefix("r") ? 1e-3 * $1 / $2 : 1e6 * $2 / $1)" }
        let reading = try read(text)
        // Two divisions.
        #expect(Self.volts.indices.allSatisfy { abs(reading.measurement.mean[$0] / Self.amps($0) - 1) < 1e-14 })
        #expect(reading.understood.contains("the current is voltage"), "\(reading.understood)")
        #expect(reading.measurement.polarity == .setsPositive)
    }

    /// Every column is used or said to be skipped.
    @Test(arguments: [
        "time (s),voltage (V),conductance (S)\n"
            + (1...12).map { "\($0 * $0),\($0 % 2 == 0 ? 1.2 : -1.2),\(1e-6 * Double($0))\n" }.joined(),
        "pulse,read voltage (V),G (uS)\n" + (1...9).map { "\($0),0.2,\($0)\n" }.joined(),
        "cycle,remark,R_HRS (Ohm),R_LRS (Ohm),T (K)\n" + (1...9).map { "\($0),x,2e5,1\($0)e3,300\n" }.joined(),
    ])
    func noColumnIsDroppedInSilence(text: String) throws {
        let understood = try read(text).understood
        for heading in text.prefix(while: { $0 != "\n" }).split(separator: ",") {
            #expect(understood.contains(heading), "\(heading): \(understood)")
        }
    }

    // MARK: Units and expressions

    @Test(arguments: [
        ("current density (A/cm2)", "density"), ("current (mA mm-2)", "\"mA mm-2\""), ("J_A_cm2 current", "density"),
        ("current (A·cm⁻²)", "\"A·cm⁻²\""), ("current (1e-6 A)", "\"1e-6 A\""), ("current x10 (A)", "\"x10\""),
        ("current (arb. units)", "\"arb. units\""),
    ])
    func aUnitThatIsNotKnownIsRefusedByName(heading: String, part: String) {
        let text = "time (us),V (V),\(heading)\n" + Self.loop { "\($0),\($1),\($2)" }
        let error = refusal(text)
        #expect(error.contains(part) && error.contains("--columns") && error.contains("\"\(heading)\""), "\(error)")
    }

    @Test(arguments: [
        ("sqrt(V)", "an expression"), ("1/T (1/s)", "an expression"), ("V^2", "an expression"),
        ("I/I0", "an expression"),
        ("current std (A)", "an uncertainty"), ("voltage error (V)", "an uncertainty"), ("Current_norm", "normalised"),
        ("field (MV/cm)", "\"MV/cm\" is no unit that is known"), ("compliance (A)", "not known"),
    ])
    func whatIsNoMeasurementIsSkippedAndSaid(heading: String, reason: String) throws {
        let reading = try read("time (us),V (V),I (A),\(heading)\n" + Self.loop { "\($0),\($1),\($2),\($1 * 3)" })
        #expect(reading.understood.contains("\"\(heading)\" (\(reason))"), "\(reading.understood)")
        #expect(reading.measurement.columns.count == 1 && reading.measurement.mean[0] == Self.amps(0))
    }

    @Test(arguments: ["Current uA", "I in uA", "Current.uA", "I_UA", "I (in uA)", "I, uA"])
    func aUnitBehindTheName(heading: String) throws {
        let reading = try read("time (us);V (V);\(heading)\n" + Self.loop { "\($0);\($1);\($2 * 1e6)" })
        // One product.
        #expect(abs(reading.measurement.mean[0] / Self.amps(0) - 1) < 1e-15, "\(reading.understood)")
    }

    /// A voltage that moves from row to row may be swept: with the time it is, without it is said to be pulses'.
    @Test func aResistanceWithoutATime() throws {
        let text = "voltage (V),resistance (kOhm)\n" + Self.loop { "\($1),\(1e-3 * $1 / $2)" }
        #expect(try read(text).understood.contains("if they were swept, give --interval"))
        let swept = try read(text, MeasurementOptions(interval: .microseconds(5)))
        #expect(abs(times(swept)[1] - 5e-6) < 1e-18 && swept.understood.contains("voltage/resistance"))
    }

    // MARK: Kinds

    @Test func aCurrentWithoutItsVoltageIsNoRetention() {
        let field = refusal("time (s),electric field (MV/cm),current (A)\n" + Self.loop { "0.\($0 + 10),\($1),\($2)" })
        #expect(field.contains("no retention") && field.contains("electric field (MV/cm)"), "\(field)")
        let alone = refusal("time (s),current (A)\n" + Self.loop { "0.\($0 + 10),\($2)" })
        #expect(alone.contains("both signs"), "\(alone)")
    }

    @Test func currentsReadAfterPulsesArePulses() throws {
        let reading = try read(
            "pulse number;pulse amplitude (V);pulse width (ns);read current (nA)\n"
                + rows(20) { "\($0);\($0 < 11 ? 1.2 : -1.4);1000;\(2000 + 100 * ($0 < 11 ? $0 : 20 - $0))" })
        guard case .pulses(_, .some(let voltage)) = reading.measurement.kind else {
            Issue.record("\(reading.understood)")
            return
        }
        #expect(voltage[0] == 1.2 && voltage[19] == -1.4)
        // Read at 0.1 V.
        #expect(abs(reading.measurement.mean[0] - 2.1e-5) < 1e-17)
        #expect(abs((reading.measurement.pulseWidths?[0] ?? 0) - 1e-6) < 1e-18)
    }

    /// The width of a pulse by other names; what stands still is no time.
    @Test(arguments: [
        "pulse;amplitude (V);tp (ms);conductance (uS)", "Puls Nr.;Amplitude (V);Breite (ms);Leitwert (uS)",
        "pulse;voltage (V);Pulsbreite (ms);conductance (uS)", "pulse;amplitude (V);width (ms);current (nA)",
    ]) func widthsByOtherNames(heading: String) throws {
        let text =
            heading + "\n" + rows(20) { "\($0);\($0 < 11 ? 1.2 : -1.4);2;\(20 + ($0 < 11 ? $0 : 20 - $0))" }
        let reading = try read(text)
        guard case .pulses = reading.measurement.kind else {
            Issue.record("\(reading.understood)")
            return
        }
        #expect(abs((reading.measurement.pulseWidths?[0] ?? 0) - 2e-3) < 1e-12, "\(reading.understood)")
        let still = text.replacingOccurrences(
            of: "(?:tp|Breite|Pulsbreite|width) ", with: "time ", options: .regularExpression)
        if heading.contains("onduct") { #expect(refusal(still).contains("stands still"), "\(refusal(still))") }
    }

    /// Five readings of a device that was cycled a million times are what many papers have.
    @Test func enduranceTakesFewRows() throws {
        let five = "cycle,R_LRS (kOhm),R_HRS (kOhm)\n1,10,500\n10,10.1,490\n100,10,510\n1000,10.2,480\n1000000,11,400\n"
        let reading = try read(five)
        guard case .endurance(let cycles) = reading.measurement.kind else {
            Issue.record("\(reading.understood)")
            return
        }
        #expect(cycles.last == 1e6 && !reading.measurement.statistics.isEmpty)
        #expect(refusal("cycle,R_LRS (kOhm),R_HRS (kOhm)\n1,10,500\n10,10.1,490\n").contains("at least 3"))
    }

    @Test func bothStatesOverTimeAreNoEndurance() throws {
        let text = "Time (s),R_LRS (kOhm),R_HRS (kOhm)\n" + rows(20) { "\($0 * 100),\(10 + 0.01 * Double($0)),500" }
        #expect(refusal(text).contains("retention of two"), "\(refusal(text))")
        let one = try read(text, MeasurementOptions(columns: "time (s),resistance (kOhm),-"))
        guard case .retention = one.measurement.kind else {
            Issue.record("\(one.understood)")
            return
        }
    }

    @Test func pairsOfChannels() throws {
        func table(_ factor: Double) -> String {
            "time (us),V1 (V),I1 (A),V2 (V),I2 (A)\n" + Self.loop { "\($0),\($1),\($2),\($1 * factor),\($2 * 2)" }
        }
        #expect(refusal(table(1)).contains("do not say what was repeated"), "\(refusal(table(1)))")
        let named = try read(
            table(1), MeasurementOptions(columns: "time (us),voltage (V),current (A) device 1,-,current (A) device 2"))
        #expect(named.measurement.columns.map(\.device) == [1, 2])
        #expect(refusal(table(1.5)).contains("are voltages that differ"), "\(refusal(table(1.5)))")
    }

    // MARK: Cells, devices and states

    @Test(arguments: ["row,col", "Row,Column", "WL,BL", "Wordline,Bitline"])
    func aCellIsItsRowAndColumn(names: String) throws {
        let text =
            "\(names),target (uS),conductance (uS)\n"
            + (0..<4).flatMap { row in (0..<6).map { "\(row),\($0),\(10 * (row + 1)),\(10.1 * Double(row + 1))\n" } }
            .joined()
        let reading = try read(text)
        #expect(reading.measurement.statistics.first { $0.name == "targets" }?.value == 24)
        #expect(!reading.measurement.statistics.contains { $0.name.hasPrefix("attempts") })
        #expect(!reading.understood.contains("skipped") && reading.understood.contains("24 devices"))
        let bare = try read("target (uS),conductance (uS)\n" + rows(12) { "\($0 < 7 ? 10 : 20),\($0)" })
        #expect(bare.understood.contains("no column names the cell") && bare.understood.contains("(2 cells)"))
    }

    @Test(arguments: [("D1", "D2", [1, 2]), ("A7", "B2", [1, 2]), ("cell 4", "cell 9", [4, 9])])
    func devicesByName(first: String, second: String, numbers: [Int]) throws {
        let text =
            "device,time (us),V (V),I (A)\n"
            + [first, second].enumerated().map { place, name in
                Self.loop { "\(name),\($0),\($1),\($2 * Double(place + 1))" }
            }.joined()
        let reading = try read(text)
        #expect(reading.measurement.series.map(\.device) == numbers && reading.understood.contains("2 devices"))
        if first == "A7" { #expect(reading.understood.contains("A7 = 1, B2 = 2"), "\(reading.understood)") }
        let gap = refusal(text.replacing("\(second),3,", with: ",3,"))
        #expect(gap.contains("names no device in this row") && gap.contains("a.csv:19"), "\(gap)")
    }

    /// The state of each row in a column of its own.
    @Test(arguments: [("HRS", "LRS"), ("off", "on"), ("RESET", "SET")])
    func enduranceInRows(high: String, low: String) throws {
        let text =
            "cycle,state,resistance (kOhm)\n" + rows(9) { "\($0 * 10),\(high),\(1000 + $0)\n\($0 * 10),\(low),10" }
        let reading = try read(text)
        guard case .endurance(let cycles) = reading.measurement.kind else {
            Issue.record("\(reading.understood)")
            return
        }
        #expect(cycles == (1...9).map { Double($0 * 10) } && reading.findings.isEmpty)
        let window = reading.measurement.statistics.first { $0.name == "window, smallest" }?.value ?? 0
        #expect(abs(window - 100.1) < 1e-9)
        #expect(reading.understood.contains("18 rows are 9 cycles"), "\(reading.understood)")
        let nameless = refusal("cycle,state,resistance (kOhm)\n" + rows(9) { "\($0),0,1000\n\($0),1,10" })
        #expect(nameless.contains("endurance") && nameless.contains("HRS and LRS"), "\(nameless)")
    }

    /// Currents of both states at a voltage that the file names.
    @Test func enduranceAtItsReadVoltage() throws {
        let reading = try read(
            "cycle,state,voltage (V),current (uA)\n" + rows(9) { "\($0),HRS,0.2,2\n\($0),LRS,0.2,200" },
            MeasurementOptions(readVoltage: .volts(0.1)))
        #expect(reading.understood.contains("read voltage (V)"), "\(reading.understood)")
        #expect(abs(reading.measurement.columns[1].values[0] - 1e-3) < 1e-17)
    }

    /// Where pulses are counted, a count beside them is skipped.
    @Test func aCountBesidePulses() throws {
        let reading = try read("pulse,time,G (uS)\n" + rows(9) { "\($0),\($0),\(10 + $0)" })
        #expect(reading.understood.contains("\"time\" (counts the rows)") && reading.measurement.words == "pulses")
    }

    @Test func exchangedStatesAreFound() throws {
        func table(_ high: String, _ low: String) -> String {
            "cycle,\(high),\(low)\n" + rows(9) { "\($0),\(10 + $0),\(1000 + $0)" }
        }
        let reading = try read(table("R_HRS (kOhm)", "R_LRS (kOhm)"))
        #expect(reading.findings.map(\.name) == [.swapped] && reading.findings[0].isRefusal)
        #expect(try read(table("R_LRS (kOhm)", "R_HRS (kOhm)")).findings.isEmpty)
        let conductances = try read(table("G_HRS (uS)", "G_LRS (uS)"))
        #expect(conductances.findings.isEmpty && abs(conductances.measurement.columns[0].values[0] - 11e-6) < 1e-18)
    }

    /// What no law follows is not praised, with a pattern in the residuals or without.
    @Test func aLawThatMissesIsNotPraised() throws {
        let values = (0..<8).flatMap { [1e-6, 1e-4 + 5e-6 * Double($0 % 3)] }
        let numbers = (1...16).map { Double($0) }
        let measurement = DeviceMeasurement(
            kind: .pulses(numbers: numbers, voltage: Array(repeating: 1, count: 16)), columns: [.init(values: values)])
        let fit = try DeviceModel(.vteam).fit(to: measurement, pulses: PulseProtocol(width: .microseconds(1)))
        #expect(fit.relativeRMS > 0.5 && fit.verdict == .poor)
        #expect(!fit.verdictSentence.contains("describes"))
    }
}
