import Foundation
import TestedProgram
import Testing

/// Measurements of LTspice's netlists through the program, in the event-driven engine.
@Suite struct SimulateForeignTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    /// 1 kΩ and 1 nF behind 2 V: v = 2(1 − e^(−t/τ)).
    @Test func resultsAndExpressionsAreMeasured() throws {
        try folder.write(
            """
            * low pass
            .param vdd=2
            V1 in 0 {vdd}
            R1 in a 1k
            C1 a 0 1n
            .tran 0 20u 0 10n uic
            .meas TRAN tr TRIG V(a)=0.1*vdd RISE=1 TARG V(a)=0.9*vdd RISE=1
            .meas TRAN mx MAX V(a)
            .meas TRAN th WHEN V(a)=mx/2 RISE=1
            .meas TRAN av AVG V(a) FROM th TO 2*th
            .meas TRAN en INTEG -V(in)*I(V1)
            .meas TRAN er INTEG V(in,a)*I(R1)
            .meas TRAN fl FIND V(a) AT=later
            .meas TRAN later PARAM 2*th
            .meas TRAN one FIND V(a) AT=two
            .meas TRAN two FIND V(a) AT=one
            """, to: "deck.net")
        let run = try RunningCommand(
            ["simulate", "deck.net", "--mode", "ltspice", "--json"], in: folder
        ).finish()
        #expect(run.status == 0, "\(run.error)")
        let found = try #require(try run.json["measurements"] as? [String: Double])
        let failed = try #require(try run.json["failedMeasurements"] as? [String: String])
        // Signals are sampled to 1e-5 of their height.
        #expect(abs(found["tr"]! / (1e-6 * log(9)) - 1) < 1e-4)
        #expect(abs(found["th"]! / (1e-6 * log(2)) - 1) < 1e-4)
        #expect(abs(found["av"]! / (2 - 0.5 / log(2)) - 1) < 1e-4)
        #expect(abs(found["en"]! / 4e-9 - 1) < 1e-3)
        #expect(abs(found["er"]! / 2e-9 - 1) < 1e-3)
        #expect(abs(found["later"]! / (2e-6 * log(2)) - 1) < 1e-4)
        #expect(abs(found["fl"]! / 1.5 - 1) < 1e-4)
        #expect(failed.keys.sorted() == ["one", "two"] && failed["one"]!.contains("\"two\""), "\(failed)")
    }

    /// The names that are offered are there.
    @Test func sourcesAreNamedAsTheyAre() throws {
        for name in ["R1 in a 1k\nC1 a 0 1n", "R2 in a 1k\nC1 a 0 1n"] {
            try folder.write("t\nV1 in 0 1\n\(name)\n.tran 10n 10u\n.meas tran x max i(r1)\n", to: "deck.cir")
            let run = try RunningCommand(["simulate", "deck.cir", "--json"], in: folder).finish()
            let failed = try #require(try run.json["failedMeasurements"] as? [String: String])
            #expect(failed["x"]!.contains("there are v1") && !failed["x"]!.contains("vv1"), "\(failed)")
        }
    }
}
