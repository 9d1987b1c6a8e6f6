package import Circuits
package import Quantities

/// Why a circuit cannot be written as a netlist.
package enum SPICETextError: Error, Equatable, CustomStringConvertible {
    package enum NamedThing: String, Sendable {
        case node
        case element
    }

    /// The simulator would read the name as something else.
    case unusableName(NamedThing, name: String, allowed: String)
    /// SPICE does not tell capitals from small letters.
    case namesDifferInCase(NamedThing, String, String)
    case stimulusMismatch(sources: [String], waveforms: Int)
    /// The second step comes before the ramp of the first has ended.
    case stepsTooClose(source: String, first: Time, second: Time, edgeDuration: Time)
    case invalidLevel(source: String, level: Voltage)
    case invalidAnalysis(quantity: String, value: Time)
    /// A signal of a node that the circuit does not have.
    case unknownNode(Node, nearest: String?)
    /// A current of something that is neither a source nor an ammeter of the circuit.
    case unknownBranch(element: String, nearest: String?)

    package var description: String {
        switch self {
        case .unusableName(let thing, let name, let allowed):
            "the \(thing.rawValue) name \"\(name)\" cannot stand in a netlist; allowed: \(allowed)"
        case .namesDifferInCase(let thing, let first, let second):
            "the \(thing.rawValue)s \"\(first)\" and \"\(second)\" differ only in capitals, which SPICE ignores; rename one"
        case .stimulusMismatch(let sources, let waveforms):
            "the stimulus has \(waveforms) waveforms, but the circuit has \(sources.count) voltage sources "
                + "(\(sources.prefix(4).joined(separator: ", "))\(sources.count > 4 ? ", …" : "")); "
                + "give one for each, in their order"
        case .stepsTooClose(let source, let first, let second, let edgeDuration):
            "source \"\(source)\" steps at \(first) and again at \(second), but an edge lasts \(edgeDuration); "
                + "shorten edgeDuration to at most \((second - first).formatted(digits: 4)), or move the steps apart"
        case .invalidLevel(let source, let level):
            "source \"\(source)\" is asked for \(level); a level must be finite"
        case .invalidAnalysis(let quantity, let value):
            "the analysis' \(quantity) is \(value), but it must be positive and finite"
        case .unknownNode(let node, let nearest):
            "the signal v(\(node)) names a node that the circuit does not have" + Self.suggestion(nearest)
        case .unknownBranch(let element, let nearest):
            "the signal i(\(element)) must name a source or an ammeter of the circuit"
                + Self.suggestion(nearest)
        }
    }

    private static func suggestion(_ nearest: String?) -> String { nearest.map { "; did you mean \"\($0)\"?" } ?? "" }
}
