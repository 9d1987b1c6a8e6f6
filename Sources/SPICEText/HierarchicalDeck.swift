public import Circuits

/// A file of a netlist.
public struct NetlistFile: Hashable, Sendable {
    public var name: String
    public var text: String
}

/// What the sources do in one top file.
public struct NamedStimulus: Hashable, Sendable {
    /// The top file's name without its ending.
    public var name: String
    public var stimulus: Stimulus
    /// What it is and what to expect, line by line.
    public var remarks: [String]

    public init(name: String, stimulus: Stimulus, remarks: [String]) {
        self.name = name
        self.stimulus = stimulus
        self.remarks = remarks
    }
}

/// A circuit in parts as files: models, network, read-out, and per stimulus the sources and a top file.
enum HierarchicalDeck<Writer: DialectWriter> {
    static func files(
        _ circuit: HierarchicalCircuit, _ stimuli: [NamedStimulus], _ analysis: TransientAnalysis, _ readOut: ReadOut
    ) throws(SPICETextError) -> [NetlistFile] {
        try check(circuit)
        let title = Writer.oneLine(circuit.title)
        let head = ["* \(title)"] + Writer.preamble
        var writer = Writer()
        let network = networkLines(circuit, &writer)
        var files = [
            file("models.inc", head + ["*", "* Models and devices"] + writer.definitions),
            file("network.inc", head + network),
            file(
                "readout.inc", head + ["*", "* Read-out: nothing here loads the circuit"] + readOut.nodes(Writer.self)),
        ]
        for named in stimuli {
            let sources = try sourceLines(circuit, named.stimulus, analysis)
            files.append(file("stimulus_\(named.name).inc", head + ["*", "* Sources for \(named.name)"] + sources))
            files.append(file("\(named.name).cir", head + top(named, analysis, readOut) + [".end"]))
        }
        return files
    }

    private static func top(_ named: NamedStimulus, _ analysis: TransientAnalysis, _ readOut: ReadOut) -> [String] {
        let shown = analysis.signals.compactMap { signal -> String? in
            signal == .voltage(.ground) ? nil : SignalNames.save(signal)
        }
        return ["*"] + named.remarks.map { "* \($0)" } + ["*"] + Writer.options(analysis.options)
            + ["models.inc", "network.inc", "stimulus_\(named.name).inc", "readout.inc"].map(Writer.includeLine)
            + Writer.saveLines(shown + ["v(any_spike)", "v(winner_index)", "v(power)"]) + [Writer.transient(analysis)]
            + Writer.measurements(of: readOut)
    }

    private static func file(_ name: String, _ lines: [String]) -> NetlistFile {
        NetlistFile(name: name, text: lines.joined(separator: "\n") + "\n")
    }

    private static func check(_ circuit: HierarchicalCircuit) throws(SPICETextError) {
        // A circuit of one part at a time: the same name may stand in two parts.
        for elements in [circuit.elements] + circuit.subcircuits.map(\.elements) {
            try Writer.nameRules.check(elements)
        }
    }

    private static func networkLines(_ circuit: HierarchicalCircuit, _ writer: inout Writer) -> [String] {
        var lines: [String] = []
        let drivers = circuit.elements.filter { if case .voltageSource = $0.kind { false } else { true } }
        if !drivers.isEmpty {
            lines += ["*", "* Row drivers"] + drivers.flatMap { writer.lines(for: $0) }
        }
        lines += ["*", "* The network: a column of synapses and a neuron for every class, one winner-take-all"]
        lines += circuit.calls.map { call in
            broken("X\(call.name)", call.nodes, end: call.subcircuit)
        }
        for part in circuit.subcircuits {
            lines += ["*", "* \(Writer.oneLine(part.purpose))"]
            lines.append(broken(".subckt \(part.name)", part.ports, end: nil))
            lines += part.elements.flatMap { writer.lines(for: $0) }
            lines.append(".ends \(part.name)")
        }
        return lines
    }

    /// A line with many nodes, eight to a row.
    private static func broken(_ start: String, _ nodes: [Node], end: String?) -> String {
        let words = nodes.map(\.name) + (end.map { [$0] } ?? [])
        let rows = Writer.broken(words, by: 8)
        return ([start + " " + rows[0]] + rows.dropFirst()).joined(separator: "\n+ ")
    }

    private static func sourceLines(
        _ circuit: HierarchicalCircuit, _ stimulus: Stimulus, _ analysis: TransientAnalysis
    ) throws(SPICETextError) -> [String] {
        let sources = circuit.elements.compactMap { element -> (name: String, plus: Node, minus: Node)? in
            if case .voltageSource(let plus, let minus) = element.kind { (element.name, plus, minus) } else { nil }
        }
        guard sources.count == stimulus.waveforms.count else {
            throw .stimulusMismatch(sources: sources.map(\.name), waveforms: stimulus.waveforms.count)
        }
        var lines: [String] = []
        for (source, waveform) in zip(sources, stimulus.waveforms) {
            lines.append(
                try Writer.sourceLine(
                    source.name, source.plus, source.minus, waveform, edgeDuration: analysis.edgeDuration))
        }
        return lines
    }
}
