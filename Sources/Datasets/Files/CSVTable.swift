/// Reads a table of text, plain or gzip'd, into columns; what they are is decided afterwards (``TableLayout``).
///
/// The first row is a heading when none of its fields is a number, when it numbers the columns from 0 (or from 1 beside a
/// usual name of labels), or when a column is called by one of its names. Remarks ("# …") above the table are passed over,
/// but for one that names its columns, as numpy.savetxt writes it.
struct CSVTable {
    private let file: String
    private let layout: DatasetLayout
    private let memory: Int
    private var hasFirstRow = false
    private var firstRow: [String] = []
    private var remarks = HeadingRemarks()
    /// Of this row, as long as no other field came: a row of separators alone is none.
    private var emptyFields = 0
    private var columns: [DataTable.Column] = []
    private var indexOfText: [[String: Int]] = []
    /// The last value of the columns that may count the rows; nil for the others.
    private var counters: [Double?] = []
    private var isText: [Bool] = []
    private var values: [Float] = []
    private var rows = 0
    private var lines = RowLines()
    private var separator = UInt8(ascii: ",")
    private var decimalMark: UInt8?
    private var isLatin1 = false
    /// Of this row: a ragged row is the better message.
    private var row: [(column: Int, line: Int, CSVTrouble)] = []

    private init(file: String, layout: DatasetLayout, memory: Int) {
        self.file = file
        self.layout = layout
        self.memory = memory
    }

    /// - Parameter memory: bytes that the machine has.
    static func read(_ file: ByteFile, layout: DatasetLayout, memory: Int = .max) throws(DatasetError) -> DataTable {
        var table = CSVTable(file: file.name, layout: layout, memory: memory)
        try CSVFields.read(
            ByteStream(file),
            field: { bytes, column, line in table.take(bytes, column, line) },
            row: { fields, separator, line throws(DatasetError) in
                table.separator = separator
                try table.endRow(fields, line)
            })
        guard table.rows > 0 else { throw .noSamples(set: file.name) }
        return DataTable(
            file: file.name, columns: table.columns, values: table.values, lines: table.lines, form: table.form)
    }

    private var form: [String] {
        let between: [UInt8: String] = [
            UInt8(ascii: ";"): "semicolons between columns", UInt8(ascii: "\t"): "tabs between columns",
            UInt8(ascii: " "): "blanks between columns",
        ]
        return [
            columns[0].heading == nil ? "no headings" : nil, between[separator],
            decimalMark == UInt8(ascii: ",") ? "decimal commas" : nil, isLatin1 ? "Latin-1 text" : nil,
        ].compactMap { $0 }
    }

    private mutating func take(_ bytes: UnsafeRawBufferPointer, _ column: Int, _ line: Int) {
        guard hasFirstRow else {
            firstRow.append(text(bytes))
            return
        }
        if bytes.isEmpty, emptyFields == column {
            emptyFields += 1
            return
        }
        for empty in 0..<emptyFields { store(UnsafeRawBufferPointer(start: nil, count: 0), empty, line) }
        emptyFields = 0
        store(bytes, column, line)
    }

    private mutating func store(_ bytes: UnsafeRawBufferPointer, _ column: Int, _ line: Int) {
        guard column < columns.count else { return }
        if columns[column].isEmpty, !bytes.isEmpty, !CSVNumber.isMissing(text(bytes)) {
            columns[column].isEmpty = false
        }
        do throws(CSVTrouble) {
            values.append(isText[column] ? try takeText(bytes, column) : try number(bytes))
        } catch {
            values.append(0)
            row.append((column, line, error))
        }
        if let last = counters[column] { count(Double(text(bytes)), after: last, column) }
    }

    /// Follows a column while every value exceeds the one before it by as much.
    private mutating func count(_ value: Double?, after last: Double, _ column: Int) {
        guard let value, value.isFinite, rows > 0 else {
            counters[column] = rows > 0 ? nil : value
            columns[column].step = nil
            return
        }
        let step = columns[column].step ?? value - last
        // Decimal steps are not exact in binary.
        let isSame = step != 0 && abs(value - last - step) <= 1e-6 * abs(step)
        columns[column].step = isSame ? step : nil
        counters[column] = isSame ? value : nil
    }

    private mutating func number(_ bytes: UnsafeRawBufferPointer) throws(CSVTrouble) -> Float {
        guard separator != UInt8(ascii: ","), let mark = bytes.first(where: { ".,".utf8.contains($0) }) else {
            return try CSVNumber.read(bytes)
        }
        let value = try CSVNumber.read(bytes, mark: mark)
        guard decimalMark ?? mark == mark else { throw .mixedDecimalMarks(text(bytes)) }
        decimalMark = mark
        return value
    }

