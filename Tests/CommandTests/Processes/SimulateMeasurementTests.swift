import Foundation
import TestedProgram
import Testing

/// `.meas` lines and energies where the step of `.tran` is coarse, the window is empty, or ngspice would err.
@Suite struct SimulateMeasurementTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func run(_ text: String, _ options: [String] = []) throws -> [String: Any] {
        try folder.write(text, to: "deck.cir")
        let run = try RunningCommand(["simulate", "deck.cir", "--json"] + options, in: folder).finish()
        #expect(run.status == 0, "\(run.error)")
        return try run.json
    }

    private func measured(_ text: String, _ options: [String] = []) throws -> [String: Double] {
        try #require(try run(text, options)["measurements"] as? [String: Double])
    }

    private func energies(_ text: String, _ options: [String] = []) throws -> [String: Double] {
        try #require(try run(text, options)["energy"] as? [String: Double])
    }

    // MARK: Events

    /// 10 kΩ and 1 nF behind 1 V from 1 ns on, printed every 50 µs: the engine knows the course between.
    @Test func measurementsDoNotDependOnThePrintedStep() throws {
        let found = try measured(
            """
            coarse
            V1 in 0 PULSE(0 1 0 1n 1n 50u 100u)
            R1 in m 10k
            C1 m 0 1n IC=0
            .tran 50u 200u uic
            .meas tran w WHEN v(m)=0.5 RISE=1
            .meas tran f FIND v(m) AT=7u
            .meas tran d TRIG v(m) VAL=0.2 RISE=1 TARG v(m) VAL=0.8 RISE=1
            .meas tran av AVG v(m) FROM=0 TO=50u
            .end
            """)
        let tau = 1e-5
        // The edge of 1 ns shifts all by half of it.
        #expect(abs(found["w"]! - (tau * log(2) + 0.5e-9)) < 1e-10)
        #expect(abs(found["f"]! - (1 - exp(-(7e-6 - 0.5e-9) / tau))) < 2e-5)
        #expect(abs(found["d"]! - tau * log(4)) < 1e-9)
        let average = 1 - tau / 50e-6 * (1 - exp(-5))
        #expect(abs(found["av"]! - average) < 3e-5)
    }

    /// A pulse of 0.3 µs between two prints that stand 5 µs apart.
    @Test func aPulseBetweenTwoPrintsIsMeasured() throws {
        let found = try measured(
            """
            narrow
            V1 in 0 PULSE(0 1 10.2u 1n 1n 0.3u 1m)
            R1 in m 1k
            C1 m 0 100p IC=0
            .tran 5u 100u uic
            .meas tran it INTEG v(in)
            .meas tran w WHEN v(m)=0.5 rise=1
            .meas tran mx MAX v(m)
            .end
            """)
        #expect(abs(found["it"]! / 0.301e-6 - 1) < 1e-6)
        #expect(abs(found["w"]! - (10.2e-6 + 0.5e-9 + 1e-7 * log(2))) < 1e-10)
        #expect(abs(found["mx"]! - (1 - exp(-3.005))) < 1e-4)
    }

    /// What is recorded begins at TSTART itself, not at the first print behind it.
    @Test func windowsBeginAtTheStartOfRecording() throws {
        let found = try measured(
            """
            start
            V1 in 0 PULSE(1 0 10u 1n 1n 1m 2m)
            R1 in m 10k
            C1 m 0 1n
            .tran 1.7u 30u 5u
            .meas tran av AVG v(in)
            .meas tran it INTEG v(in) from=5u to=30u
            .end
            """)
        #expect(abs(found["it"]! / 5.0005e-6 - 1) < 1e-6)
        #expect(abs(found["av"]! / (5.0005 / 25) - 1) < 1e-6)
    }

    /// A slope from 0 s on begins at its first level, and so does the operating point before it.
    @Test(arguments: ["", "uic"]) func operatingPointsAreThoseOfTheFirstLevel(word: String) throws {
        let found = try measured(
            """
            slope
            V1 in 0 PWL(0 0 1u 1)
            R1 in m 1k
            C1 m 0 1n
            .tran 10n 5u \(word)
            .meas tran v0 FIND v(m) AT=0
            .meas tran t1 WHEN v(m)=0.8 RISE=1
            .end
            """)
        #expect(found["v0"] == 0)
        // After the ramp 1 − v = e^(−(t − 1 µs)/τ) τ/T (1 − e^(−T/τ)) for T = τ = 1 µs.
        let lag = 1 - exp(-1.0)
        #expect(abs(found["t1"]! - (1e-6 + 1e-6 * log(lag / 0.2))) < 2e-11)
    }

    @Test func sinesOfLTspiceMayEnd() throws {
        let text = "t\nV1 in 0 SINE(0 1 1k 0 0 0 2)\nR1 in m 1k\nC1 m 0 1p\n.tran 0 5m 0 1u uic\n"
        let found = try measured(
            text + ".meas tran late MAX v(in) FROM=2.01m TO=5m\n.meas tran early MAX v(in)\n.end\n",
            ["--mode", "ltspice"])
        #expect(abs(found["late"]!) < 1e-9 && abs(found["early"]! - 1) < 1e-4)
        try folder.write(text + ".end\n", to: "deck.cir")
        let run = try RunningCommand(
            ["simulate", "deck.cir", "--mode", "ltspice", "--engine", "ngspice"], in: folder
        ).finish()
        #expect(run.status == 2 && run.error.contains("number of cycles"), "\(run.error)")
    }

    @Test func momentsOutsideTheRunFail() throws {
        let result = try run(
            """
            outside
            V1 in 0 DC 1
            R1 in m 10k
            C1 m 0 1n IC=0
            .tran 0.1u 30u uic
            .meas tran late FIND v(m) AT=100u
            .meas tran early FIND v(m) AT=-1u
            .meas tran sum PARAM='late+1'
            .meas tran end FIND v(m) AT=30u
            .meas ac gain MAX v(m)
            .end
            """)
        let found = try #require(result["measurements"] as? [String: Double])
        #expect(Set(found.keys) == ["end"])
        let failed = try #require(result["failedMeasurements"] as? [String: String])
        #expect(Set(failed.keys) == ["late", "early", "sum"])
        #expect(failed["late"]!.contains("outside the run"))
        let notes = try #require(result["notes"] as? [String])
        #expect(notes.contains { $0.contains(".meas ac gain is left out") })
    }

    // MARK: Both engines

    /// C V²/2 goes to the capacitor beside the source and comes back with the falling edge; the resistor takes V²/R.
    @Test(arguments: ["events"] + (ngspiceTestsRun ? ["ngspice"] : []))
    func aCapacitorBesideASourceIsItsLoad(engine: String) throws {
        let pulse = "V1 in 0 PULSE(0 1 1u 10n 10n 2u 10u)\nR1 in 0 1k\nC1 in 0 100p\n"
        let up = try energies("load\n\(pulse).tran 10n 2u uic\n.end\n", ["--engine", engine])
        let resistor = 1e-3 * (0.99e-6 + 10e-9 / 3)
        #expect(abs(up["v1"]! / (resistor + 50e-12) - 1) < 2e-3)
        let down = try energies("load\n\(pulse).tran 10n 10u uic\n.end\n", ["--engine", engine])
        #expect(abs(down["v1"]! / (1e-3 * (2e-6 + 20e-9 / 3)) - 1) < 2e-3)
    }

    /// EXP takes what its line leaves out from the step of .tran, in the metered run of ngspice too.
    @Test(arguments: ["events"] + (ngspiceTestsRun ? ["ngspice"] : []))
    func timesThatAreLeftOutComeFromTheStep(engine: String) throws {
        let found = try energies(
            "t\nV1 in 0 EXP(0 1 5u 2u)\nR1 in 0 1k\n.tran 1u 100u uic\n.end\n", ["--engine", engine])
        // v = e^(−(t−6)/1) − e^(−(t−5)/2) in µs from 6 µs on, 1 − e^(−(t−5)/2) before.
        func square(_ t: Double) -> Double {
            let v = t < 5 ? 0 : 1 - exp(-(t - 5) / 2) - (t > 6 ? 1 - exp(-(t - 6)) : 0)
            return v * v
        }
        let integral = (0..<100_000).reduce(0.0) { $0 + square((Double($1) + 0.5) * 1e-3) } * 1e-9
        #expect(abs(found["v1"]! / (integral * 1e-3) - 1) < 5e-3)
    }

    /// Thousands of periods of a picofarad, whose charge ngspice's CHGTOL lets be off by a per cent.
    @Test(
        .enabled(if: ngspiceTestsRun),
        arguments: [
            ("sine", "V1 in 0 SIN(0 1 1meg)\nR1 in m 1k\nC1 m 0 1p\n.tran 10n 2m uic\n"),
            ("pulses", "V1 in 0 PULSE(0 1 0 10n 10n 480n 1u)\nR1 in m 1k\nC1 m 0 1p\n.tran 0.1u 500u uic\n"),
        ])
    func energiesOfLongRunsOfSmallCapacitorsHold(name: String, text: String) throws {
        let found = try energies("\(name)\n\(text).end\n", ["--engine", "ngspice"])["v1"]!
        let expected: Double
        if name == "sine" {
            let angle = 2 * Double.pi * 1e6 * 1e-9  // ω R C
            expected = 0.5 * angle * angle / (1 + angle * angle) / 1e3 * 2e-3
        } else {
            // A ramp of T charges C through τ: C V² (τ/T)(1 − τ/T (1 − e^(−T/τ))), up and down, 500 times.
            expected = 500 * 2 * 1e-12 * 0.1 * (1 - 0.1 * (1 - exp(-10.0)))
        }
        #expect(abs(found / expected - 1) < 5e-3, "\(found) J, \(expected) J")
    }

    // MARK: ngspice

    @Test(.enabled(if: ngspiceTestsRun)) func windowsWithoutTimeAreNoZero() throws {
        let result = try run(
            """
            empty
            V1 in 0 DC 1
            R1 in m 10k
            C1 m 0 1n IC=0
            .tran 0.1u 30u uic
            .meas tran behind MAX v(m) FROM=50u TO=100u
            .meas tran turned INTEG v(m) FROM=20u TO=10u
            .meas tran whole MAX v(m) FROM=10u TO=30u
            .end
            """, ["--engine", "ngspice"])
        let found = try #require(result["measurements"] as? [String: Double])
        #expect(Set(found.keys) == ["whole"])
        let failed = try #require(result["failedMeasurements"] as? [String: String])
        #expect(failed["behind"]!.contains("no time") && failed["turned"]!.contains("no time"))
    }

    /// ngspice says 0 where a vector is not there, or a line is beyond it.
    @Test(.enabled(if: ngspiceTestsRun)) func whatIsNotThereIsNoZero() throws {
        let result = try run(
            """
            absent
            V1 in 0 1
            R1 in m 1k
            C1 m 0 1n
            .tran 10n 5u uic
            .meas tran typo WHEN v(mm)=0.5
            .meas tran current WHEN i(r1)=300u
            .meas tran difference WHEN v(in)-v(m)=0.5
            .meas tran right WHEN v(m)=0.5
            .end
            """, ["--engine", "ngspice"])
        let found = try #require(result["measurements"] as? [String: Double])
        #expect(Set(found.keys) == ["right"] && abs((found["right"] ?? 0) / (1e-6 * log(2)) - 1) < 1e-3)
        let failed = try #require(result["failedMeasurements"] as? [String: String])
        #expect(failed["typo"]!.contains("no node \"mm\"") && failed["current"]!.contains("i(r1)"))
        #expect(failed["difference"] != nil)
    }

    /// LTspice's x1:m, its PARAM without quotes, and a level that is an expression.
    @Test(.enabled(if: ngspiceTestsRun), arguments: ["events", "ngspice"])
    func namesAndExpressionsOfLTspiceAreMeasured(engine: String) throws {
        let found = try measured(
            """
            hierarchy
            .subckt cell in
            R1 in m 10k
            C1 m 0 1n
            .ends
            V1 in 0 1
            Xa in cell
            .param vp=1
            .ic V(xa:m)=0.3
            .tran 0 50u 0 10n uic
            .meas tran t1 WHEN V(xa:m)=0.8 RISE=1
            .meas tran t2 WHEN V(xa:m)=vp/2 RISE=1
            .meas tran twice PARAM 2*t1
            .end
            """, ["--mode", "ltspice", "--engine", engine])
        let t1 = 1e-5 * log(0.7 / 0.2)
        #expect(abs((found["t1"] ?? 0) / t1 - 1) < 1e-3)
        #expect(abs((found["t2"] ?? 0) / (1e-5 * log(0.7 / 0.5)) - 1) < 1e-3)
        #expect(abs((found["twice"] ?? 0) / (2 * t1) - 1) < 1e-3)
    }

    /// Relative times of a subcircuit's own parameters; a current inside a subcircuit by the netlist's own name.
    @Test(.enabled(if: ngspiceTestsRun)) func parametersOfSubcircuitsStandInRelativeTimes() throws {
        let text = """
            relative
            .subckt src o params: a=1 T=1u
            V1 o 0 PWL(0 0 +{T} {a} +{2*T} {a} +{T} 0)
            .ends
            X1 in src a=2 T=0.5u
            R1 in m 1k
            C1 m 0 1p ic=0
            .tran 0 10u 0 5n uic
            .meas tran it INTEG V(in)
            .end
            """
        for engine in ["events", "ngspice"] {
            #expect(abs(try measured(text, ["--mode", "ltspice", "--engine", engine])["it"]! / 3e-6 - 1) < 1e-3)
        }
        _ = try run(
            text, ["--mode", "ltspice", "--engine", "ngspice", "--plot", "i(x1.v1)", "--output", "plot"])
        let rows = try folder.text("plot/waveforms.csv").split(separator: "\n")
        #expect(rows[0] == "time (s),i(x1.v1) (A)")
        // C dV/dt of 1 pF on a ramp of 2 V in 0.5 µs leaves the source, and comes back on the other.
        let currents = rows.dropFirst().compactMap { Double($0.split(separator: ",")[1]) }
        #expect(abs(try #require(currents.min()) / -4e-6 - 1) < 0.01)
        #expect(abs(try #require(currents.max()) / 4e-6 - 1) < 0.01)
    }

    // MARK: Refusals

    @Test(
        arguments: [
            (
                "B1 0 m I=1m*(time>2u)*(time<5u)\nR1 m 0 1k\nC1 m 0 1p\n", [],
                "nothing is left of the circuit without b1"
            ),
            (
                "V1 in 0 1\nR0 in k 1k\nC0 k 0 1n\nB1 out 0 V=2*V(in)\nR1 out 0 1k\n",
                ["--plot", "v(out)"], "v(out) is of b1"
            ),
            (
                "V1 in 0 1\nR1 in m 1k\nC1 m 0 1n\n.meas tran a TRIG v(m) VAL=0.6 RISE=1 TARG AT=2u\n",
                ["--engine", "ngspice"], "breaks off at TARG AT="
            ),
            (
                "V1 in 0 1\nR1 in m 1k\nC1 in 0 1p\nC2 m 0 1n\n", ["--plot", "i(v1)"],
                "a capacitor between this source and ground"
            ),
            (
                "V1 in 0 1\nR1 in m 1k\nC1 m 0 1n\n.ic v(mm)=0.3\n", ["--engine", "ngspice"],
                ".ic names the node \"mm\""
            ),
        ] as [(String, [String], String)])
    func whatIsNotKnownIsNamed(text: String, options: [String], reason: String) throws {
        try folder.write("t\n\(text).tran 10n 10u uic\n.end\n", to: "deck.cir")
        let run = try RunningCommand(["simulate", "deck.cir"] + options, in: folder).finish()
        #expect(run.status != 0 && run.error.contains(reason), "\(run.error)\(run.output)")
    }
}
