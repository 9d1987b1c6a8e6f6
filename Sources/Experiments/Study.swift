public import Crossbars
public import Datasets
public import NeuromorphicCircuits
import SpikingNetworks
public import Training

/// Everything a run depends on, as one value: the same study and seed give the same results.
public struct Study: Hashable, Sendable {
    public var name = "paper"
    public var seed: UInt64 = 1
    public var patterns = PatternSet.wide
    /// The synaptic memristor, where the study names one; else the circuit's own linear one stands for it.
    public var device: DeviceModel?
    public var circuit = CircuitDesign()
    public var training = TrainingPlan()
    public var noise = NoisePlan()
    public var faults = FaultPlan()
    public var agreement = AgreementPlan()

    /// What a reader of the study's file has to know.
    public var notes: [String] = []

    public init() {}

    /// The default study of some patterns; nil for its own.
    public init(patterns: PatternSet?) {
        if let patterns { adopt(patterns) }
    }

    /// Takes these patterns, with the circuit and the training that suit their number of pixels.
    public mutating func adopt(_ patterns: PatternSet) {
        self.patterns = patterns
        circuit = .sized(inputs: patterns.pixelCount, classes: patterns.count)
        training.sharpness = TrainingPlan.sharpnessPerPixel * Double(patterns.pixelCount)
        // A run of ngspice takes as long as it has devices.
        let cells = Double(patterns.count * patterns.pixelCount)
        agreement.devicePresentations = min(100, max(20, Int(100 * 300 / cells)))
    }

    /// The same study in under half a minute: fewer presentations, fewer fault maps.
    public var quick: Study {
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
public struct TrainingPlan: Hashable, Sendable {
    public enum Model: String, Hashable, Sendable, CaseIterable {
        case physical
        case textbook
    }

    public enum LossName: String, Hashable, Sendable, CaseIterable {
        case spikeTime = "spike-time"
        case slotCrossEntropy = "slot-cross-entropy"
        case rate
    }

    public var model = Model.physical
    public var loss = LossName.spikeTime
    /// Logits per relative lead (spike-time) or per threshold (slot-cross-entropy).
    public var sharpness = 30 * TrainingPlan.sharpnessPerPixel
    /// What one pixel does to a lead falls as their number grows.
    static let sharpnessPerPixel = 1.5
    public var surrogate = Surrogate.Shape.rectangular
    /// Of the surrogate, in units of V_th.
    public var surrogateWidth = 1.0
    public var epochs = 12
    public var batchesPerEpoch = 100
    public var batchSize = 128
    /// In units of G_max − G_min.
    public var learningRate = 0.03
    /// Samples are flipped with a probability drawn from this range.
    public var lowestFlipProbability = 0.05
    public var highestFlipProbability = 0.2

    public init() {}

    var lossFunction: Loss {
        switch loss {
        case .spikeTime: .spikeTimeCrossEntropy(sharpness: sharpness)
        case .slotCrossEntropy: .slotCrossEntropy(sharpness: sharpness)
        case .rate: .rateMeanSquaredError(Surrogate(shape: surrogate, width: surrogateWidth))
        }
    }

    func recipe() -> TrainingRecipe {
        TrainingRecipe(
            loss: lossFunction, epochs: epochs, batchesPerEpoch: batchesPerEpoch, batchSize: batchSize,
            learningRate: learningRate)
    }

    func lifModel(_ design: CircuitDesign, rows: Int) -> LIFModel {
        switch model {
        case .physical: .physical
        case .textbook: .textbook(membraneTimeConstant: design.nominalTimeConstant(rows: rows))
        }
    }
}

/// How recognition under noise is measured.
public struct NoisePlan: Hashable, Sendable {
    /// Independent flips with these probabilities.
    public var flipProbabilities = [0.05, 0.1, 0.15, 0.2, 0.25, 0.3]
    /// Also, presentations with exactly this many flipped pixels.
    public var exactFlips: [Int] = []
    public var redraw = PixelNoise.Redraw.perPresentation
    public var presentations = 20_000

    public init() {}

    var protocols: [PixelNoise] {
        flipProbabilities.map { PixelNoise(flips: .independent(probability: $0), redraw: redraw) }
            + exactFlips.map { PixelNoise(flips: .exactCount($0), redraw: redraw) }
    }
}

/// How stuck-at faults are measured, and how the network is retrained around them.
public struct FaultPlan: Hashable, Sendable {
    public var rates = [0.05, 0.1, 0.2, 0.3]
    /// The part of stuck cells that is stuck at low resistance.
    public var lowResistanceShare = 0.5
    public var maps = 200
    public var flipProbability = 0.1
    public var presentationsPerMap = 2000
    public var retrainingBatches = 1200
    public var retrainingBatchSize = 64
    public var retrainingLearningRate = 0.05

    public init() {}
}

/// How levels are compared.
public struct AgreementPlan: Hashable, Sendable {
    public var presentations = 300
    public var devicePresentations = 100
    public var flipProbability = 0.1

    public init() {}
}
