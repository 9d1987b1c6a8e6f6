import Circuits
import EventDrivenSolver
import Foundation
import NeuromorphicCircuits
import NumericalMethods
import Quantities
import SpikingNetworks
import Testing

private func engine(_ circuit: NetworkCircuit) throws -> any EventLocatingCircuit {
    try EventDrivenSimulator().prepareEvents(circuit.circuit, analysis: circuit.analysis(recordsWaveforms: false))
}

/// Row levels of every layer's currents: V∞ of a column in units of V_th, and its time constant in slots.
private func columns(_ layer: CrossbarLayer, _ levels: [Float]) -> [(steady: Double, slots: Double)] {
    let conductances = layer.columnConductances()
    let differences = layer.differences()
    let membrane = layer.parameters.membrane
    return (0..<layer.neurons).map { neuron in
        var current = layer.parameters.drive.biasConductance.value
        for input in 0..<layer.inputs {
            current += Double(differences[input * layer.neurons + neuron]) * Double(levels[input])
        }
        let g = conductances[neuron]
        return (
            current * layer.parameters.drive.readVoltage.value / g / membrane.threshold.value,
            membrane.capacitance.value / g / layer.parameters.timing.slotDuration.value
        )
    }
}

@Suite struct NetworkTests {
    /// From the crossing on the rows are driven for one slot, but for the charging that comes first.
    @Test(arguments: [16, 64, 784]) func aSpikeLastsOneSlot(inputs: Int) throws {
        var random = stream("spike length", inputs)
        let design = DeepCircuitDesign()
        let circuit = try NetworkCircuit(randomNetwork([inputs, 20, 10], &random), design: design)
        var engine = try engine(circuit)
        let run = try engine.run(circuit.stimulus(frames: [randomLevels(inputs, &random)]))
        let slot = design.slotDuration.value
        var begins: [Int: Double] = [:]
        var crossings: [Int: Double] = [:]
        var lengths: [Double] = []
        for switching in run.switchings {
            let name = circuit.circuit.elements[switching.element].name
            guard name.hasPrefix("layer0_") else { continue }
            // "layer0_row_07_inverse" is driven together with "layer0_row_07".
            guard let neuron = name.split(separator: "_").last.flatMap({ Int($0) }) else { continue }
            if name.hasPrefix("layer0_threshold_"), switching.turnsOn {
                crossings[neuron] = switching.time
            }
            guard name.hasPrefix("layer0_row_") else { continue }
            if switching.turnsOn {
                begins[neuron] = switching.time
            } else {
                lengths.append((switching.time - begins[neuron]!) / slot)
                // What the last spike left makes the next one higher, and so longer: by τ_p ln(1 + V_off/V_peak) at most,
                // 0.37 · ln(1 + 10/155) slots.
                #expect(abs((switching.time - crossings[neuron]!) / slot - 1) < 0.03)
            }
        }
        #expect(lengths.count > 10)
        // The charging: 0.002 slots times a few.
        #expect(lengths.allSatisfy { $0 > 0.97 && $0 < 1.03 })
    }

    /// Under a still input a hidden neuron charges as a column does, is held down for a slot, and charges again.
    @Test(arguments: 0..<6) func hiddenSpikesAreTheClosedForms(seed: Int) throws {
        var random = stream("hidden spikes", seed)
        let design = DeepCircuitDesign()
        let network = try randomNetwork(
            [64, 30, 10], &random, inputRows: seed % 2 == 0 ? .complementary : .bipolar)
        let circuit = try NetworkCircuit(network, design: design)
        var engine = try engine(circuit)
        let levels = randomLevels(64, &random)
        let observed = circuit.observe(try engine.run(circuit.stimulus(frames: [levels])))
        #expect(observed.energy.conservationError < 1e-9)
        let layer = try network.crossbars()[0]
        let slot = design.slotDuration.value
        let reset = layer.parameters.membrane.resetPotential / layer.parameters.membrane.threshold
        var compared = 0
        for (neuron, column) in columns(layer, levels).enumerated() {
            let spikes = observed.spikeTimes[0][neuron].map { $0 / slot }
            // At a grazing crossing the leakage onto the pulse capacitor decides.
            guard abs(column.steady - 1) > 0.02 else { continue }
            guard column.steady > 1 else {
                #expect(spikes.isEmpty)
                continue
            }
            var expected = column.slots * log(column.steady / (column.steady - 1))
            let period = 1 + column.slots * log((column.steady - reset) / (column.steady - 1))
            for (count, spike) in spikes.enumerated() {
                // Each spike is longer by what the one before left, and its reset differs from the nominal column's.
                #expect(abs(spike - expected) < 0.005 + 0.03 * Double(count), "neuron \(neuron), spike \(count)")
                expected += period
                compared += 1
            }
            #expect(expected > Double(design.slots) - 0.3, "neuron \(neuron) misses spikes")
        }
        #expect(compared > 20)
    }

