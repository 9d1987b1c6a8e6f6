import Circuits
import Quantities

/// Where nodes start: what `.ic` says of nodes, and IC of capacitors to ground.
struct InitialVoltages {
    private struct Capacitor {
        var name: String
        var node: Node
        var voltage: Double?
        var place: NetlistPlace
    }

    private var capacitors: [Capacitor] = []
    private var ofNodes: [Node: (voltage: Double, place: NetlistPlace)] = [:]
    /// Nodes that an ammeter joins.
    private var partner: [Node: Node] = [:]

    mutating func add(capacitor name: String, at node: Node, _ voltage: Double?, _ place: NetlistPlace) {
        capacitors.append(Capacitor(name: name, node: node, voltage: voltage, place: place))
    }

    /// Nothing is left at these nodes.
    mutating func forget(_ nodes: Set<Node>) {
        capacitors.removeAll { nodes.contains($0.node) }
        for node in nodes { ofNodes[node] = nil }
    }

    mutating func forgetCapacitors(at nodes: Set<Node>) { capacitors.removeAll { nodes.contains($0.node) } }

    /// What IC says; nil without one.
    func voltage(ofCapacitor name: String) -> Double? { capacitors.first { $0.name == name }?.voltage }

    /// `.ic v(node)=value …`, of the nodes of one subcircuit.
    mutating func add(
        _ words: [String], _ expression: NetlistExpression, node: (String) -> Node
    ) throws(NetlistError) {
        var rest = words[...]
        while !rest.isEmpty {
            let head = Array(rest.prefix(6))
            guard head.count == 6, head[0] == "v", head[1] == "(", head[3] == ")", head[4] == "=" else {
                throw .malformed(expression.place, ".ic is written .ic v(NODE)=VALUE …")
            }
            let (own, voltage) = (node(head[2]), try expression.value(head[5]))
            if let known = ofNodes[own], known.voltage != voltage {
                throw .malformed(
                    expression.place,
                    "node \"\(own)\" would start at \(voltage) V, but at \(known.voltage) V in \(known.place)")
            }
            ofNodes[own] = (voltage, expression.place)
            rest = rest.dropFirst(6)
        }
    }

    /// Whether a capacitor has an IC other than 0.
    var hasChargedCapacitors: Bool { capacitors.contains { ($0.voltage ?? 0) != 0 } }

    /// The nodes that `.ic` holds while an operating point is looked for.
    /// - Throws: `NetlistError` for a node that is not there.
    func held(nodes: Set<Node>) throws(NetlistError) -> [Node: Voltage] {
        for (node, own) in ofNodes.sorted(by: { $0.key.name < $1.key.name }) where !nodes.contains(node) {
            throw .unknown(own.place, thing: "node", name: node.name, known: nodes.map(\.name).sorted())
        }
        return ofNodes.mapValues { Voltage($0.voltage) }
    }

    mutating func join(_ a: Node, _ b: Node) {
        let (x, y) = (root(a), root(b))
        if x != y { partner[x] = y }
    }

    /// One node for all that ammeters join.
    func representative(_ node: Node) -> Node { root(node) }

    private func root(_ node: Node) -> Node {
        var node = node
        while let next = partner[node] { node = next }
        return node
    }

    /// The starting voltage of every node that has one.
    ///
    /// Capacitors that share a node must agree: of different voltages simulators make a sudden exchange of charge, each
    /// its own way.
    /// - Throws: `NetlistError` for a node that is not there, and for voltages that differ.
    func settled(nodes: Set<Node>) throws(NetlistError) -> [Node: Voltage] {
        var given: [Node: (voltage: Double, place: NetlistPlace)] = [:]
        for (node, own) in ofNodes.sorted(by: { $0.key.name < $1.key.name }) {
            guard nodes.contains(node) else {
                throw .unknown(own.place, thing: "node", name: node.name, known: nodes.map(\.name).sorted())
            }
            if let other = given[root(node)], other.voltage != own.voltage {
                throw .malformed(
                    own.place, "node \"\(node)\" starts at another voltage than what an ammeter joins it to")
            }
            given[root(node)] = own
        }
        var first: [Node: (voltage: Double, name: String)] = [:]
        var settled: [Node: Voltage] = [:]
        for capacitor in capacitors {
            let node = root(capacitor.node)
            let own = capacitor.voltage ?? given[node]?.voltage ?? 0
            for other in [first[node], given[node].map { ($0.voltage, ".ic") }].compactMap({ $0 })
            where other.voltage != own {
                throw .malformed(
                    capacitor.place,
                    "node \"\(capacitor.node)\" would start at \(own) V by \(capacitor.name), but at \(other.voltage) V by "
                        + "\(other.name); give every capacitor of the node the same IC")
            }
            first[node] = (own, capacitor.name)
            if own != 0 || capacitor.voltage != nil || given[node] != nil { settled[capacitor.node] = Voltage(own) }
        }
        for (node, own) in ofNodes where first[root(node)] == nil { settled[node] = Voltage(own.voltage) }
        return settled
    }
}
