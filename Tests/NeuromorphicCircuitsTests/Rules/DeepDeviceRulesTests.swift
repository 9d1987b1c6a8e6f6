import Circuits
import NeuromorphicCircuits
import NumericalMethods
import Quantities
import SpikingNetworks
import Testing

@Suite struct DeepDeviceRulesTests {
    private func check(_ rule: String, _ design: DeepCircuitDesign) throws -> DesignRuleCheck {
        var random = stream("device rules", 1)
        let network = try randomNetwork([64, 16, 10], &random, design: design)
        return try #require(
            NetworkDesignRules(network, design: design).check(.deviceLevel).first { $0.rule == rule })
    }

    /// The overdrive in closed form: β/2 v² = |V_T|/R with |V_T| = 3.3 V/2, β = 200 µA/V² · 100, R = 10 MΩ.
    @Test func rowDriversNeedWhatTheSquareLawSays() throws {
        let design = DeepCircuitDesign()
        let needed = (2 * 1.65 / (200e-6 * 100 * 10e6)).squareRoot()
        let holds = try check("row drivers", design)
        #expect(abs(holds.margin - 0.15 * 0.05 / needed) < 1e-12 * holds.margin)
        #expect(holds.holds && holds.isAdvisory)
        // At what the remedy asks for, the margin is what is required; either way.
        var low = design
        low.thresholdVoltage = .millivolts(100)
        let broken = try check("row drivers", low)
        #expect(!broken.holds)
        low.thresholdVoltage = Voltage(1.5 * needed / 0.05)
        #expect(abs(try check("row drivers", low).margin / 1.5 - 1) < 1e-12)
        low.thresholdVoltage = .millivolts(100)
        low.readVoltage = .volts(3.3 * (0.005 / (1.5 * needed)) * (0.005 / (1.5 * needed)))
        #expect(abs(try check("row drivers", low).margin / 1.5 - 1) < 1e-12)
        #expect(broken.remedy.contains("V_th of \(Voltage(1.5 * needed / 0.05).formatted(digits: 3)) or more"))
        #expect(broken.remedy.contains("V_read of \(low.readVoltage.formatted(digits: 3)) or less"))
    }

    /// A factor of four in current below the threshold takes 1.4 kT/q ln 4 = 50.2 mV; a spike ends at 7.5 mV.
    @Test func aRealTransistorNeedsMore() throws {
        let needed = 1.4 * 0.0258519997864355 * 1.3862943611198906
        let broken = try check("row drivers: close", DeepCircuitDesign())
        #expect(!broken.holds && broken.isAdvisory)
        #expect(abs(broken.margin - 0.0075 / needed) < 1e-9)
        var design = DeepCircuitDesign()
        design.thresholdVoltage = .millivolts(510)
        design.pulseOffShare = 0.1
        #expect(try check("row drivers: close", design).holds)
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
            rules.check(.deviceLevel).map(\.rule) == own + ["row drivers", "row drivers: close", "inhibits: diodes"])
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
