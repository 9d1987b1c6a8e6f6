/// A part of a circuit that a netlist writes once and calls by name.
package struct Subcircuit: Hashable, Sendable {
    package let name: String
    /// What it is, on one line.
    package let purpose: String
    /// Its nodes to the outside; ground is everywhere.
    package let ports: [Node]
    package let elements: [Element]

    package init(name: String, purpose: String, ports: [Node], elements: [Element]) {
        self.name = name
        self.purpose = purpose
        self.ports = ports
        self.elements = elements
    }
}

/// A subcircuit in its place.
package struct SubcircuitCall: Hashable, Sendable {
    package let name: String
    /// The subcircuit's name.
    package let subcircuit: String
    /// What its ports are joined to, in their order.
    package let nodes: [Node]

    package init(_ name: String, of subcircuit: String, nodes: [Node]) {
        self.name = name
        self.subcircuit = subcircuit
        self.nodes = nodes
    }
}

/// A circuit in parts, for a reader; engines take it flattened.
package struct HierarchicalCircuit: Hashable, Sendable {
    package let title: String
    package let subcircuits: [Subcircuit]
    package let calls: [SubcircuitCall]
    /// What belongs to no part: sources and their drivers.
    package let elements: [Element]

    /// - Precondition: every call names a subcircuit and joins all of its ports.
    package init(title: String, subcircuits: [Subcircuit], calls: [SubcircuitCall], elements: [Element]) {
        let ports = Dictionary(uniqueKeysWithValues: subcircuits.map { ($0.name, $0.ports.count) })
        precondition(calls.allSatisfy { ports[$0.subcircuit] == $0.nodes.count })
        self.title = title
        self.subcircuits = subcircuits
        self.calls = calls
        self.elements = elements
    }

    /// Whether a source's level is switched by the circuit itself, as a hidden neuron's rows are.
    package var hasSwitchedSources: Bool {
        elements.contains { if case .switchedSource = $0.kind { true } else { false } }
    }

    /// The same circuit without parts; an inner node or element bears its call's name in front.
    package func flattened() throws(CircuitError) -> Circuit {
        var flat = elements
        for call in calls {
            let part = subcircuits.first { $0.name == call.subcircuit }!
            var nodes = Dictionary(uniqueKeysWithValues: zip(part.ports, call.nodes))
            nodes[.ground] = .ground
            for element in part.elements {
                let kind = element.kind.renamingNodes { nodes[$0] ?? Node("\(call.name)_\($0)") }
                flat.append(Element("\(call.name)_\(element.name)", in: element.group, kind))
            }
        }
        return try Circuit(title: title, elements: flat)
    }
}

extension ElementKind {
    /// The same element between other nodes.
    package func renamingNodes(_ name: (Node) -> Node) -> ElementKind {
        switch self {
        case .resistor(let a, let b, let value): .resistor(name(a), name(b), value)
        case .capacitor(let a, let b, let value): .capacitor(name(a), name(b), value)
        case .sinhConductor(let a, let b, let value, let scale): .sinhConductor(name(a), name(b), value, scale: scale)
        case .voltageSource(let plus, let minus): .voltageSource(plus: name(plus), minus: name(minus))
        case .ammeter(let plus, let minus, let into): .ammeter(plus: name(plus), minus: name(minus), into: into)
        case .hysteresisSwitch(let a, let b, let plus, let minus, let model):
            .hysteresisSwitch(name(a), name(b), controlPlus: name(plus), controlMinus: name(minus), model)
        case .switchedSource(let plus, let minus, let controlPlus, let controlMinus, let model):
            .switchedSource(
                plus: name(plus), minus: name(minus), controlPlus: name(controlPlus),
                controlMinus: name(controlMinus), model)
        case .piecewiseLinearDiode(let anode, let cathode, let model):
            .piecewiseLinearDiode(anode: name(anode), cathode: name(cathode), model)
        case .junctionDiode(let anode, let cathode, let model):
            .junctionDiode(anode: name(anode), cathode: name(cathode), model)
        case .mosfet(let drain, let gate, let source, let bulk, let model):
            .mosfet(drain: name(drain), gate: name(gate), source: name(source), bulk: bulk.map(name), model)
        case .thresholdSwitch(let a, let b, let model): .thresholdSwitch(name(a), name(b), model)
        case .memristor(let a, let b, let model, let state): .memristor(name(a), name(b), model, state: state)
        case .device(let a, let b, let model, let state): .device(name(a), name(b), model, state: state)
        }
    }
}
