import Crossbars
import NumericalMethods
import Testing

private let columns = 10
private let rows = 30

private func map(_ pattern: StuckPattern, rate: Double, trial: Int, size: Int = 4) -> FaultMap {
    var stream = RandomStream(seed: 3, purpose: StreamPurpose("patterns"), trial: trial)
    return StuckAtFaults(rate: rate, lowResistanceShare: 0.5, pattern: pattern, clusterSize: size)
        .map(columns: columns, rows: rows, from: &stream)
}

@Suite struct StuckPatternTests {
    /// Every cell is stuck with the given probability, at edges and corners too.
    @Test(arguments: StuckPattern.allCases, [0.03, 0.3]) func everyCellKeepsTheRate(
        pattern: StuckPattern, rate: Double
    ) {
        let maps = 3000
        var counts = [Int](repeating: 0, count: columns * rows)
        for trial in 0..<maps {
            for cell in map(pattern, rate: rate, trial: trial).cells { counts[cell.column * rows + cell.row] += 1 }
        }
        // Six standard errors of one cell over all maps: by chance 2e-9 a cell.
        let error = 6 * (rate * (1 - rate) / Double(maps)).squareRoot()
        for count in counts { #expect(abs(Double(count) / Double(maps) - rate) < error) }
    }

    @Test(arguments: StuckPattern.allCases) func mapsOfAHigherRateContainThoseOfALower(pattern: StuckPattern) {
        for trial in 0..<30 {
            var previous = Set<FaultMap.Cell>()
            for rate in [0, 0.02, 0.1, 0.3, 0.7, 1] {
                let now = Set(map(pattern, rate: rate, trial: trial).cells)
                #expect(previous.isSubset(of: now))
                previous = now
            }
            #expect(previous.count == columns * rows)
        }
    }

    /// Neighbours along a cluster are stuck together far more often than chance, across it not.
    @Test func clustersLieAlongTheirLines() {
        func together(_ pattern: StuckPattern, _ dx: Int, _ dy: Int) -> Double {
            var (both, single) = (0, 0)
            for trial in 0..<400 {
                let cells = Set(map(pattern, rate: 0.05, trial: trial).cells.map { [$0.column, $0.row] })
                single += cells.count
                both += cells.count { cells.contains([($0[0] + dx) % columns, ($0[1] + dy) % rows]) }
            }
            return Double(both) / Double(single)
        }
        // A cell's neighbour is in the same run of four three times out of four, else stuck by chance.
        #expect(abs(together(.rowClusters, 1, 0) - 0.76) < 0.05)
        #expect(abs(together(.columnClusters, 0, 1) - 0.76) < 0.05)
        #expect(abs(together(.rowClusters, 0, 1) - 0.05) < 0.03)
        #expect(abs(together(.columnClusters, 1, 0) - 0.05) < 0.03)
        #expect(together(.blocks, 1, 1) > 0.5)
        #expect(together(.wholeRows, 1, 0) == 1 && together(.wholeColumns, 0, 1) == 1)
    }

    @Test func aLineFailsAsOneState() {
        for trial in 0..<20 {
            for pattern in [StuckPattern.wholeRows, .wholeColumns] {
                let cells = map(pattern, rate: 0.2, trial: trial).cells
                let lines = Dictionary(grouping: cells) { pattern == .wholeRows ? $0.row : $0.column }
                for (_, line) in lines {
                    #expect(line.count == (pattern == .wholeRows ? columns : rows))
                    #expect(Set(line.map(\.state)).count == 1)
                }
            }
        }
    }
}
