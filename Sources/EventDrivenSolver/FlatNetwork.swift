/// A lowered circuit as flat tables: all that the event loop and its energy account read.
///
/// A node is a state, then a source, then a switched source, then ground, in one numbering. A branch is a fixed one
/// between two states, or, after these, a switch.
final class FlatNetwork: @unchecked Sendable {
    // Nothing is written to the tables once they are made: hence unchecked.

    /// A branch as the state at one of its ends sees it.
    struct Contact {
        var branch: Int32
        /// The state at the other end; −1 for ground.
        var other: Int32
        /// 1 at the branch's first end, −1 at its second.
        var sign: Double
    }

    /// A state's fixed conductances to sources and ground that belong to one group.
    struct Drive {
        /// Where the conductances to the stimulus' sources stand in `driveRows`; −1 if there are none.
        var row: Int
        /// The blocks of eight sources that the row spans.
        var firstBlock: Int
        var endBlock: Int
        var group: Int
        var conductance: Double  // Σ g [S]
    }

    /// A column that a switched source feeds.
    struct Column {
        var state: Int
        var conductance: Double  // [S]
    }

    /// What a guard's switched sources add to a drive when they turn on.
    struct DriveChange {
        var state: Int
        var drive: Int
        var linear: Double  // Σ g (high − low) [A]
        var quadratic: Double  // Σ g (high² − low²) [W]
    }

    struct SwitchedSource {
        var high: Double  // [V]
        var low: Double  // [V]
        var conductance: Double  // Σ g of its columns [S]
    }

    struct Branch {
        var group: Int
        var onConductance: Double  // [S]
        var offConductance: Double  // [S]
        var offset: Double  // [V]
    }

    /// The switch of another group that pulls a state down to ground.
    struct PullDown {
        /// −1 if the state has none, or more than one.
        var branch = -1
        /// The group of the state's capacitors.
        var owner = -1
    }

    /// What switches all switches of one control and one pair of thresholds.
    struct Guard {
        var plus: Int  // node
        var minus: Int  // node
        var onThreshold: Double  // [V]
        var offThreshold: Double  // [V]
    }

    /// A component of the idle circuit that moves by modes: where its states, rates, shapes and amplitudes stand.
    struct IdleComponent {
        var states: Int
        var stateCount: Int
        var values: Int
    }

    private let memory = TableMemory()
    let stateCount: Int
    let sourceCount: Int
    let switchedSourceCount: Int
    let nodeCount: Int
    let groupCount: Int
    let branchCount: Int
    let fixedBranchCount: Int
    let guardCount: Int
    let idleComponentCount: Int
    /// Sources, rounded up to a full SIMD vector.
    let sourceStride: Int
    let driveCount: Int

    let rootCapacitance: UnsafeMutablePointer<Double>  // √C per state [√F]
    let fixedConductance: UnsafeMutablePointer<Double>  // per state [S]
    let drives: FlatLists<Drive>  // per state
    let driveRows: UnsafeMutablePointer<Double>  // rows of whole blocks [S]
    /// What the switched sources add to every drive at their low levels: Σ g u, Σ g u².
    let restingLinear: UnsafeMutablePointer<Double>  // [A]
    let restingQuadratic: UnsafeMutablePointer<Double>  // [W]
    let switchedSources: UnsafeMutablePointer<SwitchedSource>
    let columns: FlatLists<Column>  // per switched source
    let contacts: FlatLists<Contact>  // per state
    let pullDowns: UnsafeMutablePointer<PullDown>  // per state
    let branches: UnsafeMutablePointer<Branch>
    let guards: UnsafeMutablePointer<Guard>
    let guardsOfState: FlatLists<Int32>
    /// The switches of every guard, as branches.
    let members: FlatLists<Int>
    /// The states at the ends of every guard's switches, each once.
    let memberStates: FlatLists<Int>
    /// The switched sources of every guard, and what they change.
    let memberSources: FlatLists<Int>
    let driveChanges: FlatLists<DriveChange>
    /// Per switched source.
    let guardsOfSource: FlatLists<Int32>
    /// The sources that are control nodes, switched ones included.
    let controlSources: UnsafeMutableBufferPointer<Int>
    let idleComponents: UnsafeMutablePointer<IdleComponent>
    let idleStates: UnsafeMutablePointer<Int>
    let idleValues: UnsafeMutablePointer<Double>

    let series: SeriesPlan
    let hasSeries: Bool
    /// Of the states that move as power series: the branches beside their block, and their place in their group.
    let looseContacts: FlatLists<Contact>
    let placeInSeries: UnsafeMutablePointer<Int>

