import Circuits

/// What a dialect allows as a name.
struct NameRules {
    /// Words that mean something else to the simulator, in small letters.
    let reservedNodes: [String]

    /// The rule in words, for messages.
    var allowed: String {
        "letters, digits and _, and no node may be called \(reservedNodes.dropLast().joined(separator: ", ")) or "
            + "\(reservedNodes[reservedNodes.count - 1])"
    }

    /// Checks every node and element name of a circuit.
    func check(_ circuit: Circuit) throws(SPICETextError) { try check(circuit.elements) }

    func check(_ checked: [Element]) throws(SPICETextError) {
        var nodes: [String: String] = [:]
        var elements: [String: String] = [:]
        for element in checked {
            try check(.element, element.name, among: &elements)
            for node in element.kind.terminals + element.kind.controls {
                guard !reservedNodes.contains(node.name.lowercased()) else {
                    throw .unusableName(.node, name: node.name, allowed: allowed)
                }
                try check(.node, node.name, among: &nodes)
            }
        }
    }

    private func check(
        _ thing: SPICETextError.NamedThing, _ name: String, among known: inout [String: String]
    ) throws(SPICETextError) {
        if known[name] == name { return }
        guard !name.isEmpty, name.utf8.allSatisfy(Self.isAllowed) else {
            throw .unusableName(thing, name: name, allowed: allowed)
        }
        let folded = name.lowercased()
        if let other = known[folded], other != name { throw .namesDifferInCase(thing, other, name) }
        known[folded] = name
    }

    private static func isAllowed(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"): true
        default: false
        }
    }
}
