import Circuits
import Foundation
import Quantities
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

    @Test func thresholdSwitchFiresAtItsThreshold() throws {
        let (supply, r, c) = (3.0, 50e3, 30e-12)
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
            ], [.constant(Voltage(supply))], duration: .microseconds(3), maximumStep: .nanoseconds(1),
            signals: [.voltage("m"), .voltage("o")]
        ).waveforms
        let spikes = waves.risingCrossings(of: .voltage("o"), level: 0.4, rearm: 0.2)
        // The membrane reaches V_th + w-wide step: τ ln(V/(V − V_th)) = 608 ns, plus the switch's own time of about 10 τ.
        let expected = r * c * log(supply / (supply - 1))
        #expect(spikes.count == 2 || spikes.count == 3)
        #expect(abs(spikes[0] - expected) < 0.005 * expected)
        // It opens where the voltage across it, m R_on/(R_on + R_o), falls to V_hold: m = 0.6 V; within the dynamics.
        let low = zip(waves.time, waves.samples(.voltage("m"))).filter { $0.0 > spikes[0] && $0.0 < spikes[1] }
        #expect(abs(low.map(\.1).min()! - 0.6) < 0.06)
    }
}
