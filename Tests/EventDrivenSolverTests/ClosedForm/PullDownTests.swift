import Circuits
import Foundation
import Quantities
import Testing

private let array = ElementGroup("array")
private let neuron = ElementGroup("neuron")
private let inhibition = ElementGroup("inhibition")

/// A column charges a membrane until another part's transistor pulls it down; a third part's timer closes the transistor.
@Suite struct PullDownTests {
    private let volts = 3.0
    private let r = 40e3  // [Ω]
    private let c = 30e-12  // [F]
    private let pull = 300.0

    /// - Parameter leak: from the membrane to ground, of the neuron itself [S].
    private func elements(timer: Double, leak: Double? = nil) -> [Element] {
        var elements = [
            Element("column", in: array, .voltageSource(plus: "in", minus: .ground)),
            Element("cell", in: array, .resistor("in", "m", .ohms(r))),
            Element("membrane", in: neuron, .capacitor("m", .ground, Capacitance(c))),
            Element("clock", in: inhibition, .voltageSource(plus: "clock", minus: .ground)),
            // It passes 1/2 V after ln 2 of its time constant.
            Element("timer", in: inhibition, .resistor("clock", "bus", .ohms(timer / log(2) / 1e-12))),
            Element("hold", in: inhibition, .capacitor("bus", .ground, Capacitance(1e-12))),
            Element(
                "inhibit", in: inhibition,
                .hysteresisSwitch(
                    "m", .ground, controlPlus: "bus", controlMinus: .ground,
                    HysteresisSwitch(
                        onThreshold: .volts(0.5), offThreshold: .volts(0.1), onResistance: .ohms(pull),
                        offResistance: .ohms(1e15)))),
        ]
        if let leak { elements.append(Element("leak", in: neuron, .resistor("m", .ground, .ohms(1 / leak)))) }
        return elements
    }

    /// What the transistor takes beyond the column's present current is what leaves the capacitor: ½ C (V₁² − V₂²).
    @Test(arguments: [0.1e-6, 0.5e-6, 2e-6]) func theChargeIsTheMembranes(timer: Double) throws {
        let duration = timer + 1e-6
        var circuit = try prepare(elements(timer: timer), analysis(duration: duration, pitch: duration))
        let ledger = try circuit.run(constant(volts, 1)).energy
        let before = volts * (1 - exp(-timer / (r * c)))
        let rest = volts * pull / (r + pull)
        let after = rest + (before - rest) * exp(-1e-6 * (1 / r + 1 / pull) / c)
        let released = c * (before * before - after * after) / 2
        // Some hundred roundings, and R_off, which leaks 1e-11 of the column's current.
        #expect(abs(ledger.drained[neuron]! - released) < 1e-10 * released)
        #expect(ledger.drained[inhibition]! == -ledger.drained[neuron]!)
        #expect((ledger.drained[array] ?? 0) == 0)
        // The neuron answers for what it gathered: ½ C V₁² in all, since it dissipates nothing itself.
        #expect(abs(ledger.caused(by: neuron) - c * before * before / 2) < 1e-10 * released)
        let parts = [array, neuron, inhibition].map(ledger.caused).reduce(0, +)
        #expect(abs(parts - ledger.total) < 1e-12 * ledger.total)
    }

    /// What the neuron's own leak dissipates under inhibition came from the capacitor too, and is not given back twice.
    @Test func itsOwnLeakIsNotCountedTwice() throws {
        let leak = 1e-3
        var circuit = try prepare(elements(timer: 0.5e-6, leak: leak), analysis(duration: 1.5e-6, pitch: 1e-6))
        let ledger = try circuit.run(constant(volts, 1)).energy
        let g = 1 / r + leak
        let top = volts / r / g
        let before = top * (1 - exp(-0.5e-6 * g / c))
        let conductance = g + 1 / pull
        let (rest, rate) = (volts / r / conductance, conductance / c)
        // ∫ v² from the switching on: (v₁ − v∞) e^(−λt) + v∞, for 1 µs, many time constants.
        let swing = before - rest
        let square = rest * rest * 1e-6 + 2 * rest * swing / rate + swing * swing / (2 * rate)
        let released = c * (before * before - rest * rest) / 2 - leak * square
        #expect(abs(ledger.drained[neuron]! - released) < 1e-9 * abs(released))
    }

    /// A transistor of the node's own part, or a diode, drains nothing for others.
    @Test func onlyOtherPartsSwitchesPullDown() throws {
        let own = elements(timer: 0.5e-6).map { element in
            element.name == "inhibit" ? Element("inhibit", in: neuron, element.kind) : element
        }
        var circuit = try prepare(own, analysis(duration: 1.5e-6, pitch: 1e-6))
        #expect(try circuit.run(constant(volts, 1)).energy.drained.allSatisfy { $0.value == 0 })
    }
}
