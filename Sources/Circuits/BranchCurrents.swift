import Quantities

/// What holds a node's potential.
package enum NodePotential: Hashable, Sendable {
    case ground
    /// A voltage source from ground, by its place among `Circuit.sourceNames`.
    case source(Int)
    /// The circuit around it.
    case free
}

/// The currents of sources and ammeters by Kirchhoff's and Ohm's laws, from node voltages.
///
/// Sources and ammeters make no loops. Without the element in question their tree falls into two; what the resistors of
/// the part without ground carry away is the element's current.
package struct BranchCurrents: Sendable {
    private let circuit: Circuit
    /// By node: the elements that hold voltages between it and another node.
    private var rigid: [Node: [(element: String, other: Node)]] = [:]
    private var ends: [String: (plus: Node, minus: Node)] = [:]
    private var joinedByAmmeters: [Node: [Node]] = [:]
    private var sourceOfNode: [Node: Int] = [:]

    package init(_ circuit: Circuit) {
        self.circuit = circuit
        var source = 0
        for element in circuit.elements {
            switch element.kind {
            case .voltageSource(let plus, let minus):
                if minus == .ground { sourceOfNode[plus] = source }
                source += 1
            case .ammeter(let plus, let minus, _):
                joinedByAmmeters[plus, default: []].append(minus)
                joinedByAmmeters[minus, default: []].append(plus)
            case .switchedSource: break
            default: continue
            }
            let (plus, minus) = (element.kind.terminals[0], element.kind.terminals[1])
            ends[element.name] = (plus, minus)
            rigid[plus, default: []].append((element.name, minus))
            rigid[minus, default: []].append((element.name, plus))
        }
    }

    /// The nodes at this one's potential: itself and those that ammeters join to it.
    package func joined(_ node: Node) -> Set<Node> { reached(from: node) { joinedByAmmeters[$0] ?? [] } }

    /// What holds the node's potential, through ammeters too.
    package func potential(of node: Node) -> NodePotential {
        let nodes = joined(node)
        if nodes.contains(.ground) { return .ground }
        return nodes.compactMap { sourceOfNode[$0] }.min().map { .source($0) } ?? .free
    }

    /// The resistors that carry the current of a source or an ammeter away from one of its ends.
    package struct Branch: Sendable {
        /// −1 where they stand at the plus end, by the sign of SPICE: from plus to minus inside the element.
        var sign: Double
        /// The node of the part, the other node, the conductance [S].
        var edges: [(inside: Node, outside: Node, conductance: Double)]

        /// The nodes whose voltages it takes.
        package var nodes: Set<Node> { Set(edges.flatMap { [$0.inside, $0.outside] }) }

        /// The current [A] at every sample of these nodes' voltages [V].
        package func current(samples: Int, voltage: (Node) -> [Double]) -> [Double] {
            var current = [Double](repeating: 0, count: samples)
            for edge in edges {
                let (inside, outside) = (voltage(edge.inside), voltage(edge.outside))
                for index in current.indices {
                    current[index] += sign * edge.conductance * (inside[index] - outside[index])
                }
            }
            return current
        }
    }

    /// - Returns: nil if the element is no source and no ammeter.
    /// - Throws: the name of an element whose current node voltages alone do not tell: a capacitor, a switch.
    package func branch(of element: String) throws(UnresolvedBranch) -> Branch? {
        guard let (plus, minus) = ends[element] else { return nil }
        func part(_ node: Node) -> Set<Node> {
            reached(from: node) { (rigid[$0] ?? []).filter { $0.element != element }.map(\.other) }
        }
        var beside = element
        // Where neither part has ground, either tells the current.
        for (nodes, sign) in [(part(plus), -1.0), (part(minus), 1.0)] where !nodes.contains(.ground) {
            var edges: [(Node, Node, Double)] = []
            var other: String?
            for element in circuit.elements where ends[element.name] == nil {
                let (a, b) = (element.kind.terminals[0], element.kind.terminals[1])
                guard nodes.contains(a) != nodes.contains(b) else { continue }
                guard case .resistor(_, _, let resistance) = element.kind else { other = element.name; break }
                edges.append(nodes.contains(a) ? (a, b, 1 / resistance.value) : (b, a, 1 / resistance.value))
            }
            guard let other else { return Branch(sign: sign, edges: edges) }
            beside = other
        }
        throw UnresolvedBranch(element: element, beside: beside)
    }

    private func reached(from start: Node, _ neighbours: (Node) -> [Node]) -> Set<Node> {
        var found: Set<Node> = [start]
        var open = [start]
        while let node = open.popLast() {
            for next in neighbours(node) where found.insert(next).inserted { open.append(next) }
        }
        return found
    }
}

/// A current that Ohm's law does not give.
package struct UnresolvedBranch: Error, Hashable, Sendable {
    package var element: String
    /// What else carries a part of the current.
    package var beside: String
}
