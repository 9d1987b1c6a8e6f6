package import Studies

/// The results of training a network, `training.json`, schema version 1. Accuracies are fractions, times seconds,
/// energies joules.
package struct NetworkResults: Codable, Sendable, Equatable {
    package static let currentSchemaVersion = 1

    package var schemaVersion = NetworkResults.currentSchemaVersion
    /// Tells it from the results of a classifier.
    package var kind = "network"
    package var program: ProgramRecord
    /// What the numbers stand on: the resolved study, as in `study.yaml`.
    package var study: StudyTree
    package var seed: UInt64
    package var data: NetworkDataRecord

    /// Of the network as the array holds it, on the test samples; of a cross-validation, the mean over the folds.
    package var testAccuracy: Double
    /// 95 % interval of `testAccuracy`, by `testInterval`.
    package var testLow: Double
    package var testHigh: Double
    /// `wilson`, or `corrected-resampled-t` over the folds.
    package var testInterval: String
    /// Of the same network on the samples it was trained on; of a cross-validation, the mean over the folds.
    package var trainAccuracy: Double
    package var validationAccuracy: Double?
    /// Epochs done; of a cross-validation, of all trainings together.
    package var epochs: Int
    /// Wall time of the training: all epochs with their validation passes, over all sessions of the run. Without
    /// reading data, checkpoints, test and circuit. Of a cross-validation, the sum over its trainings, which run side by
    /// side on several cores.
    package var seconds: Double
    /// Highest resident memory of the whole process.
    package var peakMemoryBytes: Int?
    /// Of the same network in the event-driven circuit.
    package var eventsAccuracy: Double?
    /// Mean over the samples in the circuit [J].
    package var energyPerInference: Double?

    package var layers: [NetworkLayerRecord]
    package var array: ArrayDrawsRecord?
    package var folds: [FoldRecord]
    /// Logistic regression on the same folds or the same split; nil where nothing was held out, and for large sets.
    package var logisticRegression: LogisticRegressionRecord?
    package var circuit: CircuitTestRecord?
    /// Of the network that the run keeps; one record an epoch.
    package var history: [LearningRecord]
    /// Set when early stopping kept another epoch than the last, from 0.
    package var bestEpoch: Int?
    package var firing: [FiringRecord]
    /// Test samples by class, then by decision.
    package var confusion: ConfusionRecord
    package var misclassified: [MisclassifiedRecord]
    package var weights: [WeightHistogramRecord]
    package var notes: [String]

    package init(
        program: ProgramRecord, study: StudyTree, seed: UInt64, data: NetworkDataRecord, testAccuracy: Double,
        testLow: Double, testHigh: Double, testInterval: String, trainAccuracy: Double,
        validationAccuracy: Double? = nil, epochs: Int, seconds: Double, peakMemoryBytes: Int? = nil,
        eventsAccuracy: Double? = nil, energyPerInference: Double? = nil, layers: [NetworkLayerRecord],
        array: ArrayDrawsRecord? = nil, folds: [FoldRecord], logisticRegression: LogisticRegressionRecord? = nil,
        circuit: CircuitTestRecord? = nil, history: [LearningRecord], bestEpoch: Int? = nil, firing: [FiringRecord],
        confusion: ConfusionRecord, misclassified: [MisclassifiedRecord], weights: [WeightHistogramRecord],
        notes: [String]
    ) {
        self.program = program
        self.study = study
        self.seed = seed
        self.data = data
        self.testAccuracy = testAccuracy
        self.testLow = testLow
        self.testHigh = testHigh
        self.testInterval = testInterval
        self.trainAccuracy = trainAccuracy
        self.validationAccuracy = validationAccuracy
        self.epochs = epochs
        self.seconds = seconds
        self.peakMemoryBytes = peakMemoryBytes
        self.eventsAccuracy = eventsAccuracy
        self.energyPerInference = energyPerInference
        self.layers = layers
        self.array = array
        self.folds = folds
        self.logisticRegression = logisticRegression
        self.circuit = circuit
        self.history = history
        self.bestEpoch = bestEpoch
        self.firing = firing
        self.confusion = confusion
        self.misclassified = misclassified
        self.weights = weights
        self.notes = notes
    }

    /// The same without what only figures need.
    package var summary: NetworkResults {
        var results = self
        results.misclassified = []
        results.weights = []
        for index in results.firing.indices { results.firing[index].histogram = [] }
        return results
    }
}

