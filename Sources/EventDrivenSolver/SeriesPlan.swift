import Circuits

/// Which states move as power series, and what couples them: crossbars whose columns meet over their lines.
///
/// A group holds all states that can ever conduct to each other or control a switch together, so that no event moves a
/// state into it or out of it. Its columns, which meet each other by fixed conductances, form a dense block; all else
/// that joins its states is a few branches each.
final class SeriesPlan: @unchecked Sendable {
    // Nothing is written to the tables once they are made: hence unchecked.

    struct Group {
        /// Where its states stand in `states` and in the tables beside it; those of the block come first.
        var first: Int
        var stateCount: Int
        var blockCount: Int
        /// Where its block stands in `block`, rows a padded width apart.
        var block: Int
        /// What the block's conductances belong to.
        var elementGroup: Int

        /// From one row of the block to the next, and the length of the vectors that it multiplies.
        var blockStride: Int { SeriesPlan.padded(blockCount) }
        /// The length of a vector of its states.
        var stride: Int { SeriesPlan.padded(stateCount) }
    }

    let groups: [Group]
    /// −1 for states that move by modes.
    let groupOfState: UnsafeMutablePointer<Int>
    let states: UnsafeMutablePointer<Int>
    /// C and 1/C of every place in `states` [F], [1/F].
    let capacitance: UnsafeMutablePointer<Double>
    let inverseCapacitance: UnsafeMutablePointer<Double>
    /// g between the columns of every block, zero on the diagonal [S], and its sums over the rows.
    let block: UnsafeMutablePointer<Double>
    let blockSums: UnsafeMutablePointer<Double>
    /// Whether a fixed branch is in a block.
    let isInBlock: [Bool]
    private let memory = TableMemory()

    /// Fewer columns that meet are solved sooner mode by mode.
    static let fewestColumns = 8
    /// A block has this part of all branches that it could have.
    private static let density = 0.25

    static func padded(_ count: Int) -> Int { (count + 7) / 8 * 8 }

    init(_ lowered: LoweringBuilder, duration: Double, isWanted: Bool) {
        let count = lowered.stateNodes.count
        let fixed = lowered.fixedBranches
        var whole = DisjointSets(count: count)
        for branch in fixed { whole.join(branch.a, branch.b) }
        for branch in lowered.switches {
            if case .state(let a) = branch.a, case .state(let b) = branch.b { whole.join(a, b) }
        }
        for condition in lowered.conditions {
            if case .state(let a) = condition.controlPlus, case .state(let b) = condition.controlMinus {
                whole.join(a, b)
            }
        }
        var groupOfState = [Int](repeating: -1, count: count)
        var isInBlock = [Bool](repeating: false, count: fixed.count)
        var groups: [Group] = []
        var states: [Int] = []
        var block: [Double] = []
        var sums: [Double] = []
        let clusters = isWanted ? Self.clusters(fixed, states: count) : []
        let memberLists = clusters.isEmpty ? [:] : Dictionary(grouping: 0..<count) { whole.find($0) }
        for cluster in clusters {
            let members = memberLists[whole.find(cluster.states[0])]!
            guard groupOfState[members[0]] < 0,
                Self.isWorthwhile(members, columns: cluster.states.count, lowered, duration: duration)
            else { continue }
            let m = cluster.states.count
            let isColumn = Set(cluster.states)
            let group = Group(
                first: states.count, stateCount: members.count, blockCount: m, block: block.count,
                elementGroup: cluster.elementGroup)
            for state in members { groupOfState[state] = groups.count }
            groups.append(group)
            let place = Dictionary(uniqueKeysWithValues: cluster.states.enumerated().map { ($1, $0) })
            states += cluster.states + members.filter { !isColumn.contains($0) }
            states += [Int](repeating: -1, count: group.stride - members.count)
            block += [Double](repeating: 0, count: m * group.blockStride)
            var ownSums = [Double](repeating: 0, count: group.stride)
            for (index, branch) in fixed.enumerated() where branch.group == cluster.elementGroup {
                guard let a = place[branch.a], let b = place[branch.b] else { continue }
                isInBlock[index] = true
                block[group.block + a * group.blockStride + b] += branch.conductance
                block[group.block + b * group.blockStride + a] += branch.conductance
                ownSums[a] += branch.conductance
                ownSums[b] += branch.conductance
            }
            sums += ownSums
        }
        self.groups = groups
        self.isInBlock = isInBlock
        self.groupOfState = memory.table(groupOfState)
        self.states = memory.table(states)
        capacitance = memory.table(states.map { $0 < 0 ? 0 : lowered.capacitance[$0] })
        inverseCapacitance = memory.table(states.map { $0 < 0 ? 0 : 1 / lowered.capacitance[$0] })
        self.block = memory.table(block)
        blockSums = memory.table(sums)
    }

    private struct Cluster {
        var states: [Int]
        var elementGroup: Int
    }

    /// The columns that meet by fixed branches of one group of elements, the largest clusters first.
    private static func clusters(_ fixed: [FixedBranch], states: Int) -> [Cluster] {
        var clusters: [Cluster] = []
        for (elementGroup, branches) in Dictionary(grouping: fixed, by: \.group) {
            var partition = DisjointSets(count: states)
            for branch in branches { partition.join(branch.a, branch.b) }
            var branchCount: [Int: Int] = [:]
            for branch in branches { branchCount[partition.find(branch.a), default: 0] += 1 }
            let members = Dictionary(grouping: Set(branches.flatMap { [$0.a, $0.b] })) { partition.find($0) }
            for (root, states) in members {
                let possible = Double(states.count * (states.count - 1) / 2)
                guard states.count >= fewestColumns, Double(branchCount[root]!) >= density * possible else { continue }
                clusters.append(Cluster(states: states.sorted(), elementGroup: elementGroup))
            }
        }
        return clusters.sorted {
            ($1.states.count, $0.states[0], $0.elementGroup) < ($0.states.count, $1.states[0], $1.elementGroup)
        }
    }

    /// Whether series are cheaper than modes: not where a time constant is so short beside the run that renewing the
    /// series costs more than solving for the modes at every switching.
    private static func isWorthwhile(
        _ members: [Int], columns: Int, _ lowered: LoweringBuilder, duration: Double
    ) -> Bool {
        let isMember = Set(members)
        // Of the switches of a state few are on at a time.
        var largest = Dictionary(uniqueKeysWithValues: members.map { ($0, 0.0) })
        for branch in lowered.switches {
            for case .state(let state) in [branch.a, branch.b] where isMember.contains(state) {
                largest[state] = max(largest[state]!, branch.onConductance)
            }
        }
        let fastest = members.map { (lowered.fixedConductance[$0] + largest[$0]!) / lowered.capacitance[$0] }.max()!
        let n = Double(members.count)
        let renewals = fastest * duration / 4
        let ofSeries = renewals * 40 * (Double(columns * columns) + 10 * n)
        // Whatever turns on sources that feed it changes the group too.
        var feeding = Set<Int>()
        for state in members {
            for edge in lowered.groupDrives[state].lazy.flatMap(\.edges) where edge.source >= lowered.sourceCount {
                feeding.insert(lowered.switchedSources[edge.source - lowered.sourceCount].guardClass)
            }
        }
        // Solving for n modes and their energies takes some 10 n³ and n⁴; every state switches a few times.
        let ofModes = 8 * (n + Double(feeding.count)) * n * n * n * (10 + n)
        return 2 * ofSeries <= ofModes
    }
}
