import Datasets
import NumericalMethods
import Results
import SpikingNetworks
import Training

/// Logistic regression on the network's own samples, beside the network.
struct LogisticBaseline: Sendable {
    /// The part of a fold's training samples that chooses the penalty, where the study holds none out: our choice.
    static let validation = 0.2
    /// Draws that hold out what no other draw of the seed does.
    private static let firstRepetition = 1_000_000

    /// Samples × features × classes above which a plain split goes without: a fit would take longer than the network's.
    static let largest = 3_000_000

    let seed: UInt64

    /// - Parameter samples: of the fold, scaled as the network sees them.
    func run(fold: Int, _ samples: StudySamples) throws -> LogisticFoldRecord {
        try fit(fold: fold, samples).record
    }

    /// Beside a network that was tested once; nil where nothing was held out, or where a fit would take too long.
    func run(_ samples: StudySamples, beside answers: NetworkAnswers) throws -> LogisticRegressionRecord? {
        let training = samples.training
        guard let tested = samples.test, training.count * training.featureCount * training.classes <= Self.largest
        else {
            return nil
        }
        let (fit, record) = try fit(fold: 0, samples)
        let decisions = fit.decisions(tested)
        let differences = tested.labels.indices.map { sample in
            answers.decisions[sample].score(label: tested.labels[sample])
                - (decisions[sample] == tested.labels[sample] ? 1 : 0)
        }
        let interval = ConfidenceInterval.wilson(
            successes: record.accuracy * Double(tested.count), trials: tested.count)
        let difference = ConfidenceInterval.pairedDifference(differences)
        return LogisticRegressionRecord(
            accuracy: record.accuracy, low: interval.low, high: interval.high,
            difference: differences.reduce(0, +) / Double(tested.count), differenceLow: difference.low,
            differenceHigh: difference.high, folds: [record])
    }

    private func fit(
        fold: Int, _ samples: StudySamples
    ) throws -> (fit: LogisticRegression, record: LogisticFoldRecord) {
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
        return (
            fit,
            LogisticFoldRecord(
                fold: fold, accuracy: fit.accuracy(heldOut), trainAccuracy: fit.accuracy(all), penalty: fit.penalty,
                iterations: fit.iterations, isConverged: fit.isConverged)
        )
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
