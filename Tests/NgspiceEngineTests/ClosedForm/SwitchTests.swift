import Circuits
import Foundation
import Quantities
import TestedProgram
import Testing

@Suite(.enabled(if: ngspiceTestsRun, "libngspice is not installed"))
struct SwitchTests {
    @Test func relaxationOscillatorKeepsItsPeriod() throws {
        let (supply, r, c) = (3.0, 100e3, 30e-12)
        let (vOn, vOff, rOn, rOff) = (1.0, 0.1, 2e3, 100e6)
        let snap = HysteresisSwitch(
            onThreshold: .volts(vOn), offThreshold: .volts(vOff), onResistance: Resistance(rOn),
            offResistance: Resistance(rOff))
        let maximumStep = 2e-9
        let waves = try simulate(
            [
                Element("supply", in: drive, .voltageSource(plus: "in", minus: .ground)),
                Element("r", in: load, .resistor("in", "m", Resistance(r))),
                Element("c", in: load, .capacitor("m", .ground, Capacitance(c))),
                Element("s", in: load, .hysteresisSwitch("m", .ground, controlPlus: "m", controlMinus: .ground, snap)),
            ], [.constant(Voltage(supply))], duration: .microseconds(15), maximumStep: Time(maximumStep),
            signals: [.voltage("m")]
        ).waveforms
        // T = τ₁ ln((V₁ − V_off)/(V₁ − V_on)) + τ₂ ln((V_on − V₂)/(V_off − V₂)), with the switch in parallel.
        func phase(_ rs: Double) -> (v: Double, tau: Double) { (supply * rs / (rs + r), c * r * rs / (r + rs)) }
        let (charge, discharge) = (phase(rOff), phase(rOn))
        let period =
            charge.tau * log((charge.v - vOff) / (charge.v - vOn))
            + discharge.tau * log((vOn - discharge.v) / (vOff - discharge.v))
        let crossings = waves.risingCrossings(of: .voltage("m"), level: 0.5, rearm: 0.3)
        #expect(crossings.count == 12)
        let first = charge.tau * log(charge.v / (charge.v - 0.5))
        #expect(abs(crossings[0] - first) < maximumStep)
        for (a, b) in zip(crossings, crossings.dropFirst()) {
            // Each of the two switchings may come one step late.
            #expect(abs(b - a - period) < 2 * maximumStep)
        }
    }

    @Test func thresholdSwitchFiresHoldsAndOpens() throws {
        let (supply, r, c) = (3.0, 100e3, 15e-12)
        let ts = ThresholdSwitch(
            thresholdVoltage: .volts(1), holdVoltage: .volts(0.1), onResistance: .kilohms(2),
            offResistance: .megohms(100), switchingTime: .picoseconds(100), transitionWidth: .millivolts(2))
        let waves = try simulate(
            [
                Element("supply", in: drive, .voltageSource(plus: "in", minus: .ground)),
                Element("r", in: load, .resistor("in", "m", Resistance(r))),
                Element("cm", in: load, .capacitor("m", .ground, Capacitance(c))),
                Element("ts", in: load, .thresholdSwitch("m", "o", ts)),
                Element("ro", in: load, .resistor("o", .ground, .kilohms(10))),
                Element("co", in: load, .capacitor("o", .ground, .femtofarads(50))),
            ],
            [SourceWaveform(initial: Voltage(supply), steps: [.init(time: .microseconds(3), level: .zero)])],
            duration: .microseconds(5), maximumStep: .nanoseconds(1), signals: [.voltage("m"), .voltage("o")]
        ).waveforms
        let (m, o) = (waves.samples(.voltage("m")), waves.samples(.voltage("o")))
        let spikes = waves.risingCrossings(of: .voltage("o"), level: 0.4, rearm: 0.2)
        try #require(spikes.count == 1)
        // The membrane reaches V_th after τ ln(V/(V − V_th)). The step of x∞ is 2 mV wide on either side, so the
        // switch feels V_th up to a few widths early; its own time is about ten of its τ of 0.1 ns.
        let expected = r * c * log(supply / (supply - 1))
        let slope = (supply - 1) / (r * c)  // [V/s]
        #expect(abs(spikes[0] - expected) < 4 * 2e-3 / slope + 1e-9)
        // The current of 26 µA keeps it between on and off, where x∞(v) = x and v = i/G(x): a fixed point near V_hold.
        var (low, high) = (0.7, 1.0)
        var voltage = 0.0
        for _ in 0..<60 {
            let x = (low + high) / 2
            let resistance = 100e6 * pow(2e3 / 100e6, x)
            voltage = supply * resistance / (r + 10e3 + resistance)
            // Above the fixed point the switch is too good a conductor to be kept so far on.
            if 0.5 + 0.5 * tanh((voltage - 0.1) / (2 * 2e-3)) < x { high = x } else { low = x }
        }
        let settled = waves.time.lastIndex { $0 < 2.99e-6 }!
        // What is left of the decay with R_o C, 150 ns, after more than ten of them is the solver's tolerance.
        #expect(abs(m[settled] - o[settled] - voltage) < 2e-4)
        #expect(abs(o[settled] - (supply - voltage) / (r + 10e3) * 10e3) < 2e-4)
        // Without the current it opens: 100 MΩ to an output of 10 kΩ.
        #expect(abs(o.last!) < 1e-4)
    }
}
