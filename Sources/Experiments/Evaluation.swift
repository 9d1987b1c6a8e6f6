package import Crossbars
package import Datasets
import NeuromorphicCircuits
import NumericalMethods
import Quantities
package import SpikingNetworks

/// What `memspike evaluate` measures of a stored network at one level, or between two.
package struct EvaluationResults: Codable, Sendable, Equatable {
    package var schemaVersion = 1
    package var program: ProgramRecord
    package var seed: UInt64
    package var engine: String
    package var stuckCells: Int
    package var clean: CleanRecord
    /// What was shown after the clean patterns, in a few words.
    package var shown: String
    package var presentations: Int
    /// Of noisy patterns, beside the ceiling of the same noise.
    package var noise: NoiseRecord?
    /// Of given frames whose classes are known.
    package var recognition: RecognitionRecord?
    /// By class shown, then by winner; absent where the classes are not known.
    package var confusion: ConfusionRecord?
    package var spikes: OutputSpikeRecord
    package var energy: EnergyRecord?
    package var agreement: AgreementRecord?
    package var notes: [String]
}

/// How often given frames were named rightly.
package struct RecognitionRecord: Codable, Sendable, Equatable {
    /// A tie scores a share.
    package var accuracy: Double
    /// 95 % Wilson interval.
    package var low: Double
    package var high: Double
    package var ties: Int
    package var noWinner: Int
}

/// How many neurons fired before the winner-take-all ended the race.
package struct OutputSpikeRecord: Codable, Sendable, Equatable {
    /// Of a presentation, on average.
    package var mean: Double
    /// Presentations with more than one spike, and the spikes beyond the first.
    package var several: Int
    package var extra: Int

    init(_ counts: [Int]) {
        mean = Double(counts.reduce(0, +)) / Double(max(1, counts.count))
        several = counts.count { $0 > 1 }
        extra = counts.reduce(0) { $0 + max(0, $1 - 1) }
    }
}

/// Frames to show in place of noisy patterns.
package struct GivenFrames: Sendable {
    /// `[n][1 or slots]`
    package var frames: [[Pattern]]
    package var labels: [Int]?
    /// Where they are from.
    package var source: String

    package init(frames: [[Pattern]], labels: [Int]?, source: String) {
        self.frames = frames
        self.labels = labels
        self.source = source
    }
}

