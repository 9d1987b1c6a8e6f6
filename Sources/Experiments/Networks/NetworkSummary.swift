import Datasets
import Foundation
import NumericalMethods
import Quantities
import Results
import SpikingNetworks
import Studies
import Training

/// What a training and its tests came to, as results.
struct NetworkSummary {
    let study: Study
    let data: StudyData
    let samples: StudySamples
    let tested: LabelledSamples
    let trained: TrainedDeepNetwork
    let test: NetworkTest.Outcome
    let folds: [FoldOutcome]
    /// Of a plain split; the folds have their own.
    let logistic: LogisticRegressionRecord?
    let circuit: CircuitTestOutcome?
    let program: ProgramRecord
    let seconds: Double

    private var records: [FoldRecord] { folds.map(\.record) }

    var results: NetworkResults {
        let isCrossValidated = !folds.isEmpty
        let interval =
            isCrossValidated
            ? CrossValidation.interval(records)
            : ConfidenceInterval.wilson(successes: test.correct, trials: tested.count)
        return NetworkResults(
            program: program, study: study.tree, seed: study.seed, data: dataRecord,
            testAccuracy: isCrossValidated ? mean(\.accuracy) : test.accuracy, testLow: interval.low,
            testHigh: interval.high, testInterval: isCrossValidated ? "corrected-resampled-t" : "wilson",
            trainAccuracy: isCrossValidated ? mean(\.trainAccuracy) : test.trainAccuracy,
            validationAccuracy: isCrossValidated ? foldValidation : test.validationAccuracy,
            epochs: trained.history.count + records.reduce(0) { $0 + $1.epochs }, seconds: seconds,
            peakMemoryBytes: nil, eventsAccuracy: circuitRecord?.accuracy,
            energyPerInference: circuitRecord?.energyPerInference, layers: layers, array: array, folds: records,
            logisticRegression: isCrossValidated
                ? LogisticRegressionRecord(folds.map(\.logistic), beside: records) : logistic, circuit: circuitRecord,
            history: trained.history, bestEpoch: trained.bestEpoch,
            firing: firing, confusion: confusion, misclassified: misclassified,
            weights: WeightHistogramRecord.all(
                trained.trainer, target: test.target, programmed: test.programmed, hardware: study.hardware),
            notes: notes)
    }

    private func mean(_ value: (FoldRecord) -> Double) -> Double {
        records.reduce(0) { $0 + value($1) } / Double(records.count)
    }

    private var foldValidation: Double? {
        let values = records.compactMap(\.validationAccuracy)
        return values.isEmpty ? nil : values.reduce(0, +) / Double(values.count)
    }

    private var dataRecord: NetworkDataRecord {
        let all = samples.training
        return NetworkDataRecord(
            set: data.dataset.name, training: all.count, validation: samples.validation?.count ?? 0,
            test: folds.isEmpty ? tested.count : records.reduce(0) { $0 + $1.heldOut }, features: all.featureCount,
            classNames: all.classNames, imageHeight: all.imageShape?.height, imageWidth: all.imageShape?.width,
            source: data.dataset.facts?.source, licence: data.dataset.facts?.licence, partition: partition,
            scaling: scaling, files: data.dataset.files, understood: data.dataset.summary)
    }

    private var partition: String {
        var text =
            if !folds.isEmpty {
                "stratified \(folds.count)-fold cross-validation, drawn by the seed; every sample is held out once; the "
                    + "network that the run keeps is trained on all samples"
            } else if study.showsPatterns {
                "noisy pictures of their own, pixels flipped with p = \(study.data.flipProbability)"
            } else if data.dataset.test != nil {
                "the set's own test part"
            } else {
                "\(study.data.test) of the samples held out for the test, class by class, drawn by the seed"
            }
        if data.dataset.validation != nil { text += "; watched on the set's own validation part" }
        if study.data.validation > 0 {
            text += "; \(study.data.validation) of the training samples held out for validation, class by class"
        }
        if let limit = study.data.limit { text += "; at most \(limit) training samples, drawn by the seed" }
        return text
    }

    private var scaling: String {
        samples.scaling == nil
            ? "features are in 0…1 as they are read"
            : "every feature scaled to 0…1 by its range on the training samples alone"
    }

