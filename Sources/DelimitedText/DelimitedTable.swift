/// A table of numbers as a program or an instrument saved it.
///
/// Around the table may stand lines of another kind (settings, dates, comments); within it, lines that begin a new block
/// (blank lines, repeated headings, titles). Nothing here knows what the columns mean.
package struct DelimitedTable: Hashable, Sendable {
    /// Programs whose files tell themselves apart.
    package enum Origin: String, Hashable, Sendable {
        case easyEXPERT = "Keysight EasyEXPERT"
        case labVIEW = "LabVIEW measurement file"
        case ltspice = "LTspice export with steps"
    }

    package struct Row: Hashable, Sendable {
        /// From 1, in the file.
        package var line: Int
        /// One per column.
        package var cells: [Cell]
    }

    /// A line that is no part of the table.
    package struct NotedLine: Hashable, Sendable {
        /// From 1, in the file.
        package var number: Int
        /// Its fields, with blanks between them.
        package var text: String
    }

    /// Rows that follow one another without a break.
    package struct Block: Hashable, Sendable {
        package var rows: Range<Int>
        /// The line of text above it, such as "cycle 2".
        package var title: String?
    }

    package var file: String
    package var encoding: DecodedText.Encoding
    package var separator: Separator
    package var hasDecimalComma: Bool
    package var origin: Origin?
    /// One per column, as written; nil for a table without a heading.
    package var headings: [String]?
    /// A row of units below the headings, one per column, some of them empty.
    package var units: [String]?
    /// What the lines above say of the time from row to row.
    package var clock: SampleClock?
    /// Of the heading, or of the first row.
    package var headingLine: Int
    /// Settings and remarks before the heading.
    package var linesAbove: [NotedLine] = []
    package var rows: [Row]
    package var blocks: [Block]

    package var columnCount: Int { rows[0].cells.count }

    /// A column's numbers; NaN where there is none.
    package func numbers(_ column: Int) -> [Double] { rows.map { $0.cells[column].number ?? .nan } }

    /// Whether a column is made of numbers, with marks and gaps at most in between.
    package func isNumeric(_ column: Int) -> Bool {
        rows.allSatisfy { $0.cells[column].isNumeric } && rows.contains { $0.cells[column].number != nil }
    }
}

extension DelimitedTable {
    /// Finds the table in a file.
    /// - Parameter file: the name for messages.
    package init(_ bytes: [UInt8], file: String) throws(DelimitedTableError) {
        guard let decoded = DecodedText(bytes) else { throw .notText(file: file) }
        try self.init(decoded, file: file)
    }

    package init(_ decoded: DecodedText, file: String) throws(DelimitedTableError) {
        self = try TableFinder(decoded, file: file).table()
    }
}

/// Why a file holds no table; every case but the first two knows its line.
public enum DelimitedTableError: Error, Hashable, CustomStringConvertible {
    /// Bytes that are no text.
    case notText(file: String)
    case noTable(file: String)
    case fieldCount(file: String, line: Int, found: Int, expected: Int)
    case notANumber(file: String, line: Int, heading: String, text: String)
    /// Both "1,5" and "1.5": one of them groups thousands, or the file is two.
    case mixedDecimals(file: String, line: Int, text: String)
    case headingCount(file: String, line: Int, found: Int, expected: Int)
    /// "0.5 mV" in the cells of a table.
    case unitsInCells(file: String, line: Int, text: String)

    /// What is wrong, where, and what helps.
    public var description: String {
        switch self {
        case .notText(let file):
            "\(file): it is not text (UTF-8, UTF-16 or Latin-1), but binary; export it as CSV"
        case .noTable(let file): "\(file):1: there is no table: no line holds a number between separators"
        case .fieldCount(let file, let line, let found, let expected):
            "\(file):\(line): \(found) fields, but the table has \(expected)"
        case .notANumber(let file, let line, let heading, let text):
            "\(file):\(line): \"\(text)\" in the column \"\(heading)\" is not a number; correct or remove the row"
        case .mixedDecimals(let file, let line, let text):
            "\(file):\(line): \"\(text)\", but other numbers of the file have the other decimal mark; write all with a "
                + "point or all with a comma, and no marks between thousands"
        case .headingCount(let file, let line, let found, let expected):
            "\(file):\(line): the heading names \(found) columns, but the table has \(expected)"
        case .unitsInCells(let file, let line, let text):
            "\(file):\(line): \"\(text)\": the cells hold units beside their numbers; write the unit into the heading, such as "
                + "\"Voltage (mV)\", and the number alone into the cell, all of a column in one unit"
        }
    }
}
