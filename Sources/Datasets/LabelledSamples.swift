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
}
public struct ImageShape: Sendable, Hashable { public var height: Int; public var width: Int }
