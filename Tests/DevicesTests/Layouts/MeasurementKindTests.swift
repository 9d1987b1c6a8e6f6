import Devices
import Foundation
import Quantities
import Testing

struct MeasurementKindTests {
    private struct NotThatKind: Error {}

    private func read(
        _ text: String, _ options: MeasurementOptions = MeasurementOptions()
    ) throws -> MeasurementReading { try MeasurementReader.read(Array(text.utf8), file: "a.csv", options: options) }

    private func rows(_ count: Int, _ row: (Int) -> String) -> String { (1...count).map { row($0) + "\n" }.joined() }

    /// Resistances 1 and 2 kΩ: no device, but enough for a reader.
    private func loop(_ cycle: Int, _ line: (Double, Double, Double) -> String) -> String {
        let volts = [0.2, 0.6, 1.0, 0.6, 0.2, -0.2, -0.6, -1.0, -0.6, -0.2]
        return volts.indices.map { line(Double($0), volts[$0], volts[$0] * ((2..<7) ~= $0 ? 2e-3 : 1e-3)) + "\n" }
            .joined()
    }

    @Test(arguments: ["\n", "t (s),V (V),I (A)\n", "cycle\n"]) func cyclesInBlocks(between: String) throws {
        let heading = "t (s),V (V),I (A)\n"
        var text = heading + loop(1) { "\($0),\($1),\($2)" }
        for cycle in 2...3 {
            text += (between == "cycle\n" ? "# cycle \(cycle)\n" : between) + loop(cycle) { "\($0),\($1),\($2)" }
        }
        let measurement = try read(text).measurement
        #expect(measurement.series.map(\.rows) == [0..<10, 10..<20, 20..<30])
        guard case .sweep(let time, _) = measurement.kind else {
            throw NotThatKind()
        }
        // The device keeps its state: time goes on, one row later.
        #expect(time == (0..<30).map { Double($0) })
        #expect(try read(text).understood.contains("3 cycles, 1 device"))
    }

    @Test func cyclesAndDevicesInColumnsOfTheirOwn() throws {
        let text =
            "device,cycle,t (s),V (V),I (A)\n"
            + (1...2).flatMap { device in (1...2).map { cycle in loop(1) { "\(device),\(cycle),\($0),\($1),\($2)" } } }
            .joined()
        let reading = try read(text)
        #expect(reading.measurement.series.map(\.device) == [1, 1, 2, 2])
        #expect(reading.measurement.series.map(\.cycle) == [1, 2, 1, 2])
        #expect(reading.understood.contains("2 cycles, 2 devices"))
        guard case .sweep(let time, _) = reading.measurement.kind else { return }
        #expect(time[10] == 10 && time[20] == 0)
    }

    @Test func devicesInColumns() throws {
        let reading = try read(
            "V [V],I_dev1 [uA],I_dev2 [uA]\n" + loop(1) { "\($1),\($2 * 1e6),\($2 * 2e6)" },
            MeasurementOptions(interval: .microseconds(10)))
        #expect(reading.measurement.columns.map(\.device) == [1, 2])
        #expect(abs(reading.measurement.columns[1].values[1] - 1.2e-3) < 1e-15)
        #expect(reading.understood.contains("1 cycle, 2 devices"))
    }

    @Test func aPulseNumberThatRestartsIsAnotherTrain() throws {
        let reading = try read(
            "pulse,voltage (V),conductance (µS)\n" + rows(10) { "\($0),1.2,\(10 + $0)" }
                + rows(10) { "\($0),-1.4,\(20 - $0)" })
        #expect(reading.findings.isEmpty && reading.measurement.series.map(\.rows) == [0..<10, 10..<20])
        guard case .pulses(let numbers, let voltage) = reading.measurement.kind else {
            throw NotThatKind()
        }
        #expect(numbers == (1...20).map { Double($0) } && voltage?[9...10] == [1.2, -1.4])
        #expect(abs(reading.measurement.mean[10] - 19e-6) < 1e-18)
    }

