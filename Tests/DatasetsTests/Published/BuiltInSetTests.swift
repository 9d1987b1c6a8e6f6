import Testing

@testable import Datasets

/// The built-in sets against what their descriptions say.
struct BuiltInSetTests {
    @Test(arguments: NamedDataset.allCases.filter(\.isBuiltIn))
    func factsAreTrue(set: NamedDataset) throws {
        let loaded = try Dataset.load(.named(set))
        #expect(loaded.training.count == set.facts.samples)
        #expect(loaded.training.featureCount == set.facts.features)
        #expect(loaded.training.classNames == set.facts.classNames)
        #expect(loaded.test == nil)
        #expect(loaded.needsScaling == (set != .digits))
    }

    /// Class distribution of the UCI description of the test part (optdigits.names).
    @Test func digits() throws {
        let digits = try Dataset.load(.named(.digits)).training
        #expect(digits.classCounts == [178, 182, 177, 183, 181, 182, 181, 179, 174, 180])
        #expect(digits.imageShape == ImageShape(height: 8, width: 8))
        #expect(digits.features.max() == 1)
        #expect(digits.features.min() == 0)
        // The first picture, a zero, has this first row: 0 0 5 13 9 1 0 0 of 16.
        #expect(digits.features[..<8] == [0, 0, 0.3125, 0.8125, 0.5625, 0.0625, 0, 0])
    }

    /// The table of its description: smallest, largest, and mean of each feature.
    @Test(arguments: [(0, 4.3, 7.9, 5.84), (1, 2.0, 4.4, 3.05), (2, 1.0, 6.9, 3.76), (3, 0.1, 2.5, 1.20)])
    func iris(feature: Int, least: Float, most: Float, mean: Double) throws {
        let iris = try Dataset.load(.named(.iris)).training
        let values = stride(from: feature, to: iris.features.count, by: 4).map { iris.features[$0] }
        #expect(values.min() == least)
        #expect(values.max() == most)
        // One unit of the last printed place: some are rounded and one is cut off (3.057 is printed 3.05).
        #expect(abs(values.map(Double.init).reduce(0, +) / 150 - mean) < 0.01)
        #expect(iris.classCounts == [50, 50, 50])
    }

    /// The table of its description: smallest and largest.
    @Test(arguments: [(0, 6.981, 28.11), (1, 9.71, 39.28), (2, 43.79, 188.5), (3, 143.5, 2501.0)])
    func breastCancer(feature: Int, least: Float, most: Float) throws {
        let set = try Dataset.load(.named(.breastCancer)).training
        let values = stride(from: feature, to: set.features.count, by: 30).map { set.features[$0] }
        #expect(values.min() == least)
        #expect(values.max() == most)
        #expect(set.classCounts == [357, 212])
    }

    @Test func nearNames() {
        #expect(
            throws: DatasetError.unknownName(name: "fashion", suggestion: "fashion-mnist")
        ) { try Dataset.load(DatasetReference("fashion")) }
        #expect(
            throws: DatasetError.unknownName(name: "breast_cancer", suggestion: "breast-cancer")
        ) { try Dataset.load(DatasetReference("breast_cancer")) }
        #expect(
            throws: DatasetError.unknownName(name: "cifar", suggestion: nil)
        ) { try Dataset.load(DatasetReference("cifar")) }
    }
}
