import Circuits
import Quantities

/// A network's circuit, drawn from the plans of its layers: flat for an engine, in parts for a reader. Both print the same
/// parts; ammeters, which only tell the parts' energies apart, are joints in the second.
struct NetworkDrawing {
    let title: String
    let names: NetworkNames
    let layers: [LayerPlan]

    // MARK: Flat

    /// Column by column: its cells, its neuron, what inhibits it.
    func circuit() throws(CircuitError) -> Circuit {
        var elements: [Element] = []
        elements.reserveCapacity(layers.reduce(0) { $0 + $1.rows.count * ($1.columns + 2) + 12 * $1.columns })
        for (layer, plan) in layers.enumerated() {
            elements += drivers(layer)
            let prefix = names.prefix(layer)
            let crossbar = CrossbarPart(
                plan: plan, rows: plan.rows.map { Node($0.name.node) },
                columns: plan.neurons.indices.map { names.column(layer, $0) }, prefix: prefix
            ).elements
            elements += crossbar.shared
            for (neuron, values) in plan.neurons.enumerated() {
                elements += crossbar.columns[neuron]
                elements += flatNeuron(layer, neuron, values)
            }
            if let bus = plan.bus { elements += bus.elements(bus: names.bus(layer), prefix: prefix) }
        }
        elements += rails
        return try Circuit(title: title, elements: elements)
    }

    private func flatNeuron(_ layer: Int, _ neuron: Int, _ values: NeuronValues) -> [Element] {
        func name(_ local: String) -> String { "\(names.prefix(layer))\(local)_\(neuron)" }
        let nodes = nodes(layer, neuron)
        var elements = [
            Element(
                name("sense"), in: .array,
                .ammeter(plus: names.column(layer, neuron), minus: nodes.membrane, into: .neurons))
        ]
        elements += values.elements(nodes, name: name)
        guard case .bus(let inhibition) = values.reset else { return elements }
        let (anode, drain) = (Node(name("anode")), Node(name("drain")))
        let (diode, transistor) = inhibition.elements(
            anode: anode, drain: drain, bus: names.bus(layer),
            bulk: values.driver == nil ? nil : NetworkNames.negativeRail, name: name)
        let feed = values.driver == nil ? nodes.output : nodes.drive
        return elements + [
            Element(name("feed"), in: .neurons, .ammeter(plus: feed, minus: anode, into: .winnerTakeAll)), diode,
            Element(name("pull"), in: .neurons, .ammeter(plus: nodes.membrane, minus: drain, into: .winnerTakeAll)),
            transistor,
        ]
    }

    private func isOutput(_ layer: Int) -> Bool { layer == layers.count - 1 }

    /// A hidden neuron's drive node is its row of the next crossbar; what its driver takes is the array's, as its rows are.
    private func nodes(_ layer: Int, _ neuron: Int) -> NeuronNodes {
        NeuronNodes(
            membrane: names.membrane(layer, neuron), output: names.output(layer, neuron),
            gate: names.gate(layer, neuron), drive: drive(layer, neuron), delay: names.delay(layer, neuron),
            positiveRail: isOutput(layer) ? names.rail(layer) : NetworkNames.positiveRail,
            negativeRail: NetworkNames.negativeRail)
    }

    private func drive(_ layer: Int, _ neuron: Int) -> Node {
        isOutput(layer)
            ? names.drive(layer, neuron)
            : Node(names.row(into: layer + 1, neuron, of: layers[layer].columns, inverse: false).node)
    }

    /// The supplies of the drivers, behind the sources of the rows.
    private var supplies: [Element] {
        guard layers.contains(where: \.hasDrivers) else { return [] }
        return [NetworkNames.positiveRail, NetworkNames.negativeRail].map {
            Element("\($0)", in: .array, .voltageSource(plus: $0, minus: .ground))
        }
    }

    /// The supplies; what output neurons take of them is their own.
    private var rails: [Element] {
        let output = layers.count - 1
        guard layers[output].hasDrivers else { return supplies }
        return supplies + [
            Element(
                "\(names.prefix(output))supply", in: .array,
                .ammeter(plus: NetworkNames.positiveRail, minus: names.rail(output), into: .neurons))
        ]
    }

    /// The sources of a layer's rows, and what stands between them and the rows.
    private func drivers(_ layer: Int) -> [Element] {
        layers[layer].rows.flatMap { row -> [Element] in
            let name = row.name.node
            switch row.driver {
            case .source: return [Element(name, in: .array, .voltageSource(plus: Node(name), minus: .ground))]
            case .resistiveSource(let resistance):
                let drive = Node("drive_\(name)")
                return [
                    Element(name, in: .array, .voltageSource(plus: drive, minus: .ground)),
                    Element("driver_\(name)", in: .array, .resistor(drive, Node(name), resistance)),
                ]
            case .neuron(let neuron, let source):
                return [
                    Element(
                        name, in: .array,
                        .switchedSource(
                            plus: Node(name), minus: .ground, controlPlus: names.output(layer - 1, neuron),
                            controlMinus: .ground, source))
                ]
            case .drive: return []
            case .inverse(let neuron, let transistor, let rest):
                return [
                    Element(
                        "pull_\(name)", in: .array,
                        .mosfet(
                            drain: Node(name), gate: drive(layer - 1, neuron), source: NetworkNames.negativeRail,
                            transistor)),
                    Element("rest_\(name)", in: .array, .resistor(Node(name), .ground, rest)),
                ]
            }
        }
    }

