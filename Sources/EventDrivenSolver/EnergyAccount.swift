import Circuits
import Foundation
import NumericalMethods

/// Adds up, in closed form, what the sources deliver and what every group dissipates and stores.
///
/// Delivered and absorbed are integrated apart, from different sums: their agreement checks the whole solution.
struct EnergyAccount {
    private let lowered: LoweredCircuit
    private var delivered: [Double]
    private var dissipated: [Double]
    /// ∫V of every state since the sources last stepped [V s].
    private var potentialIntegral: [Double]
    private var sourcesSince = 0.0
    /// Σ g u [A] and Σ g u² [W] of every state's group drives under the present sources, state after state.
    private var driveSums: [(linear: Double, quadratic: Double)] = []
    private var firstDriveSum: [Int] = []

    init(_ lowered: LoweredCircuit) {
        self.lowered = lowered
        delivered = [Double](repeating: 0, count: lowered.sourceCount)
        dissipated = [Double](repeating: 0, count: lowered.groups.count)
        potentialIntegral = [Double](repeating: 0, count: lowered.stateNodes.count)
    }

    /// Takes over the sources' levels [V].
    mutating func setSources(_ levels: [Double]) {
        firstDriveSum.removeAll(keepingCapacity: true)
        driveSums.removeAll(keepingCapacity: true)
        for drives in lowered.groupDrives {
            firstDriveSum.append(driveSums.count)
            for drive in drives {
                var linear = 0.0
                var quadratic = 0.0
                for edge in drive.edges {
                    let current = edge.conductance * levels[edge.source]
                    linear += current
                    quadratic += current * levels[edge.source]
                }
                driveSums.append((linear, quadratic))
            }
        }
    }

    mutating func reset() {
        for index in delivered.indices { delivered[index] = 0 }
        for index in dissipated.indices { dissipated[index] = 0 }
        for index in potentialIntegral.indices { potentialIntegral[index] = 0 }
        sourcesSince = 0
    }

    /// Adds a closed record's dissipation.
    mutating func add(_ record: Int, in arena: SolutionArena, isOn: [Bool], place: [Int]) {
        let item = arena.records[record]
        let duration = item.end - item.start
        guard duration > 0 else { return }
        let n = item.modes
        withUnsafeTemporaryAllocation(of: Double.self, capacity: 2 * n) { scratch in
            let lost = scratch.baseAddress!  // 1 − e^(−λT)
            let integrals = lost + n  // ∫ e^(−λt)
            let rates = arena.rates(record)
            for k in 0..<n {
                let exponent = rates[k] * duration
                lost[k] = exponent < ExponentialSum.deadExponent ? -expm1(-exponent) : 1
                integrals[k] = exponent < 1e-300 ? duration : lost[k] / rates[k]
            }
            /// ∫ (c + Σ c_k e^(−λ_k t))² dt, with 1 − e^(−(a+b)T) = l_a + l_b − l_a l_b.
            func square(_ constant: Double, _ coefficient: (Int) -> Double) -> Double {
                var sum = constant * constant * duration
                for k in 0..<n {
                    let ck = coefficient(k)
                    sum += 2 * constant * ck * integrals[k]
                    for l in 0...k {
                        let rate = rates[k] + rates[l]
                        let part = rate * duration < 1e-300 ? duration : (lost[k] + lost[l] - lost[k] * lost[l]) / rate
                        sum += (l == k ? 1 : 2) * ck * coefficient(l) * part
                    }
                }
                return sum
            }
            for (local, state) in arena.states(record).enumerated() {
                let terms = arena.terms(record, local)
                var first = terms[0] * duration
                for k in 0..<n { first += terms[1 + k] * integrals[k] }
                potentialIntegral[state] += first
                if !lowered.groupDrives[state].isEmpty {
                    let second = square(terms[0]) { terms[1 + $0] }
                    for (index, drive) in lowered.groupDrives[state].enumerated() {
                        // Σ g (u − V)² = Σ g u² − 2 V Σ g u + V² Σ g.
                        let sums = driveSums[firstDriveSum[state] + index]
                        dissipated[drive.group] +=
                            sums.quadratic * duration - 2 * sums.linear * first + drive.conductance * second
                    }
                }
                lowered.fixedBranchesOfState.forEach(state) { index in
                    let branch = lowered.fixedBranches[index]
                    guard branch.a == state else { return }
                    let other = arena.terms(record, place[branch.b])
                    dissipated[branch.group] +=
                        branch.conductance * square(terms[0] - other[0]) { terms[1 + $0] - other[1 + $0] }
                }
                lowered.switchesOfState.forEach(state) { index in
                    let branch = lowered.switches[index]
                    let g = isOn[index] ? branch.onConductance : branch.offConductance
                    let offset = isOn[index] ? branch.offset : 0
                    guard g > 0 else { return }
                    // A branch between two states is counted at its first end.
                    let isA = branch.a == .state(state)
                    let sign: Double = isA ? 1 : -1
                    var constant = sign * terms[0] - offset
                    var other: UnsafeMutablePointer<Double>?
                    if case .state(let neighbour) = isA ? branch.b : branch.a {
                        if !isA { return }
                        other = arena.terms(record, place[neighbour])
                        constant -= other![0]
                    }
                    func coefficient(_ k: Int) -> Double { sign * terms[1 + k] - (other.map { $0[1 + k] } ?? 0) }
                    var lost = g * square(constant, coefficient)
                    if offset != 0 {
                        // v·i = g (v − V_f)² + V_f · g (v − V_f).
                        var mean = constant * duration
                        for k in 0..<n { mean += coefficient(k) * integrals[k] }
                        lost += offset * g * mean
                    }
                    dissipated[branch.group] += lost
                }
            }
        }
    }

    /// Adds what the sources delivered since they last stepped.
    mutating func closeSources(_ levels: [Double], at time: Double) {
        let duration = time - sourcesSince
        let stride = lowered.sourceStride
        for state in potentialIntegral.indices {
            if lowered.hasDrive[state] {
                for source in delivered.indices {
                    let g = lowered.drive[state * stride + source]
                    delivered[source] += g * levels[source] * (levels[source] * duration - potentialIntegral[state])
                }
            }
            potentialIntegral[state] = 0
        }
        for branch in lowered.sourceBranches {
            let difference = levels[branch.a] - (branch.b.map { levels[$0] } ?? 0)
            delivered[branch.a] += branch.conductance * difference * levels[branch.a] * duration
            if let b = branch.b { delivered[b] -= branch.conductance * difference * levels[b] * duration }
            dissipated[branch.group] += branch.conductance * difference * difference * duration
        }
        sourcesSince = time
    }

    /// The account of a run that ended at these potentials.
    func ledger(groups: [ElementGroup], potential: [Double]) -> EnergyLedger {
        var absorbed = dissipated
        for (state, parts) in lowered.capacitorGroups.enumerated() {
            for part in parts { absorbed[part.group] += part.capacitance * potential[state] * potential[state] / 2 }
        }
        return EnergyLedger(
            delivered: delivered, absorbed: Dictionary(uniqueKeysWithValues: zip(groups, absorbed)))
    }
}
