package import Crossbars
import Datasets
import NeuromorphicCircuits
package import Results
package import SpikingNetworks
package import Studies

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
package func designRules(of network: StoredClassifier) -> [DesignRuleRecord] {
    DesignRules(
        design: network.study.circuit, array: network.conductances, patterns: network.study.rowLevels,
        synapse: network.study.device
    ).check().map(DesignRuleRecord.init)
}
