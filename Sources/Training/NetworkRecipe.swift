public import Devices
import Foundation
public import SpikingNetworks

/// What a deep network is made of, and how it is trained.
public struct NetworkRecipe: Hashable, Sendable {
    /// T.
    public var slots: Int
    /// What makes an input of a feature in every slot.
    public var encoder: Encoder
    /// From the inputs to the classes; the last has a neuron a class.
    public var layers: [LayerRecipe]
    /// What training minimises, and by what the network then decides.
    public var loss: NetworkLoss
    /// By which spikes pass a gradient on.
    public var surrogate: Surrogate
    /// What a step makes of the gradient.
    public var optimizer: Optimizer
    /// How the learning rate falls.
    public var schedule: LearningRateSchedule
    /// The largest learning rate; of crossbar layers in units of G_max − G_min.
    public var learningRate: Double
    /// Passes over all samples.
    public var epochs: Int
    /// Samples of one step; the last of an epoch may have fewer.
    public var batchSize: Int
    /// How pictures are displaced, drawn anew every time.
    public var augmentation: Augmentation
    /// The part of the inputs that are silenced in training, drawn anew for every sample.
    public var inputDropout: Double
    /// What the forward pass sees of a crossbar's conductances.
    public var hardware: HardwareInTheLoop

    /// Adam along a cosine, without augmentation, dropout or noise, unless they are given.
    /// - Parameters:
    ///   - slots: T.
    ///   - learningRate: the largest; of crossbar layers in units of G_max − G_min.
    public init(
        slots: Int, encoder: Encoder, layers: [LayerRecipe], loss: NetworkLoss, surrogate: Surrogate,
        optimizer: Optimizer = .adam, schedule: LearningRateSchedule = .cosine(warmup: 0), learningRate: Double = 1e-3,
        epochs: Int, batchSize: Int, augmentation: Augmentation = .none, inputDropout: Double = 0,
        hardware: HardwareInTheLoop = .ideal
    ) {
        self.slots = slots
        self.encoder = encoder
        self.layers = layers
        self.loss = loss
        self.surrogate = surrogate
        self.optimizer = optimizer
        self.schedule = schedule
        self.learningRate = learningRate
        self.epochs = epochs
        self.batchSize = batchSize
        self.augmentation = augmentation
        self.inputDropout = inputDropout
        self.hardware = hardware
    }
}

extension NetworkRecipe {
    /// Whether the numbers can make a network.
    func check(inputs: Int, jobs: Int) throws(NetworkTrainingError) {
        let numbers = [
            ("number of inputs", inputs, 1), ("threads", jobs, 1), ("layers", layers.count, 1), ("slots", slots, 1),
            ("epochs", epochs, 1), ("batch size", batchSize, 1),
            ("neurons of the output layer", layers.last?.neurons ?? 0, 2),
            ("neurons of the smallest layer", layers.map(\.neurons).min() ?? 0, 1),
            ("levels of a cell", hardware.levels ?? 2, 2),
        ]
        for (quantity, value, least) in numbers where value < least {
            throw .invalidRecipe(quantity: quantity, value: value, least: least)
        }
    }
}

/// One layer of a network to be trained.
public struct LayerRecipe: Hashable, Sendable {
    /// Weights without a circuit, or conductances of one.
    public enum Model: Hashable, Sendable {
        /// Signed weights with the decay e^(−Δt/τ_m).
        case textbook(TextbookNeuron)
        /// Memristors, on the circuit's own equations.
        case crossbar(parameters: RaceParameters, range: ConductanceRange, rows: RowScheme)
    }

    /// Outputs of the layer.
    public var neurons: Int
    /// What its synapses and neurons are.
    public var model: Model
    /// Whether every column of a crossbar learns a leak to ground, and with it its time constant. Thresholds are the
    /// switches' own: no circuit of this kind can learn them.
    public var learnsLeak: Bool

    /// - Parameter learnsLeak: of crossbars alone.
    public init(neurons: Int, model: Model, learnsLeak: Bool = false) {
        self.neurons = neurons
        self.model = model
        self.learnsLeak = learnsLeak
    }
}

