import Circuits
import Foundation
import NgspiceEngine
import Quantities
import TestedProgram
import Testing

/// Every way in which ngspice fails with the return code 0.
@Suite(.enabled(if: ngspiceTestsRun, "libngspice is not installed"))
struct DeckFailureTests {
    private let pool = makePool()

    /// A resistor of 1 kΩ whose source is `volts`.
    private func good(_ volts: Double) -> NgspiceJob {
        job("good", ["V1 a 0 DC \(volts)", "R1 a 0 1e3", ".save v(a) i(V1)"], vectors: ["a", "v1#branch"])
    }

    private func job(
        _ title: String, _ lines: [String], vectors: [String] = ["a"], stop: Double = 1e-6, limit: Double = 1e6
    ) -> NgspiceJob {
        let deck = (["* \(title)"] + lines + [".tran 1e-9 \(stop) 0 1e-9 UIC", ".end"]).joined(separator: "\n")
        return NgspiceJob(title: title, deck: deck, vectors: vectors, stopTime: stop, voltageLimit: limit)
    }

    /// Runs a good deck, the bad one, and another good one; returns how the bad one failed.
    private func failure(of bad: NgspiceJob) throws -> NgspiceRunFailure {
        #expect(try pool.run(good(1)).values[0].last == 1)
        var found: NgspiceRunFailure?
        do {
            let record = try pool.run(bad)
            Issue.record("\(bad.title) gave \(record.time.count) points")
        } catch {
            guard case .runFailed(let failure) = error else { throw error }
            found = failure
        }
        // Another level than before: data of the first deck would be seen.
        let after = try pool.run(good(2))
        #expect(after.values[0].last == 2)
        #expect(abs(after.values[1].last! + 2e-3) < 1e-12)
        #expect(pool.respawns == 0, "a bad deck must not cost a worker")
        return try #require(found)
    }

    @Test(arguments: [
        ("unknown model", ["V1 a 0 1", "S1 a b a 0 NOMODEL OFF", "R1 b 0 1"]),
        ("unknown subcircuit", ["V1 a 0 1", "X1 a 0 nosub"]),
        (
            "unknown parameter of a subcircuit",
            [
                "V1 a 0 1", ".subckt s x y PARAMS: r=1", "R1 x y {r}", ".ends", "X1 a 0 0 s r=3 q=5",
            ]
        ),
        ("undefined parameter, fatal", ["V1 a 0 1", "R1 a 0 {nope}"]),
        ("subcircuit without end, fatal", ["V1 a 0 1", ".subckt s x y", "R1 x y 1"]),
        ("two elements of one name", ["V1 a 0 1", "R1 a 0 1", "R1 a 0 2"]),
        ("times that do not ascend", ["V1 a 0 PWL(0 0 1e-7 1 1e-7 2)", "R1 a 0 1"]),
        ("unbalanced expression", ["V1 a 0 1", "B1 a 0 I=v(a))*foo("]),
    ])
    func rejectedDecks(title: String, lines: [String]) throws {
        let failure = try failure(of: job(title, lines))
        #expect(failure.cause == .rejected)
        #expect(failure.title == title)
        #expect(!failure.messages.isEmpty)
    }

    @Test func deckWithoutEnd() throws {
        let bad = NgspiceJob(
            title: "no end", deck: "* no end\nV1 a 0 1\nR1 a 0 1\n.tran 1e-9 1e-6 UIC\n", vectors: ["a"], stopTime: 1e-6
        )
        #expect(try failure(of: bad).cause == .rejected)
    }

    @Test func deckWithoutAnalysis() throws {
        let bad = NgspiceJob(
            title: "no analysis", deck: "* no analysis\nV1 a 0 1\nR1 a 0 1\n.end\n", vectors: ["a"], stopTime: 1e-6)
        #expect(try failure(of: bad).cause == .aborted)
    }

    @Test func resistanceThatNgspiceReplaces() throws {
        // A mere warning to ngspice, which goes on with 1 mΩ. (It does so for 0 Ω, too, without a word: `Circuit`
        // admits no such resistor.)
        #expect(try failure(of: job("no value", ["V1 a 0 1", "R1 a b", "R2 b 0 1", ".save v(a)"])).cause == .aborted)
    }

    @Test func missingVector() throws {
        let bad = job("missing", ["V1 a 0 1", "R1 a 0 1", ".save v(a) v(nothere)"], vectors: ["a", "nothere"])
        let failure = try failure(of: bad)
        #expect(failure.cause == .missingVector)
        #expect(failure.detail.contains("nothere"))
    }

