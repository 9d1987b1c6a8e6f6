package import Datasets
package import NeuromorphicCircuits
package import SpikingNetworks
package import Training

/// Everything the training of a deep network depends on, as one value: the same study, data and seed give the same
/// results.
package struct NetworkStudy: Hashable, Sendable {
    package var name = "network"
    package var seed: UInt64 = 1
    /// Pictures whose noisy copies are the samples; nil for a data set.
    package var patterns: PatternSet?
    package var data: DataPlan
    package var network = NetworkPlan()
    /// Component values; the number of slots is the network's.
    package var circuit = DeepCircuitDesign()
    package var training = NetworkTrainingPlan()
    package var hardware = HardwarePlan()

    /// - Parameter set: a built-in or named data set, or a path.
    package init(set: String) { data = DataPlan(set: set) }

    /// The same study in seconds: few samples, few epochs, few folds.
    package var quick: NetworkStudy {
        var study = self
        study.data.limit = min(data.limit ?? .max, 1500)
        study.data.samplesPerClass = min(data.samplesPerClass, 100)
        if let folds = data.folds { study.data.folds = min(folds, 3) }
        study.training.epochs = min(training.epochs, 4)
        study.training.patience = 0
        study.data.circuitSamples = min(data.circuitSamples ?? .max, 40)
        study.hardware.draws = min(hardware.draws, 3)
        return study
    }
}

/// Which samples a network is trained and tested on.
package struct DataPlan: Hashable, Sendable {
    /// A built-in or named set, or a path of a file or folder; `DataPlan.patterns` for the study's patterns.
    package var set: String
    /// What the file's layout does not tell: the label column, columns that are no features, the axes of arrays.
    package var layout = DatasetLayout()
    /// The part of the training samples that is held out, class by class, to watch the training; of a set without a
    /// validation part of its own.
    package var validation = 0.0
    /// The part of the samples that is held out for the test, of a set without a test part of its own.
    package var test = 0.2
    /// Folds of a stratified cross-validation; nil for a single held-out part.
    package var folds: Int?
    /// So many test samples are shown to the circuit, the first ones; 0 leaves it out, nil for as many as take a minute
    /// or two.
    package var circuitSamples: Int?
    /// Only so many training samples, drawn by the seed; nil for all.
    package var limit: Int?
    /// Of patterns: noisy pictures of each class to train on; a quarter as many more are tested.
    package var samplesPerClass = 400
    /// Of patterns: the probability that a pixel of a tested picture flips. Those to train on flip as a classifier's do.
    package var flipProbability = 0.1

    /// The set of a study of patterns.
    package static let patterns = "patterns"

    package init(set: String) { self.set = set }
}

/// The network's shape and what its neurons are.
package struct NetworkPlan: Hashable, Sendable {
    package enum Model: String, Codable, Hashable, Sendable, CaseIterable {
        /// Memristors and threshold switches, on the circuit's own equations.
        case physical
        /// Signed weights and a constant decay.
        case textbook
    }

    package var model = Model.physical
    /// Neurons of every hidden layer.
    package var hidden = [100]
    /// How inputs drive the first layer of a physical network; hidden layers have complementary rows.
    package var inputRows = RowScheme.complementary
    /// T.
    package var slots = 8
    package var encoder = Encoder.constant
    /// e^(−Δt/τ_m) of a textbook network's hidden neurons, to begin with.
    package var decay = 0.5
    /// The same of its output neurons.
    package var outputDecay = 0.8
    /// Whether every neuron learns its time constant: a textbook one its decay, a physical one a leak of its column.
    package var learnsDecay = false
    /// Of a textbook network.
    package var learnsThreshold = false

    package init() {}
}

/// How a deep network is trained.
package struct NetworkTrainingPlan: Hashable, Sendable {
    package enum OptimizerName: String, Hashable, Sendable, CaseIterable {
        case adam
        case adamW = "adamw"
        case sgd
    }

    package enum ScheduleName: String, Hashable, Sendable, CaseIterable {
        case cosine
        case constant
        case steps
    }

    package var loss = TrainingPlan.LossName.slotCrossEntropy
    /// Logits per threshold (slot-cross-entropy) or per relative lead (spike-time).
    package var sharpness = 30.0
    /// That part of the target is spread over all classes (slot-cross-entropy).
    package var smoothing = 0.0
    package var surrogate = Surrogate.Shape.arctangent
    /// Of the surrogate, in units of V_th.
    package var surrogateWidth = 0.25
    package var optimizer = OptimizerName.adam
    /// Of adamw.
    package var weightDecay = 0.01
    /// Of sgd.
    package var momentum = 0.9
    package var schedule = ScheduleName.cosine
    /// The part of all steps in which the learning rate rises (cosine).
    package var warmup = 0.0
    /// After so many epochs the learning rate is multiplied by `stepFactor` (steps).
    package var stepEpochs = 10
    package var stepFactor = 0.5
    /// The largest; of physical layers in units of G_max − G_min.
    package var learningRate = 0.02
    package var epochs = 20
    package var batchSize = 128
    /// Training stops after so many epochs without a better validation accuracy, and the best epoch's network is kept;
    /// 0 for never.
    package var patience = 0
    /// The part of the inputs that is silenced, drawn anew for every sample.
    package var inputDropout = 0.0
    package var augmentation = Augmentation.none

    package init() {}

    /// Starting values that suit a model and a loss; a study file changes what it names.
    package init(model: NetworkPlan.Model, loss: TrainingPlan.LossName) {
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
package struct HardwarePlan: Hashable, Sendable {
    /// Levels of a cell from G_min to G_max; nil for a continuum.
    package var levels: Int?
    /// σ of every programmed cell, in units of G_max − G_min.
    package var programmingNoise = 0.0
    /// σ of every read, relative to the cell's conductance; of training alone.
    package var readNoise = 0.0
    package var stuck = StuckPlan()
    /// How many times the finished network is programmed for the test; the first is the array that the run keeps.
    package var draws = 10

    package init() {}

    /// Whether two arrays programmed to the same values differ.
    package var isRandom: Bool { programmingNoise > 0 }
}

/// Stuck cells that training knows and works around.
package struct StuckPlan: Hashable, Sendable {
    /// The part of all cells that is stuck.
    package var rate = 0.0
    /// The part of these that is stuck at low resistance, G_max.
    package var lowResistanceShare = 0.5

    package init() {}
}
