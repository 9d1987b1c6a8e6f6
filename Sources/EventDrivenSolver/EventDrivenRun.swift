public import Circuits
import Foundation
import NumericalMethods
import Quantities

/// Runs one lowered circuit, stimulus after stimulus; one thread at a time.
public final class EventDrivenRun: EventLocatingCircuit {
    private let search: FirstSwitchingSearch
    private var loop: EventLoop

    public init(_ lowered: LoweredCircuit) {
        search = FirstSwitchingSearch(lowered)
        loop = EventLoop(lowered)
    }

    public func firstSwitching(levels: UnsafeBufferPointer<Double>) -> FirstSwitching { search.run(levels) }

    public func run(_ stimulus: Stimulus) throws -> SwitchingRun { try loop.run(stimulus) }

    public func transient(_ stimulus: Stimulus) throws -> Transient {
        let run = try loop.run(stimulus)
        return Transient(waveforms: loop.sampledWaveforms(), energy: run.energy, switchings: run.switchings)
    }
}

/// The exact solution between switchings, and no time step.
///
/// Nodes that conduct to each other form a component, a small linear RC network whose voltages are sums of exponentials
/// with closed-form coefficients. A switch changes when its control, such a sum too, crosses a threshold; then the
/// components at its ends are solved anew from where they are, and all others go on untouched.
struct EventLoop {
    let lowered: LoweredCircuit

    /// The present voltage of every state, valid when its component starts [V].
    var potential: [Double]
    /// The current that the sources feed into a state through its fixed resistors [A].
    private var inflow: [Double]
    private var sourceLevels: [Double]
    private var isOn: [Bool]
    private var nextSwitching: [Double]
    /// Per guard class, the records and the state that its time was last found for: the time holds as long as they do.
    private var knownGuards: [KnownGuard]
    /// The component record that a state is in now, and its place there.
    var recordOfState: [Int]
    var placeOfState: [Int]
    var solutions: SolutionArena
    private var account: EnergyAccount
    private var switchings: [Switching] = []
    private var marked: [Bool]
    /// Scratch lists, kept so that an event allocates nothing.
    private var affected: [Int] = []
    private var component: [Int] = []

    init(_ lowered: LoweredCircuit) {
        self.lowered = lowered
        let states = lowered.stateNodes.count
        potential = [Double](repeating: 0, count: states)
        inflow = potential
        sourceLevels = [Double](repeating: 0, count: lowered.sourceStride)
        isOn = [Bool](repeating: false, count: lowered.switches.count)
        nextSwitching = [Double](repeating: .infinity, count: lowered.switches.count)
        knownGuards = [KnownGuard](repeating: KnownGuard(), count: lowered.guardClassCount)
        recordOfState = [Int](repeating: -1, count: states)
        placeOfState = recordOfState
        solutions = SolutionArena()
        account = EnergyAccount(lowered)
        marked = [Bool](repeating: false, count: states)
    }

    mutating func run(_ stimulus: Stimulus) throws -> SwitchingRun {
        precondition(stimulus.waveforms.count == lowered.sourceCount)
        let end = lowered.analysis.duration.value
        let steps = sourceSteps(stimulus, before: end)
        rest()
        setSources(stimulus.waveforms.map(\.initial.value))
        startIdle()
        updateGuards(of: lowered.switches.indices, at: 0)
        var nextStep = 0
        while true {
            let (time, index) = earliestSwitching()
            if nextStep < steps.count, steps[nextStep].time <= time {
                stepSources(steps[nextStep])
                nextStep += 1
            } else if time <= end {
                try toggle(index, at: time)
            } else {
                break
            }
        }
        closeRecords(of: lowered.stateNodes.indices, at: end)
        account.closeSources(sourceLevels, at: end)
        return SwitchingRun(
            switchings: switchings, energy: account.ledger(groups: lowered.groups, potential: potential))
    }

    // MARK: The algorithm's steps

