import Foundation

/// A folder of IDX files under the names of the MNIST family, each plain or gzip'd: pictures and labels of a training and
/// of a test part. EMNIST and others put a name in front, so that a folder may hold several sets.
enum IDXFolder {
    struct Part {
        let images: String
        let labels: String
    }

    static let parts = [
        Part(images: "train-images-idx3-ubyte", labels: "train-labels-idx1-ubyte"),
        Part(images: "t10k-images-idx3-ubyte", labels: "t10k-labels-idx1-ubyte"),
    ]

    /// The names, training first.
    static let names = parts.flatMap { [$0.images, $0.labels] }

    /// The paths of the four files, in the order of ``names``, and the names of those that are not there.
    static func find(in folder: String) -> (paths: [String], missing: [String]) {
        find(in: folder, names: names)
    }

    private static func find(in folder: String, names: [String]) -> (paths: [String], missing: [String]) {
        var paths: [String] = []
        var missing: [String] = []
        for name in names {
            // Some copies have a dot before "idx".
            let dotted = name.replacing("-idx", with: ".idx")
            let candidates = [name, name + ".gz", dotted, dotted + ".gz"].map { "\(folder)/\($0)" }
            if let path = candidates.first(where: FileManager.default.fileExists(atPath:)) {
                paths.append(path)
            } else {
                missing.append(name)
            }
        }
        return (paths, missing)
    }

    /// The sets of a folder by the name in front of their files, which may be empty; each with the paths that are there
    /// and the names that are missing.
    static func sets(in folder: String) -> [String: (paths: [String], missing: [String])] {
        let files = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        var sets: [String: (paths: [String], missing: [String])] = [:]
        for file in files {
            guard
                let part = ["train-images", "t10k-images", "test-images"].compactMap({ file.firstRange(of: $0) }).first,
                file[part.upperBound...].contains("idx")
            else { continue }
            let prefix = String(file[..<part.lowerBound])
            let own = names.map { prefix + $0 }
            let testNamed = own.map { $0.replacing("t10k-", with: "test-") }
            let found = [own, testNamed].map { find(in: folder, names: $0) }
            sets[prefix] = found.min { $0.missing.count < $1.missing.count }
        }
        return sets
    }

    /// Training and test samples of four files, in the order of ``names``.
    /// - Parameters:
    ///   - classNames: nil for the labels themselves.
    ///   - memory: bytes that the machine has.
    static func read(
        _ paths: [String], name: String, classNames: [String]? = nil, axes: DatasetLayout.Axes = .automatic,
        memory: Int = .max
    ) throws(DatasetError) -> DatasetParts {
        // Labels first: they are small, and a wrong one is found before the pictures are inflated.
        let counts = try [paths[0], paths[2]].map { path throws(DatasetError) in
            (name: path, count: try IDXFile.count(ByteFile(path: path)))
        }
        let trainingLabels = try IDXFile.labels(ByteFile(path: paths[1]), of: counts[0])
        let testLabels = try IDXFile.labels(ByteFile(path: paths[3]), of: counts[1])
        let labels = try ClassLabels(set: name, training: trainingLabels, test: testLabels)
        let names = classNames?.count == labels.names.count ? classNames! : labels.names
        var training = try IDXFile.images(ByteFile(path: paths[0]), memory: memory)
        var test = try IDXFile.images(ByteFile(path: paths[2]), memory: memory)
        let range = ByteRange(of: [training.features, test.features])
        range.scale(&training.features)
        range.scale(&test.features)
        func samples(_ images: IDXFile.Images, _ labels: [Int], _ name: String) throws(DatasetError) -> LabelledSamples
        {
            try LabelledSamples(
                name: name, features: images.features, labels: labels, featureCount: images.featureCount,
                classes: names.count, classNames: names, imageShape: axes == .features ? nil : images.shape)
        }
        return DatasetParts(
            training: try samples(training, labels.training, name),
            test: try samples(test, labels.test ?? [], "\(name) test"),
            reading: DatasetReading(labels: "the files of labels", values: range.text))
    }
}
