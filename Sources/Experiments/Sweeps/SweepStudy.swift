import Crossbars
import Datasets

/// A Monte-Carlo study of broken arrays: what is wrong with them, which of it is varied, and what is done about it.
public struct SweepStudy: Hashable, Sendable {
    /// Glyphs, circuit, training and retraining of the classifier; its other plans are not used.
    public var base = Study()
    /// The run folder of a deep network that takes the classifier's place.
    public var network: String?
    /// How its healthy cells are retrained around stuck ones.
    public var retraining = NetworkRetrainingPlan()
    public var effects = EffectsPlan()
    /// What is varied; points are all combinations, the last axis fastest.
    public var axes: [SweepAxis] = []
    public var remedies = [Remedy.none]
    public var sampling = SamplingPlan()
    public var yield = YieldPlan()
    public var margin = MarginPlan()
    public var sensitivity = SensitivityPlan()

    public init() { base.name = "sweep" }

    /// The same study in seconds.
    public var quick: SweepStudy {
        var study = self
        study.sampling.maps = min(sampling.maps, 12)
        study.sampling.draws = sampling.draws == 0 ? 200 : min(sampling.draws, 200)
        study.sampling.checked = min(sampling.checked, 50)
        study.sampling.networks = min(sampling.networks, study.sampling.maps)
        study.base.training.epochs = min(base.training.epochs, 6)
        study.base.faults.retrainingBatches = min(base.faults.retrainingBatches, 200)
        study.retraining.epochs = min(retraining.epochs ?? .infinity, 0.1)
        study.margin.steps = min(margin.steps, 4)
        study.sensitivity.samples = min(sensitivity.samples, 16)
        return study
    }
}

/// One varied parameter of the effects.
public struct SweepAxis: Hashable, Sendable {
    /// The key below `effects`, with dots: "stuckAt.rate".
    public var key: String
    public var values: [Value]

    public struct Value: Hashable, Sendable {
        /// As the study writes it.
        public var text: String
        /// In SI units; nil for a word.
        public var number: Double?
    }
}

/// How much is drawn.
public struct SamplingPlan: Hashable, Sendable {
    public var engine = Level.discrete
    /// Arrays a point.
    public var maps = 100
    /// Presentations an array; of a deep network, samples, 0 for all.
    public var draws = 1000
    /// Stops a point when its mean's 95 % interval is ± this; 0 for all maps. Looked at after every `round` maps.
    public var until = 0.0
    public var round = 50
    /// Columns beyond the classes, for remedies that use them.
    public var spareColumns = 2
    /// Presentations of every point that are run whole in the events engine: for energy, time and spikes, and to check the
    /// engine that was used.
    public var checked = 200
    /// Trainings of the network, with as many seeds from the study's on; array m is of training m modulo their number.
    public var networks = 1

    public init() {}
}

/// The part of arrays that are good enough.
public struct YieldPlan: Hashable, Sendable {
    /// Accuracies relative to the ceiling.
    public var relativeToCeiling = [0.9, 0.95, 0.98]

    public init() {}
}

/// How much of each effect can be afforded, every other one as in `effects`.
public struct MarginPlan: Hashable, Sendable {
    public var accuracy = 0.95
    public var yield = 0.95
    /// Searched from the value in `effects` up to this one.
    public var upTo: [SweepLimit] = []
    /// Halvings of the interval.
    public var steps = 8

    public init() {}
}

/// Which effect matters: one at a time, and by total Sobol indices over a box.
public struct SensitivityPlan: Hashable, Sendable {
    /// From the value in `effects` up to this one, uniformly.
    public var upTo: [SweepLimit] = []
    /// Base samples; the number of points is (parameters + 2) times that.
    public var samples = 256

    public init() {}
}

/// A parameter of the effects with its largest value.
public struct SweepLimit: Hashable, Sendable {
    public var key: String
    public var value: SweepAxis.Value
}