/// The neurons of a textbook layer, in units of the threshold.
public struct TextbookNeuron: Hashable, Sendable {
    /// a = e^(−Δt/τ_m) to begin with.
    public var decay: Double
    /// Whether every neuron learns a decay of its own.
    public var learnsDecay: Bool
    /// Whether every neuron learns a threshold of its own.
    public var learnsThreshold: Bool
    /// Whether every neuron has a bias that is learnt.
    public var hasBias: Bool

    /// - Parameter decay: a to begin with; from 0 to below 1.
    public init(decay: Double, learnsDecay: Bool = false, learnsThreshold: Bool = false, hasBias: Bool = true) {
        self.decay = decay
        self.learnsDecay = learnsDecay
        self.learnsThreshold = learnsThreshold
        self.hasBias = hasBias
    }
}

/// What training minimises; every loss has the readout that decides by the same quantity.
public enum NetworkLoss: Hashable, Sendable {
    /// ½‖y − (1/T) Σ o[t]‖², STBP's own (Wu et al., doi 10.3389/fnins.2018.00331, eq. 8).
    case rateMeanSquaredError
    /// Cross-entropy of the output potentials in every slot (TET, arXiv 2202.11946): logits are `sharpness` times the
    /// potential in units of the threshold.
    /// - smoothing: that part of the target is spread over all classes.
    case slotCrossEntropy(sharpness: Double, smoothing: Double)
    /// Cross-entropy on first-spike times: logits are −`sharpness` · ln t.
    case spikeTimeCrossEntropy(sharpness: Double)

    /// By which the loss decides; a network of crossbars turns `highestPotential` into `gatherThenRace`.
    public var readout: Readout {
        switch self {
        case .rateMeanSquaredError: .spikeCount
        case .slotCrossEntropy: .highestPotential
        case .spikeTimeCrossEntropy: .firstSpike
        }
    }
}

/// What a step makes of the gradient.
public enum Optimizer: Hashable, Sendable {
    /// Stochastic gradient descent with momentum.
    case momentum(Double)
    /// Kingma and Ba, arXiv 1412.6980.
    case adam
    /// Adam with decoupled weight decay (Loshchilov and Hutter, arXiv 1711.05101).
    case adamW(weightDecay: Double)
}

/// How the learning rate goes on from step to step.
public enum LearningRateSchedule: Hashable, Sendable {
    case constant
    /// Down to 1 % of the largest along a cosine, after a linear rise over `warmup` of all steps.
    case cosine(warmup: Double)
    /// Times `factor` after every `epochs`.
    case steps(epochs: Int, factor: Double)

    /// The part of the largest learning rate at one of `total` steps.
    public func factor(step: Int, total: Int, stepsPerEpoch: Int) -> Double {
        switch self {
        case .constant: return 1
        case .cosine(let warmup):
            let rise = warmup * Double(total)
            if Double(step) < rise { return (Double(step) + 1) / (rise + 1) }
            let progress = (Double(step) - rise) / max(1, Double(total - 1) - rise)
            return 0.01 + 0.99 * (1 + cos(.pi * min(progress, 1))) / 2
        case .steps(let epochs, let factor):
            return pow(factor, Double(step / max(1, stepsPerEpoch) / max(1, epochs)))
        }
    }
}

/// What the array does to the conductances in training's forward pass; gradients pass straight through.
public struct HardwareInTheLoop: Hashable, Sendable {
    /// Levels of a cell from G_min to G_max; nil for a continuum.
    public var levels: Int?
    /// σ of every programmed cell, in units of G_max − G_min.
    public var programmingNoise: Double
    /// σ of every read, relative to the cell's conductance.
    public var readNoise: Double

    /// - Parameter levels: at least 2.
    public init(levels: Int? = nil, programmingNoise: Double = 0, readNoise: Double = 0) {
        self.levels = levels
        self.programmingNoise = programmingNoise
        self.readNoise = readNoise
    }

    /// Conductances as they are wanted: a continuum without noise.
    public static let ideal = HardwareInTheLoop()
}
