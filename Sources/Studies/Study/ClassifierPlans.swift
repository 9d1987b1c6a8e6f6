package import Datasets

/// How recognition under noise is measured.
package struct NoisePlan: Hashable, Sendable {
    /// Independent flips with these probabilities.
    package var flipProbabilities = [0.05, 0.1, 0.15, 0.2, 0.25, 0.3]
    /// Also, presentations with exactly this many flipped pixels.
    package var exactFlips: [Int] = []
    package var redraw = PixelNoise.Redraw.perPresentation
    package var presentations = 20_000

    package init() {}

    package var protocols: [PixelNoise] {
        flipProbabilities.map { PixelNoise(flips: .independent(probability: $0), redraw: redraw) }
            + exactFlips.map { PixelNoise(flips: .exactCount($0), redraw: redraw) }
    }
}

/// How stuck-at faults are measured, and how the network is retrained around them.
package struct FaultPlan: Hashable, Sendable {
    package var rates = [0.05, 0.1, 0.2, 0.3]
    /// The part of stuck cells that is stuck at low resistance.
    package var lowResistanceShare = 0.5
    package var maps = 200
    package var flipProbability = 0.1
    package var presentationsPerMap = 2000
    package var retraining = RetrainingPlan()

    package init() {}
}

/// How levels are compared.
package struct AgreementPlan: Hashable, Sendable {
    package var presentations = 300
    package var devicePresentations = 100
    package var flipProbability = 0.1

    package init() {}
}
