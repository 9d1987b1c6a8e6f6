import Foundation
import NumericalMethods

/// Solves C dV/dt = b − A V of a group of states as a power series: Vₖ₊₁ = (b δₖ₀ − A Vₖ)/(C (k + 1)), one product with A a
/// term, where a solution by modes would need all eigenvectors of A at every switching.
///
/// In the norm ‖V‖² = Σ C V² the terms of degree k + 1 and k have a ratio of at most Λ h/(k + 1), Λ a bound of the rates and
/// h the interval: what is left out is known, and h is made so short that it is below any rounding.
final class SeriesSolver {
    private let plan: SeriesPlan
    private let network: FlatNetwork
    private let memory = TableMemory()
    /// Vₖ hᵏ, one vector behind the other.
    private let terms: UnsafeMutablePointer<Double>
    /// ‖Vₖ‖ hᵏ.
    private let norms: UnsafeMutablePointer<Double>
    /// Of the group in hand: the diagonal of A [S], b [A].
    private let diagonal: UnsafeMutablePointer<Double>
    private let inflow: UnsafeMutablePointer<Double>
    private let product: UnsafeMutablePointer<Double>
    /// Conductances beside the block.
    private var links: [(a: Int, b: Int, conductance: Double)] = []
    /// The mean length of a group's last intervals [s].
    private var usualLength: [Double]
    /// Until when each group's series hold; infinity before the first.
    private(set) var end: [Double]

    /// Terms behind the constant. With 32 an interval reaches over four of the fastest time constants that move.
    static let mostTerms = 32
    /// The part of the largest term that a series may leave out.
    private static let truncation = 1e-17
    /// Λ h of the longest interval tried; Λ overrates the fastest rate up to twice.
    private static let longest = 12.0
    /// An interval is tried for so many of the usual ones, lest terms be computed for a time that an event cuts off.
    private static let foresight = 2.0
    /// The shortest interval tried, as a part of the longest: events may come two at a time.
    private static let shortest = 0.05

    init(_ network: FlatNetwork) {
        plan = network.series
        self.network = network
        let widest = plan.groups.map(\.stride).max() ?? 0
        terms = memory.table(repeating: 0, count: (Self.mostTerms + 1) * widest)
        norms = memory.table(repeating: 0, count: Self.mostTerms + 1)
        diagonal = memory.table(repeating: 0, count: widest)
        inflow = memory.table(repeating: 0, count: widest)
        product = memory.table(repeating: 0, count: widest)
        usualLength = plan.groups.map { _ in .infinity }
        end = plan.groups.map { _ in .infinity }
    }

    /// Forgets the last run.
    func reset() {
        for group in plan.groups.indices {
            usualLength[group] = .infinity
            end[group] = .infinity
        }
    }

    /// The group whose series end first.
    var earliestEnd: (time: Double, group: Int) {
        var earliest = (time: Double.infinity, group: -1)
        for group in plan.groups.indices where end[group] < earliest.time { earliest = (end[group], group) }
        return earliest
    }

    /// Takes down how long a group's series were needed.
    func note(length: Double, of group: Int) {
        usualLength[group] = usualLength[group] == .infinity ? length : 0.8 * usualLength[group] + 0.2 * length
    }

    /// Opens a record of the group from `time` on, which holds until `limit` at the latest.
    func solve(
        _ group: Int, at time: Double, until limit: Double, in arena: SolutionArena,
        potential: UnsafeMutablePointer<Double>, inflow current: UnsafeMutablePointer<Double>,
        conductance: UnsafeMutablePointer<Double>, offset: UnsafeMutablePointer<Double>
    ) -> Int {
        let item = plan.groups[group]
        let states = plan.states + item.first
        let (n, stride) = (item.stateCount, item.stride)
        for i in 0..<n { terms[i] = potential[states[i]] }
        for i in n..<stride { terms[i] = 0 }
        assemble(item, inflow: current, conductance: conductance, offset: offset)
        let bound = fastest(item)
        // An event at the very end still opens a record.
        let room = max(limit - time, limit.ulp)
        let longest = Self.longest / bound
        var h = min(longest, room, max(Self.foresight * usualLength[group], Self.shortest * longest))
        let last = expand(item, h, bound: bound * h)
        let share = Self.admissible(norms, last, bound: bound * h)
        if share < 1 {
            h *= share
            var power = 1.0
            for k in 1...last {
                power *= share
                let vector = terms + k * stride
                for i in 0..<stride { vector[i] *= power }
                norms[k] *= power
            }
        }
        end[group] = h < room ? time + h : limit
        let record = arena.beginSeries(
            states, stateCount: n, group: group, terms: last + 1, stride: stride, at: time, length: h)
        arena.values(record).update(from: terms, count: (last + 1) * stride)
        arena.boundSeries(record)
        return record
    }

    /// Writes the diagonal, b and the links.
    private func assemble(
        _ item: SeriesPlan.Group, inflow current: UnsafeMutablePointer<Double>,
        conductance: UnsafeMutablePointer<Double>, offset: UnsafeMutablePointer<Double>
    ) {
        let states = plan.states + item.first
        links.removeAll(keepingCapacity: true)
        for i in 0..<item.stateCount {
            let state = states[i]
            diagonal[i] = network.fixedConductance[state]
            inflow[i] = current[state]
            for contact in network.looseContacts[state] {
                let branch = Int(contact.branch)
                let g = conductance[branch]
                if g == 0 { continue }
                // A fixed branch is in the fixed conductance already.
                if branch >= network.fixedBranchCount { diagonal[i] += g }
                inflow[i] += contact.sign * g * offset[branch]
                if contact.other >= 0, contact.sign > 0 {
                    links.append((i, network.placeInSeries[Int(contact.other)], g))
                }
            }
        }
        for i in item.stateCount..<item.stride {
            diagonal[i] = 0
            inflow[i] = 0
        }
    }