    // MARK: In parts

    /// The circuit as a designer draws it: crossbars, neurons, one winner-take-all.
    func hierarchy() -> HierarchicalCircuit {
        var subcircuits: [Subcircuit] = []
        var calls: [SubcircuitCall] = []
        for layer in layers.indices {
            addCrossbar(layer, &subcircuits, &calls)
            addNeurons(layer, &subcircuits, &calls)
            addWinnerTakeAll(layer, &subcircuits, &calls)
        }
        return HierarchicalCircuit(
            title: title, subcircuits: subcircuits, calls: calls,
            elements: layers.indices.flatMap(drivers) + supplies)
    }

    private func place(_ layer: Int) -> String { layers.count == 1 ? "" : ", layer \(layer)" }

    private func addCrossbar(_ layer: Int, _ subcircuits: inout [Subcircuit], _ calls: inout [SubcircuitCall]) {
        let plan = layers[layer]
        let rows = plan.rows.map { Node($0.name.node) }
        let columns = plan.neurons.indices.map { Node("column_\($0)") }
        let elements = CrossbarPart(plan: plan, rows: rows, columns: columns, prefix: "").elements
        let name = "\(names.prefix(layer))crossbar"
        subcircuits.append(
            Subcircuit(
                name: name,
                purpose: "the crossbar\(place(layer)): one memristor from every row to every column, and a bias row",
                ports: rows + columns, elements: elements.shared + elements.columns.flatMap { $0 }))
        calls.append(
            SubcircuitCall(name, of: name, nodes: rows + plan.neurons.indices.map { names.membrane(layer, $0) }))
    }

    /// Neurons that are alike are one part.
    private func addNeurons(_ layer: Int, _ subcircuits: inout [Subcircuit], _ calls: inout [SubcircuitCall]) {
        let parts = layers[layer].neurons.map(\.part)
        let areAlike = parts.allSatisfy { $0 == parts[0] }
        func hasDriver(_ neuron: Int) -> Bool { layers[layer].neurons[neuron].driver != nil }
        func part(_ neuron: Int) -> String { "\(names.prefix(layer))neuron" + (areAlike ? "" : "_\(neuron)") }
        for neuron in areAlike ? 0..<1 : parts.indices {
            subcircuits.append(
                Subcircuit(
                    name: part(neuron),
                    purpose: "a membrane that integrates, a threshold switch that fires, a load that shows the spike"
                        + place(layer),
                    ports: ["membrane", "output"] + (hasDriver(neuron) ? ["drive", "rail_plus", "rail_minus"] : []),
                    elements: parts[neuron]))
        }
        for neuron in parts.indices {
            calls.append(
                SubcircuitCall(
                    "\(names.prefix(layer))neuron_\(neuron)", of: part(neuron),
                    nodes: [names.membrane(layer, neuron), names.output(layer, neuron)]
                        + (hasDriver(neuron)
                            ? [drive(layer, neuron), NetworkNames.positiveRail, NetworkNames.negativeRail] : [])))
        }
    }

    private func addWinnerTakeAll(_ layer: Int, _ subcircuits: inout [Subcircuit], _ calls: inout [SubcircuitCall]) {
        guard let bus = layers[layer].bus else { return }
        let neurons = layers[layer].neurons
        let hasDrivers = layers[layer].hasDrivers
        let membranes = neurons.indices.map { Node("membrane_\($0)") }
        let outputs = neurons.indices.map { Node("output_\($0)") }
        let elements = neurons.enumerated().flatMap { neuron, values -> [Element] in
            guard case .bus(let inhibition) = values.reset else { return [] }
            let (diode, transistor) = inhibition.elements(
                anode: outputs[neuron], drain: membranes[neuron], bus: "bus", bulk: hasDrivers ? "rail_minus" : nil,
                name: { "\($0)_\(neuron)" })
            return [diode, transistor]
        }
        let name = "\(names.prefix(layer))winner_take_all"
        subcircuits.append(
            Subcircuit(
                name: name,
                purpose: "the first output to spike charges the bus, and the bus pulls every membrane to ground",
                ports: membranes + outputs + ["bus"] + (hasDrivers ? ["rail_minus"] : []),
                elements: elements + bus.elements(bus: "bus", prefix: "")))
        calls.append(
            SubcircuitCall(
                name, of: name,
                nodes: neurons.indices.map { names.membrane(layer, $0) }
                    + neurons.indices.map { hasDrivers ? drive(layer, $0) : names.output(layer, $0) }
                    + [names.bus(layer)] + (hasDrivers ? [NetworkNames.negativeRail] : [])))
    }
}

extension NeuronValues {
    fileprivate var part: [Element] {
        elements(
            NeuronNodes(
                membrane: "membrane", output: "output", gate: "gate", drive: "drive", delay: "delay",
                positiveRail: "rail_plus", negativeRail: "rail_minus"), name: { $0 })
    }
}
