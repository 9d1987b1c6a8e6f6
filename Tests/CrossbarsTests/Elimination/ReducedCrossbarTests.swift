import Crossbars
import NumericalMethods
import Quantities
import Testing

@Suite struct ReducedCrossbarTests {
    /// Node elimination adds positive numbers only: every conductance of it is good to its last digits.
    @Test(arguments: 0..<40) func agreesWithNodeElimination(seed: Int) {
        let random = RandomCrossbar(seed: seed)
        let mesh = random.eliminated()
        let reduced = random.reduced
        let (m, n) = (random.rows, random.columns)
        // The solves end at 1e-13 of all that a terminal draws.
        func check(_ own: Double, _ a: Int, _ b: Int) {
            let scale = (0..<(m + n)).reduce(0) { $0 + mesh[a][$1] }
            #expect(abs(own - mesh[a][b]) < 1e-12 * scale, "terminals \(a), \(b) of \(random)")
            #expect(own >= 0)
        }
        for column in 0..<n {
            for row in 0..<m { check(reduced.driverToMembrane[column * m + row], m + column, row) }
            for other in 0..<n where other != column {
                check(reduced.betweenMembranes[column * n + other], m + column, m + other)
            }
        }
        for row in 0..<m {
            for other in 0..<m where other != row { check(reduced.betweenDrivers[row * m + other], row, other) }
        }
    }

    @Test(arguments: 0..<10) func membraneMatrixIsSymmetricAndPositiveDefinite(seed: Int) {
        let reduced = RandomCrossbar(seed: seed, columns: 2...20, rows: 1...20).reduced
        let n = reduced.columns
        var matrix = reduced.membraneMatrix
        for a in 0..<n {
            for b in 0..<n { #expect(matrix[a * n + b] == matrix[b * n + a]) }
            // Row sums are those of B: equal drivers and membranes carry no current.
            let sum = (0..<n).reduce(0) { $0 + matrix[a * n + $1] }
            let driven = (0..<reduced.rows).reduce(0) { $0 + reduced.driverToMembrane[a * reduced.rows + $1] }
            #expect(abs(sum - driven) < 1e-13 * matrix[a * n + a])
            #expect(sum > 0)
        }
        var vectors = matrix
        matrix.withUnsafeMutableBufferPointer { a in
            vectors.withUnsafeMutableBufferPointer { v in
                SymmetricEigensystem.diagonalize(a.baseAddress!, eigenvectors: v.baseAddress!, count: n)
            }
        }
        for k in 0..<n { #expect(matrix[k * n + k] > 0) }
    }

    /// At 0 Ω the cells themselves; near it the first order in the resistance.
    @Test func idealLimit() {
        var random = RandomCrossbar(seed: 2, columns: 6...6, rows: 9...9)
        random.lines = .none
        let ideal = random.reduced
        #expect(ideal.driverToMembrane == random.siemens)
        #expect((ideal.betweenMembranes + ideal.betweenDrivers).allSatisfy { $0 == 0 })
        for ohms in [1e-2, 1e-4] {
            random.lines = LineResistance(perSegment: .ohms(ohms))
            let near = random.reduced
            // A cell loses g² R times its segments, times all cells of its lines: at most 15 segments, 15 cells of 1e-4 S.
            for (a, b) in zip(near.driverToMembrane, ideal.driverToMembrane) {
                #expect(abs(a / b - 1) < 15 * 15 * 1e-4 * ohms)
            }
            #expect(zip(near.driverToMembrane, ideal.driverToMembrane).contains { abs($0 / $1 - 1) > 1e-5 * ohms })
        }
        // One ideal line of the two leaves the other family uncoupled.
        random.lines = LineResistance(wordLine: .zero, bitLine: .ohms(10))
        #expect(random.reduced.betweenMembranes.allSatisfy { $0 == 0 })
        #expect(random.reduced.betweenDrivers.contains { $0 > 0 })
        random.lines = LineResistance(wordLine: .ohms(10), bitLine: .zero)
        #expect(random.reduced.betweenDrivers.allSatisfy { $0 == 0 })
        #expect(random.reduced.betweenMembranes.contains { $0 > 0 })
    }
}
