import Results
import Studies

/// Searches, effect by effect, for the largest value that still keeps the yield, with its interval.
struct SweepMargins {
    let study: SweepStudy
    let ceiling: (SweepPoint) -> Double?

    func run(_ trials: SweepTrials, _ meter: StageMeter, stage: String) throws -> [MarginRecord] {
        let plan = study.margin
        meter.begin(
            stage, trials: plan.upTo.count * study.remedies.count * (2 * plan.steps + 2) * study.sampling.maps)
        return try plan.upTo.flatMap { limit in
            try study.remedies.map { remedy in
                var search = MarginSearch(study: study, limit: limit, remedy: remedy)
                return try search.record { setting in
                    let effects = try study.effects.setting(setting, file: "margin")
                    let point = SweepPoint(
                        axes: [setting], effects: effects, remedy: remedy, expected: study.effects.array)
                    var sample = PointSample(place: 0, ceiling: ceiling(point))
                    sample.records = try trials.run(
                        [[point]], maps: 0..<study.sampling.maps, draws: study.sampling.draws, stage: stage)
                    return YieldRecord(
                        sample.accuracies, relativeToCeiling: plan.accuracy, ceiling: sample.bestAccuracy ?? 1)
                }
            }
        }
    }
}

/// The bisections of one effect with one remedy, between the value in `effects` and the limit. All values are tried on the
/// same random numbers, so that what they differ in is the effect, and none is tried twice.
private struct MarginSearch {
    let study: SweepStudy
    let limit: SweepSetting
    let remedy: Remedy
    var tried: [(number: Double, yield: YieldRecord)] = []

    /// Three searches that share what they try: for the yield itself, and for both ends of its interval.
    mutating func record(measure: (SweepSetting) throws -> YieldRecord) throws -> MarginRecord {
        let plan = study.margin
        let likely = try search(measure) { $0.yield >= plan.yield }
        let certain = try search(measure) { $0.low >= plan.yield }
        let possible = try search(measure) { $0.high >= plan.yield }
        return MarginRecord(
            key: limit.key, remedy: remedy.name, affordable: likely.good.map { setting($0).value.tree },
            affordableNumber: likely.good, broken: likely.bad.map { setting($0).value.tree }, low: certain.good,
            high: possible.bad, accuracy: plan.accuracy, yield: plan.yield,
            tried: tried.map {
                MarginRecord.Tried(value: $0.number, yield: $0.yield.yield, low: $0.yield.low, high: $0.yield.high)
            })
    }

    /// The largest value tried that holds and the smallest that does not, as close as the study's steps make them.
    private mutating func search(
        _ measure: (SweepSetting) throws -> YieldRecord, holds: (YieldRecord) -> Bool
    ) throws -> (good: Double?, bad: Double?) {
        let end = limit.value.number!
        guard holds(try yield(start, measure)) else { return (nil, start) }
        if holds(try yield(end, measure)) { return (end, nil) }
        // What the other searches tried narrows the beginning.
        let inside = tried.sorted { way($0.number) < way($1.number) }
        var bad = inside.first { way($0.number) > 0 && !holds($0.yield) }!.number
        var good = inside.last { way($0.number) < way(bad) && holds($0.yield) }!.number
        let resolution = 1 / Double(1 << study.margin.steps)
        while way(bad) - way(good) > resolution * 1.000001 {
            let middle = good + (bad - good) * 0.5
            if holds(try yield(middle, measure)) { good = middle } else { bad = middle }
        }
        return (good, bad)
    }

    private var start: Double { study.effects.number(limit.key) ?? 0 }

    /// The part of the way to the limit.
    private func way(_ number: Double) -> Double { (number - start) / (limit.value.number! - start) }

    /// As a study would write it.
    private func setting(_ number: Double) -> SweepSetting {
        number == limit.value.number ? limit : limit.replacing(number)
    }

    private mutating func yield(
        _ number: Double, _ measure: (SweepSetting) throws -> YieldRecord
    ) throws -> YieldRecord {
        if let known = tried.first(where: { $0.number == number }) { return known.yield }
        let yield = try measure(setting(number))
        tried.append((number, yield))
        return yield
    }
}
