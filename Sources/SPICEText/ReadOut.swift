public import Circuits
public import Quantities

/// What a netlist of a race shows by itself: who won, when, and what it cost.
public struct ReadOut: Hashable, Sendable {
    /// The nodes that spike, neuron by neuron.
    public var outputs: [Node]
    /// A spike's height; half of it counts.
    public var spikeHeight: Voltage
    /// Whether the first spike decides; if not, the user counts the spikes.
    public var isRace: Bool
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

    public init(outputs: [Node], spikeHeight: Voltage, isRace: Bool = true, sources: [Source]) {
        self.outputs = outputs
        self.spikeHeight = spikeHeight
        self.isRace = isRace
        self.sources = sources
    }
}

extension ReadOut {
    /// `any_spike` passes this when an output passes half of its spike, to a millivolt. [V]
    var level: String { spiceNumber((spikeHeight.value * 250).rounded() / 1000) }

    /// What an output has above a quarter of a spike: the idle ones, at a few hundred microvolts, have nothing.
    private func excess(_ node: Node) -> String { "max(v(\(node))-\(level),0)" }

    /// The nodes that the measurements read; they load nothing.
    func nodes(_ dialect: Dialect) -> [String] {
        func node(_ name: String, _ expression: String) -> String {
            dialect.voltageLine(name, name, "0", expression)
        }
        let excesses = outputs.map(excess)
        let weighted = excesses.enumerated().map { "\($0.offset + 1)*\($0.element)" }.joined(separator: "+")
        let sum = excesses.joined(separator: "+")
        let groups = stride(from: 0, to: sources.count, by: 8).map { sources[$0..<min($0 + 8, sources.count)] }
        let powers = groups.enumerated().map { index, group in
            node("power_\(index)", "-(" + group.map { "v(\($0.node))*i(V\($0.element))" }.joined(separator: "+") + ")")
        }
        return [
            "* any_spike passes \(level) V when an output passes half of its spike;",
            "* winner_index is -1 before the first spike, and the neuron's number in it.",
            node("any_spike", sum),
            // Not of v(any_spike), which a simulator knows to RELTOL only.
            node("winner_index", "(\(weighted))/(\(sum)+1e-9)-1"),
            "* the power of all sources [W], eight to a node",
        ] + powers + [node("power", groups.indices.map { "v(power_\($0))" }.joined(separator: "+"))]
    }
}

/// What a run has to show.
public struct ExpectedRace: Hashable, Sendable {
    /// nil if nobody fires, or a tie.
    public var winner: Int?
    public var spikeTime: Time?
    public var energy: Energy

    public init(winner: Int?, spikeTime: Time?, energy: Energy) {
        self.winner = winner
        self.spikeTime = spikeTime
        self.energy = energy
    }
}

extension SignalNames {
    static let readOut = ["v(any_spike)", "v(winner_index)", "v(power)"]
}

/// A quantity that a run measures.
struct Measurement {
    var name: String
    var condition: String
}

extension ReadOut {
    /// What the simulators that know `.meas` measure; none of it fails in a race that someone wins.
    var measurements: [(remark: String, measurements: [Measurement])] {
        let spike = Measurement(name: "spike_time", condition: "WHEN V(any_spike)=\(level) RISE=1")
        let energy = Measurement(name: "energy", condition: "INTEG V(power)")
        guard isRace else {
            return [
                ("the first spike of all [s]; the energy of all sources [J]", [spike, energy]),
                (
                    "the first spike of every output [s]; a silent one's measurement fails, as it should",
                    outputs.enumerated().map {
                        Measurement(name: "spike_\($0.offset)", condition: "WHEN V(\($0.element))=\(halfSpike) RISE=1")
                    }
                ),
            ]
        }
        return [
            (
                "the winner's number, -1 if nobody fires; its first spike [s]; the energy of all sources [J]",
                [Measurement(name: "winner", condition: "MAX V(winner_index)"), spike, energy]
            ),
            (
                "the highest voltage of every output: one of them spikes",
                outputs.enumerated().map { Measurement(name: "peak_\($0.offset)", condition: "MAX V(\($0.element))") }
            ),
        ]
    }

    var halfSpike: String { spiceNumber(spikeHeight.value / 2) }

    /// From 0 half way to a level to 1 half way above it; as a conductance it charges 1 pF in picoseconds.
    func isSpiking(_ voltage: String, above level: String) -> String { "min(max(\(voltage)/\(level)-0.5,0),1)" }
}

extension DialectWriter {
    static func measurementLines(_ keyword: String, _ readOut: ReadOut, _ run: SteppedRun<Self>?) -> [String] {
        let lines = readOut.measurements.flatMap { group in
            ["* \(group.remark)"] + group.measurements.map { "\(keyword) \($0.name) \($0.condition)" }
        }
        let expected = run?.expected.map { $0.name } ?? []
        return lines + (expected.isEmpty ? [] : ["* what to expect of them"])
            + expected.map { "\(keyword) \($0) MAX V(\($0))" }
    }
}
