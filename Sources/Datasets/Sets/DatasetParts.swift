/// The samples of a set as its files divide them, and what was understood of the files.
struct DatasetParts {
    var training: LabelledSamples
    var validation: LabelledSamples?
    var test: LabelledSamples?
    var reading: DatasetReading
}

extension DatasetParts {
    /// A table of text, all of it training samples.
    static func table(
        _ file: ByteFile, name: String, layout: DatasetLayout, memory: Int = .max
    ) throws(DatasetError) -> DatasetParts {
        let table = try CSVTable.read(file, layout: layout, memory: memory)
        return try samples(of: table, TableLayout(table, layout), name)
    }

    private static func samples(
        of table: consuming DataTable, _ columns: TableLayout, _ name: String
    ) throws(DatasetError) -> DatasetParts {
        var reading = columns.reading
        let features = table.features(columns.features)
        let samples = try LabelledSamples(
            name: name, features: features, labels: columns.classes.training, featureCount: columns.features.count,
            classes: columns.classes.names.count, classNames: columns.classes.names)
        reading.values = samples.range
        return DatasetParts(training: samples, reading: reading)
    }

    /// A table of training samples beside one of test samples, in the same columns.
    static func tables(
        training: ByteFile, test: ByteFile, name: String, layout: DatasetLayout, memory: Int = .max
    ) throws(DatasetError) -> DatasetParts {
        let table = try CSVTable.read(training, layout: layout, memory: memory)
        let columns = try TableLayout(table, layout)
        let shown = try CSVTable.read(test, layout: layout, memory: memory)
        let isAlike =
            shown.columns.count == table.columns.count
            && zip(shown.columns, table.columns).allSatisfy { one, other in
                one.heading == nil || other.heading == nil || one.heading == other.heading
            }
        guard isAlike else {
            throw .unsupported(
                file: test.name,
                found: "other columns than in \(training.name) (\(shown.columns.count) and \(table.columns.count))",
                allowed:
                    "a test part has the same ones, the labels among them; else name \(training.name) alone as the set, and "
                    + "hold a part of it out by \"test\"")
        }
        let labels = try shown.classNames(columns.labels, like: table)
        let trained = columns.classes.names
        let numbers = Dictionary(uniqueKeysWithValues: trained.enumerated().map { ($1, $0) })
        if let sample = labels.firstIndex(where: { numbers[$0] == nil }) {
            throw .labelOnlyInTest(set: test.name, sample: sample, label: labels[sample])
        }
        for column in columns.features {
            if let text = shown.columns[column].texts?.first {
                throw .textFeature(file: test.name, column: shown.title(column), text: text)
            }
        }
        try shown.requireValues(columns.features)
        let testSamples = try LabelledSamples(
            name: "\(name) test", features: shown.features(columns.features), labels: labels.map { numbers[$0]! },
            featureCount: columns.features.count, classes: trained.count, classNames: trained)
        var parts = try samples(of: table, columns, name)
        parts.reading.warnings += PartScale.warnings(parts.training, testSamples)
        parts.test = testSamples
        return parts
    }
}

extension LabelledSamples {
    /// The least and the greatest feature, in words.
    var range: String {
        var (low, high) = (Float.infinity, -Float.infinity)
        for value in features { (low, high) = (min(low, value), max(high, value)) }
        return "\(low) to \(high)"
    }
}
