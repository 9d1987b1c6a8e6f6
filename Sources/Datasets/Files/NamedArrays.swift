import Foundation

/// NumPy arrays under names: an NPZ archive, or `.npy` files side by side in a folder.
struct NamedArrays {
    /// How errors call it.
    let place: String
    /// Without ".npy".
    let names: [String]
    private let open: (String) throws(DatasetError) -> NPYArray

    /// Names of samples and labels, and of the test part's, in lower case; the first pair that is there counts.
    private static let pairs: [(x: String, y: String, test: (x: String, y: String)?)] = [
        ("x_train", "y_train", ("x_test", "y_test")),
        ("train_images", "train_labels", ("test_images", "test_labels")),
        ("training_images", "training_labels", ("test_images", "test_labels")),
        ("x", "y", nil), ("images", "labels", nil), ("data", "target", nil), ("data", "labels", nil),
        ("features", "labels", nil),
    ]

    init(archive path: String) throws(DatasetError) {
        let archive = try ZIPArchive(ByteFile(path: path))
        place = path
        names = archive.entries.keys.filter { $0.hasSuffix(".npy") }.map { String($0.dropLast(4)) }.sorted()
        open = { name throws(DatasetError) in
            guard let entry = archive.entries[name + ".npy"] else { throw .noArrays(file: path, found: [name]) }
            return try NPYArray(archive.open(entry))
        }
    }

    init(folder: String) throws(DatasetError) {
        place = folder
        let files = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        names = files.filter { $0.hasSuffix(".npy") }.map { String($0.dropLast(4)) }.sorted()
        open = { name throws(DatasetError) in
            try NPYArray(ByteStream(ByteFile(path: "\(folder)/\(name).npy")))
        }
    }

    /// The samples, and those of the test part if there is one.
    /// - Parameter first: the name of the array of samples; the usual ones if left out.
    func read(
        name: String, first: String? = nil
    ) throws(DatasetError) -> (training: LabelledSamples, test: LabelledSamples?) {
        let stored = Dictionary(names.map { ($0.lowercased(), $0) }, uniquingKeysWith: { one, _ in one })
        let pair = Self.pairs.first { pair in
            stored[pair.x] != nil && stored[pair.y] != nil && (first == nil || stored[pair.x] == first)
        }
        guard let pair, let x = stored[pair.x], let y = stored[pair.y] else {
            throw .noArrays(file: place, found: names)
        }
        let labels = try integers(y)
        guard let test = pair.test, let testX = stored[test.x], let testY = stored[test.y] else {
            let classes = try ClassLabels(set: name, training: labels, test: nil)
            return (try samples(x, labels: classes.training, labelsName: y, name: name, classNames: classes.names), nil)
        }
        let classes = try ClassLabels(set: name, training: labels, test: integers(testY))
        return (
            try samples(x, labels: classes.training, labelsName: y, name: name, classNames: classes.names),
            try samples(
                testX, labels: classes.test ?? [], labelsName: testY, name: "\(name) test", classNames: classes.names)
        )
    }

    private func integers(_ name: String) throws(DatasetError) -> [Int] {
        let array = try open(name)
        guard array.shape.count == 1 || (array.shape.count == 2 && array.shape[1] == 1) else {
            throw .unsupported(
                file: array.name, found: "labels of shape \(array.shape)",
                allowed: "labels are one whole number a sample; of one-hot rows take .argmax(axis=1)")
        }
        return try array.integers()
    }

    private func samples(
        _ name: String, labels: [Int], labelsName: String, name set: String, classNames: [String]
    ) throws(DatasetError) -> LabelledSamples {
        let array = try open(name)
        let shape = array.shape
        guard (2...4).contains(shape.count) else {
            throw .unsupported(
                file: array.name, found: "samples of shape \(shape)",
                allowed: "samples are [samples, features] or [samples, height, width]")
        }
        guard shape[0] == labels.count else {
            throw .countMismatch(
                images: array.name, imageCount: shape[0], labels: "\(place)(\(labelsName))", labelCount: labels.count)
        }
        // A fourth dimension of one is the grey channel, first or last; colours have no one picture.
        let picture: [Int]? =
            switch shape.count {
            case 3: Array(shape[1...])
            case 4 where shape[3] == 1: Array(shape[1...2])
            case 4 where shape[1] == 1: Array(shape[2...3])
            default: nil
            }
        return try LabelledSamples(
            name: set, features: array.floats(greyBytes: true), labels: labels,
            featureCount: shape[1...].reduce(1, *), classes: classNames.count, classNames: classNames,
            imageShape: picture.map { ImageShape(height: $0[0], width: $0[1]) })
    }
}
