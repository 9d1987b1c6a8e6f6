import Circuits
import Crossbars
import Datasets
import Devices
import Foundation
import NeuromorphicCircuits
import NumericalMethods
import Quantities
import Results
import SpikingNetworks
import Studies

/// The classifier of patterns, broken array after broken array.
struct ClassifierSubject: SweepSubject {
    let study: SweepStudy
    let engines: SimulationEngines
    /// One or several trainings of the same study, each with seeds of its own; array m is of training m modulo their number.
    let trainings: [Training]
    /// The patterns themselves.
    let templates: ConductanceArray

    /// The networks of one training.
    struct Training {
        /// Whose seed the network has.
        let training: ClassifierTraining
        /// By the effects that it was trained against: none, and those of every point that asks for it.
        let networks: [ArrayEffects: ConductanceArray]
    }

    static let observedMaps = 20

    static let mismatchPurpose = StreamPurpose("effects: neuron mismatch")
    static let cyclePurpose = StreamPurpose("effects: threshold switch, cycle to cycle")
    static let readPurpose = StreamPurpose("effects: read noise")
    static let greyPurpose = StreamPurpose("effects: grey noise")
    static let presentationPurpose = StreamPurpose("sweep: presentations")

    func broken(_ point: SweepPoint, map: Int) throws -> (network: BrokenArray, arrays: [BrokenArray]) {
        let effects = point.effects.array
        let remedy = point.remedy
        let own = trainings[map % trainings.count]
        let injected = remedy.isVariationAware ? point.expected : ArrayEffects()
        let trained = remedy.usesTemplates ? templates : own.networks[injected]!
        let columns = trained.columns + (remedy.usesSpareColumns ? study.sampling.spareColumns : 0)
        let faults = effects.faultMap(columns: columns, rows: trained.rows, seed: study.base.seed, trial: map)
        let mapping =
            remedy.remaps
            ? remapping(faults, of: trained, columns: columns, map: map)
            : .identity(inputs: trained.rows, classes: trained.columns)
        let stuck = mapping.logical(faults)
        var target = trained
        if remedy.isFaultAware, !stuck.cells.isEmpty {
            target = try own.training.retrain(
                try stuck.breaking(trained), around: stuck, injected: injected, trial: map)
        }
        let aged = effects.aged(target, faults: stuck, seed: study.base.seed, trial: map)
        var stream = RandomStream(seed: study.base.seed, purpose: Self.mismatchPurpose, trial: map)
        let mismatch = point.effects.neurons
        let broken = BrokenArray(
            conductances: aged.conductances, stuck: stuck, mapping: mapping,
            spread: mismatch == .none ? .none : mismatch.draw(neurons: trained.columns, from: &stream),
            clippedCells: aged.clipped)
        return (broken, [broken])
    }

    private func remapping(
        _ faults: FaultMap, of target: ConductanceArray, columns: Int, map: Int
    ) -> ArrayMapping {
        var stream = RandomStream(seed: study.base.seed, purpose: Remapping.purpose, trial: map)
        return Remapping().mapping(target: target, faults: faults, columns: columns, from: &stream)
    }

    // MARK: Presentations

    /// What is shown depends on the seed, the map and the point's input alone.
    func score(
        _ array: BrokenArray, _ effects: EffectsPlan, map: Int, draws: Int, observed: Int
    ) throws -> TrialRecord.Score {
        let presentations = study.base.presentations(effects.input.noise, purpose: Self.presentationPurpose)
        let first = map * draws
        return TrialRecord.Score(
            try tally(array, effects, presentations, first..<(first + draws)),
            observed: try observe(
                array, effects.withoutReadNoise, presentations, first..<(first + min(draws, observed))))
    }

    private func tally(
        _ array: BrokenArray, _ effects: EffectsPlan, _ presentations: NoisyPresentations, _ trials: Range<Int>
    ) throws -> RecognitionTally {
        let posterior = presentations.posterior
        var race = try ArrayRace(self, array, effects, engine: study.sampling.engine)
        var tally = RecognitionTally()
        for trial in trials {
            let frames = presentations.frames(trial)
            let probabilities =
                effects.input.greyNoise > 0
                ? posterior.probabilities(
                    levels: race.levels(frames, trial: trial), greyNoise: effects.input.greyNoise)
                : posterior.probabilities(frames)
            tally.add(
                try race.decision(frames, trial: trial), label: presentations.label(trial), posterior: probabilities)
        }
        return tally
    }

    /// Presentations run whole in the events engine: what they take, and whether the study's engine decides alike. Without
    /// read noise, which the discrete engine draws a column at a time and this one cell by cell.
    private func observe(
        _ array: BrokenArray, _ effects: EffectsPlan, _ presentations: NoisyPresentations, _ trials: Range<Int>
    ) throws -> ObservedRaces {
        var observed = ObservedRaces()
        guard !trials.isEmpty else { return observed }
        var race = try ArrayRace(self, array, effects, engine: .events)
        var own = study.sampling.engine == .discrete ? try ArrayRace(self, array, effects, engine: .discrete) : nil
        for trial in trials {
            let frames = presentations.frames(trial)
            let (observation, decision) = try race.observe(frames, trial: trial)
            observed.add(observation, agrees: try own?.decision(frames, trial: trial) == decision)
        }
        return observed
    }
}

