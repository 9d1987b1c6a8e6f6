import Circuits
import Crossbars
import Devices
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
    private let conduction: CellConduction
    private(set) var elements: [Element] = []

    init(names: NetworkNames, design: DeepCircuitDesign, conduction: CellConduction) {
        self.conduction = conduction
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

    /// Cells, bias and, behind each column, an ammeter to its membrane; the resistors of a layer's wiring in their place, or
    /// lines of segments.
    mutating func addCrossbar(_ index: Int, _ layer: CrossbarLayer, lines: LineResistance) {
        elements.reserveCapacity(elements.count + layer.inputs * layer.neurons * layer.rows.cells)
        if lines != .none {
            addSegments(index, layer, lines)
        } else if let wiring = layer.wiring {
            addReduced(index, layer, wiring)
        } else {
            addCells(index, layer)
        }
        for neuron in 0..<layer.neurons {
            elements.append(
                Element(
                    names.part("sense", index, neuron), in: .array,
                    .ammeter(plus: names.column(index, neuron), minus: names.membrane(index, neuron), into: .neurons)))
        }
    }

    /// A memristor, or the bias resistor of a row.
    private mutating func addCell(_ row: Row, _ from: Node, _ to: Node, _ neuron: Int, _ siemens: Double) {
        guard case .hyperbolicSine(let law) = conduction, row.plane != .bias else {
            addResistor(row.cell(neuron), from, to, siemens)
            return
        }
        elements.append(
            Element(row.cell(neuron), in: .array, .sinhConductor(from, to, Conductance(siemens), scale: law.scale)))
    }

    private mutating func addResistor(_ name: String, _ from: Node, _ to: Node, _ siemens: Double) {
        if siemens > 0 {
            elements.append(Element(name, in: .array, .resistor(from, to, Conductance(siemens).resistance)))
        }
    }

    /// Where lines are ideal, from every row to every column.
    private mutating func addCells(_ index: Int, _ layer: CrossbarLayer) {
        for (row, cells) in rows(index, layer) {
            for neuron in 0..<layer.neurons {
                addCell(row, Node(row.name), names.column(index, neuron), neuron, cells(neuron))
            }
        }
    }

    /// A resistor between every two terminals that conduct to each other.
    private mutating func addReduced(_ index: Int, _ layer: CrossbarLayer, _ wiring: CrossbarWiring) {
        let rows = rows(index, layer)
        for (place, (row, _)) in rows.enumerated() {
            for neuron in 0..<layer.neurons {
                let siemens =
                    switch row.plane {
                    case .positive(let input): wiring.positive[input * layer.neurons + neuron]
                    case .negative(let input): wiring.negative[input * layer.neurons + neuron]
                    case .bias: wiring.bias[neuron]
                    }
                addResistor(row.cell(neuron), Node(row.name), names.column(index, neuron), siemens)
            }
            for other in 0..<place where !wiring.betweenRows.isEmpty {
                addResistor(
                    names.part("cross_\(other)", index, place), Node(rows[other].row.name), Node(row.name),
                    wiring.betweenRows[place * rows.count + other])
            }
        }
        for neuron in 0..<layer.neurons {
            for other in 0..<neuron {
                addResistor(
                    names.part("couple_\(other)", index, neuron), names.column(index, other),
                    names.column(index, neuron), wiring.betweenMembranes[neuron * layer.neurons + other])
            }
        }
    }

    /// A resistor per segment, and every cell at its own crossing.
    private mutating func addSegments(_ index: Int, _ layer: CrossbarLayer, _ lines: LineResistance) {
        let rows = rows(index, layer)
        func bit(_ place: Int, _ neuron: Int) -> Node {
            lines.bitLine == .zero || place == rows.count
                ? names.column(index, neuron) : Node(names.part("bit_\(place)", index, neuron))
        }
        for (place, (row, cells)) in rows.enumerated() {
            let width = row.plane == .bias ? lines.biasWidth : 1
            var word = Node(row.name)
            for neuron in 0..<layer.neurons {
                let step = lines.step(to: neuron) / width
                if step > .zero {
                    let next = Node("\(row.name)_word_\(neuron)")
                    elements.append(Element("\(next)", in: .array, .resistor(word, next, step)))
                    word = next
                }
                addCell(row, word, bit(place, neuron), neuron, cells(neuron))
                if lines.bitLine > .zero {
                    elements.append(
                        Element(
                            names.part("bit_\(place)", index, neuron), in: .array,
                            .resistor(bit(place, neuron), bit(place + 1, neuron), lines.bitLine)))
                }
            }
        }
    }

    /// A driven row of a crossbar.
    private struct Row {
        enum Plane: Equatable {
            case positive(Int)
            case negative(Int)
            case bias
        }

        var name: String
        var plane: Plane
        /// The name of its cell into a column.
        var cell: (_ neuron: Int) -> String
    }

    /// The rows in the order in which they lie, each with its cells' conductances by neuron [S].
    private func rows(
        _ index: Int, _ layer: CrossbarLayer
    ) -> [(row: Row, cells: (_ neuron: Int) -> Double)] {
        var rows: [(Row, (Int) -> Double)] = []
        let names = names
        for input in 0..<layer.inputs {
            for (cells, inverse) in [(layer.positive, false), (layer.negative, true)] where !cells.isEmpty {
                rows.append(
                    (
                        Row(
                            name: names.row(into: index, input, inverse: inverse),
                            plane: inverse ? .negative(input) : .positive(input),
                            cell: { names.cell(index, input, $0, inverse: inverse) }),
                        { Double(cells[input * layer.neurons + $0]) }
                    ))
            }
        }
        let bias = layer.parameters.drive.biasConductance.value
        if bias > 0 {
            rows.append(
                (
                    Row(name: names.bias(index), plane: .bias, cell: { names.part("bias", index, $0) }), { _ in bias }
                ))
        }
        return rows
    }

    mutating func addNeuron(_ layer: Int, _ neuron: Int, of crossbar: CrossbarLayer, _ role: Role) {
        let (membrane, spike) = (names.membrane(layer, neuron), names.spike(layer, neuron))
        let nominal = crossbar.parameters.membrane.capacitance
        let capacitance = nominal * crossbar.spread.factor(\.capacitance, neuron)
        let pulse = design.pulse(membraneCapacitance: nominal)
        // Of this column alone, beside what the switched-off parts leak.
        let leak = Double(crossbar.leaks[neuron])
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
                    onThreshold: design.thresholdVoltage * crossbar.spread.factor(\.threshold, neuron),
                    offThreshold: design.holdVoltage * crossbar.spread.factor(\.hold, neuron),
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
