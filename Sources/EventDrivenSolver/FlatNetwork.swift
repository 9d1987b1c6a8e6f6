/// Blocks of plain values behind raw pointers, freed with their owner.
final class Memory {
    private var blocks: [UnsafeMutableRawPointer] = []

    deinit {
        for block in blocks { block.deallocate() }
    }

    /// Room that nothing has been written to.
    func block<Value: BitwiseCopyable>(_ capacity: Int) -> UnsafeMutablePointer<Value> {
        let block = UnsafeMutablePointer<Value>.allocate(capacity: max(1, capacity))
        blocks.append(UnsafeMutableRawPointer(block))
        return block
    }

    func table<Value: BitwiseCopyable>(_ values: [Value]) -> UnsafeMutablePointer<Value> {
        let table: UnsafeMutablePointer<Value> = block(values.count)
        table.initialize(from: values, count: values.count)
        return table
    }

    func table<Value: BitwiseCopyable>(repeating value: Value, count: Int) -> UnsafeMutablePointer<Value> {
        table([Value](repeating: value, count: count))
    }

    /// Moves what a block holds into a larger one.
    func grow<Value: BitwiseCopyable>(
        _ old: UnsafeMutablePointer<Value>, used: Int, capacity: Int
    ) -> UnsafeMutablePointer<Value> {
        let larger: UnsafeMutablePointer<Value> = block(capacity)
        larger.update(from: old, count: used)
        blocks.removeAll { $0 == UnsafeMutableRawPointer(old) }
        old.deallocate()
        return larger
    }
}

/// Lists of plain values, one per key, one behind the other.
struct FlatLists<Value: BitwiseCopyable> {
    private let starts: UnsafeMutablePointer<Int>
    /// All lists.
    let items: UnsafeMutablePointer<Value>

    init(_ lists: [[Value]], in memory: Memory) {
        starts = memory.table(lists.reduce(into: [0]) { $0.append($0.last! + $1.count) })
        items = memory.table(lists.flatMap { $0 })
    }

    subscript(key: Int) -> UnsafeMutableBufferPointer<Value> {
        @inline(__always) get {
            let start = starts[key]
            return UnsafeMutableBufferPointer(start: items + start, count: starts[key + 1] - start)
        }
    }

    /// Where a list stands in `items`.
    @inline(__always)
    func range(_ key: Int) -> Range<Int> { starts[key]..<starts[key + 1] }
}

/// A lowered circuit as flat tables: all that the event loop and its energy account read.
///
/// A node is a state, then a source, then ground, in one numbering. A branch is a fixed one between two states, or,
/// after these, a switch.
final class FlatNetwork {
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
        /// Where the conductances to the sources stand in `driveRows`; −1 if all go to ground.
        var row: Int
        var group: Int
        var conductance: Double  // Σ g [S]
    }

    struct Branch {
        var group: Int
        var onConductance: Double  // [S]
        var offConductance: Double  // [S]
        var offset: Double  // [V]
    }

    /// What switches all switches of one control and one pair of thresholds.
    struct Guard {
        var plus: Int  // node
        var minus: Int  // node
        var onThreshold: Double  // [V]
        var offThreshold: Double  // [V]
    }

    /// A component of the idle circuit: where its states, rates, shapes and amplitudes stand.
    struct IdleComponent {
        var states: Int
        var stateCount: Int
        var values: Int
    }

    private let memory = Memory()
    let stateCount: Int
    let sourceCount: Int
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
    let driveRows: UnsafeMutablePointer<Double>  // [rows × sourceStride] [S]
    /// The states that sources feed, and the conductances that do, `[drivenStates × sourceStride]` [S].
    let drivenStates: UnsafeMutableBufferPointer<Int>
    let drivenRows: UnsafeMutablePointer<Double>
    let contacts: FlatLists<Contact>  // per state
    let branches: UnsafeMutablePointer<Branch>
    let guards: UnsafeMutablePointer<Guard>
    let guardsOfState: FlatLists<Int32>
    /// The switches of every guard, as branches.
    let members: FlatLists<Int>
    /// The states at the ends of every guard's switches, each once.
    let memberStates: FlatLists<Int>
    /// The sources that are control nodes.
    let controlSources: UnsafeMutableBufferPointer<Int>
    let idleComponents: UnsafeMutablePointer<IdleComponent>
    let idleStates: UnsafeMutablePointer<Int>
    let idleValues: UnsafeMutablePointer<Double>

    init(_ lowered: LoweredCircuit) {
        stateCount = lowered.stateNodes.count
        sourceCount = lowered.sourceCount
        sourceStride = lowered.sourceStride
        let (states, sources) = (stateCount, sourceCount)
        nodeCount = states + sources + 1
        groupCount = lowered.groups.count
        rootCapacitance = memory.table(lowered.capacitance.map { $0.squareRoot() })
        fixedConductance = memory.table(lowered.fixedConductance)

        var rows: [Double] = []
        let drives = lowered.groupDrives.map { drives in
            drives.map { drive in
                guard !drive.edges.isEmpty else {
                    return Drive(row: -1, group: drive.group, conductance: drive.conductance)
                }
                var row = [Double](repeating: 0, count: lowered.sourceStride)
                for edge in drive.edges { row[edge.source] += edge.conductance }
                rows += row
                return Drive(
                    row: rows.count - row.count, group: drive.group, conductance: drive.conductance)
            }
        }
        self.drives = FlatLists(drives, in: memory)
        driveCount = drives.reduce(0) { $0 + $1.count }
        driveRows = memory.table(rows)
        let driven = lowered.hasDrive.indices.filter { lowered.hasDrive[$0] }
        drivenStates = UnsafeMutableBufferPointer(start: memory.table(driven), count: driven.count)
        drivenRows = memory.table(
            driven.flatMap { lowered.drive[($0 * lowered.sourceStride)...].prefix(lowered.sourceStride) })

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

        guardCount = lowered.guardClassCount
        var members = [[Int]](repeating: [], count: guardCount)
        for (index, branch) in lowered.switches.enumerated() { members[branch.guardClass].append(fixed.count + index) }
        self.members = FlatLists(members, in: memory)
        memberStates = FlatLists(
            members.map { branches in
                Set(branches.flatMap { [ends[$0].0, ends[$0].1] }).filter { $0 < states }.sorted()
            },
            in: memory)
        let guards = members.map { members in
            let branch = lowered.switches[members[0] - fixed.count]
            return Guard(
                plus: node(branch.controlPlus), minus: node(branch.controlMinus), onThreshold: branch.onThreshold,
                offThreshold: branch.offThreshold)
        }
        self.guards = memory.table(guards)
        var guardsOfState = [[Int32]](repeating: [], count: states)
        for (index, item) in guards.enumerated() {
            for node in Set([item.plus, item.minus]) where node < states { guardsOfState[node].append(Int32(index)) }
        }
        self.guardsOfState = FlatLists(guardsOfState, in: memory)
        let controls = Set(guards.flatMap { [$0.plus, $0.minus] }).filter { $0 >= states && $0 < states + sources }
        controlSources = UnsafeMutableBufferPointer(
            start: memory.table(controls.map { $0 - states }.sorted()), count: controls.count)

        var idle: [IdleComponent] = []
        var idleStates: [Int] = []
        var idleValues: [Double] = []
        for component in lowered.idle.components {
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

/// Eight neighbours in a table.
@inline(__always)
func eight(_ table: UnsafeMutablePointer<Double>, _ place: Int) -> SIMD8<Double> {
    UnsafeRawPointer(table + place).loadUnaligned(as: SIMD8<Double>.self)
}
