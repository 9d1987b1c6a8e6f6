/// Labelled samples: features in rows.
public struct LabelledSamples: Sendable, Equatable {
    public var name: String
    /// `[samples × featureCount]`; images in 0…1.
    public var features: [Float]
    public var labels: [Int]
    public var featureCount: Int
    public var classes: Int
    public var classNames: [String]
    public var imageShape: ImageShape?
    public var count: Int { labels.count }

    public init(name: String, features: [Float], labels: [Int], featureCount: Int, classes: Int, classNames: [String], imageShape: ImageShape?) {
        self.name = name; self.features = features; self.labels = labels; self.featureCount = featureCount
        self.classes = classes; self.classNames = classNames; self.imageShape = imageShape
    }
}
public struct ImageShape: Sendable, Hashable {
    public var height: Int
    public var width: Int
    public init(height: Int, width: Int) { self.height = height; self.width = width }
}
