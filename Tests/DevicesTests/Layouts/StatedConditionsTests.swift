import Foundation
import Quantities
import Testing

@testable import Devices

private func read(_ text: String, _ options: MeasurementOptions = .init()) throws -> MeasurementReading {
    try MeasurementReader.read(Array(text.utf8), file: "f.csv", options: options)
}

private func rows(_ count: Int, _ row: (Int) -> String) -> String {
    (1...count).map { row($0) + "\n" }.joined()
}

/// What headings and the lines above a table say of how it was measured.
@Suite struct StatedConditionsTests {
    @Test(
        arguments: [
            ("I@0.2V (nA)", 0.2), ("I bei 0,5 V (µA)", 0.5), ("I(0.2 V) (nA)", 0.2),
            ("Read current at 200 mV (nA)", 0.2),
            ("I_read @0.2V [nA]", 0.2), ("Current (V=0.5V) (µA)", 0.5), ("Iread@0.2V (nA)", 0.2),
        ]) func aHeadingNamesTheReadVoltage(heading: String, volts: Double) throws
    {
        let factor = heading.contains("nA") ? 1e-9 : 1e-6
        let reading = try read("Time (s)\t\(heading)\n" + rows(10) { "\($0)\t\(1000 - $0)" })
        #expect(abs(reading.measurement.mean[0] / (999 * factor / volts) - 1) < 1e-12)
        #expect(reading.measurement.readVoltage == volts)
        #expect(reading.understood.contains("as \"\(heading)\" says"))
    }

    @Test(arguments: ["V_read = 0.5 V", "Read voltage: 500 mV", "# Vread,0.5", "Read Voltage (V)\t0.5"])
    func aLineAboveNamesTheReadVoltage(line: String) throws {
        let reading = try read("\(line)\nTime (s)\tCurrent (uA)\n" + rows(10) { "\($0)\t\(100 - $0)" })
        #expect(abs(reading.measurement.mean[0] - 99e-6 / 0.5) < 1e-15)
        #expect(reading.understood.contains("500 mV, as line 1 says"))
    }

    @Test func whoeverGivesTheReadVoltageRules() throws {
        let text = "V_read = 0.5 V\nTime (s),I @ 0.2 V (uA)\n" + rows(10) { "\($0),\(100 - $0)" }
        #expect(abs(try read(text).measurement.mean[0] - 99e-6 / 0.2) < 1e-15)
        let given = try read(text, MeasurementOptions(readVoltage: .volts(0.3)))
        #expect(abs(given.measurement.mean[0] - 99e-6 / 0.3) < 1e-15)
        let assumed = try read("Time (s),I (uA)\n" + rows(10) { "\($0),\(100 - $0)" })
        #expect(assumed.understood.contains("100 mV, which is assumed: --read says another"))
        #expect(assumed.measurement.readVoltage == nil)
    }

    /// The current is a current, whatever voltage its heading names.
    @Test func currentsReadAfterPulses() throws {
        let reading = try read(
            "Pulse,Vp (V),Read current at 0.2 V (nA)\n" + rows(20) { "\($0),\($0 < 11 ? 1.2 : -1.2),\(1000 + $0)" })
        guard case .pulses(_, .some(let voltage)) = reading.measurement.kind else {
            Issue.record("no pulses: \(reading.understood)")
            return
        }
        #expect(voltage[0] == 1.2 && voltage[19] == -1.2)
        #expect(abs(reading.measurement.mean[0] - 1001e-9 / 0.2) < 1e-15)
    }

    @Test(arguments: ["LTP (µS),LTD (µS)", "G_pot (uS),G_dep (uS)", "Potentiation [µS],Depression [µS]"])
    func halvesSideBySideAreOneTrain(headings: String) throws {
        let reading = try read("n,\(headings)\n" + rows(20) { "\($0),\(10 + $0),\(31 - $0)" })
        #expect(reading.measurement.rowCount == 40 && reading.measurement.columns.count == 1)
        #expect(abs(reading.measurement.mean[19] - 30e-6) < 1e-15 && abs(reading.measurement.mean[20] - 30e-6) < 1e-15)
        guard case .pulses(let numbers, _) = reading.measurement.kind else {
            Issue.record("no pulses: \(reading.understood)")
            return
        }
        #expect(numbers == (1...40).map { Double($0) })
        #expect(reading.understood.contains("halves of one train: 20 pulses, then 20"))
    }

    @Test(arguments: ["G @25C (uS),G @85C (uS)", "G_25C (uS),G_85C (uS)"])
    func temperaturesInHeadings(headings: String) throws {
        let reading = try read("time (h),\(headings)\n" + rows(10) { "\($0),\(50 - $0),\(50 - 2 * $0)" })
        #expect(reading.measurement.columns.map(\.temperature) == [298.15, 358.15])
        // Two temperatures are no two cycles.
        #expect(reading.measurement.spreads.isEmpty)
    }

    /// Every sweep sets the device from its high-resistance state: what brought it back stands in no row.
    @Test func cyclesThatBeginAnew() throws {
        var text = "cycle,time (s),voltage (V),current (A)\n"
        func sweep(_ cycle: Int, _ current: (_ step: Int, _ volts: Double) -> Double) {
            for step in 0...20 {
                let volts = 0.1 * Double(step <= 10 ? step : 20 - step)
                text += "\(cycle),\(step),\(volts),\(current(step, volts))\n"
            }
        }
        for cycle in 1...3 { sweep(cycle) { $0 < 8 ? 2e-6 * $1 : 8e-5 * $1 } }
        let reading = try read(text)
        #expect(reading.measurement.series.map(\.startsAnew) == [false, true, true])
        #expect(reading.understood.contains("every cycle begins in the first one's state"))
        text = "cycle,time (s),voltage (V),current (A)\n"
        sweep(1) { $0 < 8 ? 2e-6 * $1 : 8e-5 * $1 }
        for cycle in 2...3 { sweep(cycle) { 8e-5 * $1 } }
        #expect(try read(text).measurement.series.allSatisfy { !$0.startsAnew })
    }

