import Circuits
import NumericalMethods

/// Adds up, in closed form, what the sources deliver and what every group dissipates and stores.
///
/// Delivered and absorbed are integrated apart, from different sums: their agreement checks the whole solution.
final class EnergyAccount {
    let network: FlatNetwork
    private let memory = TableMemory()
    /// By the stimulus' sources, then by the switched ones.
    private let delivered: UnsafeMutablePointer<Double>
    let dissipated: UnsafeMutablePointer<Double>
    /// By group, as `EnergyLedger.drained`.
    let drained: UnsafeMutablePointer<Double>
    /// ∫V of every state since the sources last stepped [V s].
    let potentialIntegral: UnsafeMutablePointer<Double>
    private var sourcesSince = 0.0
    /// ∫V of every state until then [V s].
    private let earlierIntegral: UnsafeMutablePointer<Double>
    /// Σ g u [A] and Σ g u² [W] of every drive under the present sources; the switched sources' part of it.
    let driveSums: UnsafeMutablePointer<DriveSums>
    private let switchedSums: UnsafeMutablePointer<DriveSums>
    private let switchedSources: UnsafeMutablePointer<SwitchedLedger>
    /// The blocks of eight sources that are not all at 0 V, and how many of them come before each block.
    private let activeBlocks: UnsafeMutablePointer<Int>
    private let activeBefore: UnsafeMutablePointer<Int>
    /// Of every source, while its deliveries are added up [A s].
    private let charge: UnsafeMutablePointer<Double>
    /// Of the record in hand.
    private let modes: ModeIntegrals
    /// The terms of a difference of two potentials.
    private let difference: UnsafeMutablePointer<Double>
    var quadrature: SeriesQuadrature
    /// Where the run began; nil for 0 V everywhere.
    private var initialPotentials: [Double]?
    private let capacitors: [(state: Int, group: Int, capacitance: Double)]
    /// Between sources and ground, with the time up to which they are accounted for, and which of them every switched
    /// source feeds.
    private let sourceBranches: UnsafeMutablePointer<SourceBranch>
    private let sourceBranchCount: Int
    private let branchesOfSource: FlatLists<Int>
    /// A dictionary with every group's key, and where each group's value stands in it.
    private let groups: [ElementGroup: Double]
    private let placeOfGroup: [Dictionary<ElementGroup, Double>.Index]

    private struct SourceBranch {
        var a: Int
        /// −1 for ground.
        var b: Int
        var conductance: Double  // [S]
        var group: Int
        var since = 0.0  // [s]
    }

    struct DriveSums {
        var linear = 0.0
        var quadratic = 0.0
    }

    /// A switched source since it last stepped.
    private struct SwitchedLedger {
        var level: Double  // [V]
        var since = 0.0  // [s]
        /// Σ g ∫V of its columns until then [A s].
        var integral = 0.0
    }

    init(_ network: FlatNetwork, _ lowered: LoweredCircuit) {
        self.network = network
        let states = network.stateCount
        delivered = memory.table(repeating: 0, count: network.sourceStride + network.switchedSourceCount)
        dissipated = memory.table(repeating: 0, count: network.groupCount)
        drained = memory.table(repeating: 0, count: network.groupCount)
        potentialIntegral = memory.table(repeating: 0, count: states)
        earlierIntegral = memory.table(repeating: 0, count: states)
        driveSums = memory.table(repeating: DriveSums(), count: network.driveCount)
        switchedSums = memory.table(repeating: DriveSums(), count: network.driveCount)
        activeBlocks = memory.table(repeating: 0, count: network.sourceStride / 8)
        activeBefore = memory.table(repeating: 0, count: network.sourceStride / 8 + 1)
        charge = memory.table(repeating: 0, count: network.sourceStride)
        modes = ModeIntegrals(count: states, in: memory)
        difference = memory.table(repeating: 0, count: states + 1)
        quadrature = SeriesQuadrature(places: network.series.groups.map(\.stride).max() ?? 0, in: memory)
        capacitors = lowered.capacitorGroups.enumerated().flatMap { state, parts in
            parts.map { (state, $0.group, $0.capacitance) }
        }
        sourceBranchCount = lowered.sourceBranches.count
        sourceBranches = memory.table(
            lowered.sourceBranches.map {
                SourceBranch(a: $0.a, b: $0.b ?? -1, conductance: $0.conductance, group: $0.group)
            })
        switchedSources = memory.table(
            (0..<network.switchedSourceCount).map { SwitchedLedger(level: network.switchedSources[$0].low) })
        var branchesOfSource = [[Int]](repeating: [], count: network.switchedSourceCount)
        for (index, branch) in lowered.sourceBranches.enumerated() {
            for end in Set([branch.a, branch.b ?? 0]) where end >= network.sourceCount {
                branchesOfSource[end - network.sourceCount].append(index)
            }
        }
        self.branchesOfSource = FlatLists(branchesOfSource, in: memory)
        let groups = Dictionary(uniqueKeysWithValues: lowered.groups.map { ($0, 0.0) })
        placeOfGroup = lowered.groups.map { groups.index(forKey: $0)! }
        self.groups = groups
    }