    @Test func constantsAreNoVectors() throws {
        // ngspice would answer "e" with the number.
        let bad = job("constant", ["V1 a 0 1", "R1 a 0 1", ".save v(a)"], vectors: ["a", "e"])
        #expect(try failure(of: bad).cause == .missingVector)
    }

    @Test func timestepTooSmall() throws {
        // Documentation/Physics.md, section 4: without a capacitance at the output the first switching is the end.
        let lines = [
            "V1 in 0 3", "R1 in a 100e3", "C1 a 0 30e-12 IC=0", "S1 a o a o TS OFF", "Ro o 0 10e3",
            "Sd o d o bus DS OFF", "Vd d bus 0.35", "Ch bus 0 1e-12 IC=0",
            ".model TS SW(VT=0.55 VH=0.45 RON=2000 ROFF=1e8)", ".model DS SW(VT=0.35 VH=1e-4 RON=200 ROFF=1e15)",
            ".save v(a)",
        ]
        let failure = try failure(of: job("no output capacitance", lines, stop: 1e-5))
        #expect(failure.cause == .aborted)
        #expect(failure.place == "ts-instance s1")
        // The membrane's race: τ ln(V/(V − V_th)), with V across the switch's off resistance of 100 MΩ.
        let reached = try #require(failure.reachedTime)
        let expected = 3e-6 * Foundation.log(3.0 / 2.0)
        #expect(reached > expected && reached < 1.3 * expected)
        #expect(failure.messages.contains { $0.contains("Timestep too small") })
    }

    @Test func vectorsThatEndEarly() throws {
        // The deck stops at 1 µs without any complaint, but 2 µs were asked for.
        var bad = job("early", ["V1 a 0 1", "R1 a 0 1", ".save v(a)"])
        bad.stopTime = 2e-6
        let failure = try failure(of: bad)
        #expect(failure.cause == .endedEarly)
        #expect(abs(try #require(failure.reachedTime) - 1e-6) < 1e-15)
    }

    @Test func circuitWithoutGround() throws {
        let failure = try failure(of: job("floating", ["V1 a b 1", "R1 a b 1", ".save v(a)"]))
        #expect([.aborted, .implausible].contains(failure.cause))
    }

    @Test func loopOfSources() throws {
        let failure = try failure(of: job("loop", ["V1 a 0 1", "V2 a 0 2", ".save v(a)"]))
        #expect(failure.cause == .aborted)
    }

    @Test func implausibleVoltage() throws {
        let failure = try failure(of: job("too high", ["V1 a 0 1e4", "R1 a 0 1", ".save v(a)"], limit: 1e3))
        #expect(failure.cause == .implausible)
    }

    @Test func failureReachesTheCallerAsASimulationFailure() throws {
        // 1 µs from 0 to 1 V through a source that jumps across an ideal capacitor and a switch without hysteresis.
        let simulator = try NgspiceSimulator(pool: pool)
        let snap = HysteresisSwitch(
            onThreshold: .volts(1), offThreshold: .volts(0.1), onResistance: .kilohms(2), offResistance: .megohms(100))
        let diode = PiecewiseLinearDiode(forwardVoltage: .volts(0.35), onResistance: .ohms(200))
        let elements = [
            Element("supply", in: drive, .voltageSource(plus: "in", minus: .ground)),
            Element("r", in: load, .resistor("in", "m", .kilohms(100))),
            Element("c", in: load, .capacitor("m", .ground, .picofarads(30))),
            Element("ts", in: load, .hysteresisSwitch("m", "o", controlPlus: "m", controlMinus: "o", snap)),
            Element("ro", in: load, .resistor("o", .ground, .kilohms(10))),
            Element("d", in: load, .piecewiseLinearDiode(anode: "o", cathode: "bus", diode)),
            Element("ch", in: load, .capacitor("bus", .ground, .picofarads(1))),
        ]
        var circuit = try simulator.prepare(
            Circuit(title: "no output capacitance", elements: elements),
            analysis: TransientAnalysis(
                duration: .microseconds(10), maximumStep: .nanoseconds(2), signals: [.voltage("m")]))
        do {
            _ = try circuit.transient(Stimulus(waveforms: [.constant(.volts(3))]))
            Issue.record("it ran")
        } catch let failure as SimulationFailure {
            #expect(failure.simulator == "ngspice")
            #expect(failure.reachedTime ?? 0 > 1e-6)
            #expect(failure.place != nil)
            #expect(failure.reason.contains("Timestep too small"))
        }
    }
}
