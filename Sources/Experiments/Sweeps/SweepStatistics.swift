import NumericalMethods

/// What the arrays of one point showed, in the order of their numbers.
struct PointSample: Sendable {
    var records: [TrialRecord] = []
    /// Which score of every record is this point's.
    let place: Int

    var scores: [TrialRecord.Score] { records.map { $0.scores[place] } }
    var accuracies: [Double] { scores.map(\.accuracy) }

    /// Half the 95 % interval of the mean by the normal law, for stopping.
    var halfWidth: Double {
        guard records.count > 1 else { return .infinity }
        return ConfidenceInterval.normalQuantile95 * SampleSummary(accuracies).standardError
    }
}

extension PointSample {
    static let bootstrapPurpose = StreamPurpose("statistics: bootstrap")

    /// - Parameter index: of the point, so that every point resamples by itself.
    func record(_ point: SweepPoint, index: Int, ceiling: Double?, yields: [Double], seed: UInt64) -> PointRecord {
        let accuracies = accuracies
        let summary = SampleSummary(accuracies)
        let scores = scores
        let shown = scores.reduce(0) { $0 + $1.presentations }
        var stream = RandomStream(seed: seed, purpose: Self.bootstrapPurpose, trial: index)
        let interval =
            records.count > 1
            ? Bootstrap.mean(accuracies, from: &stream)
            : ConfidenceInterval.wilson(successes: scores[0].score, trials: shown)
        return PointRecord(
            axes: point.axisTree, remedy: point.remedy.name, mean: summary.mean,
            standardDeviation: summary.standardDeviation, p5: summary.quantile(0.05), worst: summary.minimum,
            low: interval.low, high: interval.high, ceiling: ceiling, maps: records.count,
            draws: scores[0].presentations,
            noWinner: Double(scores.reduce(0) { $0 + $1.noWinner }) / Double(shown),
            ties: scores.reduce(0) { $0 + $1.ties },
            stuckCells: Double(records.reduce(0) { $0 + $1.stuckCells }) / Double(records.count),
            clippedCells: Double(records.reduce(0) { $0 + $1.clippedCells }) / Double(records.count),
            yields: yields.map { YieldRecord(accuracies, relativeToCeiling: $0, ceiling: ceiling ?? 1) },
            quantiles: (0...20).map { summary.quantile(Double($0) / 20) })
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
