import Circuits
import Foundation
import NumericalMethods
import Quantities
import Testing

/// Voltages of order 1 V from a few dozen roundings: 1e-13 V would do.
private let rounding = 1e-12

/// The step response of R₁–C₁–R₂–C₂ from rest, in volts per volt of the source.
///
/// s² R₁C₁R₂C₂ + s (R₁C₁ + R₁C₂ + R₂C₂) + 1 = 0; V₂ = 1 + (s₂ e^(s₁t) − s₁ e^(s₂t))/(s₁ − s₂); V₁ = V₂ + R₂C₂ dV₂/dt.
private struct Ladder {
    let r2c2: Double
    let s1: Double
    let s2: Double

    init(r1: Double, c1: Double, r2: Double, c2: Double) {
        let (a, b) = (r1 * c1 * r2 * c2, r1 * c1 + r1 * c2 + r2 * c2)
        let root = (b * b - 4 * a).squareRoot()
        // Without the cancellation of −b + √(b² − 4a).
        s2 = -(b + root) / (2 * a)
        s1 = 1 / (a * s2)
        r2c2 = r2 * c2
    }

    func first(_ t: Double) -> Double { second(t) + r2c2 * s1 * s2 * (exp(s1 * t) - exp(s2 * t)) / (s1 - s2) }
    func second(_ t: Double) -> Double { 1 + (s2 * exp(s1 * t) - s1 * exp(s2 * t)) / (s1 - s2) }
    var slowest: Double { -1 / s1 }
}

@Suite struct LinearCircuitTests {
    @Test func capacitorChargesExponentially() throws {
        let (v, r, c) = (3.0, 100e3, 30e-12)
        let tau = r * c
        var circuit = try prepare(
            [supply, resistor("r", "in", "m", r), capacitor("c", "m", c)],
            analysis(duration: 6 * tau, pitch: tau / 20, ["m"]))
        let run = try circuit.transient(constant(v))
        #expect(run.waveforms.time.count >= 121)
        #expect(run.waveforms.time.last! == 6 * tau)
        #expect(run.largestError("m") { v * (1 - exp(-$0 / tau)) } < rounding)
        // The source delivers C V V(T); ½ C V(T)² is stored, the rest is lost in the resistor.
        let delivered = c * v * v * (1 - exp(-6))
        #expect(abs(run.energy.total - delivered) < 1e-13 * delivered)
        #expect(abs(run.energy.absorbed[load]! - delivered) < 1e-13 * delivered)
        #expect(run.switchings == [])
    }

    @Test(arguments: 0..<40) func ladderFollowsItsTwoModes(seed: Int) throws {
        var random = RandomStream(seed: UInt64(seed), purpose: StreamPurpose("ladders"))
        func value(_ low: Double, _ decades: Double) -> Double { low * pow(10, decades * random.uniform()) }
        let (r1, c1, r2, c2) = (value(1e3, 3), value(1e-13, 2.5), value(1e3, 3), value(1e-13, 2.5))
        let ladder = Ladder(r1: r1, c1: c1, r2: r2, c2: c2)
        var circuit = try prepare(
            [
                supply, resistor("r1", "in", "a", r1), capacitor("c1", "a", c1), resistor("r2", "a", "b", r2),
                capacitor("c2", "b", c2),
            ],
            analysis(duration: 5 * ladder.slowest, pitch: ladder.slowest / 100, ["a", "b"]))
        let run = try circuit.transient(constant(2))
        // The closed form itself cancels e^(s₁t) − e^(s₂t) while both are near 1.
        #expect(run.largestError("a") { 2 * ladder.first($0) } < 1e-11)
        #expect(run.largestError("b") { 2 * ladder.second($0) } < 1e-11)
        #expect(run.energy.conservationError < 1e-12)
    }

    @Test func sourceStepsSuperpose() throws {
        let (r, c) = (20e3, 5e-12)
        let tau = r * c
        var circuit = try prepare(
            [
                Element("u", in: drive, .voltageSource(plus: "x", minus: .ground)), supply,
                resistor("ru", "x", "m", 2 * r), resistor("r", "in", "m", 2 * r), capacitor("c", "m", c),
            ], analysis(duration: 12 * tau, pitch: tau / 10, ["m"]))
        let jumps: [(time: Double, change: Double)] = [
            (0, 1.0), (1.7 * tau, -0.5), (4 * tau, 1.25), (4.001 * tau, -2), (9 * tau, 0.75),
        ]
        let run = try circuit.transient(
            Stimulus(waveforms: [
                steps(1, (4 * tau, 3.5)), steps(1, (1.7 * tau, 0), (4.001 * tau, -4), (9 * tau, -2.5)),
            ]))
        // Two equal resistors: the membrane goes for the mean of the sources.
        let error = run.largestError("m") { t in
            jumps.reduce(0) { $0 + (t > $1.time ? $1.change * (1 - exp(-(t - $1.time) / tau)) : 0) }
        }
        #expect(error < rounding)
        #expect(run.energy.conservationError < 1e-12)
    }

