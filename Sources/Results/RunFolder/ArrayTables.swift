package import Crossbars
import Devices
import Foundation
import Quantities
import SpikingNetworks
import Studies

/// Conductances as a table that any program reads: a line per pixel row, a column per neuron, in siemens.
enum ConductanceCSV {
    static func text(_ array: ConductanceArray) -> String {
        let header = "row," + (0..<array.columns).map { "neuron_\($0) [S]" }.joined(separator: ",")
        let lines = (0..<array.rows).map { row in
            "\(row)," + (0..<array.columns).map { "\(array[$0, row])" }.joined(separator: ",")
        }
        return ([header] + lines).joined(separator: "\n") + "\n"
    }

    static func parse(
        _ text: String, file: String, columns: Int, rows: Int, range: ConductanceRange
    ) throws(RunFolderError) -> ConductanceArray {
        var siemens = [Double](repeating: 0, count: columns * rows)
        var seen = 0
        // By character property: the line end of DOS is one character, not two.
        var lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        while lines.last?.isEmpty == true { lines.removeLast() }
        for (index, line) in lines.enumerated().dropFirst() {
            func fail(_ reason: String) -> RunFolderError { .conductances(file: file, line: index + 1, reason: reason) }
            let cells = line.split(separator: ",", omittingEmptySubsequences: false)
            guard cells.count == columns + 1 else {
                throw fail("\(cells.count) columns, but \(columns + 1) are needed: the row, then one per neuron")
            }
            guard seen < rows else { throw fail("more than \(rows) rows") }
            guard Int(cells[0]) == seen else { throw fail("row \(cells[0]) stands where row \(seen) is due") }
            for column in 0..<columns {
                let cell = cells[column + 1]
                guard !cell.isEmpty else {
                    throw fail("neuron \(column) has no conductance; every cell needs one, in siemens")
                }
                guard let value = Double(cell), value.isFinite else {
                    throw fail("\"\(cell)\" (neuron \(column)) is not a conductance in siemens")
                }
                guard range.contains(value) else {
                    throw fail(
                        "neuron \(column): \(Conductance(value)) lies outside G_min = \(range.minimum) … G_max = \(range.maximum)"
                    )
                }
                siemens[column * rows + seen] = value
            }
            seen += 1
        }
        guard seen == rows else {
            throw .conductances(
                file: file, line: seen + 2, reason: "the table ends after \(seen) rows, but \(rows) are needed")
        }
        do {
            return try ConductanceArray(columns: columns, rows: rows, range: range, siemens: siemens)
        } catch {
            throw .conductances(file: file, line: 1, reason: error.description)
        }
    }
}

/// A fixed fault map as a table: `neuron,row,stuck` with LRS or HRS.
package enum FaultMapCSV {
    package static func text(_ map: FaultMap) -> String {
        (["neuron,row,stuck"] + map.cells.map { "\($0.column),\($0.row),\($0.state.rawValue)" }).joined(separator: "\n")
            + "\n"
    }

    package static func load(_ path: String, columns: Int, rows: Int) throws -> FaultMap {
        let text: String
        do {
            text = try InputFile.text(path)
        } catch {
            throw RunFolderError.unreadable(path: path, reason: error.description)
        }
        var cells: [FaultMap.Cell] = []
        for (index, raw) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated() {
            // Blanks stand around fields, never in them: "1 7" is not 17.
            let parts = raw.split(separator: ",", omittingEmptySubsequences: false)
                .map { $0.trimmingCharacters(in: .whitespaces) }
            if parts == [""] || (index == 0 && parts == ["neuron", "row", "stuck"]) { continue }
            guard parts.count == 3, let column = Int(parts[0]), let row = Int(parts[1]),
                let state = StuckState(rawValue: parts[2]), (0..<columns).contains(column),
                (0..<rows).contains(row)
            else {
                throw RunFolderError.faults(
                    file: path, line: index + 1,
                    reason: "\"\(raw)\" is not a stuck cell: neuron 0…\(columns - 1), row 0…\(rows - 1), LRS or HRS, "
                        + "for example \"3,17,LRS\"")
            }
            cells.append(FaultMap.Cell(column: column, row: row, state: state))
        }
        return try FaultMap(cells: cells)
    }
}
