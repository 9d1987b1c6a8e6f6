import Datasets
import Devices
import Quantities
import Results
import SpikingNetworks
import Studies
import Training

/// A finished network on its samples.
struct NetworkTest: Sendable {
    let study: Study
    let jobs: Int

    /// What was found.
    struct Outcome: Sendable {
        /// Every cell exactly at its level.
        var target: SpikingNetwork
        /// As the array holds it: at its levels, with the first draw of programming errors.
        var programmed: SpikingNetwork
        var answers: NetworkAnswers
        var accuracy: Double
        var correct: Double
        var trainAccuracy: Double
        var validationAccuracy: Double?
        /// Of every draw, the first one's included.
        var draws: [Double]
        /// Of `target`.
        var exactAccuracy: Double
    }

    /// - Parameter tested: the held-out samples; of a network that was trained on everything, those
    ///   themselves.
    func run(
        _ trained: TrainedDeepNetwork, on samples: StudySamples, tested: LabelledSamples,
        isCancelled: () -> Bool
    ) throws -> Outcome {
        let target = try trained.trainer.network()
        let programmed = study.hardware.isRandom ? try trained.trainer.programmedNetwork(draw: 0) : target
        let answers = try answers(programmed, tested, findsLeads: true)
        var draws = [answers.accuracy(labels: tested.labels)]
        var exact = draws[0]
        if study.hardware.isRandom {
            exact = try accuracy(target, tested)
            for draw in 1..<max(1, study.hardware.draws) {
                if isCancelled() { throw RunInterrupted(stage: "test") }
                draws.append(try accuracy(try trained.trainer.programmedNetwork(draw: draw), tested))
            }
        }
        return Outcome(
            target: target, programmed: programmed, answers: answers, accuracy: draws[0],
            correct: zip(answers.decisions, tested.labels).reduce(0) { $0 + $1.0.score(label: $1.1) },
            trainAccuracy: try accuracy(programmed, samples.training),
            validationAccuracy: try samples.validation.map { try accuracy(programmed, $0) }, draws: draws,
            exactAccuracy: exact)
    }

    func answers(
        _ network: SpikingNetwork, _ samples: LabelledSamples, findsLeads: Bool = false
    ) throws -> NetworkAnswers {
        try NetworkInference(network, encoder: study.network.encoder, jobs: jobs).answers(
            samples, seed: study.seed, findsLeads: findsLeads)
    }

    private func accuracy(_ network: SpikingNetwork, _ samples: LabelledSamples) throws -> Double {
        try answers(network, samples).accuracy(labels: samples.labels)
    }
}

extension ConfusionRecord {
    init(_ decisions: [RaceDecision], labels: [Int], classes: Int) {
        self.init(
            counts: [[Int]](repeating: [Int](repeating: 0, count: classes), count: classes),
            undecided: [Int](repeating: 0, count: classes))
        for (decision, label) in zip(decisions, labels) {
            if let winner = decision.winner { counts[label][winner] += 1 } else { undecided[label] += 1 }
        }
    }

    /// The same with another part's counts added.
    func adding(_ other: ConfusionRecord) -> ConfusionRecord {
        ConfusionRecord(
            counts: zip(counts, other.counts).map { zip($0, $1).map(+) },
            undecided: zip(undecided, other.undecided).map(+))
    }
}

extension FiringRecord {
    static let bins = 25

    /// - Parameter rates: spikes per slot of every neuron.
    init(layer: Int, rates: [Double]) {
        var histogram = [Int](repeating: 0, count: Self.bins)
        for rate in rates { histogram[min(Self.bins - 1, Int(saturating: rate * Double(Self.bins)))] += 1 }
        self.init(
            layer: layer, neurons: rates.count, mean: rates.reduce(0, +) / Double(max(1, rates.count)),
            silent: rates.count { $0 == 0 }, saturated: rates.count { $0 == 1 }, histogram: histogram)
    }
}

extension WeightHistogramRecord {
    static let bins = 60

    static func all(
        _ trainer: NetworkTrainer, target: SpikingNetwork, programmed: SpikingNetwork, hardware: HardwarePlan
    ) -> [WeightHistogramRecord] {
        target.layers.indices.map { index in
            let weights = trainer.trainedWeights(layer: index)
            guard case .crossbar(let layer) = target.layers[index] else {
                let (low, high) = (weights.min() ?? 0, weights.max() ?? 1)
                return WeightHistogramRecord(
                    layer: index + 1, quantity: "weight", low: Double(low), high: Double(high),
                    trained: counts(weights, low, high))
            }
            let low = Float(layer.range.minimum.value)
            let high = Float(layer.range.maximum.value)
            // The pair that holds a weight: one cell at G_min, the other as far above as the weight says.
            let cells = weights.map { low + (high - low) * max($0, 0) }
            let pairs = layer.rows == .bipolar ? cells : cells + weights.map { low + (high - low) * max(-$0, 0) }
            return WeightHistogramRecord(
                layer: index + 1, quantity: "conductance", low: Double(low), high: Double(high),
                trained: counts(pairs, low, high),
                atLevels: hardware.levels == nil ? nil : counts(Self.cells(target, index), low, high),
                programmed: hardware.isRandom ? counts(Self.cells(programmed, index), low, high) : nil)
        }
    }

    private static func cells(_ network: SpikingNetwork, _ index: Int) -> [Float] {
        guard case .crossbar(let layer) = network.layers[index] else { return [] }
        return layer.positive + layer.negative
    }

    private static func counts(_ values: [Float], _ low: Float, _ high: Float) -> [Int] {
        var counts = [Int](repeating: 0, count: bins)
        let scale = high > low ? Float(bins) / (high - low) : 0
        for value in values { counts[min(bins - 1, max(0, Int(saturating: Double((value - low) * scale))))] += 1 }
        return counts
    }
}
