/// Which column of a table holds the labels, and which ones are no features.
///
/// What the study says rules. Else the label column is the one with a usual heading, or the only column of texts, or the
/// first or last if one of them alone can be; a guess that is not plausible is refused.
struct TableLayout {
    let label: Int
    /// In the order of the table.
    let features: [Int]
    let classes: ClassLabels
    let reading: DatasetReading

    private static let usualLabels: Set<String> = ["label", "labels", "class", "target", "species"]
    private static let rowNames: Set<String> = [
        "", "id", "index", "row", "rownames", "rowid", "no", "nr", "unnamed: 0",
    ]
    /// Fewer rows may look numbered by chance.
    private static let fewestRows = 6

    static func isUsualLabel(_ heading: String) -> Bool { usualLabels.contains(heading.lowercased()) }

    init(_ table: DataTable, _ layout: DatasetLayout) throws(DatasetError) {
        var reading = DatasetReading(labels: "", values: "", form: table.form)
        let all = Array(table.columns.indices)
        var idle = [Int: String]()
        if let ignored = layout.ignored {
            for column in try table.find(ignored, key: "ignore") { idle[column] = "as the study says" }
        }
        let named = try layout.label.map { label throws(DatasetError) in try table.find([label], key: "label")[0] }
        let chosen = try layout.features.map { columns throws(DatasetError) in
            try table.find(columns, key: "columns")
        }
        let free = all.filter { $0 != named && idle[$0] == nil && chosen?.contains($0) != true }
        for column in free where table.columns[column].isEmpty { idle[column] = "it is empty" }
        // What the study leaves out adds to what leaves itself out; an empty list keeps everything.
        if layout.ignored != [] {
            for column in free where idle[column] == nil {
                idle[column] = table.whyNoFeature(column, rowNames: Self.rowNames, from: Self.fewestRows)
            }
        }
        let guess = LabelGuess(table: table, among: all.filter { idle[$0] == nil && chosen?.contains($0) != true })
        if let named {
            label = named
            reading.labels = "\(table.title(named)), as the study says"
        } else {
            (label, reading.labels) = try guess.find()
        }
        let label = label
        let oneHot = table.oneHot(around: label, among: all.filter { idle[$0] == nil })
        if named == nil, !oneHot.isEmpty {
            throw .labelUnclear(
                file: table.file,
                reasons: [
                    "\(table.list(oneHot)) hold one 1 in every row, as a column for each class does; join them to one column, or name "
                        + "one by label and leave the others out by ignore"
                ])
        }
        classes = try table.classes(label)
        features = chosen ?? all.filter { $0 != label && idle[$0] == nil }
        if chosen?.contains(label) == true {
            throw .unsupported(
                file: table.file, found: "\(table.title(label)) is both label and feature",
                allowed: "leave it out of columns, or name another label")
        }
        let leftOut = idle.keys.sorted().filter { $0 != label }
        reading.leftOut = leftOut.map { "\(table.title($0)) (\(idle[$0]!))" }
        if chosen != nil { reading.form.append("\(features.count) columns chosen by the study") }
        guard !features.isEmpty else {
            throw .noFeatureLeft(file: table.file, leftOut: leftOut.map(table.title))
        }
        for column in features {
            if let text = table.columns[column].texts?.first {
                throw .textFeature(file: table.file, column: table.title(column), text: text)
            }
        }
        try table.requireValues(features)
        reading.warnings = table.warnings(features: features, label: label, oneHot: oneHot, classes: classes)
        for column in features.prefix(1) where layout.ignored != [] && chosen == nil {
            let isNamed = reading.warnings.contains { $0.hasPrefix(table.title(column)) }
            if table.rows >= 20, !isNamed, table.rowNumbers(column).differ {
                reading.warnings.append(
                    "\(table.title(column)) has another whole number in every row; if it names the rows, leave it out "
                        + "(\(table.ignoring([column])))")
            }
        }
        self.reading = reading
    }
}

/// The search for the label column in a table whose study does not name it.
private struct LabelGuess {
    let table: DataTable
    /// Columns that are not left out.
    let candidates: [Int]

    init(table: DataTable, among candidates: [Int]) {
        self.table = table
        self.candidates = candidates
    }

    /// The column, and why it is the one.
    func find() throws(DatasetError) -> (Int, String) {
        let usual = candidates.filter { TableLayout.isUsualLabel(table.columns[$0].heading ?? "-") }
        if usual.count > 1 {
            throw refusal(usual.map { "\(table.title($0)) may be" })
        }
        if let column = usual.first {
            if let doubt = table.doubt(column, isSeen: true) { throw refusal(["\(table.title(column)) \(doubt)"]) }
            return (column, "\(table.title(column)), by its heading")
        }
        let texts = candidates.filter { table.columns[$0].texts != nil }
        if texts.count > 1 {
            throw refusal([
                "\(texts.count) columns hold texts: \(texts.prefix(8).map(table.title).joined(separator: ", "))"
            ])
        }
        if let column = texts.first {
            if let doubt = table.doubt(column, isSeen: true) { throw refusal(["\(table.title(column)) \(doubt)"]) }
            return (column, "\(table.title(column)), the only one of texts")
        }
        guard let first = candidates.first, let last = candidates.last else {
            throw refusal(["every column is left out"])
        }
        return try between(first, last)
    }

