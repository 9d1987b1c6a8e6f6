public import NumericalMethods
public import Quantities
public import SpikingNetworks

/// The resistance of a crossbar's lines, one segment from crossing to crossing, and of what drives them.
///
/// A driver stands one segment before its word line's first crossing; a bit line ends one segment behind its last
/// crossing, where the neuron or the sense amplifier is. 0 Ω is an ideal line, or an ideal driver.
public struct LineResistance: Hashable, Sendable {
    /// Of a row, per segment.
    public var wordLine: Resistance
    /// Of a column, per segment.
    public var bitLine: Resistance
    /// How many times as wide as a word line a classifier's bias row is, its driver included: it carries more current than
    /// all others.
    public var biasWidth: Double
    /// Output resistance of a row's driver.
    public var driver: Resistance

    /// - Parameters:
    ///   - wordLine: of a row, per segment; at least 0.
    ///   - bitLine: of a column, per segment; at least 0.
    ///   - biasWidth: of the bias row over a word line's; at least 1.
    ///   - driver: the output resistance of a row's driver; at least 0.
    public init(wordLine: Resistance, bitLine: Resistance, biasWidth: Double = 1, driver: Resistance = .zero) {
        precondition(driver.value >= 0 && driver.value.isFinite, "driver = \(driver)")
        self.driver = driver
        precondition(biasWidth >= 1 && biasWidth.isFinite, "biasWidth = \(biasWidth)")
        precondition(wordLine.value >= 0 && wordLine.value.isFinite, "wordLine = \(wordLine)")
        precondition(bitLine.value >= 0 && bitLine.value.isFinite, "bitLine = \(bitLine)")
        self.wordLine = wordLine
        self.bitLine = bitLine
        self.biasWidth = biasWidth
    }

    /// The same on both lines, behind ideal drivers.
    public init(perSegment resistance: Resistance) { self.init(wordLine: resistance, bitLine: resistance) }

    /// Ideal lines: 0 Ω.
    public static let none = LineResistance(perSegment: .zero)
}

/// What a column meets at its end.
public enum ColumnEnd: Hashable, Sendable {
    /// A node of given potential: a virtual ground, or a membrane at an instant.
    case held
    /// A membrane at rest: nothing but its leak to ground, 0 S for none.
    case floating(leak: Conductance)
}

/// A crossbar with line resistance, factored once for many inputs: 2 · rows · columns unknowns.
public struct WiredCrossbar: Sendable {
    /// Bit lines.
    public let columns: Int
    /// Word lines.
    public let rows: Int
    /// What a segment and a driver resist.
    public let lines: LineResistance
    /// What every bit line ends in.
    public let end: ColumnEnd
    /// [S], column by column.
    public let siemens: [Double]
    let grid: LadderGrid

    /// - Parameters:
    ///   - siemens: conductances of the cells, column by column, `[columns × rows]` [S].
    ///   - columnEnd: floating columns need a conductance in every column, or a leak.
    public init(columns: Int, rows: Int, siemens: [Double], lines: LineResistance, end columnEnd: ColumnEnd) {
        self.init(columns: columns, rows: rows, siemens: siemens, lines: lines, end: columnEnd, rowScale: [])
    }

    /// - Parameter rowScale: what multiplies a row's resistances, its driver's included; empty for 1.
    private init(
        columns: Int, rows: Int, siemens: [Double], lines: LineResistance, end columnEnd: ColumnEnd, rowScale: [Double]
    ) {
        precondition(siemens.count == columns * rows && siemens.allSatisfy { $0 >= 0 && $0.isFinite })
        self.columns = columns
        self.rows = rows
        self.lines = lines
        self.siemens = siemens
        end = columnEnd
        let beyond: Double
        switch columnEnd {
        case .held: beyond = 0
        case .floating(let leak): beyond = 1 / leak.value
        }
        var byRow = [Double](repeating: 0, count: columns * rows)
        for column in 0..<columns {
            for row in 0..<rows { byRow[row * columns + column] = siemens[column * rows + row] }
        }
        grid = LadderGrid(
            rows: rows, columns: columns, conductance: byRow, rowStep: lines.wordLine.value,
            columnStep: lines.bitLine.value, rowEnd: lines.wordLine.value + lines.driver.value,
            columnEnd: lines.bitLine.value + beyond,
            rowScale: rowScale)
    }