    /// Takes down where a run begins; nil for 0 V everywhere.
    func begin(at potential: UnsafeMutablePointer<Double>?) {
        initialPotentials = potential.map { Array(UnsafeBufferPointer(start: $0, count: network.stateCount)) }
    }

    func reset() {
        delivered.update(repeating: 0, count: network.sourceStride + network.switchedSourceCount)
        dissipated.update(repeating: 0, count: network.groupCount)
        drained.update(repeating: 0, count: network.groupCount)
        potentialIntegral.update(repeating: 0, count: network.stateCount)
        sourcesSince = 0
        for index in 0..<sourceBranchCount { sourceBranches[index].since = 0 }
        guard network.switchedSourceCount > 0 else { return }
        earlierIntegral.update(repeating: 0, count: network.stateCount)
        for index in 0..<network.driveCount {
            switchedSums[index] = DriveSums(
                linear: network.restingLinear[index], quadratic: network.restingQuadratic[index])
        }
        for source in 0..<network.switchedSourceCount {
            switchedSources[source].level = network.switchedSources[source].low
            switchedSources[source].since = 0
            switchedSources[source].integral = 0
        }
    }

    /// Takes over the sources' levels [V], and tells the current that they and the switched sources feed into every
    /// state [A].
    func setSources(_ levels: UnsafeMutablePointer<Double>, inflow: UnsafeMutablePointer<Double>) {
        listActiveBlocks(levels)
        for state in 0..<network.stateCount {
            var total = 0.0
            for index in network.drives.range(state) {
                let drive = network.drives.items[index]
                if drive.row < 0, network.switchedSourceCount == 0 { continue }
                var linear = SIMD8<Double>.zero
                var quadratic = SIMD8<Double>.zero
                if drive.row >= 0 {
                    let row = network.driveRows + drive.row - 8 * drive.firstBlock
                    for place in activeBefore[drive.firstBlock]..<activeBefore[drive.endBlock] {
                        let level = loadEight(levels, activeBlocks[place])
                        let current = loadEight(row, activeBlocks[place]) * level
                        linear += current
                        quadratic += current * level
                    }
                }
                driveSums[index] = DriveSums(
                    linear: linear.sum() + switchedSums[index].linear,
                    quadratic: quadratic.sum() + switchedSums[index].quadratic)
                total += driveSums[index].linear
            }
            inflow[state] = total
        }
    }

    private func listActiveBlocks(_ levels: UnsafeMutablePointer<Double>) {
        var count = 0
        for block in 0..<(network.sourceStride / 8) {
            activeBefore[block] = count
            if any(loadEight(levels, 8 * block) .!= .zero) {
                activeBlocks[count] = 8 * block
                count += 1
            }
        }
        activeBefore[network.sourceStride / 8] = count
    }

    /// Steps what a guard's switched sources feed into a drive.
    func step(_ change: FlatNetwork.DriveChange, turnsOn: Bool) {
        let sign: Double = turnsOn ? 1 : -1
        switchedSums[change.drive].linear += sign * change.linear
        switchedSums[change.drive].quadratic += sign * change.quadratic
        driveSums[change.drive].linear += sign * change.linear
        driveSums[change.drive].quadratic += sign * change.quadratic
    }

    /// Steps a switched source, whose columns' records have just been closed.
    func step(_ source: Int, turnsOn: Bool, at time: Double) {
        deliver(source, at: time)
        let model = network.switchedSources[source]
        switchedSources[source].level = turnsOn ? model.high : model.low
    }

    /// The present level of a switched source [V].
    func level(of source: Int) -> Double { switchedSources[source].level }

    /// Adds what a switched source delivered since it last stepped: u (u Σ g T − Σ g ∫V).
    private func deliver(_ source: Int, at time: Double) {
        let ledger = switchedSources[source]
        var integral = 0.0
        for column in network.columns[source] {
            integral += column.conductance * (earlierIntegral[column.state] + potentialIntegral[column.state])
        }
        if ledger.level != 0 {
            let through = network.switchedSources[source].conductance * ledger.level * (time - ledger.since)
            delivered[network.sourceStride + source] += ledger.level * (through - (integral - ledger.integral))
        }
        switchedSources[source].since = time
        switchedSources[source].integral = integral
    }

