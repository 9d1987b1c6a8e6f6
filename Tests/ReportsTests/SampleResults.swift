import Foundation
import Results
import Studies

/// Results of about the shape and size of a real run, from closed forms: nothing is simulated here.
enum SampleResults {
    static let dotMatrix = [
        ".###.#...##...##...##...#.###.", "..#...##....#....#....#...###.", ".###.#...#...#...#...#...#####",
        "####.....#.###.....#....#####.", "...#...##..#.#.#..#.#####...#.", "######....####.....##...#.###.",
        ".###.#....####.#...##...#.###.", "#####....#...#...#...#...#....", ".###.#...#.###.#...##...#.###.",
        ".###.#...##...#.####....#.###.",
    ].map(lines)

    private static func lines(_ pixels: String) -> [String] {
        (0..<6).map { row in String(pixels.dropFirst(row * 5).prefix(5)) }
    }

    static var full: PaperResults {
        PaperResults(
            program: ProgramRecord(name: "Memspike", version: "0.1.0"), study: study, seed: 20_220_715,
            patterns: patterns,
            engines: [
                EngineRecord(engine: .discrete, simulator: "Memspike", version: "0.1.0"),
                EngineRecord(engine: .events, simulator: "Memspike", version: "0.1.0"),
                EngineRecord(engine: .ngspice, simulator: "ngspice", version: "42"),
                EngineRecord(engine: .ngspiceDevice, simulator: "ngspice", version: "42"),
            ], training: training, clean: clean, noise: noise, stuckAt: stuckAt, agreement: agreement, energy: energy,
            speed: SpeedRecord(
                eventsDecisionSeconds: 18e-6, eventsWaveformSeconds: 95e-6, ngspiceSeconds: 0.048,
                ngspiceDeviceSeconds: 0.31),
            designRules: designRules, conductances: conductances, race: race,
            notes: [
                "Twelve conductances were clipped at the lower end of their range in epoch 3 and stayed there.",
                "One ngspice worker was started again after 400 runs.",
            ])
    }

    /// Everything empty that may be empty.
    static var empty: PaperResults {
        PaperResults(
            program: ProgramRecord(name: "Memspike", version: "0.1.0"), study: .section([:]), seed: 0,
            patterns: PatternRecord(name: "", classNames: [], pictures: [], smallestDistance: 0, distances: []),
            engines: [],
            conductances: ConductanceRecord(minimum: 0, maximum: 0, siemens: []))
    }

    static var patterns: PatternRecord {
        let bits = dotMatrix.map { Array($0.joined()) }
        let distances = bits.map { a in bits.map { b in zip(a, b).count { $0 != $1 } } }
        return PatternRecord(
            name: "dot-matrix", classNames: dotMatrix.indices.map(String.init), pictures: dotMatrix,
            smallestDistance: distances.joined().filter { $0 > 0 }.min()!,
            distances: distances)
    }

    private static let study = StudyTree.section([
        "seed": .number(20_220_715), "patterns": .text("dot-matrix"),
        "circuit": .section([
            "readVoltage": .text("3.3 V"), "thresholdVoltage": .text("1 V"), "membraneCapacitance": .text("30 pF"),
        ]),
        "noise": .section([
            "flipProbabilities": .list([.number(0), .number(0.05), .number(0.1), .number(0.2), .number(0.3)]),
            "redraw": .text("per-presentation"),
        ]),
        "stuckAt": .list([
            .section(["rate": .number(0.05), "maps": .number(100)]),
            .section(["rate": .number(0.1), "maps": .number(100)]),
        ]),
    ])

    /// A deterministic number from −1 to 1.
    private static func wobble(_ seed: Int) -> Double { sin(Double(seed) * 12.9898) }

    private static let ceilings = [
        (0.0, 1.0), (0.05, 0.987), (0.1, 0.965), (0.15, 0.921), (0.2, 0.857), (0.25, 0.752), (0.3, 0.62),
    ]

    private static var noise: [NoiseRecord] {
        let engines = [
            (Level.discrete, 0.996, 10_000), (.events, 0.9985, 10_000), (.ngspice, 0.998, 2_000),
            (.ngspiceDevice, 0.991, 500),
        ]
        let independent = engines.enumerated().flatMap { index, engine in
            ceilings.enumerated().map { step, point in
                noiseRecord(
                    engine.0, point.0, nil, "per-presentation", engine.2, point.1,
                    relative: point.0 == 0 ? 1 : engine.1 + 0.001 * wobble(index * 7 + step))
            }
        }
        let exact = (0...6).map { flips in
            noiseRecord(
                .events, Double(flips) / 30, flips, "per-presentation", 10_000, 1 - 0.006 * Double(flips * flips),
                relative: flips == 0 ? 1 : 0.998)
        }
        return independent + exact
    }

