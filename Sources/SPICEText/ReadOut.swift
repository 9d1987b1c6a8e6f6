package import Circuits
package import Quantities

/// What a netlist of a race shows by itself: who won, when, and what it cost.
package struct ReadOut: Hashable, Sendable {
    /// The nodes that spike, neuron by neuron.
    package var outputs: [Node]
    /// A spike's height; half of it counts.
    package var spikeHeight: Voltage
    /// Whether the first spike decides; if not, the user counts the spikes.
    package var isRace: Bool
    /// The sources whose energy is added up, with their nodes; the minus nodes are ground.
    package var sources: [Source]

    package struct Source: Hashable, Sendable {
        package var element: String
        package var node: Node

        package init(element: String, node: Node) {
            self.element = element
            self.node = node
        }
    }

    package init(outputs: [Node], spikeHeight: Voltage, isRace: Bool = true, sources: [Source]) {
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
    ///
    /// Whoever spikes first is remembered: of the part of a whole that nobody has claimed, an output that spikes takes
    /// its own within picoseconds, so that the winner's number is exact, however often and whoever spikes later. A spike
    /// counts when an output that was below an eighth of its height passes half of it.
    func nodes(_ dialect: Dialect) -> [String] {
        func node(_ name: String, _ expression: String) -> String {
            dialect.voltageLine(name, name, "0", expression)
        }
        let groups = stride(from: 0, to: sources.count, by: 8).map { sources[$0..<min($0 + 8, sources.count)] }
        let powers = groups.enumerated().map { index, group in
            node("power_\(index)", "-(" + group.map { "v(\($0.node))*i(V\($0.element))" }.joined(separator: "+") + ")")
        }
        return [
            "* any_spike passes \(level) V when an output passes half of its spike",
            node("any_spike", outputs.map(excess).joined(separator: "+")),
        ] + counters(dialect) + (isRace ? race(dialect) : []) + [
            "* the power of all sources [W], eight to a node"
        ] + powers + [node("power", groups.indices.map { "v(power_\($0))" }.joined(separator: "+"))]
    }

    /// `spikes_K` counts the spikes of output K; `armed_K` goes from 1 to 0 in a spike, and what it loses is counted.
    private func counters(_ dialect: Dialect) -> [String] {
        let lines = outputs.enumerated().flatMap { index, output -> [String] in
            let low = "min(max(2-v(\(output))/\(spiceNumber(spikeHeight.value / 16)),0),1)"
            return [
                dialect.voltageLine(
                    "spiking_\(index)", "spiking_\(index)", "0", isSpiking("v(\(output))", above: halfSpike))
            ]
                + dialect.meter(
                    "armed_\(index)", "\(low)*(1-v(armed_\(index)))-v(spiking_\(index))*v(armed_\(index))", from: 1)
                + dialect.meter("spikes_\(index)", "v(spiking_\(index))*v(armed_\(index))")
        }
        let sum = outputs.indices.map { "v(spikes_\($0))" }.joined(separator: "+")
        return ["* spikes_K counts the spikes of output K, spikes those of all"] + lines + [
            dialect.voltageLine("spikes", "spikes", "0", sum)
        ]
    }

    /// `winner` is −1 before the first spike, and from then on the number of the output that had it.
    private func race(_ dialect: Dialect) -> [String] {
        let firsts = outputs.indices.map { "v(first_\($0))" }
        let weighted = firsts.enumerated().map { "\($0.offset + 1)*\($0.element)" }.joined(separator: "+")
        let sum = firsts.joined(separator: "+")
        return ["* winner is -1 before the first spike, and from then on the number of the output that had it"]
            + outputs.indices.flatMap { dialect.meter("first_\($0)", "v(spiking_\($0))*max(1-v(claimed),0)") } + [
                dialect.voltageLine("claimed", "claimed", "0", sum),
                // Of the sum itself, not of v(claimed), which a simulator knows to RELTOL only.
                dialect.voltageLine("winner", "winner", "0", "(\(weighted))/max(\(sum),1e-6)-1"),
            ]
    }

    /// What of these nodes is recorded.
    var signals: [String] {
        (["any_spike", "spikes"] + (isRace ? ["winner"] : []) + ["power"] + outputs.indices.map { "spikes_\($0)" }).map
        {
            "v(\($0))"
        }
    }
}

extension Dialect {
    /// A capacitor of 1 pF that a current charges from a voltage.
    func meter(_ node: String, _ current: String, from initial: Double = 0) -> [String] {
        [
            currentLine(node, "0", node, current), "C\(node) \(node) 0 1e-12 IC=\(spiceNumber(initial))",
            "R\(node) \(node) 0 1e15",
        ]
    }
}

/// What a run has to show.
package struct ExpectedRace: Hashable, Sendable {
    /// nil if nobody fires, or a tie.
    package var winner: Int?
    package var spikeTime: Time?
    package var energy: Energy

    package init(winner: Int?, spikeTime: Time?, energy: Energy) {
        self.winner = winner
        self.spikeTime = spikeTime
        self.energy = energy
    }
}

/// A quantity that a run measures.
struct Measurement {
    var name: String
    var condition: String
}

extension ReadOut {
    /// What the simulators that know `.meas` measure; none but the time of a first spike can fail.
    var measurements: [(remark: String, measurements: [Measurement])] {
        let spike = Measurement(name: "spike_time", condition: "WHEN V(any_spike)=\(level) RISE=1")
        let energy = Measurement(name: "energy", condition: "INTEG V(power)")
        let first: (String, [Measurement]) =
            isRace
            ? (
                "who spikes first, -1 if nobody does; when [s]; the energy of all sources [J]",
                [Measurement(name: "winner", condition: "MAX V(winner)"), spike, energy]
            )
            : ("the first spike of all [s]; the energy of all sources [J]", [spike, energy])
        let counts = outputs.indices.map { Measurement(name: "spikes_\($0)", condition: "MAX V(spikes_\($0))") }
        return [
            first, ("how often outputs spike, all together and each", [Self.count] + counts),
        ]
    }

    static let count = Measurement(name: "spikes", condition: "MAX V(spikes)")

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
