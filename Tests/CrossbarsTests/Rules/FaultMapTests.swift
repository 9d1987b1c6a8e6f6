import Devices
import NumericalMethods
import Quantities
import SpikingNetworks
import Testing

@testable import Crossbars

private func randomArray(seed: Int, columns: Int = 10, rows: Int = 30) throws -> ConductanceArray {
    var stream = RandomStream(seed: UInt64(seed), purpose: StreamPurpose("array"))
    let range = try ConductanceRange(minimum: .nanosiemens(10), maximum: .microsiemens(1))
    // Strictly inside the range, so that a stuck cell shows.
    let cells = (0..<(columns * rows)).map { _ in 2e-8 + 9e-7 * stream.uniform() }
    return try ConductanceArray(columns: columns, rows: rows, range: range, siemens: cells)
}

@Suite struct FaultMapTests {
    @Test(arguments: 0..<30)
    func breakingSetsTheStuckCellsAndNoOthers(seed: Int) throws {
        let array = try randomArray(seed: seed)
        var stream = RandomStream(seed: UInt64(seed), purpose: StreamPurpose("faults"))
        let map = StuckAtFaults(rate: 0.2, lowResistanceShare: 0.4).map(columns: 10, rows: 30, from: &stream)
        let broken = try map.breaking(array)
        let mask = map.stuckMask(columns: 10, rows: 30)
        let states = Dictionary(uniqueKeysWithValues: map.cells.map { ([$0.column, $0.row], $0.state) })
        for column in 0..<10 {
            for row in 0..<30 {
                let expected: Double =
                    switch states[[column, row]] {
                    case .lowResistance?: 1e-6
                    case .highResistance?: Conductance.nanosiemens(10).value
                    case nil: array[column, row]
                    }
                // Exact: cells are set, not computed.
                #expect(broken[column, row] == expected)
                #expect(mask[column * 30 + row] == (states[[column, row]] != nil))
            }
        }
        #expect(try map.breaking(broken) == broken)
        #expect(mask.filter { $0 }.count == map.cells.count)
    }

    @Test func lowResistanceIsHighConductance() throws {
        let range = try ConductanceRange(minimum: .nanosiemens(10), maximum: .microsiemens(1))
        #expect(StuckState.lowResistance.conductance(in: range) == Conductance.microsiemens(1).value)
        #expect(StuckState.highResistance.conductance(in: range) == Conductance.nanosiemens(10).value)
        #expect(StuckState(rawValue: "LRS") == .lowResistance && StuckState(rawValue: "HRS") == .highResistance)
    }

    @Test func aCellIsStuckOnce() throws {
        let twice = [
            FaultMap.Cell(column: 3, row: 4, state: .lowResistance),
            FaultMap.Cell(column: 4, row: 3, state: .lowResistance),
            FaultMap.Cell(column: 3, row: 4, state: .highResistance),
        ]
        #expect(throws: FaultMapError.repeatedCell(column: 3, row: 4)) { try FaultMap(cells: twice) }
        #expect(try FaultMap(cells: Array(twice[..<2])).cells.count == 2)
    }

    @Test(arguments: [(10, 0), (0, 30), (-1, 0), (0, -1)])
    func aCellOutsideTheArrayIsAnError(column: Int, row: Int) throws {
        let array = try randomArray(seed: 1)
        let map = try FaultMap(cells: [FaultMap.Cell(column: column, row: row, state: .lowResistance)])
        #expect(throws: FaultMapError.outsideArray(column: column, row: row, columns: 10, rows: 30)) {
            try map.breaking(array)
        }
    }

    @Test func noneBreaksNothing() throws {
        let array = try randomArray(seed: 2)
        #expect(try FaultMap.none.breaking(array) == array)
        #expect(FaultMap.none.stuckMask(columns: 10, rows: 30) == Array(repeating: false, count: 300))
    }
}