    private var layers: [NetworkLayerRecord] {
        test.programmed.layers.map { layer in
            switch layer {
            case .textbook(let layer):
                NetworkLayerRecord(
                    model: .textbook, inputs: layer.inputs, neurons: layer.neurons, rows: nil,
                    cells: layer.weights.count)
            case .crossbar(let layer):
                NetworkLayerRecord(
                    model: .physical, inputs: layer.inputs, neurons: layer.neurons, rows: layer.rows.rawValue,
                    cells: layer.positive.count + layer.negative.count)
            }
        }
    }

    private var array: ArrayDrawsRecord? {
        guard study.network.model == .physical else { return nil }
        let draws = folds.isEmpty ? test.draws : folds.flatMap(\.draws)
        let exact =
            folds.isEmpty ? test.exactAccuracy : folds.reduce(0) { $0 + $1.exactAccuracy } / Double(folds.count)
        let summary = SampleSummary(draws)
        // Draws of different folds differ by the fold as well: no interval over them.
        let half =
            draws.count > 1 && folds.isEmpty
            ? ConfidenceInterval.studentQuantile95(degreesOfFreedom: draws.count - 1) * summary.standardError : nil
        return ArrayDrawsRecord(
            levels: study.hardware.levels, programmingNoise: study.hardware.programmingNoise,
            draws: folds.isEmpty ? draws.count : draws.count / folds.count, accuracyWithoutNoise: exact,
            mean: summary.mean, lowest: summary.minimum, highest: summary.maximum,
            meanLow: half.map { summary.mean - $0 }, meanHigh: half.map { summary.mean + $0 },
            stuckCells: trained.stuck.reduce(0) { $0 + ($1?.count ?? 0) })
    }

    private var circuitRecord: CircuitTestRecord? {
        guard !folds.isEmpty else { return circuit?.record }
        let parts = folds.compactMap { $0.circuit?.record }
        guard let first = parts.first else { return nil }
        let samples = parts.reduce(0) { $0 + $1.samples }
        func mean(_ value: (CircuitTestRecord) -> Double) -> Double {
            parts.reduce(0) { $0 + value($1) * Double($1.samples) } / Double(samples)
        }
        let accuracy = mean(\.accuracy)
        let interval = ConfidenceInterval.wilson(successes: accuracy * Double(samples), trials: samples)
        func meanOfSome(_ value: (CircuitTestRecord) -> Double?) -> Double? {
            parts.allSatisfy { value($0) != nil } ? mean { value($0) ?? 0 } : nil
        }
        return CircuitTestRecord(
            engine: first.engine, samples: samples, accuracy: accuracy, low: interval.low, high: interval.high,
            discreteAccuracy: mean(\.discreteAccuracy), decisionsAgree: mean(\.decisionsAgree),
            undecided: parts.reduce(0) { $0 + ($1.undecided ?? 0) }, energyPerInference: mean(\.energyPerInference),
            parts: energyParts(parts, samples), conservationError: parts.compactMap(\.conservationError).max(),
            spikesPerInference: first.spikesPerInference?.indices.map { layer in
                mean { $0.spikesPerInference?[layer] ?? 0 }
            }, decisionTime: meanOfSome(\.decisionTime), presentationDuration: first.presentationDuration,
            seconds: parts.reduce(0) { $0 + $1.seconds })
    }

    private func energyParts(_ folds: [CircuitTestRecord], _ samples: Int) -> EnergySplit? {
        guard folds.allSatisfy({ $0.parts != nil }) else { return nil }
        var mean = EnergySplit(array: 0, neurons: 0, winnerTakeAll: 0)
        for part in CircuitPart.allCases {
            mean[part] = folds.reduce(0) { $0 + $1.parts![part] * Double($1.samples) } / Double(samples)
        }
        return mean
    }

    private var firing: [FiringRecord] {
        test.answers.firingRates.enumerated().map { FiringRecord(layer: $0.offset + 1, rates: $0.element) }
    }

