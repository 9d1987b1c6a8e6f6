/// Brings each feature from its range on the training rows to 0…1.
///
/// Fitted on training rows alone, so that nothing of the held-out rows reaches the network.
public struct FeatureScaling: Sendable, Equatable {
    /// The smallest value of each feature on the training rows, `[featureCount]`.
    public let minima: [Float]
    /// The largest, `[featureCount]`.
    public let maxima: [Float]

    /// Samples in 0…1.
    public struct Scaled: Sendable, Equatable {
        /// The same rows and labels, each feature in 0…1.
        public let samples: LabelledSamples
        /// How many values lay outside the training range and were set to its border.
        public let clamped: Int
    }

    /// - Parameter rows: the training rows of `samples`; all if left out.
    /// - Precondition: there is at least one row.
    public init(fitting samples: LabelledSamples, rows: [Int]? = nil) {
        let width = samples.featureCount
        let rows = rows ?? Array(0..<samples.count)
        precondition(!rows.isEmpty)
        var minima = [Float](repeating: .infinity, count: width)
        var maxima = [Float](repeating: -.infinity, count: width)
        for row in rows {
            for feature in 0..<width {
                let value = samples.features[row * width + feature]
                minima[feature] = min(minima[feature], value)
                maxima[feature] = max(maxima[feature], value)
            }
        }
        self.minima = minima
        self.maxima = maxima
    }

    /// Scales samples of the same features.
    public func apply(_ samples: LabelledSamples) -> Scaled {
        let width = samples.featureCount
        precondition(width == minima.count)
        var clamped = 0
        // In double precision no range overflows.
        let scales = (0..<width).map { feature -> Double in
            let range = Double(maxima[feature]) - Double(minima[feature])
            return range > 0 ? range : 1
        }
        let values = [Float](unsafeUninitializedCapacity: samples.features.count) { values, filled in
            for (index, value) in samples.features.enumerated() {
                let feature = index % width
                let inside = min(max(value, minima[feature]), maxima[feature])
                if inside != value { clamped += 1 }
                values.initializeElement(
                    at: index, to: Float((Double(inside) - Double(minima[feature])) / scales[feature]))
            }
            filled = samples.features.count
        }
        return Scaled(samples: LabelledSamples(rows: values, labels: samples.labels, like: samples), clamped: clamped)
    }
}