    /// Without hidden spikes the output layer races on its bias row alone: the column with the least conductance wins,
    /// a slot after the inputs and the time to V_th later.
    @Test func theBiasRowDecidesWhereNothingFires() throws {
        var random = stream("bias race", 1)
        let design = DeepCircuitDesign()
        let network = try randomNetwork([16, 12, 10], &random)
        let circuit = try NetworkCircuit(network, design: design)
        var engine = try engine(circuit)
        let silent = [Float](repeating: 0, count: 16)
        let observed = circuit.observe(try engine.run(circuit.stimulus(frames: [silent])))
        let output = columns(try network.crossbars()[1], [Float](repeating: 0, count: 12))
        let times = output.map { Double(design.slots + 1) + $0.slots * log($0.steady / ($0.steady - 1)) }
        let first = times.min()!
        #expect(observed.spikes(layer: 0) == 0)
        #expect(observed.decision == .winner(times.firstIndex(of: first)!))
        // The threshold allows for the off switch's leakage onto the pulse capacitor, R_p/R_off of V_th, but in so short a
        // race the capacitor has not followed yet.
        let pulse = design.pulse(membraneCapacitance: try network.crossbars()[1].parameters.membrane.capacitance)
        let leakage = pulse.resistance / design.switchOffResistance
        let measured = observed.spikeTimes[1].compactMap(\.first).min()! / design.slotDuration.value
        #expect(abs(measured - first) < 2 * leakage * (first - Double(design.slots + 1)))
        // The bus silences all others.
        #expect(observed.spikes(layer: 1) == 1)
    }

    @Test(arguments: Readout.allCases) func everyReadoutDecides(readout: Readout) throws {
        var random = stream("readouts", 1)
        var design = DeepCircuitDesign()
        design.slots = 6
        let circuit = try NetworkCircuit(
            randomNetwork([32, 24, 16, 10], &random, design: design, readout: readout), design: design)
        var engine = try engine(circuit)
        var decided = 0
        for _ in 0..<8 {
            let observed = circuit.observe(try engine.run(circuit.stimulus(frames: [randomLevels(32, &random)])))
            #expect(observed.energy.conservationError < 1e-9)
            #expect(observed.spikes(layer: 0) > 0 && observed.spikes(layer: 1) > 0)
            if case .winner(let winner) = observed.decision {
                decided += 1
                let counts = observed.spikeTimes[2].map(\.count)
                if readout == .spikeCount { #expect(counts[winner] == counts.max()) }
                // Two that cross within the bus' delay both fire.
                if readout != .spikeCount { #expect(counts.reduce(0, +) <= 3) }
            }
        }
        #expect(decided >= 6)
    }

    /// Spikes as input: rows that are driven in some slots only.
    @Test func framesChangeFromSlotToSlot() throws {
        var random = stream("frames", 1)
        let design = DeepCircuitDesign()
        let circuit = try NetworkCircuit(randomNetwork([32, 16, 10], &random), design: design)
        var engine = try engine(circuit)
        let frames = (0..<design.slots).map { _ in (0..<32).map { _ in Float(random.uniform() < 0.4 ? 1 : 0) } }
        let observed = circuit.observe(try engine.run(circuit.stimulus(frames: frames)))
        #expect(observed.energy.conservationError < 1e-9)
        #expect(observed.spikes(layer: 0) > 0)
        // Rows that repeat a frame do not step: the same as one still frame.
        let still = randomLevels(32, &random)
        let once = circuit.observe(try engine.run(circuit.stimulus(frames: [still])))
        let again = circuit.observe(
            try engine.run(circuit.stimulus(frames: [[Float]](repeating: still, count: design.slots))))
        #expect(once == again)
    }
}
