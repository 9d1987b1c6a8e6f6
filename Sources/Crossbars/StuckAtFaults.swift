public import NumericalMethods
import Quantities
public import SpikingNetworks

/// Where a broken memristor stays, named by its state: "SA0" and "SA1" mean opposite things in different papers.
public enum StuckState: String, Hashable, Sendable, CaseIterable {
    /// Stuck at low resistance, at G_max.
    case lowResistance = "LRS"
    /// Stuck at high resistance, at G_min.
    case highResistance = "HRS"

    /// The conductance of a cell that is stuck so [S].
    public func conductance(in range: ConductanceRange) -> Double {
        switch self {
        case .lowResistance: range.maximum.value
        case .highResistance: range.minimum.value
        }
    }
}

/// Stuck-at faults that strike every cell alike.
public struct StuckAtFaults: Hashable, Sendable {
    /// The probability that a cell is stuck.
    public var rate: Double
    /// The part of the stuck cells that is stuck at low resistance.
    public var lowResistanceShare: Double

    public init(rate: Double, lowResistanceShare: Double) {
        precondition((0...1).contains(rate) && (0...1).contains(lowResistanceShare))
        self.rate = rate
        self.lowResistanceShare = lowResistanceShare
    }

    /// One broken array.
    public func map(columns: Int, rows: Int, from stream: inout RandomStream) -> FaultMap {
        var cells: [FaultMap.Cell] = []
        for column in 0..<columns {
            for row in 0..<rows {
                // Both numbers are drawn for every cell, so that maps of a higher rate contain those of a lower one.
                let strikes = stream.uniform() < rate
                let state: StuckState = stream.uniform() < lowResistanceShare ? .lowResistance : .highResistance
                if strikes { cells.append(FaultMap.Cell(column: column, row: row, state: state)) }
            }
        }
        return FaultMap(uniqueCells: cells)
    }
}

/// Why a fault map does not fit.
public enum FaultMapError: Error, Equatable, CustomStringConvertible {
    case repeatedCell(column: Int, row: Int)
    case outsideArray(column: Int, row: Int, columns: Int, rows: Int)

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
    public struct Cell: Hashable, Sendable {
        public var column: Int
        public var row: Int
        public var state: StuckState

        public init(column: Int, row: Int, state: StuckState) {
            self.column = column
            self.row = row
            self.state = state
        }
    }

    public let cells: [Cell]

    public init(cells: [Cell]) throws(FaultMapError) {
        var seen = Set<[Int]>()
        for cell in cells where !seen.insert([cell.column, cell.row]).inserted {
            throw .repeatedCell(column: cell.column, row: cell.row)
        }
        self.init(uniqueCells: cells)
    }

    init(uniqueCells: [Cell]) { cells = uniqueCells }

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
}
