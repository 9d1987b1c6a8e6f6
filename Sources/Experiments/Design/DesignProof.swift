import Datasets
import NeuromorphicCircuits
import Quantities
import Results
import SpikingNetworks
import Studies

/// A candidate with the network that was trained in its own circuit, whose window fits that network.
struct OwnDesign {
    var study: Study
    var array: ConductanceArray
    var record: DesignRecord
}

extension DesignSearch {
    /// Trains in the circuit itself, fits the window to what came of it, and trains again.
    /// - Returns: nil where the trained network breaks a rule or recognises too little.
    func own(_ point: Point) throws -> OwnDesign? {
        var study = preset(point.design)
        let training = { try ClassifierTraining(study: study, context: context).train().conductances }
        guard let slowest = rules(study.circuit, try training()).slowestCrossing else { return nil }
        study.circuit = point.candidate.settingWindow(of: study.circuit, slowestCrossing: slowest)
        let array = try training()
        let tightest = rules(study.circuit, array).check().tightest!
        guard tightest.relativeMargin >= Self.leastMargin else { return nil }
        var own = point
        own.design = study.circuit
        own.array = array
        own.margin = tightest.relativeMargin
        own.tightestRule = tightest.rule
        own.window = study.circuit.raceParameters.timing.window.value
        let record = try measure(own, energyPresentations: LevelRunner.energyPresentations)
        return record.recognised >= Self.leastAccuracy
            ? OwnDesign(study: study, array: array, record: record) : nil
    }

    /// Programs the network and shows the clean patterns at the device level.
    func prove(_ own: OwnDesign, _ meter: StageMeter) throws -> DesignProof {
        let programmed = try ProgrammingExperiment(
            network: ShownClassifier(
                StoredClassifier(study: own.study, conductances: own.array), presentations: 100),
            plan: ProgrammingPlan(device: device), engines: engines, context: context.silent(), program: program
        ).run()
        let network = programmed.network.network
        let study = network.study
        let runner = LevelRunner(
            study: study, array: network.conductances, engines: engines, context: context)
        let outcomes = try runner.observe(
            .ngspiceDevice, study.patterns.patterns.map { [$0] }, meter: meter, stage: "proof")
        let clean = LevelComparison.clean(.ngspiceDevice, outcomes)
        let energy = LevelComparison.energy(
            .ngspiceDevice, outcomes, shown: "clean patterns", window: study.circuit.raceParameters.timing.window.value)
        return DesignProof(
            programmedShare: programmed.results.shareInWindow, cleanCorrect: clean.correct,
            outputSpikes: clean.outputSpikes, energy: energy?.parts ?? EnergySplit(meanOf: []),
            failures: LevelComparison.notes(.ngspiceDevice, outcomes))
    }
}