    /// The first or the last column, if one of them alone can hold labels.
    private func between(_ first: Int, _ last: Int) throws(DatasetError) -> (Int, String) {
        let ends = first == last ? [last] : [first, last]
        let possible = ends.filter { table.doubt($0) == nil }
        // Class numbers begin at 0 or 1 and leave out few; measurements seldom do both.
        let typical = possible.filter { table.looksNumbered($0) }
        let found = typical.isEmpty ? possible : typical
        guard found.count == 1 else {
            throw refusal(
                ends.map { column in
                    let classes = table.wholeNumbers(column)?.count ?? 0
                    return
                        "\(table.title(column)) \(table.doubt(column) ?? "may be, with \(classes) different whole numbers")"
                })
        }
        return (
            found[0], "\(table.title(found[0])), a guess by its whole numbers; \"label:\" in the study names another"
        )
    }

    private func refusal(_ reasons: [String]) -> DatasetError { .labelUnclear(file: table.file, reasons: reasons) }
}

extension DataTable {
    /// The columns that are meant.
    fileprivate func find(_ wanted: [DatasetLayout.Column], key: String) throws(DatasetError) -> [Int] {
        var found: [Int] = []
        for column in wanted {
            let place: Int? =
                switch column {
                case .last: columns.count - 1
                case .number(let number): columns.indices.contains(number - 1) ? number - 1 : nil
                case .name(let name): columns.firstIndex { $0.heading == name }
                }
            guard let place else {
                let text = if case .name(let name) = column { "\"\(name)\"" } else { column.description }
                throw .noColumn(file: file, key: key, wanted: text, columns: headings)
            }
            if !found.contains(place) { found.append(place) }
        }
        return found.sorted()
    }

    /// Why a column tells nothing of a sample; nil if it may.
    fileprivate func whyNoFeature(_ column: Int, rowNames: Set<String>, from fewestRows: Int) -> String? {
        guard rows >= fewestRows else { return nil }
        let heading = columns[column].heading?.lowercased()
        if TableLayout.isUsualLabel(heading ?? "-") { return nil }
        if let texts = columns[column].texts {
            return texts.count == rows || texts.count > ClassLabels.limit ? "another text in every row" : nil
        }
        if columns[column].step != nil { return "it counts the rows" }
        guard columns[column].trouble == nil else { return nil }
        let numbers = rowNumbers(column)
        if numbers.isRun { return "it numbers the rows in another order" }
        let isCamelId = columns[column].heading?.contains(/[a-z](Id|ID)$/) ?? false
        let namesRows =
            heading.map { rowNames.contains($0) || $0.hasSuffix("_id") || $0.hasSuffix(" id") || isCamelId } ?? false
        return namesRows && numbers.differ ? "it names the rows" : nil
    }

    /// Why a column can hardly hold the labels; nil if it can.
    /// - Parameter isSeen: its heading or its texts say that it does, so that a fault in it is a fault of the labels.
    fileprivate func doubt(_ column: Int, isSeen: Bool = false) -> String? {
        if let (line, trouble) = columns[column].trouble {
            return isSeen ? nil : "has trouble on line \(line): \(trouble)"
        }
        let classes: Int
        if let texts = columns[column].texts {
            classes = texts.count
        } else if let row = firstFraction(column) {
            return
                "has the value \(value(row, column)) on line \(lines.line(of: row)): labels are whole numbers or names"
        } else {
            classes = wholeNumbers(column)?.count ?? ClassLabels.limit + 1
        }
        if classes > ClassLabels.limit { return "has more than \(ClassLabels.limit) different values" }
        if classes < 2, !isSeen { return "has the same value in every row" }
        return classes > 2 && 2 * classes > rows
            ? "has \(classes) different values in \(rows) rows, nearly as many classes as samples" : nil
    }

    /// Whether the values are numbered as classes are: from 0 or 1 on with few gaps, or −1 and 1.
    fileprivate func looksNumbered(_ column: Int) -> Bool {
        guard let values = wholeNumbers(column, limit: 64) else { return false }
        return values == [-1, 1] || ((0...2).contains(values[0]) && values.last! - values[0] <= values.count + 1)
    }

    /// The classes of a column.
    fileprivate func classes(_ column: Int) throws(DatasetError) -> ClassLabels {
        if let (line, trouble) = columns[column].trouble {
            throw .text(file: file, line: line, column: column + 1, trouble: trouble.ofLabel)
        }
        if let texts = columns[column].texts {
            guard texts.count <= ClassLabels.limit else {
                throw .tooManyClasses(set: file, classes: texts.count, samples: rows)
            }
            return ClassLabels(texts: texts, samples: (0..<rows).map { Int(value($0, column)) })
        }
        if let row = firstFraction(column) {
            throw .text(
                file: file, line: lines.line(of: row), column: column + 1,
                trouble: .labelNotAClass("\(value(row, column))"))
        }
        return try ClassLabels(set: file, training: (0..<rows).map { Int(value($0, column)) }, test: nil)
    }

    /// - Throws: the first value in the file that is none.
    fileprivate func requireValues(_ features: [Int]) throws(DatasetError) {
        let troubles = features.compactMap { column in columns[column].trouble.map { (column, $0) } }
        if let (column, (line, trouble)) = troubles.min(by: { ($0.1.line, $0.0) < ($1.1.line, $1.0) }) {
            throw .text(file: file, line: line, column: column + 1, trouble: trouble)
        }
    }
}

extension CSVTrouble {
    /// The same trouble in a column of labels.
    fileprivate var ofLabel: CSVTrouble {
        switch self {
        case .missingValue, .missing: .missingLabel
        case .notANumber(let text): .mixedLabels(text)
        default: self
        }
    }
}
