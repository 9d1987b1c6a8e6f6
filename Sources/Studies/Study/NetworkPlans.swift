package import Crossbars
package import Datasets
package import SpikingNetworks

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
        /// A constant decay; of a network also signed weights in the place of memristors.
        case textbook
    }

    package var model = Model.physical
    /// Neurons of every hidden layer.
    package var hidden = [100]
    /// How inputs drive the first layer of a physical network; hidden layers have complementary rows.
    package var inputRows = RowScheme.complementary
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

    /// The classifier: no hidden layer, one memristor a synapse.
    package static let classifier = {
        var plan = NetworkPlan()
        plan.hidden = []
        plan.inputRows = .bipolar
        return plan
    }()
}

/// What the array does to the conductances, in training's forward pass and when the finished network is programmed.
package struct HardwarePlan: Hashable, Sendable {
    /// Levels of a cell from G_min to G_max; nil for a continuum.
    package var levels: Int?
    /// σ of every programmed cell, in units of G_max − G_min.
    package var programmingNoise = 0.0
    /// σ of every read, relative to the cell's conductance; of training alone.
    package var readNoise = 0.0
    /// Cells that training knows and works around.
    package var stuck = StuckAtFaults.none
    /// How many times the finished network is programmed for the test; the first is the array that the run keeps.
    package var draws = 10

    package init() {}

    /// Whether two arrays programmed to the same values differ.
    package var isRandom: Bool { programmingNoise > 0 }
}
