package import Circuits
import Datasets
import NeuromorphicCircuits
import NumericalMethods
import Results
import SpikingNetworks
import Studies

/// The engines that a run may use, chosen by whoever starts it.
package struct SimulationEngines: Sendable {
    package var events: any EventLocatingSimulator
    /// nil where ngspice is not installed; then `ngspiceMissing` says what to do.
    package var ngspice: (any CircuitSimulator)?
    package var ngspiceMissing: String?
    /// How many of ngspice's workers died and were replaced so far.
    package var ngspiceRespawns: @Sendable () -> Int

    package init(
        events: any EventLocatingSimulator, ngspice: (any CircuitSimulator)?, ngspiceMissing: String?,
        ngspiceRespawns: @escaping @Sendable () -> Int = { 0 }
    ) {
        self.events = events
        self.ngspice = ngspice
        self.ngspiceMissing = ngspiceMissing
        self.ngspiceRespawns = ngspiceRespawns
    }

    /// Who runs a level; nobody for ngspice's where it is not installed.
    func record(of level: Level, _ program: ProgramRecord) -> EngineRecord {
        let identity =
            switch level {
            case .discrete: SimulatorIdentity(name: "Memspike discrete model", version: program.version)
            case .events: events.identity
            case .ngspice, .ngspiceDevice: ngspice?.identity ?? SimulatorIdentity(name: "", version: "")
            }
        return EngineRecord(engine: level, simulator: identity.name, version: identity.version)
    }

    /// - Throws: `SimulationFailure` where it is not installed.
    func ngspice(at level: Level) throws -> any CircuitSimulator {
        guard let ngspice else {
            throw SimulationFailure(
                simulator: level.rawValue, reason: ngspiceMissing ?? "it is not available",
                remedy: "install libngspice, or choose another engine")
        }
        return ngspice
    }

    /// Says which workers were lost, if any were: a run repeated in silence would be a fallback in silence.
    var respawnNotes: [String] {
        let respawns = ngspiceRespawns()
        guard respawns > 0 else { return [] }
        let workers = respawns == 1 ? "1 ngspice worker" : "\(respawns) ngspice workers"
        return ["\(workers) died or hung; each was replaced and its run repeated once"]
    }
}

/// Runs presentations of one trained network at any level.
struct LevelRunner: Sendable {
    let study: Study
    let array: ConductanceArray
    let classifier: SpikingClassifier
    let engines: SimulationEngines
    let context: RunContext

    init(study: Study, array: ConductanceArray, engines: SimulationEngines, context: RunContext) {
        self.study = study
        self.array = array
        classifier = SpikingClassifier(
            parameters: study.circuit.raceParameters, model: .physical, conductances: array)
        self.engines = engines
        self.context = context
    }

    /// Presentations in parallel; a run that fails is kept as its error.
    func observe(
        _ level: Level, _ frames: [[Pattern]], meter: StageMeter, stage: String
    ) throws -> [LevelComparison.Outcome] {
        switch level {
        case .discrete:
            return try inChunks(frames, meter, stage) { frames in frames.map { .success((discrete($0), 0)) } }
        case .events:
            let races = Pool(
                try EventRace.prepare(array, design: study.circuit, engine: engines.events, count: context.jobs))
            return try inChunks(frames, meter, stage) { frames in
                try races.withItem { race in
                    try frames.map { frame in try timed { try race.observe(frame) } }
                }
            }
        case .ngspice, .ngspiceDevice:
            guard let ngspice = engines.ngspice else { return [] }
            let circuit = try ClassifierCircuit(
                array, design: study.circuit, variant: level.variant, synapse: study.device)
            return try meter.map(stage, trials: frames.count) { index in
                var prepared = try ngspice.prepare(circuit.circuit, analysis: circuit.analysis())
                let levels = frames[index].map { BipolarRows.levels(bits: $0.pixels) }
                return try timed { circuit.observe(try prepared.transient(circuit.stimulus(frames: levels))) }
            }
        }
    }

    /// Presentations of microseconds go to the threads by the hundred: one by one, handing them out takes as long.
    private func inChunks(
        _ frames: [[Pattern]], _ meter: StageMeter, _ stage: String,
        _ observe: @escaping @Sendable ([[Pattern]]) throws -> [LevelComparison.Outcome]
    ) throws -> [LevelComparison.Outcome] {
        let size = 100
        let chunks = try meter.map(stage, trials: (frames.count + size - 1) / size) { chunk in
            try observe(Array(frames[(chunk * size)..<min((chunk + 1) * size, frames.count)]))
        }
        return chunks.flatMap { $0 }
    }

