import Quantities

/// How the healthy cells of a deep network are retrained around stuck ones: by the recipe of its own training, but for
/// these.
package struct NetworkRetrainingPlan: Hashable, Sendable {
    /// Times, or a part of once, that the training samples are shown; nil for ``automaticSamples`` samples.
    package var epochs: Double?
    /// The largest, in units of G_max − G_min; it falls along a cosine.
    package var learningRate = 0.01

    package static let automaticSamples = 60_000

    package init() {}

    /// Whole epochs, and the samples of each.
    package func division(of samples: Int) -> (epochs: Int, shown: Int) {
        let wanted = epochs ?? Double(Self.automaticSamples) / Double(samples)
        let whole = max(1, Int(saturating: wanted.rounded(.up)))
        let shown = Int(saturating: (wanted / Double(whole) * Double(samples)).rounded())
        return (whole, min(max(1, shown), samples))
    }
}
