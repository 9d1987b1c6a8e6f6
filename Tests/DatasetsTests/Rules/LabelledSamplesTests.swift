import Testing

@testable import Datasets

struct LabelledSamplesTests {
    static func samples(
        _ features: [Float] = [0, 0.5, 1, 0.25], labels: [Int] = [0, 1], featureCount: Int = 2, classes: Int = 2,
        classNames: [String]? = nil, imageShape: ImageShape? = nil
    ) throws(DatasetError) -> LabelledSamples {
        try LabelledSamples(
            name: "s", features: features, labels: labels, featureCount: featureCount, classes: classes,
            classNames: classNames, imageShape: imageShape)
    }

    @Test func whatIsInvalidIsRefused() throws {
        #expect(try Self.samples().classNames == ["0", "1"])
        #expect(throws: DatasetError.notFinite(set: "s", sample: 1, feature: 0, value: "nan")) {
            try Self.samples([0, 0, .nan, .infinity])
        }
        #expect(throws: DatasetError.notFinite(set: "s", sample: 1, feature: 1, value: "-inf")) {
            try Self.samples([0, .greatestFiniteMagnitude, -.greatestFiniteMagnitude, -.infinity])
        }
        #expect(throws: DatasetError.labelOutOfRange(set: "s", sample: 1, label: 2, classes: 2)) {
            try Self.samples(labels: [1, 2])
        }
        #expect(throws: DatasetError.labelOutOfRange(set: "s", sample: 0, label: -1, classes: 2)) {
            try Self.samples(labels: [-1, 0])
        }
        #expect(throws: DatasetError.featureCount(set: "s", found: 4, samples: 3, featuresPerSample: 2)) {
            try Self.samples(labels: [0, 1, 0])
        }
        #expect(throws: DatasetError.noSamples(set: "s")) { try Self.samples([], labels: []) }
        #expect(throws: DatasetError.noFeatures(set: "s")) { try Self.samples([], featureCount: 0) }
        #expect(throws: DatasetError.tooFewClasses(set: "s", classes: 1)) { try Self.samples(classes: 1) }
        #expect(throws: DatasetError.classNameCount(set: "s", found: 1, classes: 2)) {
            try Self.samples(classNames: ["a"])
        }
        #expect(throws: DatasetError.imageSize(set: "s", height: 2, width: 2, features: 2)) {
            try Self.samples(imageShape: ImageShape(height: 2, width: 2))
        }
    }

    @Test func subsetsKeepOrderAndKind() throws {
        let samples = try Self.samples(
            [0, 1, 2, 3, 4, 5], labels: [0, 1, 1], classNames: ["a", "b"], imageShape: ImageShape(height: 1, width: 2))
        let subset = samples.subset([2, 0, 2])
        #expect(subset.features == [4, 5, 0, 1, 4, 5])
        #expect(subset.labels == [1, 0, 1])
        #expect(subset.classNames == ["a", "b"])
        #expect(subset.imageShape == samples.imageShape)
        #expect(samples.classCounts == [1, 2])
    }

    @Test func unitRange() throws {
        #expect(try Self.samples().isInUnitRange)
        #expect(try !Self.samples([0, 1, 0.5, 1.5]).isInUnitRange)
        #expect(try !Self.samples([0, 1, -0.1, 1]).isInUnitRange)
    }
}

struct FeatureScalingTests {
    @Test func trainingRowsAloneSetTheRange() throws {
        let samples = try LabelledSamples(
            name: "s", features: [2, 5, 7, 4, 5, 7, 3, 5, 7, 1, 9, 7, 5, 5, 8], labels: [0, 1, 0, 1, 0],
            featureCount: 3, classes: 2)
        let scaling = FeatureScaling(fitting: samples, rows: [0, 1, 2])
        #expect(scaling.minima == [2, 5, 7])
        #expect(scaling.maxima == [4, 5, 7])
        let training = scaling.apply(samples.subset([0, 1, 2]))
        #expect(training.samples.features == [0, 0, 0, 1, 0, 0, 0.5, 0, 0])
        #expect(training.clamped == 0)
        let others = scaling.apply(samples.subset([3, 4]))
        #expect(others.samples.features == [0, 0, 0, 1, 0, 0])
        #expect(others.clamped == 4)
    }

    /// Whatever the values, training rows reach 0 and 1 exactly and stay between.
    @Test(arguments: NamedDataset.allCases.filter(\.isBuiltIn))
    func scaledSetsAreInUnitRange(set: NamedDataset) throws {
        let samples = try Dataset.load(.named(set)).training
        let scaling = FeatureScaling(fitting: samples)
        let scaled = scaling.apply(samples)
        #expect(scaled.clamped == 0)
        #expect(scaled.samples.isInUnitRange)
        let width = samples.featureCount
        for feature in 0..<width where scaling.minima[feature] < scaling.maxima[feature] {
            let values = stride(from: feature, to: samples.features.count, by: width).map {
                scaled.samples.features[$0]
            }
            #expect(values.min() == 0 && values.max() == 1)
        }
    }

    @Test func rangesMayExceedAFloat() throws {
        let largest = Float.greatestFiniteMagnitude
        let samples = try LabelledSamples(
            name: "s", features: [-largest, 0, largest], labels: [0, 1, 0], featureCount: 1, classes: 2)
        #expect(FeatureScaling(fitting: samples).apply(samples).samples.features == [0, 0.5, 1])
    }
}