    private var confusion: ConfusionRecord {
        guard let first = folds.first?.confusion else {
            return ConfusionRecord(test.answers.decisions, labels: tested.labels, classes: tested.classes)
        }
        return folds.dropFirst().reduce(first) { $0.adding($1.confusion) }
    }

    private var misclassified: [MisclassifiedRecord] {
        folds.isEmpty
            ? MisclassifiedRecord.worst(test.answers, tested)
            : Array(
                folds.flatMap(\.misclassified).sorted { $0.confidence > $1.confidence }
                    .prefix(MisclassifiedRecord.limit))
    }

    private var notes: [String] {
        var notes: [String] = []
        if study.showsPatterns {
            let ceiling = ProtocolCeiling(study.patterns, slots: 1, seed: study.seed)
            notes.append(
                "The best possible rule names "
                    + String(format: "%.2f %%", ceiling.accuracy(.independentFlips(study.data.flipProbability)) * 100)
                    + " of such pictures rightly\(ceiling.note.map { ": \($0)" } ?? "").")
        }
        if study.hardware.isRandom {
            notes.append(
                "The test accuracy is of one array: cells at their levels, each off by a programming error of σ = "
                    + "\(study.hardware.programmingNoise) of the range; other arrays of the same network are under array."
            )
        }
        if study.hardware.readNoise > 0 {
            notes.append(
                "Read noise was part of the training; the tests here read without it.")
        }
        if samples.clampedValues > 0 {
            notes.append(
                "\(samples.clampedValues) feature values of held-out samples lay outside the training samples' range and "
                    + "were set to its border.")
        }
        if let last = trained.history.last {
            for (layer, width) in study.network.hidden.enumerated() where layer < last.silent.count {
                if last.silent[layer] > 0 {
                    notes.append(FiringAlarm.text(last.epoch, layer, last.silent[layer], width, "never fired") + ".")
                }
                if last.saturated[layer] > 0 {
                    notes.append(
                        FiringAlarm.text(last.epoch, layer, last.saturated[layer], width, "fired in every slot") + ".")
                }
            }
        }
        if let best = trained.bestEpoch {
            notes.append(
                "Early stopping kept the network of epoch \(best + 1), whose validation accuracy was the best.")
        }
        let unfinished = folds.filter { !$0.logistic.isConverged }.map { "\($0.record.fold + 1)" }
        if !unfinished.isEmpty {
            notes.append(
                "Logistic regression did not converge in fold \(unfinished.joined(separator: ", ")): it may be better than "
                    + "reported.")
        }
        if logistic?.folds.contains(where: { !$0.isConverged }) == true {
            notes.append("Logistic regression did not converge: it may be better than reported.")
        }
        if !folds.isEmpty {
            notes.append("Firing, weights and learning curves are of the network trained on all samples.")
        }
        for note in (folds.isEmpty ? circuit.map { [$0] } ?? [] : folds.compactMap(\.circuit)).flatMap(\.notes)
        where !notes.contains(note) { notes.append(note) }
        if let circuit = circuitRecord, circuit.samples < tested.count, folds.isEmpty {
            notes.append(
                "The circuit was shown \(circuit.samples) of the \(tested.count) test samples, the first ones; circuitSamples in the "
                    + "study sets how many.")
        }
        return notes
    }
}

extension MisclassifiedRecord {
    static let limit = 24

    /// The wrong decisions with the largest lead.
    static func worst(_ answers: NetworkAnswers, _ samples: LabelledSamples) -> [MisclassifiedRecord] {
        let wrong = answers.decisions.indices.filter { answers.decisions[$0].score(label: samples.labels[$0]) == 0 }
        let ranked = wrong.sorted { a, b in
            answers.leads[a] == answers.leads[b] ? a < b : answers.leads[a] > answers.leads[b]
        }
        return ranked.prefix(limit).map { index in
            let row = samples.features[(index * samples.featureCount)..<((index + 1) * samples.featureCount)]
            return MisclassifiedRecord(
                sample: index, label: samples.labels[index], decision: answers.decisions[index].winner ?? -1,
                confidence: answers.leads[index],
                pixels: samples.imageShape == nil ? [] : row.map { Int(saturating: Double(min(max($0, 0), 1) * 255)) })
        }
    }
}
