import Crossbars
import Quantities
import SpikingNetworks
import Testing

@Suite struct WiredCrossbarTests {
    /// No node keeps a current, and the sources' power is the dissipation of segments and cells.
    @Test(arguments: 0..<20) func kirchhoff(seed: Int) throws {
        let random = RandomCrossbar(seed: seed, columns: 2...30, rows: 2...30)
        let (m, n) = (random.rows, random.columns)
        let point = try random.wired().operatingPoint(
            rowLevels: random.rowLevels, endPotentials: random.endPotentials, tolerance: 1e-13, keepsPotentials: true)
        func word(_ row: Int, _ column: Int) -> Double {
            column < 0 ? random.rowLevels[row] : point.wordLinePotentials[column * m + row]
        }
        func bit(_ row: Int, _ column: Int) -> Double {
            row == m ? random.endPotentials[column] : point.bitLinePotentials[column * m + row]
        }
        let (g, h) = (1 / random.lines.wordLine.value, 1 / random.lines.bitLine.value)
        var lost = 0.0
        for row in 0..<m {
            for column in 0..<n {
                let cell = (word(row, column) - bit(row, column)) * random.siemens[column * m + row]
                lost += cell * (word(row, column) - bit(row, column))
                let coming = (word(row, column - 1) - word(row, column)) * g
                lost += coming * coming / g
                let going = column == n - 1 ? 0 : (word(row, column) - word(row, column + 1)) * g
                // A potential's rounding over a segment's resistance.
                #expect(abs(coming - going - cell) < 1e-12 * 1e-4 + 1e-15 * g)
                let above = row == 0 ? 0 : (bit(row - 1, column) - bit(row, column)) * h
                let below = (bit(row, column) - bit(row + 1, column)) * h
                lost += below * below / h
                #expect(abs(above + cell - below) < 1e-12 * 1e-4 + 1e-15 * h)
            }
        }
        let given = zip(random.rowLevels, point.rowCurrents).reduce(0) { $0 + $1.0 * $1.1 }
        let taken = zip(random.endPotentials, point.columnCurrents).reduce(0) { $0 + $1.0 * $1.1 }
        #expect(abs(given - taken - lost) < 1e-10 * lost)

        // The reduced crossbar: the same currents and the same dissipation at these potentials.
        let reduced = random.reduced
        let potentials = random.rowLevels + random.endPotentials
        func between(_ a: Int, _ b: Int) -> Double {
            switch (a < m, b < m) {
            case (true, true): reduced.betweenDrivers[a * m + b]
            case (false, false): reduced.betweenMembranes[(a - m) * n + b - m]
            case (true, false): reduced.driverToMembrane[(b - m) * m + a]
            case (false, true): reduced.driverToMembrane[(a - m) * m + b]
            }
        }
        var dissipated = 0.0
        for a in 0..<(m + n) {
            var current = 0.0
            for b in 0..<(m + n) where b != a {
                let difference = potentials[a] - potentials[b]
                current += between(a, b) * difference
                dissipated += between(a, b) * difference * difference / 2
            }
            let own = a < m ? point.rowCurrents[a] : -point.columnCurrents[a - m]
            #expect(abs(current - own) < 1e-10 * 1e-3)
        }
        #expect(abs(dissipated / lost - 1) < 1e-10)
    }

    /// A current at a column's end per volt at a driver is one at the driver per volt at the end.
    @Test func reciprocity() throws {
        let random = RandomCrossbar(seed: 11, columns: 24...24, rows: 17...17)
        let crossbar = random.wired()
        let dark = [Double](repeating: 0, count: 17)
        for (row, column) in [(0, 0), (16, 3), (5, 23), (9, 12)] {
            var levels = dark
            levels[row] = 1
            var ends = [Double](repeating: 0, count: 24)
            let there = try crossbar.operatingPoint(rowLevels: levels, tolerance: 1e-13).columnCurrents[column]
            ends[column] = 1
            let back = try crossbar.operatingPoint(rowLevels: dark, endPotentials: ends, tolerance: 1e-13)
                .rowCurrents[row]
            #expect(abs(there + back) < 1e-11 * abs(there))
        }
    }

    /// A membrane at rest draws nothing but its leak: held at the potential at which it floats, it draws the same.
    @Test(arguments: [0, 1e-5]) func floatingColumnsSettle(leak: Double) throws {
        let random = RandomCrossbar(seed: 4, columns: 12...12, rows: 15...15)
        let floating = try random.wired(.floating(leak: Conductance(leak)))
            .operatingPoint(rowLevels: random.rowLevels, tolerance: 1e-13)
        let held = try random.wired().operatingPoint(
            rowLevels: random.rowLevels, endPotentials: floating.endPotentials, tolerance: 1e-13)
        for column in 0..<12 {
            let expected = leak * floating.endPotentials[column]
            #expect(abs(held.columnCurrents[column] - expected) < 1e-10 * 1e-4)
            #expect(abs(floating.columnCurrents[column] - expected) < 1e-10 * 1e-4)
        }
    }

    /// The classifier's array with its bias row behind the pixels, on ideal lines: Σ g u.
    @Test func biasRowComesLast() throws {
        let array = try someArray()
        let crossbar = WiredCrossbar(array, bias: .microsiemens(30), lines: .none, end: .held)
        #expect(crossbar.rows == array.rows + 1)
        let levels = (0...array.rows).map { Double($0) - 3 }
        let point = try crossbar.operatingPoint(rowLevels: levels)
        for column in 0..<array.columns {
            var current = 30e-6 * levels[array.rows]
            for row in 0..<array.rows { current += array[column, row] * levels[row] }
            #expect(abs(point.columnCurrents[column] / current - 1) < 1e-14)
        }
    }
}
