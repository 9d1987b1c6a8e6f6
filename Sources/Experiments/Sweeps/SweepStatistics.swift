import NumericalMethods
import Results
import Studies

/// What the arrays of one point showed, in the order of their numbers.
struct PointSample: Sendable {
    var records: [TrialRecord] = []
    /// Which score of every record is this point's.
    let place: Int
    /// The exact one of the point's noise; nil where it is not known.
    let ceiling: Double?

    var scores: [TrialRecord.Score] { records.map { $0.scores[place] } }

    /// The best accuracy that is possible: exact, else the mean of the largest probability over what was shown.
    var bestAccuracy: Double? {
        if let ceiling { return ceiling }
        let best = scores.compactMap { $0.posterior?.best }
        return best.isEmpty ? nil : best.reduce(0, +) / Double(best.count)
    }

    /// Of every array: the ceiling times its accuracy relative to it where the winners' probabilities are known, else hits.
    var accuracies: [Double] {
        let best = bestAccuracy
        return scores.map { score in
            if let best, let posterior = score.posterior { best * posterior.relative } else { score.accuracy }
        }
    }

    /// Half the 95 % interval of the mean by the normal law, for stopping.
    var halfWidth: Double {
        guard records.count > 1 else { return .infinity }
        return ConfidenceInterval.normalQuantile95 * SampleSummary(accuracies).standardError
    }
}

extension PointSample {
    static let bootstrapPurpose = StreamPurpose("statistics: bootstrap")

    /// - Parameters:
    ///   - index: of the point, so that every point resamples by itself.
    ///   - networks: how many trainings the arrays are of, in turn.
    func record(
        _ point: SweepPoint, index: Int, networks: Int, yields: [Double], seed: UInt64
    ) -> PointRecord {
        let accuracies = accuracies
        let summary = SampleSummary(accuracies)
        let scores = scores
        let shown = scores.reduce(0) { $0 + $1.presentations }
        var observed = ObservedRaces()
        for score in scores { observed.add(score.observed) }
        let interval = interval(accuracies, index: index, seed: seed)
        return PointRecord(
            axes: point.axisTree, remedy: point.remedy.name, mean: summary.mean,
            standardDeviation: summary.standardDeviation, p5: summary.quantile(0.05), worst: summary.minimum,
            low: interval.low, high: interval.high, ceiling: bestAccuracy, maps: records.count,
            draws: scores[0].presentations,
            noWinner: Double(scores.reduce(0) { $0 + $1.noWinner }) / Double(shown),
            ties: scores.reduce(0) { $0 + $1.ties },
            stuckCells: Double(records.reduce(0) { $0 + $1.stuckCells }) / Double(records.count),
            clippedCells: Double(records.reduce(0) { $0 + $1.clippedCells }) / Double(records.count),
            yields: yields.map { YieldRecord(accuracies, relativeToCeiling: $0, ceiling: bestAccuracy ?? 1) },
            quantiles: (0...20).map { summary.quantile(Double($0) / 20) }, operation: OperationRecord(observed),
            trainings: TrainingSpread(accuracies, networks: networks))
    }

    /// Of the mean over arrays; of a single one over its presentations.
    private func interval(_ accuracies: [Double], index: Int, seed: UInt64) -> ConfidenceInterval {
        if records.count > 1 {
            var stream = RandomStream(seed: seed, purpose: Self.bootstrapPurpose, trial: index)
            return Bootstrap.mean(accuracies, from: &stream)
        }
        guard let posterior = scores[0].posterior, let best = bestAccuracy else {
            return .wilson(successes: scores[0].score, trials: scores[0].presentations)
        }
        let half = ConfidenceInterval.normalQuantile95 * best * posterior.standardError
        return ConfidenceInterval(low: max(0, accuracies[0] - half), high: min(best, accuracies[0] + half))
    }

    /// The gain over another sample of the same arrays.
    func difference(
        _ point: SweepPoint, from base: PointSample, named against: String, index: Int, seed: UInt64
    ) -> DifferenceRecord {
        let pairs = min(records.count, base.records.count)
        let gains = zip(accuracies[..<pairs], base.accuracies[..<pairs]).map { $0 - $1 }
        var stream = RandomStream(seed: seed, purpose: Self.bootstrapPurpose, trial: index)
        let interval =
            pairs > 1
            ? Bootstrap.mean(gains, from: &stream) : ConfidenceInterval(low: gains[0], high: gains[0])
        return DifferenceRecord(
            axes: point.axisTree, remedy: point.remedy.name, against: against,
            mean: gains.reduce(0, +) / Double(pairs), low: interval.low, high: interval.high)
    }
}

extension TrainingSpread {
    /// - Parameters:
    ///   - accuracies: array m is of network m modulo their number.
    ///   - networks: nil results for one.
    init?(_ accuracies: [Double], networks: Int) {
        guard networks > 1, accuracies.count >= networks else { return nil }
        self.init(
            (0..<networks).map { network in
                let own = stride(from: network, to: accuracies.count, by: networks).map { accuracies[$0] }
                return own.reduce(0, +) / Double(own.count)
            })
        // Student's law knows no bounds, an accuracy does.
        low = max(0, low)
        high = min(1, high)
    }

    /// - Parameter means: one a training, at least two.
    init(_ means: [Double]) {
        let summary = SampleSummary(means)
        let half =
            ConfidenceInterval.studentQuantile95(degreesOfFreedom: means.count - 1) * summary.standardError
        self.init(
            networks: means.count, mean: summary.mean, standardDeviation: summary.standardDeviation,
            least: summary.minimum, largest: summary.maximum, low: summary.mean - half, high: summary.mean + half)
    }
}

extension YieldRecord {
    init(_ accuracies: [Double], relativeToCeiling level: Double, ceiling: Double) {
        let good = accuracies.count { $0 >= level * ceiling }
        let interval = ConfidenceInterval.wilson(successes: Double(good), trials: accuracies.count)
        self.init(
            relativeToCeiling: level, yield: Double(good) / Double(accuracies.count), low: interval.low,
            high: interval.high)
    }
}

extension SweepPoint {
    var axisTree: [String: StudyTree] {
        Dictionary(uniqueKeysWithValues: axes.map { ($0.key, $0.value.tree) })
    }
}
