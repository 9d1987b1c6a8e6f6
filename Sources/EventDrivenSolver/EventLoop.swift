import Circuits
import Foundation
import NumericalMethods
import Quantities

/// The exact solution between switchings, and no time step.
///
/// Nodes that conduct to each other form a component, a small linear RC network whose voltages are sums of exponentials
/// with closed-form coefficients. A switch changes when its control, such a sum too, crosses a threshold; then the
/// components at its ends are solved anew from where they are, and all others go on untouched. Switches of one control
/// and one pair of thresholds share a guard and change together.
final class EventLoop {
    let lowered: LoweredCircuit
    let network: FlatNetwork
    let duration: Double  // [s]
    private let memory = TableMemory()

    /// The present voltage of every state, valid when its component starts [V].
    let potential: UnsafeMutablePointer<Double>
    /// The current that the sources feed into a state through its fixed resistors [A].
    let inflow: UnsafeMutablePointer<Double>
    let sourceLevels: UnsafeMutablePointer<Double>
    /// Of every branch as it is switched now [S], [V].
    let conductance: UnsafeMutablePointer<Double>
    let offset: UnsafeMutablePointer<Double>
    /// The network's, with the thresholds that this run has instead.
    let guards: UnsafeMutablePointer<FlatNetwork.Guard>
    /// When every guard will switch next, as things stand.
    let guardTime: UnsafeMutablePointer<Double>
    let guardState: UnsafeMutablePointer<GuardState>
    /// The earliest guard of every block of guards, and whether one of the block's times has changed since.
    private let earliestInBlock: UnsafeMutablePointer<Int>
    let blockChanged: UnsafeMutablePointer<Bool>
    static let guardBlock = 32
    /// The component record that a node is in now, and its place there.
    let recordOfNode: UnsafeMutablePointer<Int>
    let placeOfNode: UnsafeMutablePointer<Int>
    let solutions: SolutionArena
    let account: EnergyAccount
    let series: SeriesSolver
    /// When the sources step next.
    private(set) var nextSourceStep = Double.infinity
    /// The states of the components that an event ends, until they are solved anew.
    let affected: UnsafeMutablePointer<Int>
    var affectedCount = 0
    /// The states of the components that an event drives anew.
    private var redriven: [Int] = []
    let isMarked: UnsafeMutablePointer<Bool>
    let scratch: UnsafeMutablePointer<Double>
    let component: UnsafeMutablePointer<Int>
    let modeOrder: UnsafeMutablePointer<Int>

    /// Switched sources are counted behind the branches.
    var switched: [(branch: Int, time: Double, turnsOn: Bool)] = []
    private var steps: [(time: Double, source: Int, level: Double)] = []
    private let elementOfBranch: [Int]

    /// What a guard's time was found for.
    struct GuardState {
        /// The records of its control nodes; −1 before the time is found.
        var plus = -1
        var minus = -1
        var isOn = false
    }

    init(_ lowered: LoweredCircuit) {
        self.lowered = lowered
        network = lowered.network
        duration = lowered.analysis.duration.value
        let states = network.stateCount
        potential = memory.table(repeating: 0, count: states)
        inflow = memory.table(repeating: 0, count: states)
        sourceLevels = memory.table(repeating: 0, count: network.sourceStride)
        conductance = memory.table(repeating: 0, count: network.branchCount)
        offset = memory.table(repeating: 0, count: network.branchCount)
        guards = memory.table(Array(UnsafeBufferPointer(start: network.guards, count: network.guardCount)))
        guardTime = memory.table(repeating: .infinity, count: network.guardCount)
        guardState = memory.table(repeating: GuardState(), count: network.guardCount)
        let blocks = (network.guardCount + Self.guardBlock - 1) / Self.guardBlock
        earliestInBlock = memory.table(repeating: 0, count: blocks)
        blockChanged = memory.table(repeating: true, count: blocks)
        recordOfNode = memory.table(repeating: 0, count: network.nodeCount)
        placeOfNode = memory.table(repeating: 0, count: network.nodeCount)
        affected = memory.table(repeating: 0, count: states)
        isMarked = memory.table(repeating: false, count: states)
        // Two matrices and three vectors of a component, or the terms of a guard.
        scratch = memory.table(repeating: 0, count: 2 * states * states + 4 * states + 2)
        component = memory.table(repeating: 0, count: states)
        modeOrder = memory.table(repeating: 0, count: states)
        solutions = SolutionArena(
            states: states, keepsShapes: network.switchedSourceCount > 0,
            keepsHistory: !lowered.analysis.signals.isEmpty)
        series = SeriesSolver(network)
        account = EnergyAccount(network, lowered)
        elementOfBranch =
            [Int](repeating: -1, count: network.fixedBranchCount) + lowered.switches.map(\.element)
            + lowered.switchedSources.map(\.element)
    }

