package import Circuits
import NumericalMethods
import Quantities

/// Why a circuit cannot be solved by events.
package enum LoweringError: Error, Equatable, CustomStringConvertible {
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
    /// A node that starts at a voltage, but has no capacitor that could hold it.
    case unsupportedInitialVoltage(Node)

    package var description: String {
        switch self {
        case .unsupportedElement(let name, let kind):
            "element \"\(name)\" is a \(kind); the event-driven engine solves resistors, grounded capacitors, grounded and "
                + "switched sources, hysteretic switches and piecewise-linear diodes: use the piecewise-linear variant, "
                + "or ngspice"
        case .unsupportedSource(let name):
            "source \"\(name)\" must stand between a node of its own and ground for the event-driven engine; use ngspice"
        case .noCapacitance(let node):
            "node \"\(node)\" has no capacitor to ground; the event-driven engine needs one (50 fF suffice), or use ngspice"
        case .unsupportedCapacitor(let name):
            "capacitor \"\(name)\" does not lie between ground and a node that no source holds; the event-driven engine needs that: "
                + "use ngspice"
        case .switchAtSource(let name):
            "switch \"\(name)\" ends at a driven node; the event-driven engine needs a node with a capacitor: use ngspice"
        case .unsupportedSignal(let signal):
            "the event-driven engine cannot record \(signal); it records the voltages of nodes with a capacitor"
        case .unsupportedInitialVoltage(let node):
            "node \"\(node)\" cannot start at a voltage of its own: it needs a capacitor to ground, and no source"
        }
    }
}

/// A node as the solver sees it.
enum Terminal: Hashable, Sendable {
    /// A capacitor's node: an unknown.
    case state(Int)
    /// A source's node: given. The stimulus' sources come first, then the switched ones.
    case source(Int)
    case ground
}

/// A switch or a piecewise-linear diode: off, i = v·g_off; on, i = (v − offset)·g_on.
struct SwitchedBranch: Sendable {
    var element: Int
    var group: Int
    var a: Terminal
    var b: Terminal
    var onConductance: Double  // [S]
    var offConductance: Double  // [S]
    var offset: Double  // [V]
    /// A switch with a control of its own, not a diode.
    var isSwitch: Bool
    /// Index of the condition.
    var guardClass: Int
}

/// A source of two levels.
struct SwitchedLevel: Sendable {
    var element: Int
    var high: Double  // [V]
    var low: Double  // [V]
    /// Index of the condition.
    var guardClass: Int
}

/// What turns switches and switched sources on and off: those with the same control and thresholds change together.
struct SwitchingCondition: Hashable, Sendable {
    var controlPlus: Terminal
    var controlMinus: Terminal
    var onThreshold: Double  // [V]
    var offThreshold: Double  // [V]
}

/// What a state node's fixed resistors to sources and ground belong to, for the energy account.
struct GroupDrive: Sendable {
    var group: Int
    /// Σ g [S].
    var conductance: Double
    /// To the sources, switched ones included.
    var edges: [(source: Int, conductance: Double)]
}

struct FixedBranch: Sendable {
    var a: Int
    var b: Int
    var conductance: Double
    var group: Int
}