/// Evaluates a stored network.
package struct Evaluation: Sendable {
    /// The results, and what they are about.
    package struct Outcome: Sendable {
        package var results: EvaluationResults
        /// Of every presentation, if they were asked for.
        package var presentations: [PresentationRecord]
        /// What was shown, `[n][1 or slots]`.
        package var frames: [[Pattern]]
    }

    package var network: StoredNetwork
    package var engines: SimulationEngines
    package var context: RunContext
    package var program: ProgramRecord
    package var level: Level
    /// The level to compare with.
    package var against: Level?
    package var flipProbability: Double
    package var presentations: Int
    package var faults: FaultMap
    /// Shown in place of noisy patterns.
    package var given: GivenFrames?
    /// Whether the outcome has every presentation.
    package var keepsEach = false

    package init(
        network: StoredNetwork, engines: SimulationEngines, context: RunContext, program: ProgramRecord, level: Level,
        against: Level?, flipProbability: Double, presentations: Int, faults: FaultMap
    ) {
        self.network = network
        self.engines = engines
        self.context = context
        self.program = program
        self.level = level
        self.against = against
        self.flipProbability = flipProbability
        self.presentations = presentations
        self.faults = faults
    }

    private enum Stage {
        static let clean = "clean patterns"
        static let frames = "presentations"
        static let comparison = "comparison"
        static let margins = "margins"
    }

    /// - Throws: `DesignRuleViolation` before a healthy array runs in a circuit that breaks its rules, `RunInterrupted`,
    ///   or what the engines throw.
    package func run() throws -> Outcome {
        let study = network.study
        let array = try faults.breaking(network.conductances)
        let showsDevices = [level, against].contains(.ngspiceDevice)
        let rules = DesignRules(
            design: study.circuit, array: array, patterns: study.rowLevels, synapse: showsDevices ? study.device : nil)
        if faults.cells.isEmpty { try rules.enforce() }
        let runner = try LevelRunner(study: study, array: array, engines: engines, context: context)
        let noisy = study.agreementPresentations(flipProbability: flipProbability)
        let frames = given?.frames ?? (0..<presentations).map(noisy.frames)
        let labels = given == nil ? frames.indices.map(noisy.label) : given?.labels
        let weight = Double(frames.count)
        let meter = StageMeter(
            [
                (Stage.clean, 10), (Stage.frames, weight), (Stage.comparison, against == nil ? 0.01 : weight),
                (Stage.margins, keepsEach ? 0.1 * weight : 0.01),
            ], context: context)

        let clean = try runner.observe(level, study.patterns.patterns.map { [$0] }, meter: meter, stage: Stage.clean)
        let outcomes = try runner.observe(level, frames, meter: meter, stage: Stage.frames)
        let shown = given.map { "frames of \($0.source)" } ?? noisy.text
        var results = EvaluationResults(
            program: program, seed: study.seed, engine: level.rawValue, stuckCells: faults.cells.count,
            clean: LevelComparison.clean(level, clean), shown: shown, presentations: frames.count,
            spikes: OutputSpikeRecord(outcomes.compactMap { try? $0.get().outputSpikes }),
            energy: LevelComparison.energy(
                level, outcomes, shown: shown, window: study.circuit.raceParameters.timing.window.value),
            notes: [study.circuit.deviceCaveat, rules.parasiticsNote].compactMap { $0 }
                + LevelComparison.notes(level, outcomes))
        if let labels { score(outcomes, frames, labels, noisy, &results) }
        if let against {
            let others = try runner.observe(against, frames, meter: meter, stage: Stage.comparison)
            results.agreement = LevelComparison.agreement(
                level, outcomes, against, others, flipProbability: flipProbability)
            results.notes += LevelComparison.notes(against, others)
        }
        results.notes += engines.respawnNotes
        let each =
            keepsEach
            ? try meter.map(Stage.margins, trials: frames.count) { runner.record($0, frames[$0], outcomes[$0], labels) }
            : []
        return Outcome(results: results, presentations: each, frames: frames)
    }

    /// Holds the decisions against the classes; failed runs count nowhere.
    private func score(
        _ outcomes: [LevelComparison.Outcome], _ frames: [[Pattern]], _ labels: [Int], _ noisy: NoisyPresentations,
        _ results: inout EvaluationResults
    ) {
        var tally = RecognitionTally()
        var decided: [(decision: RaceDecision, label: Int)] = []
        let posterior = noisy.posterior
        for (index, outcome) in outcomes.enumerated() {
            guard let observation = try? outcome.get() else { continue }
            if given == nil {
                tally.add(
                    observation.decision, label: labels[index], posterior: posterior.probabilities(frames[index]),
                    outputSpikes: observation.outputSpikes)
            } else {
                tally.add(observation.decision, label: labels[index])
            }
            decided.append((observation.decision, labels[index]))
        }
        results.confusion = ConfusionRecord(
            decided.map(\.decision), labels: decided.map(\.label), classes: noisy.patterns.count)
        guard given == nil else {
            results.recognition = RecognitionRecord(
                accuracy: tally.accuracy, low: tally.interval.low, high: tally.interval.high, ties: tally.ties,
                noWinner: tally.noWinner)
            return
        }
        let ceiling = ProtocolCeiling(noisy.patterns, slots: noisy.slots, seed: noisy.seed)
        results.noise = NoiseRecord(
            level: level, noise: noisy.noise, pixels: noisy.patterns.pixelCount, tally: tally,
            ceiling: ceiling.estimate(noisy.noise))
        results.notes += [ceiling.note].compactMap { $0 }
    }
}

