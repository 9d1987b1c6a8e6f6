import Circuits
import Crossbars
import Datasets
import NeuromorphicCircuits
import Quantities
import SPICEText

/// A crossbar and its inputs, as files give them.
struct CrossbarProblem {
    let crossbar: WiredCrossbar
    /// Of every driver, `[inputs][rows]` [V].
    let levels: [[Double]]
    /// What was understood, line by line.
    let understood: [String]
    let notes: [String]

    init(
        cells: String, unit: String?, inputs: String, inputsIn: InputAxis?, lines: LineResistance
    ) throws {
        let array = try NumberMatrix(file: cells, allowsInfinity: true)
        let scale = try CellUnit(unit: unit, headings: array.headings, file: cells)
        var siemens = [Double](repeating: 0, count: array.values.count)  // column by column
        for row in 0..<array.rows {
            for column in 0..<array.columns {
                guard let value = scale.siemens(array[row, column]) else {
                    throw InputError(
                        "\(cells): the cell of word line \(row), bit line \(column) is \(array[row, column]) \(scale.name), but "
                            + "must be \(scale.allowed)")
                }
                siemens[column * array.rows + row] = value
            }
        }
        crossbar = WiredCrossbar(
            columns: array.columns, rows: array.rows, siemens: siemens, lines: lines, end: .held)
        let given = try NumberMatrix(file: inputs)
        let volts = try Self.voltUnit(given.headings, file: inputs)
        let (rows, axis) = try Self.inputs(given, of: array.rows, inputsIn, file: inputs)
        levels = (0..<rows.rows).map { input in (0..<rows.columns).map { rows[input, $0] * volts.scale } }
        let present = siemens.filter { $0 > 0 }
        let range =
            present.isEmpty
            ? "no cells"
            : "\(Conductance(present.min()!).formatted(digits: 4)) to \(Conductance(present.max()!).formatted(digits: 4))"
        let missing = siemens.count - present.count
        understood = [
            "Cells: \(array.rows) word lines × \(array.columns) bit lines in \(scale.name), \(range)"
                + (missing > 0 ? ", \(missing) crossings without a cell" : "")
                + (array.hadRowNumbers ? "; the column \"row\" is left out" : ""),
            "Inputs: \(levels.count), \(axis.rawValue) of the file, in \(volts.name)",
            "Lines: \(lines.wordLine) a segment of word line, \(lines.bitLine) of bit line; driven at the left, grounded at the "
                + "bottom, a segment before the first and behind the last crossing",
        ]
        notes =
            scale.isAssumed && (present.max() ?? 0) > 1
            ? [
                "no unit is given, so the cells are in S, up to \(present.max()!) S; if they are in another unit, say --unit"
            ]
            : []
    }

    /// The inputs, a row each.
    private static func inputs(
        _ given: NumberMatrix, of rows: Int, _ axis: InputAxis?, file: String
    ) throws -> (NumberMatrix, InputAxis) {
        let chosen = axis ?? (given.columns != rows && given.rows == rows ? .columns : .rows)
        let inputs = chosen == .rows ? given : given.transposed
        guard inputs.columns == rows else {
            throw InputError(
                "\(file): \(given.rows) rows of \(given.columns) numbers, but the crossbar has \(rows) word lines; an input, "
                    + "a row of the file or a column, needs a voltage for each")
        }
        return (inputs, chosen)
    }

    private static func voltUnit(_ headings: [String], file: String) throws -> (scale: Double, name: String) {
        guard let unit = try HeadingUnit.common(headings, file: file) else { return (1, "V") }
        do { return (try Voltage(parsing: "1 \(unit)").value, unit) } catch { throw InputError("\(file): \(error)") }
    }

    /// All inputs one after the other, a microsecond each.
    func netlist(_ dialect: Dialect) throws -> String {
        let circuit = try crossbar.circuit(
            title: "Memspike: crossbar of \(crossbar.rows) word lines and \(crossbar.columns) bit lines")
        let schedule = CurrentSchedule(levels: levels)
        let ends = (0..<crossbar.columns).map { "column_\($0)" }
        return try dialect.deck(
            circuit, stimulus: schedule.stimulus, analysis: schedule.analysis,
            additionalLines: schedule.measurements(of: ends, dialect)
        ).text
    }
}

/// In what cells are given.
private struct CellUnit {
    let name: String
    let isAssumed: Bool
    private let scale: Double
    private let isResistance: Bool

    init(unit: String?, headings: [String], file: String) throws {
        let found = try unit ?? HeadingUnit.common(headings, file: file)
        isAssumed = found == nil
        name = found ?? "S"
        if let conductance = try? Conductance(parsing: "1 \(name)") {
            (scale, isResistance) = (conductance.value, false)
        } else if let resistance = try? Resistance(parsing: "1 \(name)") {
            (scale, isResistance) = (resistance.value, true)
        } else {
            throw InputError(
                "\(unit == nil ? file : "--unit"): \"\(name)\" is no unit of a conductance or resistance; S, mS, uS, nS, ohm, "
                    + "kohm and Mohm are")
        }
    }

    var allowed: String {
        isResistance ? "above 0, or inf for no cell" : "0 or more, and finite; if these are resistances, say --unit ohm"
    }

    /// nil of a value that no cell can have.
    func siemens(_ value: Double) -> Double? {
        let conductance = isResistance ? 1 / (value * scale) : value * scale
        return value >= 0 && conductance.isFinite ? conductance : nil
    }
}

/// "column 0 (uS)", "neuron_3 [S]".
private enum HeadingUnit {
    /// The one unit of all headings that have one.
    static func common(_ headings: [String], file: String) throws -> String? {
        let units = headings.map { heading -> String? in
            guard let last = heading.last, ")]".contains(last),
                let start = heading.lastIndex(where: { "([".contains($0) })
            else { return nil }
            return String(heading[heading.index(after: start)...].dropLast())
        }
        guard Set(units).count <= 1 else {
            let found = Set(units.map { $0 ?? "none" }).sorted().joined(separator: ", ")
            throw InputError("\(file): the headings have several units (\(found)); all columns need the same")
        }
        return units.first ?? nil
    }
}