    @Test func aDensityBesideTheCurrentIsSkipped() throws {
        let reading = try read(
            "Time (s),Voltage (V),Current density (A/cm2),Current (A)\n"
                + rows(20) { "\($0),\(0.1 * Double($0 % 7)),\($0),\(1e-6 * Double($0 % 7))" })
        #expect(reading.understood.contains("\"Current density (A/cm2)\" (a density, and the whole is there)"))
        #expect(reading.measurement.mean[1] == 2e-6)
    }

    @Test func unitsInTheCells() throws {
        #expect {
            try read("Time,Voltage,Current\n" + rows(20) { "\($0).0 ms,0.5 V,\($0).0 uA" })
        } throws: {
            "\($0)".contains("f.csv:2: \"1.0 ms,0.5 V,1.0 uA\": the cells hold units")
        }
    }

    /// The pages of ngspice's print, each under its own heading, are one run.
    @Test func pagesOfAListing() throws {
        let rule = String(repeating: "-", count: 80) + "\n"
        let head = rule + "Index   time            v(in)           i(v1)           \n" + rule
        func row(_ i: Int) -> String { "\(i)\t\(0.005 * Double(i))\t\(0.03 * Double(i))\t\(-1e-6 * Double(i))\t\n" }
        var text = "                 * rram\n                 Transient Analysis\n" + head
        for i in 0..<40 { text += row(i) }
        text += "\u{0C}\n" + head
        for i in 40..<70 { text += row(i) }
        let reading = try read(text)
        #expect(reading.measurement.series.count == 1 && reading.measurement.rowCount == 70)
        // What enters the source leaves the device.
        #expect(abs(reading.measurement.mean[5] - 5e-6) < 1e-18)
    }

    /// "Iread" beside pulses of few levels is no sweep, and a column keeps the temperature of its heading.
    @Test(arguments: [nil, "pulse,voltage (V),current (nA)"]) func readCurrentsOfATrain(columns: String?) throws {
        let reading = try read(
            "# Vread = 0.2 V, pulse width = 100 ns\nN,Vpulse (V),Iread (nA)\n"
                + rows(80) { "\($0),\($0 % 40 < 20 ? 1.15 : -1.4),\(1000 + $0)" }, MeasurementOptions(columns: columns))
        guard case .pulses(_, .some) = reading.measurement.kind else {
            Issue.record("no pulses: \(reading.understood)")
            return
        }
        #expect(abs(reading.measurement.mean[0] - 1001e-9 / 0.2) < 1e-15)
    }

    private func retention(_ exponents: [Double]) -> String {
        "time (s),G 25 °C (µS),G 85 °C (µS),G 125 °C (µS)\n"
            + rows(40) { row in
                let time = pow(10, 0.1 * Double(row))
                let wobble = 1 + 0.003 * sin(7 * Double(row * row))
                return "\(time)," + exponents.map { "\(60 * pow(time, -$0) * wobble)" }.joined(separator: ",")
            }
    }

    @Test func exponentsThatFollowNoEnergy() throws {
        func energy(_ exponents: [Double]) throws -> FittedParameter {
            let measurement = try read(retention(exponents)).measurement
            return try #require(DriftLaw.fit(to: measurement).parameters.first { $0.symbol == "E_a" })
        }
        let boltzmann = 8.617333262e-5
        let lawful = [298.15, 358.15, 398.15].map { 0.01 * exp(0.12 / boltzmann * (1 / 298.15 - 1 / $0)) }
        let right = try energy(lawful)
        #expect(abs(right.value - 0.12) < 3 * right.standardError && right.isIdentified)
        let wrong = try energy([0.01, 0.02, 0.035])
        #expect(wrong.determination == .systematic && wrong.standardError > 5 * right.standardError)
    }

    @Test(arguments: [("time (s),conductance (µS),-,-", 298.15), ("time (s),-,conductance (µS),-", 358.15)])
    func aChosenColumnKeepsItsTemperature(columns: String, kelvin: Double) throws {
        let measurement = try read(retention([0.01, 0.02, 0.03]), MeasurementOptions(columns: columns)).measurement
        #expect(measurement.columns.map(\.temperature) == [kelvin] && measurement.series[0].temperature == nil)
    }

    @Test func aRemedyHasTheFilesUnits() throws {
        #expect {
            try read("Time (h),R_LRS (kOhm),R_HRS (MOhm)\n" + rows(10) { "\($0),12.5,1.5" })
        } throws: {
            "\($0)".contains("'time (h),resistance (kOhm),-'")
        }
    }

    @Test func finalValuesTellNoAttempts() throws {
        let reading = try read("Cell,Target (µS),Final G (µS)\n" + rows(10) { "\($0),20,\(20 + 0.1 * Double($0))" })
        let names = reading.measurement.statistics.map(\.name)
        #expect(names.contains("targets") && !names.contains { $0.hasPrefix("attempts") })
    }

    @Test func aColumnOfMarksHasNoValue() throws {
        let reading = try read(
            "Voltage,Current,Resistance,Time\n"
                + rows(20) { "\(0.1 * Double($0 % 9)),\(1e-6 * Double($0 % 9)),+9.910000E+37,\($0)" + ".5" })
        #expect(reading.understood.contains("\"Resistance\" (no value in any row)"))
    }
}
