import NumericalMethods
import Results
import Studies

/// Which of the effects decides: one at a time from none to its largest value, and Sobol indices over the box.
struct SweepSensitivity {
    static let purpose = StreamPurpose("sensitivity: points")
    static let resamplingPurpose = StreamPurpose("sensitivity: bootstrap")
    /// Arrays of a point at most, the same ones at all points: their mean is what varies.
    static let maps = 20
    /// Presentations of an array at most: all points share them, and what they have in common does not vary.
    static let draws = 200

    let study: SweepStudy

    func run(_ trials: SweepTrials, _ meter: StageMeter, stage: String) throws -> SensitivityRecord? {
        let plan = study.sensitivity
        guard !plan.upTo.isEmpty else { return nil }
        let count = plan.upTo.count
        let lows = plan.upTo.map { study.effects.number($0.key) ?? 0 }
        let highs = plan.upTo.map { $0.value.number! }
        let maps = min(Self.maps, study.sampling.maps)
        let draws = study.sampling.draws == 0 ? 0 : min(Self.draws, study.sampling.draws)
        var stream = RandomStream(seed: study.base.seed, purpose: Self.purpose)
        let cube = SobolIndices.points(parameters: count, samples: plan.samples, from: &stream)
        let corners =
            [[Double](repeating: 0, count: count)]
            + (0..<count).map { own in (0..<count).map { $0 == own ? 1.0 : 0 } }
        let all = corners + cube
        meter.begin(stage, trials: all.count * maps)
        let points = try all.map { place -> [SweepPoint] in
            var effects = study.effects
            for (index, limit) in plan.upTo.enumerated() {
                let number = lows[index] + (highs[index] - lows[index]) * place[index]
                effects = try effects.setting(limit.replacing(number), file: "sensitivity")
            }
            return [
                SweepPoint(axes: [], effects: effects, remedy: study.remedies[0], expected: study.effects.array)
            ]
        }
        let records = try trials.run(points, maps: 0..<maps, draws: draws, stage: stage)
        let accuracies = all.indices.map { index in
            records[(index * maps)..<((index + 1) * maps)].map { $0.scores[0].expectedAccuracy }
        }
        var resampling = RandomStream(seed: study.base.seed, purpose: Self.resamplingPurpose)
        let indices = SobolIndices(
            results: Array(accuracies[corners.count...]), parameters: count, samples: plan.samples, from: &resampling)
        return SensitivityRecord(
            remedy: study.remedies[0].name, samples: plan.samples, maps: maps,
            draws: records[0].scores[0].presentations,
            parameters: plan.upTo.enumerated().map { index, limit in
                SensitivityRecord.Parameter(
                    key: limit.key, low: lows[index], high: highs[index],
                    oneAtATime: Self.change(from: accuracies[0], to: accuracies[1 + index]),
                    first: Estimate(indices.first[index]),
                    total: Estimate(indices.total[index]),
                    company: Estimate(indices.company[index]))
            })
    }

    /// Paired over arrays, by Student's law.
    private static func change(from base: [Double], to own: [Double]) -> Estimate {
        let summary = SampleSummary(zip(base, own).map { $1 - $0 })
        // One array tells nothing of others.
        guard summary.count > 1 else { return Estimate(value: summary.mean, low: -1, high: 1) }
        let half =
            ConfidenceInterval.studentQuantile95(degreesOfFreedom: summary.count - 1) * summary.standardError
        return Estimate(value: summary.mean, low: summary.mean - half, high: summary.mean + half)
    }
}

extension Estimate {
    init(_ estimate: SobolIndices.Estimate) {
        self.init(value: estimate.value, low: estimate.low, high: estimate.high)
    }
}

extension TrialRecord.Score {
    /// Mean probability of the named classes where it is known, else hits.
    var expectedAccuracy: Double { posterior.map { $0.relative * $0.best } ?? accuracy }
}