/// One array at one level, decision by decision.
struct ArrayRace {
    private enum Engine {
        case closedForm(StillRace)
        /// The discrete model on lines with resistance.
        case wired(WiredClassifier)
        case events(EventRace)
        /// A circuit of its own for every read, or frames that are not black and white.
        case general
    }

    private let subject: ClassifierSubject
    private let array: BrokenArray
    private let effects: EffectsPlan
    private let level: Level
    private var engine: Engine
    private let hasReadNoise: Bool
    private let hasLines: Bool
    private let hasCycles: Bool

    init(_ subject: ClassifierSubject, _ array: BrokenArray, _ effects: EffectsPlan, engine level: Level) throws {
        self.subject = subject
        self.array = array
        self.effects = effects
        self.level = level
        hasReadNoise = effects.readNoise > 0
        hasLines = EffectKind.lineResistance.isActive(in: effects)
        hasCycles = effects.neurons.hasCycles
        engine = .general
        let isStill = effects.input.redraw == .perPresentation && effects.input.greyNoise == 0
        switch level {
        case .discrete where hasLines && !hasReadNoise: engine = .wired(wired(array.conductances))
        case .discrete where hasLines: break
        case .discrete where isStill:
            engine = .closedForm(StillRace(classifier(array.conductances, array.spread), isNoisy: hasReadNoise))
        case .events where effects.input.greyNoise == 0 && !hasReadNoise && effects.nonlinearity == nil:
            engine = .events(
                try EventRace(
                    circuit(array.conductances, array.spread), engine: subject.engines.events, mapping: array.mapping))
        default: break
        }
    }

    /// - Parameter trial: the presentation's number, of which its read noise and its thresholds depend.
    mutating func decision(_ frames: [Pattern], trial: Int) throws -> RaceDecision {
        switch engine {
        case .closedForm(let race):
            let thresholds = hasCycles ? thresholds(spread(trial)) : nil
            if hasReadNoise {
                var stream = readStream(trial)
                return race.decision(
                    bits: frames[0].pixels, relativeNoise: effects.readNoise, thresholds: thresholds, from: &stream)
            }
            return thresholds.map { race.decision(bits: frames[0].pixels, thresholds: $0) }
                ?? race.decision(bits: frames[0].pixels)
        case .events(var race):
            // Taken out and put back, so that it is not copied.
            engine = .general
            defer { engine = .events(race) }
            if hasCycles { race.setThresholds(spread(trial)) }
            return try race.decision(frames)
        case .wired(let race): return wiredDecision(race, levels(frames, trial: trial), spread(trial))
        case .general: return try general(frames, trial: trial)
        }
    }

    private func wiredDecision(
        _ race: WiredClassifier, _ levels: [[Double]], _ spread: NeuronSpread
    ) -> RaceDecision {
        let thresholds = hasCycles ? thresholds(spread.ordered(array.mapping.classesInOrder)) : nil
        return race.decision(frames: levels.map(array.mapping.physical), thresholds: thresholds)
            .naming(array.mapping.classesInOrder)
    }

    /// The whole presentation at a level of the circuit, of ohmic cells.
    mutating func observe(
        _ frames: [Pattern], trial: Int
    ) throws -> (observation: NetworkObservation, decision: RaceDecision) {
        guard case .events(var race) = engine else {
            var stream = readStream(trial)
            return try run(
                effects.array.read(array.conductances, from: &stream), levels(frames, trial: trial), spread(trial))
        }
        engine = .general
        defer { engine = .events(race) }
        if hasCycles { race.setThresholds(spread(trial)) }
        let observation = try race.observe(frames)
        return (observation, observation.decision.naming(array.mapping.classesInOrder))
    }

    private func general(_ frames: [Pattern], trial: Int) throws -> RaceDecision {
        var stream = readStream(trial)
        let read = effects.array.read(array.conductances, from: &stream)
        let levels = self.levels(frames, trial: trial)
        let spread = spread(trial)
        if level == .discrete {
            return hasLines
                ? wiredDecision(wired(read), levels, spread) : classifier(read, spread).decision(frames: levels)
        }
        if effects.nonlinearity != nil, level == .events { return try nonlinear(read, levels[0], spread) }
        return try run(read, levels, spread).decision
    }

    private func run(
        _ read: ConductanceArray, _ levels: [[Double]], _ spread: NeuronSpread
    ) throws -> (observation: NetworkObservation, decision: RaceDecision) {
        let circuit = try circuit(read, spread)
        let stimulus = circuit.stimulus(frames: levels.map(array.mapping.physical))
        let observation: NetworkObservation
        if level == .events {
            var prepared = try subject.engines.events.prepareEvents(circuit.circuit, analysis: circuit.analysis())
            observation = circuit.observe(try prepared.run(stimulus))
        } else {
            var prepared = try subject.engines.ngspice(at: level).prepare(
                circuit.circuit, analysis: circuit.analysis())
            observation = circuit.observe(try prepared.transient(stimulus))
        }
        return (observation, observation.decision.naming(array.mapping.classesInOrder))
    }

