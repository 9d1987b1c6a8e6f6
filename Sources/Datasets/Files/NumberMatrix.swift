/// A table of numbers in double precision: a CSV file, plain or gzip'd, or a NumPy array of one or two axes.
package struct NumberMatrix: Sendable, Equatable {
    package let rows: Int
    package let columns: Int
    /// Row by row.
    package let values: [Double]
    /// Of a CSV file's columns; empty if its first row holds numbers.
    package let headings: [String]
    /// Whether a first column with the heading "row" counted the rows; it is left out.
    package let hadRowNumbers: Bool

    package init(rows: Int, columns: Int, values: [Double], headings: [String] = [], hadRowNumbers: Bool = false) {
        precondition(values.count == rows * columns)
        self.rows = rows
        self.columns = columns
        self.values = values
        self.headings = headings
        self.hadRowNumbers = hadRowNumbers
    }

    /// 4,096 word lines by as many bit lines; a table of them takes an eighth of a gigabyte.
    private static let mostValues = 1 << 24

    fileprivate static func check(_ count: Int, of file: String) throws(DatasetError) {
        guard count <= mostValues else {
            throw .unsupported(
                file: file, found: "\(count) numbers", allowed: "at most \(mostValues) are read; take a part of them")
        }
    }

    package subscript(row: Int, column: Int) -> Double { values[row * columns + column] }

    package var transposed: NumberMatrix {
        var turned: [Double] = []
        turned.reserveCapacity(values.count)
        for column in 0..<columns { for row in 0..<rows { turned.append(self[row, column]) } }
        return NumberMatrix(rows: columns, columns: rows, values: turned)
    }

    /// Reads a file of either kind, told by its first bytes.
    /// - Parameter allowsInfinity: whether "inf" is a value; "nan" never is.
    /// - Throws: `DatasetError`, with file, line and column.
    package init(file path: String, allowsInfinity: Bool = false) throws(DatasetError) {
        let file = try ByteFile(path: path)
        if try ByteStream(file).bytes(atMost: 6) == [0x93, 0x4E, 0x55, 0x4D, 0x50, 0x59] {
            try self.init(NPYArray(ByteStream(file)), allowsInfinity)
        } else {
            var reader = MatrixReader(file: path, allowsInfinity: allowsInfinity)
            try CSVFields.read(
                try ByteStream(file), field: { bytes, column, line in reader.take(bytes, column, line) },
                row: { fields, separator, line throws(DatasetError) in try reader.endRow(fields, separator, line) })
            self = try reader.matrix()
        }
    }

    private init(_ array: NPYArray, _ allowsInfinity: Bool) throws(DatasetError) {
        guard (1...2).contains(array.shape.count), array.count > 0 else {
            let shape = array.shape.map(String.init).joined(separator: "×")
            throw .unsupported(
                file: array.name, found: "an array of \(array.shape.count) axes (\(shape))",
                allowed: "one or two axes, none of them empty, are read")
        }
        try Self.check(array.count, of: array.name)
        let (rows, columns) = array.shape.count == 1 ? (1, array.shape[0]) : (array.shape[0], array.shape[1])
        let values = try array.doubles()
        for (index, value) in values.enumerated() where value.isNaN || (value.isInfinite && !allowsInfinity) {
            throw .notFinite(set: array.name, sample: index / columns, feature: index % columns, value: "\(value)")
        }
        let matrix = NumberMatrix(rows: rows, columns: columns, values: values)
        self =
            array.isFortranOrdered && array.shape.count == 2
            ? NumberMatrix(rows: columns, columns: rows, values: values).transposed : matrix
    }
}

/// Takes a CSV file's fields.
private struct MatrixReader {
    let file: String
    let allowsInfinity: Bool
    private var firstRow: [String]? = []
    private var remarks = HeadingRemarks()
    private var headings: [String] = []
    private var dropsFirst = false
    private var columns = 0
    private var rows = 0
    private var values: [Double] = []
    private var trouble: (column: Int, line: Int, CSVTrouble)?
    /// Whether every field of this row is empty so far: a row of separators alone is none.
    private var isBlank = true

    init(file: String, allowsInfinity: Bool) {
        self.file = file
        self.allowsInfinity = allowsInfinity
    }

    mutating func take(_ bytes: UnsafeRawBufferPointer, _ column: Int, _ line: Int) {
        let text = String(decoding: bytes, as: UTF8.self)
        if firstRow != nil {
            firstRow!.append(text)
        } else {
            if !text.isEmpty { isBlank = false }
            if column < columns { add(text, column, line) }
        }
    }

    private mutating func add(_ text: String, _ column: Int, _ line: Int) {
        if trouble != nil || (dropsFirst && column == 0) { return }
        if let value = Self.number(text), !value.isNaN, value.isFinite || allowsInfinity {
            values.append(value)
        } else {
            let what: CSVTrouble =
                text.isEmpty ? .missingValue : Self.number(text) == nil ? .notANumber(text) : .notFinite(text)
            trouble = (column, line, what)
        }
    }

    /// A comma inside a field is a decimal mark: fields that commas part have none.
    private static func number(_ text: String) -> Double? {
        // A scan of bytes: to search a text for another takes longer than to read the number.
        guard text.utf8.contains(UInt8(ascii: ",")), !text.utf8.contains(UInt8(ascii: ".")) else { return Double(text) }
        return Double(text.replacing(",", with: "."))
    }

    mutating func endRow(_ fields: Int, _ separator: UInt8, _ line: Int) throws(DatasetError) {
        if let row = firstRow {
            if row.allSatisfy(\.isEmpty) || remarks.take(row, separator) {
                firstRow = []
                return
            }
            firstRow = nil
            columns = row.count
            guard row.contains(where: { Self.number($0) != nil }) else { return name(row) }
            if let names = remarks.heading(of: columns, where: { !$0.contains { Self.number($0) != nil } }) {
                name(names)
            }
            for (column, text) in row.enumerated() { add(text, column, line) }
        } else if isBlank {
            trouble = nil
            return
        }
        isBlank = true
        guard fields == columns else {
            throw .text(file: file, line: line, column: 0, trouble: .raggedRow(found: fields, expected: columns))
        }
        if let (column, line, trouble) = trouble {
            throw .text(file: file, line: line, column: column + 1, trouble: trouble)
        }
        try NumberMatrix.check(values.count, of: file)
        rows += 1
    }

    private mutating func name(_ row: [String]) {
        dropsFirst = columns > 1 && row[0].lowercased() == "row"
        headings = Array(row.dropFirst(dropsFirst ? 1 : 0))
    }

    func matrix() throws(DatasetError) -> NumberMatrix {
        guard rows > 0 else { throw .noSamples(set: file) }
        return NumberMatrix(
            rows: rows, columns: columns - (dropsFirst ? 1 : 0), values: values, headings: headings,
            hadRowNumbers: dropsFirst)
    }
}
