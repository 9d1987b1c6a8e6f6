import NumericalMethods

/// Searches, effect by effect, for the largest value that still keeps the yield.
struct SweepMargins {
    let study: SweepStudy
    let ceiling: ProtocolCeiling?

    func run(_ trials: SweepTrials, _ meter: StageMeter, stage: String) throws -> [MarginRecord] {
        let plan = study.margin
        meter.begin(stage, trials: plan.upTo.count * study.remedies.count * (plan.steps + 2) * study.sampling.maps)
        return try plan.upTo.flatMap { limit in
            try study.remedies.map { try search(limit, $0, trials, stage: stage) }
        }
    }

    /// Bisection between the value in `effects` and the limit. All values are tried on the same random numbers, so that
    /// what they differ in is the effect.
    private func search(
        _ limit: SweepLimit, _ remedy: Remedy, _ trials: SweepTrials, stage: String
    ) throws -> MarginRecord {
        let plan = study.margin
        let start = study.effects.number(limit.key) ?? 0
        let first = SweepAxis.Value.between(limit.value.replacing(start), limit.value, at: 0)!
        var record = MarginRecord(
            key: limit.key, remedy: remedy.name, accuracy: plan.accuracy, yield: plan.yield, tried: [])
        func keeps(_ value: SweepAxis.Value) throws -> Bool {
            let effects = try study.effects.setting(limit.key, to: value, file: "margin")
            let point = SweepPoint(
                axes: [(limit.key, value)], effects: effects, remedy: remedy, expected: study.effects.array)
            let records = try trials.run(
                [[point]], maps: 0..<study.sampling.maps, draws: study.sampling.draws, stage: stage)
            let yield = YieldRecord(
                records.map { $0.scores[0].accuracy }, relativeToCeiling: plan.accuracy,
                ceiling: ceiling?.accuracy(effects.input.noise) ?? 1)
            record.tried.append(
                MarginRecord.Tried(value: value.number!, yield: yield.yield, low: yield.low, high: yield.high))
            return yield.yield >= plan.yield
        }
        guard try keeps(first) else {
            record.broken = first.tree
            return record
        }
        var (good, bad) = (first, limit.value)
        if try keeps(limit.value) {
            good = limit.value
        } else {
            for _ in 0..<plan.steps {
                guard let middle = SweepAxis.Value.between(good, bad, at: 0.5) else { break }
                if try keeps(middle) { good = middle } else { bad = middle }
            }
            record.broken = bad.tree
        }
        record.affordable = good.tree
        record.affordableNumber = good.number
        return record
    }
}

/// Which of the effects decides: one at a time from none to its largest value, and total Sobol indices over the box.
struct SweepSensitivity {
    static let purpose = StreamPurpose("sensitivity: points")
    /// Arrays a point: their mean is what varies.
    static let maps = 10

    let study: SweepStudy

    func run(_ trials: SweepTrials, _ meter: StageMeter, stage: String) throws -> SensitivityRecord? {
        let plan = study.sensitivity
        guard !plan.upTo.isEmpty else { return nil }
        let count = plan.upTo.count
        let lows = plan.upTo.map { study.effects.number($0.key) ?? 0 }
        let highs = plan.upTo.map { $0.value.number! }
        let maps = min(Self.maps, study.sampling.maps)
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
                effects = try effects.setting(limit.key, to: limit.value.replacing(number), file: "sensitivity")
            }
            return [
                SweepPoint(axes: [], effects: effects, remedy: study.remedies[0], expected: study.effects.array)
            ]
        }
        let records = try trials.run(points, maps: 0..<maps, draws: study.sampling.draws, stage: stage)
        let means = all.indices.map { index in
            records[(index * maps)..<((index + 1) * maps)].reduce(0) { $0 + $1.scores[0].accuracy } / Double(maps)
        }
        let indices = SobolIndices(
            results: Array(means[corners.count...]), parameters: count, samples: plan.samples)
        return SensitivityRecord(
            remedy: study.remedies[0].name, samples: plan.samples, maps: maps,
            parameters: plan.upTo.enumerated().map { index, limit in
                SensitivityRecord.Parameter(
                    key: limit.key, low: lows[index], high: highs[index], oneAtATime: means[1 + index] - means[0],
                    first: indices.first[index], total: indices.total[index])
            })
    }
}

extension EffectsPlan {
    /// The value of a parameter by its dotted key, in SI units; nil for a word or an unknown key.
    func number(_ key: String) -> Double? {
        var names = key.split(separator: ".").map(String.init)
        let top = names.removeFirst()
        guard var tree = Self.fields.first(where: { $0.key == top })?.tree(self) else { return nil }
        for name in names {
            guard case .section(let section) = tree, let next = section[name] else { return nil }
            tree = next
        }
        switch tree {
        case .number(let number): return number
        case .text(let text): return SweepAxis.Value(text: text).number
        default: return nil
        }
    }
}
