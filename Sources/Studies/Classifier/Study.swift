package import Datasets
package import Devices
package import NeuromorphicCircuits
package import SpikingNetworks
package import Training

/// Everything a run depends on, as one value: the same study and seed give the same results.
package struct Study: Hashable, Sendable {
    package var name = "paper"
    package var seed: UInt64 = 1
    package var patterns = PatternSet.wide
    /// The synaptic memristor, where the study names one; else the circuit's own linear one stands for it.
    package var device: DeviceModel?
    package var circuit = CircuitDesign()
    package var training = TrainingPlan()
    package var noise = NoisePlan()
    package var faults = FaultPlan()
    package var agreement = AgreementPlan()

    /// What a reader of the study's file has to know.
    package var notes: [String] = []

    package init() {}

    /// The default study of some patterns; nil for its own.
    package init(patterns: PatternSet?) {
        if let patterns { adopt(patterns) }
    }

    /// Takes these patterns, with the circuit and the training that suit their number of pixels.
    package mutating func adopt(_ patterns: PatternSet) {
        self.patterns = patterns
        circuit = .sized(inputs: patterns.pixelCount, classes: patterns.count)
        training.sharpness = TrainingPlan.sharpnessPerPixel * Double(patterns.pixelCount)
        // A run of ngspice takes as long as it has devices.
        let cells = Double(patterns.count * patterns.pixelCount)
        agreement.devicePresentations = min(100, max(20, Int(100 * 300 / cells)))
    }

    /// The same study in under half a minute: fewer presentations, fewer fault maps.
    package var quick: Study {
        var study = self
        study.noise.presentations = 4000
        study.faults.rates = [0.1, 0.2]
        study.faults.maps = 16
        study.faults.presentationsPerMap = 1000
        study.agreement.presentations = 40
        study.agreement.devicePresentations = 8
        return study
    }
}

/// How the network is trained.
package struct TrainingPlan: Hashable, Sendable {
    package enum Model: String, Hashable, Sendable, CaseIterable {
        case physical
        case textbook
    }

    package enum LossName: String, Hashable, Sendable, CaseIterable {
        case spikeTime = "spike-time"
        case slotCrossEntropy = "slot-cross-entropy"
        case rate
    }

    package var model = Model.physical
    package var loss = LossName.spikeTime
    /// Logits per relative lead (spike-time) or per threshold (slot-cross-entropy).
    package var sharpness = 30 * TrainingPlan.sharpnessPerPixel
    /// What one pixel does to a lead falls as their number grows.
    static let sharpnessPerPixel = 1.5
    package var surrogate = Surrogate.Shape.rectangular
    /// Of the surrogate, in units of V_th.
    package var surrogateWidth = 1.0
    package var epochs = 12
    package var batchesPerEpoch = 100
    package var batchSize = 128
    /// In units of G_max − G_min.
    package var learningRate = 0.03
    /// Samples are flipped with a probability drawn from this range.
    package var lowestFlipProbability = 0.05
    package var highestFlipProbability = 0.2

    package init() {}

    package var lossFunction: Loss {
        switch loss {
        case .spikeTime: .spikeTimeCrossEntropy(sharpness: sharpness)
        case .slotCrossEntropy: .slotCrossEntropy(sharpness: sharpness)
        case .rate: .rateMeanSquaredError(Surrogate(shape: surrogate, width: surrogateWidth))
        }
    }

    package func recipe() -> TrainingRecipe {
        TrainingRecipe(
            loss: lossFunction, epochs: epochs, batchesPerEpoch: batchesPerEpoch, batchSize: batchSize,
            learningRate: learningRate)
    }

    package func lifModel(_ design: CircuitDesign, rows: Int) -> LIFModel {
        switch model {
        case .physical: .physical
        case .textbook: .textbook(membraneTimeConstant: design.nominalTimeConstant(rows: rows))
        }
    }
}

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
    package var retrainingBatches = 1200
    package var retrainingBatchSize = 64
    package var retrainingLearningRate = 0.05

    package init() {}
}

/// How levels are compared.
package struct AgreementPlan: Hashable, Sendable {
    package var presentations = 300
    package var devicePresentations = 100
    package var flipProbability = 0.1

    package init() {}
}
