import Circuits
import Quantities

/// What differs from one simulator's language to the next.
///
/// A writer collects the models and subcircuits that its element lines call.
protocol DialectWriter {
    static var dialect: Dialect { get }
    /// Nodes may not be called so: the simulator means something else by it. In small letters.
    static var reservedNodes: [String] { get }

    /// - Parameter switchingTime: of switches that need a state to have a hysteresis.
    init(switchingTime: Time)
    /// Whether switches are subcircuits with a state, for want of a hysteresis.
    static var switchesHaveStates: Bool { get }
    /// - Precondition: the element is no source; sources are written with their stimulus.
    mutating func lines(for element: Element) -> [String]
    /// Models and subcircuits that the lines so far call.
    var definitions: [String] { get }

    static func options(_ options: SolverOptions) -> [String]
    /// TRTOL of 1, where it is known: steps by the truncation error itself.
    static var tightSteps: [String] { get }
    /// Ends a transient's line: the run starts from the capacitors' initial voltages.
    static var startWord: String { get }
    static func saveLines(_ names: [String]) -> [String]
    static func includeLine(_ file: String) -> String
    /// A parameter that a run steps, and parameters that follow it.
    static func parameterLine(_ name: String, _ value: String) -> String
    /// One run of the deck for every value; ngspice has none, and steps in a control block.
    static func stepLine(_ parameter: String, _ values: [Int]) -> String?
    /// Prints what the nodes of a read-out show, and beside it what to expect if the run is a stepped one.
    static func measurements(of readOut: ReadOut, _ run: SteppedRun<Self>?) -> [String]
    /// In what the measurements are given.
    static var timeUnit: MeasuredUnit { get }
    static var energyUnit: MeasuredUnit { get }
}

/// A unit at the end of a measurement's name.
struct MeasuredUnit {
    var suffix: String
    /// How many there are in the SI unit.
    var perSI: Double

    static let base = MeasuredUnit(suffix: "", perSI: 1)
}

extension DialectWriter {
    static var timeUnit: MeasuredUnit { .base }
    static var energyUnit: MeasuredUnit { .base }

    static var nameRules: NameRules { NameRules(reservedNodes: reservedNodes) }

    /// Below the title: for whom the file is written, and how to read it.
    static var preamble: [String] {
        [
            "* Written by Memspike for \(dialect.title). SI units without suffixes; every capacitor starts at its IC "
                + "(\(startWord))."
        ]
    }

    static var startWord: String { "UIC" }

    static var switchesHaveStates: Bool { false }

    static var tightSteps: [String] { [] }

    static func transient(_ analysis: TransientAnalysis) -> String {
        ".tran \(transientNumbers(analysis)) \(startWord)"
    }

    static func parameterLine(_ name: String, _ value: String) -> String { ".param \(name)=\(value)" }

    static func capacitorLine(_ name: String, _ a: Node, _ b: Node, _ value: Capacitance, from initial: Voltage)
        -> String
    {
        "C\(name) \(a) \(b) \(spiceNumber(value.value)) IC=\(spiceNumber(initial.value))"
    }

    static func saveLines(_ names: [String]) -> [String] { broken(names, by: 8).map { ".save " + $0 } }

    static func includeLine(_ file: String) -> String { ".include \"\(file)\"" }

    /// The numbers of a `.tran` line: print step, end, start, largest step.
    private static func transientNumbers(_ analysis: TransientAnalysis) -> String {
        let step = spiceNumber(analysis.maximumStep.value)
        return "\(step) \(spiceNumber(analysis.duration.value)) 0 \(step)"
    }

    static func list(_ values: [Int]) -> String { values.map(String.init).joined(separator: " ") }

    /// Words in groups, a group to a line.
    static func broken(_ words: [String], by count: Int) -> [String] {
        stride(from: 0, to: words.count, by: count).map {
            words[$0..<min($0 + count, words.count)].joined(separator: " ")
        }
    }

    /// A remark's line, whatever the text holds; ngspice joins a line to the next one where it ends in backslashes.
    static func remark(_ text: String) -> String {
        let line = "* \(text.onOneLine)"
        return line.hasSuffix("\\") ? line + " ." : line
    }
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
                        node, nearest: NearName.suggestion(for: node.name, among: nodes.map(\.name).sorted(), within: 2)
                    )
                }
                names[signal] = node.name.lowercased()
            case .current(let element):
                guard branchSet.contains(element) else {
                    throw .unknownBranch(
                        element: element, nearest: NearName.suggestion(for: element, among: branches, within: 2))
                }
                names[signal] = "v\(element.lowercased())#branch"
            }
        }
        return names
    }
}
