public import Datasets
public import NeuromorphicCircuits
public import SpikingNetworks
public import Training

/// Everything the training of a deep network depends on, as one value: the same study, data and seed give the same
/// results.
public struct NetworkStudy: Hashable, Sendable {
    public var name = "network"
    public var seed: UInt64 = 1
    public var data: DataPlan
    public var network = NetworkPlan()
    /// Component values; the number of slots is the network's.
    public var circuit = DeepCircuitDesign()
    public var training = NetworkTrainingPlan()
    public var hardware = HardwarePlan()

    /// - Parameter set: a built-in or named data set, or a path.
    public init(set: String) { data = DataPlan(set: set) }

    /// The same study in seconds: few samples, few epochs, few folds.
    public var quick: NetworkStudy {
        var study = self
        study.data.limit = min(data.limit ?? .max, 1500)
        if let folds = data.folds { study.data.folds = min(folds, 3) }
        study.training.epochs = min(training.epochs, 4)
        study.training.patience = 0
        study.data.circuitSamples = min(data.circuitSamples ?? .max, 40)
        study.hardware.draws = min(hardware.draws, 3)
        return study
    }
}

/// Which samples a network is trained and tested on.
public struct DataPlan: Hashable, Sendable {
    /// A built-in or named set, or a path of a file or folder.
    public var set: String
    /// What the file's layout does not tell: the label column, columns that are no features, the axes of arrays.
    public var layout = DatasetLayout()
    /// The part of the training samples that is held out, class by class, to watch the training; of a set without a
    /// validation part of its own.
    public var validation = 0.0
    /// The part of the samples that is held out for the test, of a set without a test part of its own.
    public var test = 0.2
    /// Folds of a stratified cross-validation; nil for a single held-out part.
    public var folds: Int?
    /// So many test samples are shown to the circuit, the first ones; 0 leaves it out, nil for as many as take a minute
    /// or two.
    public var circuitSamples: Int?
    /// Only so many training samples, drawn by the seed; nil for all.
    public var limit: Int?

    public init(set: String) { self.set = set }
}

/// The network's shape and what its neurons are.
public struct NetworkPlan: Hashable, Sendable {
    public enum Model: String, Hashable, Sendable, CaseIterable {
        /// Memristors and threshold switches, on the circuit's own equations.
        case physical
        /// Signed weights and a constant decay.
        case textbook
    }

    public var model = Model.physical
    /// Neurons of every hidden layer.
    public var hidden = [100]
    /// How inputs drive the first layer of a physical network; hidden layers have complementary rows.
    public var inputRows = RowScheme.complementary
    /// T.
    public var slots = 8
    public var encoder = Encoder.constant
    /// e^(−Δt/τ_m) of a textbook network's hidden neurons, to begin with.
    public var decay = 0.5
    /// The same of its output neurons.
    public var outputDecay = 0.8
    /// Whether every neuron learns its time constant: a textbook one its decay, a physical one a leak of its column.
    public var learnsDecay = false
    /// Of a textbook network.
    public var learnsThreshold = false

    public init() {}
}

/// How a deep network is trained.
public struct NetworkTrainingPlan: Hashable, Sendable {
    public enum OptimizerName: String, Hashable, Sendable, CaseIterable {
        case adam
        case adamW = "adamw"
        case sgd
    }

    public enum ScheduleName: String, Hashable, Sendable, CaseIterable {
        case cosine
        case constant
        case steps
    }

    public var loss = TrainingPlan.LossName.slotCrossEntropy
    /// Logits per threshold (slot-cross-entropy) or per relative lead (spike-time).
    public var sharpness = 30.0
    /// That part of the target is spread over all classes (slot-cross-entropy).
    public var smoothing = 0.0
    public var surrogate = Surrogate.Shape.arctangent
    /// Of the surrogate, in units of V_th.
    public var surrogateWidth = 0.25
    public var optimizer = OptimizerName.adam
    /// Of adamw.
    public var weightDecay = 0.01
    /// Of sgd.
    public var momentum = 0.9
    public var schedule = ScheduleName.cosine
    /// The part of all steps in which the learning rate rises (cosine).
    public var warmup = 0.0
    /// After so many epochs the learning rate is multiplied by `stepFactor` (steps).
    public var stepEpochs = 10
    public var stepFactor = 0.5
    /// The largest; of physical layers in units of G_max − G_min.
    public var learningRate = 0.02
    public var epochs = 20
    public var batchSize = 128
    /// Training stops after so many epochs without a better validation accuracy, and the best epoch's network is kept;
    /// 0 for never.
    public var patience = 0
    /// The part of the inputs that is silenced, drawn anew for every sample.
    public var inputDropout = 0.0
    public var augmentation = Augmentation.none

    public init() {}

    /// Starting values that suit a model and a loss; a study file changes what it names.
    public init(model: NetworkPlan.Model, loss: TrainingPlan.LossName) {
        self.loss = loss
        switch (model, loss) {
        case (.physical, .slotCrossEntropy): break
        case (.physical, .spikeTime): sharpness = 45
        case (.physical, .rate): surrogateWidth = 1
        case (.textbook, _):
            sharpness = loss == .spikeTime ? 4 : 1
            surrogateWidth = 0.5
            learningRate = 0.001
        }
    }
}

/// What the array does to the conductances, in training's forward pass and when the finished network is programmed.
public struct HardwarePlan: Hashable, Sendable {
    /// Levels of a cell from G_min to G_max; nil for a continuum.
    public var levels: Int?
    /// σ of every programmed cell, in units of G_max − G_min.
    public var programmingNoise = 0.0
    /// σ of every read, relative to the cell's conductance; of training alone.
    public var readNoise = 0.0
    public var stuck = StuckPlan()
    /// How many times the finished network is programmed for the test; the first is the array that the run keeps.
    public var draws = 10

    public init() {}

    /// Whether two arrays programmed to the same values differ.
    public var isRandom: Bool { programmingNoise > 0 }
}

/// Stuck cells that training knows and works around.
public struct StuckPlan: Hashable, Sendable {
    /// The part of all cells that is stuck.
    public var rate = 0.0
    /// The part of these that is stuck at low resistance, G_max.
    public var lowResistanceShare = 0.5

    public init() {}
}