    /// Gershgorin's bound of the rates of C⁻¹ A.
    private func fastest(_ item: SeriesPlan.Group) -> Double {
        for i in 0..<item.stride { product[i] = diagonal[i] + plan.blockSums[item.first + i] }
        for link in links {
            product[link.a] += link.conductance
            product[link.b] += link.conductance
        }
        var bound = 0.0
        for i in 0..<item.stateCount { bound = max(bound, product[i] * plan.inverseCapacitance[item.first + i]) }
        return bound
    }

    /// Fills the terms for an interval h until they no longer matter.
    /// - Returns: the last term's degree.
    private func expand(_ item: SeriesPlan.Group, _ h: Double, bound: Double) -> Int {
        let stride = item.stride
        norms[0] = norm(item, terms)
        var largest = norms[0]
        for k in 0..<Self.mostTerms {
            let vector = terms + k * stride
            let next = vector + stride
            multiply(item, vector)
            let scale = -h / Double(k + 1)
            let inverse = plan.inverseCapacitance + item.first
            if k == 0 {
                for i in 0..<stride { next[i] = scale * (product[i] - inflow[i]) * inverse[i] }
            } else {
                for i in 0..<stride { next[i] = scale * product[i] * inverse[i] }
            }
            norms[k + 1] = norm(item, next)
            largest = max(largest, norms[k + 1])
            if k > 0, norms[k + 1] <= Self.truncation * largest, bound <= 0.5 * Double(k + 2) { return k + 1 }
        }
        return Self.mostTerms
    }

    private func norm(_ item: SeriesPlan.Group, _ vector: UnsafeMutablePointer<Double>) -> Double {
        let capacitance = plan.capacitance + item.first
        var sum = SIMD8<Double>.zero
        for i in Swift.stride(from: 0, to: item.stride, by: 8) {
            let v = loadEight(vector, i)
            sum += loadEight(capacitance, i) * v * v
        }
        return sum.sum().squareRoot()
    }

    /// The part of the interval over which the series is exact to roundings.
    private static func admissible(_ norms: UnsafeMutablePointer<Double>, _ last: Int, bound: Double) -> Double {
        var share = min(1, 0.5 * Double(last + 1) / bound)
        for _ in 0..<4 {
            var power = 1.0
            var largest = 0.0
            for k in 0...last {
                largest = max(largest, norms[k] * power)
                power *= share
            }
            guard norms[last] > 0, largest > 0 else { return share }
            let reach = pow(truncation * largest / norms[last], 1 / Double(last))
            if reach >= share { return share }
            share = reach
        }
        return share
    }

    /// product ← A x.
    private func multiply(_ item: SeriesPlan.Group, _ x: UnsafeMutablePointer<Double>) {
        for i in 0..<item.stride { product[i] = diagonal[i] * x[i] }
        let width = item.blockStride
        var row = 0
        while row < item.blockCount {
            let rows = min(4, item.blockCount - row)
            let a = plan.block + item.block + row * width
            // The last rows are taken twice where four do not fit.
            let (b, c, d) = (a + min(1, rows - 1) * width, a + min(2, rows - 1) * width, a + min(3, rows - 1) * width)
            var (p, q, r, s) = (SIMD4<Double>.zero, SIMD4<Double>.zero, SIMD4<Double>.zero, SIMD4<Double>.zero)
            for column in Swift.stride(from: 0, to: width, by: 4) {
                let v = four(x, column)
                p += four(a, column) * v
                q += four(b, column) * v
                r += four(c, column) * v
                s += four(d, column) * v
            }
            product[row] -= p.sum()
            if rows > 1 { product[row + 1] -= q.sum() }
            if rows > 2 { product[row + 2] -= r.sum() }
            if rows > 3 { product[row + 3] -= s.sum() }
            row += 4
        }
        for link in links {
            product[link.a] -= link.conductance * x[link.b]
            product[link.b] -= link.conductance * x[link.a]
        }
    }
}

/// Four neighbours in a table.
@inline(__always)
func four(_ table: UnsafeMutablePointer<Double>, _ place: Int) -> SIMD4<Double> {
    UnsafeRawPointer(table + place).loadUnaligned(as: SIMD4<Double>.self)
}

extension EventLoop {
    /// Solves a group of states anew from the present potentials.
    func solveSeries(_ group: Int, at time: Double) {
        let plan = network.series
        let item = plan.groups[group]
        let record = series.solve(
            group, at: time, until: min(nextSourceStep, duration), in: solutions, potential: potential,
            inflow: inflow, conductance: conductance, offset: offset)
        for place in 0..<item.stateCount {
            let state = plan.states[item.first + place]
            isMarked[state] = false
            recordOfNode[state] = record
            placeOfNode[state] = place
        }
    }

    func closeSeries(_ record: Int, at time: Double) {
        series.note(length: time - solutions[record].start, of: solutions.series(record).group)
        solutions.closeSeries(record, at: time, potential: potential)
        account.addSeries(record, in: solutions, conductance: conductance, offset: offset, place: placeOfNode)
    }

    /// The group whose series end first, and room for more series.
    func nextRenewal() -> (time: Double, group: Int) {
        solutions.dropHistory { Set((0..<network.nodeCount).map { recordOfNode[$0] }).sorted() }
        return series.earliestEnd
    }

    /// Goes on with a group whose series hold no longer.
    func renewSeries(_ group: Int, at time: Double) {
        affectedCount = 0
        closeRecord(of: network.series.states[network.series.groups[group].first], at: time)
        solveAffected(at: time)
        updateGuardsOfAffected(at: time)
    }
}
