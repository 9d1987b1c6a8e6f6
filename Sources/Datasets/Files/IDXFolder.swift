import Foundation

/// A folder of four IDX files under the names of the MNIST family, each plain or gzip'd.
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

    /// Training and test samples of four files, in the order of ``names``.
    static func read(
        _ paths: [String], name: String, classNames: [String]?
    ) throws(DatasetError) -> (training: LabelledSamples, test: LabelledSamples) {
        // Labels first: they are small, and a wrong one is found before the pictures are inflated.
        let trainingLabels = try IDXFile.labels(ByteFile(path: paths[1]))
        let testLabels = try IDXFile.labels(ByteFile(path: paths[3]))
        let labels = try ClassLabels(set: name, training: trainingLabels, test: testLabels)
        let names = classNames?.count == labels.names.count ? classNames : labels.names
        let training = try samples(
            images: paths[0], labelsFile: paths[1], labels: labels.training, name: name, classNames: names)
        let test = try samples(
            images: paths[2], labelsFile: paths[3], labels: labels.test ?? [], name: "\(name) test", classNames: names)
        return (training, test)
    }

    private static func samples(
        images path: String, labelsFile: String, labels: [Int], name: String, classNames: [String]?
    ) throws(DatasetError) -> LabelledSamples {
        let images = try IDXFile.images(ByteFile(path: path))
        guard images.count == labels.count else {
            throw .countMismatch(
                images: path, imageCount: images.count, labels: labelsFile, labelCount: labels.count)
        }
        return try LabelledSamples(
            name: name, features: images.features, labels: labels, featureCount: images.featureCount,
            classes: classNames?.count ?? 0, classNames: classNames, imageShape: images.shape)
    }
}
