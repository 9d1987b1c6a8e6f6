package import Datasets
import Foundation
import NeuromorphicCircuits
import NumericalMethods
import Studies

/// The best accuracy that anything can reach, on average.
package struct CeilingEstimate: Hashable, Sendable {
    package var value: Double
    /// nil where every frame was counted.
    package var standardError: Double?
}

/// The ceiling of noise protocols on one set of patterns.
package struct ProtocolCeiling: Sendable {
    let patterns: PatternSet
    let exact: RecognitionCeiling
    let slots: Int
    let seed: UInt64

    private static let redrawn = 20_000
    /// Static frames that are drawn where there are too many to count.
    package static let drawn = 200_000

    /// - Parameters:
    ///   - slots: of a presentation, for frames that are redrawn in every one.
    ///   - seed: of what is drawn.
    ///   - exact: where it was counted before.
    package init(_ patterns: PatternSet, slots: Int, seed: UInt64, exact: RecognitionCeiling? = nil) {
        self.patterns = patterns
        self.exact = exact ?? RecognitionCeiling(patterns)
        self.slots = slots
        self.seed = seed
    }

    init(_ study: Study) { self.init(study.patterns, slots: study.circuit.slots, seed: study.seed) }

    /// Exact for static frames where they can be counted; else the mean of the most likely class's probability given all
    /// that is shown, over drawn presentations.
    package func estimate(_ noise: PixelNoise) -> CeilingEstimate {
        if noise.redraw == .perPresentation, let counted = exact.accuracy(noise.flips) {
            return CeilingEstimate(value: counted, standardError: nil)
        }
        let isRedrawn = noise.redraw == .perSlot
        let presentations = NoisyPresentations(
            patterns: patterns, noise: noise, slots: slots, seed: seed,
            purpose: StreamPurpose(isRedrawn ? "ceiling: redrawn frames" : "ceiling: frames"))
        let posterior = presentations.posterior
        let trials = isRedrawn ? Self.redrawn : Self.drawn
        var (sum, squares) = (0.0, 0.0)
        for trial in 0..<trials {
            let best = posterior.probabilities(presentations.frames(trial)).max()
            sum += best
            squares += best * best
        }
        let n = Double(trials)
        let mean = sum / n
        return CeilingEstimate(value: mean, standardError: (max(0, squares / n - mean * mean) / n).squareRoot())
    }

    func accuracy(_ noise: PixelNoise) -> Double { estimate(noise).value }

    /// Says that static frames were drawn and not counted; nil where they were counted.
    var note: String? {
        guard exact.accuracy(.independent(probability: 0.1)) == nil else { return nil }
        return
            "the ceiling is a sample, not a count: \(patterns.shapeText) have too many noisy frames to count; it is the mean "
            + "probability of the most likely class over \(Self.drawn) drawn frames. Accuracies relative to it do not depend on "
            + "that: they compare with the best on the same frames"
    }
}
