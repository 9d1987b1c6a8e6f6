public import Crossbars
import Datasets
import NeuromorphicCircuits
import NumericalMethods
import Quantities
public import SpikingNetworks

/// What `memspike evaluate` measures of a stored network at one level, or between two.
public struct EvaluationResults: Codable, Sendable, Equatable {
    public var schemaVersion = 1
    public var program: ProgramRecord
    public var seed: UInt64
    public var engine: String
    public var stuckCells: Int
    public var clean: CleanRecord
    public var noise: NoiseRecord
    public var energy: EnergyRecord?
    public var agreement: AgreementRecord?
    public var notes: [String]
}

/// Evaluates a stored network.
public struct Evaluation: Sendable {
    public var network: StoredNetwork
    public var engines: SimulationEngines
    public var context: RunContext
    public var program: ProgramRecord
    public var level: Level
    /// The level to compare with.
    public var against: Level?
    public var flipProbability: Double
    public var presentations: Int
    public var faults: FaultMap

    public init(
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

    /// - Throws: `DesignRuleViolation` before a healthy array runs in a circuit that breaks its rules, `RunInterrupted`,
    ///   or what the engines throw.
    public func run() throws -> EvaluationResults {
        let study = network.study
        let array = try faults.breaking(network.conductances)
        if faults.cells.isEmpty {
            let showsDevices = [level, against].contains(.ngspiceDevice)
            try DesignRules(
                design: study.circuit, array: array, patterns: study.patterns,
                synapse: showsDevices ? study.device : nil
            ).enforce()
        }
        let runner = try LevelRunner(study: study, array: array, engines: engines, context: context)
        let noise = PixelNoise(flips: .independent(probability: flipProbability), redraw: study.noise.redraw)
        let shown = NoisyPresentations(
            glyphs: study.glyphs, noise: noise, slots: study.circuit.slots, seed: study.seed, purpose: Purpose.agreement
        )
        let frames = (0..<presentations).map(shown.frames)
        let weight = Double(presentations)
        let meter = StageMeter(
            [("clean glyphs", 10), ("noise", weight), ("comparison", against == nil ? 0.01 : weight)], context: context)

        let clean = try runner.observe(level, study.glyphs.glyphs.map { [$0] }, meter: meter, stage: "clean glyphs")
        let outcomes = try runner.observe(level, frames, meter: meter, stage: "noise")
        let posterior = shown.posterior
        var tally = RecognitionTally()
        for (trial, outcome) in outcomes.enumerated() {
            guard let observation = try? outcome.get() else { continue }
            tally.add(
                observation.decision, label: shown.label(trial), posterior: posterior.probabilities(frames[trial]),
                outputSpikes: observation.outputSpikes)
        }
        var results = EvaluationResults(
            program: program, seed: study.seed, engine: level.rawValue, stuckCells: faults.cells.count,
            clean: LevelComparison.clean(level, clean),
            noise: NoiseRecord(
                level: level, noise: noise, tally: tally,
                ceiling: ProtocolCeiling(
                    glyphs: study.glyphs, exact: RecognitionCeiling(study.glyphs), slots: study.circuit.slots,
                    seed: study.seed
                ).accuracy(noise)),
            energy: LevelComparison.energy(level, outcomes, window: study.circuit.raceParameters.timing.window.value),
            notes: [study.circuit.deviceCaveat].compactMap { $0 } + LevelComparison.notes(level, outcomes))
        if let against {
            let others = try runner.observe(against, frames, meter: meter, stage: "comparison")
            results.agreement = LevelComparison.agreement(
                level, outcomes, against, others, flipProbability: flipProbability)
            results.notes += LevelComparison.notes(against, others)
        }
        results.notes += engines.respawnNotes
        return results
    }
}

/// What `memspike train` reports.
public struct TrainingResults: Codable, Sendable, Equatable {
    public var schemaVersion = 1
    public var program: ProgramRecord
    public var study: StudyTree
    public var seed: UInt64
    public var training: TrainingRecord
    /// The untrained baseline on the same presentations, without faults.
    public var templates: TemplateRecord
    public var frozenCells: Int
    public var designRules: [DesignRuleRecord]
    public var notes: [String]
}

/// Trains one network and tells what it is worth in the circuit.
public struct TrainingExperiment: Sendable {
    public var study: Study
    /// Stuck cells that training must live with.
    public var faults: FaultMap
    public var engines: SimulationEngines
    public var context: RunContext
    public var program: ProgramRecord

    public init(
        study: Study, faults: FaultMap, engines: SimulationEngines, context: RunContext, program: ProgramRecord
    ) {
        self.study = study
        self.faults = faults
        self.engines = engines
        self.context = context
        self.program = program
    }

    public func run() throws -> (results: TrainingResults, conductances: ConductanceArray) {
        let meter = StageMeter([("training", 10), ("evaluation", 1)], context: context)
        meter.begin("training", trials: study.training.epochs)
        let training = NetworkTraining(study: study, context: context)
        let network = try training.train(study.training, faults: faults) { _ in meter.finishTrial() }
        let rules = DesignRules(
            design: study.circuit, array: network.conductances, patterns: study.patterns, synapse: study.device)
        if faults.cells.isEmpty { try rules.enforce() }
        let noise = PixelNoise(
            flips: .independent(probability: study.agreement.flipProbability), redraw: study.noise.redraw)
        let shown = NoisyPresentations(
            glyphs: study.glyphs, noise: noise, slots: study.circuit.slots, seed: study.seed, purpose: Purpose.training)
        let arrays = [network.conductances, try study.matchedTemplates()]
        let scores = try meter.map("evaluation", trials: arrays.count) { index in
            var race = try EventRace(arrays[index], design: study.circuit, engine: engines.events)
            return try race.scores(shown, trials: 0..<study.noise.presentations)
        }
        let ceiling = ProtocolCeiling(
            glyphs: study.glyphs, exact: RecognitionCeiling(study.glyphs), slots: study.circuit.slots, seed: study.seed
        ).accuracy(noise)
        let results = TrainingResults(
            program: program, study: study.tree, seed: study.seed,
            training: TrainingRecord(
                network, tally: scores[0].tally, flipProbability: study.agreement.flipProbability, ceiling: ceiling,
                evaluated: true),
            templates: TemplateRecord(
                scores[1].tally, ceiling: ceiling, trainingGain: scores[0].gain(over: scores[1])),
            frozenCells: faults.cells.count, designRules: rules.check().map(DesignRuleRecord.init),
            notes: [study.circuit.deviceCaveat].compactMap { $0 } + network.silentNeuronNotes)
        return (results, network.conductances)
    }
}

/// The design rules of a stored network, each with its margin.
public func designRules(of network: StoredNetwork) -> [DesignRuleRecord] {
    DesignRules(
        design: network.study.circuit, array: network.conductances, patterns: network.study.patterns,
        synapse: network.study.device
    ).check().map(DesignRuleRecord.init)
}
