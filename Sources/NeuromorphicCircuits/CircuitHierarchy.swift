package import Circuits

extension ClassifierCircuit {
    /// The circuit in parts, as a designer draws it: columns of synapses, neurons, one winner-take-all.
    ///
    /// Ammeters, which only tell the parts' energies apart, are joints here.
    /// - Precondition: the lines are ideal.
    package var hierarchy: HierarchicalCircuit {
        var joints: [Node: Node] = [:]
        for column in 0..<columns {
            joints[Self.columnNode(column)] = Self.membrane(column)
            joints[Node("anode_\(column)")] = Self.output(column)
            joints[Node("drain_\(column)")] = Self.membrane(column)
        }
        var parts = HierarchyParts()
        for element in circuit.elements {
            if case .ammeter = element.kind { continue }
            let kind = element.kind.renamingNodes { joints[$0] ?? $0 }
            parts.add(Element(element.name, in: element.group, kind))
        }
        let rowNodes = (0..<rows).map { Node(Self.rowName($0)) } + ["bias"]
        let membranes = (0..<columns).map(Self.membrane)
        let outputs = (0..<columns).map(Self.output)
        let columnParts = (0..<columns).map { column in
            Subcircuit(
                name: "synapse_column_\(column)",
                purpose: "the synapses of neuron \(column): one memristor from every row, and the bias resistor",
                ports: rowNodes + ["membrane"],
                elements: Self.asPart(parts.synapses[column] ?? [], of: column))
        }
        let neuron = Self.asPart(parts.neurons[0] ?? [], of: 0)
        precondition((0..<columns).allSatisfy { Self.asPart(parts.neurons[$0] ?? [], of: $0) == neuron })
        let subcircuits =
            columnParts + [
                Subcircuit(
                    name: "neuron",
                    purpose: "a membrane that integrates, a threshold switch that fires, a load that shows the spike",
                    ports: ["membrane", "output"], elements: neuron),
                Subcircuit(
                    name: "winner_take_all",
                    purpose: "the first output to spike charges the bus, and the bus pulls every membrane to ground",
                    ports: membranes + outputs + [Self.bus], elements: parts.winnerTakeAll),
            ]
        let calls =
            (0..<columns).map { column in
                SubcircuitCall(
                    "column_\(column)", of: "synapse_column_\(column)", nodes: rowNodes + [membranes[column]])
            }
            + (0..<columns).map {
                SubcircuitCall("neuron_\($0)", of: "neuron", nodes: [membranes[$0], outputs[$0]])
            } + [SubcircuitCall("winner_take_all", of: "winner_take_all", nodes: membranes + outputs + [Self.bus])]
        return HierarchicalCircuit(
            title: circuit.title, subcircuits: subcircuits, calls: calls, elements: parts.drivers)
    }

    /// The elements under names without the column's number.
    private static func asPart(_ elements: [Element], of column: Int) -> [Element] {
        func plain(_ name: String) -> String {
            name.hasSuffix("_\(column)") ? String(name.dropLast("_\(column)".count)) : name
        }
        return elements.map { element in
            let kind = element.kind.renamingNodes { node in
                node == membrane(column) ? "membrane" : node == output(column) ? "output" : node
            }
            return Element(plain(element.name), in: element.group, kind)
        }
    }
}

/// The elements of a classifier's circuit by the part that they belong to.
private struct HierarchyParts {
    var drivers: [Element] = []
    var synapses: [Int: [Element]] = [:]
    var neurons: [Int: [Element]] = [:]
    var winnerTakeAll: [Element] = []

    mutating func add(_ element: Element) {
        // Names end in the column's number; those of rows and drivers have none of these beginnings.
        let column = element.name.split(separator: "_").last.flatMap { Int($0) }
        switch element.group {
        case .array:
            let isSynapse = element.name.hasPrefix("cell_") || element.name.hasPrefix("bias_")
            if isSynapse, let column {
                synapses[column, default: []].append(element)
            } else {
                drivers.append(element)
            }
        case .neurons: neurons[column!, default: []].append(element)
        default: winnerTakeAll.append(element)
        }
    }
}
