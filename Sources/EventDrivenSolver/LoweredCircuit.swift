public import Circuits
import NumericalMethods
import Quantities

/// Why a circuit cannot be solved by events.
public enum LoweringError: Error, Equatable, CustomStringConvertible {
    /// Not piecewise linear.
    case unsupportedElement(name: String, kind: String)
    /// The source's minus node is not ground, or two sources meet.
    case unsupportedSource(name: String)
    /// A node carries current but has no capacitance to ground.
    case noCapacitance(node: Node)
    case unsupportedCapacitor(name: String)
    /// A switch or diode that ends at a driven node.
    case switchAtSource(name: String)
    case unsupportedSignal(Signal)

    public var description: String {
        switch self {
        case .unsupportedElement(let name, let kind):
            "element \"\(name)\" is a \(kind); the event-driven engine solves resistors, grounded capacitors, grounded "
                + "sources, hysteretic switches and piecewise-linear diodes: use the piecewise-linear variant, or ngspice"
        case .unsupportedSource(let name):
            "source \"\(name)\" must stand between a node of its own and ground for the event-driven engine; use ngspice"
        case .noCapacitance(let node):
            "node \"\(node)\" has no capacitor to ground; the event-driven engine needs one (50 fF suffice), or use ngspice"
        case .unsupportedCapacitor(let name):
            "capacitor \"\(name)\" does not go to ground; the event-driven engine needs that: use ngspice"
        case .switchAtSource(let name):
            "switch \"\(name)\" ends at a driven node; the event-driven engine needs a node with a capacitor: use ngspice"
        case .unsupportedSignal(let signal):
            "the event-driven engine cannot record \(signal); it records the voltages of nodes with a capacitor"
        }
    }
}

/// A node as the solver sees it.
enum Terminal: Hashable, Sendable {
    /// A capacitor's node: an unknown.
    case state(Int)
    /// A source's node: given.
    case source(Int)
    case ground
}

/// A switch or a piecewise-linear diode: off, i = v·g_off; on, i = (v − offset)·g_on.
struct SwitchedBranch: Sendable {
    var element: Int
    var group: Int
    var a: Terminal
    var b: Terminal
    var controlPlus: Terminal
    var controlMinus: Terminal
    var onThreshold: Double  // [V]
    var offThreshold: Double  // [V]
    var onConductance: Double  // [S]
    var offConductance: Double  // [S]
    var offset: Double  // [V]
    /// Switches with the same control and thresholds share a class.
    var guardClass = 0

    func sharesGuard(with other: SwitchedBranch) -> Bool {
        controlPlus == other.controlPlus && controlMinus == other.controlMinus && onThreshold == other.onThreshold
            && offThreshold == other.offThreshold
    }
}

/// What a state node's fixed resistors to sources and ground belong to, for the energy account.
struct GroupDrive: Sendable {
    var group: Int
    /// Σ g [S].
    var conductance: Double
    var edges: [(source: Int, conductance: Double)]
}

struct FixedBranch: Sendable {
    var a: Int
    var b: Int
    var conductance: Double
    var group: Int
}

/// A piecewise-linear circuit, prepared for many stimuli: immutable, shared between threads.
public struct LoweredCircuit: Sendable {
    let elements: [Element]
    let analysis: TransientAnalysis
    let groups: [ElementGroup]
    let terminals: [Node: Terminal]
    let stateNodes: [Node]
    let sourceCount: Int
    /// The stride of `drive`: sources, rounded up to a full SIMD vector.
    let sourceStride: Int
    let capacitance: [Double]  // [F] per state
    let capacitorGroups: [[(group: Int, capacitance: Double)]]  // per state
    /// Conductance from each state to each source, `[states × sourceStride]` [S].
    let drive: [Double]
    let hasDrive: [Bool]
    /// Sum of all fixed conductances at a state [S].
    let fixedConductance: [Double]
    let groupDrives: [[GroupDrive]]  // per state
    let fixedBranches: [FixedBranch]
    let sourceBranches: [(a: Int, b: Int?, conductance: Double, group: Int)]
    let switches: [SwitchedBranch]
    let guardClassCount: Int
    let idle: IdleSolution

