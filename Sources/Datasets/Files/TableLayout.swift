/// Which column of a table holds the labels, and which ones are no features.
///
/// What the study says rules; else the label column is guessed (``LabelGuess``).
struct TableLayout {
    /// In the order of the table; more than one if the classes have a column of 0 and 1 each.
    let labels: [Int]
    /// In the order of the table.
    let features: [Int]
    let classes: ClassLabels
    let reading: DatasetReading

    private static let rowNames: Set<String> = [
        "", "id", "index", "row", "rownames", "rowid", "no", "nr", "unnamed: 0",
    ]
    /// Fewer rows may look numbered by chance.
    private static let fewestRows = 6

    init(_ table: DataTable, _ layout: DatasetLayout) throws(DatasetError) {
        var reading = DatasetReading(labels: "", values: "", form: table.form)
        let all = Array(table.columns.indices)
        var idle = [Int: String]()
        if let ignored = layout.ignored {
            for column in try table.find(ignored, key: "ignore") { idle[column] = "as the study says" }
        }
        let named = try layout.label.map { label throws(DatasetError) in try table.find([label], key: "label") }
        let chosen = try layout.features.map { columns throws(DatasetError) in
            try table.find(columns, key: "columns")
        }
        let free = all.filter { named?.contains($0) != true && idle[$0] == nil && chosen?.contains($0) != true }
        for column in free where table.columns[column].isEmpty { idle[column] = "it is empty" }
        // What the study leaves out adds to what leaves itself out; an empty list keeps everything.
        if layout.ignored != [] {
            for column in free where idle[column] == nil {
                idle[column] = table.whyNoFeature(column, rowNames: Self.rowNames, from: Self.fewestRows)
            }
        }
        let guess = LabelGuess(table: table, among: all.filter { idle[$0] == nil && chosen?.contains($0) != true })
        if let named {
            labels = named
            reading.labels = "\(table.title(named[0])), as the study says"
        } else {
            let (label, reason) = try guess.find()
            (labels, reading.labels) = ([label], reason)
        }
        let labels = labels
        let oneHot = try table.oneHot(
            labels: labels, isNamed: named != nil, among: all.filter { idle[$0] == nil }, chosen: chosen)
        if labels.count > 1 {
            (classes, reading.labels) = try table.joinedClasses(labels)
        } else {
            classes = try table.classes(labels[0])
        }
        features = chosen ?? all.filter { !labels.contains($0) && idle[$0] == nil }
        if let both = labels.first(where: { chosen?.contains($0) == true }) {
            throw .unsupported(
                file: table.file, found: "\(table.title(both)) is both label and feature",
                allowed: "leave it out of columns, or name another label")
        }
        let leftOut = idle.keys.sorted().filter { !labels.contains($0) }
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
        reading.warnings = table.warnings(features: features, labels: labels, oneHot: oneHot, classes: classes)
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

extension DataTable {
    /// The columns that are meant.
    fileprivate func find(_ wanted: [DatasetLayout.Column], key: String) throws(DatasetError) -> [Int] {
        var found: [Int] = []
        for column in wanted {
            for place in try places(of: column, key: key) where !found.contains(place) { found.append(place) }
        }
        return found.sorted()
    }

    private func places(of column: DatasetLayout.Column, key: String) throws(DatasetError) -> [Int] {
        var places: [Int]
        switch column {
        case .last: places = [columns.count - 1]
        case .number(let number): places = [number - 1]
        // A heading may look like two numbers.
        case .numbers(let range):
            let heading = columns.firstIndex { $0.heading == column.description }
            places = heading.map { [$0] } ?? [range.lowerBound - 1, range.upperBound - 1]
        case .name(let name): places = columns.firstIndex { $0.heading == name }.map { [$0] } ?? []
        }
        guard !places.isEmpty, places.allSatisfy(columns.indices.contains) else {
            let text = if case .name(let name) = column { "\"\(name)\"" } else { column.description }
            throw .noColumn(file: file, key: key, wanted: text, columns: headings)
        }
        if places.count == 2 { places = Array(places[0]...places[1]) }
        return places
    }

    /// Why a column tells nothing of a sample; nil if it may.
    fileprivate func whyNoFeature(_ column: Int, rowNames: Set<String>, from fewestRows: Int) -> String? {
        guard rows >= fewestRows else { return nil }
        let heading = columns[column].heading?.lowercased()
        if LabelNames.isCertain(heading ?? "-") { return nil }
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

    /// The classes of a column.
    func classes(_ column: Int) throws(DatasetError) -> ClassLabels {
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
    func requireValues(_ features: [Int]) throws(DatasetError) {
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