/// A piecewise-linear circuit, prepared for many stimuli: immutable, shared between threads.
package struct LoweredCircuit: Sendable {
    let elements: [Element]
    let analysis: TransientAnalysis
    let groups: [ElementGroup]
    let terminals: [Node: Terminal]
    let stateNodes: [Node]
    /// The stimulus' sources.
    let sourceCount: Int
    let switchedSources: [SwitchedLevel]
    let capacitance: [Double]  // [F] per state
    let capacitorGroups: [[(group: Int, capacitance: Double)]]  // per state
    /// Sum of all fixed conductances at a state [S].
    let fixedConductance: [Double]
    let groupDrives: [[GroupDrive]]  // per state
    let fixedBranches: [FixedBranch]
    let sourceBranches: [(a: Int, b: Int?, conductance: Double, group: Int)]
    let switches: [SwitchedBranch]
    let conditions: [SwitchingCondition]
    let idle: IdleSolution
    let network: FlatNetwork
    /// Of every state; empty if all start at 0 V. [V]
    let initialPotentials: [Double]

    /// - Parameter solvesByModes: never by power series, which are cheaper where many columns meet.
    package init(
        _ circuit: Circuit, analysis: TransientAnalysis, solvesByModes: Bool = false
    ) throws(LoweringError) {
        var builder = try LoweringBuilder(circuit)
        try builder.addSwitchedSources()
        try builder.addElements()
        for signal in analysis.signals {
            guard case .voltage(let node) = signal, builder.isState(node) else { throw .unsupportedSignal(signal) }
        }
        var initialPotentials =
            analysis.initialVoltages.isEmpty ? [] : [Double](repeating: 0, count: builder.stateNodes.count)
        for (node, voltage) in analysis.initialVoltages.sorted(by: { $0.key.name < $1.key.name }) {
            guard case .state(let state)? = builder.terminals[node] else { throw .unsupportedInitialVoltage(node) }
            initialPotentials[state] = voltage.value
        }
        self.initialPotentials = initialPotentials
        // Series tend nowhere in closed form: an operating point asks for modes.
        let series = SeriesPlan(
            builder, duration: analysis.duration.value, isWanted: !solvesByModes && !analysis.startsAtOperatingPoint)
        let idle = IdleSolution(
            capacitance: builder.capacitance, fixedConductance: builder.fixedConductance,
            fixedBranches: builder.fixedBranches, switches: builder.switches,
            isLeftOut: { series.groupOfState[$0] >= 0 })
        self.analysis = analysis
        self.idle = idle
        elements = circuit.elements
        groups = builder.groups
        terminals = builder.terminals
        stateNodes = builder.stateNodes
        sourceCount = builder.sourceCount
        switchedSources = builder.switchedSources
        capacitance = builder.capacitance
        capacitorGroups = builder.capacitorGroups
        fixedConductance = builder.fixedConductance
        groupDrives = builder.groupDrives
        fixedBranches = builder.fixedBranches
        sourceBranches = builder.sourceBranches
        switches = builder.switches
        conditions = builder.conditions
        network = FlatNetwork(builder, idle: idle, series: series)
    }

    /// The idle circuit, also of the states that move as power series.
    func completeIdle() -> IdleSolution {
        guard !network.series.groups.isEmpty else { return idle }
        return IdleSolution(
            capacitance: capacitance, fixedConductance: fixedConductance, fixedBranches: fixedBranches,
            switches: switches)
    }
}

