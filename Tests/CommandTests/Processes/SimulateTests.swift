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
}
