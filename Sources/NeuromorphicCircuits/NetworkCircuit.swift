package import Circuits
package import Crossbars
package import Devices
import Quantities
package import SpikingNetworks

/// Why a network cannot be built with a design.
package enum NetworkCircuitError: Error, Equatable, CustomStringConvertible {
    /// The layer was trained for another circuit.
    case foreignLayer(layer: Int, quantity: String, found: String, design: String)
    case foreignSlots(found: Int, design: Int)

    package var description: String {
        switch self {
        case .foreignLayer(let layer, let quantity, let found, let design):
            "layer \(layer) has a \(quantity) of \(found), the design gives it \(design); build the network's circuit "
                + "with the design it was trained for, or train it again"
        case .foreignSlots(let found, let design):
            "the network runs for \(found) slots, the design for \(design); build the network's circuit with the design "
                + "it was trained for, or train it again"
        }
    }
}

/// The circuit of a deep network, with the names under which its parts can be found.
///
/// A crossbar a layer, its rows driven by the neurons before it, one threshold-switch neuron a column. A hidden neuron's
/// spike holds its membrane down for one slot and for as long drives its two rows of the next crossbar at ±V_read;
/// nothing else joins the layers. An output layer read by its potentials or its first spike has an inhibition bus.
package struct NetworkCircuit: Sendable {
    package let design: DeepCircuitDesign
    package let readout: Readout
    package let circuit: Circuit
    /// Of every layer, the last one the output.
    package let neurons: [Int]
    package let inputs: Int
    let rows: RowScheme
    /// Per layer, whether it has a bias row.
    let hasBias: [Bool]
    /// The layer and neuron of every threshold switch, by the switch's name.
    let neuronOfSwitch: [String: (layer: Int, neuron: Int)]

    /// - Parameters:
    ///   - segments: draws the lines of every crossbar segment by segment, for a simulator that solves for all nodes; without
    ///     them a layer's wiring stands for its lines.
    ///   - conduction: of the cells, for such a simulator.
    /// - Throws: `NetworkError` for a textbook layer, `NetworkCircuitError`, `CircuitError`.
    package init(
        _ network: SpikingNetwork, design: DeepCircuitDesign, segments: LineResistance = .none,
        conduction: CellConduction = .ohmic
    ) throws {
        let layers = try network.crossbars()
        guard network.slots == design.slots else {
            throw NetworkCircuitError.foreignSlots(found: network.slots, design: design.slots)
        }
        for (index, layer) in layers.enumerated() {
            try Self.check(layer, index, design, isOutput: index == layers.count - 1)
        }
        self.design = design
        readout = network.readout
        neurons = layers.map(\.neurons)
        inputs = network.inputs
        rows = layers[0].rows
        hasBias = layers.map { $0.parameters.drive.biasConductance.value > 0 }
        let names = NetworkNames(inputs: network.inputs, layers: layers.count)
        var table: [String: (layer: Int, neuron: Int)] = [:]
        var builder = NetworkBuilder(names: names, design: design, conduction: conduction)
        builder.addInputRows(count: network.inputs, scheme: layers[0].rows)
        for (index, layer) in layers.enumerated() {
            let isOutput = index == layers.count - 1
            if hasBias[index] { builder.addBiasRow(index) }
            builder.addCrossbar(index, layer, lines: segments)
            let role: NetworkBuilder.Role =
                !isOutput ? .hidden : network.readout == .spikeCount ? .counting : .racing
            for neuron in 0..<layer.neurons {
                builder.addNeuron(index, neuron, of: layer, role)
                table[names.thresholdSwitch(index, neuron)] = (index, neuron)
            }
            if role == .racing { builder.addBus(layer.parameters) }
        }
        neuronOfSwitch = table
        circuit = try Circuit(
            title: "Memspike: \(([network.inputs] + layers.map(\.neurons)).map(String.init).joined(separator: "-")) "
                + "network of crossbars with threshold-switch neurons, readout \(network.readout.rawValue)",
            elements: builder.elements)
    }

    /// The node of an output neuron's pulse capacitor, which rises at a spike.
    package func outputSpike(_ neuron: Int) -> Node {
        NetworkNames(inputs: inputs, layers: neurons.count).spike(neurons.count - 1, neuron)
    }

    private static func check(
        _ layer: CrossbarLayer, _ index: Int, _ design: DeepCircuitDesign, isOutput: Bool
    ) throws(NetworkCircuitError) {
        let own = layer.parameters
        let needed = design.raceParameters(inputs: layer.inputs, rows: layer.rows, isOutput: isOutput)
        func same(_ quantity: String, _ a: Double, _ b: Double, _ text: (Double) -> String) throws(NetworkCircuitError)
        {
            // A network that was written and read again is the same one.
            guard abs(a - b) > 1e-9 * abs(b) else { return }
            throw .foreignLayer(layer: index, quantity: quantity, found: text(a), design: text(b))
        }
        try same("membrane capacitance", own.membrane.capacitance.value, needed.membrane.capacitance.value) {
            Capacitance($0).formatted(digits: 4)
        }
        try same("threshold", own.membrane.threshold.value, needed.membrane.threshold.value) {
            Voltage($0).formatted(digits: 4)
        }
        try same("leak", own.membrane.leak.value, needed.membrane.leak.value) {
            Conductance($0).formatted(digits: 4)
        }
        try same("read voltage", own.drive.readVoltage.value, needed.drive.readVoltage.value) {
            Voltage($0).formatted(digits: 4)
        }
        try same("bias conductance", own.drive.biasConductance.value, needed.drive.biasConductance.value) {
            Conductance($0).formatted(digits: 4)
        }
        try same("slot duration", own.timing.slotDuration.value, needed.timing.slotDuration.value) {
            Time($0).formatted(digits: 4)
        }
    }
}

/// The names of a network's nodes and elements: `row_03`, `hidden0_membrane_7`, `output_spike_2`.
struct NetworkNames: Sendable {
    static let bus: Node = "bus"
    let inputs: Int
    let layers: Int

    func layer(_ layer: Int) -> String { layer == layers - 1 ? "output" : "hidden\(layer)" }

    private func padded(_ index: Int, of count: Int) -> String {
        let digits = String(index)
        return String(repeating: "0", count: max(2, String(count - 1).count) - digits.count) + digits
    }

    /// A row of a crossbar; `inverse` for the one at −u.
    func row(into layer: Int, _ index: Int, inverse: Bool) -> String {
        let name = layer == 0 ? "row_\(padded(index, of: inputs))" : "\(self.layer(layer - 1))_row_\(index)"
        return inverse ? name + "_inverse" : name
    }

    func cell(_ layer: Int, _ input: Int, _ neuron: Int, inverse: Bool) -> String {
        let place = layer == 0 ? padded(input, of: inputs) : String(input)
        return "\(self.layer(layer))_cell_\(place)_\(neuron)" + (inverse ? "_inverse" : "")
    }

    func bias(_ layer: Int) -> String { "\(self.layer(layer))_bias" }
    func column(_ layer: Int, _ neuron: Int) -> Node { Node("\(self.layer(layer))_column_\(neuron)") }
    func membrane(_ layer: Int, _ neuron: Int) -> Node { Node("\(self.layer(layer))_membrane_\(neuron)") }
    func spike(_ layer: Int, _ neuron: Int) -> Node { Node("\(self.layer(layer))_spike_\(neuron)") }
    func part(_ part: String, _ layer: Int, _ neuron: Int) -> String { "\(self.layer(layer))_\(part)_\(neuron)" }
    func thresholdSwitch(_ layer: Int, _ neuron: Int) -> String { part("threshold", layer, neuron) }
}
