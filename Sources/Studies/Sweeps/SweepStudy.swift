import Datasets

/// A Monte-Carlo study of broken arrays: what is wrong with them, which of it is varied, and what is done about it.
package struct SweepStudy: Hashable, Sendable {
    /// Patterns, circuit and training of the classifier, and how healthy cells are retrained around stuck ones; its other
    /// plans are not used.
    package var base = Study()
    /// The run folder of a deep network that takes the classifier's place.
    package var network: String?
    package var effects = EffectsPlan()
    /// What is varied; points are all combinations, the last axis fastest.
    package var axes: [SweepAxis] = []
    package var remedies = [Remedy.none]
    package var sampling = SamplingPlan()
    package var yield = YieldPlan()
    package var margin = MarginPlan()
    package var sensitivity = SensitivityPlan()

    /// - Parameter network: the run folder of a deep network; nil for the classifier.
    package init(network: String? = nil) {
        self.network = network
        base.name = "sweep"
        base.faults.retraining = RetrainingPlan(of: kind)
        // A data set's samples are shown as they are, unless the study says otherwise.
        if network != nil { effects.input.flipProbability = 0 }
    }

    /// What is broken.
    package var kind: Study.Kind { network == nil ? .classifier : .network }

    /// The same study in seconds.
    package var quick: SweepStudy {
        var study = self
        study.sampling.maps = min(sampling.maps, 12)
        study.sampling.draws = sampling.draws == 0 ? 200 : min(sampling.draws, 200)
        study.sampling.checked = min(sampling.checked, 50)
        study.sampling.networks = min(sampling.networks, study.sampling.maps)
        study.base.training.epochs = min(base.training.epochs, 6)
        let retraining = base.faults.retraining
        study.base.faults.retraining.batches = min(retraining.batches, 200)
        study.base.faults.retraining.epochs = min(retraining.epochs ?? .infinity, 0.1)
        study.margin.steps = min(margin.steps, 4)
        study.sensitivity.samples = min(sensitivity.samples, 16)
        return study
    }
}

/// One varied parameter of the effects.
package struct SweepAxis: Hashable, Sendable {
    /// The key below `effects`, with dots: "stuckAt.rate".
    package var key: String
    package var values: [Value]

    package struct Value: Hashable, Sendable {
        /// As the study writes it.
        package var text: String
        /// In SI units; nil for a word.
        package var number: Double?
    }
}

/// How much is drawn.
package struct SamplingPlan: Hashable, Sendable {
    package var engine = Level.discrete
    /// Arrays a point.
    package var maps = 100
    /// Presentations an array; of a deep network, samples, 0 for all.
    package var draws = 1000
    /// Stops a point when its mean's 95 % interval is ± this; 0 for all maps. Looked at after every `round` maps.
    package var until = 0.0
    package var round = 50
    /// Columns beyond the classes, for remedies that use them.
    package var spareColumns = 2
    /// Presentations of every point that are run whole in the events engine: for energy, time and spikes, and to check the
    /// engine that was used.
    package var checked = 200
    /// Trainings of the network, with as many seeds from the study's on; array m is of training m modulo their number.
    package var networks = 1

    package init() {}
}

/// The part of arrays that are good enough.
package struct YieldPlan: Hashable, Sendable {
    /// Accuracies relative to the ceiling.
    package var relativeToCeiling = [0.9, 0.95, 0.98]

    package init() {}
}

/// How much of each effect can be afforded, every other one as in `effects`.
package struct MarginPlan: Hashable, Sendable {
    package var accuracy = 0.95
    package var yield = 0.95
    /// Searched from the value in `effects` up to this one.
    package var upTo: [SweepSetting] = []
    /// Halvings of the interval.
    package var steps = 8

    package init() {}
}

/// Which effect matters: one at a time, and by total Sobol indices over a box.
package struct SensitivityPlan: Hashable, Sendable {
    /// From the value in `effects` up to this one, uniformly.
    package var upTo: [SweepSetting] = []
    /// Base samples; the number of points is (parameters + 2) times that.
    package var samples = 256

    package init() {}
}

/// A parameter of the effects with a value.
package struct SweepSetting: Hashable, Sendable {
    /// As an axis has it.
    package var key: String
    package var value: SweepAxis.Value
}