    func run(_ stimulus: Stimulus) throws -> SwitchingRun {
        precondition(stimulus.waveforms.count == network.sourceCount)
        steps.removeAll(keepingCapacity: true)
        for (source, waveform) in stimulus.waveforms.enumerated() {
            sourceLevels[source] = waveform.initial.value
            for step in waveform.steps where step.time.value < duration {
                steps.append((step.time.value, source, step.level.value))
            }
        }
        if !steps.isEmpty { steps.sort { ($0.time, $0.source) < ($1.time, $1.source) } }
        return try run()
    }

    func run(levels: UnsafeBufferPointer<Double>) throws -> SwitchingRun {
        precondition(levels.count == network.sourceCount)
        steps.removeAll(keepingCapacity: true)
        sourceLevels.update(from: levels.baseAddress!, count: levels.count)
        return try run()
    }

    /// From rest, under the present source levels and the coming steps.
    private func run() throws -> SwitchingRun {
        rest()
        nextSourceStep = steps.first?.time ?? .infinity
        setSources(at: 0)
        if lowered.analysis.startsAtOperatingPoint {
            try startAtOperatingPoint()
        } else if lowered.initialPotentials.isEmpty {
            startIdle()
        } else {
            startCharged()
        }
        account.begin(
            at: lowered.initialPotentials.isEmpty && !lowered.analysis.startsAtOperatingPoint ? nil : potential)
        updateAllGuards(at: 0)
        var nextStep = 0
        while true {
            let (time, index) = earliestSwitching()
            let renewal = network.hasSeries ? nextRenewal() : (time: .infinity, group: -1)
            if nextSourceStep <= min(time, renewal.time), nextStep < steps.count {
                stepSources(&nextStep)
            } else if renewal.time < min(time, duration) {
                renewSeries(renewal.group, at: renewal.time)
            } else if time <= duration {
                try toggle(index, at: time)
            } else {
                break
            }
        }
        closeAllRecords(at: duration)
        account.closeSources(sourceLevels, at: duration)
        account.closeSwitchedSources(at: duration)
        return SwitchingRun(
            switchings: switched.map {
                Switching(element: elementOfBranch[$0.branch], time: $0.time, turnsOn: $0.turnsOn)
            }, energy: account.ledger(potential: potential))
    }

    // MARK: The algorithm's steps

    private func rest() {
        potential.update(repeating: 0, count: network.stateCount)
        for branch in 0..<network.branchCount {
            conductance[branch] = network.branches[branch].offConductance
            offset[branch] = 0
        }
        guardState.update(repeating: GuardState(), count: network.guardCount)
        switched.removeAll(keepingCapacity: true)
        account.reset()
        series.reset()
        solutions.removeAll()
        recordOfNode[network.nodeCount - 1] = solutions.addLevel(0, at: 0)
    }

    private func earliestSwitching() -> (time: Double, index: Int) {
        var earliest = Double.infinity
        var index = -1
        var block = 0
        for start in stride(from: 0, to: network.guardCount, by: Self.guardBlock) {
            if blockChanged[block] {
                earliestInBlock[block] = earliestGuard(start..<min(start + Self.guardBlock, network.guardCount))
                blockChanged[block] = false
            }
            let candidate = earliestInBlock[block]
            if guardTime[candidate] < earliest {
                earliest = guardTime[candidate]
                index = candidate
            }
            block += 1
        }
        return (earliest, index)
    }

