import Circuits
package import Datasets
import Devices
import Foundation
package import NeuromorphicCircuits
import NumericalMethods
import Quantities
package import Results
import SpikingNetworks
package import Studies
import Training

/// The paper's experiment, whole: train, run at every level, add noise and faults, measure energy and agreement.
package struct PaperExperiment: Sendable {
    package let study: Study
    package let engines: SimulationEngines
    package let context: RunContext
    package let program: ProgramRecord
    /// Trainings whose spread under noise is reported: the study's own, and others with the seeds that follow.
    package let networks: Int

    package init(
        study: Study, engines: SimulationEngines, context: RunContext, program: ProgramRecord, networks: Int = 1
    ) {
        precondition(networks > 0)
        self.networks = networks
        self.study = study
        self.engines = engines
        self.context = context
        self.program = program
    }

    /// - Parameter checkpoint: called with all results so far, after every stage.
    /// - Throws: `DesignRuleViolation` before anything runs on a circuit that breaks its rules, `RunInterrupted`, or what
    ///   the engines throw.
    package func run(checkpoint: (PaperResults) throws -> Void) throws -> PaperResults {
        let meter = StageMeter(stages, context: context)
        let networks = try trainNetworks(meter)
        let array = networks[0].conductances
        var results = initialResults(array)
        results.designRules = try checkDesign(array)
        results.notes += results.designRules.filter { !$0.holds }.map {
            "design rule \"\($0.rule)\" is not met: \($0.explanation). \($0.remedy)"
        }
        let ceiling = ProtocolCeiling(study)
        results.notes += [ceiling.note].compactMap { $0 }
        try compareTraining(networks, ceiling, meter, &results)
        try checkpoint(results)
        try measureNoise(array, ceiling, meter, &results)
        try measureTrainings(ceiling, meter, &results)
        try checkpoint(results)
        try measureFaults(array, ceiling, meter, &results)
        try checkpoint(results)
        let spice = try compareLevels(array, meter, &results)
        results.speed = try measureSpeed(array, spice, meter)
        results.race = try recordRace(array)
        try checkpoint(results)
        return results
    }

    // MARK: Stages

    private enum Stage {
        static let training = "training"
        static let comparison = "comparing trained networks"
        static let noise = "noise"
        static let networks = "training other networks"
        static let otherNoise = "noise of other networks"
        static let faults = "stuck-at faults"
        static let clean = "clean patterns"
        static let discrete = "discrete model"
        static let events = "events"
        static let ngspice = "ngspice"
        static let device = "ngspice, device level"
        static let speed = "speed"
    }

    /// Expected work in seconds of one core, for the remaining time alone.
    private var stages: [(name: String, weight: Double)] {
        let spice: Double = engines.ngspice == nil ? 0 : 1
        let draws = Double(study.noise.presentations * study.noise.protocols.count)
        let perDraw = study.noise.redraw == .perSlot ? 3e-4 : 1.5e-5
        let maps = Double(study.faults.rates.count * study.faults.maps)
        return [
            (Stage.training, 1.5), (Stage.comparison, 1), (Stage.noise, 0.1 + draws * perDraw),
            (Stage.networks, 0.01 + 0.5 * Double(networks - 1)),
            (Stage.otherNoise, 0.01 + draws * perDraw * Double(networks - 1)),
            (Stage.faults, 0.1 + maps * (0.3 * Double(study.faults.retraining.batches) / 800)),
            (Stage.clean, 0.1 + 6 * spice), (Stage.discrete, 0.01), (Stage.events, 0.1),
            (Stage.ngspice, 0.01 + spice * 0.05 * Double(study.agreement.presentations)),
            (Stage.device, 0.01 + spice * 0.6 * Double(study.agreement.devicePresentations)), (Stage.speed, 0.5),
        ]
    }

    /// The network that the study asks for, and the same study trained through the other model and by STBP's own loss:
    /// the comparison tells what the physical form is worth.
    private func trainNetworks(_ meter: StageMeter) throws -> [TrainedNetwork] {
        var studies = [study]
        for model in NetworkPlan.Model.allCases {
            for loss in [study.training.loss, .rate] {
                var other = study
                other.network.model = model
                other.training.loss = loss
                if !studies.contains(other) { studies.append(other) }
            }
        }
        let trainings = studies.map { ClassifierTraining(study: $0, context: context) }
        return try meter.map(Stage.training, trials: trainings.count) { try trainings[$0].train() }
    }

    private var levels: [Level] { engines.ngspice == nil ? [.discrete, .events] : Level.allCases }

    private func initialResults(_ array: ConductanceArray) -> PaperResults {
        PaperResults(
            program: program, study: study.tree, seed: study.seed, patterns: PatternRecord(study.patterns),
            engines: levels.map { engines.record(of: $0, program) }, conductances: ConductanceRecord(array),
            notes: study.notes + [study.circuit.deviceCaveat, engines.ngspiceMissing].compactMap { $0 })
    }

    private func checkDesign(_ array: ConductanceArray) throws -> [DesignRuleRecord] {
        let checks = study.designRules(array, synapse: study.device).check()
        try checks.enforce()
        return checks.map(DesignRuleRecord.init)
    }

    private func compareTraining(
        _ networks: [TrainedNetwork], _ ceiling: ProtocolCeiling, _ meter: StageMeter, _ results: inout PaperResults
    ) throws {
        let noise = study.comparisonNoise()
        let presentations = study.presentations(noise, purpose: Purpose.training)
        let count = study.noise.presentations
        let engine = engines.events
        let design = study.circuit
        let arrays = networks.map(\.conductances) + [try study.matchedTemplates()]
        let scores = try meter.map(Stage.comparison, trials: arrays.count) { index in
            var race = try EventRace(arrays[index], design: design, engine: engine)
            return try race.scores(presentations, trials: 0..<count)
        }
        let best = ceiling.accuracy(noise)
        let p = study.agreement.flipProbability
        results.training = zip(networks, scores).enumerated().map { index, pair in
            TrainingRecord(pair.0, tally: pair.1.tally, flipProbability: p, ceiling: best, evaluated: index == 0)
        }
        results.training.append(
            TrainingRecord(templates: scores[networks.count].tally, flipProbability: p, ceiling: best))
        for index in results.training.indices.dropFirst() {
            results.training[index].evaluatedGain = AccuracyGain(scores[0].gain(over: scores[index]))
        }
        results.notes += networks.flatMap(\.silentNeuronNotes)
    }

    private func measureNoise(
        _ array: ConductanceArray, _ ceiling: ProtocolCeiling, _ meter: StageMeter, _ results: inout PaperResults
    ) throws {
        results.noise = try NoiseExperiment(study: study, array: array, events: engines.events).run(
            meter, stage: Stage.noise, ceiling: ceiling)
    }

    /// The same study trained with other seeds, on the very presentations of the first network.
    private func measureTrainings(
        _ ceiling: ProtocolCeiling, _ meter: StageMeter, _ results: inout PaperResults
    ) throws {
        guard networks > 1 else { return }
        let others = try meter.map(Stage.networks, trials: networks - 1) { index in
            var other = study
            other.seed &+= UInt64(index + 1)
            return try ClassifierTraining(study: other, context: context).train().conductances
        }
        let noise = try others.map { array in
            try NoiseExperiment(study: study, array: array, events: engines.events).run(
                meter, stage: Stage.otherNoise, ceiling: ceiling)
        }
        for index in results.noise.indices {
            let own = [results.noise[index]] + noise.map { $0[index] }
            results.noise[index].trainings = TrainingSpread(own.map(\.relative.value))
            results.noise[index].trainingGains = TrainingSpread(own.compactMap(\.templates?.trainingGain.value))
        }
    }

    private func measureFaults(
        _ array: ConductanceArray, _ ceiling: ProtocolCeiling, _ meter: StageMeter, _ results: inout PaperResults
    ) throws {
        let experiment = FaultExperiment(
            study: study, array: array, templates: try study.matchedTemplates(),
            ceiling: ceiling.accuracy(.independentFlips(study.faults.flipProbability)), events: engines.events,
            training: ClassifierTraining(study: study, context: context))
        let outcomes = try meter.map(Stage.faults, trials: experiment.trials) { try experiment.trial($0) }
        results.stuckAt = experiment.records(outcomes)
    }

    /// - Returns: what presentations take ngspice, and its device level. [s]
    private func compareLevels(
        _ array: ConductanceArray, _ meter: StageMeter, _ results: inout PaperResults
    ) throws -> (ngspice: Double?, device: Double?) {
        let runner = LevelRunner(study: study, array: array, engines: engines, context: context)
        let clean = study.patterns.patterns.map { [$0] }
        let noisy = noisyFrames(study.agreement.presentations)
        let device = Array(
            noisyFrames(max(study.agreement.presentations, study.agreement.devicePresentations))[
                ..<study.agreement.devicePresentations])
        let window = study.circuit.raceParameters.timing.window.value
        let shown = study.agreementPresentations().text

        for level in levels {
            let outcomes = try runner.observe(level, clean, meter: meter, stage: Stage.clean)
            results.clean.append(LevelComparison.clean(level, outcomes))
            results.notes += LevelComparison.notes(level, outcomes)
        }
        let discrete = try runner.observe(.discrete, noisy, meter: meter, stage: Stage.discrete)
        let events = try runner.observe(.events, noisy, meter: meter, stage: Stage.events)
        func compare(_ a: Level, _ first: [LevelComparison.Outcome], _ b: Level, _ second: [LevelComparison.Outcome]) {
            results.agreement.append(
                LevelComparison.agreement(a, first, b, second, flipProbability: study.agreement.flipProbability))
        }
        compare(.discrete, discrete, .events, events)
        results.energy.append(try runner.readingEnergy(meter, stage: Stage.events))
        guard engines.ngspice != nil else { return (nil, nil) }
        let ngspice = try runner.observe(.ngspice, noisy, meter: meter, stage: Stage.ngspice)
        compare(.events, events, .ngspice, ngspice)
        let deviceRuns = try runner.observe(.ngspiceDevice, device, meter: meter, stage: Stage.device)
        let deviceEvents = try runner.observe(.events, device, meter: meter, stage: Stage.events)
        compare(.events, deviceEvents, .ngspiceDevice, deviceRuns)
        results.energy += [
            LevelComparison.energy(.ngspice, ngspice, shown: shown, window: window),
            LevelComparison.energy(.ngspiceDevice, deviceRuns, shown: shown, window: window),
        ].compactMap { $0 }
        results.notes += LevelComparison.notes(.ngspice, ngspice) + LevelComparison.notes(.ngspiceDevice, deviceRuns)
        results.notes += engines.respawnNotes
        return (LevelComparison.medianSeconds(ngspice), LevelComparison.medianSeconds(deviceRuns))
    }

    private func noisyFrames(_ count: Int) -> [[Pattern]] {
        let presentations = study.agreementPresentations()
        return (0..<count).map(presentations.frames)
    }

    /// Times the events engine on the presentations that ngspice was timed on: medians of several rounds, one core.
    private func measureSpeed(
        _ array: ConductanceArray, _ spice: (ngspice: Double?, device: Double?), _ meter: StageMeter
    ) throws -> SpeedRecord {
        let frames = noisyFrames(study.agreement.presentations)
        var race = try EventRace(array, design: study.circuit, engine: engines.events)
        meter.begin(Stage.speed, trials: 1)
        func median(_ repetitions: Int, _ body: ([Pattern]) throws -> Void) rethrows -> Double {
            let rounds = try (0..<15).map { _ -> Double in
                let start = context.stopwatch()
                for _ in 0..<repetitions {
                    for frame in frames { try body(frame) }
                }
                return (context.stopwatch() - start) / Double(repetitions * frames.count)
            }
            return SampleSummary(rounds).median
        }
        let decision = try median(20) { _ = try race.decision($0) }
        let waveform = try median(1) { _ = try race.observe($0) }
        meter.finishTrial()
        return SpeedRecord(
            eventsDecisionSeconds: decision, eventsWaveformSeconds: waveform, ngspiceSeconds: spice.ngspice,
            ngspiceDeviceSeconds: spice.device)
    }

    /// The race that the report draws: a noisy presentation of the pattern whose ink is nearest to the mean.
    private func recordRace(_ array: ConductanceArray) throws -> RaceRecord {
        let mean = Double(study.patterns.patterns.reduce(0) { $0 + $1.blackCount }) / Double(study.patterns.count)
        let shown = study.patterns.patterns
        let label = shown.indices.min {
            abs(Double(shown[$0].blackCount) - mean) < abs(Double(shown[$1].blackCount) - mean)
        }!
        let frame = study.presentations(
            .independentFlips(study.agreement.flipProbability), purpose: Purpose.agreement
        ).frames(label)
        var race = try EventRace(array, design: study.circuit, engine: engines.events)
        let transient = try race.transient(frame)
        let observation = race.circuit.observe(transient)
        func samples(_ node: Node) -> [Double] { transient.waveforms.values[.voltage(node)] ?? [] }
        return RaceRecord(
            label: label, picture: frame[0].lines, winner: observation.decision.winner ?? -1,
            time: transient.waveforms.time,
            membranes: (0..<array.columns).map { samples(race.circuit.membrane($0)) },
            outputs: (0..<array.columns).map { samples(race.circuit.output($0)) },
            bus: samples(race.circuit.bus), spikes: observation.outputs,
            threshold: study.circuit.thresholdVoltage.value)
    }
}

extension Study {
    /// Row levels of the clean patterns.
    var rowLevels: [[Double]] {
        patterns.patterns.map { BipolarRows.levels(bits: $0.pixels) }
    }
}

extension PatternRecord {
    package init(_ patterns: PatternSet) {
        self.init(
            name: patterns.name, classNames: patterns.classNames, pictures: patterns.patterns.map(\.lines),
            smallestDistance: patterns.smallestDistance,
            distances: patterns.patterns.map { a in patterns.patterns.map { a.hammingDistance(to: $0) } })
    }
}

extension ConductanceRecord {
    init(_ array: ConductanceArray) {
        self.init(
            minimum: array.range.minimum.value, maximum: array.range.maximum.value, siemens: array.table)
    }
}

extension DesignRuleRecord {
    package init(_ check: DesignRuleCheck) {
        self.init(
            rule: check.rule, element: check.element, margin: check.margin, required: check.required,
            holds: check.holds,
            explanation: check.explanation, remedy: check.remedy, isAdvisory: check.isAdvisory)
    }
}
