package import NumericalMethods

/// An accuracy over the best that anything could reach on the same noise.
package struct RelativeAccuracy: Codable, Sendable, Equatable {
    /// How it was measured.
    package enum Method: String, Codable, Sendable, CaseIterable {
        /// Each presentation scores P(named class | what was shown), over the largest such probability on the same draws:
        /// never above 1.
        case winnerPosterior = "winner-posterior"
        /// Hits over the exact ceiling, where nobody knows the probabilities: chance may put it above 1.
        case hits
    }

    package var value: Double
    package var standardError: Double
    /// 95 % interval, for this network over draws of the noise.
    package var low: Double
    package var high: Double
    package var method: Method

    package init(value: Double, standardError: Double, low: Double, high: Double, method: Method) {
        self.value = value
        self.standardError = standardError
        self.low = low
        self.high = high
        self.method = method
    }

    /// - Parameter shortfall: largest probability less that of the named class, over the largest.
    package init(shortfall: RatioOfMeans) {
        let loss = shortfall.intervalOfRareTerms
        self.init(
            value: 1 - shortfall.value, standardError: shortfall.standardError, low: max(0, 1 - loss.high),
            high: 1 - loss.low, method: .winnerPosterior)
    }

    package init(hits: ConfidenceInterval, accuracy: Double, presentations: Int, ceiling: Double) {
        let variance = max(0, accuracy * (1 - accuracy)) / Double(presentations)
        self.init(
            value: accuracy / ceiling, standardError: variance.squareRoot() / ceiling, low: hits.low / ceiling,
            high: hits.high / ceiling, method: .hits)
    }
}

/// A difference of two accuracies on the same draws, relative to the ceiling.
package struct AccuracyGain: Codable, Sendable, Equatable {
    package var value: Double
    package var standardError: Double
    /// 95 % interval, paired.
    package var low: Double
    package var high: Double

    package init(value: Double, standardError: Double, low: Double, high: Double) {
        self.value = value
        self.standardError = standardError
        self.low = low
        self.high = high
    }

    package init(_ gain: RatioOfMeans) {
        self.init(
            value: gain.value, standardError: gain.standardError, low: gain.interval.low, high: gain.interval.high)
    }

    /// Whether the interval leaves zero out.
    package var isSeen: Bool { low > 0 || high < 0 }
}

/// What the matched templates reach: black pixels at G_max, white ones at G_min, written without any training.
package struct TemplateRecord: Codable, Sendable, Equatable {
    package var accuracy: Double
    /// 95 % Wilson interval.
    package var low: Double
    package var high: Double
    package var relative: RelativeAccuracy
    /// The trained network less the templates, on the same presentations.
    package var trainingGain: AccuracyGain

    package init(
        accuracy: Double, low: Double, high: Double, relative: RelativeAccuracy, trainingGain: AccuracyGain
    ) {
        self.accuracy = accuracy
        self.low = low
        self.high = high
        self.relative = relative
        self.trainingGain = trainingGain
    }
}