    /// The log of an ArC ONE: each line a pulse and the resistance read after it.
    @Test func pulsesOfAnArray() throws {
        let reading = try read(
            "device A\n01/02/2024\nWordline,Bitline,Resistance,Amplitude (V),Pulse width (s),Tag,ReadTag,ReadVoltage\n"
                + rows(10) { "3,4,\(10_000 - 100 * $0),1.0,0.0001,P,S R8=0 V=0.2,0.2" }
                + rows(10) { "3,5,\(20_000 - 100 * $0),1.0,0.0001,P,S R8=0 V=0.2,0.2" })
        #expect(reading.measurement.series.map(\.device) == [1, 2])
        #expect(reading.measurement.pulseWidths?.first == 1e-4)
        #expect(abs(reading.measurement.mean[0] - 1 / 9900) < 1e-18)
        #expect(reading.understood.contains("\"Resistance\" = resistance (Ω), no unit written"))
    }

    @Test func rampsOfCurrentsAtTheReadVoltage() throws {
        let reading = try read(
            "rmp1,rmp2,rmp3\n" + rows(10) { "\($0)e-6,\(Double($0) * 1.02)e-6,\(Double($0) * 0.98)e-6" },
            MeasurementOptions(readVoltage: .volts(0.2)))
        #expect(reading.measurement.columns.map(\.cycle) == [1, 2, 3])
        #expect(abs(reading.measurement.mean[3] - 20e-6) < 1e-17)
        #expect(reading.understood.contains("taken as currents in A") && reading.understood.contains("200 mV"))
        // Of 1, 1.02 and 0.98 the standard deviation is 0.02.
        #expect(abs(reading.measurement.spreads[0].relative - 0.02) < 1e-12)
    }

    @Test func endurance() throws {
        let reading = try read("Cycle #\tR_HRS (kOhm)\tR_LRS (kOhm)\n" + rows(9) { "\($0 * 1000)\t\(100 - $0)\t10" })
        guard case .endurance(let cycles) = reading.measurement.kind else {
            throw NotThatKind()
        }
        #expect(cycles.last == 9000 && reading.measurement.columns.map(\.state) == [.highResistance, .lowResistance])
        #expect(abs(reading.measurement.columns[1].values[0] - 1e-4) < 1e-18)
    }

