import Foundation
import NgspiceEngine
import SPICEText
import TestedProgram
import Testing

/// `.meas` lines and parts of LTspice and PSPICE against closed forms.
@Suite(.enabled(if: ngspiceTestsRun, "libngspice is not installed"))
struct ForeignMeasurementTests {
    private static let pool = makePool()

    private func measured(_ statements: NetlistStatements) throws -> NgspiceRecord {
        let outline = try NetlistOutline(statements, file: "deck.cir")
        let mode: NgspiceMode = statements.dialect == .pspice ? .pspice : .ltspice
        var job = NgspiceJob(
            title: "deck", deck: outline.deck, vectors: [], stopTime: outline.stopTime, mode: mode)
        job.sampledVectors = outline.sampledVectors
        return try Self.pool.run(job).measured(by: outline)
    }

    private func statements(_ text: String, _ dialect: Dialect) throws -> NetlistStatements {
        try NetlistStatements(text: "t\n.options reltol=1e-6\n" + text, file: "deck.cir", dialect: dialect) { _ in "" }
    }

    private let pulse = """
        .param vdd=2
        V1 in 0 PULSE(0 {vdd} 1u 0.1u 0.1u 4u 40u)
        R1 in a 1k
        C1 a 0 1n
        .tran 0 20u 0 2n

        """

    /// What a ramp of 2 V in 0.1 µs from 0 s on makes of a low pass of 1 µs. [V]
    private func ramp(_ time: Double) -> Double {
        time > 0 ? 20 * (time - (1 - exp(-time))) : 0
    }

    /// The low pass's voltage, the time in µs. [V]
    private func voltage(_ time: Double) -> Double {
        ramp(time - 1) - ramp(time - 1.1) - ramp(time - 5.1) + ramp(time - 5.2)
    }

    /// ngspice's own `.meas` reads 0.1 of "0.1*vdd".
    @Test func levelsTimesAndWindowsAreExpressions() throws {
        let record = try measured(
            statements(
                pulse + """
                    .meas TRAN tr TRIG V(a)=0.1*vdd RISE=1 TARG V(a)=0.9*vdd RISE=1
                    .meas TRAN tv TRIG V(a) VAL=0.1*vdd RISE=1 TARG V(a) VAL={0.9*vdd} RISE=1
                    .meas TRAN av AVG V(a) FROM 0.5u*vdd TO 2u * vdd
                    .meas TRAN f FIND V(a) AT 1u*vdd
                    .meas TRAN g FIND V(a) AT=2*vdd*0.5u
                    .meas TRAN w WHEN V(a)=max(0.1, 1.2+0.2*(vdd-1)) RISE=1
                    .meas TRAN d FIND V(in,a) AT=2u
                    """, .ltspice))
        let found = record.measurements
        #expect(record.failedMeasurements.isEmpty)
        // Both levels are passed after the ramp; times are found between samples 2 ns apart, on a curve of 1 µs.
        #expect(abs(found["tr"]! / (1e-6 * log(9)) - 1) < 1e-4)
        #expect(found["tr"] == found["tv"])
        let steps = 30_000
        let area = (0..<steps).reduce(0.0) { $0 + voltage(1 + (Double($1) + 0.5) * 3 / Double(steps)) }
        #expect(abs(found["av"]! / (area / Double(steps)) - 1) < 1e-4)
        #expect(abs(found["f"]! - voltage(2)) < 2e-4)
        #expect(abs(found["g"]! - voltage(2)) < 2e-4)
        #expect(abs(voltage(found["w"]! * 1e6) - 1.4) < 2e-4)
        #expect(abs(found["d"]! - (2 - voltage(2))) < 2e-4)
    }

    @Test func linesUseResultsAndExpressionsOfSignals() throws {
        let record = try measured(
            statements(
                pulse + """
                    .meas TRAN mx MAX V(a)
                    .meas TRAN th WHEN V(a)=mx/2 FALL=1
                    .meas TRAN hf WHEN V(a)=0.5*mx FALL=1
                    .meas TRAN at FIND V(a) AT=th
                    .meas TRAN av AVG V(a) FROM=th TO=2*th
                    .meas TRAN tw PARAM 2*th
                    .meas TRAN df MAX V(in)-V(a)
                    .meas TRAN en INTEG -V(in)*I(V1)
                    .meas TRAN er INTEG V(in,a)*I(R1)
                    .meas TRAN no WHEN V(a)=nothing/2
                    .meas TRAN un FIND V(a) AT=no
                    """, .ltspice))
        let found = record.measurements
        let highest = (0..<4000).map { voltage(5 + Double($0) / 10_000) }.max()!
        #expect(abs(found["mx"]! - highest) < 2e-4)
        #expect(abs(voltage(found["th"]! * 1e6) - highest / 2) < 2e-4)
        #expect(found["hf"] == found["th"])
        #expect(abs(found["at"]! - highest / 2) < 2e-4)
        #expect(found["tw"] == 2 * found["th"]!)
        #expect(abs(found["df"]! - (2 - voltage(1.1))) < 2e-4)
        // All that the source delivers becomes heat in the resistor, but for what 14.8 time constants leave.
        #expect(abs(found["er"]! / found["en"]! - 1) < 1e-3)
        #expect(Set(record.failedMeasurements.keys) == ["no", "un"])
        #expect(record.failedMeasurements["no"]!.contains("no parameter \"nothing\""))
        #expect(record.failedMeasurements["un"]!.contains("uses the result \"no\""))
    }

    /// v = V(1 − e^(−t/RC)), R by the multiplier.
    @Test func multipliersOfBreakoutPartsStep() throws {
        let members = try statements(
            """
            V_V1 in 0 5
            R_R1 in a RM 1k
            C_C1 a 0 1n
            .model RM RES R=2
            .STEP RES RM(R) 1 3 1
            .TRAN 0 10us 0 10ns SKIPBP
            .MEASURE TRAN va FIND V(a) AT=1us
            """, .pspice
        ).members()
        #expect(members.count == 3)
        for (index, member) in members.enumerated() {
            let expected = 5 * (1 - exp(-1 / Double(index + 1)))
            #expect(abs(try measured(member.statements).measurements["va"]! / expected - 1) < 1e-3)
        }
    }

    /// Against scipy's Radau at rtol 1e-9 of dv/dt = ((1 − v)/10 kΩ − v/R(t))/10 pF, with ln R the cubic of the current.
    @Test func currentSwitchFollowsItsLaw() throws {
        let found = try measured(
            statements(
                """
                V_V1 a 0 PULSE 0 2 10u 1u 1u 50u 100u
                R_R1 a x 1k
                V_Vs x 0 0
                W_W1 o 0 V_Vs WM
                V_V2 b 0 1
                R_R2 b o 10k
                C_C2 o 0 10p
                .model WM ISWITCH Ioff=0.5m Ion=1.5m Ron=10 Roff=1e6
                .tran 0 12u 0 1n
                .measure tran a find v(o) at=10.45u
                .measure tran b find v(o) at=10.5u
                """, .pspice)
        ).measurements
        #expect(abs(found["a"]! - 0.86915) < 1e-3)
        #expect(abs(found["b"]! - 0.50477) < 1e-3)
    }
}
