import BuiltInTables

/// A data set that is known by name.
public enum NamedDataset: String, Sendable, CaseIterable {
    case digits
    case iris
    case breastCancer = "breast-cancer"
    case mnist
    case fashionMNIST = "fashion-mnist"

    /// What is known of a set without reading it.
    public struct Facts: Sendable {
        /// What it shows, in words, with the size of a picture.
        public let title: String
        /// Training samples; all samples where there is no test part.
        public let samples: Int
        /// 0 for a set without a test part of its own.
        public let testSamples: Int
        /// Features of one sample: pixels, or columns of a table.
        public let features: Int
        /// By label, from 0.
        public let classNames: [String]
        /// Authors and year, with a DOI where there is one.
        public let source: String
        /// Under which the set is published, by its short name.
        public let licence: String
    }

    /// Whether it is part of the program; the others are a folder of IDX files.
    public var isBuiltIn: Bool { table != nil }

    /// Sizes, class names, source and licence, without reading anything.
    public var facts: Facts {
        let numerals = (0...9).map(String.init)
        return switch self {
        case .digits:
            Facts(
                title: "Optical digits, 8×8 pixels of 17 levels", samples: 1797, testSamples: 0, features: 64,
                classNames: numerals,
                source: "E. Alpaydin, C. Kaynak, UCI Machine Learning Repository (1998), doi 10.24432/C50P49",
                licence: "CC BY 4.0")
        case .iris:
            Facts(
                title: "Iris flowers", samples: 150, testSamples: 0, features: 4,
                classNames: ["setosa", "versicolor", "virginica"],
                source: "R. A. Fisher, UCI Machine Learning Repository (1936), doi 10.24432/C56C76",
                licence: "CC BY 4.0")
        case .breastCancer:
            Facts(
                title: "Breast Cancer Wisconsin (diagnostic)", samples: 569, testSamples: 0, features: 30,
                classNames: ["benign", "malignant"],
                source: "W. Wolberg, O. Mangasarian, N. Street, W. Street, UCI Machine Learning Repository (1995), "
                    + "doi 10.24432/C5DW2B",
                licence: "CC BY 4.0")
        case .mnist:
            Facts(
                title: "MNIST handwritten digits, 28×28", samples: 60_000, testSamples: 10_000, features: 784,
                classNames: numerals,
                source: "Y. LeCun, C. Cortes, C. J. C. Burges, from NIST's special databases 1 and 3",
                licence: "CC BY-SA 3.0")
        case .fashionMNIST:
            Facts(
                title: "Fashion-MNIST articles of clothing, 28×28", samples: 60_000, testSamples: 10_000, features: 784,
                classNames: [
                    "T-shirt/top", "trouser", "pullover", "dress", "coat", "sandal", "shirt", "sneaker", "bag",
                    "ankle boot",
                ],
                source: "H. Xiao, K. Rasul, R. Vollgraf, Zalando Research (2017), arXiv 1708.07747", licence: "MIT")
        }
    }

    /// The name that someone may have meant.
    static func suggestion(for name: String) -> String? {
        let letters = name.lowercased().filter { $0.isLetter || $0.isNumber }
        return allCases.first { set in
            let known = set.rawValue.filter(\.isLetter)
            return known == letters || (letters.count >= 3 && (known.hasPrefix(letters) || letters.hasPrefix(known)))
        }?.rawValue
    }

    /// The gzip'd CSV file of a set that is part of the program.
    private var table: BuiltInTable? {
        switch self {
        case .digits: built_in_table_digits()
        case .iris: built_in_table_iris()
        case .breastCancer: built_in_table_breast_cancer()
        case .mnist, .fashionMNIST: nil
        }
    }

    /// The samples of a set that is part of the program.
    func loadBuiltIn() throws(DatasetError) -> DatasetParts? {
        guard let table else { return nil }
        let bytes = Array(UnsafeBufferPointer(start: table.start, count: table.size))
        var parts = try DatasetParts.table(
            ByteFile(bytes, name: "\(rawValue).csv.gz"), name: rawValue,
            layout: DatasetLayout(label: .last, ignored: []))
        parts.reading.labels = "the set's own"
        guard self == .digits else { return parts }
        let samples = parts.training
        parts.training = try LabelledSamples(
            name: rawValue, features: samples.features.map { $0 / 16 }, labels: samples.labels,
            featureCount: samples.featureCount, classes: samples.classes, classNames: samples.classNames,
            imageShape: ImageShape(height: 8, width: 8))
        parts.reading.values = "levels 0 to 16, divided by 16"
        return parts
    }
}
