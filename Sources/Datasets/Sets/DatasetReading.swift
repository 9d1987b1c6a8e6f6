/// What was understood of a data set's files, so that it can be said back.
public struct DatasetReading: Sendable, Hashable {
    /// Where the labels were found and why there: "column 5 (Species), by its heading".
    public var labels: String
    /// How the values became features: "bytes divided by 255".
    public var values: String
    /// What was left out, and why.
    public var leftOut: [String] = []
    /// How the file is written where that is not the usual: "blanks between columns".
    public var form: [String] = []
    /// What may be wrong.
    public var warnings: [String] = []
}

extension Dataset {
    /// What was understood, in one line.
    public var summary: String {
        var parts = [sizes]
        if let shape = training.imageShape { parts.append("pictures of \(shape.height)×\(shape.width)") }
        parts.append("\(training.classes) classes (\(classes))")
        parts.append("labels: \(reading.labels)")
        parts.append("values: \(reading.values)\(needsScaling ? "; \(Self.scalingLaw)" : "")")
        if !reading.leftOut.isEmpty { parts.append("left out: \(reading.leftOut.joined(separator: ", "))") }
        parts += reading.form
        parts += reading.warnings.map { "warning: \($0)" }
        return "\(place): \(parts.joined(separator: "; "))"
    }

    private static let scalingLaw = "each feature is brought to 0…1 by its range on the training samples"

    private var place: String {
        switch files.count {
        case 0: "\(name) (built in)"
        case 1: files[0]
        default: "\(files[0]) and \(files.count - 1) more"
        }
    }

    private var sizes: String {
        let own = [
            test.map { "\($0.count) test" }, validation.map { "\($0.count) validation" },
        ].compactMap { $0 }
        return "\(training.count) samples\(own.isEmpty ? "" : " (and \(own.joined(separator: ", ")))") of "
            + "\(training.featureCount) feature\(training.featureCount == 1 ? "" : "s")"
    }

    /// Class names as they may stand in a line of text.
    private var classes: String {
        let shown = training.classNames.prefix(10).map { name in
            let line = String(name.map { $0.isNewline ? " " : $0 })
            return line.count > 24 ? "\(line.prefix(23))…" : line
        }
        return shown.joined(separator: ", ") + (training.classes > shown.count ? ", …" : "")
    }
}
