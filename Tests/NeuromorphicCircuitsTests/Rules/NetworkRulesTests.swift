import Circuits
import NeuromorphicCircuits
import NumericalMethods
import Quantities
import SpikingNetworks
import Testing

@Suite struct NetworkRulesTests {
    @Test func theDefaultDesignHolds() throws {
        var random = stream("network rules", 1)
        let rules = try NetworkDesignRules(randomNetwork([784, 60, 10], &random), design: DeepCircuitDesign())
        #expect(rules.check().filter { !$0.holds } == [])
    }

    /// Every rule is broken by a design that breaks it.
    @Test(arguments: [
        "spike begins", "recovers", "holds down", "read disturb", "drivers", "races in time", "inhibits: opens",
        "inhibits: holds",
    ])
    func aBrokenDesignIsNamed(rule: String) throws {
        var random = stream("broken rules", 1)
        var design = DeepCircuitDesign()
        switch rule {
        case "spike begins": design.pulseOnShare = 0.85
        case "recovers": design.pulseOffShare = 0.2
        case "holds down": design.dischargeSlots = 0.5
        case "read disturb": design.writeThreshold = .volts(3.5)
        case "drivers": design.driverResistance = .kilohms(100)
        case "races in time": design.biasShare = 0.05
        case "inhibits: opens": design.inhibitionOnShare = 0.55
        default: design.busHoldSlots = 10
        }
        let rules = try NetworkDesignRules(randomNetwork([64, 16, 10], &random, design: design), design: design)
        let broken = rules.check().violations.map(\.rule)
        #expect(broken.contains(rule))
        #expect(throws: DesignRuleViolation.self) { try rules.check().enforce() }
    }

    @Test func aForeignNetworkIsRefused() throws {
        var random = stream("foreign", 1)
        let network = try randomNetwork([16, 8, 4], &random)
        var slower = DeepCircuitDesign()
        slower.membraneSlots = 5
        #expect(throws: NetworkCircuitError.self) { try NetworkCircuit(network, design: slower) }
        var longer = DeepCircuitDesign()
        longer.slots = 9
        #expect(throws: NetworkCircuitError.foreignSlots(found: 8, design: 9)) {
            try NetworkCircuit(network, design: longer)
        }
    }

    /// No amplifier and no gate: rows, cells, capacitors, threshold switches, transistors; nothing else.
    @Test func hasExactlyItsParts() throws {
        var random = stream("network parts", 1)
        let circuit = try NetworkCircuit(randomNetwork([16, 8, 4], &random), design: DeepCircuitDesign()).circuit
        var parts: [String: Int] = [:]
        for element in circuit.elements {
            switch element.kind {
            case .resistor: parts["resistor", default: 0] += 1
            case .capacitor: parts["capacitor", default: 0] += 1
            case .voltageSource: parts["source", default: 0] += 1
            case .switchedSource: parts["row driver", default: 0] += 1
            case .hysteresisSwitch: parts["switch", default: 0] += 1
            case .piecewiseLinearDiode: parts["diode", default: 0] += 1
            case .ammeter: break
            default: parts["other", default: 0] += 1
            }
        }
        #expect(
            parts == [
                "resistor": 2 * 16 * 8 + 2 * 8 * 4 + 4 + 12 + 1,  // cells, bias, pulse leaks, bus leak
                "capacitor": 2 * 12 + 1,  // membranes and pulses, bus
                "source": 2 * 16 + 1,  // rows of the inputs, bias row
                "row driver": 2 * 8,
                "switch": 2 * 12,  // a threshold switch and a transistor each
                "diode": 4,
            ])
    }
}
