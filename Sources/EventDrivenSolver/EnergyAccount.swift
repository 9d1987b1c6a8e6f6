import Circuits
import NumericalMethods

/// Adds up, in closed form, what the sources deliver and what every group dissipates and stores.
///
/// Delivered and absorbed are integrated apart, from different sums: their agreement checks the whole solution.
final class EnergyAccount {
    private let network: FlatNetwork
    private let memory = Memory()
    private let delivered: UnsafeMutablePointer<Double>
    private let dissipated: UnsafeMutablePointer<Double>
    /// ∫V of every state since the sources last stepped [V s].
    private let potentialIntegral: UnsafeMutablePointer<Double>
    private var sourcesSince = 0.0
    /// Σ g u [A] and Σ g u² [W] of every drive under the present sources.
    private let driveSums: UnsafeMutablePointer<DriveSums>
    /// Of the record in hand: ∫ e^(−λ_k t), and ∫ e^(−(λ_k + λ_l) t) for l ≤ k, twice that for l < k.
    private let integrals: UnsafeMutablePointer<Double>
    private let pairIntegrals: UnsafeMutablePointer<Double>
    /// The terms of a difference of two potentials.
    private let difference: UnsafeMutablePointer<Double>
    private let capacitors: [(state: Int, group: Int, capacitance: Double)]
    private let sourceBranches: [(a: Int, b: Int?, conductance: Double, group: Int)]
    /// A dictionary with every group's key, and where each group's value stands in it.
    private let groups: [ElementGroup: Double]
    private let placeOfGroup: [Dictionary<ElementGroup, Double>.Index]

    private struct DriveSums {
        var linear = 0.0
        var quadratic = 0.0
    }

    init(_ network: FlatNetwork, _ lowered: LoweredCircuit) {
        self.network = network
        let states = network.stateCount
        delivered = memory.table(repeating: 0, count: network.sourceStride)
        dissipated = memory.table(repeating: 0, count: network.groupCount)
        potentialIntegral = memory.table(repeating: 0, count: states)
        driveSums = memory.table(repeating: DriveSums(), count: network.driveCount)
        integrals = memory.table(repeating: 0, count: states)
        pairIntegrals = memory.table(repeating: 0, count: states * states)
        difference = memory.table(repeating: 0, count: states + 1)
        capacitors = lowered.capacitorGroups.enumerated().flatMap { state, parts in
            parts.map { (state, $0.group, $0.capacitance) }
        }
        sourceBranches = lowered.sourceBranches
        let groups = Dictionary(uniqueKeysWithValues: lowered.groups.map { ($0, 0.0) })
        placeOfGroup = lowered.groups.map { groups.index(forKey: $0)! }
        self.groups = groups
    }

    func reset() {
        delivered.update(repeating: 0, count: network.sourceStride)
        dissipated.update(repeating: 0, count: network.groupCount)
        potentialIntegral.update(repeating: 0, count: network.stateCount)
        sourcesSince = 0
    }

    /// Takes over the sources' levels [V], and tells the current that they feed into every state [A].
    func setSources(_ levels: UnsafeMutablePointer<Double>, inflow: UnsafeMutablePointer<Double>) {
        for state in 0..<network.stateCount {
            var total = 0.0
            for index in network.drives.range(state) {
                let row = network.drives.items[index].row
                if row < 0 { continue }
                var linear = SIMD8<Double>.zero
                var quadratic = SIMD8<Double>.zero
                for block in stride(from: 0, to: network.sourceStride, by: 8) {
                    let level = eight(levels, block)
                    let current = eight(network.driveRows, row + block) * level
                    linear += current
                    quadratic += current * level
                }
                driveSums[index] = DriveSums(linear: linear.sum(), quadratic: quadratic.sum())
                total += driveSums[index].linear
            }
            inflow[state] = total
        }
    }

