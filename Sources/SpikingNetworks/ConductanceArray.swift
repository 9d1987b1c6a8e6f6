public import Devices
import Quantities

/// The conductances of a crossbar, one memristor a cell, `[columns × rows]`, every one within the range.
///
/// A column is a bit line with its neuron; a row is a word line with its driver.
public struct ConductanceArray: Hashable, Sendable {
    /// Bit lines, one a neuron.
    public let columns: Int
    /// Word lines, one an input.
    public let rows: Int
    /// Which every cell keeps.
    public let range: ConductanceRange
    /// [S], column by column.
    public private(set) var siemens: [Double]

    /// - Parameter siemens: column by column, `[columns × rows]` [S].
    /// - Throws: `ConductanceError`, for a wrong count or the first cell outside the range.
    public init(
        columns: Int, rows: Int, range: ConductanceRange, siemens: [Double]
    ) throws(ConductanceError) {
        guard siemens.count == columns * rows, !siemens.isEmpty else {
            throw .wrongCount(found: siemens.count, columns: columns, rows: rows)
        }
        for (cell, value) in siemens.enumerated() where !range.contains(value) {
            throw .outOfRange(column: cell / rows, row: cell % rows, value: Conductance(value), range: range)
        }
        self.columns = columns
        self.rows = rows
        self.range = range
        self.siemens = siemens
    }

    /// The conductance of a cell, [S].
    public subscript(column: Int, row: Int) -> Double { siemens[column * rows + row] }

    /// Σᵢ gᵢⱼ, [S].
    public func columnSum(_ column: Int) -> Double { siemens[(column * rows)..<((column + 1) * rows)].reduce(0, +) }

    /// The same array with other conductances in some cells.
    public func replacing(_ cells: some Sequence<(cell: Int, siemens: Double)>) throws(ConductanceError) -> Self {
        var values = siemens
        for (cell, value) in cells { values[cell] = value }
        return try ConductanceArray(columns: columns, rows: rows, range: range, siemens: values)
    }
}
