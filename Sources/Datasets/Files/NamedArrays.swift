import Foundation

/// NumPy arrays under names: an NPZ archive, `.npy` files side by side in a folder, or archives of one array each.
struct NamedArrays {
    /// How errors call it.
    let place: String
    /// Without ".npy".
    let names: [String]
    private let open: (_ name: String, _ isLabels: Bool) throws(DatasetError) -> NPYArray

    /// The names of one part's samples and labels, in lower case.
    private struct Names {
        let x: String
        let y: String

        init(_ x: String, _ y: String) { (self.x, self.y) = (x, y) }
    }

    /// The names that are known; the first pair of training samples that is there counts.
    private struct Convention {
        let training: Names
        var validation: [Names] = []
        var test: [Names] = []

        static let all = [
            Convention(
                training: Names("x_train", "y_train"),
                validation: [Names("x_val", "y_val"), Names("x_valid", "y_valid")], test: [Names("x_test", "y_test")]),
            Convention(
                training: Names("train_x", "train_y"), validation: [Names("val_x", "val_y")],
                test: [Names("test_x", "test_y")]),
            Convention(
                training: Names("train_images", "train_labels"), validation: [Names("val_images", "val_labels")],
                test: [Names("test_images", "test_labels")]),
            Convention(
                training: Names("training_images", "training_labels"), test: [Names("test_images", "test_labels")]),
            Convention(
                training: Names("train_data", "train_labels"), validation: [Names("val_data", "val_labels")],
                test: [Names("test_data", "test_labels")]),
            Convention(training: Names("x", "y")), Convention(training: Names("images", "labels")),
            Convention(training: Names("data", "target")), Convention(training: Names("data", "labels")),
            Convention(training: Names("features", "labels")),
            // numpy.savez without names.
            Convention(training: Names("arr_0", "arr_1")),
        ]
    }

    init(archive path: String) throws(DatasetError) {
        let archive = try ZIPArchive(ByteFile(path: path))
        place = path
        names = archive.entries.keys.filter { $0.hasSuffix(".npy") }.map { String($0.dropLast(4)) }.sorted()
        open = { name, isLabels throws(DatasetError) in
            guard let entry = archive.entries[name + ".npy"] else { throw .noArrays(file: path, found: [name]) }
            return try NPYArray(archive.open(entry), isLabels: isLabels)
        }
    }

    init(folder: String) throws(DatasetError) {
        place = folder
        let files = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        names = files.filter { $0.hasSuffix(".npy") }.map { String($0.dropLast(4)) }.sorted()
        open = { name, isLabels throws(DatasetError) in
            try NPYArray(ByteStream(ByteFile(path: "\(folder)/\(name).npy")), isLabels: isLabels)
        }
    }

    /// Archives of one array each, as KMNIST has them: `kmnist-train-imgs.npz`, `-train-labels`, `-test-imgs`,
    /// `-test-labels`; nil when this is none of them or one is missing.
    /// - Parameter path: any of the four.
    init?(oneOfFour path: String) throws(DatasetError) {
        let url = URL(fileURLWithPath: path)
        let folder = url.deletingLastPathComponent().path
        let endings = ["imgs", "images", "labels"]
        guard
            let part = ["-train-", "-test-"].compactMap({ url.lastPathComponent.range(of: $0) }).first,
            endings.contains(String(url.deletingPathExtension().lastPathComponent[part.upperBound...]))
        else { return nil }
        let prefix = url.lastPathComponent[..<part.lowerBound]
        var paths: [String: String] = [:]
        for (name, file) in [
            ("x_train", "train-imgs"), ("x_train", "train-images"), ("y_train", "train-labels"),
            ("x_test", "test-imgs"), ("x_test", "test-images"), ("y_test", "test-labels"),
        ] where FileManager.default.fileExists(atPath: "\(folder)/\(prefix)-\(file).npz") {
            paths[name] = "\(folder)/\(prefix)-\(file).npz"
        }
        guard paths.count == 4 else { return nil }
        place = folder
        names = paths.keys.sorted()
        open = { [paths] name, isLabels throws(DatasetError) in
            let archive = try NamedArrays(archive: paths[name]!)
            guard archive.names.count == 1 else { throw .noArrays(file: archive.place, found: archive.names) }
            return try archive.open(archive.names[0], isLabels)
        }
    }