    public init(_ circuit: Circuit, analysis: TransientAnalysis) throws(LoweringError) {
        var builder = try LoweringBuilder(circuit)
        try builder.addElements()
        for signal in analysis.signals {
            guard case .voltage(let node) = signal, builder.isState(node) else { throw .unsupportedSignal(signal) }
        }
        self.analysis = analysis
        elements = circuit.elements
        groups = builder.groups
        terminals = builder.terminals
        stateNodes = builder.stateNodes
        sourceCount = builder.sourceCount
        sourceStride = builder.stride
        capacitance = builder.capacitance
        capacitorGroups = builder.capacitorGroups
        drive = builder.drive
        fixedConductance = builder.fixedConductance
        groupDrives = builder.groupDrives
        fixedBranches = builder.fixedBranches
        sourceBranches = builder.sourceBranches
        switches = builder.switches
        guardClassCount = builder.guardClassCount
        let states = builder.stateNodes.count
        let stride = builder.stride
        hasDrive = (0..<states).map { state in
            (0..<stride).contains { builder.drive[state * stride + $0] != 0 }
        }
        idle = IdleSolution(
            capacitance: builder.capacitance, fixedConductance: builder.fixedConductance,
            fixedBranches: builder.fixedBranches, switches: builder.switches)
    }
}

/// Collects a lowered circuit element by element.
private struct LoweringBuilder {
    let circuit: Circuit
    var groups: [ElementGroup] = []
    var terminals: [Node: Terminal] = [:]
    var stateNodes: [Node] = []
    var sourceCount = 0
    var stride = 0
    var capacitance: [Double] = []
    var capacitorGroups: [[(group: Int, capacitance: Double)]] = []
    var drive: [Double] = []
    var fixedConductance: [Double] = []
    var groupDrives: [[GroupDrive]] = []
    var fixedBranches: [FixedBranch] = []
    var sourceBranches: [(a: Int, b: Int?, conductance: Double, group: Int)] = []
    var switches: [SwitchedBranch] = []
    var guardClassCount = 0
    /// Nodes joined by an ammeter are one.
    private var representative: [Node: Node] = [:]

    init(_ circuit: Circuit) throws(LoweringError) {
        self.circuit = circuit
        for element in circuit.elements {
            if case .ammeter(let plus, let minus, _) = element.kind { join(plus, minus) }
        }
        terminals[find(.ground)] = .ground
        for element in circuit.elements {
            guard case .voltageSource(let plus, let minus) = element.kind else { continue }
            guard find(minus) == find(.ground), terminals[find(plus)] == nil else {
                throw .unsupportedSource(name: element.name)
            }
            terminals[find(plus)] = .source(sourceCount)
            sourceCount += 1
        }
        stride = (sourceCount + 7) / 8 * 8
        for element in circuit.elements {
            guard case .capacitor(let a, let b, let c) = element.kind else { continue }
            let ground = find(.ground)
            guard find(a) == ground || find(b) == ground else { throw .unsupportedCapacitor(name: element.name) }
            let node = find(a) == ground ? find(b) : find(a)
            switch terminals[node] {
            case .state(let state): add(c.value, of: element, to: state)
            case nil:
                terminals[node] = .state(stateNodes.count)
                stateNodes.append(node)
                capacitance.append(0)
                capacitorGroups.append([])
                add(c.value, of: element, to: stateNodes.count - 1)
            case .source, .ground: throw .unsupportedCapacitor(name: element.name)
            }
        }
        drive = [Double](repeating: 0, count: stateNodes.count * stride)
        fixedConductance = [Double](repeating: 0, count: stateNodes.count)
        groupDrives = [[GroupDrive]](repeating: [], count: stateNodes.count)
    }

    private mutating func add(_ farads: Double, of element: Element, to state: Int) {
        capacitance[state] += farads
        capacitorGroups[state].append((group(element.group), farads))
    }

