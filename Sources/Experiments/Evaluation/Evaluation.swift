package import Crossbars
package import Datasets
import NeuromorphicCircuits
import NumericalMethods
import Quantities
package import Results
import SpikingNetworks
package import Studies

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

    package var network: StoredClassifier
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
        network: StoredClassifier, engines: SimulationEngines, context: RunContext, program: ProgramRecord,
        level: Level,
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
        let rules = study.designRules(array, synapse: showsDevices ? study.device : nil)
        if faults.cells.isEmpty { try rules.check().enforce() }
        let runner = LevelRunner(study: study, array: array, engines: engines, context: context)
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
            program: program, seed: study.seed, engine: level, stuckCells: faults.cells.count,
            clean: LevelComparison.clean(level, clean), shown: shown, presentations: frames.count,
            spikes: OutputSpikeRecord(outcomes.compactMap { try? $0.get().seen.outputSpikes }),
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
            ? try meter.map(Stage.margins, trials: frames.count) {
                runner.record($0, level, frames[$0], outcomes[$0], labels)
            }
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
            guard let observation = try? outcome.get().seen else { continue }
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
            results.recognition = RecognitionRecord(tally)
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
        _ index: Int, _ level: Level, _ frames: [Pattern], _ outcome: LevelComparison.Outcome, _ labels: [Int]?
    ) -> PresentationRecord {
        let observation = try? outcome.get().seen
        var record = PresentationRecord(frame: index, label: labels?[index], decision: observation?.decision)
        record.spikeTime = observation?.firstSpike
        if level != .discrete { record.energy = (observation?.energy).map(EnergySplit.init) }
        record.outputSpikes = observation?.outputSpikes
        if let winner = observation?.decision.winner { record.margin = margin(frames, winner) }
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
