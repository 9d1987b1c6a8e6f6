import Foundation
import NumericalMethods
import Testing

/// A grid with random sizes, conductances over two decades and any of its resistances.
private struct RandomGrid {
    var rows: Int
    var columns: Int
    var conductance: [Double]
    var rowStep: Double
    var columnStep: Double
    var rowEnd: Double
    var columnEnd: Double
    var drivers: [Double]
    var ends: [Double]
    /// Rows drawn wider or thinner than the others.
    var rowScale: [Double]

    init(seed: Int, isOpen: Bool) {
        var random = RandomStream(seed: UInt64(seed), purpose: StreamPurpose("ladder grids"))
        func power(_ low: Double, _ decades: Double) -> Double { low * pow(10, decades * random.uniform()) }
        let (m, n) = (1 + random.below(20), 1 + random.below(20))
        rows = m
        columns = n
        conductance = (0..<(m * n)).map { _ in power(1e-6, 2) }
        // From lines that hardly matter to lines that take most of the voltage.
        rowStep = power(0.1, 4)
        columnStep = power(0.1, 4)
        rowEnd = power(0.1, 4)
        columnEnd = isOpen ? .infinity : power(0.1, 4)
        drivers = (0..<m).map { _ in 2 * random.uniform() - 1 }
        ends = (0..<n).map { _ in isOpen ? 0 : 2 * random.uniform() - 1 }
        rowScale = seed % 2 == 0 ? [] : (0..<m).map { _ in power(0.1, 2) }
    }

    func scale(_ row: Int) -> Double { rowScale.isEmpty ? 1 : rowScale[row] }

    var grid: LadderGrid {
        LadderGrid(
            rows: rows, columns: columns, conductance: conductance, rowStep: rowStep, columnStep: columnStep,
            rowEnd: rowEnd, columnEnd: columnEnd, rowScale: rowScale)
    }

    func solution(_ tolerance: Double) throws -> LadderGrid.Solution {
        try grid.solve(drivers: [drivers], ends: [ends], tolerance: tolerance, keepsPotentials: true)[0]
    }

    /// The rows' potentials, then the columns'.
    func eliminated() -> [Double] {
        let count = rows * columns
        var system = DenseSystem(unknowns: 2 * count)
        for row in 0..<rows {
            for column in 0..<columns {
                let node = row * columns + column
                system.join(node, count + node, conductance[node])
                if column == 0 {
                    system.tie(node, to: drivers[row], 1 / (rowEnd * scale(row)))
                } else {
                    system.join(node, node - 1, 1 / (rowStep * scale(row)))
                }
                if row == rows - 1 {
                    if columnEnd.isFinite { system.tie(count + node, to: ends[column], 1 / columnEnd) }
                } else {
                    system.join(count + node, count + node + columns, 1 / columnStep)
                }
            }
        }
        return system.solved()
    }
}

