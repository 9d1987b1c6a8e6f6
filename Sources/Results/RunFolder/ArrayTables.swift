package import Crossbars
import Devices
import Foundation
import Quantities
package import SpikingNetworks
import Studies

/// The table in which earlier versions kept a classifier's conductances: a line per pixel row, a column per neuron, in siemens.
enum ConductanceCSV {
    static let name = "conductances.csv"

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

/// Fixed fault maps as a table: `neuron,row,stuck` with LRS or HRS, all counted from 0; before them the layer, where there are
/// several.
package enum FaultMapCSV {
    /// Lines of one array.
    package typealias Shape = (columns: Int, rows: Int)

    /// - Parameter maps: layer by layer.
    package static func text(_ maps: [FaultMap]) -> String {
        let lines = maps.enumerated().flatMap { layer, map in
            map.cells.map { (maps.count > 1 ? "\(layer)," : "") + "\($0.column),\($0.row),\($0.state.rawValue)" }
        }
        return ([heading(layers: maps.count).joined(separator: ",")] + lines).joined(separator: "\n") + "\n"
    }

    private static func heading(layers: Int) -> [String] { (layers > 1 ? ["layer"] : []) + ["neuron", "row", "stuck"] }

    /// - Parameter shapes: of the arrays, layer by layer.
    package static func load(_ path: String, shapes: [Shape]) throws -> [FaultMap] {
        let text: String
        do {
            text = try InputFile.text(path)
        } catch {
            throw RunFolderError.unreadable(path: path, reason: error.description)
        }
        let heading = heading(layers: shapes.count)
        var cells = [[FaultMap.Cell]](repeating: [], count: shapes.count)
        var seen = Set<[Int]>()
        for (index, raw) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated() {
            // Blanks stand around fields, never in them: "1 7" is not 17.
            let parts = raw.split(separator: ",", omittingEmptySubsequences: false)
                .map { $0.trimmingCharacters(in: .whitespaces) }
            if parts == [""] || (index == 0 && parts == heading) { continue }
            guard let (layer, cell) = cell(parts, shapes) else {
                throw RunFolderError.faults(
                    file: path, line: index + 1,
                    reason: "\"\(raw)\" is not a stuck cell: \(allowed(shapes)), LRS or HRS, for example "
                        + (shapes.count > 1 ? "\"0,3,17,LRS\"" : "\"3,17,LRS\""))
            }
            guard seen.insert([layer, cell.column, cell.row]).inserted else {
                throw RunFolderError.faults(
                    file: path, line: index + 1,
                    reason: "\"\(raw)\" names a cell that an earlier line has; a cell is stuck once")
            }
            cells[layer].append(cell)
        }
        return try cells.map(FaultMap.init)
    }

    /// - Parameter arrays: layer by layer.
    package static func load(_ path: String, of arrays: [ConductanceArray]) throws -> [FaultMap] {
        try load(path, shapes: arrays.map { ($0.columns, $0.rows) })
    }

    private static func cell(_ parts: [String], _ shapes: [Shape]) -> (layer: Int, FaultMap.Cell)? {
        let hasLayer = shapes.count > 1
        guard parts.count == (hasLayer ? 4 : 3), let layer = hasLayer ? Int(parts[0]) : 0,
            shapes.indices.contains(layer), let column = Int(parts[parts.count - 3]),
            let row = Int(parts[parts.count - 2]), let state = StuckState(rawValue: parts[parts.count - 1]),
            (0..<shapes[layer].columns).contains(column), (0..<shapes[layer].rows).contains(row)
        else { return nil }
        return (layer, FaultMap.Cell(column: column, row: row, state: state))
    }

    private static func allowed(_ shapes: [Shape]) -> String {
        guard shapes.count > 1 else { return "neuron 0…\(shapes[0].columns - 1), row 0…\(shapes[0].rows - 1)" }
        return shapes.enumerated().map { layer, shape in
            "layer \(layer), neuron 0…\(shape.columns - 1), row 0…\(shape.rows - 1)"
        }.joined(separator: " or ")
    }
}