    private mutating func rest() {
        for state in potential.indices { potential[state] = 0 }
        for index in isOn.indices { isOn[index] = false }
        for index in knownGuards.indices { knownGuards[index] = KnownGuard() }
        solutions.removeAll()
        account.reset()
        switchings.removeAll(keepingCapacity: true)
    }

    private func earliestSwitching() -> (time: Double, index: Int) {
        var earliest = Double.infinity
        var index = -1
        for (candidate, time) in nextSwitching.enumerated() where time < earliest {
            earliest = time
            index = candidate
        }
        return (earliest, index)
    }

    private mutating func toggle(_ index: Int, at time: Double) throws {
        let branch = lowered.switches[index]
        guard switchings.count < NumericalLimits.switchings else {
            throw SimulationFailure(
                simulator: EventDrivenSimulator.name,
                reason: "\(NumericalLimits.switchings) switchings, the last of \"\(lowered.elements[branch.element].name)\"",
                reachedTime: time, place: "element \(lowered.elements[branch.element].name)",
                remedy: "the design chatters: check the rules \"stays on\" and \"resets\" with memspike check")
        }
        switchings.append(
            Switching(element: lowered.elements[branch.element].name, time: time, turnsOn: !isOn[index]))
        collectStates(joinedTo: branch)
        closeRecords(of: affected, at: time)
        isOn[index].toggle()
        solveComponents(of: affected, at: time)
        updateGuard(index, at: time)
        for place in affected.indices {
            lowered.guardsOfState.forEach(affected[place]) { other in
                if other != index { updateGuard(other, at: time) }
            }
        }
    }

    private mutating func stepSources(_ step: (time: Double, levels: [Double])) {
        closeRecords(of: lowered.stateNodes.indices, at: step.time)
        account.closeSources(sourceLevels, at: step.time)
        setSources(step.levels)
        for index in knownGuards.indices { knownGuards[index] = KnownGuard() }
        solveComponents(of: Array(lowered.stateNodes.indices), at: step.time)
        updateGuards(of: lowered.switches.indices, at: step.time)
    }

    /// The instants at which sources step, with all levels from then on.
    private func sourceSteps(_ stimulus: Stimulus, before end: Double) -> [(time: Double, levels: [Double])] {
        if stimulus.waveforms.allSatisfy({ $0.steps.isEmpty }) { return [] }
        let times = Set(stimulus.waveforms.flatMap { $0.steps.map(\.time.value) }).filter { $0 < end }.sorted()
        return times.map { time in
            (time, stimulus.waveforms.map { wave in
                (wave.steps.last { $0.time.value <= time }?.level ?? wave.initial).value
            })
        }
    }

    private mutating func setSources(_ levels: [Double]) {
        for (source, level) in levels.enumerated() { sourceLevels[source] = level }
        account.setSources(sourceLevels)
        let stride = lowered.sourceStride
        lowered.drive.withUnsafeBufferPointer { drive in
            sourceLevels.withUnsafeBufferPointer { levels in
                for state in inflow.indices where lowered.hasDrive[state] {
                    var lanes = SIMD8<Double>.zero
                    for block in Swift.stride(from: 0, to: stride, by: 8) {
                        lanes +=
                            UnsafeRawPointer(drive.baseAddress! + state * stride + block).loadUnaligned(
                                as: SIMD8<Double>.self)
                            * UnsafeRawPointer(levels.baseAddress! + block).loadUnaligned(as: SIMD8<Double>.self)
                    }
                    inflow[state] = lanes.sum()
                }
            }
        }
    }

    /// Puts every component at rest into its idle solution, which the lowering has solved.
    private mutating func startIdle() {
        for component in lowered.idle.components {
            let n = component.states.count
            let record = solutions.begin(states: component.states, modes: n, at: 0)
            let rates = solutions.rates(record)
            for k in 0..<n { rates[k] = component.rates[k] }
            for (local, state) in component.states.enumerated() {
                recordOfState[state] = record
                placeOfState[state] = local
                let terms = solutions.terms(record, local)
                terms[0] = 0
                for k in 0..<n {
                    var amplitude = 0.0
                    for (other, source) in component.states.enumerated() {
                        amplitude += component.amplitudes[k * n + other] * inflow[source]
                    }
                    let value = component.shapes[local * n + k] * amplitude
                    terms[0] += value
                    terms[1 + k] = -value
                }
            }
            solutions.bound(record)
        }
    }

