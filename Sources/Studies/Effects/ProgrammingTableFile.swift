import DelimitedText
package import Devices
import Foundation
import Quantities

/// A measured σ(G) with the file it stands in.
package struct ProgrammingTable: Hashable, Sendable {
    /// "none" if there is none.
    package var file = "none"
    package var points: [ProgrammingDeviation.TablePoint] = []
    /// What was understood of the file, in a line.
    package var understood = ""

    package init() {}
}

/// Reads a table of conductance and deviation: two columns, conductances rising.
///
/// A heading may say the units, as "conductance (nS)", and which column is which; siemens and this order without. Or every
/// value has its unit, as "10 nS".
private struct ProgrammingTableFile {
    /// One column, as its heading describes it.
    private struct Column {
        var unit = "S"
        /// SI value = number · `factor`.
        var factor = 1.0
        /// Whether the file says so.
        var isStated = false
    }

    /// No cell of an array conducts more.
    private static let mostSiemens = 1.0
    private static let deviationWords = ["deviation", "sigma", "σ", "std", "sd"]
    private static let allowed = "two are needed: conductance and deviation"

    let file: String
    private var columns = [Column(), Column()]
    private var conductanceFirst = true
    private(set) var points: [ProgrammingDeviation.TablePoint] = []

    init(file: String, content: [UInt8]) throws(Trouble) {
        self.file = file
        guard var decoded = DecodedText(content) else { throw Trouble(nil, "it is not text; export it as CSV") }
        let valuesWithUnit = Self.takeUnits(of: &decoded)
        let table: DelimitedTable
        do {
            table = try DelimitedTable(decoded, file: file)
        } catch {
            throw Trouble(error, allowed: Self.allowed)
        }
        guard table.columnCount == 2 else {
            throw Trouble(
                table.headingLine,
                "\(table.columnCount) column\(table.columnCount == 1 ? "" : "s"), but \(Self.allowed)")
        }
        if let headings = table.headings { try readHeadings(headings, units: table.units, line: table.headingLine) }
        if valuesWithUnit > 0 {
            guard valuesWithUnit == 2 * table.rows.count, !columns.contains(where: \.isStated) else {
                throw Trouble(
                    table.headingLine,
                    "some values have a unit and some have none; say it in the heading, or at every value")
            }
            columns = [Column(isStated: true), Column(isStated: true)]
        }
        for row in table.rows { try readPoint(row) }
    }

    /// Turns values with their unit, as "10 nS", into numbers in siemens.
    /// - Returns: how many there were.
    private static func takeUnits(of decoded: inout DecodedText) -> Int {
        var count = 0
        // Only where a number begins: a long one would be read anew from each of its digits.
        decoded.text = decoded.text.replacing(
            /(^|[^0-9.])([0-9.]{1,40}(?:[eE][-+]?[0-9]{1,5})?)[ \t]{0,40}([fpnuµμmkMG]?S)\b/
        ) { match in
            guard let value = try? Conductance(parsing: "\(match.2) \(match.3)") else { return String(match.0) }
            count += 1
            return "\(match.1)\(value.value)"
        }
        return count
    }

    private mutating func readHeadings(_ texts: [String], units: [String]?, line: Int) throws(Trouble) {
        for (index, text) in texts.enumerated() {
            let heading = ColumnHeading(text, unitBelow: units?[index])
            guard heading.form == .plain else {
                throw Trouble(
                    line, "\"\(text)\" is no plain conductance; write the values themselves, in siemens or nS")
            }
            guard let unit = heading.unit else { continue }
            guard let known = MeasuredUnit(unit, of: .conductance) else {
                throw Trouble(line, "\"\(text)\": \"\(unit)\" is no unit of conductance; S, µS or nS are")
            }
            let spelled = MeasuredUnit.spelledOut(unit, of: .conductance) ?? unit
            columns[index] = Column(unit: spelled, factor: known.factor, isStated: true)
        }
        let areDeviations = texts.map { text in Self.deviationWords.contains(where: text.lowercased().contains) }
        guard areDeviations != [true, true] else {
            throw Trouble(line, "both headings name a deviation, but \(Self.allowed)")
        }
        conductanceFirst = !areDeviations[0]
    }

