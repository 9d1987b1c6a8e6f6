/// Why there are no samples: a file, its content, or a request that the samples cannot meet.
public enum DatasetError: Error, Equatable {
    // What makes samples invalid; samples and features count from 0.
    case noSamples(set: String)
    case noFeatures(set: String)
    case tooFewClasses(set: String, classes: Int)
    case tooManyClasses(set: String, classes: Int, samples: Int)
    case featureCount(set: String, found: Int, samples: Int, featuresPerSample: Int)
    case classNameCount(set: String, found: Int, classes: Int)
    case imageSize(set: String, height: Int, width: Int, features: Int)
    case labelOutOfRange(set: String, sample: Int, label: Int, classes: Int)
    case labelMissing(file: String, sample: Int)
    case labelNotInteger(set: String, sample: Int, value: String)
    case labelOnlyInTest(set: String, sample: Int, label: String)
    case notFinite(set: String, sample: Int, feature: Int, value: String)
    case outsideUnitRange(set: String, sample: Int, feature: Int, value: Float)
    case countMismatch(images: String, imageCount: Int, labels: String, labelCount: Int)
    case testDiffersFromTraining(set: String, training: Int, test: Int)

    // What a division cannot do.
    case heldOutFraction(set: String, fraction: Double, samples: Int)
    case foldCount(set: String, folds: Int)
    case classSmallerThanFolds(set: String, className: String, samples: Int, folds: Int)

    // What is wrong with a file.
    case unreadable(file: String, reason: String)
    case truncated(file: String, needed: Int, found: Int)
    case trailingBytes(file: String, after: Int)
    case wrongMagic(file: String, found: [UInt8], expected: String)
    case damaged(file: String, reason: String)
    case unsupported(file: String, found: String, allowed: String)
    case sizeBeyondFile(file: String, promised: Int, possible: Int)
    case tooLarge(file: String, values: String)
    case text(file: String, line: Int, column: Int, trouble: CSVTrouble)
    case noColumn(file: String, key: String, wanted: String, columns: [String])
    case labelUnclear(file: String, reasons: [String])
    case textFeature(file: String, column: String, text: String)
    case noFeatureLeft(file: String, leftOut: [String])
    case keyOfTables(file: String)
    case axesUnclear(file: String, shape: [Int], reason: String)
    case bomb(file: String, size: Int)
    case memory(file: String, needed: Int, available: Int)
    case noArrays(file: String, found: [String])

    // What is not there.
    case unknownFormat(path: String)
    case unknownName(name: String, suggestion: String?)
    case missingFiles(set: String, files: [String], folders: [String])
    case severalSets(folder: String, sets: [String])
    case tablesInFolder(folder: String, tables: [String])
    case anotherSet(wanted: String, found: String, file: String)
}

/// What is wrong with one field or row of a CSV file.
public enum CSVTrouble: Error, Equatable, Sendable {
    case notANumber(String)
    case notFinite(String)
    case missingValue
    case missing(String)
    case missingLabel
    case raggedRow(found: Int, expected: Int)
    case openQuote
    case textAfterQuote
    case labelNotAClass(String)
    case mixedLabels(String)
    case mixedDecimalMarks(String)
    case notText
}

extension CSVTrouble: CustomStringConvertible {
    /// What is wrong with the text, and what to do about it.
    public var description: String {
        switch self {
        case .notANumber(let text): "\"\(text)\" is not a number; features must be numbers"
        case .notFinite(let text): "\"\(text)\" is not a finite number; repair the value or remove the row"
        case .missingValue: "the value is missing; fill it in or remove the row"
        case .missing(let text): "\"\(text)\" stands for a missing value; fill it in or remove the row"
        case .missingLabel: "the label is missing; fill it in or remove the row"
        case .raggedRow(let found, let expected):
            "the row has \(found) fields, but the first row has \(expected); all rows must have as many"
        case .openQuote: "a quote opens here and never closes"
        case .textAfterQuote: "text follows a closing quote; a quoted field ends at its quote"
        case .labelNotAClass(let text):
            "the label \"\(text)\" is a number but no whole number; labels are whole numbers or class names"
        case .mixedLabels(let text):
            "the label \"\(text)\" stands among labels of another kind; use whole numbers alone or class names alone"
        case .mixedDecimalMarks(let text):
            "\"\(text)\" has another decimal mark than the numbers before it; use points alone or commas alone"
        case .notText: "a byte 0 stands here: this is no text file"
        }
    }
}

