import Foundation
import TestedProgram
import Testing

@Suite struct SimulateTests {
    private let folder: TemporaryFolder
    /// v(m) = 1 V (1 − e^(−t/100 ns)), over 5 τ.
    private let lowPass =
        "low pass\nVin in 0 1\nR1 in m 10k\nC1 m 0 10p\n.tran 1n 500n UIC\n.meas tran last find v(m) at=400n\n.end\n"

    init() throws { folder = try TemporaryFolder() }

    /// The source delivers C V² (1 − e^(−5)) to the capacitor's charge.
    private let delivered = 10e-12 * (1 - exp(-5.0))

    @Test func eventsPlotAndCount() throws {
        try folder.write(lowPass, to: "low.cir")
        let run = try memspike("simulate", "low.cir", "--plot", "v(m),i(vin)", "--output", "out", "--json", in: folder)
        #expect(run.status == 0, "\(run.error)")
        let energy = try #require(try run.json["energy"] as? [String: Double])
        #expect(abs(energy["vin"]! / delivered - 1) < 1e-9)
        let rows = try folder.text("out/waveforms.csv").split(separator: "\n")
        #expect(rows[0] == "time (s),v(m) (V),i(vin) (A)")
        for row in rows.dropFirst() {
            let values = row.split(separator: ",").map { Double($0)! }
            #expect(abs(values[1] - (1 - exp(-values[0] / 1e-7))) < 1e-12)
            // What leaves the source into the circuit is negative, as in SPICE.
            #expect(abs(values[2] + exp(-values[0] / 1e-7) * 1e-4) < 1e-15)
        }
        #expect(try folder.text("out/waveforms.svg").contains("<svg"))
        let again = try memspike("simulate", "low.cir", "--plot", "v(m)", "--output", "out", in: folder)
        #expect(again.status == 2 && again.error.contains("exists and is not empty"))
    }

    @Test(.enabled(if: ngspiceTestsRun)) func ngspiceRunsTheTextAsItIs() throws {
        try folder.write(lowPass, to: "low.cir")
        let run = try memspike("simulate", "low.cir", "--engine", "ngspice", "--json", in: folder)
        #expect(run.status == 0, "\(run.error)")
        let energy = try #require(try run.json["energy"] as? [String: Double])
        // Its default tolerance of a part in a thousand.
        #expect(abs(energy["vin"]! / delivered - 1) < 5e-3)
        let measured = try #require(try run.json["measurements"] as? [String: Double])
        #expect(abs(measured["last"]! - (1 - exp(-4.0))) < 5e-3)
    }

    @Test(
        arguments: [
            (["simulate", "none.cir"], "none.cir: cannot be read"),
            (["simulate", "low.cir", "--plot", "m"], "v(node) or i(source)"),
            (["simulate", "low.cir", "--plot", "v(mm)"], "did you mean \"m\""),
            (["simulate", "low.cir", "--plot", "i(r1)"], "must name a voltage source"),
            (["simulate", "low.cir", "--mode", "hspice"], "ltspice"),
            (["simulate", "low.cir", "--engine", "spectre"], "events"),
            (["simulate", "bad.cir"], "bad.cir:4: q1: a bipolar transistor is not supported"),
            (["simulate", "bare.cir"], "bare.cir:3: node \"b\" has no capacitor to ground"),
        ] as [([String], String)])
    func badInputIsStatusTwo(arguments: [String], message: String) throws {
        try folder.write(lowPass, to: "low.cir")
        try folder.write("t\nV1 a 0 1\nR1 a b 1k\nQ1 b 0 0 q\n.tran 1n 1u uic\n", to: "bad.cir")
        try folder.write("t\nV1 a 0 1\nR1 a b 1k\nR2 b c 1k\nC1 c 0 1p\n.tran 1n 1u uic\n", to: "bare.cir")
        let run = try RunningCommand(arguments, in: folder).finish()
        #expect(run.status == 2)
        #expect(run.error.contains(message), "\(run.error)")
        #expect(run.output.isEmpty)
        #expect(!folder.has("simulation"))
    }

    // MARK: Energies

