/// A table as its file holds it, before it is known what its columns are.
struct DataTable {
    /// One column: numbers, or texts where its first value is one.
    struct Column {
        /// Nil in a table without headings.
        var heading: String?
        /// The different texts in the order in which they come; nil for numbers.
        var texts: [String]?
        /// The first value that does not fit, which matters only if the column is used.
        var trouble: (line: Int, CSVTrouble)?
        /// By what every value exceeds the one before it; nil if that differs.
        var step: Double?
        /// Whether no row has a value.
        var isEmpty = true
    }

    /// How errors call it.
    let file: String
    var columns: [Column]
    /// `[rows × columns]`, row by row; of a column of texts the index of its text, −1 past ``ClassLabels/limit``.
    var values: [Float]
    var lines: RowLines
    /// What is unusual about the text.
    var form: [String]

    var rows: Int { values.count / columns.count }

    /// How messages call a column.
    func title(_ column: Int) -> String {
        let heading = columns[column].heading.map { $0.isEmpty ? " (no heading)" : " (\($0))" } ?? ""
        return "column \(column + 1)\(heading)"
    }

    /// What columns are called where they are listed.
    var headings: [String] { columns.indices.map { columns[$0].heading ?? "\($0 + 1)" } }

    func value(_ row: Int, _ column: Int) -> Float { values[row * columns.count + column] }

    /// The different values of a column of whole numbers in order; nil if there are more than `limit`, or others.
    func wholeNumbers(_ column: Int, limit: Int = ClassLabels.limit) -> [Int]? {
        var found = Set<Int>()
        for row in 0..<rows {
            guard let whole = Self.whole(value(row, column)) else { return nil }
            if found.insert(whole).inserted, found.count > limit { return nil }
        }
        return found.sorted()
    }

    /// The first row whose value is no whole number that a `Float` tells from its neighbours.
    func firstFraction(_ column: Int) -> Int? { (0..<rows).first { Self.whole(value($0, column)) == nil } }

    static func whole(_ value: Float) -> Int? { abs(value) < 16_777_216 ? Int(exactly: value) : nil }

    /// Whether a column of numbers has another whole number in every row; `isRun` if these are consecutive in some order.
    ///
    /// Numbers that a `Float` does not tell from their neighbours may fall together.
    func rowNumbers(_ column: Int) -> (differ: Bool, isRun: Bool) {
        // Most columns repeat themselves soon.
        var found = Set<Float>()
        var isExact = true
        for row in 0..<rows {
            let value = value(row, column)
            guard value == value.rounded() else { return (false, false) }
            let isLong = Self.whole(value) == nil
            guard found.insert(value).inserted || isLong else { return (false, false) }
            if isLong { isExact = false }
        }
        guard isExact else { return (4 * found.count > rows, false) }
        return (true, Int(found.max()! - found.min()!) == rows - 1)
    }

    /// Keeps these columns of the values alone, in the order of the table.
    consuming func features(_ kept: [Int]) -> [Float] {
        if kept.count == columns.count { return values }
        let (width, rows) = (columns.count, rows)
        values.withUnsafeMutableBufferPointer { all in
            var place = 0
            for row in 0..<rows {
                for column in kept {
                    all[place] = all[row * width + column]
                    place += 1
                }
            }
        }
        values.removeLast(values.count - rows * kept.count)
        return values
    }
}

/// On which line of the file every row begins: most follow each other.
struct RowLines {
    private var breaks: [(row: Int, line: Int)] = []

    mutating func begin(row: Int, line: Int) {
        if let last = breaks.last, line - last.line == row - last.row { return }
        breaks.append((row, line))
    }

    func line(of row: Int) -> Int {
        guard let last = breaks.last(where: { $0.row <= row }) else { return row + 1 }
        return last.line + row - last.row
    }
}