    /// Collects all states in the components at both ends of a branch.
    private mutating func collectStates(joinedTo branch: SwitchedBranch) {
        affected.removeAll(keepingCapacity: true)
        if case .state(let state) = branch.a { solutions.forEachState(recordOfState[state]) { affected.append($0) } }
        if case .state(let state) = branch.b, !affected.contains(state) {
            solutions.forEachState(recordOfState[state]) { affected.append($0) }
        }
    }

    /// Ends the records of these states (each whole) at `time`, with their energy, and takes over the potentials.
    private mutating func closeRecords(of states: some Sequence<Int>, at time: Double) {
        for state in states {
            let record = recordOfState[state]
            guard !solutions.isClosed(record) else { continue }
            solutions.close(record, at: time) { member, value in potential[member] = value }
            account.add(record, in: solutions, isOn: isOn, place: placeOfState)
        }
    }

    /// Splits the states into components of present conduction and solves each from the present potentials.
    private mutating func solveComponents(of states: [Int], at time: Double) {
        for state in states { marked[state] = true }
        for first in states where marked[first] {
            component.removeAll(keepingCapacity: true)
            component.append(first)
            marked[first] = false
            var next = 0
            while next < component.count {
                let state = component[next]
                lowered.fixedBranchesOfState.forEach(state) { index in
                    let branch = lowered.fixedBranches[index]
                    join(branch.a == state ? branch.b : branch.a)
                }
                lowered.switchesOfState.forEach(state) { index in
                    guard conductance(index) > 0 else { return }
                    let branch = lowered.switches[index]
                    if case .state(let other) = branch.a == .state(state) ? branch.b : branch.a { join(other) }
                }
                next += 1
            }
            solve(component, at: time)
        }
    }

    private mutating func join(_ state: Int) {
        if marked[state] {
            marked[state] = false
            component.append(state)
        }
    }

    private func conductance(_ index: Int) -> Double {
        isOn[index] ? lowered.switches[index].onConductance : lowered.switches[index].offConductance
    }

    /// Solves C dV/dt = b − A V for one component: modes of C^(−½) A C^(−½).
    private mutating func solve(_ states: [Int], at time: Double) {
        let n = states.count
        let record = solutions.begin(states: states, modes: n, at: time)
        for (local, state) in states.enumerated() {
            recordOfState[state] = record
            placeOfState[state] = local
        }
        withUnsafeTemporaryAllocation(of: Double.self, capacity: 2 * n * n + 4 * n) { scratch in
            let a = scratch.baseAddress!
            let vectors = a + n * n
            let root = vectors + n * n
            let b = root + n
            for index in 0..<(n * n) { a[index] = 0 }
            for (i, state) in states.enumerated() {
                root[i] = lowered.capacitance[state].squareRoot()
                a[i * n + i] += lowered.fixedConductance[state]
                b[i] = inflow[state]
                lowered.fixedBranchesOfState.forEach(state) { index in
                    let branch = lowered.fixedBranches[index]
                    let other = branch.a == state ? branch.b : branch.a
                    a[i * n + placeOfState[other]] -= branch.conductance
                }
                lowered.switchesOfState.forEach(state) { index in
                    let g = conductance(index)
                    guard g > 0 else { return }
                    let branch = lowered.switches[index]
                    let isA = branch.a == .state(state)
                    a[i * n + i] += g
                    if isOn[index] { b[i] += isA ? g * branch.offset : -g * branch.offset }
                    if case .state(let other) = isA ? branch.b : branch.a { a[i * n + placeOfState[other]] -= g }
                }
            }
            solutions.fill(record, matrix: a, vectors: vectors, root: root, inflow: b) { potential[states[$0]] }
        }
    }

