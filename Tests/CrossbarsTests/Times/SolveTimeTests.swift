import Crossbars
import Foundation
import NumericalMethods
import Quantities
import Testing

/// Seconds of the processor, the best of five runs: what else the machine does matters little.
private func seconds(_ body: () throws -> Void) rethrows -> Double {
    var best = Double.infinity
    for _ in 0..<5 {
        let start = clock()
        try body()
        best = min(best, Double(clock() - start) / Double(CLOCKS_PER_SEC))
    }
    return best
}

@Suite(.serialized) struct SolveTimeTests {
    /// Devices of 10 kΩ to 1 MΩ, 1 Ω per segment, to 1e-9 in every column's current; a tenth of these times was measured.
    @Test(arguments: [(128, 1, 4e-3), (512, 1, 150e-3), (128, 100, 150e-3)])
    func solvesInTime(size: Int, inputs: Int, limit: Double) throws {
        var random = RandomStream(seed: 1, purpose: StreamPurpose("solve times"), trial: size)
        let crossbar = WiredCrossbar(
            columns: size, rows: size, siemens: (0..<(size * size)).map { _ in 1e-6 * pow(10, 2 * random.uniform()) },
            lines: LineResistance(perSegment: .ohms(1)), end: .held)
        let levels = (0..<inputs).map { _ in (0..<size).map { _ in random.uniform() } }
        let exact = try crossbar.operatingPoint(rowLevels: levels[0], tolerance: 1e-14).columnCurrents
        let own = try crossbar.operatingPoint(rowLevels: levels[0])
        let error = zip(own.columnCurrents, exact).map { abs($0 / $1 - 1) }.max()!
        #expect(error < 1e-9)
        let time = try seconds { _ = try crossbar.operatingPoints(rowLevels: levels) }
        print("\(size) x \(size), \(inputs) inputs: \(1e3 * time) ms, \(own.iterations) iterations, error \(error)")
        #expect(time < limit)
    }

    /// The whole reduction of a classifier's array: 41 solves.
    @Test func reducesInTime() {
        let random = RandomCrossbar(seed: 1, columns: 10...10, rows: 31...31)
        let time = seconds { _ = random.reduced }
        print("31 x 10 reduced: \(1e3 * time) ms")
        #expect(time < 20e-3)
    }
}