/// What a network was trained and tested on.
package struct NetworkDataRecord: Codable, Sendable, Equatable {
    package var set: String
    package var training: Int
    package var validation: Int
    /// Of a cross-validation, all held-out samples.
    package var test: Int
    package var features: Int
    package var classNames: [String]
    package var imageHeight: Int?
    package var imageWidth: Int?
    package var source: String?
    package var licence: String?
    /// How training and test samples came apart, in a sentence.
    package var partition: String
    /// How features came to 0…1, in a sentence.
    package var scaling: String
    /// Files that were read; none for a built-in set.
    package var files: [String]
    /// What was understood of them, in a line; nil in results of older programs.
    package var understood: String?

    package init(
        set: String, training: Int, validation: Int, test: Int, features: Int, classNames: [String],
        imageHeight: Int? = nil, imageWidth: Int? = nil, source: String? = nil, licence: String? = nil,
        partition: String, scaling: String, files: [String], understood: String? = nil
    ) {
        self.set = set
        self.training = training
        self.validation = validation
        self.test = test
        self.features = features
        self.classNames = classNames
        self.imageHeight = imageHeight
        self.imageWidth = imageWidth
        self.source = source
        self.licence = licence
        self.partition = partition
        self.scaling = scaling
        self.files = files
        self.understood = understood
    }
}

package struct NetworkLayerRecord: Codable, Sendable, Equatable {
    package var model: NetworkPlan.Model
    package var inputs: Int
    package var neurons: Int
    /// `bipolar` or `complementary`; nil for a textbook layer.
    package var rows: String?
    /// Memristors, or weights.
    package var cells: Int

    package init(model: NetworkPlan.Model, inputs: Int, neurons: Int, rows: String? = nil, cells: Int) {
        self.model = model
        self.inputs = inputs
        self.neurons = neurons
        self.rows = rows
        self.cells = cells
    }
}

/// The network programmed several times, each time with other errors.
package struct ArrayDrawsRecord: Codable, Sendable, Equatable {
    /// Levels of a cell; nil for a continuum.
    package var levels: Int?
    /// σ in units of G_max − G_min.
    package var programmingNoise: Double
    package var draws: Int
    /// On the test samples, every cell exactly at its level.
    package var accuracyWithoutNoise: Double
    /// Over the draws.
    package var mean: Double
    package var lowest: Double
    package var highest: Double
    /// 95 % interval of the mean over draws (t distribution); nil with a single draw.
    package var meanLow: Double?
    package var meanHigh: Double?
    /// Stuck cells of the array.
    package var stuckCells: Int

    package init(
        levels: Int? = nil, programmingNoise: Double, draws: Int, accuracyWithoutNoise: Double, mean: Double,
        lowest: Double, highest: Double, meanLow: Double? = nil, meanHigh: Double? = nil, stuckCells: Int
    ) {
        self.levels = levels
        self.programmingNoise = programmingNoise
        self.draws = draws
        self.accuracyWithoutNoise = accuracyWithoutNoise
        self.mean = mean
        self.lowest = lowest
        self.highest = highest
        self.meanLow = meanLow
        self.meanHigh = meanHigh
        self.stuckCells = stuckCells
    }
}

