package import Circuits
import Quantities

/// A file of a netlist.
package struct NetlistFile: Hashable, Sendable {
    package var name: String
    package var text: String
}

/// What the sources do in one top file.
package struct NamedStimulus: Hashable, Sendable {
    /// "digit", "sample".
    package var kind: String
    package var number: Int
    package var stimulus: Stimulus
    /// What it is and what to expect, line by line.
    package var remarks: [String]
    /// nil if no engine ran.
    package var expected: ExpectedRace?

    package init(kind: String, number: Int, stimulus: Stimulus, remarks: [String], expected: ExpectedRace?) {
        self.kind = kind
        self.number = number
        self.stimulus = stimulus
        self.remarks = remarks
        self.expected = expected
    }

    /// The top file's name without its ending: "pattern_3".
    package var name: String { "\(kind)_\(number)" }
}

/// A circuit in parts as files: models, network, read-out, and per stimulus the sources and a top file.
enum HierarchicalDeck<Writer: DialectWriter> {
    static func files(
        _ circuit: HierarchicalCircuit, _ stimuli: [NamedStimulus], _ analysis: TransientAnalysis, _ readOut: ReadOut
    ) throws(SPICETextError) -> [NetlistFile] {
        try check(circuit)
        let head = [Writer.remark(circuit.title)] + Writer.preamble
        // A race of 30 ns needs faster switches than one of 300 ns; and a step that a simulator repeats begins from the state
        // that it threw away, which lets a switch leap up to a step early. A deep network's slots are long beside its switches.
        var analysis = analysis
        var switchingTime = PortableParts.longestSwitchingTime
        if !circuit.hasSwitchedSources {
            switchingTime = min(switchingTime, analysis.maximumStep / 48)
            if Writer.switchesHaveStates { analysis.maximumStep = analysis.maximumStep / 4 }
        }
        var writer = Writer(switchingTime: switchingTime)
        let network = networkLines(circuit, &writer)
        var files = [
            file("models.inc", head + ["*", "* Models and devices"] + writer.definitions),
            file("network.inc", head + network),
            file(
                "readout.inc",
                head + ["*", "* Read-out: nothing here loads the circuit"] + readOut.nodes(Writer.dialect)),
        ]
        let names = circuit.sources.map(\.name)
        for named in stimuli {
            let values = try SourceText.values(named.stimulus, of: names, edgeDuration: analysis.edgeDuration)
            files.append(
                file(
                    "stimulus_\(named.name).inc",
                    head + ["*", "* Sources for \(named.name)"] + circuit.sourceLines(values)))
            files.append(
                file(
                    "\(named.name).cir",
                    head + ["*"] + named.remarks.map(Writer.remark) + top(named.name, analysis, readOut.signals)
                        + Writer.measurements(of: readOut, nil) + [".end"]))
        }
        guard stimuli.count > 1 else { return files }
        let run = SteppedRun<Writer>(stimuli, isRace: readOut.isRace)
        let values = try SourceText.values(choosing: stimuli, of: names, edgeDuration: analysis.edgeDuration)
        files.append(
            file(
                "stimulus_all.inc",
                head + ["*", "* Sources for every \(run.parameter)"] + run.parameters + circuit.sourceLines(values)
                    + run.expectedLines))
        files.append(
            file(
                "all.cir",
                head + ["*", "* Every \(run.parameter) in one run, each beside what to expect"]
                    + top("all", analysis, readOut.signals + run.signals)
                    + Writer.measurements(of: readOut, run) + [".end"]))
        return files
    }

    private static func top(_ stimulus: String, _ analysis: TransientAnalysis, _ more: [String]) -> [String] {
        let shown = analysis.signals.compactMap { signal -> String? in
            signal == .voltage(.ground) ? nil : SignalNames.save(signal)
        }
        return ["*"] + Writer.options(analysis.options)
            + ["models.inc", "network.inc", "stimulus_\(stimulus).inc", "readout.inc"].map(Writer.includeLine)
            + Writer.saveLines(shown + more) + [Writer.transient(analysis)]
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
        lines += ["*", "* The network: crossbar, a neuron for every column, one winner-take-all where neurons race"]
        lines += circuit.calls.map { call in
            broken("X\(call.name)", call.nodes, end: call.subcircuit)
        }
        for part in circuit.subcircuits {
            lines += ["*", Writer.remark(part.purpose)]
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
}

extension HierarchicalCircuit {
    fileprivate var sources: [(name: String, plus: Node, minus: Node)] {
        elements.compactMap { element in
            if case .voltageSource(let plus, let minus) = element.kind { (element.name, plus, minus) } else { nil }
        }
    }

    /// - Parameter values: one a source.
    fileprivate func sourceLines(_ values: [String]) -> [String] {
        zip(sources, values).map { Dialect.broken("V\($0.name) \($0.plus) \($0.minus) \($1)") }
    }
}
