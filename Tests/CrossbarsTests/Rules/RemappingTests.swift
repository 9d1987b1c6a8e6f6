import Crossbars
import Devices
import NumericalMethods
import Quantities
import SpikingNetworks
import Testing

private let range = try! ConductanceRange(minimum: .microsiemens(0.01), maximum: .microsiemens(1))

private func target(_ seed: Int, columns: Int = 10, rows: Int = 30) -> ConductanceArray {
    var random = RandomStream(seed: UInt64(seed), purpose: StreamPurpose("target"))
    return try! ConductanceArray(
        columns: columns, rows: rows, range: range,
        siemens: (0..<(columns * rows)).map { _ in random.uniform() < 0.5 ? 1e-6 : 1e-8 })
}

private func faults(_ seed: Int, columns: Int = 10, rows: Int = 30, rate: Double = 0.2) -> FaultMap {
    var random = RandomStream(seed: UInt64(seed), purpose: StreamPurpose("faults"))
    return StuckAtFaults(rate: rate, lowResistanceShare: 0.5).map(columns: columns, rows: rows, from: &random)
}

/// Stuck cells that hold something else than their target.
private func wrongCells(_ target: ConductanceArray, _ faults: FaultMap, _ mapping: ArrayMapping) -> Int {
    mapping.logical(faults).cells.count { cell in
        cell.state.conductance(in: target.range) != target[cell.column, cell.row]
    }
}

private func remapped(_ target: ConductanceArray, _ faults: FaultMap, columns: Int = 10, seed: Int) -> ArrayMapping {
    var stream = RandomStream(seed: UInt64(seed), purpose: Remapping.purpose)
    return Remapping().mapping(
        target: target, faults: faults, columns: columns, from: &stream)
}

@Suite struct RemappingTests {
    @Test(arguments: 0..<8) func fewerStuckCellsContradict(seed: Int) {
        let (target, faults) = (target(seed), faults(seed))
        let identity = ArrayMapping.identity(inputs: 30, classes: 10)
        let before = wrongCells(target, faults, identity)
        let after = wrongCells(target, faults, remapped(target, faults, seed: seed))
        // Of some sixty stuck cells half contradict by chance; assignment avoids well over half of these.
        #expect(before > 15 && after * 2 < before)
    }

    /// Where a perfect place exists it is mostly found (a local optimum may hide it): faults that are the target itself, in
    /// other lines.
    @Test func aPerfectPlaceIsFound() {
        let (classes, inputs) = (4, 8)
        var perfect = 0
        for seed in 0..<10 {
            let target = target(seed, columns: classes, rows: inputs)
            var random = RandomStream(seed: UInt64(seed), purpose: StreamPurpose("lines"))
            let hidden = ArrayMapping(
                rowOfInput: Array(0..<inputs).shuffled(using: &random),
                columnOfClass: Array(0..<classes).shuffled(using: &random))
            // Two cells of three are stuck, each where the hidden mapping wants it.
            var cells: [FaultMap.Cell] = []
            for label in 0..<classes {
                for input in 0..<inputs where random.uniform() < 0.67 {
                    cells.append(
                        .init(
                            column: hidden.columnOfClass[label], row: hidden.rowOfInput[input],
                            state: target[label, input] > 0.5e-6 ? .lowResistance : .highResistance))
                }
            }
            let faults = try! FaultMap(cells: cells)
            let wrong = wrongCells(target, faults, remapped(target, faults, columns: classes, seed: seed))
            #expect(wrong <= 3)
            if wrong == 0 { perfect += 1 }
        }
        #expect(perfect >= 7)
    }

    /// A spare column is taken when an own one is dead.
    @Test func sparesReplaceDeadColumns() throws {
        let target = target(1)
        let dead = try FaultMap(
            cells: (0..<30).map {
                FaultMap.Cell(column: 4, row: $0, state: $0 % 2 == 0 ? .lowResistance : .highResistance)
            })
        let mapping = remapped(target, dead, columns: 12, seed: 1)
        #expect(!mapping.columnOfClass.contains(4))
        #expect(mapping.logical(dead).cells.isEmpty)
    }

    @Test func aMappingMovesArraysAndFaultsAlike() throws {
        var random = RandomStream(seed: 2, purpose: StreamPurpose("lines"))
        let mapping = ArrayMapping(
            rowOfInput: Array(0..<30).shuffled(using: &random),
            columnOfClass: Array(Array(0..<12).shuffled(using: &random)[..<10]))
        let logical = target(3)
        let (physical, classes) = (mapping.physical(logical), mapping.classesInOrder)
        for (place, label) in classes.enumerated() {
            for input in 0..<30 { #expect(physical[place, mapping.rowOfInput[input]] == logical[label, input]) }
        }
        #expect(zip(classes, classes.dropFirst()).allSatisfy { mapping.columnOfClass[$0] < mapping.columnOfClass[$1] })
        for cell in mapping.logical(faults(3, columns: 12)).cells {
            let there = FaultMap.Cell(
                column: mapping.columnOfClass[cell.column], row: mapping.rowOfInput[cell.row], state: cell.state)
            #expect(faults(3, columns: 12).cells.contains(there))
        }
    }
}