/// One fold of a cross-validation.
package struct FoldRecord: Codable, Sendable, Equatable {
    /// From 0.
    package var fold: Int
    package var training: Int
    package var heldOut: Int
    /// On the held-out samples, of the network as the array holds it.
    package var accuracy: Double
    package var trainAccuracy: Double
    package var validationAccuracy: Double?
    package var meanOverDraws: Double
    package var epochs: Int
    package var eventsAccuracy: Double?
    package var energyPerInference: Double?
    /// Sum of scores, ties shared.
    package var correct: Double

    package init(
        fold: Int, training: Int, heldOut: Int, accuracy: Double, trainAccuracy: Double,
        validationAccuracy: Double? = nil, meanOverDraws: Double, epochs: Int, eventsAccuracy: Double? = nil,
        energyPerInference: Double? = nil, correct: Double
    ) {
        self.fold = fold
        self.training = training
        self.heldOut = heldOut
        self.accuracy = accuracy
        self.trainAccuracy = trainAccuracy
        self.validationAccuracy = validationAccuracy
        self.meanOverDraws = meanOverDraws
        self.epochs = epochs
        self.eventsAccuracy = eventsAccuracy
        self.energyPerInference = energyPerInference
        self.correct = correct
    }
}

/// Multinomial logistic regression with an L2 penalty on the folds or the split, and the features, that the network had.
package struct LogisticRegressionRecord: Codable, Sendable, Equatable {
    /// Mean over the folds, on the held-out samples.
    package var accuracy: Double
    /// 95 % interval, of the network's kind: corrected resampled t over folds, Wilson's over the samples of a split.
    package var low: Double
    package var high: Double
    /// Mean over the folds of the network's accuracy less this one's on the same samples.
    package var difference: Double
    /// 95 % interval of the difference: corrected resampled t over folds, Bonett and Price's over the samples of a split.
    package var differenceLow: Double
    package var differenceHigh: Double
    /// Of a plain split one.
    package var folds: [LogisticFoldRecord]

    package init(
        accuracy: Double, low: Double, high: Double, difference: Double, differenceLow: Double, differenceHigh: Double,
        folds: [LogisticFoldRecord]
    ) {
        self.accuracy = accuracy
        self.low = low
        self.high = high
        self.difference = difference
        self.differenceLow = differenceLow
        self.differenceHigh = differenceHigh
        self.folds = folds
    }
}

package struct LogisticFoldRecord: Codable, Sendable, Equatable {
    /// From 0.
    package var fold: Int
    /// On the held-out samples.
    package var accuracy: Double
    package var trainAccuracy: Double
    /// λ of (λ/2) ‖W‖² beside the mean cross-entropy.
    package var penalty: Double
    /// Of the last fit.
    package var iterations: Int
    package var isConverged: Bool

    package init(
        fold: Int, accuracy: Double, trainAccuracy: Double, penalty: Double, iterations: Int, isConverged: Bool
    ) {
        self.fold = fold
        self.accuracy = accuracy
        self.trainAccuracy = trainAccuracy
        self.penalty = penalty
        self.iterations = iterations
        self.isConverged = isConverged
    }
}

/// One epoch, a line of `learning.csv`.
package struct LearningRecord: Codable, Sendable, Equatable {
    /// From 1.
    package var epoch: Int
    /// Of the samples as they were shown, before each step.
    package var loss: Double
    package var accuracy: Double
    package var validationAccuracy: Double?
    /// Spikes per neuron and slot, of every firing layer.
    package var firingRates: [Double]
    /// Neurons of these layers that never fired in the epoch.
    package var silent: [Int]
    /// Neurons of these layers that fired in every slot.
    package var saturated: [Int]
    /// At the epoch's end.
    package var learningRate: Double
    /// Wall time of the epoch with its validation pass.
    package var seconds: Double

    package init(
        epoch: Int, loss: Double, accuracy: Double, validationAccuracy: Double? = nil, firingRates: [Double],
        silent: [Int], saturated: [Int], learningRate: Double, seconds: Double
    ) {
        self.epoch = epoch
        self.loss = loss
        self.accuracy = accuracy
        self.validationAccuracy = validationAccuracy
        self.firingRates = firingRates
        self.silent = silent
        self.saturated = saturated
        self.learningRate = learningRate
        self.seconds = seconds
    }
}
