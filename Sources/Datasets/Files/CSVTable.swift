/// Which column of a table holds the labels.
public enum LabelColumn: Sendable, Hashable {
    /// The one whose header says label, class, target or species; else the last.
    case automatic
    case last
    /// Counted from 0.
    case index(Int)
    /// By its header, exactly.
    case name(String)

    /// Reads "last", a column's number from 0, or a column's name.
    public init(_ text: String) {
        if text == "last" {
            self = .last
        } else if let index = Int(text) {
            self = .index(index)
        } else {
            self = .name(text)
        }
    }
}

/// A table of numbers with one column of labels, whole numbers or class names, plain or gzip'd.
///
/// The first row is a header when none of its fields is a number, when it numbers the columns from 0, or when the label
/// column is given by name.
struct CSVTable {
    private let file: String
    private let label: LabelColumn
    private var hasFirstRow = false
    private var firstRow: [String] = []
    private var columns = 0
    private var labelColumn = 0
    private var features: [Float] = []
    private var labelTexts: [String] = []
    private var labelOfText: [String: Int] = [:]
    private var labels: [Int] = []
    /// The first trouble of the row that is being read: a ragged row is the better message.
    private var trouble: (column: Int, line: Int, CSVTrouble)?
    private var numericLabels: Bool?

    private init(file: String, label: LabelColumn) {
        self.file = file
        self.label = label
    }

    /// The samples of `file`, features as they are written.
    static func samples(_ file: ByteFile, name: String, label: LabelColumn) throws(DatasetError) -> LabelledSamples {
        var table = CSVTable(file: file.name, label: label)
        let stream = try ByteStream(file)
        try CSVFields.read(
            stream, field: { bytes, column, line in table.take(bytes, column, line) },
            row: { fields, line throws(DatasetError) in try table.endRow(fields, line) })
        guard table.hasFirstRow, !table.labels.isEmpty else { throw .noSamples(set: file.name) }
        let classes = ClassLabels(texts: table.labelTexts, samples: table.labels)
        return try LabelledSamples(
            name: name, features: table.features, labels: classes.training, featureCount: table.columns - 1,
            classes: classes.names.count, classNames: classes.names)
    }

    private mutating func take(_ bytes: UnsafeRawBufferPointer, _ column: Int, _ line: Int) {
        guard hasFirstRow else { return firstRow.append(String(decoding: bytes, as: UTF8.self)) }
        guard trouble == nil, column < columns else { return }
        do throws(CSVTrouble) {
            if column == labelColumn { try takeLabel(bytes) } else { features.append(try CSVNumber.read(bytes)) }
        } catch {
            trouble = (column, line, error)
        }
    }

    private mutating func endRow(_ fields: Int, _ line: Int) throws(DatasetError) {
        guard hasFirstRow else { return try endFirstRow(line) }
        guard fields == columns else {
            throw .text(file: file, line: line, column: 0, trouble: .raggedRow(found: fields, expected: columns))
        }
        if let (column, line, trouble) = trouble {
            throw .text(file: file, line: line, column: column + 1, trouble: trouble)
        }
        guard labelTexts.count <= ClassLabels.limit else {
            throw .tooManyClasses(set: file, classes: labelTexts.count, samples: labels.count)
        }
        guard features.count <= LabelledSamples.featureLimit else {
            throw .tooLarge(file: file, values: "more than \(LabelledSamples.featureLimit)")
        }
    }

    /// Settles the label column and whether this row is a header; a row of data is taken then.
    private mutating func endFirstRow(_ line: Int) throws(DatasetError) {
        let row = firstRow
        firstRow = []
        hasFirstRow = true
        columns = row.count
        guard columns >= 2 else {
            throw .unsupported(
                file: "\(file):\(line)", found: "\(columns) column",
                allowed: "at least one feature and the label are needed, separated by comma, semicolon or tab")
        }
        var isHeader = !row.contains { Double($0) != nil }
        switch label {
        case .automatic:
            let usual = row.indices.filter { ["label", "class", "target", "species"].contains(row[$0].lowercased()) }
            labelColumn = usual.count == 1 ? usual[0] : columns - 1
        case .last: labelColumn = columns - 1
        case .index(let index):
            guard (0..<columns).contains(index) else {
                throw .noLabelColumn(file: file, wanted: String(index), columns: row)
            }
            labelColumn = index
        case .name(let name):
            guard let index = row.firstIndex(of: name) else {
                throw .noLabelColumn(file: file, wanted: "\"\(name)\"", columns: row)
            }
            labelColumn = index
            isHeader = true
        }
        let featureHeaders = row.indices.filter { $0 != labelColumn }.map { row[$0] }
        let numbersColumns =
            Double(row[labelColumn]) == nil && featureHeaders == featureHeaders.indices.map(String.init)
        if isHeader || (numbersColumns && featureHeaders.count > 1) { return }
        for (column, text) in row.enumerated() {
            Array(text.utf8).withUnsafeBytes { take($0, column, line) }
        }
        try endRow(columns, line)
    }

    private mutating func takeLabel(_ bytes: UnsafeRawBufferPointer) throws(CSVTrouble) {
        var text = String(decoding: bytes, as: UTF8.self)
        guard !text.isEmpty else { throw .missingLabel }
        let number = Double(text)
        if let number {
            guard let whole = Int(exactly: number) else { throw .labelNotAClass(text) }
            text = String(whole)
        }
        guard numericLabels ?? (number != nil) == (number != nil) else { throw .mixedLabels(text) }
        numericLabels = number != nil
        if let known = labelOfText[text] { return labels.append(known) }
        labelOfText[text] = labelTexts.count
        labels.append(labelTexts.count)
        labelTexts.append(text)
    }
}

/// Decimal numbers in text.
enum CSVNumber {
    private static let powers: [Float] = [1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10]

    /// The `Float` nearest to a decimal number.
    static func read(_ bytes: UnsafeRawBufferPointer) throws(CSVTrouble) -> Float {
        guard !bytes.isEmpty else { throw .missingValue }
        // Both below 2²⁴ and a power up to 10¹⁰ are exact, so one division rounds correctly.
        var mantissa: UInt32 = 0
        var decimals = 0
        var hasPoint = false
        var digits = 0
        let isNegative = bytes[0] == UInt8(ascii: "-")
        var isShort = bytes.count <= 12
        if isShort {
            for byte in bytes[(isNegative ? 1 : 0)...] {
                if (48...57).contains(byte), mantissa < 1_000_000 {
                    mantissa = mantissa * 10 + UInt32(byte - 48)
                    digits += 1
                    if hasPoint { decimals += 1 }
                } else if byte == UInt8(ascii: "."), !hasPoint {
                    hasPoint = true
                } else {
                    isShort = false
                    break
                }
            }
        }
        if isShort, digits > 0, decimals <= 10 {
            let value = Float(mantissa) / powers[decimals]
            return isNegative ? -value : value
        }
        let text = String(decoding: bytes, as: UTF8.self)
        let isDecimal = bytes.allSatisfy { (48...57).contains($0) || "+-.eE".utf8.contains($0) }
        guard let value = Float(text), isDecimal || !value.isFinite else { throw .notANumber(text) }
        guard value.isFinite else { throw .notFinite(text) }
        return value
    }
}