    /// One failed run is not the end of the others.
    private func timed(_ run: () throws -> NetworkObservation) throws -> LevelComparison.Outcome {
        let start = context.stopwatch()
        do {
            return .success((try run(), context.stopwatch() - start))
        } catch let failure as SimulationFailure {
            return .failure(failure)
        }
    }

    /// The discrete model: the winner-take-all lets the first spike stand alone, or all that tie for it.
    private func discrete(_ frames: [Pattern]) -> NetworkObservation {
        let times = classifier.firstSpikeTimes(frames: frames.map { BipolarRows.levels(bits: $0.pixels) })
        var outputs = [[Double]](repeating: [], count: times.count)
        for neuron in WinnerTakeAll.decision(firstSpikeTimes: times).neurons { outputs[neuron] = [times[neuron]] }
        return NetworkObservation(spikeTimes: [outputs], energy: EnergyLedger(delivered: [], absorbed: [:]))
    }
}

/// Numbers from presentations.
enum LevelComparison {
    /// What a run showed, and how long it took [s].
    typealias Outcome = Result<(seen: NetworkObservation, seconds: Double), SimulationFailure>

    static func clean(_ level: Level, _ outcomes: [Outcome]) -> CleanRecord {
        let observations = outcomes.map { try? $0.get().seen }
        let winners = observations.map { $0?.decision.winner ?? -1 }
        return CleanRecord(
            engine: level, images: outcomes.count,
            correct: winners.enumerated().reduce(0) { $0 + ($1.element == $1.offset ? 1 : 0) },
            outputSpikes: observations.map { $0?.outputSpikes ?? 0 }, winners: winners,
            firstSpikes: observations.map { $0?.firstSpike })
    }

    static func agreement(
        _ a: Level, _ first: [Outcome], _ b: Level, _ second: [Outcome], flipProbability: Double
    ) -> AgreementRecord {
        var agree = 0
        var timeErrors: [Double] = []
        var energyErrors: [Double] = []
        var multiple = (a: 0, b: 0)
        var pairs = 0
        for (x, y) in zip(first, second) {
            guard let x = try? x.get().seen, let y = try? y.get().seen else { continue }
            pairs += 1
            if x.decision.agrees(with: y.decision) { agree += 1 }
            if let s = x.firstSpike, let t = y.firstSpike { timeErrors.append(abs(s - t) / s) }
            if a != .discrete, b != .discrete {
                energyErrors.append(abs(x.energy.total - y.energy.total) / x.energy.total)
            }
            if x.outputSpikes > 1 { multiple.a += 1 }
            if y.outputSpikes > 1 { multiple.b += 1 }
        }
        return AgreementRecord(
            a: a, b: b, flipProbability: flipProbability, presentations: pairs,
            decisionsAgree: pairs > 0 ? Double(agree) / Double(pairs) : 0,
            spikeTimeErrorMedian: timeErrors.isEmpty ? 0 : SampleSummary(timeErrors).median,
            spikeTimeErrorMax: timeErrors.max() ?? 0,
            energyErrorMedian: energyErrors.isEmpty ? nil : SampleSummary(energyErrors).median,
            multipleSpikesA: multiple.a, multipleSpikesB: multiple.b, failures: min(first.count, second.count) - pairs)
    }

    /// - Parameter shown: which presentations these were, in a few words.
    static func energy(_ level: Level, _ outcomes: [Outcome], shown: String, window: Double) -> EnergyRecord? {
        let observations = outcomes.compactMap { try? $0.get().seen }
        let ledgers = observations.map(\.energy)
        guard level != .discrete, !ledgers.isEmpty else { return nil }
        let n = Double(ledgers.count)
        let total = ledgers.reduce(0) { $0 + $1.total } / n
        return EnergyRecord(
            engine: level, presentations: ledgers.count, shown: shown, perInference: total,
            parts: EnergySplit(meanOf: ledgers.map(EnergySplit.init)), meanPower: total / window,
            conservationError: level == .events ? ledgers.map(\.conservationError).max() : nil,
            outputSpikes: Double(observations.reduce(0) { $0 + $1.outputSpikes }) / n)
    }

    static func medianSeconds(_ outcomes: [Outcome]) -> Double? {
        let seconds = outcomes.compactMap { try? $0.get().seconds }
        return seconds.isEmpty ? nil : SampleSummary(seconds).median
    }

    /// The first failure of each kind, with how many there were, as a note for the report.
    static func notes(_ level: Level, _ outcomes: [Outcome]) -> [String] {
        var reasons: [String: Int] = [:]
        for case .failure(let failure) in outcomes { reasons[failure.description, default: 0] += 1 }
        return reasons.sorted { $0.key < $1.key }.map { "\(level.rawValue): \($0.value) runs failed: \($0.key)" }
    }
}