    init(_ lowered: LoweringBuilder, idle solution: IdleSolution, series: SeriesPlan) {
        self.series = series
        hasSeries = !series.groups.isEmpty
        stateCount = lowered.stateNodes.count
        sourceCount = lowered.sourceCount
        switchedSourceCount = lowered.switchedSources.count
        sourceStride = (sourceCount + 7) / 8 * 8
        let (states, sources) = (stateCount, sourceCount + switchedSourceCount)
        nodeCount = states + sources + 1
        groupCount = lowered.groups.count
        rootCapacitance = memory.table(lowered.capacitance.map { $0.squareRoot() })
        fixedConductance = memory.table(lowered.fixedConductance)

        let table = DriveTable(lowered)
        drives = FlatLists(table.drives, in: memory)
        driveCount = table.resting.count
        driveRows = memory.table(table.rows)
        restingLinear = memory.table(table.resting.map(\.linear))
        restingQuadratic = memory.table(table.resting.map(\.quadratic))
        columns = FlatLists(table.columns, in: memory)
        switchedSources = memory.table(
            zip(lowered.switchedSources, table.columns).map { source, columns in
                SwitchedSource(
                    high: source.high, low: source.low, conductance: columns.reduce(0) { $0 + $1.conductance })
            })
        driveChanges = FlatLists(table.changes, in: memory)

        func node(_ terminal: Terminal) -> Int {
            switch terminal {
            case .state(let state): state
            case .source(let source): states + source
            case .ground: states + sources
            }
        }
        let fixed = lowered.fixedBranches
        fixedBranchCount = fixed.count
        branchCount = fixed.count + lowered.switches.count
        branches = memory.table(
            fixed.map {
                Branch(group: $0.group, onConductance: $0.conductance, offConductance: $0.conductance, offset: 0)
            }
                + lowered.switches.map {
                    Branch(
                        group: $0.group, onConductance: $0.onConductance, offConductance: $0.offConductance,
                        offset: $0.offset)
                })
        let ends =
            fixed.map { ($0.a, $0.b) } + lowered.switches.map { (node($0.a), node($0.b)) }
        var contacts = [[Contact]](repeating: [], count: states)
        for (branch, (a, b)) in ends.enumerated() where a != b {
            for (end, other, sign) in [(a, b, 1.0), (b, a, -1.0)] where end < states {
                contacts[end].append(
                    Contact(branch: Int32(branch), other: other < states ? Int32(other) : -1, sign: sign))
            }
        }
        self.contacts = FlatLists(contacts, in: memory)
        looseContacts = FlatLists(
            contacts.enumerated().map { state, contacts in
                series.groupOfState[state] < 0
                    ? []
                    : contacts.filter { $0.branch >= fixed.count || !series.isInBlock[Int($0.branch)] }
            }, in: memory)
        placeInSeries = memory.table(repeating: -1, count: states)
        for group in series.groups {
            for place in 0..<group.stateCount { placeInSeries[series.states[group.first + place]] = place }
        }
        pullDowns = memory.table(Self.pullDowns(lowered))

        guardCount = lowered.conditions.count
        var members = [[Int]](repeating: [], count: guardCount)
        for (index, branch) in lowered.switches.enumerated() { members[branch.guardClass].append(fixed.count + index) }
        self.members = FlatLists(members, in: memory)
        memberStates = FlatLists(
            members.map { branches in
                Set(branches.flatMap { [ends[$0].0, ends[$0].1] }).filter { $0 < states }.sorted()
            },
            in: memory)
        var memberSources = [[Int]](repeating: [], count: guardCount)
        for (index, source) in lowered.switchedSources.enumerated() { memberSources[source.guardClass].append(index) }
        self.memberSources = FlatLists(memberSources, in: memory)
        let guards = lowered.conditions.map {
            Guard(
                plus: node($0.controlPlus), minus: node($0.controlMinus), onThreshold: $0.onThreshold,
                offThreshold: $0.offThreshold)
        }
        self.guards = memory.table(guards)
        var guardsOfState = [[Int32]](repeating: [], count: states)
        var guardsOfSource = [[Int32]](repeating: [], count: switchedSourceCount)
        for (index, item) in guards.enumerated() {
            for node in Set([item.plus, item.minus]) {
                if node < states {
                    guardsOfState[node].append(Int32(index))
                } else if node >= states + sourceCount, node < states + sources {
                    guardsOfSource[node - states - sourceCount].append(Int32(index))
                }
            }
        }
        self.guardsOfState = FlatLists(guardsOfState, in: memory)
        self.guardsOfSource = FlatLists(guardsOfSource, in: memory)
        let controls = Set(guards.flatMap { [$0.plus, $0.minus] }).filter { $0 >= states && $0 < states + sources }
        controlSources = UnsafeMutableBufferPointer(
            start: memory.table(controls.map { $0 - states }.sorted()), count: controls.count)

        var idle: [IdleComponent] = []
        var idleStates: [Int] = []
        var idleValues: [Double] = []
        for component in solution.components where series.groupOfState[component.states[0]] < 0 {
            idle.append(
                IdleComponent(
                    states: idleStates.count, stateCount: component.states.count, values: idleValues.count))
            idleStates += component.states
            idleValues += component.rates + component.shapes + component.amplitudes
        }
        idleComponentCount = idle.count
        idleComponents = memory.table(idle)
        self.idleStates = memory.table(idleStates)
        self.idleValues = memory.table(idleValues)
    }
}