    @inline(__always)
    private func earliestGuard(_ range: Range<Int>) -> Int {
        var earliest = Double.infinity
        var index = range.lowerBound
        for candidate in range where guardTime[candidate] < earliest {
            earliest = guardTime[candidate]
            index = candidate
        }
        return index
    }

    private func toggle(_ index: Int, at time: Double) throws {
        try checkChatter(index, at: time)
        let turnsOn = !guardState[index].isOn
        affectedCount = 0
        for state in network.memberStates[index] { closeRecord(of: state, at: time) }
        guardState[index] = GuardState(isOn: turnsOn)
        for member in network.members[index] {
            let branch = network.branches[member]
            conductance[member] = turnsOn ? branch.onConductance : branch.offConductance
            offset[member] = turnsOn ? branch.offset : 0
            switched.append((member, time, turnsOn))
        }
        if network.switchedSourceCount > 0 { switchSources(of: index, turnsOn: turnsOn, at: time) }
        solveAffected(at: time)
        updateGuard(index, at: time)
        updateGuardsOfAffected(at: time)
        if network.switchedSourceCount > 0 { updateGuardsOfSources(of: index, at: time) }
    }

    /// Steps a guard's switched sources. Components that they feed are driven anew; those that the event has ended are
    /// yet to be solved.
    private func switchSources(of index: Int, turnsOn: Bool, at time: Double) {
        redriven.removeAll(keepingCapacity: true)
        for change in network.driveChanges[index] {
            let state = change.state
            let record = recordOfNode[state]
            let linear = turnsOn ? change.linear : -change.linear
            inflow[state] += linear
            // Series are solved anew, once for all that changes.
            if network.hasSeries, solutions[record].isSeries { closeRecord(of: state, at: time) }
            if solutions.isClosed(record) {
                account.step(change, turnsOn: turnsOn)
                continue
            }
            closeSolution(record, at: time)
            account.step(change, turnsOn: turnsOn)
            for member in solutions.states(record) { redriven.append(member) }
            redrive(record, place: placeOfNode[state], change: linear, at: time)
        }
        for source in network.memberSources[index] {
            account.closeBranches(of: source, sourceLevels, at: time)
            account.step(source, turnsOn: turnsOn, at: time)
            switched.append((network.branchCount + source, time, turnsOn))
        }
    }

    private func updateGuardsOfSources(of index: Int, at time: Double) {
        for state in redriven {
            for other in network.guardsOfState[state] { updateGuard(Int(other), at: time) }
        }
        for source in network.memberSources[index] where !network.guardsOfSource[source].isEmpty {
            recordOfNode[network.stateCount + network.sourceCount + source] = solutions.addLevel(
                account.level(of: source), at: time)
            for other in network.guardsOfSource[source] { updateGuard(Int(other), at: time) }
        }
    }

    private func stepSources(_ nextStep: inout Int) {
        let time = steps[nextStep].time
        closeAllRecords(at: time)
        account.closeSources(sourceLevels, at: time)
        while nextStep < steps.count, steps[nextStep].time == time {
            sourceLevels[steps[nextStep].source] = steps[nextStep].level
            nextStep += 1
        }
        nextSourceStep = nextStep < steps.count ? steps[nextStep].time : .infinity
        setSources(at: time)
        solveAffected(at: time)
        updateAllGuards(at: time)
    }

    private func checkChatter(_ index: Int, at time: Double) throws {
        guard switched.count >= NumericalLimits.switchings else { return }
        let member = network.members[index].first ?? network.branchCount + network.memberSources[index][0]
        let name = nameOfBranch(member)
        throw SimulationFailure(
            simulator: EventDrivenSimulator.name,
            reason: "\(NumericalLimits.switchings) switchings, the last of \"\(name)\"",
            reachedTime: time, place: "element \(name)",
            remedy: "the design chatters: check the rules \"stays on\" and \"resets\" with memspike check")
    }

