import Crossbars
import Devices
import Foundation
import NumericalMethods
import Quantities
import SpikingNetworks
import TestedProgram
import Testing

@testable import Results

private func range() throws -> ConductanceRange {
    try ConductanceRange(minimum: .microsiemens(0.01), maximum: .microsiemens(1))
}

private func array(_ seed: Int) throws -> ConductanceArray {
    var random = RandomStream(seed: UInt64(seed), purpose: StreamPurpose("tables"))
    let (low, high) = (try range().minimum.value, try range().maximum.value)
    return try ConductanceArray(
        columns: 10, rows: 30, range: range(),
        siemens: (0..<300).map { $0 == 7 ? low : $0 == 8 ? high : low + (high - low) * random.uniform() })
}

/// As version 0.1.0 wrote it.
private func table(_ array: ConductanceArray) -> String {
    let header = "row," + (0..<array.columns).map { "neuron_\($0) [S]" }.joined(separator: ",")
    let lines = (0..<array.rows).map { row in
        "\(row)," + (0..<array.columns).map { "\(array[$0, row])" }.joined(separator: ",")
    }
    return ([header] + lines).joined(separator: "\n") + "\n"
}

private func parse(_ text: String) throws -> ConductanceArray {
    try ConductanceCSV.parse(text, file: "g.csv", columns: 10, rows: 30, range: range())
}

private func edited(_ change: (inout [String]) -> Void) throws -> String {
    var lines = table(try array(1)).components(separatedBy: "\n")
    change(&lines)
    return lines.joined(separator: "\n")
}

/// Replaces the cell of a line, counted from 1, by a text.
private func withCell(line: Int, neuron: Int, _ text: String) throws -> String {
    try edited { lines in
        var cells = lines[line - 1].components(separatedBy: ",")
        cells[neuron + 1] = text
        lines[line - 1] = cells.joined(separator: ",")
    }
}

@Suite struct ArrayTablesTests {
    @Test(arguments: 0..<20) func conductancesReadBackToTheLastBit(seed: Int) throws {
        let original = try array(seed)
        let text = table(original)
        #expect(try parse(text) == original)
        #expect(try parse(text).siemens.map(\.bitPattern) == original.siemens.map(\.bitPattern))
        // As other programs write it.
        #expect(try parse(text.replacingOccurrences(of: "\n", with: "\r\n")) == original)
        #expect(try parse(String(text.dropLast())) == original)
        #expect(try parse(text + "\n\n") == original)
    }

    private func expect(_ line: Int, _ reason: String, _ text: String) {
        #expect(throws: RunFolderError.conductances(file: "g.csv", line: line, reason: reason)) { try parse(text) }
    }

    @Test func aHoleIsNamedByLineAndNeuron() throws {
        expect(5, "neuron 2 has no conductance; every cell needs one, in siemens", try withCell(line: 5, neuron: 2, ""))
        expect(
            8, "10 columns, but 11 are needed: the row, then one per neuron",
            try edited { $0[7] = $0[7].components(separatedBy: ",").dropLast().joined(separator: ",") })
        expect(31, "the table ends after 29 rows, but 30 are needed", try edited { $0.remove(at: 30) })
        expect(2, "the table ends after 0 rows, but 30 are needed", "row")
    }

    @Test func foreignValuesAreRefused() throws {
        expect(
            3, "\"high\" (neuron 9) is not a conductance in siemens", try withCell(line: 3, neuron: 9, "high"))
        expect(3, "\"nan\" (neuron 0) is not a conductance in siemens", try withCell(line: 3, neuron: 0, "nan"))
        expect(
            31, "neuron 4: 2 µS lies outside G_min = 10 nS … G_max = 1 µS", try withCell(line: 31, neuron: 4, "2e-6"))
        expect(
            2, "neuron 0: -100 nS lies outside G_min = 10 nS … G_max = 1 µS", try withCell(line: 2, neuron: 0, "-1e-7"))
    }

    @Test func rowsStandInOrder() throws {
        expect(4, "row 3 stands where row 2 is due", try edited { $0.swapAt(3, 4) })
        expect(4, "row 1 stands where row 2 is due", try edited { $0.insert($0[2], at: 3) })
        expect(32, "more than 30 rows", try edited { $0.insert($0[30], at: 31) })
    }

    @Test func faultMapsReadLinesAndRefuseOthers() throws {
        let folder = try TemporaryFolder()
        func load(_ text: String) throws -> FaultMap {
            try Data(text.utf8).write(to: folder.url.appendingPathComponent("f.csv"))
            return try FaultMapCSV.load(folder.path("f.csv"), shapes: [(10, 30)])[0]
        }
        let expected = [
            FaultMap.Cell(column: 3, row: 17, state: .lowResistance),
            FaultMap.Cell(column: 0, row: 29, state: .highResistance),
        ]
        #expect(try load("3,17,LRS\n0,29,HRS\n").cells == expected)
        #expect(try load("neuron,row,stuck\r\n 3, 17, LRS\r\n0,29,HRS").cells == expected)
        #expect(try load("").cells.isEmpty)
        for bad in ["3,30,LRS", "10,0,LRS", "-1,0,LRS", "3,17", "3,17,SA0", "3,17,LRS,4", "a,b,c"] {
            let error = #expect(throws: RunFolderError.self) { try load("0,0,HRS\n\(bad)\n") }
            guard case .faults(let file, line: 2, let reason)? = error else {
                Issue.record("\(bad): \(String(describing: error))")
                continue
            }
            #expect(file == folder.path("f.csv") && reason.contains("\"\(bad)\""))
        }
        #expect {
            try load("3,17,LRS\n3,17,HRS\n")
        } throws: { error in
            guard case RunFolderError.faults(_, line: 2, let reason) = error else { return false }
            return reason.contains("a cell is stuck once")
        }
        #expect(throws: RunFolderError.self) { try FaultMapCSV.load(folder.path("none.csv"), shapes: [(10, 30)]) }
    }
}