@Suite struct LadderGridTests {
    @Test(arguments: 0..<60) func agreesWithElimination(seed: Int) throws {
        let random = RandomGrid(seed: seed, isOpen: seed % 3 == 0)
        let exact = random.eliminated()
        let solution = try random.solution(1e-12)
        // The tolerance, and elimination's roundings of 1 V times a condition of 1e5; together they reach 1.9e-12.
        for (own, other) in zip(solution.rowPotentials + solution.columnPotentials, exact) {
            #expect(abs(own - other) < 2e-11, "\(random)")
        }
        let count = random.rows * random.columns
        for row in 0..<random.rows {
            let end = random.rowEnd * random.scale(row)
            let current = (random.drivers[row] - exact[row * random.columns]) / end
            // The difference of two potentials errs by 1e-16 V over the end's resistance.
            #expect(abs(solution.rowCurrents[row] - current) < 1e-10 * (abs(current) + 1e-3) + 1e-14 / end)
        }
        for column in 0..<random.columns {
            let last = exact[count + (random.rows - 1) * random.columns + column]
            let current = (last - random.ends[column]) / random.columnEnd
            #expect(
                abs(solution.columnCurrents[column] - current) < 1e-10 * (abs(current) + 1e-3)
                    + 1e-14 / random.columnEnd)
            #expect(abs(solution.lastPotentials[column] - last) < 1e-10)
        }
        // What goes in at the drivers comes out at the ends.
        let (put, got) = (solution.rowCurrents.reduce(0, +), solution.columnCurrents.reduce(0, +))
        // Open columns may leave nothing but the roundings of 1 V over 1e-4 S.
        #expect(abs(put - got) < 1e-10 * solution.rowCurrents.reduce(0) { $0 + abs($1) } + 1e-18)
    }

    /// The tolerance is that of the solution: ten times smaller, ten times nearer.
    @Test(arguments: [1e-3, 1e-6, 1e-9]) func toleranceBoundsTheError(tolerance: Double) throws {
        var worst = 0.0
        for seed in 0..<30 {
            let random = RandomGrid(seed: seed, isOpen: false)
            let exact = try random.solution(1e-14)
            let solution = try random.solution(tolerance)
            let scale = exact.columnCurrents.reduce(0) { max($0, abs($1)) }
            for (a, b) in zip(solution.columnCurrents, exact.columnCurrents) { worst = max(worst, abs(a - b) / scale) }
        }
        // Currents are sums over a column and better than the residual, by a factor of 400 to 2000 here.
        #expect(worst < tolerance)
        if tolerance > 1e-8 { #expect(worst > tolerance / 1e4) }
    }

    /// One crossing: three resistors in series.
    @Test func oneCrossing() throws {
        let grid = LadderGrid(
            rows: 1, columns: 1, conductance: [1e-3], rowStep: 7, columnStep: 7, rowEnd: 200, columnEnd: 300)
        let solution = try grid.solve(drivers: [[3]], ends: [[1]])[0]
        #expect(abs(solution.rowCurrents[0] - 2 / 1500.0) < 1e-18)
        #expect(abs(solution.columnCurrents[0] - 2 / 1500.0) < 1e-18)
        #expect(abs(solution.lastPotentials[0] - (1 + 300 * 2 / 1500.0)) < 1e-15)
    }

    /// A row of equal crossings onto ideal columns at 0 V: V_k = u cosh((n − k − ½) a)/cosh(…), the discrete line.
    @Test func singleRowIsADiscreteLine() throws {
        let (n, g, r) = (40, 1e-4, 25.0)
        let grid = LadderGrid(
            rows: 1, columns: n, conductance: [Double](repeating: g, count: n), rowStep: r, columnStep: 0, rowEnd: r,
            columnEnd: 0)
        let solution = try grid.solve(
            drivers: [[2]], ends: [[Double](repeating: 0, count: n)], keepsPotentials: true)[0]
        // V_{k+1} − 2 V_k + V_{k−1} = g r V_k with 2 cosh a = 2 + g r, V_{−1} = u, and no current behind the last node.
        let a = acosh(1 + g * r / 2)
        for k in 0..<n {
            let law = 2 * cosh((Double(n - 1 - k) + 0.5) * a) / cosh((Double(n) + 0.5) * a)
            #expect(abs(solution.rowPotentials[k] / law - 1) < 1e-12)
            #expect(abs(solution.columnCurrents[k] / (g * law) - 1) < 1e-12)
        }
    }

    /// 0 Ω is the ideal array, to the last rounding.
    @Test func idealLines() throws {
        var random = RandomStream(seed: 3, purpose: StreamPurpose("ladder grids"))
        let (m, n) = (13, 9)
        let g = (0..<(m * n)).map { _ in 1e-6 + 1e-4 * random.uniform() }
        let u = (0..<m).map { _ in 2 * random.uniform() - 1 }
        let v = (0..<n).map { _ in random.uniform() }
        let grid = LadderGrid(rows: m, columns: n, conductance: g, rowStep: 0, columnStep: 0, rowEnd: 0, columnEnd: 0)
        let solution = try grid.solve(drivers: [u], ends: [v])[0]
        for column in 0..<n {
            let current = (0..<m).reduce(0.0) { $0 + g[$1 * n + column] * (u[$1] - v[column]) }
            #expect(abs(solution.columnCurrents[column] - current) < 1e-18)  // thirteen roundings of 1e-4 A
        }
        #expect(solution.lastPotentials == v)
    }

    /// Every input alone gives what it gives among others.
    @Test func inputsDoNotMix() throws {
        let random = RandomGrid(seed: 5, isOpen: false)
        let other = random.drivers.map { -0.3 * $0 + 0.1 }
        let both = try random.grid.solve(drivers: [random.drivers, other], ends: [random.ends, random.ends])
        let alone = try random.grid.solve(drivers: [other], ends: [random.ends])[0]
        #expect(both[1].columnCurrents == alone.columnCurrents)
    }

    @Test func anImpossibleToleranceIsAnError() throws {
        let random = RandomGrid(seed: 7, isOpen: false)
        #expect {
            try random.grid.solve(
                drivers: [random.drivers], ends: [random.ends], tolerance: 1e-10, iterationLimit: 1)
        } throws: { error in
            guard case .notConverged(1, let residual, 1e-10)? = error as? LadderGridError else { return false }
            return residual > 1e-10
        }
    }
}
