import NumericalMethods
import Testing

/// The least cost over all assignments, one by one.
private func leastCost(_ costs: [Double], rows: Int, columns: Int) -> Double {
    func best(_ row: Int, _ free: Set<Int>) -> Double {
        if row == rows { return 0 }
        return free.map { costs[row * columns + $0] + best(row + 1, free.subtracting([$0])) }.min()!
    }
    return best(0, Set(0..<columns))
}

@Suite struct LinearAssignmentTests {
    @Test(arguments: 0..<60) func noAssignmentCostsLess(seed: Int) {
        var random = RandomStream(seed: UInt64(seed), purpose: StreamPurpose("assignment"))
        let rows = 1 + random.below(6)
        let columns = rows + random.below(3)
        // Small whole numbers, negative ones too: many ties, and sums without rounding.
        let costs = (0..<(rows * columns)).map { _ in Double(random.below(9) - 3) }
        let columnOfRow = LinearAssignment.solve(costs: costs, rows: rows, columns: columns)
        #expect(Set(columnOfRow).count == rows && columnOfRow.allSatisfy { (0..<columns).contains($0) })
        let cost = columnOfRow.enumerated().reduce(0) { $0 + costs[$1.offset * columns + $1.element] }
        #expect(cost == leastCost(costs, rows: rows, columns: columns))
    }

    /// Costs |x − y|: sorted points meet in their order.
    @Test func pointsOnALineMeetInOrder() {
        var random = RandomStream(seed: 1, purpose: StreamPurpose("assignment"))
        let n = 40
        let xs = (0..<n).map { _ in random.uniform() }
        let ys = (0..<n).map { _ in random.uniform() }
        let costs = xs.flatMap { x in ys.map { abs(x - $0) } }
        let cost = LinearAssignment.solve(costs: costs, rows: n, columns: n).enumerated().reduce(0) {
            $0 + costs[$1.offset * n + $1.element]
        }
        let sorted = zip(xs.sorted(), ys.sorted()).reduce(0) { $0 + abs($1.0 - $1.1) }
        // Forty sums of roundings of numbers below one.
        #expect(abs(cost - sorted) < 1e-13)
    }
}