    private mutating func updateGuards(of indices: Range<Int>, at time: Double) {
        for index in indices { updateGuard(index, at: time) }
    }

    /// When this switch will change next, as things stand.
    private mutating func updateGuard(_ index: Int, at now: Double) {
        let branch = lowered.switches[index]
        let subject = KnownGuard(
            plus: record(branch.controlPlus), minus: record(branch.controlMinus), isOn: isOn[index], time: .infinity)
        let known = knownGuards[branch.guardClass]
        if known.plus == subject.plus, known.minus == subject.minus, known.isOn == subject.isOn {
            nextSwitching[index] = max(known.time, now)
            return
        }
        let direction: CrossingDirection = isOn[index] ? .falling : .rising
        let threshold = isOn[index] ? branch.offThreshold : branch.onThreshold
        let horizon = lowered.analysis.duration.value - now
        knownGuards[branch.guardClass] = subject
        nextSwitching[index] = .infinity
        if !canReach(threshold, direction, branch) { return }
        let wait = solutions.combine(
            plus: branch.controlPlus, minus: branch.controlMinus, records: recordOfState, places: placeOfState,
            sourceLevels: sourceLevels, at: now
        ) { constant, coefficients, rates -> Double? in
            ExponentialSum.nextReach(
                constant - threshold, coefficients, rates, direction: direction, horizon: horizon, resolution: now.ulp)
        }
        nextSwitching[index] = wait.map { now + $0 } ?? .infinity
        knownGuards[branch.guardClass].time = nextSwitching[index]
    }

    /// Whether the bounds of the control's two terminals leave room for a crossing.
    private func canReach(_ threshold: Double, _ direction: CrossingDirection, _ branch: SwitchedBranch) -> Bool {
        let plus = bounds(branch.controlPlus)
        let minus = bounds(branch.controlMinus)
        switch direction {
        case .rising: return plus.high - minus.low >= threshold - NumericalLimits.threshold
        case .falling: return plus.low - minus.high <= threshold + NumericalLimits.threshold
        }
    }

    private func bounds(_ terminal: Terminal) -> (low: Double, high: Double) {
        switch terminal {
        case .ground: (0, 0)
        case .source(let source): (sourceLevels[source], sourceLevels[source])
        case .state(let state): solutions.bounds(recordOfState[state], placeOfState[state])
        }
    }

    private func record(_ terminal: Terminal) -> Int {
        if case .state(let state) = terminal { recordOfState[state] } else { -1 }
    }

    private struct KnownGuard {
        /// The record of each control node; −1 for a driven one, −2 for nothing known.
        var plus = -2
        var minus = -2
        var isOn = false
        var time = Double.infinity
    }
}

extension ExponentialSum {
    /// The first time from 0 on at which f is beyond zero in `direction`: at once if it is already, or lies on zero and
    /// moves that way.
    /// - Parameter resolution: how finely the present time is known [s]; the control is known no better than what it
    ///   moves in that time. Late in a long run a diode would otherwise open and close for ever at one instant.
    fileprivate static func nextReach(
        _ constant: Double, _ coefficients: UnsafeBufferPointer<Double>, _ rates: UnsafeBufferPointer<Double>,
        direction: CrossingDirection, horizon: Double, resolution: Double
    ) -> Double? {
        let sign: Double = direction == .rising ? 1 : -1
        var start = constant
        var slope = 0.0
        for k in 0..<rates.count {
            start += coefficients[k]
            slope -= coefficients[k] * rates[k]
        }
        let tolerance = max(NumericalLimits.threshold, 2 * slope.magnitude * resolution)
        if sign * start > tolerance { return 0 }
        if sign * start >= -tolerance, sign * slope > 0 { return 0 }
        return firstCrossing(constant, coefficients, rates, direction: direction, horizon: horizon)
    }
}