    /// Adds the dissipation of the record that was closed last.
    /// - Parameters:
    ///   - conductance: of every branch, while the record lasted [S]; offset: likewise [V].
    ///   - place: of every state in its record.
    func add(
        _ record: Int, in arena: SolutionArena, conductance: UnsafeMutablePointer<Double>,
        offset: UnsafeMutablePointer<Double>, place: UnsafeMutablePointer<Int>
    ) {
        // Most components are pairs: their loops unroll.
        if arena[record].modes == 2 {
            add(record, in: arena, modes: 2, conductance: conductance, offset: offset, place: place)
        } else {
            add(record, in: arena, modes: arena[record].modes, conductance: conductance, offset: offset, place: place)
        }
    }

    @inline(__always)
    private func add(
        _ record: Int, in arena: SolutionArena, modes n: Int, conductance: UnsafeMutablePointer<Double>,
        offset: UnsafeMutablePointer<Double>, place: UnsafeMutablePointer<Int>
    ) {
        let item = arena[record]
        let duration = item.end - item.start
        guard duration > 0 else { return }
        modes.integrate(arena.rates(record), arena.lost, count: n, duration: duration)
        let origin = arena.terms(record, 0)
        var terms = origin
        for state in arena.states(record) {
            let first = modes.mean(terms, count: n, duration: duration)
            let second = modes.square(terms, count: n, duration: duration)
            potentialIntegral[state] += first
            for index in network.drives.range(state) {
                // Σ g (u − V)² = Σ g u² − 2 V Σ g u + V² Σ g.
                let drive = network.drives.items[index]
                let sums = driveSums[index]
                dissipated[drive.group] +=
                    sums.quadratic * duration - 2 * sums.linear * first + drive.conductance * second
            }
            for contact in network.contacts[state] {
                let branch = Int(contact.branch)
                let g = conductance[branch]
                // A branch between two states is counted at its first end.
                if g == 0 || contact.other >= 0 && contact.sign < 0 { continue }
                if contact.other < 0, offset[branch] == 0 {
                    dissipated[network.branches[branch].group] += g * second
                    continue
                }
                for k in 0...n { difference[k] = contact.sign * terms[k] }
                if contact.other >= 0 {
                    let other = origin + place[Int(contact.other)] * item.stride
                    for k in 0...n { difference[k] -= other[k] }
                }
                difference[0] -= offset[branch]
                var loss = modes.square(difference, count: n, duration: duration)
                // v·i = g (v − V_f)² + V_f · g (v − V_f).
                if offset[branch] != 0 { loss += offset[branch] * modes.mean(difference, count: n, duration: duration) }
                dissipated[network.branches[branch].group] += g * loss
            }
            let pullDown = network.pullDowns[state]
            if pullDown.branch >= 0, conductance[pullDown.branch] == network.branches[pullDown.branch].onConductance {
                drain(
                    pullDown, state, terms, origin, first: first, second: second, duration: duration,
                    conductance, place, item.stride, n)
            }
            terms += item.stride
        }
    }

    /// Gives a node's group what a pull-down took beyond what other groups fed into the node: ∫ v (i_taken − i_fed).
    /// - Parameters:
    ///   - first: ∫ v; second: ∫ v².
    private func drain(
        _ pullDown: FlatNetwork.PullDown, _ state: Int, _ terms: UnsafeMutablePointer<Double>,
        _ origin: UnsafeMutablePointer<Double>, first: Double, second: Double, duration: Double,
        _ conductance: UnsafeMutablePointer<Double>, _ place: UnsafeMutablePointer<Int>, _ stride: Int, _ n: Int
    ) {
        let taker = network.branches[pullDown.branch].group
        func feeds(_ group: Int) -> Bool { group != taker && group != pullDown.owner }
        var energy = conductance[pullDown.branch] * second
        for index in network.drives.range(state) where feeds(network.drives.items[index].group) {
            energy -= driveSums[index].linear * first - network.drives.items[index].conductance * second
        }
        for contact in network.contacts[state] where contact.other >= 0 {
            let branch = Int(contact.branch)
            guard feeds(network.branches[branch].group), conductance[branch] != 0 else { continue }
            // ∫ v (u − v) = (∫ u² − ∫ v² − ∫ (u − v)²)/2.
            let other = origin + place[Int(contact.other)] * stride
            for k in 0...n { difference[k] = other[k] - terms[k] }
            let fed =
                modes.square(other, count: n, duration: duration) - second
                - modes.square(difference, count: n, duration: duration)
            energy -= conductance[branch] * fed / 2
        }
        drained[pullDown.owner] += energy
        drained[taker] -= energy
    }