    mutating func addElements() throws(LoweringError) {
        for (index, element) in circuit.elements.enumerated() {
            switch element.kind {
            case .capacitor, .voltageSource, .ammeter: break
            case .resistor(let a, let b, let r):
                addResistor(try terminal(a), try terminal(b), 1 / r.value, group(element.group))
            case .hysteresisSwitch(let a, let b, let plus, let minus, let model):
                try addSwitch(
                    SwitchedBranch(
                        element: index, group: group(element.group), a: terminal(a), b: terminal(b),
                        controlPlus: terminal(plus), controlMinus: terminal(minus),
                        onThreshold: model.onThreshold.value, offThreshold: model.offThreshold.value,
                        onConductance: 1 / model.onResistance.value, offConductance: 1 / model.offResistance.value,
                        offset: 0))
            case .piecewiseLinearDiode(let anode, let cathode, let model):
                try addSwitch(
                    SwitchedBranch(
                        element: index, group: group(element.group), a: terminal(anode), b: terminal(cathode),
                        controlPlus: terminal(anode), controlMinus: terminal(cathode),
                        onThreshold: model.forwardVoltage.value, offThreshold: model.forwardVoltage.value,
                        onConductance: 1 / model.onResistance.value, offConductance: 0,
                        offset: model.forwardVoltage.value))
            case .junctionDiode: throw .unsupportedElement(name: element.name, kind: "junction diode")
            case .mosfet: throw .unsupportedElement(name: element.name, kind: "MOSFET")
            case .thresholdSwitch: throw .unsupportedElement(name: element.name, kind: "threshold switch with dynamics")
            case .memristor: throw .unsupportedElement(name: element.name, kind: "memristor with a state equation")
            }
        }
        for nodes in representative.keys { terminals[nodes] = terminals[find(nodes)] }
    }

    func isState(_ node: Node) -> Bool { if case .state? = terminals[node] { true } else { false } }

    private mutating func addResistor(_ a: Terminal, _ b: Terminal, _ g: Double, _ group: Int) {
        switch (a, b) {
        case (.state(let x), .state(let y)):
            guard x != y else { return }
            fixedConductance[x] += g
            fixedConductance[y] += g
            fixedBranches.append(FixedBranch(a: x, b: y, conductance: g, group: group))
        case (.state(let x), .source(let s)), (.source(let s), .state(let x)):
            fixedConductance[x] += g
            drive[x * stride + s] += g
            addDrive(state: x, group: group, conductance: g, source: s)
        case (.state(let x), .ground), (.ground, .state(let x)):
            fixedConductance[x] += g
            addDrive(state: x, group: group, conductance: g, source: nil)
        case (.source(let s), .source(let t)): sourceBranches.append((s, t, g, group))
        case (.source(let s), .ground), (.ground, .source(let s)): sourceBranches.append((s, nil, g, group))
        case (.ground, .ground): break
        }
    }

    private mutating func addDrive(state: Int, group: Int, conductance: Double, source: Int?) {
        let place: Int
        if let known = groupDrives[state].firstIndex(where: { $0.group == group }) {
            place = known
        } else {
            place = groupDrives[state].count
            groupDrives[state].append(GroupDrive(group: group, conductance: 0, edges: []))
        }
        groupDrives[state][place].conductance += conductance
        if let source { groupDrives[state][place].edges.append((source, conductance)) }
    }

    private mutating func addSwitch(_ branch: SwitchedBranch) throws(LoweringError) {
        for end in [branch.a, branch.b] {
            if case .source = end { throw .switchAtSource(name: circuit.elements[branch.element].name) }
        }
        var branch = branch
        if let twin = switches.first(where: { $0.sharesGuard(with: branch) }) {
            branch.guardClass = twin.guardClass
        } else {
            branch.guardClass = guardClassCount
            guardClassCount += 1
        }
        switches.append(branch)
    }

    private func terminal(_ node: Node) throws(LoweringError) -> Terminal {
        guard let terminal = terminals[find(node)] else { throw .noCapacitance(node: node) }
        return terminal
    }

    private mutating func group(_ group: ElementGroup) -> Int {
        if let known = groups.firstIndex(of: group) { return known }
        groups.append(group)
        return groups.count - 1
    }

    private func find(_ node: Node) -> Node {
        var current = node
        while let next = representative[current], next != current { current = next }
        return current
    }

    private mutating func join(_ a: Node, _ b: Node) {
        representative[b] = representative[b] ?? b
        representative[a] = representative[a] ?? a
        representative[find(b)] = find(a)
    }
}