extension FlatNetwork {
    private static func pullDowns(_ lowered: LoweringBuilder) -> [PullDown] {
        var found = [[PullDown]](repeating: [], count: lowered.stateNodes.count)
        for (index, item) in lowered.switches.enumerated() {
            guard item.isSwitch, case .state(let state) = item.a, item.b == .ground,
                let owner = lowered.capacitorGroups[state].first?.group, owner != item.group,
                lowered.capacitorGroups[state].allSatisfy({ $0.group == owner })
            else { continue }
            found[state].append(PullDown(branch: lowered.fixedBranches.count + index, owner: owner))
        }
        return found.map { $0.count == 1 ? $0[0] : PullDown() }
    }
}

/// The states' fixed conductances to sources: rows for the stimulus' ones, columns for the switched ones.
private struct DriveTable {
    /// Per state.
    var drives: [[FlatNetwork.Drive]] = []
    var rows: [Double] = []
    /// Per drive.
    var resting: [(linear: Double, quadratic: Double)] = []
    /// Per switched source.
    var columns: [[FlatNetwork.Column]]
    /// Per guard.
    var changes: [[FlatNetwork.DriveChange]]

    init(_ lowered: LoweringBuilder) {
        columns = [[FlatNetwork.Column]](repeating: [], count: lowered.switchedSources.count)
        changes = [[FlatNetwork.DriveChange]](repeating: [], count: lowered.conditions.count)
        for (state, parts) in lowered.groupDrives.enumerated() {
            drives.append(parts.map { add($0, of: state, lowered) })
        }
    }

    private mutating func add(_ drive: GroupDrive, of state: Int, _ lowered: LoweringBuilder) -> FlatNetwork.Drive {
        let index = resting.count
        resting.append((0, 0))
        var (first, last) = (Int.max, -1)
        for edge in drive.edges {
            if edge.source < lowered.sourceCount {
                first = min(first, edge.source / 8)
                last = max(last, edge.source / 8)
            } else {
                addSwitched(edge.source - lowered.sourceCount, edge.conductance, state, index, lowered)
            }
        }
        guard last >= 0 else {
            return FlatNetwork.Drive(
                row: -1, firstBlock: 0, endBlock: 0, group: drive.group, conductance: drive.conductance)
        }
        let start = rows.count
        rows += [Double](repeating: 0, count: 8 * (last + 1 - first))
        for edge in drive.edges where edge.source < lowered.sourceCount {
            rows[start + edge.source - 8 * first] += edge.conductance
        }
        return FlatNetwork.Drive(
            row: start, firstBlock: first, endBlock: last + 1, group: drive.group, conductance: drive.conductance)
    }

    private mutating func addSwitched(
        _ source: Int, _ g: Double, _ state: Int, _ drive: Int, _ lowered: LoweringBuilder
    ) {
        let model = lowered.switchedSources[source]
        columns[source].append(FlatNetwork.Column(state: state, conductance: g))
        resting[drive].linear += g * model.low
        resting[drive].quadratic += g * model.low * model.low
        // Edges come drive by drive: an earlier change of this one is the last in its list.
        let change = FlatNetwork.DriveChange(
            state: state, drive: drive, linear: g * (model.high - model.low),
            quadratic: g * (model.high * model.high - model.low * model.low))
        if let last = changes[model.guardClass].last, last.drive == drive {
            changes[model.guardClass][changes[model.guardClass].count - 1].linear += change.linear
            changes[model.guardClass][changes[model.guardClass].count - 1].quadratic += change.quadratic
        } else {
            changes[model.guardClass].append(change)
        }
    }
}