    /// By netlist: the energy of every source, by the closed form.
    private static let ledgers: [(name: String, text: String, engines: [String], energy: [String: Double])] = {
        let charge = 1 - exp(-100e-9 / 1e-6)  // of 1 pF behind 1 MΩ, in 100 ns
        return [
            (
                // A first step of ten time constants: the charge that arrives is C V all the same.
                "coarse", "t\nV1 in 0 1\nR1 in a 1\nC1 a 0 1p\nR2 a b 1meg\nC2 b 0 1p\n.tran 1n 100n UIC\n.end\n",
                ["events", "ngspice"], ["v1": 1e-12 + 1e-12 * charge]
            ),
            (
                // 2 µA and 1 V over 1 MΩ into 500 kΩ beside 1 nF: v = 1 V (1 − e^(−t/τ)), τ = 1/3 ms, over 3 τ.
                "current source",
                "t\nIin 0 m DC 2u\nRleak m 0 500k\nCm m 0 1n IC=0\nVb b 0 DC 1\nRb b m 1meg\n.tran 1u 1m UIC\n.end\n",
                ["ngspice"],
                [
                    "iin": 2e-6 * (1e-3 - 1e-3 / 3 * (1 - exp(-3.0))),
                    "vb": 1e-6 * (1e-3 / 3 * (1 - exp(-3.0))),
                ]
            ),
            (
                "inside subcircuits, twice",
                "t\n.subckt inner p\nVin p 0 DC 10\n.ends\n.subckt outer p\nXi p inner\n.ends\nX1 2 inner\nX2 3 outer\nR1 2 0 1k\n"
                    + "R2 3 0 2k\nC1 2 0 1n\nC2 3 0 1n\n.tran 1u 1m\n.end\n",
                ["ngspice"], ["x1.vin": 1e-4, "x2.xi.vin": 5e-5]
            ),
            (
                // A charge between two printed points of which INTERP leaves nothing, before a TSTART that leaves it out.
                "interpolated, recorded late",
                "t\nV1 in 0 PULSE(0 1 0.5u 1p 1p 100u 200u)\nR1 in m 1k\nC1 m 0 1p IC=0\n.options INTERP\n.save v(m)\n"
                    + ".tran 1u 10u 5u uic\n.end\n", ["ngspice"], ["v1": 1e-12]
            ),
            (
                // Ten periods in steps of one period: nothing but zeros, if steps were the netlist's.
                "sine", "t\nV1 a 0 SIN(0 1 1meg)\nR1 a 0 1k\n.tran 1u 10u\n.end\n", ["ngspice"], ["v1": 5e-9]
            ),
            (
                "behavioural", "t\nB1 in 0 V=2\nV2 out 0 1\nR1 in out 1k\nC1 in 0 1p\n.tran 1n 1u\n.end\n", ["ngspice"],
                ["v2": -1e-3 * 1e-6]
            ),
        ]
    }()

