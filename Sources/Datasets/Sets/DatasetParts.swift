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
        let columns = try TableLayout(table, layout)
        var reading = columns.reading
        let features = table.features(columns.features)
        let samples = try LabelledSamples(
            name: name, features: features, labels: columns.classes.training, featureCount: columns.features.count,
            classes: columns.classes.names.count, classNames: columns.classes.names)
        reading.values = samples.range
        return DatasetParts(training: samples, reading: reading)
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
