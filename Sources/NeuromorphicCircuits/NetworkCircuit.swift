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
    package let variant: CircuitVariant
    package let readout: Readout
    package let inputs: Int
    let rows: RowScheme
    /// Per layer, whether it has a bias row.
    let hasBias: [Bool]
    let drawn: DrawnNetwork

    /// - Parameters:
    ///   - variant: the device level has transistors that detect a spike, drive rows and empty membranes; its memristors stand
    ///     still, as they do below the write threshold of the rule "read disturb".
    ///   - segments: draws the lines of every crossbar segment by segment, for a simulator that solves for all nodes; without
    ///     them a layer's wiring stands for its lines.
    ///   - conduction: of the cells, for such a simulator.
    /// - Throws: `NetworkError` for a textbook layer, `NetworkCircuitError`, `CircuitError`.
    package init(
        _ network: SpikingNetwork, design: DeepCircuitDesign, variant: CircuitVariant = .piecewiseLinear,
        segments: LineResistance = .none, conduction: CellConduction = .ohmic
    ) throws {
        let layers = try network.crossbars()
        guard network.slots == design.slots else {
            throw NetworkCircuitError.foreignSlots(found: network.slots, design: design.slots)
        }
        for (index, layer) in layers.enumerated() {
            try Self.check(layer, index, design, isOutput: index == layers.count - 1)
        }
        self.design = design
        self.variant = variant
        readout = network.readout
        inputs = network.inputs
        rows = layers[0].rows
        hasBias = layers.map(\.hasBias)
        let names = NetworkNames(layers: layers.count)
        let plans = layers.enumerated().map { index, layer in
            let races = index == layers.count - 1 && network.readout != .spikeCount
            let load = variant == .deviceLevel && index + 1 < layers.count ? design.rowLoad(layers[index + 1]) : 0
            return LayerPlan(
                rows: design.rows(layer, index, names, variant),
                lines: segments != .none ? .segments(segments) : layer.joined.map(LinesPlan.reduced) ?? .ideal,
                cell: conduction.cell,
                neurons: (0..<layer.neurons).map {
                    design.neuron($0, of: layer, races: races, rowLoad: load, variant)
                }, bus: races ? design.bus(membraneCapacitance: layer.parameters.membrane.capacitance) : nil)
        }
        let shape = ([network.inputs] + layers.map(\.neurons)).map(String.init).joined(separator: "-")
        drawn = try DrawnNetwork(
            NetworkDrawing(
                title: "Memspike: \(shape) network of crossbars with threshold-switch neurons, readout "
                    + network.readout.rawValue + (variant == .deviceLevel ? ", \(variant.rawValue)" : ""),
                names: names, layers: plans))
    }

    package var circuit: Circuit { drawn.circuit }
    /// The circuit in parts, for a reader.
    package var hierarchy: HierarchicalCircuit { drawn.drawing.hierarchy() }
    /// Of every layer, the last one the output.
    package var neurons: [Int] { drawn.neurons }

    /// Where an output neuron's spike shows.
    package func output(_ neuron: Int) -> Node { drawn.names.output(neurons.count - 1, neuron) }

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

extension CrossbarLayer {
    var hasBias: Bool { parameters.drive.biasConductance > .zero }

    /// What the layer's wiring joins; nil where lines are ideal. Rows lie as `DeepCircuitDesign.rows` has them.
    fileprivate var joined: JoinedTerminals? {
        guard let wiring else { return nil }
        var rowToColumn: [Double] = []
        for neuron in 0..<neurons {
            for input in 0..<inputs {
                rowToColumn.append(wiring.positive[input * neurons + neuron])
                if !wiring.negative.isEmpty { rowToColumn.append(wiring.negative[input * neurons + neuron]) }
            }
            if hasBias { rowToColumn.append(wiring.bias[neuron]) }
        }
        return JoinedTerminals(
            rowToColumn: rowToColumn, betweenRows: wiring.betweenRows, betweenColumns: wiring.betweenMembranes)
    }
}