/// Collects a lowered circuit element by element.
struct LoweringBuilder {
    let circuit: Circuit
    var groups: [ElementGroup] = []
    var terminals: [Node: Terminal] = [:]
    var stateNodes: [Node] = []
    var sourceCount = 0
    var switchedSources: [SwitchedLevel] = []
    var capacitance: [Double] = []
    var capacitorGroups: [[(group: Int, capacitance: Double)]] = []
    var fixedConductance: [Double] = []
    var groupDrives: [[GroupDrive]] = []
    var fixedBranches: [FixedBranch] = []
    var sourceBranches: [(a: Int, b: Int?, conductance: Double, group: Int)] = []
    var switches: [SwitchedBranch] = []
    var conditions: [SwitchingCondition] = []
    private var classOfCondition: [SwitchingCondition: Int] = [:]
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
            try addSource(element.name, plus, minus, index: sourceCount)
            sourceCount += 1
        }
        var index = sourceCount
        for element in circuit.elements {
            guard case .switchedSource(let plus, let minus, _, _, _) = element.kind else { continue }
            try addSource(element.name, plus, minus, index: index)
            index += 1
        }
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
        fixedConductance = [Double](repeating: 0, count: stateNodes.count)
        groupDrives = [[GroupDrive]](repeating: [], count: stateNodes.count)
    }

    private mutating func addSource(
        _ name: String, _ plus: Node, _ minus: Node, index: Int
    ) throws(LoweringError) {
        guard find(minus) == find(.ground), terminals[find(plus)] == nil else { throw .unsupportedSource(name: name) }
        terminals[find(plus)] = .source(index)
    }

    mutating func addSwitchedSources() throws(LoweringError) {
        for (index, element) in circuit.elements.enumerated() {
            guard case .switchedSource(_, _, let plus, let minus, let model) = element.kind else { continue }
            let condition = try SwitchingCondition(
                controlPlus: terminal(plus), controlMinus: terminal(minus), onThreshold: model.onThreshold.value,
                offThreshold: model.offThreshold.value)
            switchedSources.append(
                SwitchedLevel(
                    element: index, high: model.high.value, low: model.low.value, guardClass: guardClass(of: condition))
            )
        }
    }

    private mutating func guardClass(of condition: SwitchingCondition) -> Int {
        if let known = classOfCondition[condition] { return known }
        classOfCondition[condition] = conditions.count
        conditions.append(condition)
        return conditions.count - 1
    }

    private mutating func add(_ farads: Double, of element: Element, to state: Int) {
        capacitance[state] += farads
        capacitorGroups[state].append((group(element.group), farads))
    }

    mutating func addElements() throws(LoweringError) {
        for (index, element) in circuit.elements.enumerated() {
            switch element.kind {
            case .capacitor, .voltageSource, .switchedSource, .ammeter: break
            case .resistor(let a, let b, let r):
                addResistor(try terminal(a), try terminal(b), 1 / r.value, group(element.group))
            case .hysteresisSwitch(let a, let b, let plus, let minus, let model):
                try addSwitch(
                    index, a, b, plus, minus, on: model.onThreshold.value, off: model.offThreshold.value,
                    onConductance: 1 / model.onResistance.value, offConductance: 1 / model.offResistance.value,
                    offset: 0, isSwitch: true)
            case .piecewiseLinearDiode(let anode, let cathode, let model):
                let forward = model.forwardVoltage.value
                try addSwitch(
                    index, anode, cathode, anode, cathode, on: forward, off: forward,
                    onConductance: 1 / model.onResistance.value, offConductance: 0, offset: forward, isSwitch: false)
            case .sinhConductor: throw .unsupportedElement(name: element.name, kind: "sinh conductor")
            case .junctionDiode: throw .unsupportedElement(name: element.name, kind: "junction diode")
            case .mosfet: throw .unsupportedElement(name: element.name, kind: "MOSFET")
            case .thresholdSwitch: throw .unsupportedElement(name: element.name, kind: "threshold switch with dynamics")
            case .memristor, .device:
                throw .unsupportedElement(name: element.name, kind: "memristor with a state equation")
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

    private mutating func addSwitch(
        _ element: Int, _ a: Node, _ b: Node, _ controlPlus: Node, _ controlMinus: Node, on: Double, off: Double,
        onConductance: Double, offConductance: Double, offset: Double, isSwitch: Bool
    ) throws(LoweringError) {
        let ends = try (terminal(a), terminal(b))
        for end in [ends.0, ends.1] {
            if case .source = end { throw .switchAtSource(name: circuit.elements[element].name) }
        }
        let condition = try SwitchingCondition(
            controlPlus: terminal(controlPlus), controlMinus: terminal(controlMinus), onThreshold: on,
            offThreshold: off)
        switches.append(
            SwitchedBranch(
                element: element, group: group(circuit.elements[element].group), a: ends.0, b: ends.1,
                onConductance: onConductance, offConductance: offConductance, offset: offset,
                isSwitch: isSwitch, guardClass: guardClass(of: condition)))
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