    func nameOfBranch(_ branch: Int) -> String { lowered.elements[elementOfBranch[branch]].name }

    func setSources(at time: Double) {
        account.setSources(sourceLevels, inflow: inflow)
        for source in network.controlSources {
            let level =
                source < network.sourceCount ? sourceLevels[source] : account.level(of: source - network.sourceCount)
            recordOfNode[network.stateCount + source] = solutions.addLevel(level, at: time)
        }
    }

    /// Puts every component at rest into its idle solution, which the lowering has solved.
    private func startIdle() {
        for index in 0..<network.idleComponentCount {
            let component = network.idleComponents[index]
            let n = component.stateCount
            let states = network.idleStates + component.states
            let rates = network.idleValues + component.values
            let shapes = rates + n
            let amplitudes = shapes + n * n
            let record = begin(states, count: n, at: 0)
            solutions.rates(record).update(from: rates, count: n)
            let terms = solutions.terms(record, 0)
            let stride = solutions[record].stride
            for local in 0..<n { terms[local * stride] = 0 }
            if solutions.keepsShapes { solutions.shapes(record).update(from: shapes, count: n * n) }
            for k in 0..<n {
                var amplitude = 0.0
                for other in 0..<n { amplitude += amplitudes[k * n + other] * inflow[states[other]] }
                for local in 0..<n {
                    let value = shapes[local * n + k] * amplitude
                    terms[local * stride] += value
                    terms[local * stride + 1 + k] = -value
                }
            }
            solutions.bound(record)
        }
        for group in network.series.groups.indices { solveSeries(group, at: 0) }
    }

    /// Solves every component from the voltages that the analysis gives.
    private func startCharged() {
        for state in 0..<network.stateCount {
            potential[state] = lowered.initialPotentials[state]
            affected[state] = state
        }
        affectedCount = network.stateCount
        solveAffected(at: 0)
    }

    /// Opens a record for these states.
    func begin(_ states: UnsafeMutablePointer<Int>, count n: Int, at time: Double) -> Int {
        let record = solutions.begin(stateCount: n, modes: n, at: time)
        let members = solutions.states(record)
        for place in 0..<n {
            members[place] = states[place]
            recordOfNode[states[place]] = record
            placeOfNode[states[place]] = place
        }
        return record
    }

    private func closeAllRecords(at time: Double) {
        affectedCount = 0
        for state in 0..<network.stateCount { closeRecord(of: state, at: time) }
    }

    /// Ends the record of a state at `time`, with its energy, unless that is done; its states become affected.
    func closeRecord(of state: Int, at time: Double) {
        let record = recordOfNode[state]
        if solutions.isClosed(record) { return }
        closeSolution(record, at: time)
        for member in solutions.states(record) {
            affected[affectedCount] = member
            affectedCount += 1
        }
    }

    private func closeSolution(_ record: Int, at time: Double) {
        if network.hasSeries, solutions[record].isSeries { return closeSeries(record, at: time) }
        solutions.close(record, at: time, potential: potential)
        account.add(record, in: solutions, conductance: conductance, offset: offset, place: placeOfNode)
    }

    /// Splits the affected states into components of present conduction and solves each from the present potentials.
    func solveAffected(at time: Double) {
        for place in 0..<affectedCount { isMarked[affected[place]] = true }
        for place in 0..<affectedCount where isMarked[affected[place]] {
            if network.hasSeries, network.series.groupOfState[affected[place]] >= 0 {
                solveSeries(network.series.groupOfState[affected[place]], at: time)
            } else {
                solveComponent(from: affected[place], at: time)
            }
        }
    }

    func updateGuardsOfAffected(at time: Double) {
        for place in 0..<affectedCount {
            for other in network.guardsOfState[affected[place]] { updateGuard(Int(other), at: time) }
        }
    }

    private func updateAllGuards(at time: Double) {
        for index in 0..<network.guardCount {
            guardState[index].plus = -1
            updateGuard(index, at: time)
        }
    }
}
