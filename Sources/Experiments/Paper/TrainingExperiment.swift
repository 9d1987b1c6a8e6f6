package import Crossbars
import Datasets
import Devices
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
        let training = ClassifierTraining(study: study, context: context)
        let network = try training.train(faults: faults) { _ in meter.finishTrial() }
        let checks = study.designRules(network.conductances, synapse: study.device).check()
        if faults.cells.isEmpty { try checks.enforce() }
        let noise = study.comparisonNoise()
        let shown = study.presentations(noise, purpose: Purpose.training)
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
            frozenCells: faults.cells.count, designRules: checks.map(DesignRuleRecord.init),
            notes: study.notes + [study.circuit.deviceCaveat, protocolCeiling.note].compactMap { $0 }
                + network.silentNeuronNotes)
        return (results, network.conductances)
    }
}

extension Study {
    /// The design rules with an array's conductances.
    /// - Parameter synapse: the cells' device; nil for resistors.
    func designRules(_ array: ConductanceArray, synapse: DeviceModel?) -> DesignRules {
        DesignRules(design: circuit, array: array, patterns: rowLevels, synapse: synapse)
    }
}

extension StoredClassifier {
    /// The design rules of its circuit, each with its margin.
    package var designRules: [DesignRuleRecord] {
        study.designRules(conductances, synapse: study.device).check().map(DesignRuleRecord.init)
    }
}
