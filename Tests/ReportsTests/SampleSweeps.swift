import Foundation
import Results
import Studies

/// Sweeps of about the shape of real ones, from closed forms: nothing is simulated here.
enum SampleSweeps {
    /// One axis, four remedies, all parts of a report.
    static var full: SweepResults {
        var results = empty
        results.axes = [axis("stuckAt.rate", [0.1, 0.2, 0.3])]
        results.effects = ["stuck-at faults: lowResistanceShare 0.5, rate 0.0", "input noise: flipProbability 0.1"]
        fill(&results, remedies: ["none", "fault-aware", "remapping", "remapping + fault-aware"])
        results.margins = ["none", "remapping"].flatMap { [margin("stuckAt.rate", $0), margin("drift.elapsed", $0)] }
        results.margins[3].affordable = nil
        results.margins[3].affordableNumber = nil
        results.sensitivity = SensitivityRecord(
            remedy: "none", samples: 8, maps: 10, draws: 200,
            parameters: [
                parameter("readNoise", 0.1, alone: -0.002, first: -0.01, total: 0.04),
                parameter("stuckAt.rate", 0.3, alone: -0.19, first: 0.81, total: 0.93),
            ])
        results.check = EngineCheckRecord(
            engine: .discrete, against: .events, presentations: 200, decisionsAgree: 0.995)
        results.worst = [worst("none", trial: 417, accuracy: 0.311), worst("remapping", trial: 12, accuracy: 0.877)]
        results.faultSearch = FaultSearchRecord(
            writes: 600, reads: 600, readEnergy: 1.2e-9, protocolText: "every cell is set and reset once")
        results.notes = ["2 of 12 points stopped early."]
        return results
    }

    /// Axes of numbers, of words and of times; three remedies.
    static var wide: SweepResults {
        var results = empty
        results.axes = [
            axis("stuckAt.rate", (0...9).map { Double($0) * 0.03 }),
            axis("input.flipProbability", [0, 0.05, 0.1, 0.15, 0.2, 0.3]),
            AxisRecord(key: "stuckAt.pattern", values: [.text("uniform"), .text("row")], numbers: []),
            AxisRecord(
                key: "drift.elapsed", values: [.text("1 s"), .text("1e5 s"), .text("3e6 s")], numbers: [1, 1e5, 3e6]),
        ]
        fill(&results, remedies: ["none", "remapping", "variation-aware"])
        // Of one training.
        for index in results.points.indices { results.points[index].trainings = nil }
        return results
    }

    /// A point without axes, and nothing beside it.
    static var single: SweepResults {
        var results = empty
        fill(&results, remedies: ["none"])
        return results
    }

    static var empty: SweepResults {
        SweepResults(
            program: ProgramRecord(name: "Memspike", version: "0.1.0"),
            study: .section(["name": .text("stuck-at"), "seed": .number(1)]), seed: 1,
            engine: EngineRecord(engine: .discrete, simulator: "Memspike discrete model", version: "0.1.0"),
            patterns: SampleResults.full.patterns, axes: [], effects: [])
    }

    private static func parameter(
        _ key: String, _ high: Double, alone: Double, first: Double, total: Double
    ) -> SensitivityRecord.Parameter {
        func estimate(_ value: Double) -> Estimate {
            Estimate(value: value, low: value - 0.05, high: value + 0.05)
        }
        return SensitivityRecord.Parameter(
            key: key, low: 0, high: high, oneAtATime: estimate(alone), first: estimate(first), total: estimate(total),
            company: estimate(total - first))
    }

    private static func axis(_ key: String, _ numbers: [Double]) -> AxisRecord {
        AxisRecord(key: key, values: numbers.map { .number($0) }, numbers: numbers)
    }

    /// What every remedy leaves of the loss.
    private static let losses = [
        "none": 0.6, "fault-aware": 0.25, "remapping": 0.12, "remapping + fault-aware": 0.06, "variation-aware": 0.5,
    ]

