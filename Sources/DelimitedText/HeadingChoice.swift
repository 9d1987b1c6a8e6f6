/// A line above the table that may name its columns.
struct HeadingRow {
    var line: Int
    var fields: [String]
    var isComment: Bool
    /// Whether a field was added in front, for a column without a name.
    var isFilled = false
}

/// The names and units of the columns, out of the lines above the table.
struct HeadingChoice {
    var names: [String]
    var units: [String]?
    var line: Int

    /// - Parameter rows: from the top of the file down to the first row of numbers.
    /// - Returns: nil if none has as many fields as the table.
    init?(_ rows: [HeadingRow], width: Int, separator: Separator) {
        let rows = SampleClock.withoutColumns(rows.suffix(Self.reach + 1), width: width)
        let fitting = rows.suffix(Self.reach).compactMap { Self.fitted($0, to: width, separator) }
        guard let last = fitting.last else { return nil }
        line = last.line
        names = last.fields
        // Names, units, and in Origin's files a row of comments below them.
        if let index = fitting.indices.last(where: {
            $0 > 0 && !fitting[$0 - 1].isFilled && Self.isUnits(fitting[$0].fields)
        }) {
            names = fitting[index - 1].fields
            line = fitting[index - 1].line
            units = fitting[index].fields
        } else if fitting.count > 1, last.isComment {
            // A comment just above the numbers names them only if nothing better does.
            let plain = fitting.last { !$0.isComment }
            if let plain { (names, line) = (plain.fields, plain.line) }
        }
    }

    private static let reach = 8

    /// A row with one field per column; nil if it cannot be brought to that.
    private static func fitted(_ row: HeadingRow, to width: Int, _ separator: Separator) -> HeadingRow? {
        var row = row
        // A listing's columns are named over them with blanks in between, whatever separates the numbers.
        if separator != .blanks, width > 1, row.fields.count == 1, row.fields[0].contains("  "),
            !TableFinder.isTitle(row.fields[0])
        {
            let aligned = Separator.blanks.fields(of: row.fields[0][...]).map { String($0.text) }
            // Of ngspice's listings every row ends with a tab.
            if aligned.count == width || aligned.count == width - 1 {
                row.fields = aligned + Array(repeating: "", count: width - aligned.count)
            }
        }
        if separator == .blanks, row.fields.count > 1 || width > 1, let respaced = respaced(row.fields, to: width) {
            row.fields = respaced
        }
        if row.fields.count == width + 1 { row.fields.removeLast() }  // LabVIEW's comments
        if row.fields.count == width - 1, width > 2 {
            row.fields.insert("", at: 0)
            row.isFilled = true
        }  // R's row names
        let hasWords = row.fields.contains { field in field.contains { $0.isLetter || $0 == "Ω" || $0 == "°" } }
        let isNumbers = row.fields.allSatisfy { Cell($0[...], allowsDecimalComma: true).isNumeric }
        return row.fields.count == width && hasWords && !isNumbers ? row : nil
    }

    /// Words that belong together where blanks separate: "Drain Voltage (V)" ends with its unit.
    private static func respaced(_ fields: [String], to width: Int) -> [String]? {
        guard fields.count > width else { return nil }
        var joined: [String] = []
        var isOpen = false
        for field in fields {
            if isOpen { joined[joined.count - 1] += " " + field } else { joined.append(field) }
            isOpen = !(field.hasSuffix(")") || field.hasSuffix("]"))
        }
        return joined.count == width ? joined : nil
    }

    private static func isUnits(_ fields: [String]) -> Bool {
        // "Sequence" stands where a unit would, over what counts the rows.
        let written = fields.filter { !$0.isEmpty && $0.lowercased() != "sequence" }
        return !written.isEmpty && written.allSatisfy { MeasuredUnit($0.unbracketed) != nil }
    }
}
