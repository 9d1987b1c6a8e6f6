/// The height and width of a picture, in pixels.
public struct ImageShape: Sendable, Hashable {
    /// Rows of pixels.
    public let height: Int
    /// Pixels in a row.
    public let width: Int

    /// A shape of `height` × `width` pixels.
    public init(height: Int, width: Int) {
        self.height = height
        self.width = width
    }
}

/// Samples with their classes: one row of features each, finite, with a label below the number of classes.
public struct LabelledSamples: Sendable, Equatable {
    /// The most features that one set may have in all: 4 GiB of them.
    public static let featureLimit = 1 << 30

    /// How messages call the set.
    public let name: String
    /// `[samples × featureCount]`, row by row; pictures in 0…1, other features as they were read until a
    /// ``FeatureScaling`` brings them there.
    public let features: [Float]
    /// `[samples]`, each below ``classes``.
    public let labels: [Int]
    /// Features of one sample: the length of a row of ``features``.
    public let featureCount: Int
    /// How many classes there are, whether or not each has a sample.
    public let classes: Int
    /// `[classes]`.
    public let classNames: [String]
    /// What a row is a picture of, row by row from the top left; nil for a table.
    public let imageShape: ImageShape?

    /// How many samples there are.
    public var count: Int { labels.count }

    /// Checks and keeps the samples.
    /// - Parameter classNames: one a class; their numbers if left out.
    /// - Throws: the first thing that is wrong, with the sample and the feature, counted from 0.
    public init(
        name: String, features: [Float], labels: [Int], featureCount: Int, classes: Int, classNames: [String]? = nil,
        imageShape: ImageShape? = nil
    ) throws(DatasetError) {
        guard classes >= 2 else { throw .tooFewClasses(set: name, classes: classes) }
        guard featureCount >= 1 else { throw .noFeatures(set: name) }
        guard !labels.isEmpty else { throw .noSamples(set: name) }
        guard features.count == labels.count * featureCount else {
            throw .featureCount(
                set: name, found: features.count, samples: labels.count, featuresPerSample: featureCount)
        }
        let classNames = classNames ?? (0..<classes).map(String.init)
        guard classNames.count == classes else {
            throw .classNameCount(set: name, found: classNames.count, classes: classes)
        }
        if let shape = imageShape, shape.height < 1 || shape.width < 1 || shape.height * shape.width != featureCount {
            throw .imageSize(set: name, height: shape.height, width: shape.width, features: featureCount)
        }
        if let sample = labels.firstIndex(where: { !(0..<classes).contains($0) }) {
            throw .labelOutOfRange(set: name, sample: sample, label: labels[sample], classes: classes)
        }
        if !Self.areFinite(features), let index = features.firstIndex(where: { !$0.isFinite }) {
            throw .notFinite(
                set: name, sample: index / featureCount, feature: index % featureCount, value: "\(features[index])")
        }
        self.name = name
        self.features = features
        self.labels = labels
        self.featureCount = featureCount
        self.classes = classes
        self.classNames = classNames
        self.imageShape = imageShape
    }

    /// For rows of samples that were checked already.
    package init(rows features: [Float], labels: [Int], like samples: LabelledSamples) {
        name = samples.name
        self.features = features
        self.labels = labels
        featureCount = samples.featureCount
        classes = samples.classes
        classNames = samples.classNames
        imageShape = samples.imageShape
    }

    /// The samples at `indices`, in that order; a copy of their rows.
    /// - Precondition: every index is below ``count``, and there is at least one.
    public func subset(_ indices: some Collection<Int>) -> LabelledSamples {
        precondition(!indices.isEmpty)
        let width = featureCount
        let chosen = [Float](unsafeUninitializedCapacity: indices.count * width) { rows, filled in
            features.withUnsafeBufferPointer { all in
                for (place, index) in indices.enumerated() {
                    precondition((0..<count).contains(index))
                    (rows.baseAddress! + place * width).initialize(from: all.baseAddress! + index * width, count: width)
                }
            }
            filled = indices.count * width
        }
        return LabelledSamples(rows: chosen, labels: indices.map { labels[$0] }, like: self)
    }

    /// How many samples each class has, `[classes]`.
    public var classCounts: [Int] {
        var counts = [Int](repeating: 0, count: classes)
        for label in labels { counts[label] += 1 }
        return counts
    }

    /// Whether every feature is in 0…1, as the encoders need it.
    public var isInUnitRange: Bool {
        features.withUnsafeBufferPointer { all in
            var outside = false
            for value in all { outside = outside || value < 0 || value > 1 }
            return !outside
        }
    }

    /// An exponent of ones is an infinity or not a number; adding one to it carries into the sign bit.
    /// Fifty million features take 20 ms this way and 60 ms one by one.
    private static func areFinite(_ features: [Float]) -> Bool {
        features.withUnsafeBufferPointer { all in
            var carried: UInt32 = 0
            for value in all { carried |= (value.bitPattern & 0x7F80_0000) &+ 0x0080_0000 }
            return carried & 0x8000_0000 == 0
        }
    }
}
