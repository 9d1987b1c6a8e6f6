import Circuits
import NumericalMethods
import Quantities
import SpikingNetworks
import Testing

@testable import NeuromorphicCircuits

@Suite struct DeepDeviceRulesTests {
    private func check(_ rule: String, _ design: DeepCircuitDesign) throws -> DesignRuleCheck {
        var random = stream("device rules", 1)
        let network = try randomNetwork([64, 16, 10], &random, design: design)
        return try #require(
            NetworkDesignRules(network, design: design).check(.deviceLevel).first { $0.rule == rule })
    }

    /// A factor of four in current below the threshold takes 1.4 kT/q ln 4 = 50.2 mV; a spike ends at 7.5 mV.
    @Test func detectorsNeedASwing() throws {
        let needed = 1.4 * 0.0258519997864355 / 300 * 300.15 * 1.3862943611198906
        let broken = try check("switches", DeepCircuitDesign())
        #expect(!broken.holds && broken.isAdvisory)
        #expect(abs(broken.margin - 0.0075 / needed) < 1e-9)
        #expect(broken.remedy.contains("V_th of \(Voltage(needed / 0.05).formatted(digits: 3)) or more"))
        var design = DeepCircuitDesign()
        design.thresholdVoltage = .millivolts(510)
        design.pulseOffShare = 0.1
        #expect(try check("switches", design).holds)
    }

    /// Half of 3.3 V over 1 MΩ is 1.65 µA, which a pass transistor of W/L 1, I_s = 0.3746 µA, takes at |V_T| + 142.5 mV: over the lift
    /// resistor, 179.25 nA. At 0 V, below its threshold, the detecting transistor takes e^(−V_off/(n kT/q)) of that.
    @Test func detectorsHoldTheRowsHalfWayWhereASpikeEnds() throws {
        var design = DeepCircuitDesign()
        design.thresholdVoltage = .volts(1)
        let detector = design.detector(design.passing(0), load: 0)
        let end = detector.current(gate: 0.05, drain: 3.3, source: 0)
        #expect(abs(end / 179.25e-9 - 1) < 1e-4)
        // e^(−0.05/0.03621); at V_off ln(1 + e^u) is e^u less 3 %, at 0 V less 2 %.
        #expect(abs(detector.current(gate: 0, drain: 3.3, source: 0) / end / 0.25138 - 1) < 0.06)
        #expect(try check("off", design).holds)
        // Without the swing an idle row is lifted.
        design.pulseOffShare = 0.001
        design.transistorThresholdShare = 0.2
        let broken = try check("off", design)
        #expect(!broken.holds && broken.isAdvisory)
    }

    @Test func theBusHoldsBehindItsDiodes() throws {
        #expect(try check("inhibits: diodes", DeepCircuitDesign()).holds)
        var low = DeepCircuitDesign()
        low.readVoltage = .volts(0.8)
        #expect(try !check("inhibits: diodes", low).holds)
        var leaking = DeepCircuitDesign()
        leaking.diodeSaturationCurrent = Current(1e-7)
        #expect(try !check("inhibits: diodes", leaking).holds)
    }

    /// The piecewise-linear circuit has none of these rules.
    @Test func otherLevelsAreNotAsked() throws {
        var random = stream("device rules", 1)
        let rules = try NetworkDesignRules(randomNetwork([64, 16, 10], &random), design: DeepCircuitDesign())
        let own = rules.check().map(\.rule)
        #expect(
            rules.check(.deviceLevel).map(\.rule) == own + ["switches", "off", "inhibits: diodes"])
    }

    /// No amplifier and no gate: of a hidden neuron four transistors, each with a resistor or capacitor at its drain; of one
    /// that races three.
    @Test(arguments: [Readout.gatherThenRace, .spikeCount])
    func hasExactlyItsParts(readout: Readout) throws {
        var random = stream("device parts", 1)
        let design = DeepCircuitDesign()
        let network = try randomNetwork([16, 8, 4], &random, readout: readout)
        let circuit = try NetworkCircuit(network, design: design, variant: .deviceLevel)
        var parts: [String: Int] = [:]
        for element in circuit.circuit.elements {
            switch element.kind {
            case .resistor: parts["resistor", default: 0] += 1
            case .capacitor: parts["capacitor", default: 0] += 1
            case .voltageSource: parts["source", default: 0] += 1
            case .mosfet(_, _, _, _, let model): parts["\(model.channel) transistor", default: 0] += 1
            case .thresholdSwitch(_, _, let model):
                #expect(model.isDirected)
                parts["threshold switch", default: 0] += 1
            case .junctionDiode: parts["diode", default: 0] += 1
            case .ammeter: break
            default: parts["other", default: 0] += 1
            }
        }
        let races = readout != .spikeCount
        let cells = 2 * 16 * 8 + 2 * 8 * 4 + 4  // and bias
        var expected = [
            // Drivers of inputs and bias; pulse leak, lift and rest of every neuron; rests of the inverse rows; delays.
            "resistor": cells + 2 * 16 + 1 + 3 * 12 + 8 + (races ? 8 + 1 : 12),
            "capacitor": 2 * 12 + (races ? 8 + 1 : 12),  // membranes and pulses, delays, bus
            "source": 2 * 16 + 1 + 2,  // rows of the inputs, bias row, rails
            "n transistor": 12 + 8 + 12,  // detect, pull an inverse row, empty a membrane
            "p transistor": 12, "threshold switch": 12,
        ]
        if races { expected["diode"] = 4 }
        #expect(parts == expected)
        #expect(
            circuit.stimulus(frames: [randomLevels(16, &random)]).waveforms.count == circuit.circuit.sourceNames.count)
        // In parts the same elements but for ammeters, which are joints.
        let flat = circuit.circuit.elements.count { if case .ammeter = $0.kind { false } else { true } }
        #expect(try circuit.hierarchy.flattened().elements.count == flat)
        let names = Set(circuit.circuit.elements.map(\.name))
        for name in [
            "layer0_detect_3", "layer0_pass_3", "pull_layer0_row_03_inverse", "layer0_discharge_3",
            "layer0_threshold_3",
            "layer1_supply", "rail_plus", "rail_minus",
        ] { #expect(names.contains(name), "\(name)") }
    }
}
