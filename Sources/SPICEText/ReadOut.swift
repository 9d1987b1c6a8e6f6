public import Circuits
public import Quantities

/// What a netlist of a race shows by itself: who won, when, and what it cost.
public struct ReadOut: Hashable, Sendable {
    /// The nodes that spike, neuron by neuron.
    public var outputs: [Node]
    /// A spike's height; half of it counts.
    public var spikeHeight: Voltage
    /// The sources whose energy is added up, with their nodes; the minus nodes are ground.
    public var sources: [Source]

    public struct Source: Hashable, Sendable {
        public var element: String
        public var node: Node

        public init(element: String, node: Node) {
            self.element = element
            self.node = node
        }
    }

    public init(outputs: [Node], spikeHeight: Voltage, sources: [Source]) {
        self.outputs = outputs
        self.spikeHeight = spikeHeight
        self.sources = sources
    }
}

extension ReadOut {
    /// `any_spike` passes this when an output passes half of its spike, to a millivolt. [V]
    var level: String { spiceNumber((spikeHeight.value * 250).rounded() / 1000) }

    /// What an output has above a quarter of a spike: the idle ones, at a few hundred microvolts, have nothing.
    private func excess(_ node: Node) -> String { "max(v(\(node))-\(level),0)" }

    /// The nodes that the measurements read; they load nothing.
    func nodes<Writer: DialectWriter>(_ writer: Writer.Type) -> [String] {
        let sum = Self.sum(outputs.map(excess))
        let weighted = Self.sum(outputs.enumerated().map { "\($0.offset + 1)*\(excess($0.element))" })
        let groups = stride(from: 0, to: sources.count, by: 8).map { sources[$0..<min($0 + 8, sources.count)] }
        let powers = groups.enumerated().map { index, group in
            Writer.voltageLine(
                "power_\(index)", node: "power_\(index)",
                "-(" + Self.sum(group.map { "v(\($0.node))*i(V\($0.element))" }) + ")")
        }
        return [
            "* any_spike passes \(level) V when an output passes half of its spike;",
            "* winner_index is -1 before the first spike, and the neuron's number in it.",
            Writer.voltageLine("any_spike", node: "any_spike", sum),
            Writer.voltageLine(
                "winner_index", node: "winner_index", "(" + weighted + ")\n+ /(v(any_spike)+1e-9)-1"),
            "* the power of all sources [W], eight to a node",
        ] + powers + [
            Writer.voltageLine("power", node: "power", groups.indices.map { "v(power_\($0))" }.joined(separator: "+"))
        ]
    }

    /// Terms, three to a line: PSPICE reads 132 characters.
    private static func sum(_ terms: [String]) -> String {
        stride(from: 0, to: terms.count, by: 3).map {
            terms[$0..<min($0 + 3, terms.count)].joined(separator: "+")
        }.joined(separator: "\n+ +")
    }
}

extension DialectWriter {
    /// The measurements of simulators that know `.meas`; none of them fails in a race that someone wins.
    static func measurementLines(of readOut: ReadOut, keyword: String) -> [String] {
        [
            "* the winner's number, -1 if nobody fires; its first spike [s]; the energy of all sources [J]",
            "\(keyword) winner MAX V(winner_index)",
            "\(keyword) spike_time WHEN V(any_spike)=\(readOut.level) RISE=1",
            "\(keyword) energy INTEG V(power)",
            "* the highest voltage of every output: one of them spikes",
        ] + readOut.outputs.enumerated().map { "\(keyword) peak_\($0.offset) MAX V(\($0.element))" }
    }
}