    private static func noiseRecord(
        _ engine: Level, _ p: Double, _ flips: Int?, _ redraw: String, _ count: Int, _ ceiling: Double,
        relative: Double
    ) -> NoiseRecord {
        let (accuracy, n) = (ceiling * relative, Double(count))
        let (z, denominator) = (1.96, 1 + 1.96 * 1.96 / n)
        let centre = (accuracy + z * z / (2 * n)) / denominator
        let half = z / denominator * sqrt(accuracy * (1 - accuracy) / n + z * z / (4 * n * n))
        let error = 0.02 * p * sqrt(1 / n)
        let own = { (value: Double) in
            RelativeAccuracy(
                value: value, standardError: error, low: value - 2 * error, high: min(1, value + 2 * error),
                method: .winnerPosterior)
        }
        return NoiseRecord(
            engine: engine, flipProbability: p, exactFlips: flips, redraw: redraw, presentations: count,
            accuracy: accuracy, low: centre - half, high: min(1, centre + half), ceiling: ceiling,
            relative: own(relative), noWinner: p * 0.003, ties: Int(p * 100), outputSpikes: 1 + p * 0.1,
            multipleSpikes: p * 0.1,
            templates: TemplateRecord(
                accuracy: accuracy - p * 0.01, low: centre - half, high: min(1, centre + half),
                relative: own(relative - p * 0.01),
                trainingGain: AccuracyGain(
                    value: p * 0.01, standardError: error, low: p * 0.01 - 2 * error, high: p * 0.01 + 2 * error)))
    }

    private static var stuckAt: [StuckAtRecord] {
        let points = [
            (0.0, 0.9635, 0.9635), (0.05, 0.932, 0.955), (0.1, 0.89, 0.942), (0.15, 0.858, 0.925), (0.2, 0.817, 0.905),
            (0.3, 0.72, 0.86),
        ]
        return points.map { rate, unaware, aware in
            StuckAtRecord(
                rate: rate, lowResistanceShare: 0.5, flipProbability: 0.1, maps: 100, presentationsPerMap: 1_000,
                ceiling: 0.965,
                outcomes: [
                    ("none", unaware, 0.4), ("fault-aware", aware, 0.15), ("remapping", (unaware + aware) / 2, 0.2),
                    ("remapping + fault-aware", aware + 0.01 * rate, 0.1), ("templates", unaware + 0.05 * rate, 0.3),
                ].map { remedy, mean, spread in
                    StuckAtOutcome(
                        remedy: remedy, mean: mean, p5: mean - 0.004 - spread * rate,
                        low: mean - 0.001 - 0.1 * spread * rate,
                        high: mean + 0.001 + 0.1 * spread * rate,
                        gain: remedy == "none"
                            ? nil
                            : Estimate(
                                value: mean - unaware, low: mean - unaware - 0.04 * rate,
                                high: mean - unaware + 0.04 * rate))
                })
        }
    }

    private static let agreement = [
        AgreementRecord(
            a: .events, b: .ngspice, flipProbability: 0.1, presentations: 2_000, decisionsAgree: 1,
            spikeTimeErrorMedian: 0.0002, spikeTimeErrorMax: 0.00035, energyErrorMedian: 0.0004, multipleSpikesA: 0,
            multipleSpikesB: 0, failures: 0),
        AgreementRecord(
            a: .discrete, b: .events, flipProbability: 0.1, presentations: 10_000, decisionsAgree: 0.9964,
            spikeTimeErrorMedian: 0.061, spikeTimeErrorMax: 0.12, energyErrorMedian: .nan, multipleSpikesA: 2,
            multipleSpikesB: 0, failures: 0),
        AgreementRecord(
            a: .ngspice, b: .ngspiceDevice, flipProbability: 0.1, presentations: 500, decisionsAgree: 0.984,
            spikeTimeErrorMedian: 0.0163, spikeTimeErrorMax: 0.022, energyErrorMedian: 0.031, multipleSpikesA: 0,
            multipleSpikesB: 7, failures: 1),
    ]

    private static let energy = [
        EnergyRecord(
            engine: .events, presentations: 10_000, shown: "noisy patterns, p = 0.1, seed 1", perInference: 612e-12,
            parts: EnergySplit(array: 548e-12, neurons: 21e-12, winnerTakeAll: 43e-12), meanPower: 612e-6,
            conservationError: 3.1e-12, outputSpikes: 1.25),
        EnergyRecord(
            engine: .ngspice, presentations: 2_000, shown: "noisy patterns, p = 0.1, seed 1", perInference: 612.4e-12,
            parts: EnergySplit(array: 548.2e-12, neurons: 21e-12, winnerTakeAll: 43.2e-12), meanPower: 612.4e-6,
            conservationError: nil),
        EnergyRecord(
            engine: .ngspiceDevice, presentations: 500, shown: "noisy patterns, p = 0.1, seed 1",
            perInference: 655e-12,
            parts: EnergySplit(array: 551e-12, neurons: 30e-12, winnerTakeAll: 48e-12), meanPower: 655e-6,
            conservationError: nil),
    ]