    @Test func groundedLoadDividesTheVoltage() throws {
        // Also: an ammeter joins its nodes, two capacitors at a node add, a source feeds a resistor of its own.
        var circuit = try prepare(
            [
                supply, Element("meter", in: drive, .ammeter(plus: "in", minus: "a", into: load)),
                resistor("r", "a", "m", 30e3), resistor("leak", "m", .ground, 10e3), capacitor("c1", "m", 1e-12),
                capacitor("c2", "m", 2e-12), Element("own", in: drive, .resistor("in", .ground, .kilohms(5))),
            ], analysis(duration: 200e-9, pitch: 1e-9, ["m"]))
        let run = try circuit.transient(constant(4))
        let tau = 7.5e3 * 3e-12
        #expect(run.largestError("m") { 1 - exp(-$0 / tau) } < rounding)
        let own = 16 / 5e3 * 200e-9
        #expect(abs(run.energy.absorbed[drive]! - own) < 1e-12 * own)
        #expect(run.energy.conservationError < 1e-12)
    }
}

@Suite struct SwitchedCircuitTests {
    @Test(arguments: 0..<40) func firstCrossingIsThatOfTheChargingLaw(seed: Int) throws {
        var random = RandomStream(seed: UInt64(seed), purpose: StreamPurpose("crossings"))
        let v = 2 + 2 * random.uniform()
        let threshold = 0.2 + 0.7 * random.uniform()
        let (r, rOff, c) = (1e4 + 1e6 * random.uniform(), 1e7, 1e-12 + 1e-11 * random.uniform())
        // The off switch loads the node.
        let (steady, tau) = (v * rOff / (r + rOff), c * r * rOff / (r + rOff))
        let expected = tau * log(steady / (steady - threshold))
        var circuit = try prepare(
            [
                supply, resistor("r", "in", "m", r), capacitor("c", "m", c),
                snap("s", "m", on: threshold, off: 0.05, rOn: 1e3, rOff: rOff),
            ], analysis(duration: 5 * tau, pitch: tau))
        let first = [v].withUnsafeBufferPointer { circuit.firstSwitching(levels: $0) }
        #expect(first.element == 3)
        #expect(first.tied == [])
        // A logarithm and a few roundings.
        #expect(abs(first.time - expected) < 1e-14 * expected * 10)
        #expect(abs(try circuit.run(constant(v)).switchings[0].time - expected) < 1e-13 * expected)
        // Below the threshold for ever.
        let never = [threshold * 0.999 * (r + rOff) / rOff].withUnsafeBufferPointer {
            circuit.firstSwitching(levels: $0)
        }
        #expect(never.time == .infinity)
        #expect(never.element == -1)
    }

    @Test func relaxationOscillatorKeepsItsPeriod() throws {
        let (v, r, c) = (3.0, 100e3, 30e-12)
        let (vOn, vOff, rOn, rOff) = (1.0, 0.1, 2e3, 100e6)
        // T = τ₁ ln((V₁ − V_off)/(V₁ − V_on)) + τ₂ ln((V_on − V₂)/(V_off − V₂)), with the switch in parallel.
        func phase(_ rs: Double) -> (v: Double, tau: Double) { (v * rs / (rs + r), c * r * rs / (r + rs)) }
        let (charge, discharge) = (phase(rOff), phase(rOn))
        let up = charge.tau * log((charge.v - vOff) / (charge.v - vOn))
        let down = discharge.tau * log((vOn - discharge.v) / (vOff - discharge.v))
        let first = charge.tau * log(charge.v / (charge.v - vOn))
        var circuit = try prepare(
            [
                supply, resistor("r", "in", "m", r), capacitor("c", "m", c),
                snap("s", "m", on: vOn, off: vOff, rOn: rOn, rOff: rOff),
            ],
            analysis(duration: first + 50.5 * (up + down), pitch: 1e-8, ["m"]))
        let run = try circuit.transient(constant(v))
        let switchings = run.switchings!
        #expect(switchings.count == 102)
        for (index, switching) in switchings.enumerated() {
            #expect(switching.element == 3)
            #expect(switching.turnsOn == (index % 2 == 0))
            let expected = first + Double(index / 2) * (up + down) + (index % 2 == 1 ? down : 0)
            // One rounding of the time axis, 1e-20 s, at a slope of 30 V/µs, on each of a hundred events.
            #expect(abs(switching.time - expected) < 1e-12 * expected)
        }
        #expect(run.samples("m").max()! < vOn * (1 + 1e-9))
        #expect(run.energy.conservationError < 1e-12)
    }

