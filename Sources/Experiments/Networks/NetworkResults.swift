/// The results of training a network, `training.json`, schema version 1. Accuracies are fractions, times seconds,
/// energies joules.
public struct NetworkResults: Codable, Sendable, Equatable {
    public static let currentSchemaVersion = 1

    public var schemaVersion = NetworkResults.currentSchemaVersion
    /// Tells it from the results of a classifier.
    public var kind = "network"
    public var program: ProgramRecord
    /// What the numbers stand on: the resolved study, as in `study.yaml`.
    public var study: StudyTree
    public var seed: UInt64
    public var data: NetworkDataRecord

    /// Of the network as the array holds it, on the test samples; of a cross-validation, the mean over the folds.
    public var testAccuracy: Double
    /// 95 % interval of `testAccuracy`, by `testInterval`.
    public var testLow: Double
    public var testHigh: Double
    /// `wilson`, or `corrected-resampled-t` over the folds.
    public var testInterval: String
    /// Of the same network on the samples it was trained on; of a cross-validation, the mean over the folds.
    public var trainAccuracy: Double
    public var validationAccuracy: Double?
    /// Epochs done; of a cross-validation, of all trainings together.
    public var epochs: Int
    /// Wall time of the training: all epochs with their validation passes, over all sessions of the run. Without
    /// reading data, checkpoints, test and circuit. Of a cross-validation, the sum over its trainings, which run side by
    /// side on several cores.
    public var seconds: Double
    /// Highest resident memory of the whole process.
    public var peakMemoryBytes: Int?
    /// Of the same network in the event-driven circuit.
    public var eventsAccuracy: Double?
    /// Mean over the samples in the circuit [J].
    public var energyPerInference: Double?

    public var layers: [NetworkLayerRecord]
    public var array: ArrayDrawsRecord?
    public var folds: [FoldRecord]
    /// Logistic regression on the same folds or the same split; nil where nothing was held out, and for large sets.
    public var logisticRegression: LogisticRegressionRecord?
    public var circuit: CircuitTestRecord?
    /// Of the network that the run keeps; one record an epoch.
    public var history: [LearningRecord]
    /// Set when early stopping kept another epoch than the last, from 0.
    public var bestEpoch: Int?
    public var firing: [FiringRecord]
    /// Test samples by class, then by decision.
    public var confusion: ConfusionRecord
    public var misclassified: [MisclassifiedRecord]
    public var weights: [WeightHistogramRecord]
    public var notes: [String]

    /// The same without what only figures need.
    public var summary: NetworkResults {
        var results = self
        results.misclassified = []
        results.weights = []
        for index in results.firing.indices { results.firing[index].histogram = [] }
        return results
    }
}

/// What a network was trained and tested on.
public struct NetworkDataRecord: Codable, Sendable, Equatable {
    public var set: String
    public var training: Int
    public var validation: Int
    /// Of a cross-validation, all held-out samples.
    public var test: Int
    public var features: Int
    public var classNames: [String]
    public var imageHeight: Int?
    public var imageWidth: Int?
    public var source: String?
    public var licence: String?
    /// How training and test samples came apart, in a sentence.
    public var partition: String
    /// How features came to 0…1, in a sentence.
    public var scaling: String
    /// Files that were read; none for a built-in set.
    public var files: [String]
    /// What was understood of them, in a line; nil in results of older programs.
    public var understood: String?
}

public struct NetworkLayerRecord: Codable, Sendable, Equatable {
    /// `physical` or `textbook`.
    public var model: String
    public var inputs: Int
    public var neurons: Int
    /// `bipolar` or `complementary`; nil for a textbook layer.
    public var rows: String?
    /// Memristors, or weights.
    public var cells: Int
}

/// The network programmed several times, each time with other errors.
public struct ArrayDrawsRecord: Codable, Sendable, Equatable {
    /// Levels of a cell; nil for a continuum.
    public var levels: Int?
    /// σ in units of G_max − G_min.
    public var programmingNoise: Double
    public var draws: Int
    /// On the test samples, every cell exactly at its level.
    public var accuracyWithoutNoise: Double
    /// Over the draws.
    public var mean: Double
    public var lowest: Double
    public var highest: Double
    /// 95 % interval of the mean over draws (t distribution); nil with a single draw.
    public var meanLow: Double?
    public var meanHigh: Double?
    /// Stuck cells of the array.
    public var stuckCells: Int
}