    private static var training: [TrainingRecord] {
        [
            ("physical", "spike-time", 0.9635, true, 1.9), ("physical", "slot-cross-entropy", 0.958, false, 2.3),
            ("physical", "rate", 0.941, false, 0.45), ("textbook", "slot-cross-entropy", 0.902, false, 2.3),
            ("textbook", "rate", 0.871, false, 0.45),
        ].enumerated().map { index, entry in
            TrainingRecord(
                model: entry.0, loss: entry.1, epochs: 60, samples: 600_000, seconds: 14.2 + Double(index) * 31,
                lossCurve: (0..<60).map { entry.4 * (0.12 + exp(-Double($0) / 9)) + 0.01 * wobble($0 + index * 60) },
                circuitAccuracy: entry.2, low: entry.2 - 0.004, high: entry.2 + 0.004, flipProbability: 0.1,
                presentations: 10_000, ceiling: 0.965,
                relative: RelativeAccuracy(
                    value: entry.2 / 0.965, standardError: 1e-4, low: entry.2 / 0.965 - 2e-4,
                    high: min(1, entry.2 / 0.965 + 2e-4), method: .winnerPosterior),
                evaluatedGain: entry.3
                    ? nil : AccuracyGain(value: 0.004, standardError: 1e-3, low: 0.002, high: 0.006),
                evaluated: entry.3)
        }
    }

    private static let clean = [Level.events, .ngspice, .ngspiceDevice].map {
        CleanRecord(
            engine: $0, images: 10, correct: 10, outputSpikes: Array(repeating: 1, count: 10), winners: Array(0..<10))
    }

    private static let designRules = [
        DesignRuleRecord(
            rule: "fires", element: "column 1", margin: 1.83, required: 1.2, holds: true,
            explanation: "The intended winner settles above its threshold: V∞ / V_th for its own picture.",
            remedy: "Raise V_read or the bias conductance."),
        DesignRuleRecord(
            rule: "resets", element: "column 8", margin: 1.05, required: 1.1, holds: false,
            explanation: "Below V_hold the column delivers less than the switch needs to stay on.",
            remedy: "Lower R_on, raise V_hold, or halve the bias conductance."),
        DesignRuleRecord(
            rule: "read disturb", element: "all memristors", margin: 1.667, required: 1.2, holds: true,
            explanation: "The write threshold against the largest voltage across a synaptic memristor.",
            remedy: "Lower V_read."),
        DesignRuleRecord(
            rule: "drivers", element: "row 12", margin: 4_820, required: 100, holds: true,
            explanation: "The resistance of a row's devices in parallel against its driver's.",
            remedy: "Use a stronger driver."),
    ]

    private static var conductances: ConductanceRecord {
        let siemens = dotMatrix.enumerated().map { digit, picture in
            picture.joined().enumerated().map { pixel, character -> Double in
                let base = character == "#" ? 0.86 : 0.08
                return min(1, max(0.01, base + 0.2 * wobble(digit * 30 + pixel))) * 1e-6
            }
        }
        return ConductanceRecord(minimum: 1e-8, maximum: 1e-6, siemens: siemens)
    }

    /// Exponentials that charge to threshold; the winner resets, the others are pulled down.
    private static var race: RaceRecord {
        let time = (0...2_000).map { Double($0) * 0.5e-9 }
        let winner = 3
        let taus = (0..<10).map { $0 == winner ? 0.92e-6 : 1.1e-6 + 0.5e-6 * abs(wobble($0 * 3 + 1)) }
        let instant = taus[winner] * log(3 / 2)
        let membranes = taus.enumerated().map { neuron, tau in
            time.map { t -> Double in
                if t < instant { return 3 * (1 - exp(-t / tau)) }
                let since = t - instant
                if neuron == winner {
                    return since < 60e-9 ? 1.0 * exp(-since / 30e-9) + 0.02 : 0.11 + 0.03 * exp(-since / 200e-9)
                }
                return 3 * (1 - exp(-instant / tau)) * exp(-since / 12e-9) + 0.02
            }
        }
        let outputs = membranes.indices.map { neuron in
            time.map { t in
                let since = t - instant
                return neuron == winner && since >= 0 && since < 60e-9 ? 0.83 * exp(-since / 30e-9) : 0
            }
        }
        let bus = time.map { t in
            t < instant ? 0 : 0.48 * (1 - exp(-(t - instant) / 2e-9)) * exp(-(t - instant) / 10e-6)
        }
        var picture = dotMatrix[3].map { Array($0) }
        for (row, column) in [(0, 4), (3, 1), (5, 0)] { picture[row][column] = picture[row][column] == "#" ? "." : "#" }
        return RaceRecord(
            label: 3, picture: picture.map { String($0) }, winner: winner, time: time, membranes: membranes,
            outputs: outputs, bus: bus, spikes: (0..<10).map { $0 == winner ? [instant] : [] }, threshold: 1)
    }
}