    /// The race of columns of sinh cells: each column's own differential equation, up to its threshold.
    private func nonlinear(
        _ read: ConductanceArray, _ levels: [Double], _ spread: NeuronSpread
    ) throws -> RaceDecision {
        guard case .hyperbolicSine(let law) = effects.conduction else { preconditionFailure("no law") }
        let classifier = classifier(read, spread)
        let parameters = classifier.parameters
        let vRead = parameters.drive.readVoltage.value
        let rows = levels.map { $0 * vRead }
        let times = try (0..<read.columns).map { column -> Double in
            let nonlinear = NonlinearColumn(
                law, siemens: Array(read.siemens[(column * read.rows)..<((column + 1) * read.rows)]), rowLevels: rows,
                capacitance: Capacitance(classifier.capacitance(column: column)),
                linearConductance: parameters.membrane.leak + parameters.drive.biasConductance,
                linearDrive: Current(parameters.drive.biasConductance.value * vRead))
            return try nonlinear.firstRise(
                to: Voltage(classifier.threshold(column: column)), within: parameters.timing.window)?.value ?? .infinity
        }
        return WinnerTakeAll.decision(firstSpikeTimes: times)
    }

    // MARK: Parts

    private func readStream(_ trial: Int) -> RandomStream {
        RandomStream(seed: subject.study.base.seed, purpose: ClassifierSubject.readPurpose, trial: trial)
    }

    /// Row levels by input, with their grey noise.
    func levels(_ frames: [Pattern], trial: Int) -> [[Double]] {
        let clean = frames.map { BipolarRows.levels(bits: $0.pixels) }
        let sigma = effects.input.greyNoise
        guard sigma > 0 else { return clean }
        var stream = RandomStream(
            seed: subject.study.base.seed, purpose: ClassifierSubject.greyPurpose, trial: trial)
        return clean.map { $0.map { min(max($0 + sigma * stream.normal(), -1), 1) } }
    }

    /// The neurons of one presentation, by class.
    private func spread(_ trial: Int) -> NeuronSpread {
        guard hasCycles else { return array.spread }
        var stream = RandomStream(
            seed: subject.study.base.seed, purpose: ClassifierSubject.cyclePurpose, trial: trial)
        return effects.neurons.cycle(of: array.spread, neurons: array.conductances.columns, from: &stream)
    }

    /// V_th of every neuron [V].
    private func thresholds(_ spread: NeuronSpread) -> [Double] {
        let nominal = subject.study.base.circuit.thresholdVoltage.value
        return (0..<array.conductances.columns).map { nominal * spread.factor(\.threshold, $0) }
    }

    private func classifier(_ read: ConductanceArray, _ spread: NeuronSpread) -> SpikingClassifier {
        SpikingClassifier(
            parameters: subject.study.base.circuit.raceParameters, model: .physical, conductances: read, spread: spread)
    }

    /// The array as it lies, on its lines.
    private func wired(_ read: ConductanceArray) -> WiredClassifier {
        let classifier = SpikingClassifier(
            parameters: subject.study.base.circuit.raceParameters, model: .physical,
            conductances: array.mapping.physical(read), spread: array.spread.ordered(array.mapping.classesInOrder))
        return WiredClassifier(classifier, lines: effects.lineResistance.resistance)
    }

    /// The circuit with every line at its physical place.
    private func circuit(_ read: ConductanceArray, _ spread: NeuronSpread) throws -> ClassifierCircuit {
        try ClassifierCircuit(
            array.mapping.physical(read), design: subject.study.base.circuit, variant: level.variant,
            lineResistance: effects.lineResistance.resistance, lines: level == .events ? .reduced : .segments,
            conduction: effects.conduction, spread: spread.ordered(array.mapping.classesInOrder))
    }
}

extension ObservedRaces {
    mutating func add(_ observation: NetworkObservation, agrees: Bool) {
        add(
            outputSpikes: observation.outputSpikes, firstSpike: observation.firstSpike,
            energy: observation.energy.total, agrees: agrees)
    }
}

extension RaceDecision {
    /// With columns' numbers replaced by their classes.
    func naming(_ classes: [Int]) -> RaceDecision {
        switch self {
        case .winner(let column): .winner(classes[column])
        case .tie(let columns): .tie(columns.map { classes[$0] }.sorted())
        case .noWinner: .noWinner
        }
    }
}

extension NeuronSpread {
    /// Of neurons in another order.
    func ordered(_ order: [Int]) -> NeuronSpread {
        func inOrder<Value>(_ values: [Value]) -> [Value] { values.isEmpty ? [] : order.map { values[$0] } }
        var spread = NeuronSpread()
        spread.threshold = inOrder(threshold)
        spread.hold = inOrder(hold)
        spread.capacitance = inOrder(capacitance)
        spread.inhibitionShift = inOrder(inhibitionShift)
        return spread
    }
}
