import Circuits
import EventDrivenSolver
import Foundation
import Quantities
import Testing

@Suite struct InitialVoltageTests {
    /// v = V_0 e^(−t/RC), and the resistor dissipates what the capacitor loses.
    @Test func chargedCapacitorDecays() throws {
        let group = ElementGroup("g")
        let circuit = try Circuit(
            title: "decay",
            elements: [
                Element("c", in: group, .capacitor("m", .ground, .picofarads(10))),
                Element("r", in: group, .resistor("m", .ground, .kilohms(10))),
                Element("idle", in: group, .capacitor("n", .ground, .picofarads(1))),
                Element("link", in: group, .resistor("n", .ground, .kilohms(1))),
            ])
        let tau = 1e-7  // [s]
        let analysis = TransientAnalysis(
            duration: Time(4 * tau), maximumStep: .nanoseconds(10), signals: [.voltage("m"), .voltage("n")],
            initialVoltages: ["m": .volts(2)])
        var prepared = try EventDrivenSimulator().prepare(circuit, analysis: analysis)
        for _ in 0..<2 {
            let run = try prepared.transient(Stimulus(waveforms: []))
            for (time, value) in zip(run.waveforms.time, run.waveforms.values[.voltage("m")]!) {
                // A closed form against the same closed form: rounding.
                #expect(abs(value - 2 * exp(-time / tau)) < 1e-12)
            }
            #expect(run.waveforms.values[.voltage("n")]!.allSatisfy { $0 == 0 })
            // Nothing is delivered: what the group dissipates comes from what it held.
            #expect(abs(run.energy.absorbed[group]!) < 1e-12 * 0.5 * 10e-12 * 4)
        }
    }

    @Test func aSourceHoldsItsOwnVoltage() throws {
        let group = ElementGroup("g")
        let circuit = try Circuit(
            title: "driven",
            elements: [
                Element("v", in: group, .voltageSource(plus: "a", minus: .ground)),
                Element("r", in: group, .resistor("a", "m", .kilohms(10))),
                Element("c", in: group, .capacitor("m", .ground, .picofarads(10))),
            ])
        let analysis = TransientAnalysis(
            duration: .nanoseconds(1), maximumStep: .nanoseconds(1), signals: [], initialVoltages: ["a": .volts(2)])
        #expect(throws: LoweringError.unsupportedInitialVoltage("a")) {
            try EventDrivenSimulator().prepare(circuit, analysis: analysis)
        }
    }
}
