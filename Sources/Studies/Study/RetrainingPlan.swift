import Quantities

/// How healthy cells are retrained around stuck ones; what is not said here is as in the network's own training.
package struct RetrainingPlan: Hashable, Sendable {
    /// Steps; of the classifier, as the presentations of each.
    package var batches = 1200
    package var batchSize = 64
    /// Of a network: times, or a part of once, that the training samples are shown; nil for ``automaticSamples`` samples.
    package var epochs: Double?
    /// The largest, in units of G_max − G_min; it falls along a cosine.
    package var learningRate = 0.05

    package static let automaticSamples = 60_000

    package init(of kind: Study.Kind = .classifier) {
        if kind == .network { learningRate = 0.01 }
    }

    /// Whole epochs, and the samples of each.
    package func division(of samples: Int) -> (epochs: Int, shown: Int) {
        let wanted = epochs ?? Double(Self.automaticSamples) / Double(samples)
        let whole = max(1, Int(saturating: wanted.rounded(.up)))
        let shown = Int(saturating: (wanted / Double(whole) * Double(samples)).rounded())
        return (whole, min(max(1, shown), samples))
    }
}