    /// The samples, and those of the other parts if there are any.
    /// - Parameters:
    ///   - first: the name of the array of samples; the usual ones if left out.
    ///   - memory: bytes that the machine has.
    func read(
        name: String, first: String? = nil, axes: DatasetLayout.Axes = .automatic, memory: Int = .max
    ) throws(DatasetError) -> DatasetParts {
        let stored = Dictionary(names.map { ($0.lowercased(), $0) }, uniquingKeysWith: { one, _ in one })
        func has(_ names: Names) -> Bool { stored[names.x] != nil && stored[names.y] != nil }
        let convention = Convention.all.first { convention in
            has(convention.training) && (first == nil || stored[convention.training.x] == first)
        }
        guard let convention else { throw .noArrays(file: place, found: names) }
        let parts = [convention.training, convention.test.first(where: has), convention.validation.first(where: has)]
        // Labels first: they are small.
        let labels = try parts.map { part throws(DatasetError) in
            try part.map { names throws(DatasetError) in try self.labels(stored[names.y]!) }
        }
        let classes = try labels[0]!.classes(set: name, test: labels[1])
        let validation = try labels[0]!.classes(set: name, test: labels[2])
        var arrays = try parts.indices.map { part throws(DatasetError) in
            try parts[part].map { names throws(DatasetError) in
                try StoredSamples(
                    open(stored[names.x]!, false), count: labels[part]!.count, labels: "\(place)(\(stored[names.y]!))",
                    axes: axes,
                    memory: memory)
            }
        }
        // Bytes are brought to one scale, so that they are compared as they are stored; other parts as they are read.
        func bounds() -> [(name: String, bounds: ClosedRange<Float>)] {
            parts.indices.compactMap { part in
                arrays[part].map { (stored[parts[part]!.x]!, PartScale.bounds($0.values)) }
            }
        }
        let isAllBytes = arrays.allSatisfy { $0.map { $0.kind == .uint8 } ?? true }
        let storedBounds = isAllBytes ? bounds() : []
        let range = ByteRange(of: arrays.compactMap { $0?.kind == .uint8 ? $0?.values : nil })
        for part in arrays.indices where arrays[part]?.kind == .uint8 { range.scale(&arrays[part]!.values) }
        let scaled = isAllBytes ? storedBounds : bounds()
        func samples(_ array: StoredSamples?, _ labels: [Int]?, _ name: String) throws(DatasetError) -> LabelledSamples?
        {
            guard let array, let labels else { return nil }
            return try LabelledSamples(
                name: name, features: array.values, labels: labels, featureCount: array.featureCount,
                classes: classes.names.count, classNames: classes.names, imageShape: array.picture)
        }
        let training = try samples(arrays[0], classes.training, name)!
        let names = convention.training
        return DatasetParts(
            training: training, validation: try samples(arrays[2], validation.test, "\(name) validation"),
            test: try samples(arrays[1], classes.test, "\(name) test"),
            reading: DatasetReading(
                labels: "array \(stored[names.y]!), samples in \(stored[names.x]!)",
                values: arrays[0]!.kind == .uint8 ? range.text : "\(arrays[0]!.kind), \(training.range)",
                form: arrays[0]!.remarks, warnings: PartScale.warnings(scaled)))
    }

    private func labels(_ name: String) throws(DatasetError) -> StoredLabels {
        let array = try open(name, true)
        guard array.shape.count == 1 || (array.shape.count == 2 && array.shape[1] == 1) else {
            throw .unsupported(
                file: array.name, found: "labels of shape \(array.shape)",
                allowed: "labels are one number or class name a sample; of one-hot rows take .argmax(axis=1)")
        }
        guard array.textWidth != nil else { return .numbers(try array.integers()) }
        let texts = try array.texts()
        if let sample = texts.firstIndex(where: { $0.allSatisfy(\.isWhitespace) }) {
            throw .labelMissing(file: array.name, sample: sample)
        }
        return .texts(texts, file: array.name)
    }
}

/// Labels as they were stored.
private enum StoredLabels {
    case numbers([Int])
    case texts([String], file: String)

    var count: Int {
        switch self {
        case .numbers(let numbers): numbers.count
        case .texts(let texts, _): texts.count
        }
    }