    /// A classifier's crossbar: the bias row, of one conductance, lies behind the last pixel row.
    public init(_ array: ConductanceArray, bias: Conductance, lines: LineResistance, end: ColumnEnd) {
        var siemens: [Double] = []
        for column in 0..<array.columns {
            for row in 0..<array.rows { siemens.append(array[column, row]) }
            siemens.append(bias.value)
        }
        let scale = [Double](repeating: 1, count: array.rows) + [1 / lines.biasWidth]
        self.init(
            columns: array.columns, rows: array.rows + 1, siemens: siemens, lines: lines, end: end, rowScale: scale)
    }
}

/// The operating point of a crossbar under one input.
public struct CrossbarOperatingPoint: Sendable {
    /// Out of every column's end [A].
    public let columnCurrents: [Double]
    /// From every row's driver into the crossbar [A].
    public let rowCurrents: [Double]
    /// Of every column's end [V]: as given if it is held, as it settles if it floats.
    public let endPotentials: [Double]
    /// Of the word line's node at every crossing, column by column, `[columns × rows]` [V]; empty unless asked for.
    public let wordLinePotentials: [Double]
    /// Of the bit line's node at every crossing, column by column, `[columns × rows]` [V]; empty unless asked for.
    public let bitLinePotentials: [Double]
    /// Conjugate-gradient iterations.
    public let iterations: Int
}

extension WiredCrossbar {
    /// The operating points of many inputs.
    /// - Parameters:
    ///   - rowLevels: the drivers' potentials, `[inputs][rows]` [V].
    ///   - endPotentials: of held columns, `[inputs][columns]` [V]; empty for 0 V.
    ///   - tolerance: of the solution, see `LadderGrid.solve`.
    public func operatingPoints(
        rowLevels: [[Double]], endPotentials: [[Double]] = [], tolerance: Double = 1e-10, keepsPotentials: Bool = false
    ) throws(LadderGridError) -> [CrossbarOperatingPoint] {
        let ground = [Double](repeating: 0, count: columns)
        let ends = endPotentials.isEmpty ? rowLevels.map { _ in ground } : endPotentials
        let solutions = try grid.solve(
            drivers: rowLevels, ends: ends, tolerance: tolerance, keepsPotentials: keepsPotentials)
        return zip(solutions, ends).map { solution, ends in
            CrossbarOperatingPoint(
                columnCurrents: solution.columnCurrents, rowCurrents: solution.rowCurrents,
                endPotentials: settled(solution, ends), wordLinePotentials: byColumn(solution.rowPotentials),
                bitLinePotentials: byColumn(solution.columnPotentials), iterations: solution.iterations)
        }
    }

    /// The operating point of one input.
    public func operatingPoint(
        rowLevels: [Double], endPotentials: [Double] = [], tolerance: Double = 1e-10, keepsPotentials: Bool = false
    ) throws(LadderGridError) -> CrossbarOperatingPoint {
        try operatingPoints(
            rowLevels: [rowLevels], endPotentials: endPotentials.isEmpty ? [] : [endPotentials], tolerance: tolerance,
            keepsPotentials: keepsPotentials)[0]
    }

    private func settled(_ solution: LadderGrid.Solution, _ ends: [Double]) -> [Double] {
        switch end {
        case .held: ends
        case .floating(let leak):
            solution.lastPotentials.map { $0 / (1 + lines.bitLine.value * leak.value) }
        }
    }

    private func byColumn(_ byRow: [Double]) -> [Double] {
        if byRow.isEmpty { return [] }
        var values: [Double] = []
        values.reserveCapacity(byRow.count)
        for column in 0..<columns {
            for row in 0..<rows { values.append(byRow[row * columns + column]) }
        }
        return values
    }
}