    /// Adds what the stimulus' sources delivered since they last stepped.
    func closeSources(_ levels: UnsafeMutablePointer<Double>, at time: Double) {
        let duration = time - sourcesSince
        let active = activeBefore[network.sourceStride / 8]
        for place in 0..<active {
            UnsafeMutableRawPointer(charge + activeBlocks[place]).storeBytes(of: .zero, as: SIMD8<Double>.self)
        }
        for state in 0..<network.stateCount {
            for index in network.drives.range(state) {
                let drive = network.drives.items[index]
                if drive.row < 0 { continue }
                let row = network.driveRows + drive.row - 8 * drive.firstBlock
                for place in activeBefore[drive.firstBlock]..<activeBefore[drive.endBlock] {
                    let block = activeBlocks[place]
                    let sum =
                        loadEight(charge, block)
                        + loadEight(row, block) * (loadEight(levels, block) * duration - potentialIntegral[state])
                    UnsafeMutableRawPointer(charge + block).storeBytes(of: sum, as: SIMD8<Double>.self)
                }
            }
        }
        for place in 0..<active {
            let block = activeBlocks[place]
            let sum = loadEight(delivered, block) + loadEight(levels, block) * loadEight(charge, block)
            UnsafeMutableRawPointer(delivered + block).storeBytes(of: sum, as: SIMD8<Double>.self)
        }
        if network.switchedSourceCount > 0 {
            for state in 0..<network.stateCount { earlierIntegral[state] += potentialIntegral[state] }
        }
        potentialIntegral.update(repeating: 0, count: network.stateCount)
        for index in 0..<sourceBranchCount { closeBranch(index, levels, at: time) }
        sourcesSince = time
    }

    /// Adds what flows through the branches between a guard's switched sources and other sources or ground.
    func closeBranches(of source: Int, _ levels: UnsafeMutablePointer<Double>, at time: Double) {
        for index in branchesOfSource[source] { closeBranch(index, levels, at: time) }
    }

    private func closeBranch(_ index: Int, _ levels: UnsafeMutablePointer<Double>, at time: Double) {
        func level(_ source: Int) -> Double {
            source < network.sourceCount ? levels[source] : switchedSources[source - network.sourceCount].level
        }
        func place(_ source: Int) -> Int {
            source < network.sourceCount ? source : source - network.sourceCount + network.sourceStride
        }
        let branch = sourceBranches[index]
        let duration = time - branch.since
        let difference = level(branch.a) - (branch.b < 0 ? 0 : level(branch.b))
        delivered[place(branch.a)] += branch.conductance * difference * level(branch.a) * duration
        if branch.b >= 0 {
            delivered[place(branch.b)] -= branch.conductance * difference * level(branch.b) * duration
        }
        dissipated[branch.group] += branch.conductance * difference * difference * duration
        sourceBranches[index].since = time
    }

    /// Adds what the switched sources delivered up to the run's end.
    func closeSwitchedSources(at time: Double) {
        for source in 0..<network.switchedSourceCount where switchedSources[source].level != 0 {
            deliver(source, at: time)
        }
    }

    /// The account of a run that ended at these potentials.
    func ledger(potential: UnsafeMutablePointer<Double>) -> EnergyLedger {
        var initial = 0.0  // [J]
        for part in capacitors {
            // What a capacitor held at the start was not delivered here.
            let before = initialPotentials?[part.state] ?? 0  // [V]
            let after = potential[part.state]  // [V]
            dissipated[part.group] += part.capacitance * (after * after - before * before) / 2
            initial += part.capacitance * before * before / 2
        }
        var absorbed = groups
        for (group, place) in placeOfGroup.enumerated() { absorbed.values[place] = dissipated[group] }
        var all = Array(UnsafeBufferPointer(start: delivered, count: network.sourceCount))
        if network.switchedSourceCount > 0 {
            all += UnsafeBufferPointer(start: delivered + network.sourceStride, count: network.switchedSourceCount)
        }
        var given = groups
        for (group, place) in placeOfGroup.enumerated() { given.values[place] = drained[group] }
        return EnergyLedger(delivered: all, absorbed: absorbed, drained: given, initial: initial)
    }
}