/// One fold of a cross-validation.
public struct FoldRecord: Codable, Sendable, Equatable {
    /// From 0.
    public var fold: Int
    public var training: Int
    public var heldOut: Int
    /// On the held-out samples, of the network as the array holds it.
    public var accuracy: Double
    public var trainAccuracy: Double
    public var validationAccuracy: Double?
    public var meanOverDraws: Double
    public var epochs: Int
    public var eventsAccuracy: Double?
    public var energyPerInference: Double?
    /// Sum of scores, ties shared.
    public var correct: Double
}

/// Multinomial logistic regression with an L2 penalty on the folds or the split, and the features, that the network had.
public struct LogisticRegressionRecord: Codable, Sendable, Equatable {
    /// Mean over the folds, on the held-out samples.
    public var accuracy: Double
    /// 95 % interval, of the network's kind: corrected resampled t over folds, Wilson's over the samples of a split.
    public var low: Double
    public var high: Double
    /// Mean over the folds of the network's accuracy less this one's on the same samples.
    public var difference: Double
    /// 95 % interval of the difference: corrected resampled t over folds, Bonett and Price's over the samples of a split.
    public var differenceLow: Double
    public var differenceHigh: Double
    /// Of a plain split one.
    public var folds: [LogisticFoldRecord]
}

public struct LogisticFoldRecord: Codable, Sendable, Equatable {
    /// From 0.
    public var fold: Int
    /// On the held-out samples.
    public var accuracy: Double
    public var trainAccuracy: Double
    /// λ of (λ/2) ‖W‖² beside the mean cross-entropy.
    public var penalty: Double
    /// Of the last fit.
    public var iterations: Int
    public var isConverged: Bool
}

/// What the circuit of the network said of test samples.
public struct CircuitTestRecord: Codable, Sendable, Equatable {
    public var engine: String
    public var samples: Int
    public var accuracy: Double
    /// 95 % Wilson interval.
    public var low: Double
    public var high: Double
    /// The discrete model's accuracy on the same samples.
    public var discreteAccuracy: Double
    /// The part of the samples on which both decide alike.
    public var decisionsAgree: Double
    /// Mean over the samples, all sources [J].
    public var energyPerInference: Double
    /// By part; nil in files of earlier versions, which told the parts apart by what they dissipated.
    public var parts: EnergySplit?
    /// Mean spikes of an inference, by layer.
    public var spikesPerInference: [Double]?
    /// Mean time of the decisive output spike, and how long an inference takes in the circuit [s].
    public var decisionTime: Double?
    public var presentationDuration: Double?
    /// Wall time.
    public var seconds: Double
}

/// One epoch, a line of `learning.csv`.
public struct LearningRecord: Codable, Sendable, Equatable {
    /// From 1.
    public var epoch: Int
    /// Of the samples as they were shown, before each step.
    public var loss: Double
    public var accuracy: Double
    public var validationAccuracy: Double?
    /// Spikes per neuron and slot, of every firing layer.
    public var firingRates: [Double]
    /// Neurons of these layers that never fired in the epoch.
    public var silent: [Int]
    /// Neurons of these layers that fired in every slot.
    public var saturated: [Int]
    /// At the epoch's end.
    public var learningRate: Double
    /// Wall time of the epoch with its validation pass.
    public var seconds: Double
}

/// How often the neurons of a layer fire on the test samples.
public struct FiringRecord: Codable, Sendable, Equatable {
    /// From 1.
    public var layer: Int
    public var neurons: Int
    /// Spikes per neuron and slot.
    public var mean: Double
    public var silent: Int
    public var saturated: Int
    /// Neurons in equal bins of their rate from 0 to 1.
    public var histogram: [Int]
}

public struct ConfusionRecord: Codable, Sendable, Equatable {
    /// `[class][decision]`
    public var counts: [[Int]]
    /// Samples of each class without a single winner.
    public var undecided: [Int]
}

/// A test sample with a wrong decision.
public struct MisclassifiedRecord: Codable, Sendable, Equatable {
    /// Its place among the test samples, from 0.
    public var sample: Int
    public var label: Int
    /// The winner; −1 for none.
    public var decision: Int
    /// How far the winner led, in 0…1; larger is more confident.
    public var confidence: Double
    /// Features in 0…255, row by row; empty unless they are a picture.
    public var pixels: [Int]
}

/// Weights of one layer in equal bins: as trained, at their levels, and as programmed.
public struct WeightHistogramRecord: Codable, Sendable, Equatable {
    /// From 1.
    public var layer: Int
    /// `conductance` [S] or `weight`.
    public var quantity: String
    public var low: Double
    public var high: Double
    public var trained: [Int]
    /// Nil where the array has no levels.
    public var atLevels: [Int]?
    /// Nil where programming makes no errors.
    public var programmed: [Int]?
}