    @Test(.enabled(if: ngspiceTestsRun), arguments: ledgers.indices)
    func energiesAreTheClosedForms(index: Int) throws {
        let ledger = Self.ledgers[index]
        try folder.write(ledger.text, to: "deck.cir")
        for engine in ledger.engines {
            let run = try memspike("simulate", "deck.cir", "--engine", engine, "--json", in: folder)
            #expect(run.status == 0, "\(run.error)")
            let energy = try #require(try run.json["energy"] as? [String: Double])
            #expect(Set(energy.keys) == Set(ledger.energy.keys))
            for (source, expected) in ledger.energy {
                // Ten times ngspice's tolerance in the run with meters; by events, 1 Ω in the closed form's 1 MΩ.
                let tolerance = engine == "ngspice" ? 1e-3 : 5e-6
                #expect(
                    abs(energy[source]! / expected - 1) < tolerance, "\(ledger.name), \(engine), \(source): \(energy)")
            }
        }
        if ledger.name == "behavioural" {
            let run = try memspike("simulate", "deck.cir", "--engine", "ngspice", "--json", in: folder)
            let controlled = try #require(try run.json["controlledEnergy"] as? [String: Double])
            #expect(abs(controlled["b1"]! / 2e-9 - 1) < 1e-3)
        }
    }

    @Test func energiesThatDoNotAddUpAreRefused() throws {
        let deck = "t\nV1 in 0 1\nR1 in a RES\nC1 a 0 1p\nR2 a b 1meg\nC2 b 0 1p\n.tran 1n 100n UIC\n.end\n"
        try folder.write(deck.replacing("RES", with: "1p"), to: "wrong.cir")
        let wrong = try memspike("simulate", "wrong.cir", in: folder)
        #expect(wrong.status == 1 && wrong.output.isEmpty)
        #expect(wrong.error.contains("delivered and absorbed energy differ by"), "\(wrong.error)")
        try folder.write(deck.replacing("RES", with: "1u"), to: "doubtful.cir")
        let doubtful = try memspike("simulate", "doubtful.cir", in: folder)
        #expect(
            doubtful.status == 0 && doubtful.output.contains("the energies hold to about ten times that"),
            "\(doubtful.output)")
    }

    @Test(.enabled(if: ngspiceTestsRun)) func failedMeasurementsAreNamed() throws {
        try folder.write(
            lowPass.replacing(
                ".end\n", with: ".meas tran late when v(m)=2 rise=1\n.meas tran none find v(nowhere) at=1n\n.end\n"),
            to: "low.cir")
        let run = try memspike("simulate", "low.cir", "--engine", "ngspice", in: folder)
        #expect(run.status == 0, "\(run.error)")
        #expect(run.output.contains("  late failed: out of interval\n"), "\(run.output)")
        #expect(run.output.contains("  none failed: ") && run.output.contains("  last = "))
        let report = try memspike("simulate", "low.cir", "--engine", "ngspice", "--json", in: folder)
        #expect(Set((try report.json["failedMeasurements"] as? [String: String] ?? [:]).keys) == ["late", "none"])
    }

    @Test(.enabled(if: ngspiceTestsRun)) func timeLimitIsKept() throws {
        try folder.write(lowPass.replacing(".tran 1n 500n UIC", with: ".tran 1n 4.9m 0 1n UIC"), to: "long.cir")
        let run = try memspike("simulate", "long.cir", "--engine", "ngspice", "--time-limit", "500ms", in: folder)
        #expect(run.status == 1)
        #expect(run.error.contains("not done after 0.5 s of processor time; raise --time-limit"), "\(run.error)")
        try folder.write(lowPass.replacing("500n", with: "1e400"), to: "endless.cir")
        #expect(try memspike("simulate", "endless.cir", "--engine", "ngspice", in: folder).status == 2)
        let bad = try memspike("simulate", "low.cir", "--time-limit", "5 V", in: folder)
        #expect(bad.status == 2 && bad.error.contains("--time-limit"), "\(bad.error)")
    }

    @Test func currentsPassAmmeters() throws {
        try folder.write(
            "t\nVdd in 0 1\nVam in a 0\nR1 a m 1k\nC1 m 0 1p\n.tran 1n 10n UIC\n.end\n", to: "meter.cir")
        let run = try memspike("simulate", "meter.cir", "--plot", "i(vdd),i(vam)", in: folder)
        #expect(run.status == 0, "\(run.error)")
        let rows = try folder.text("simulation/waveforms.csv").split(separator: "\n").dropFirst()
        for row in rows {
            let values = row.split(separator: ",").map { Double($0)! }
            let current = 1e-3 * exp(-values[0] / 1e-9)
            #expect(abs(values[1] + current) < 1e-15 && abs(values[2] - current) < 1e-15)
        }
    }

    /// Ramps of T = 1000 τ up and down: 2 C V² (τ/T) (1 − τ/T) is lost in the resistor, and the rest comes back.
    @Test func slopesCostWhatTheyCost() throws {
        try folder.write(
            "ramps\nV1 in 0 PWL(0 0 +1m 1 +1m 1 +1m 0)\nR1 in m 1k\nC1 m 0 1n\n.tran 10u 5m uic\n", to: "ramp.net")
        let run = try memspike("simulate", "ramp.net", "--mode", "ltspice", "--json", in: folder)
        #expect(run.status == 0, "\(run.error)")
        let energy = try #require(try run.json["energy"] as? [String: Double])
        // The steps become finer until a thousandth is left.
        #expect(abs(energy["v1"]! / 1.998e-12 - 1) < 2e-3)
        let other = try memspike("simulate", "ramp.net", in: folder)
        #expect(other.status == 2 && other.error.contains("--mode ltspice"), "\(other.error)")
    }

    @Test func familiesRunMemberByMember() throws {
        try folder.write(
            lowPass.replacingOccurrences(of: "10k", with: "{r}").replacingOccurrences(
                of: ".tran", with: ".param r=1\n.step param r list 10k 20k\n.tran"), to: "family.cir")
        let run = try memspike("simulate", "family.cir", "--json", in: folder)
        #expect(run.status == 0, "\(run.error)")
        let runs = try #require(try run.json["runs"] as? [[String: Any]])
        let energies = runs.compactMap { ($0["run"] as? [String: Any])?["energy"] as? [String: Double] }
        #expect(energies.count == 2)
        #expect(abs(energies[0]["vin"]! / delivered - 1) < 1e-9)
        #expect(abs(energies[1]["vin"]! / (10e-12 * (1 - exp(-2.5))) - 1) < 1e-9)
    }

    /// What lies outside of the netlist's folder is read only where the user names it.
    @Test func filesOutsideAreNamed() throws {
        let other = try TemporaryFolder()
        try other.write("R1 in m 10k\n", to: "part.inc")
        let path = other.url.appendingPathComponent("part.inc").path
        try folder.write(
            "t\nVin in 0 1\n.include \"\(path)\"\nC1 m 0 10p\n.tran 1n 500n UIC\n", to: "outside.cir")
        let refused = try memspike("simulate", "outside.cir", in: folder)
        #expect(refused.status == 2 && refused.error.contains("--library"), "\(refused.error)")
        let run = try memspike("simulate", "outside.cir", "--library", other.url.path, in: folder)
        #expect(run.status == 0, "\(run.error)")
    }
}
