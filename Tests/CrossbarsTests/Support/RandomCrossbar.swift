import Crossbars
import Foundation
import NumericalMethods
import Quantities

/// A crossbar of devices from 10 kΩ to 1 MΩ, with lines from 0.1 Ω to 1 kΩ per segment.
struct RandomCrossbar {
    var columns: Int
    var rows: Int
    var siemens: [Double]
    var lines: LineResistance
    var rowLevels: [Double]
    var endPotentials: [Double]

    init(seed: Int, columns columnRange: ClosedRange<Int> = 1...8, rows rowRange: ClosedRange<Int> = 1...8) {
        var random = RandomStream(seed: UInt64(seed), purpose: StreamPurpose("random crossbars"))
        func power(_ low: Double, _ decades: Double) -> Double { low * pow(10, decades * random.uniform()) }
        columns = columnRange.lowerBound + random.below(columnRange.count)
        rows = rowRange.lowerBound + random.below(rowRange.count)
        siemens = (0..<(columns * rows)).map { _ in power(1e-6, 2) }
        lines = LineResistance(wordLine: .ohms(power(0.1, 4)), bitLine: .ohms(power(0.1, 4)))
        rowLevels = (0..<rows).map { _ in 2 * random.uniform() - 1 }
        endPotentials = (0..<columns).map { _ in 2 * random.uniform() - 1 }
    }

    func wired(_ end: ColumnEnd = .held) -> WiredCrossbar {
        WiredCrossbar(columns: columns, rows: rows, siemens: siemens, lines: lines, end: end)
    }

    var reduced: ReducedCrossbar {
        ReducedCrossbar(columns: columns, rows: rows, siemens: siemens, lines: lines)
    }

    /// The conductance matrix of all nodes, terminals first (drivers, then columns' ends), with the inner ones eliminated
    /// node by node, star to mesh: `[terminals × terminals]`.
    func eliminated() -> [[Double]] {
        let terminals = rows + columns
        let count = terminals + 2 * rows * columns
        var g = [[Double]](repeating: [Double](repeating: 0, count: count), count: count)
        func join(_ a: Int, _ b: Int, _ value: Double) {
            g[a][b] += value
            g[b][a] += value
        }
        func word(_ row: Int, _ column: Int) -> Int { terminals + 2 * (row * columns + column) }
        func bit(_ row: Int, _ column: Int) -> Int { word(row, column) + 1 }
        for row in 0..<rows {
            for column in 0..<columns {
                join(word(row, column), bit(row, column), siemens[column * rows + row])
                join(column == 0 ? row : word(row, column - 1), word(row, column), 1 / lines.wordLine.value)
                join(
                    row == rows - 1 ? rows + column : bit(row + 1, column), bit(row, column), 1 / lines.bitLine.value)
            }
        }
        // A node k between others is their mesh of g_ak g_kb / Σ g_k: sums of positive numbers alone.
        for k in (terminals..<count).reversed() {
            let sum = (0..<k).reduce(0) { $0 + g[k][$1] }
            for a in 0..<k where g[a][k] != 0 {
                for b in 0..<k where b != a { g[a][b] += g[a][k] * g[k][b] / sum }
            }
        }
        return g
    }
}