extension DatasetError: CustomStringConvertible {
    /// The set or file, what was found there, and what is allowed.
    public var description: String {
        switch self {
        case .noSamples(let set): "\(set): no samples; at least one is needed"
        case .noFeatures(let set): "\(set): no features; a sample needs at least one"
        case .tooFewClasses(let set, let classes): "\(set): \(classes) classes; a classifier needs at least 2"
        case .tooManyClasses(let set, let classes, let samples):
            "\(set): \(classes) different labels in \(samples) samples, but at most \(ClassLabels.limit) classes are "
                + "allowed; if these are not the labels, say which column is: \"label: NAME\" in the study's data section"
        case .featureCount(let set, let found, let samples, let width):
            "\(set): \(found) features, but \(samples) samples of \(width) features need \(samples * width)"
        case .classNameCount(let set, let found, let classes):
            "\(set): \(found) class names, but there are \(classes) classes"
        case .imageSize(let set, let height, let width, let features):
            "\(set): pictures of \(height)×\(width) pixels, but samples have \(features) features"
        case .labelOutOfRange(let set, let sample, let label, let classes):
            "\(set): sample \(sample) has label \(label), but labels must be 0 to \(classes - 1)"
        case .labelMissing(let file, let sample):
            "\(file): the label of sample \(sample) is an empty text; give every sample the name of its class"
        case .labelNotInteger(let set, let sample, let value):
            "\(set): the label of sample \(sample) is \(value), but labels must be whole numbers"
        case .labelOnlyInTest(let set, let sample, let label):
            "\(set): test sample \(sample) has label \(label), which no training sample has"
        case .notFinite(let set, let sample, let feature, let value):
            "\(set): feature \(feature) of sample \(sample) is \(value), but features must be finite; repair the value "
                + "or remove the sample"
        case .outsideUnitRange(let set, let sample, let feature, let value):
            "\(set): feature \(feature) of sample \(sample) is \(value), but inputs must be 0 to 1; scale the features"
        case .countMismatch(let images, let imageCount, let labels, let labelCount):
            "\(images) has \(imageCount) samples, but \(labels) has \(labelCount) labels; they must be as many"
        case .testDiffersFromTraining(let set, let training, let test):
            "\(set): training samples have \(training) features, test samples \(test); they must have as many"
        case .heldOutFraction(let set, let fraction, let samples):
            "\(set): \(fraction) of \(samples) samples cannot be held out; the fraction must be above 0 and below 1, and "
                + "leave samples on both sides"
        case .foldCount(let set, let folds): "\(set): \(folds) folds; there must be at least 2"
        case .classSmallerThanFolds(let set, let className, let samples, let folds):
            "\(set): class \(className) has \(samples) samples, too few for \(folds) folds; use at most \(samples)"
        case .unreadable(let file, let reason): "\(file): \(reason)"
        case .truncated(let file, let needed, let found):
            "\(file): truncated: \(needed) bytes are needed, but there are \(found); get the file again"
        case .trailingBytes(let file, let after):
            "\(file): more bytes follow where the data end, after byte \(after); this is not the file that its header "
                + "describes"
        case .wrongMagic(let file, let found, let expected):
            "\(file): begins with \(found.isEmpty ? "nothing" : Self.hex(found)), but \(expected)"
        case .damaged(let file, let reason): "\(file): damaged: \(reason); get the file again"
        case .unsupported(let file, let found, let allowed): "\(file): \(found); \(allowed)"
        case .sizeBeyondFile(let file, let promised, let possible):
            "\(file): its header promises \(promised) bytes, but the file can hold \(possible) at most"
        case .tooLarge(let file, let values):
            "\(file): \(values) values, but at most \(LabelledSamples.featureLimit) are allowed"
        case .text(let file, let line, let column, let trouble):
            column > 0 ? "\(file):\(line): column \(column): \(trouble)" : "\(file):\(line): \(trouble)"
        case .noColumn(let file, let key, let wanted, let columns):
            "\(file): \(key): there is no column \(wanted); there are \(columns.count)"
                + (columns.isEmpty ? "" : ": \(Self.list(columns))")
                + "; name one by its heading, or by its number from 1 on"
        case .labelUnclear(let file, let reasons):
            "\(file): no column is surely the labels: \(reasons.joined(separator: "; ")). Say which it is, in the study's "
                + "data section: \"label: NAME\", or \"label: NUMBER\" counted from 1"
        case .textFeature(let file, let column, let text):
            "\(file): \(column) holds texts, such as \"\(text)\", but features are numbers; leave it out (\"ignore: "
                + "[NAME]\" in the study's data section), or if it is the labels, say \"label: NAME\""
        case .noFeatureLeft(let file, let leftOut):
            "\(file): no feature is left; left out are \(Self.list(leftOut)); to keep them all, say \"ignore: []\" in the "
                + "study's data section"
        case .keyOfTables(let file):
            "\(file): label, columns and ignore are for tables, but this holds arrays, whose names tell what is what; leave "
                + "these keys out"
        case .axesUnclear(let file, let shape, let reason):
            "\(file): samples of shape \(shape.map(String.init).joined(separator: "×")): \(reason). Say which, in the "
                + "study's data section: \"axes: pictures\", or \"axes: features\" for every value as a feature of its own; "
                + "a network here is shown still inputs, so an axis of time can only be read as features"
        case .bomb(let file, let size):
            "\(file): grows more than \(ByteStream.largestGrowth)-fold when it is unpacked, to \(size >> 20) MB and on, as "
                + "data seldom do; if it is right, unpack it first"
        case .memory(let file, let needed, let available):
            "\(file): would take \(needed >> 20) MB, but the machine has \(available >> 20) MB; use fewer samples or features"
        case .noArrays(let file, let found):
            "\(file): no samples and labels among its arrays (\(found.isEmpty ? "none" : Self.list(found))); name them "
                + "x and y, or x_train, y_train, x_test and y_test"
        case .unknownFormat(let path):
            "\(path): not a known kind of data; a table ends in \(TableFolder.endings.map { ".\($0)" }.joined(separator: ", ")) "
                + "or the same with .gz, arrays in .npz or .npy, and a folder holds IDX files "
                + "(\(IDXFolder.parts.map(\.images).joined(separator: ", ")), …), x.npy and y.npy, or train.csv and test.csv"
        case .unknownName(let name, let suggestion):
            "no data set and no file is called \"\(name)\""
                + (suggestion.map { "; did you mean \"\($0)\"?" }
                    ?? "; there are \(NamedDataset.allCases.map(\.rawValue).joined(separator: ", "))")
        case .missingFiles(let set, let files, let folders):
            "\(set) is not here: \(files.joined(separator: ", ")) (plain or .gz) "
                + (folders.isEmpty ? "were looked for nowhere" : "not found in \(folders.joined(separator: ", "))")
                + "; get it with \"memspike data get \(set)\", or name the folder that holds it: --data FOLDER"
        case .severalSets(let folder, let sets):
            "\(folder) holds \(sets.count) sets: \(Self.list(sets)); name one of them, for example \(folder)/\(sets.last ?? "")"
        case .tablesInFolder(let folder, let tables):
            "\(folder) holds \(tables.count) table\(tables.count == 1 ? "" : "s"): \(Self.list(tables)); name one of them, for "
                + "example \(folder)/\(tables.first ?? ""); a folder alone is read if it holds one pair such as train.csv and "
                + "test.csv, or X.tra and X.tes"
        case .anotherSet(let wanted, let found, let file):
            "\(file): this is \(found), not \(wanted); name the folder of \(wanted) with --data FOLDER"
        }
    }

    private static func hex(_ bytes: [UInt8]) -> String {
        bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined(separator: " ")
    }

    private static func list(_ names: [String]) -> String {
        names.prefix(12).joined(separator: ", ") + (names.count > 12 ? ", …" : "")
    }
}