    /// Whole numbers are ordered by value, also those written as texts; names by letters.
    func classes(set: String, test: StoredLabels?) throws(DatasetError) -> ClassLabels {
        switch (self, test) {
        case (.numbers(let training), nil): return try ClassLabels(set: set, training: training, test: nil)
        case (.numbers(let training), .numbers(let test)):
            return try ClassLabels(set: set, training: training, test: test)
        case (.texts(let training, _), nil): return try Self.classes(set, training, nil)
        case (.texts(let training, _), .texts(let test, _)): return try Self.classes(set, training, test)
        case (.texts(_, let file), .numbers), (.numbers, .texts(_, let file)):
            throw .unsupported(
                file: file, found: "texts in this part, but numbers in another",
                allowed: "the labels of all parts are of one kind; convert them with .astype(str)")
        }
    }

    private static func classes(
        _ set: String, _ training: [String], _ test: [String]?
    ) throws(DatasetError) -> ClassLabels {
        let all = training + (test ?? [])
        let numbers = all.compactMap { Int($0) }
        guard numbers.count == all.count else { return try ClassLabels(set: set, training: training, test: test) }
        return try ClassLabels(
            set: set, training: Array(numbers[..<training.count]),
            test: test == nil ? nil : Array(numbers[training.count...])
        )
    }
}

/// An array of samples as it was stored, its axes understood.
private struct StoredSamples {
    var values: [Float]
    let kind: StoredNumber
    let featureCount: Int
    let picture: ImageShape?
    let remarks: [String]

    /// - Parameters:
    ///   - count: how many labels there are; `labels` is how errors call them.
    ///   - memory: bytes that the machine has.
    init(
        _ array: NPYArray, count: Int, labels: String, axes: DatasetLayout.Axes, memory: Int
    ) throws(DatasetError) {
        let shape = array.shape
        guard (2...4).contains(shape.count) else {
            throw .unsupported(
                file: array.name, found: "samples of shape \(shape)",
                allowed: "samples are [samples, features] or [samples, height, width]")
        }
        guard shape[0] == count else {
            throw .countMismatch(images: array.name, imageCount: shape[0], labels: labels, labelCount: count)
        }
        // What is turned from the first index fastest to the last is there twice.
        let needed = array.count * MemoryLayout<Float>.size * (array.isFortranOrdered ? 2 : 1)
        guard needed <= memory else { throw .memory(file: array.name, needed: needed, available: memory) }
        (picture, remarks) = try Self.picture(array, axes)
        values = try array.floats()
        kind = array.kind
        featureCount = shape[1...].reduce(1, *)
    }

    /// The height and width of pictures, and what is to be said of the axes.
    private static func picture(
        _ array: NPYArray, _ axes: DatasetLayout.Axes
    ) throws(DatasetError) -> (ImageShape?, [String]) {
        let own = Array(array.shape.dropFirst())
        let sizes = own.map(String.init).joined(separator: "×")
        if own.count == 1 {
            guard axes != .pictures else {
                throw .unsupported(
                    file: array.name, found: "samples of shape \(array.shape)",
                    allowed: "pictures have a height and a width; leave \"axes\" out")
            }
            return (nil, [])
        }
        if axes == .features { return (nil, ["the \(sizes) values of a sample are features of their own"]) }
        // A third size of one is the grey channel, first or last.
        let grey = own.count == 2 ? own : own[2] == 1 ? Array(own[..<2]) : own[0] == 1 ? Array(own[1...]) : nil
        if axes == .automatic {
            let isNamed = array.name.lowercased().contains("image") || array.name.lowercased().contains("imgs")
            if own.count == 3, let colours = [own[2], own[0]].first(where: { $0 == 3 || $0 == 4 }),
                own[2] == colours ? own[0] == own[1] : own[1] == own[2]
            {
                return (nil, ["the \(colours) colours of every pixel are features of their own"])
            }
            guard let grey, isNamed || grey[0] == grey[1] else {
                throw .axesUnclear(
                    file: array.name, shape: array.shape,
                    reason: "the second axis may be the rows of pictures, or time")
            }
        }
        guard let grey else {
            throw .unsupported(
                file: array.name, found: "samples of shape \(array.shape)",
                allowed: "pictures have a height, a width and one grey channel at most; say \"axes: features\"")
        }
        return (ImageShape(height: grey[0], width: grey[1]), [])
    }
}
