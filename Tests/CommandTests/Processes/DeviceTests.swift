import Foundation
import TestedProgram
import Testing

struct DeviceTests {
    @Test func everyModelIsListedAndShown() throws {
        let folder = try TemporaryFolder()
        let list = try memspike("device", "list", "--json", in: folder)
        let devices = try #require(try list.json["devices"] as? [[String: Any]])
        let names = devices.compactMap { $0["name"] as? String }
        #expect(!names.isEmpty && names.count == devices.count && Set(names).count == names.count)
        for name in names {
            let shown = try memspike("device", "show", name, in: folder)
            #expect(shown.status == 0 && !shown.output.isEmpty, "\(name)")
        }
        let unknown = try memspike("device", "show", "vtem", in: folder)
        #expect(unknown.status == 2 && unknown.error.contains("vteam"))
    }

    @Test func aSimulatedSweepIsFittedBack() throws {
        let folder = try TemporaryFolder()
        let run = try memspike(
            "device", "simulate", "vteam", "--loop", "20kHz", "--amplitude", "2V", "--set", "V_set=0.9", "--output",
            "loop", "--json", in: folder)
        #expect(run.status == 0, "\(run.error)")
        #expect(try folder.text("loop/loop.svg").hasSuffix("</svg>\n"))
        // The trace without its last column is a measurement.
        let rows = try folder.text("loop/trace.csv").split(separator: "\n").map {
            $0.split(separator: ",").prefix(3).joined(separator: ",")
        }
        try folder.write(rows.joined(separator: "\n"), to: "sweep.csv")
        let fit = try memspike("device", "fit", "sweep.csv", "--model", "vteam", "--json", in: folder)
        #expect(fit.status == 0, "\(fit.error)")
        let parameters = try #require(try fit.json["parameters"] as? [[String: Any]])
        let set = try #require(parameters.first { $0["symbol"] as? String == "V_set" }?["value"] as? Double)
        // Without noise the fit ends at its own tolerance.
        #expect(abs(set - 0.9) < 1e-4)
        for name in ["fit.svg", "fit.csv", "parameters.csv"] { #expect(folder.has("fit/\(name)")) }
    }

    @Test func pulsesGoUpAndDown() throws {
        let folder = try TemporaryFolder()
        let run = try memspike(
            "device", "simulate", "aist", "--pulses", "20", "--width", "1us", "--amplitude", "0.3V", "--depression",
            "-0.3V", "--json", in: folder)
        let values = try #require(try run.json["conductances"] as? [Double])
        #expect(values.count == 20 && values[9] > values[0] && values[19] < values[9])
        #expect(folder.has("device/pulses.svg") && folder.has("device/pulses.csv"))
    }

    @Test(.enabled(if: ngspiceTestsRun, "libngspice is not installed"))
    func bothEnginesEndAlike() throws {
        let folder = try TemporaryFolder()
        let ends = try ["native", "ngspice"].map { engine -> Double in
            let run = try memspike(
                "device", "simulate", "vteam", "--loop", "1MHz", "--amplitude", "3V", "--engine", engine, "--output",
                engine, "--json", in: folder)
            let difference = try run.json["largestStateDifference"] as? Double
            #expect((difference != nil) == (engine == "ngspice") && difference ?? 0 < 5e-3)
            return try #require(try run.json["finalState"] as? Double, "\(run.error)")
        }
        // Half a per cent is promised, a ten-thousandth measured.
        #expect(abs(ends[0] - ends[1]) < 1e-4)
        #expect(folder.has("ngspice/device.cir"))
    }

    @Test func badInputIsNamed() throws {
        let folder = try TemporaryFolder()
        let rows = (1...9).map { "\($0),1,1" }.joined(separator: "\n")
        try folder.write("time (s),voltage (A),current (A)\n\(rows)\n", to: "unit.csv")
        try folder.write("time (s),voltage (V),current (A)\n\(rows)\n2,1,1\n", to: "disorder.csv")
        for (arguments, words) in [
            (["fit", "unit.csv", "--model", "vteam"], "unit.csv:1: "),
            (["fit", "disorder.csv", "--model", "vteam"], "disorder.csv:11: "),
            (["fit", "none.csv", "--model", "vteam"], "none.csv"),
            (["simulate", "vteam", "--loop", "1kHz", "--amplitude", "3"], "has no unit"),
            (["simulate", "vteam", "--loop", "1V", "--amplitude", "3V"], "is a voltage"),
            (["simulate", "vteam", "--pulses", "3", "--amplitude", "3V", "--set", "V_set=-1"], "V_set is -1"),
            (["simulate", "vteam", "--amplitude", "3V"], "--loop"),
        ] {
            let run = try RunningCommand(["device"] + arguments, in: folder).finish()
            #expect(run.status == 2 && run.error.contains(words), "\(arguments): \(run.error)")
        }
        #expect(!folder.has("device"))
    }

    /// What was understood stands before the refusal, so that a user sees whether the columns were taken right.
    @Test func aSweepWithoutTimeSaysWhatWasUnderstood() throws {
        let folder = try TemporaryFolder()
        let rows = (1...9).map { "\($0),\(Double($0) * 1e-3)" }.joined(separator: "\n")
        try folder.write("voltage (V),current (mA)\n\(rows)\n", to: "loop.csv")
        let run = try RunningCommand(["device", "fit", "loop.csv", "--model", "vteam"], in: folder).finish()
        let understood = try #require(run.error.range(of: "9 rows (lines 2–10); voltage (V), current (mA)"))
        let refused = try #require(run.error.range(of: "--interval"))
        #expect(run.status == 2 && understood.lowerBound < refused.lowerBound, "\(run.error)")
    }
}

/// The test benches that are given away, in plain decks.
@Suite struct DeviceNetlistTests {
    @Test(
        .enabled(if: ngspiceTestsRun),
        arguments: ["sky130", "vteam", "stanford-pku", "yakopcic", "aist", "ag-hfo2", "hp-biolek"])
    func theTestBenchShowsWhatItPromises(device: String) throws {
        let folder = try TemporaryFolder()
        let run = try RunningCommand(["device", "netlist", device, "--output", "cell"], in: folder).finish()
        #expect(run.status == 0, "\(run.error)")
        let bench = try folder.text("cell/ngspice/testbench.cir")
        let expected = bench.split(separator: "\n").compactMap { line -> (String, Double)? in
            let words = line.split(separator: " ")
            guard words.count == 5, words[0] == "*", words[4] == "A", let value = Double(words[3]) else { return nil }
            return (String(words[1]), value)
        }
        #expect(expected.count == 5)
        let simulated = try RunningCommand(
            ["simulate", "cell/ngspice/testbench.cir", "--engine", "ngspice", "--json"], in: folder
        ).finish()
        #expect(simulated.status == 0, "\(simulated.error)")
        let measured = try #require(try simulated.json["measurements"] as? [String: Double])
        let largest = expected.map { abs($0.1) }.max()!
        for (name, value) in expected {
            // A state of 1e-4 of its range; far below the largest current a leak through 1e15 Ω counts.
            #expect(abs(try #require(measured[name]) - value) <= 1e-3 * abs(value) + 1e-9 * largest, "\(name)")
        }
        // It does something.
        #expect(abs(expected[2].1) > 1.5 * abs(expected[0].1) || ["ag-hfo2", "hp-biolek"].contains(device))
        for path in ["xschem/testbench.sch", "ltspice", "pspice", "xyce", "README.md"] {
            #expect(folder.has("cell/\(path)"))
        }
    }
}
