import Circuits
import Foundation
import Quantities
import Testing

private let array = ElementGroup("array")
private let neuron = ElementGroup("neuron")

/// A source charges C through R and an ammeter that leads into the neuron's group; sampled from the closed form.
private struct ChargingCapacitor {
    let volts = 3.3
    let tau = 0.3e-6
    let farads = 30e-12
    let span: Double
    let samples: Int
    let circuit: Circuit
    let waveforms: Waveforms

    /// - Parameter base: the node that the source and the capacitor stand on; at `baseVolts`.
    init(span: Double, samples: Int, base: Node = .ground, baseVolts: Double = 0, records: Bool = true) throws {
        self.span = span
        self.samples = samples
        var elements = [
            Element("supply", in: array, .voltageSource(plus: "in", minus: base)),
            Element("r", in: array, .resistor("in", "a", .kilohms(10))),
            Element("meter", in: array, .ammeter(plus: "a", minus: "m", into: neuron)),
            Element("c", in: neuron, .capacitor("m", .ground, .picofarads(30))),
        ]
        if base != .ground { elements.append(Element("base", in: array, .voltageSource(plus: base, minus: .ground))) }
        circuit = try Circuit(title: "RC", elements: elements)
        let top = volts + baseVolts
        let time = (0...samples).map { span * 0.3e-6 * Double($0) / Double(samples) }
        let charge = time.map { top * exp(-$0 / 0.3e-6) / 10e3 }
        var values: [Signal: [Double]] = [
            .current(element: "supply"): charge.map { -$0 }, .current(element: "meter"): charge,
            .voltage("a"): time.map { top * (1 - exp(-$0 / 0.3e-6)) },
        ]
        if base != .ground {
            values[.voltage(base)] = time.map { _ in baseVolts }
            values[.current(element: "base")] = charge.map { -$0 }
        }
        if records { values[.voltage("in")] = time.map { _ in top } }
        waveforms = Waveforms(time: time, values: values)
    }

    func ledger(_ levels: [Voltage] = [.volts(3.3)]) -> EnergyLedger {
        EnergyLedger(
            circuit: circuit, waveforms: waveforms, stimulus: Stimulus(waveforms: levels.map { .constant($0) }))
    }
}

@Suite struct SampledEnergyTests {
    @Test(arguments: [0.5, 3.0, 8.0], [true, false])
    func chargingACapacitor(span: Double, records: Bool) throws {
        let run = try ChargingCapacitor(span: span, samples: 2_000, records: records)
        let ledger = run.ledger()
        let scale = run.farads * run.volts * run.volts
        let left = exp(-span)
        // Trapezoidal rule on V²/R e^(−t/τ) and its square: h²/12 of the slope's change, at most 3/τ of the scale's rate.
        let h = span / 2_000
        let tolerance = h * h / 12 * 3 * scale
        #expect(ledger.delivered.count == 1)
        #expect(abs(ledger.delivered[0] - scale * (1 - left)) <= tolerance)
        // Stored: ½ C V²; lost in the resistor: the rest.
        let stored = scale / 2 * (1 - left) * (1 - left)
        #expect(abs(ledger.absorbed[neuron]! - stored) <= tolerance)
        #expect(abs(ledger.absorbed[array]! - scale / 2 * (1 - left * left)) <= tolerance)
        #expect(ledger.conservationError < 1e-14)  // by construction, to rounding
        #expect(ledger.total == ledger.delivered[0])
    }

    @Test func aSourceOnAnotherSourceDeliversItsOwnDifference() throws {
        let run = try ChargingCapacitor(span: 5, samples: 2_000, base: "base", baseVolts: -1.3)
        let ledger = run.ledger([.volts(3.3), .volts(-1.3)])
        // Both carry the charge C (3.3 − 1.3) V (1 − e⁻⁵): the base takes energy up.
        let charge = run.farads * 2 * (1 - exp(-5))
        // h²/12 of the slope's change, as above.
        let tolerance = 0.0025 * 0.0025 / 12 * run.farads * 3.3 * 2
        #expect(abs(ledger.delivered[0] - 3.3 * charge) <= tolerance)
        #expect(abs(ledger.delivered[1] + 1.3 * charge) <= tolerance)
        #expect(abs(ledger.total - 2 * charge) <= 2 * tolerance)
    }

    @Test func aSteppingSourceIsFollowedByItsVoltage() throws {
        // A resistor alone at a source that ramps: v = t, i = t/R; ∫ v i = t³/(3 R).
        let circuit = try Circuit(
            title: "ramp",
            elements: [
                Element("supply", in: array, .voltageSource(plus: "in", minus: .ground)),
                Element("r", in: array, .resistor("in", .ground, .ohms(2))),
            ])
        let time = (0...1000).map { Double($0) / 1000 }
        let waveforms = Waveforms(
            time: time, values: [.voltage("in"): time, .current(element: "supply"): time.map { -$0 / 2 }])
        let stimulus = Stimulus(waveforms: [
            SourceWaveform(initial: .zero, steps: [.init(time: .seconds(0.5), level: .volts(1))])
        ])
        let ledger = EnergyLedger(circuit: circuit, waveforms: waveforms, stimulus: stimulus)
        // Trapezoidal rule: h²/12 · (f′(1) − f′(0)) = 1e-6/12, exactly for a parabola, and rounding.
        #expect(abs(ledger.delivered[0] - 1.0 / 6 - 1e-6 / 12) < 1e-14)
    }

    @Test func aSwitchedSourceDeliversAfterTheOthers() throws {
        let model = SwitchedSource(high: .volts(2), low: .zero, onThreshold: .volts(1), offThreshold: .zero)
        let circuit = try Circuit(
            title: "two sources",
            elements: [
                Element(
                    "row", in: neuron,
                    .switchedSource(plus: "row", minus: .ground, controlPlus: "in", controlMinus: .ground, model)),
                Element("supply", in: array, .voltageSource(plus: "in", minus: .ground)),
                Element("r", in: array, .resistor("in", "row", .ohms(2))),
            ])
        #expect(circuit.sourceNames == ["supply"])
        #expect(circuit.switchedSourceNames == ["row"])
        // 3 V over 2 Ω onto 2 V, for 2 s: half an ampere.
        let constant = { (value: Double) in [value, value] }
        let waveforms = Waveforms(
            time: [0, 2],
            values: [
                .voltage("in"): constant(3), .current(element: "supply"): constant(-0.5), .voltage("row"): constant(2),
                .current(element: "row"): constant(0.5),
            ])
        let ledger = EnergyLedger(
            circuit: circuit, waveforms: waveforms, stimulus: Stimulus(waveforms: [.constant(.volts(3))]))
        #expect(ledger.delivered == [3, -2])
        #expect(ledger.absorbed == [array: 3, neuron: -2])
    }

    @Test func conservationErrorIsRelativeToAllThatFlows() {
        let ledger = EnergyLedger(delivered: [3, -1], absorbed: [array: 1.5, neuron: 0.25])
        // Exact: |2 − 1.75| / 4.
        #expect(ledger.conservationError == 0.0625)
        #expect(EnergyLedger(delivered: [0], absorbed: [:]).conservationError == 0)
    }
}