    private static func fill(_ results: inout SweepResults, remedies: [String]) {
        let places = results.axes.reduce([[Int]]([[]])) { places, axis in
            places.flatMap { place in axis.values.indices.map { place + [$0] } }
        }
        for place in places {
            let axes = Dictionary(
                uniqueKeysWithValues: zip(results.axes, place).map { ($0.key, $0.values[$1]) })
            let numbers = zip(results.axes, place).map { axis, index in
                axis.numbers.isEmpty ? 0 : axis.numbers[index] / axis.numbers.max()! * 0.3
            }
            let ceiling = 0.99 - (axes["input.flipProbability"] == nil ? 0.025 : numbers[1])
            let accuracies = remedies.map { ceiling * (1 - losses[$0]! * (numbers.first ?? 0.2)) }
            for (remedy, mean) in zip(remedies, accuracies) {
                results.points.append(point(axes, remedy, mean, ceiling))
                guard remedy != remedies[0] else { continue }
                results.differences.append(
                    DifferenceRecord(
                        axes: axes, remedy: remedy, against: remedies[0], mean: mean - accuracies[0],
                        low: mean - accuracies[0] - 0.002, high: mean - accuracies[0] + 0.002))
            }
        }
    }

    private static func point(
        _ axes: [String: StudyTree], _ remedy: String, _ mean: Double, _ ceiling: Double
    ) -> PointRecord {
        let spread = (ceiling - mean) / 3 + 0.002
        return PointRecord(
            axes: axes, remedy: remedy, mean: mean, standardDeviation: spread, p5: mean - 1.6 * spread,
            worst: mean - 3 * spread, low: mean - spread / 7, high: mean + spread / 7, ceiling: ceiling, maps: 200,
            draws: 2000, noWinner: 0.001, ties: 3, stuckCells: 60, clippedCells: 0,
            yields: [0.9, 0.95, 0.98].map { level in
                let yield = min(max(0.5 + (mean - level * ceiling) / spread / 4, 0), 1)
                return YieldRecord(
                    relativeToCeiling: level, yield: yield, low: max(0, yield - 0.05), high: min(1, yield + 0.05))
            }, quantiles: (0...20).map { mean + spread * (Double($0) - 10) / 5 },
            operation: OperationRecord(
                presentations: 200, energy: 1.09e-10, decisionTime: 2.3e-6, outputSpikes: 1.02, multipleSpikes: 0.02),
            trainings: TrainingSpread(
                networks: 5, mean: mean, standardDeviation: 0.001, least: mean - 0.002, largest: mean + 0.002,
                low: mean - 0.001, high: mean + 0.001))
    }

    private static func margin(_ key: String, _ remedy: String) -> MarginRecord {
        MarginRecord(
            key: key, remedy: remedy, affordable: .number(0.15), affordableNumber: 0.15, broken: .number(0.1625),
            low: 0.13, high: 0.18, accuracy: 0.95, yield: 0.95,
            tried: [(0.0, 1.0), (0.3, 0.2), (0.15, 0.96), (0.1625, 0.94)].map {
                MarginRecord.Tried(value: $0.0, yield: $0.1, low: max(0, $0.1 - 0.03), high: min(1, $0.1 + 0.03))
            })
    }

    private static func worst(_ remedy: String, trial: Int, accuracy: Double) -> WorstArrayRecord {
        let conductances = (0..<10).map { (column: Int) -> [Double] in
            (0..<30).map { (row: Int) -> Double in 1e-8 + 1e-6 * Double((row * column) % 7) / 7 }
        }
        return WorstArrayRecord(
            axes: ["stuckAt.rate": .number(0.3)], remedy: remedy, trial: trial, accuracy: accuracy,
            conductances: conductances,
            stuck: [
                .init(column: 0, row: 3, state: "LRS"), .init(column: 9, row: 29, state: "HRS"),
            ])
    }
}