    /// Adds the dissipation of the record that was closed last.
    /// - Parameters:
    ///   - conductance: of every branch, while the record lasted [S]; offset: likewise [V].
    ///   - place: of every state in its record.
    func add(
        _ record: Int, in arena: SolutionArena, conductance: UnsafeMutablePointer<Double>,
        offset: UnsafeMutablePointer<Double>, place: UnsafeMutablePointer<Int>
    ) {
        let item = arena[record]
        let duration = item.end - item.start
        guard duration > 0 else { return }
        let n = item.modes
        integrateModes(arena.rates(record), arena.lost, count: n, duration: duration)
        let origin = arena.terms(record, 0)
        var terms = origin
        for state in arena.states(record) {
            let first = mean(terms, count: n, duration: duration)
            let second = square(terms, count: n, duration: duration)
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
                var loss = square(difference, count: n, duration: duration)
                // v·i = g (v − V_f)² + V_f · g (v − V_f).
                if offset[branch] != 0 { loss += offset[branch] * mean(difference, count: n, duration: duration) }
                dissipated[network.branches[branch].group] += g * loss
            }
            terms += item.stride
        }
    }

    /// The integrals of every mode and of every product of two, with 1 − e^(−(a+b)T) = l_a + l_b − l_a l_b.
    private func integrateModes(
        _ rates: UnsafeMutablePointer<Double>, _ lost: UnsafeMutablePointer<Double>, count n: Int, duration: Double
    ) {
        for k in 0..<n {
            integrals[k] = rates[k] * duration < 1e-300 ? duration : lost[k] / rates[k]
            for l in 0...k {
                let rate = rates[k] + rates[l]
                let part = rate * duration < 1e-300 ? duration : (lost[k] + lost[l] - lost[k] * lost[l]) / rate
                pairIntegrals[k * n + l] = l == k ? part : 2 * part
            }
        }
    }

    /// ∫ (c + Σ c_k e^(−λ_k t)) dt.
    @inline(__always)
    private func mean(_ terms: UnsafeMutablePointer<Double>, count n: Int, duration: Double) -> Double {
        var sum = terms[0] * duration
        for k in 0..<n { sum += terms[1 + k] * integrals[k] }
        return sum
    }

    /// ∫ (c + Σ c_k e^(−λ_k t))² dt.
    @inline(__always)
    private func square(_ terms: UnsafeMutablePointer<Double>, count n: Int, duration: Double) -> Double {
        var sum = terms[0] * terms[0] * duration
        for k in 0..<n {
            var row = 2 * terms[0] * integrals[k]
            for l in 0...k { row += terms[1 + l] * pairIntegrals[k * n + l] }
            sum += terms[1 + k] * row
        }
        return sum
    }

    /// Adds what the sources delivered since they last stepped.
    func closeSources(_ levels: UnsafeMutablePointer<Double>, at time: Double) {
        let duration = time - sourcesSince
        for block in stride(from: 0, to: network.sourceStride, by: 8) {
            let level = eight(levels, block)
            var current = SIMD8<Double>.zero
            for (index, state) in network.drivenStates.enumerated() {
                current +=
                    eight(network.drivenRows, index * network.sourceStride + block)
                    * (level * duration - potentialIntegral[state])
            }
            let sum = eight(delivered, block) + level * current
            UnsafeMutableRawPointer(delivered + block).storeBytes(of: sum, as: SIMD8<Double>.self)
        }
        potentialIntegral.update(repeating: 0, count: network.stateCount)
        for branch in sourceBranches {
            let difference = levels[branch.a] - (branch.b.map { levels[$0] } ?? 0)
            delivered[branch.a] += branch.conductance * difference * levels[branch.a] * duration
            if let b = branch.b { delivered[b] -= branch.conductance * difference * levels[b] * duration }
            dissipated[branch.group] += branch.conductance * difference * difference * duration
        }
        sourcesSince = time
    }

    /// The account of a run that ended at these potentials.
    func ledger(potential: UnsafeMutablePointer<Double>) -> EnergyLedger {
        for part in capacitors {
            dissipated[part.group] += part.capacitance * potential[part.state] * potential[part.state] / 2
        }
        var absorbed = groups
        for (group, place) in placeOfGroup.enumerated() { absorbed.values[place] = dissipated[group] }
        return EnergyLedger(
            delivered: Array(UnsafeBufferPointer(start: delivered, count: network.sourceCount)), absorbed: absorbed)
    }
}
