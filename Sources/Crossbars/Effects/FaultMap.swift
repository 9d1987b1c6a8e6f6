public import SpikingNetworks

/// Why a fault map does not fit.
public enum FaultMapError: Error, Equatable, CustomStringConvertible {
    case repeatedCell(column: Int, row: Int)
    case outsideArray(column: Int, row: Int, columns: Int, rows: Int)

    /// The cell that is wrong, and what is allowed.
    public var description: String {
        switch self {
        case .repeatedCell(let column, let row):
            "the fault map names column \(column), row \(row) twice; a cell is stuck once"
        case .outsideArray(let column, let row, let columns, let rows):
            "the fault map names column \(column), row \(row), but the array has columns 0…\(columns - 1) and rows 0…\(rows - 1)"
        }
    }
}

/// The stuck cells of one array.
public struct FaultMap: Hashable, Sendable {
    /// One stuck cell.
    public struct Cell: Hashable, Sendable {
        /// Its bit line, from 0.
        public var column: Int
        /// Its word line, from 0.
        public var row: Int
        /// Where it stays.
        public var state: StuckState

        /// Names a cell by its lines, from 0.
        public init(column: Int, row: Int, state: StuckState) {
            self.column = column
            self.row = row
            self.state = state
        }
    }

    /// Each once; all others are healthy.
    public let cells: [Cell]

    /// - Throws: `FaultMapError.repeatedCell` for a cell that is named twice.
    public init(cells: [Cell]) throws(FaultMapError) {
        var seen = Set<[Int]>()
        for cell in cells where !seen.insert([cell.column, cell.row]).inserted {
            throw .repeatedCell(column: cell.column, row: cell.row)
        }
        self.init(uniqueCells: cells)
    }

    init(uniqueCells: [Cell]) { cells = uniqueCells }

    /// From the state of every cell, nil for a healthy one, `[columns × rows]`.
    init(states: [StuckState?], rows: Int) {
        cells = states.enumerated().compactMap { place, state in
            state.map { Cell(column: place / rows, row: place % rows, state: $0) }
        }
    }

    /// Every cell is healthy.
    public static let none = FaultMap(uniqueCells: [])

    /// The array as it is with these cells stuck.
    public func breaking(_ array: ConductanceArray) throws(FaultMapError) -> ConductanceArray {
        for cell in cells
        where !(0..<array.columns).contains(cell.column) || !(0..<array.rows).contains(cell.row) {
            throw .outsideArray(column: cell.column, row: cell.row, columns: array.columns, rows: array.rows)
        }
        do {
            return try array.replacing(
                cells.map { ($0.column * array.rows + $0.row, $0.state.conductance(in: array.range)) })
        } catch {
            preconditionFailure("a stuck cell left the range: \(error)")
        }
    }

    /// True for every stuck cell, `[columns × rows]`.
    public func stuckMask(columns: Int, rows: Int) -> [Bool] {
        var mask = [Bool](repeating: false, count: columns * rows)
        for cell in cells { mask[cell.column * rows + cell.row] = true }
        return mask
    }

    /// The state of every cell, nil for a healthy one, `[columns × rows]`.
    func states(columns: Int, rows: Int) -> [StuckState?] {
        var states = [StuckState?](repeating: nil, count: columns * rows)
        for cell in cells { states[cell.column * rows + cell.row] = cell.state }
        return states
    }
}
