import Circuits
import Foundation
import Quantities
import TestedProgram
import Testing

@Suite(.enabled(if: ngspiceTestsRun, "libngspice is not installed"))
struct EnergyTests {
    @Test func chargingACapacitorCostsCVSquared() throws {
        let result = try simulate(
            chargedCapacitor, [.constant(.volts(1))], duration: .microseconds(10), maximumStep: .nanoseconds(10),
            signals: [])
        // E = C V² (1 − e^(−T/τ)), whatever R is. The trapezoidal rule at τ/100 is good to 1e-5, gear to 1e-4.
        let expected = 1e-9 * (1 - exp(-10.0))
        #expect(abs(result.energy.total - expected) < 3e-4 * expected)
        #expect(abs(result.energy.absorbed[load]! - expected) < 3e-4 * expected)
        #expect(abs(result.energy.absorbed[drive]!) < 1e-20)
    }

    @Test func deliveredEqualsDissipatedPlusStored() throws {
        let step = SourceWaveform(
            initial: .volts(1), steps: [.init(time: .microseconds(2), level: .volts(-2))])
        let result = try simulate(
            chargedCapacitor, [step], duration: .microseconds(5), maximumStep: .nanoseconds(5),
            signals: [.voltage("in"), .voltage("out")])
        let waves = result.waveforms
        let (vIn, vOut) = (waves.samples(.voltage("in")), waves.samples(.voltage("out")))
        var dissipated = 0.0
        for index in waves.time.indices.dropFirst() {
            let (a, b) = (vIn[index - 1] - vOut[index - 1], vIn[index] - vOut[index])
            dissipated += (waves.time[index] - waves.time[index - 1]) * (a * a + b * b) / 2 / 1e3
        }
        let stored = 1e-9 * vOut.last! * vOut.last! / 2
        // First and last points of the trapezoidal rule: the current jumps within one step at t = 0.
        #expect(abs(result.energy.total - dissipated - stored) < 1e-3 * result.energy.total)
        #expect(result.energy.conservationError < 1e-12)
    }

    @Test func sourceBetweenTwoNodes() throws {
        // 1 V across 1 kΩ, floating on another source of 5 V that delivers nothing; minus is a node that is not ground.
        let result = try simulate(
            [
                Element("base", in: drive, .voltageSource(plus: "low", minus: .ground)),
                Element("top", in: drive, .voltageSource(plus: "high", minus: "low")),
                Element("r", in: load, .resistor("high", "low", .kilohms(1))),
            ], [.constant(.volts(5)), .constant(.volts(1))], duration: .microseconds(1),
            maximumStep: .nanoseconds(10), signals: [])
        #expect(abs(result.energy.delivered[1] - 1e-9) < 1e-12)
        #expect(abs(result.energy.delivered[0]) < 1e-14)
    }

    @Test func negativeSupplyWithItsPlusAtGround() throws {
        let step = SourceWaveform(initial: .volts(1), steps: [.init(time: .nanoseconds(500), level: .volts(2))])
        let result = try simulate(
            [
                Element("supply", in: drive, .voltageSource(plus: .ground, minus: "neg")),
                Element("r", in: load, .resistor("neg", .ground, .kilohms(1))),
            ], [step], duration: .microseconds(1), maximumStep: .nanoseconds(10), signals: [])
        // 0.5 µs at 1 mW and at 4 mW; the ramp of 1 ns loses (1 − 4 + 7/3…) of a nanosecond.
        #expect(abs(result.energy.total - 2.5e-9) < 3e-12)
    }
}
