import Crossbars
import Foundation
import NumericalMethods
import Quantities
import SpikingNetworks
import TestedProgram
import Testing

@testable import Experiments

@Suite struct ArrayTablesTests {
    private func randomArray(seed: UInt64) throws -> ConductanceArray {
        var stream = RandomStream(seed: seed, purpose: StreamPurpose("test array"))
        let range = try ConductanceRange(minimum: .microsiemens(0.01), maximum: .microsiemens(1))
        return try ConductanceArray(
            columns: 10, rows: 30, range: range, siemens: (0..<300).map { _ in 1e-8 + 0.99e-6 * stream.uniform() })
    }

    private func parse(_ text: String, like array: ConductanceArray) throws -> ConductanceArray {
        try ConductanceCSV.parse(text, file: "c.csv", columns: 10, rows: 30, range: array.range)
    }

    @Test(arguments: 0..<5) func conductancesReadBackBitForBit(seed: Int) throws {
        let array = try randomArray(seed: UInt64(seed))
        #expect(try parse(ConductanceCSV.text(array), like: array) == array)
        let dos = ConductanceCSV.text(array).split(separator: "\n").joined(separator: "\r\n")
        #expect(try parse(dos, like: array) == array)
    }

    @Test func aHoleNamesItsLineAndNeuron() throws {
        let array = try randomArray(seed: 9)
        var lines = ConductanceCSV.text(array).split(separator: "\n").map(String.init)
        var cells = lines[5].split(separator: ",").map(String.init)
        cells[4] = ""
        lines[5] = cells.joined(separator: ",")
        #expect(
            throws: RunFolderError.conductances(
                file: "c.csv", line: 6, reason: "neuron 3 has no conductance; every cell needs one, in siemens")
        ) { try parse(lines.joined(separator: "\n"), like: array) }
    }

    @Test func shortLongUnorderedAndOutOfRangeTablesAreRefused() throws {
        let array = try randomArray(seed: 9)
        let lines = ConductanceCSV.text(array).split(separator: "\n").map(String.init)
        var swapped = lines
        swapped.swapAt(3, 4)
        let tables: [[String]] = [
            Array(lines.dropLast()), lines + [lines[30]], swapped, lines.map { $0 + ",1" },
            lines.map { $0.replacingOccurrences(of: "e-0", with: "e-1") },
        ]
        for table in tables {
            #expect(throws: RunFolderError.self) { try parse(table.joined(separator: "\n"), like: array) }
        }
    }

    @Test func faultMapsNameTheBadLine() throws {
        let folder = try TemporaryFolder()
        let path = folder.path("faults.csv")
        try Data("neuron,row,stuck\n3,17,LRS\n0, 2, HRS\n".utf8).write(to: URL(fileURLWithPath: path))
        let map = try FaultMapCSV.load(path, columns: 10, rows: 30)
        #expect(map.cells.map(\.state) == [.lowResistance, .highResistance])
        try Data("3,17,SA1\n".utf8).write(to: URL(fileURLWithPath: path))
        #expect {
            try FaultMapCSV.load(path, columns: 10, rows: 30)
        } throws: { error in
            guard case RunFolderError.faults(path, 1, _) = error else { return false }
            return true
        }
    }
}

@Suite struct RunFolderTests {
    @Test func anotherRunIsNeverOverwritten() throws {
        let folder = try TemporaryFolder()
        let path = folder.path("run")
        let run = try RunFolder.create(path)
        try run.write("first", to: "a/b.txt")
        #expect(throws: RunFolderError.exists(path: path)) { try RunFolder.create(path) }
        #expect(try String(contentsOf: run.file("a/b.txt"), encoding: .utf8) == "first")
        #expect(try FileManager.default.contentsOfDirectory(atPath: run.file("a").path) == ["b.txt"])
    }

    @Test func aPathBelowAFileIsRefusedWithTheSystemsReason() throws {
        let folder = try TemporaryFolder()
        let file = folder.path("file")
        try Data("x".utf8).write(to: URL(fileURLWithPath: file))
        #expect {
            try RunFolder.create(file + "/run")
        } throws: { error in
            guard case RunFolderError.notCreated(_, let reason) = error else { return false }
            return reason == "Not a directory"
        }
    }
}
