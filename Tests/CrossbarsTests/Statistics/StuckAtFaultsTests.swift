import Crossbars
import NumericalMethods
import Testing

/// Five standard errors: by chance 6e-7 a comparison, and a fixed seed never changes its mind.
private let allowedErrors = 5.0

private func map(_ rate: Double, share: Double, trial: Int) -> FaultMap {
    var stream = RandomStream(seed: 5, purpose: StreamPurpose("faults"), trial: trial)
    return StuckAtFaults(rate: rate, lowResistanceShare: share).map(columns: 10, rows: 30, from: &stream)
}

private func agrees(_ count: Int, of trials: Int, _ p: Double) -> Bool {
    abs(Double(count) / Double(trials) - p) <= allowedErrors * (p * (1 - p) / Double(trials)).squareRoot()
}

@Suite struct StuckAtFaultsTests {
    @Test(arguments: [0, 0.0175, 0.1, 0.3, 1], [0, 0.3, 1])
    func rateAndShareAreKept(rate: Double, share: Double) {
        let maps = 800
        var perCell = [Int](repeating: 0, count: 300)
        var low = 0
        var squares = 0.0
        for trial in 0..<maps {
            let map = map(rate, share: share, trial: trial)
            for cell in map.cells {
                perCell[cell.column * 30 + cell.row] += 1
                if cell.state == .lowResistance { low += 1 }
            }
            let deviation = Double(map.cells.count) - 300 * rate
            squares += deviation * deviation
        }
        let stuck = perCell.reduce(0, +)
        #expect(agrees(stuck, of: 300 * maps, rate))
        #expect(agrees(low, of: 300 * maps, rate * share))
        for count in perCell { #expect(agrees(count, of: maps, rate)) }
        // Cells are struck independently: the number per map has the binomial's variance, known to √(2/n) (and the
        // binomial's own excess kurtosis, below 0.2 at these rates).
        let variance = 300 * rate * (1 - rate)
        #expect(abs(squares / Double(maps) - variance) <= allowedErrors * (2.2 / Double(maps)).squareRoot() * variance)
    }

    @Test func mapsOfAHigherRateContainThoseOfALower() {
        for trial in 0..<50 {
            var previous = Set<FaultMap.Cell>()
            for rate in [0, 0.01, 0.05, 0.1, 0.3, 0.7, 1] {
                let cells = map(rate, share: 0.5, trial: trial).cells
                let now = Set(cells)
                #expect(now.count == cells.count)
                #expect(previous.isSubset(of: now))
                previous = now
            }
            #expect(previous.count == 300)
        }
    }

    @Test func aMapReplaysAlone() {
        #expect(map(0.2, share: 0.5, trial: 7) == map(0.2, share: 0.5, trial: 7))
        #expect(map(0.2, share: 0.5, trial: 7) != map(0.2, share: 0.5, trial: 8))
    }
}