    @Test func diodeChargesACapacitorAndHoldsIt() throws {
        let (v, r, c1, rd, c2, vf) = (2.0, 10e3, 2e-12, 500.0, 7e-12, 0.35)
        // Up to V_f the first capacitor charges alone; from then on V₁ − V_f and V₂ are a ladder's from rest, at V − V_f.
        let opens = r * c1 * log(v / (v - vf))
        let ladder = Ladder(r1: r, c1: c1, r2: rd, c2: c2)
        let off = opens + 6 * ladder.slowest
        let end = off + 6 * r * c1
        var circuit = try prepare(
            [
                supply, resistor("r", "in", "a", r), capacitor("c1", "a", c1),
                diode("d", "a", "b", forward: vf, rOn: rd), capacitor("c2", "b", c2),
            ], analysis(duration: end, pitch: 1e-9, ["a", "b"]))
        let run = try circuit.transient(Stimulus(waveforms: [steps(v, (off, 0))]))
        let switchings = run.switchings!
        try #require(switchings.count == 2)
        #expect(abs(switchings[0].time - opens) < 1e-12 * opens)
        // When the supply falls the anode discharges at once; the diode closes when its current has gone, not before.
        #expect(switchings[1].time > off && !switchings[1].turnsOn)
        let charging = zip(run.waveforms.time, zip(run.samples("a"), run.samples("b"))).filter { $0.0 <= off }
        for (t, (a, b)) in charging {
            let expectedA = t < opens ? v * (1 - exp(-t / (r * c1))) : vf + (v - vf) * ladder.first(t - opens)
            let expectedB = t < opens ? 0 : (v - vf) * ladder.second(t - opens)
            #expect(abs(a - expectedA) < 1e-11)
            #expect(abs(b - expectedB) < 1e-11)
        }
        // Held without a leak, to the last bit.
        let held = zip(run.waveforms.time, run.samples("b")).filter { $0.0 >= switchings[1].time }.map(\.1)
        #expect(held.count > 10)
        #expect(held.allSatisfy { $0 == held[0] })
        #expect(held[0] > 1.6 && held[0] <= v - vf)
        #expect(run.energy.conservationError < 1e-12)
    }

    @Test func switchSharesChargeBetweenTwoCapacitors() throws {
        // The first capacitor is charged through a diode, which then closes; a stepped control joins it to the second.
        let (c1, c2) = (4e-12, 6e-12)
        let join = HysteresisSwitch(
            onThreshold: .volts(0.5), offThreshold: .volts(0.1), onResistance: .kilohms(1),
            offResistance: Resistance(1e18))
        var circuit = try prepare(
            [
                supply, Element("gate", in: drive, .voltageSource(plus: "g", minus: .ground)),
                resistor("r", "in", "a", 1e3), capacitor("ca", "a", 1e-13),
                diode("d", "a", "b", forward: 0.3, rOn: 100),
                capacitor("c1", "b", c1), capacitor("c2", "c", c2),
                Element("s", in: load, .hysteresisSwitch("b", "c", controlPlus: "g", controlMinus: .ground, join)),
            ], analysis(duration: 1e-6, pitch: 1e-9, ["b", "c"]))
        let run = try circuit.transient(
            Stimulus(waveforms: [steps(1.3, (300e-9, 0)), steps(0, (500e-9, 1))]))
        let before = run.waveforms.time.lastIndex { $0 <= 500e-9 }!
        let (b, c) = (run.samples("b"), run.samples("c"))
        // 300 ns are over fifty time constants of 4.3 ns.
        #expect(abs(b[before] - 1) < 1e-9)
        #expect(abs(c[before]) < 1e-9)
        // Charge is conserved: V = V₁ C₁/(C₁ + C₂), reached with τ = R C₁C₂/(C₁ + C₂).
        let tau = 1e3 * c1 * c2 / (c1 + c2)
        let start = b[before]
        for (t, (x, y)) in zip(run.waveforms.time, zip(b, c)) where t >= 500e-9 {
            let shared = start * c1 / (c1 + c2)
            #expect(abs(x - (shared + (start - shared) * exp(-(t - 500e-9) / tau))) < 1e-11)
            #expect(abs(c1 * x + c2 * y - c1 * start) < 1e-11 * c1)
        }
        #expect(run.energy.conservationError < 1e-11)
    }
}