    private mutating func readPoint(_ row: DelimitedTable.Row) throws(Trouble) {
        var values: [Double] = []
        for (cell, column) in zip(row.cells, columns) {
            guard let number = cell.number else {
                throw Trouble(row.line, "a conductance is missing; correct or remove the row")
            }
            // The quantity's reader rounds a decimal once, a factor twice.
            let read = try? Conductance(parsing: "\(number) \(column.unit)")
            values.append(read?.value ?? number * column.factor)
        }
        if !conductanceFirst { values.reverse() }
        guard values[0] > 0, values[1] >= 0 else {
            throw Trouble(row.line, "a conductance above 0 S and a deviation of 0 S or more are needed")
        }
        guard values[0] <= Self.mostSiemens, values[1] <= Self.mostSiemens else {
            throw Trouble(
                row.line,
                "\(Conductance(max(values[0], values[1]))) is no conductance of a cell, at most "
                    + "\(Conductance(Self.mostSiemens)) is; say the unit in the heading, for example \"conductance (nS)\""
            )
        }
        if let last = points.last, last.siemens >= values[0] {
            throw Trouble(
                row.line, "\(Conductance(values[0])) comes after \(Conductance(last.siemens)); conductances must rise")
        }
        points.append(ProgrammingDeviation.TablePoint(siemens: values[0], sigma: values[1]))
    }

    /// What was understood, in a line.
    var understood: String {
        let names = conductanceFirst ? ["conductance", "deviation"] : ["deviation", "conductance"]
        let units = columns.indices.map { index in
            "\(names[index]) in \(columns[index].unit)\(columns[index].isStated ? "" : " (no unit in the file)")"
        }
        let sigmas = points.map(\.sigma)
        return "\(file): \(points.count) rows, \(units.joined(separator: ", ")); G from "
            + "\(Conductance(points[0].siemens).formatted(digits: 4)) to "
            + "\(Conductance(points.last!.siemens).formatted(digits: 4)), σ from "
            + "\(Conductance(sigmas.min()!).formatted(digits: 4)) to \(Conductance(sigmas.max()!).formatted(digits: 4))"
    }

    /// What is wrong, and on which line.
    struct Trouble: Error {
        let line: Int?
        let reason: String

        init(_ line: Int?, _ reason: String) { (self.line, self.reason) = (line, reason) }

        init(_ error: DelimitedTableError, allowed: String) {
            switch error {
            case .noTable, .notText: self.init(nil, "there is no line with two numbers: \(allowed)")
            case .fieldCount(_, let line, let found, _):
                self.init(line, "\(found) column\(found == 1 ? "" : "s"), but \(allowed)")
            case .headingCount(_, let line, let found, _): self.init(line, "\(found) headings, but \(allowed)")
            case .notANumber(_, let line, let heading, let text):
                self.init(line, "\"\(text)\" in the column \"\(heading)\" is no conductance; correct or remove the row")
            case .mixedDecimals(_, let line, let text):
                self.init(line, "\"\(text)\", but other numbers have the other decimal mark; write all with a point")
            case .unitsInCells(_, let line, let text):
                self.init(line, "\"\(text)\" has units beside its numbers; write them into the heading")
            }
        }
    }
}

extension StudyValue {
    /// A table of conductance and deviation; its path is relative to the study.
    func programmingTable() throws(StudyError) -> ProgrammingTable {
        let text = try text()
        var table = ProgrammingTable()
        guard text != "none" else { return table }
        table.file =
            URL(
                fileURLWithPath: text, relativeTo: URL(fileURLWithPath: file).deletingLastPathComponent()
            ).standardizedFileURL.path
        let content: [UInt8]
        do {
            content = Array(try InputFile.bytes(table.file, limit: InputFile.textLimit))
        } catch {
            throw invalid("\(table.file): \(error)")
        }
        do throws(ProgrammingTableFile.Trouble) {
            let read = try ProgrammingTableFile(file: table.file, content: content)
            table.points = read.points
            table.understood = read.understood
        } catch {
            throw invalid("\(table.file)\(error.line.map { ":\($0)" } ?? ""): \(error.reason)")
        }
        return table
    }
}