    @Test func writeVerify() throws {
        let reading = try read(
            "cell,target (uS),voltage (V),G (uS)\n" + rows(4) { "1,20,1.0,\(16 + $0)" }
                + rows(4) { "2,40,1.1,\(36 + $0)" })
        guard case .writeVerify(let target, let voltage) = reading.measurement.kind else {
            throw NotThatKind()
        }
        #expect(
            abs(target[7] - 40e-6) < 1e-18 && voltage?[0] == 1 && reading.measurement.series.map(\.device) == [1, 2])
    }

    /// Hours, and a chamber that wanders by a tenth of a degree.
    @Test func retentionAtSeveralTemperatures() throws {
        let text =
            "time (h);T (°C);G (µS)\n" + rows(6) { "\($0);\(25 + 0.1 * Double($0 % 2));\(50 - $0)" }
            + rows(6) { "\($0);85;\(50 - 2 * $0)" }
        let reading = try read(text)
        guard case .retention(let time) = reading.measurement.kind else {
            throw NotThatKind()
        }
        #expect(time[0] == 3600 && reading.measurement.series.map(\.rows) == [0..<6, 6..<12])
        #expect(abs(reading.measurement.series[1].temperature! - 358.15) < 1e-9)
        let titled = try read(
            "time (min),G (µS)\n# 25 °C\n" + rows(6) { "\($0),50" } + "# 85 °C\n" + rows(6) { "\($0),\(40 - $0)" })
        #expect(titled.measurement.series.map { ($0.temperature! - 273.15).rounded() } == [25, 85])
        guard case .retention(let minutes) = titled.measurement.kind else { return }
        #expect(minutes[1] == 120)
    }

    /// Rows of two devices in turn, and conductances a minute apart without a column for the time.
    @Test func devicesInTurnAndRetentionByTheInterval() throws {
        let reading = try read(
            "device,G (uS)\n" + rows(10) { "\($0 % 2 + 1),\(50 - $0)" }, MeasurementOptions(interval: Time(60)))
        #expect(reading.measurement.series.map(\.device) == [2, 1] && reading.measurement.series[0].rows == 0..<5)
        guard case .retention(let time) = reading.measurement.kind else { throw NotThatKind() }
        #expect(time[1] == 60 && abs(reading.measurement.mean[1] - 47e-6) < 1e-18)
    }

    @Test func temperaturesInHeadings() throws {
        let reading = try read("time (s),G at 25°C (uS),G at 85°C (uS)\n" + rows(9) { "\($0),\(50 - $0),\(40 - $0)" })
        #expect(
            reading.measurement.columns.map { $0.temperature.map { ($0 * 100).rounded() / 100 } } == [298.15, 358.15])
        #expect(reading.understood.contains("298.15 K, 358.15 K"))
    }

    /// ln R of one state falls by half a decade in a decade, the other stays: the window shrinks as the cycle's root.
    @Test func statisticsOfEndurance() throws {
        let text =
            "cycle,R_HRS (kOhm),R_LRS (kOhm)\n"
            + (0..<9).map { "1e\($0),\(1e6 / pow(10, Double($0) / 2)),10\n" }.joined()
        let statistics = try read(text).measurement.statistics
        func value(_ name: String) -> Double { statistics.first { $0.name == name }?.value ?? .nan }
        // Sums of nine logarithms.
        #expect(abs(value("R_HRS, decades per decade of cycles") + 0.5) < 1e-12)
        #expect(abs(value("R_LRS, geometric mean") - 10_000) < 1e-7)
        #expect(abs(value("window, smallest") - 10) < 1e-9 && value("cycle of the smallest window") == 1e8)
    }

    /// Two targets, one missed by 2 % above, one by 2 % below, after three and two attempts.
    @Test func statisticsOfWriteVerify() throws {
        let text = "cell,target (uS),G (uS)\n1,20,10\n1,20,15\n1,20,20.4\n2,50,40\n2,50,49\n3,10,9\n3,10,9\n3,10,10\n"
        let statistics = try read(text).measurement.statistics
        func value(_ name: String) -> Double { statistics.first { $0.name == name }?.value ?? .nan }
        #expect(value("targets") == 3 && abs(value("final G/target − 1, mean")) < 1e-12)
        #expect(abs(value("final G/target − 1, deviation") - 0.02) < 1e-12 && value("attempts, most") == 3)
    }

    /// Three cycles of 0.98, 1 and 1.02 times one loop: a deviation of 2 %.
    @Test func spreadOfCyclesInRows() throws {
        let text =
            "t (s),V (V),I (A)\n"
            + [0.98, 1, 1.02].map { f in loop(1) { "\($0),\($1),\($2 * f)" } }.joined(separator: "\n")
        let spreads = try read(text).measurement.spreads
        #expect(spreads.count == 1 && spreads[0].origin == .cycleToCycle && abs(spreads[0].relative - 0.02) < 1e-12)
    }

    /// Rows, columns, units, cycles, devices and polarity are told before a refusal, as far as they are known.
    @Test func whatWasUnderstoodIsToldBeforeARefusal() {
        func told(_ text: String) -> String {
            var told: [String] = []
            #expect(throws: MeasurementError.self) {
                try MeasurementReader.read(Array(text.utf8), file: "a.csv") { told.append($0) }
            }
            return told.count == 1 ? told[0] : "\(told.count) lines: \(told)"
        }
        let volts = [0, 0.5, 1, 0.5, 0, -0.5, -1, -0.5, 0]
        // 1 kΩ below 1 V, 500 Ω after it, 1 kΩ after −1 V: sets at positive voltage.
        let loop = volts.indices.map { "\(volts[$0]),\(volts[$0] * ((2..<6) ~= $0 ? 2 : 1))\n" }.joined()
        let noTime = told("V (V),I (mA)\n" + loop + "\n" + loop)
        for part in [
            "I–V sweep, 18 rows (lines 2–20)", "\"V (V)\" = voltage (V)", "\"I (mA)\" = current (mA)",
            "2 cycles, 1 device",
            "SET at positive voltage", "no column for the time",
        ] { #expect(noTime.contains(part), "\(part): \(noTime)") }
        let few = told("t (s),G (S)\n1,1\n2,1\n")
        #expect(
            few.contains("retention, 2 rows (lines 2–3); \"t (s)\" = time (s)") && few.contains("1 cycle, 1 device"))
        let repeats = told("t (s),V (V),I (A),I (A)\n" + rows(9) { "\($0),\($0),1e-3,2e-3" })
        #expect(repeats.contains("9 rows (lines 2–10)") && repeats.contains("voltage (V)"), "\(repeats)")
        let nothing = told("1,2\n" + rows(9) { "\($0),\($0)" })
        #expect(nothing.contains("10 rows (lines 1–10); 2 columns"), "\(nothing)")
    }

    /// Trains of SET and of RESET pulses are no repeats of one another; nor are loops of other heights or speeds.
    @Test func cyclesThatDifferHaveNoSpread() throws {
        func reason(_ text: String) throws -> String? {
            try read(text).measurement.reasonAgainstCycleSpread(pulses: nil)
        }
        func train(_ volts: Double) -> String {
            rows(10) { "\($0),\(volts),\(1e-6 * Double(volts > 0 ? $0 : 11 - $0))" }
        }
        let heading = "pulse,V (V),G (S)\n"
        #expect(
            try reason(heading + train(1) + train(-1))
                == "cycle-to-cycle spread: not told, since the cycles do not repeat one another: cycle 1 and cycle 2 have 1 V "
                + "and -1 V in the same place")
        #expect(try reason(heading + train(1) + train(1)) == nil)
        func sweep(_ height: Double, _ speed: Double) -> String {
            loop(1) { "\($0 / speed),\($1 * height),\($2 * height)" }
        }
        #expect(try reason("t (s),V (V),I (A)\n" + sweep(1, 1) + sweep(1, 1)) == nil)
        #expect(try reason("t (s),V (V),I (A)\n" + sweep(1, 1) + sweep(1.5, 1))?.contains("0.2 V and 0.3 V") == true)
        #expect(try reason("t (s),V (V),I (A)\n" + sweep(1, 1) + sweep(1, 2))?.contains("last 9 s and 4.5 s") == true)
    }

    @Test func errorsNameTheirPlaceAndARemedy() {
        func expect(_ text: String, _ error: MeasurementError, _ options: MeasurementOptions = MeasurementOptions()) {
            #expect(throws: error) { try read(text, options) }
        }
        expect(
            "time (s),voltage (V)\n" + rows(9) { "\($0),\($0)" },
            .columns(file: "a.csv", line: 1, found: ["time (s)", "voltage (V)"]))
        expect(
            "time (V),conductance (S)\n" + rows(9) { "\($0),1" },
            .heading(
                file: "a.csv", line: 1, heading: "time (V)",
                reason: "has the unit \"V\", which is no time's; write \"time (s)\", with a prefix if needed, in the "
                    + "file or by --columns"))
        expect("V,I\n" + rows(9) { "\($0),\($0)" }, .noTime(file: "a.csv", line: 2))
        expect("1,2\n" + rows(9) { "\($0),\($0)" }, .noHeading(file: "a.csv", line: 1, columns: 2))
        expect(
            "t (s),V (V),I (A)\n" + rows(9) { "\($0 == 5 ? 3.5 : Double($0)),\($0),\($0)e-3" },
            .notAscending(file: "a.csv", line: 6, heading: "t (s)", value: 3.5, previous: 4))
        expect(
            "t (s),V (V),I (A),I (A)\n" + rows(9) { "\($0),\($0),1e-3,2e-3" },
            .unlabelledRepeats(file: "a.csv", line: 1, headings: ["I (A)", "I (A)"]))
        expect("t (s),G (S)\n1,1\n2,1\n", .tooFewRows(file: "a.csv", line: 3, found: 2, needed: 8))
        expect(
            "a,b\n" + rows(9) { "\($0),1" },
            .columnCount(file: "a.csv", line: 1, given: 1, found: ["a", "b"]), MeasurementOptions(columns: "time (s)"))
        expect(
            "t (s),G (S)\n" + rows(9) { "\($0),1" }, .intervalBesideTime(file: "a.csv", line: 1),
            MeasurementOptions(interval: .microseconds(1)))
        expect(
            "V,I\n" + rows(9) { "\($0),1" }, .interval(file: "a.csv", value: .zero), MeasurementOptions(interval: .zero)
        )
    }
}