extension LevelRunner {
    func record(
        _ index: Int, _ frames: [Pattern], _ outcome: LevelComparison.Outcome, _ labels: [Int]?
    ) -> PresentationRecord {
        let observation = try? outcome.get()
        var record = PresentationRecord(frame: index, label: labels?[index], decision: observation?.decision)
        record.spikeTime = observation?.firstSpike
        record.energy = observation?.energy.map(EnergySplit.init)
        record.outputSpikes = observation?.outputSpikes
        if case .winner(let winner)? = observation?.decision { record.margin = margin(frames, winner) }
        return record
    }

    /// 1 − t_winner/t_next of the times that the closed form gives without inhibition; 1 where no other would fire, and
    /// negative where another would have come first.
    private func margin(_ frames: [Pattern], _ winner: Int) -> Double? {
        var times = classifier.firstSpikeTimes(
            frames: frames.map { BipolarRows.levels(bits: $0.pixels) })
        let own = times.remove(at: winner)
        guard own.isFinite, let next = times.min() else { return nil }
        return next.isFinite ? 1 - own / next : 1
    }
}

/// What `memspike train` reports.
package struct TrainingResults: Codable, Sendable, Equatable {
    package var schemaVersion = 1
    package var program: ProgramRecord
    package var study: StudyTree
    package var seed: UInt64
    package var training: TrainingRecord
    /// The untrained baseline on the same presentations, without faults.
    package var templates: TemplateRecord
    package var frozenCells: Int
    package var designRules: [DesignRuleRecord]
    package var notes: [String]
}

/// Trains one network and tells what it is worth in the circuit.
package struct TrainingExperiment: Sendable {
    package var study: Study
    /// Stuck cells that training must live with.
    package var faults: FaultMap
    package var engines: SimulationEngines
    package var context: RunContext
    package var program: ProgramRecord

    package init(
        study: Study, faults: FaultMap, engines: SimulationEngines, context: RunContext, program: ProgramRecord
    ) {
        self.study = study
        self.faults = faults
        self.engines = engines
        self.context = context
        self.program = program
    }

    package func run() throws -> (results: TrainingResults, conductances: ConductanceArray) {
        let meter = StageMeter([("training", 10), ("evaluation", 1)], context: context)
        meter.begin("training", trials: study.training.epochs)
        let training = NetworkTraining(study: study, context: context)
        let network = try training.train(study.training, faults: faults) { _ in meter.finishTrial() }
        let rules = DesignRules(
            design: study.circuit, array: network.conductances, patterns: study.rowLevels, synapse: study.device)
        if faults.cells.isEmpty { try rules.enforce() }
        let noise = PixelNoise(
            flips: .independent(probability: study.agreement.flipProbability), redraw: study.noise.redraw)
        let shown = NoisyPresentations(
            patterns: study.patterns, noise: noise, slots: study.circuit.slots, seed: study.seed,
            purpose: Purpose.training)
        let arrays = [network.conductances, try study.matchedTemplates()]
        let scores = try meter.map("evaluation", trials: arrays.count) { index in
            var race = try EventRace(arrays[index], design: study.circuit, engine: engines.events)
            return try race.scores(shown, trials: 0..<study.noise.presentations)
        }
        let protocolCeiling = ProtocolCeiling(study)
        let ceiling = protocolCeiling.accuracy(noise)
        let results = TrainingResults(
            program: program, study: study.tree, seed: study.seed,
            training: TrainingRecord(
                network, tally: scores[0].tally, flipProbability: study.agreement.flipProbability, ceiling: ceiling,
                evaluated: true),
            templates: TemplateRecord(
                scores[1].tally, ceiling: ceiling, trainingGain: scores[0].gain(over: scores[1])),
            frozenCells: faults.cells.count, designRules: rules.check().map(DesignRuleRecord.init),
            notes: study.notes + [study.circuit.deviceCaveat, protocolCeiling.note].compactMap { $0 }
                + network.silentNeuronNotes)
        return (results, network.conductances)
    }
}

/// The design rules of a stored network, each with its margin.
package func designRules(of network: StoredNetwork) -> [DesignRuleRecord] {
    DesignRules(
        design: network.study.circuit, array: network.conductances, patterns: network.study.rowLevels,
        synapse: network.study.device
    ).check().map(DesignRuleRecord.init)
}