    private mutating func takeText(_ bytes: UnsafeRawBufferPointer, _ column: Int) throws(CSVTrouble) -> Float {
        guard !bytes.isEmpty else { throw .missingLabel }
        let text = text(bytes)
        if let known = indexOfText[column][text] { return Float(known) }
        guard Double(text) == nil else { throw .mixedLabels(text) }
        let index = columns[column].texts?.count ?? 0
        // One more than may be, so that too many can be told.
        guard index <= ClassLabels.limit else { return -1 }
        columns[column].texts?.append(text)
        indexOfText[column][text] = index
        return Float(index)
    }

    /// Text that is not UTF-8 is read as Latin-1: replacement characters would make one class of two.
    private mutating func text(_ bytes: UnsafeRawBufferPointer) -> String {
        if let text = String(validating: bytes, as: UTF8.self) { return text }
        isLatin1 = true
        return String(String.UnicodeScalarView(bytes.map { Unicode.Scalar($0) }))
    }

    private mutating func endRow(_ fields: Int, _ line: Int) throws(DatasetError) {
        guard hasFirstRow else { return try endFirstRow(line) }
        guard emptyFields == 0 else {
            emptyFields = 0
            return
        }
        guard fields == columns.count else {
            throw .text(file: file, line: line, column: 0, trouble: .raggedRow(found: fields, expected: columns.count))
        }
        for (column, line, trouble) in row where columns[column].trouble == nil {
            columns[column].trouble = (line, trouble)
        }
        row.removeAll(keepingCapacity: true)
        lines.begin(row: rows, line: line)
        rows += 1
        // An array that grows is there twice for a moment.
        let needed = values.count * 3 * MemoryLayout<Float>.size
        guard values.count <= LabelledSamples.featureLimit, needed <= memory else {
            throw .memory(file: file, needed: needed, available: memory)
        }
    }

    /// Takes a heading, or settles what kind the columns are by the first row of data.
    private mutating func endFirstRow(_ line: Int) throws(DatasetError) {
        let row = firstRow
        firstRow = []
        if row.allSatisfy(\.isEmpty) { return }
        if columns.isEmpty, remarks.take(row, separator) { return }
        guard row.count >= 2 else {
            throw .unsupported(
                file: "\(file):\(line)", found: "\(row.count) column",
                allowed: "at least one feature and the label are needed, separated by comma, semicolon, tab or blanks")
        }
        if columns.isEmpty, isHeading(row) {
            columns = row.map { DataTable.Column(heading: $0) }
            return
        }
        if columns.isEmpty, let names = remarks.heading(of: row.count, where: isHeading) {
            columns = names.map { DataTable.Column(heading: $0) }
        }
        if columns.isEmpty { columns = row.map { _ in DataTable.Column() } }
        guard row.count == columns.count else {
            throw .text(
                file: file, line: line, column: 0, trouble: .raggedRow(found: row.count, expected: columns.count))
        }
        hasFirstRow = true
        isText = row.map { !isNumber($0) && !CSVNumber.isMissing($0) }
        for column in columns.indices where isText[column] { columns[column].texts = [] }
        indexOfText = [[String: Int]](repeating: [:], count: columns.count)
        counters = isText.map { $0 ? nil : 0 }
        for (column, text) in row.enumerated() {
            Array(text.utf8).withUnsafeBytes { take($0, column, line) }
        }
        try endRow(columns.count, line)
    }

    private func isNumber(_ text: String) -> Bool {
        Double(text) != nil
            || (separator != UInt8(ascii: ",") && Double(text.replacing(",", with: ".", maxReplacements: 1)) != nil)
    }

    private func isHeading(_ row: [String]) -> Bool {
        let called = (layout.features ?? []) + (layout.ignored ?? []) + [layout.label].compactMap { $0 }
        let names = called.compactMap { if case .name(let name) = $0 { name } else { nil } }
        if names.contains(where: row.contains) || !row.contains(where: isNumber) { return true }
        // Tables of data frames number their columns.
        let numbers = row.filter { Double($0) != nil }
        let others = row.filter { !$0.isEmpty && Double($0) == nil }
        let fromZero = numbers == numbers.indices.map(String.init)
        let fromOne = numbers == numbers.indices.map { "\($0 + 1)" }
        switch others.count {
        case 0: return fromZero && numbers.count > 3
        case 1: return numbers.count > 1 && (fromZero || (fromOne && LabelNames.isCertain(others[0])))
        default: return false
        }
    }
}
