import Circuits
import Quantities

/// What differs from one simulator's language to the next.
///
/// A writer collects the models and subcircuits that its element lines call.
protocol DialectWriter {
    static var nameRules: NameRules { get }
    /// Below the title: for whom the file is written, and how to read it.
    static var preamble: [String] { get }

    init()
    /// - Precondition: the element is no source; sources are written with their stimulus.
    mutating func lines(for element: Element) -> [String]
    /// Models and subcircuits that the lines so far call.
    var definitions: [String] { get }

    static func options(_ options: SolverOptions) -> [String]
    /// The transient analysis, from the capacitors' initial voltages.
    static func transient(_ analysis: TransientAnalysis) -> String
    static func saveLines(_ names: [String]) -> [String]
    static func includeLine(_ file: String) -> String
    /// A node whose voltage is an expression.
    static func voltageLine(_ name: String, node: String, _ expression: String) -> String
    /// Prints what the nodes of a read-out show.
    static func measurements(of readOut: ReadOut) -> [String]
}

extension DialectWriter {
    static func capacitorLine(_ name: String, _ a: Node, _ b: Node, _ value: Capacitance, from initial: Voltage)
        -> String
    {
        "C\(name) \(a) \(b) \(spiceNumber(value.value)) IC=\(spiceNumber(initial.value))"
    }

    /// The line of an independent source.
    static func sourceLine(
        _ name: String, _ plus: Node, _ minus: Node, _ waveform: SourceWaveform, edgeDuration: Time
    ) throws(SPICETextError) -> String {
        let corners = try waveform.corners(of: name, edgeDuration: edgeDuration)
        return "V\(name) \(plus) \(minus) \(sourceText(corners))"
    }

    /// A level, or a polygon whose corners go four to a line.
    private static func sourceText(_ corners: [SourceCorner]) -> String {
        guard corners.count > 1 else { return "DC \(spiceNumber(corners[0].level))" }
        let points = corners.map { "\(spiceNumber($0.time)) \(spiceNumber($0.level))" }
        let rows = stride(from: 0, to: points.count, by: 4).map { start in
            points[start..<min(start + 4, points.count)].joined(separator: "  ")
        }
        return "PWL(" + rows.joined(separator: "\n+ ") + ")"
    }

    static func saveLines(_ names: [String]) -> [String] { broken(names, by: 8).map { ".save " + $0 } }

    static func includeLine(_ file: String) -> String { ".include \"\(file)\"" }

    /// The numbers of a `.tran` line: print step, end, start, largest step.
    static func transientNumbers(_ analysis: TransientAnalysis) -> String {
        let step = spiceNumber(analysis.maximumStep.value)
        return "\(step) \(spiceNumber(analysis.duration.value)) 0 \(step)"
    }

    /// Words in groups, a group to a line.
    static func broken(_ words: [String], by count: Int) -> [String] {
        stride(from: 0, to: words.count, by: count).map {
            words[$0..<min($0 + count, words.count)].joined(separator: " ")
        }
    }

    static func oneLine(_ text: String) -> String { String(text.map { $0.isNewline ? " " : $0 }) }
}

// MARK: Signals

/// What the simulators call a circuit's signals, in ngspice's spelling; those that run these texts in its modes share it.
enum SignalNames {
    static func save(_ signal: Signal) -> String {
        switch signal {
        case .voltage(let node): "v(\(node))"
        case .current(let element): "i(V\(element))"
        }
    }

    /// ngspice's vector of a node is the node's name, of a source's current the source's with "#branch", in small letters.
    static func vectors(of signals: [Signal], in circuit: Circuit) throws(SPICETextError) -> [Signal: String] {
        let nodes = Set(circuit.elements.flatMap { $0.kind.terminals + $0.kind.controls })
        let branches = circuit.elements.compactMap { element in
            switch element.kind {
            case .voltageSource, .switchedSource, .ammeter: element.name
            default: nil
            }
        }
        let branchSet = Set(branches)
        var names: [Signal: String] = [:]
        for signal in signals {
            switch signal {
            case .voltage(.ground): break
            case .voltage(let node):
                guard nodes.contains(node) else {
                    throw .unknownNode(
                        node, nearest: nearestName(to: node.name, among: nodes.map(\.name).sorted()))
                }
                names[signal] = node.name.lowercased()
            case .current(let element):
                guard branchSet.contains(element) else {
                    throw .unknownBranch(element: element, nearest: nearestName(to: element, among: branches))
                }
                names[signal] = "v\(element.lowercased())#branch"
            }
        }
        return names
    }
}
