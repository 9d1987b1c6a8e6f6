import Circuits
import Quantities
import SpikingNetworks

/// Collects the elements of a network's circuit.
struct NetworkBuilder {
    enum Role {
        /// Spikes drive rows of the next crossbar.
        case hidden
        /// Spikes are counted.
        case counting
        /// The first spike silences the layer.
        case racing
    }

    let names: NetworkNames
    let design: DeepCircuitDesign
    private(set) var elements: [Element] = []

    init(names: NetworkNames, design: DeepCircuitDesign) {
        self.names = names
        self.design = design
    }

    mutating func addInputRows(count: Int, scheme: RowScheme) {
        for input in 0..<count {
            for inverse in scheme == .bipolar ? [false] : [false, true] {
                let name = names.row(into: 0, input, inverse: inverse)
                elements.append(Element(name, in: .array, .voltageSource(plus: Node(name), minus: .ground)))
            }
        }
    }

    mutating func addBiasRow(_ layer: Int) {
        let name = names.bias(layer)
        elements.append(Element(name, in: .array, .voltageSource(plus: Node(name), minus: .ground)))
    }

    mutating func addCrossbar(_ index: Int, _ layer: CrossbarLayer) {
        elements.reserveCapacity(elements.count + layer.inputs * layer.neurons * layer.rows.cells)
        let columns = (0..<layer.neurons).map { names.column(index, $0) }
        for input in 0..<layer.inputs {
            for (cells, inverse) in [(layer.positive, false), (layer.negative, true)] where !cells.isEmpty {
                let row = Node(names.row(into: index, input, inverse: inverse))
                for neuron in 0..<layer.neurons {
                    let g = Conductance(Double(cells[input * layer.neurons + neuron]))
                    elements.append(
                        Element(
                            names.cell(index, input, neuron, inverse: inverse), in: .array,
                            .resistor(row, columns[neuron], g.resistance)))
                }
            }
        }
        let bias = layer.parameters.drive.biasConductance
        for neuron in 0..<layer.neurons {
            if bias.value > 0 {
                elements.append(
                    Element(
                        names.part("bias", index, neuron), in: .array,
                        .resistor(Node(names.bias(index)), columns[neuron], bias.resistance)))
            }
            elements.append(
                Element(
                    names.part("sense", index, neuron), in: .array,
                    .ammeter(plus: columns[neuron], minus: names.membrane(index, neuron), into: .neurons)))
        }
    }

    /// - Parameter leak: of this column alone, beside what the switched-off parts leak [S].
    mutating func addNeuron(_ layer: Int, _ neuron: Int, _ parameters: RaceParameters, leak: Double, _ role: Role) {
        let (membrane, spike) = (names.membrane(layer, neuron), names.spike(layer, neuron))
        let capacitance = parameters.membrane.capacitance
        let pulse = design.pulse(membraneCapacitance: capacitance)
        func add(_ part: String, _ kind: ElementKind) {
            elements.append(Element(names.part(part, layer, neuron), in: .neurons, kind))
        }
        add("membrane", .capacitor(membrane, .ground, capacitance))
        if leak > 0 { add("leak", .resistor(membrane, .ground, Conductance(leak).resistance)) }
        add(
            "threshold",
            .hysteresisSwitch(
                membrane, spike, controlPlus: membrane, controlMinus: spike,
                HysteresisSwitch(
                    onThreshold: design.thresholdVoltage, offThreshold: design.holdVoltage,
                    onResistance: pulse.switchResistance, offResistance: design.switchOffResistance)))
        add("pulse", .capacitor(spike, .ground, pulse.capacitance))
        add("pulse_leak", .resistor(spike, .ground, pulse.resistance))
        guard role != .racing else {
            addInhibition(layer, neuron, pulse)
            return
        }
        add(
            "discharge",
            .hysteresisSwitch(
                membrane, .ground, controlPlus: spike, controlMinus: .ground,
                transistor(pulse, on: design.pulseOnVoltage, off: design.pulseOffVoltage)))
        guard role == .hidden else { return }
        for (inverse, sign) in [(false, 1.0), (true, -1.0)] {
            let row = names.row(into: layer + 1, neuron, inverse: inverse)
            elements.append(
                Element(
                    row, in: .array,
                    .switchedSource(
                        plus: Node(row), minus: .ground, controlPlus: spike, controlMinus: .ground,
                        SwitchedSource(
                            high: design.readVoltage * sign, low: .zero, onThreshold: design.pulseOnVoltage,
                            offThreshold: design.pulseOffVoltage))))
        }
    }

    private func transistor(_ pulse: SpikePulse, on: Voltage, off: Voltage) -> HysteresisSwitch {
        HysteresisSwitch(
            onThreshold: on, offThreshold: off, onResistance: pulse.dischargeResistance,
            offResistance: design.dischargeOffResistance)
    }

    private mutating func addInhibition(_ layer: Int, _ neuron: Int, _ pulse: SpikePulse) {
        let anode = Node(names.part("anode", layer, neuron))
        let drain = Node(names.part("drain", layer, neuron))
        func add(_ part: String, _ group: ElementGroup, _ kind: ElementKind) {
            elements.append(Element(names.part(part, layer, neuron), in: group, kind))
        }
        add("feed", .neurons, .ammeter(plus: names.spike(layer, neuron), minus: anode, into: .winnerTakeAll))
        add(
            "diode", .winnerTakeAll,
            .piecewiseLinearDiode(
                anode: anode, cathode: NetworkNames.bus,
                PiecewiseLinearDiode(
                    forwardVoltage: design.diodeForwardVoltage,
                    onResistance: pulse.switchResistance * design.diodeResistanceShare)))
        add("pull", .neurons, .ammeter(plus: names.membrane(layer, neuron), minus: drain, into: .winnerTakeAll))
        add(
            "inhibit", .winnerTakeAll,
            .hysteresisSwitch(
                drain, .ground, controlPlus: NetworkNames.bus, controlMinus: .ground,
                transistor(pulse, on: design.inhibitionOnVoltage, off: design.inhibitionOffVoltage)))
    }

    mutating func addBus(_ parameters: RaceParameters) {
        let bus = design.bus(membraneCapacitance: parameters.membrane.capacitance)
        elements.append(
            Element("bus_hold", in: .winnerTakeAll, .capacitor(NetworkNames.bus, .ground, bus.capacitance)))
        elements.append(Element("bus_leak", in: .winnerTakeAll, .resistor(NetworkNames.bus, .ground, bus.leak)))
    }
}

extension DeepCircuitDesign {
    /// The inhibition bus of an output layer whose membranes have this capacitance.
    func bus(membraneCapacitance: Capacitance) -> (capacitance: Capacitance, leak: Resistance) {
        let capacitance = membraneCapacitance * busCapacitanceShare
        return (capacitance, Resistance(busHoldSlots * slotDuration.value / capacitance.value))
    }
}
