package import Datasets
package import Devices
package import NeuromorphicCircuits

/// Everything a run depends on, as one value: the same study, data and seed give the same results.
package struct Study: Hashable, Sendable {
    /// What is studied; a key that has no meaning for it is refused.
    package enum Kind: String, Hashable, Sendable, CaseIterable {
        /// The paper's classifier of patterns: one crossbar, given by its component values, whose neurons race.
        case classifier
        /// A network of any depth, trained on samples.
        case network
    }

    package let kind: Kind
    package var name: String
    package var seed: UInt64 = 1
    /// What is recognised; not of a data set.
    package var patterns = PatternSet.wide
    /// The synaptic memristor, where the study names one; else the circuit's own linear one stands for it.
    package var device: DeviceModel?
    package var data: DataPlan
    package var network: NetworkPlan
    /// Component values of the classifier.
    package var circuit = CircuitDesign()
    /// Component values of a network's layers.
    package var layers = DeepCircuitDesign()
    package var training: TrainingPlan
    package var hardware = HardwarePlan()
    package var noise = NoisePlan()
    package var faults = FaultPlan()
    package var agreement = AgreementPlan()

    /// What a reader of the study's file has to know.
    package var notes: [String] = []

    /// The classifier with its defaults.
    package init() {
        kind = .classifier
        name = "paper"
        data = DataPlan(set: DataPlan.patterns)
        network = .classifier
        training = .classifier
    }

    /// The classifier of some patterns; nil for its own.
    package init(patterns: PatternSet?) {
        self.init()
        if let patterns { adopt(patterns) }
    }

    /// A network with its defaults.
    /// - Parameter set: a built-in or named data set, or a path; `DataPlan.patterns` for the study's patterns.
    package init(set: String) {
        kind = .network
        name = "network"
        data = DataPlan(set: set)
        network = NetworkPlan()
        training = TrainingPlan()
    }

    /// Whether the patterns are shown, or noisy copies of them; else a data set is.
    package var showsPatterns: Bool { data.set == DataPlan.patterns }

    /// Takes these patterns for the classifier, with the circuit and the training that suit their number of pixels.
    package mutating func adopt(_ patterns: PatternSet) {
        self.patterns = patterns
        circuit = .sized(inputs: patterns.pixelCount, classes: patterns.count)
        training.sharpness = TrainingPlan.sharpnessPerPixel * Double(patterns.pixelCount)
        // A run of ngspice takes as long as it has devices.
        let cells = Double(patterns.count * patterns.pixelCount)
        agreement.devicePresentations = min(100, max(20, Int(100 * 300 / cells)))
    }

    /// The same study in under half a minute.
    package var quick: Study {
        var study = self
        switch kind {
        case .classifier:
            study.noise.presentations = 4000
            study.faults.rates = [0.1, 0.2]
            study.faults.maps = 16
            study.faults.presentationsPerMap = 1000
            study.agreement.presentations = 40
            study.agreement.devicePresentations = 8
        case .network:
            study.data.limit = min(data.limit ?? .max, 1500)
            study.data.samplesPerClass = min(data.samplesPerClass, 100)
            if let folds = data.folds { study.data.folds = min(folds, 3) }
            study.training.epochs = min(training.epochs, 4)
            study.training.patience = 0
            study.data.circuitSamples = min(data.circuitSamples ?? .max, 40)
            study.hardware.draws = min(hardware.draws, 3)
        }
        return study
    }
}
