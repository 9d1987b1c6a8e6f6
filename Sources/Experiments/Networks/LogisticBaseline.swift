import Datasets
import NumericalMethods
import Training

/// Logistic regression on the folds of a cross-validation, beside the network.
struct LogisticBaseline: Sendable {
    /// The part of a fold's training samples that chooses the penalty, where the study holds none out: our choice.
    static let validation = 0.2
    /// Draws that hold out what no other draw of the seed does.
    private static let firstRepetition = 1_000_000

    let seed: UInt64

    /// - Parameter samples: of the fold, scaled as the network sees them.
    func run(fold: Int, _ samples: StudySamples) throws -> LogisticFoldRecord {
        guard let heldOut = samples.test else { preconditionFailure("a fold holds samples out") }
        let fit: LogisticRegression
        var all = samples.training
        if let validation = samples.validation {
            all = try LabelledSamples(
                name: all.name, features: all.features + validation.features, labels: all.labels + validation.labels,
                featureCount: all.featureCount, classes: all.classes, classNames: all.classNames,
                imageShape: all.imageShape)
            fit = LogisticRegression(fitting: all, choosingBy: validation, from: samples.training)
        } else {
            let split = try all.split(
                holdingOut: Self.validation, seed: seed, repetition: Self.firstRepetition + fold)
            fit = LogisticRegression(
                fitting: all, choosingBy: all.subset(split.heldOut), from: all.subset(split.training))
        }
        return LogisticFoldRecord(
            fold: fold, accuracy: fit.accuracy(heldOut), trainAccuracy: fit.accuracy(all), penalty: fit.penalty,
            iterations: fit.iterations, isConverged: fit.isConverged)
    }
}

extension LogisticRegressionRecord {
    /// - Parameters:
    ///   - folds: of the logistic regression.
    ///   - network: the network's records of the same folds, in the same order.
    init(_ folds: [LogisticFoldRecord], beside network: [FoldRecord]) {
        let accuracies = folds.map(\.accuracy)
        let differences = zip(network, accuracies).map { $0.accuracy - $1 }
        let interval = CrossValidation.interval(accuracies, of: network)
        let difference = CrossValidation.interval(differences, of: network)
        self.init(
            accuracy: accuracies.reduce(0, +) / Double(folds.count), low: max(0, interval.low),
            high: min(1, interval.high), difference: differences.reduce(0, +) / Double(folds.count),
            differenceLow: difference.low, differenceHigh: difference.high, folds: folds)
    }
}
