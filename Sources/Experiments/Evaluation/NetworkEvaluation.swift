import Circuits
package import Datasets
package import NeuromorphicCircuits
import NumericalMethods
import Quantities
package import Results
package import SpikingNetworks
import Studies
import Training

/// Why samples cannot be shown to a network's circuit.
package enum NetworkEvaluationError: Error, Equatable, CustomStringConvertible {
    case featureCount(found: Int, network: Int)
    /// ngspice would not finish.
    case tooLong(seconds: Double, limit: Double, samples: Int, elements: Int)

    package var description: String {
        switch self {
        case .tooLong(let seconds, let limit, let samples, let elements):
            "the device level of this network is \(elements) elements: ngspice would take about \(SimulationTime.text(seconds)) for "
                + "\(samples) sample\(samples == 1 ? "" : "s"), more than \(SimulationTime.text(limit)); "
                + SimulationTime.remedy(seconds: seconds, limit: limit, samples: samples)
        case .featureCount(let found, let network):
            "the samples have \(found) features, but the network has \(network) inputs; they must be equal"
        }
    }
}

/// Runs a finished network as a circuit, beside the discrete model, on labelled samples.
package struct NetworkEvaluation: Sendable {
    /// What the circuit did.
    package struct Outcome: Sendable, Equatable {
        package var record: CircuitTestRecord
        /// Of every sample.
        package var each: [PresentationRecord]
        /// What a reader has to know beside the numbers.
        package var notes: [String]
    }

    package let network: SpikingNetwork
    package let encoder: Encoder
    package let design: DeepCircuitDesign
    /// Decides the spikes of the Bernoulli encoder; the discrete model draws its own.
    package let seed: UInt64

    package init(_ network: SpikingNetwork, encoder: Encoder, design: DeepCircuitDesign, seed: UInt64 = 0) {
        self.network = network
        self.encoder = encoder
        self.design = design
        self.seed = seed
    }

    /// Shows every sample to the circuit in the events engine, and also to what is asked for in ngspice.
    ///
    /// Results do not depend on `context.jobs`.
    /// - Parameter spice: a network of some thousand cells takes ngspice a second a sample.
    /// - Throws: `NetworkEvaluationError`, `NetworkError`, `NetworkCircuitError`, `RunInterrupted`, a failed run's error.
    package func run(
        _ samples: LabelledSamples, engines: SimulationEngines, spice: [CircuitVariant] = [],
        context: RunContext
    ) throws -> Outcome {
        guard samples.featureCount == network.inputs else {
            throw NetworkEvaluationError.featureCount(found: samples.featureCount, network: network.inputs)
        }
        let variants = engines.ngspice == nil ? [] : CircuitVariant.allCases.filter(spice.contains)
        let circuits = try variants.map { try NetworkCircuit(network, design: design, variant: $0) }
        let circuit = try NetworkCircuit(network, design: design)
        let pool = Pool(
            try engines.events.prepareEvents(
                circuit.circuit, analysis: circuit.analysis(recordsWaveforms: false),
                count: min(context.jobs, samples.count)))
        let inputs = try inputs()
        let meter = StageMeter(
            [("circuit in events", Double(samples.count))]
                + circuits.map { ($0.spiceStage, 300 * Double(samples.count)) }, context: context)
        let start = context.stopwatch()
        let outcomes = try meter.map("circuit in events", trials: samples.count) { index in
            let stimulus = circuit.stimulus(frames: inputs.frames(samples, index))
            return SampleOutcome(
                circuit.observe(try pool.withItem { try $0.run(stimulus) }), keepsSpikes: !circuits.isEmpty)
        }
        let seconds = context.stopwatch() - start
        for circuit in circuits where circuit.variant == .deviceLevel {
            let hidden = mean(outcomes.map { Double($0.spikes.dropLast().reduce(0, +)) })
            try SimulationTime.check(circuit, samples: samples.count, spikes: hidden, jobs: context.jobs)
        }
        let answers = try NetworkInference(network, encoder: encoder, jobs: context.jobs).answers(samples, seed: seed)
        var agreement: [CircuitVariant: NetworkAgreementRecord] = [:]
        if let ngspice = engines.ngspice {
            for circuit in circuits {
                agreement[circuit.variant] = try compare(
                    circuit, ngspice, samples, inputs, outcomes: outcomes, meter: meter, context: context)
            }
        }
        var notes = engines.respawnNotes
        if !spice.isEmpty, engines.ngspice == nil { notes += [engines.ngspiceMissing].compactMap { $0 } }
        let found = RecognitionTally(outcomes.map(\.decision), labels: samples.labels)
        let discrete = RecognitionTally(answers.decisions, labels: samples.labels)
        let record = CircuitTestRecord(
            engine: .events, samples: samples.count, accuracy: found.accuracy, low: found.interval.low,
            high: found.interval.high, discreteAccuracy: discrete.accuracy,
            decisionsAgree: mean(zip(outcomes, answers.decisions).map { $0.decision.agrees(with: $1) ? 1 : 0 }),
            undecided: found.ties + found.noWinner, energyPerInference: mean(outcomes.map(\.energy)),
            parts: EnergySplit(meanOf: outcomes.map(\.parts)),
            conservationError: outcomes.map(\.conservationError).max(),
            spikesPerInference: circuit.neurons.indices.map { layer in mean(outcomes.map { Double($0.spikes[layer]) })
            },
            decisionTime: mean(outcomes.compactMap(\.decisionTime)), presentationDuration: circuit.duration.value,
            seconds: seconds, ngspice: agreement[.piecewiseLinear], ngspiceDevice: agreement[.deviceLevel])
        return Outcome(
            record: record, each: outcomes.indices.map { outcomes[$0].record($0, label: samples.labels[$0]) },
            notes: notes)
    }

    private func inputs() throws -> InputFrames {
        InputFrames(encoder: encoder, rows: try network.crossbars()[0].rows, slots: network.slots, seed: seed)
    }

    private func mean(_ values: [Double]) -> Double {
        values.isEmpty ? 0 : values.reduce(0, +) / Double(values.count)
    }

    // MARK: ngspice

    private func compare(
        _ circuit: NetworkCircuit, _ ngspice: any CircuitSimulator, _ samples: LabelledSamples, _ inputs: InputFrames,
        outcomes: [SampleOutcome], meter: StageMeter, context: RunContext
    ) throws -> NetworkAgreementRecord {
        let analysis = circuit.analysis(recordsWaveforms: true)
        let runs = try meter.map(circuit.spiceStage, trials: outcomes.count) { index -> LevelComparison.Outcome in
            var prepared = try ngspice.prepare(circuit.circuit, analysis: analysis)
            let start = context.stopwatch()
            do {
                let observed = circuit.observe(
                    try prepared.transient(circuit.stimulus(frames: inputs.frames(samples, index))))
                return .success((observed, context.stopwatch() - start))
            } catch let failure as SimulationFailure {
                return .failure(failure)
            }
        }
        var tally = AgreementTally(
            firingLayers: circuit.readout == .spikeCount ? circuit.neurons.count : circuit.neurons.count - 1)
        for (own, run) in zip(outcomes, runs) { tally.add(own, run, slot: design.slotDuration.value) }
        var record = tally.record
        let finished = zip(runs, samples.labels).compactMap { run, label in (try? run.get().seen).map { ($0, label) } }
        record.accuracy = mean(finished.map { $0.0.decision.score(label: $0.1) })
        record.energyPerInference = mean(finished.map(\.0.energy.total))
        record.parts = EnergySplit(meanOf: finished.map { EnergySplit($0.0.energy) })
        return record
    }
}

extension NetworkCircuit {
    fileprivate var spiceStage: String {
        switch variant {
        case .piecewiseLinear: "circuit in ngspice"
        case .deviceLevel: "device level in ngspice"
        }
    }
}

/// One sample in the events engine.
private struct SampleOutcome: Sendable {
    var decision: RaceDecision
    var spikes: [Int]
    var decisionTime: Double?  // [s]
    var energy: Double
    var parts: EnergySplit
    var conservationError: Double
    /// `[layers][neurons]`, where they are compared with another engine's.
    var spikeTimes: [[[Double]]]

    init(_ observation: NetworkObservation, keepsSpikes: Bool) {
        decision = observation.decision
        spikes = observation.spikeTimes.indices.map { observation.spikes(layer: $0) }
        decisionTime = observation.firstSpike
        energy = observation.energy.total
        parts = EnergySplit(observation.energy)
        conservationError = observation.energy.conservationError
        spikeTimes = keepsSpikes ? observation.spikeTimes : []
    }

    func record(_ index: Int, label: Int) -> PresentationRecord {
        var record = PresentationRecord(frame: index, label: label, decision: decision)
        record.spikeTime = decisionTime
        record.energy = parts
        record.outputSpikes = spikes[spikes.count - 1]
        return record
    }
}

/// Adds up how two engines' runs of the same samples differ.
private struct AgreementTally {
    let firingLayers: Int
    private var runs = 0
    private var agreeing = 0
    private var spikes = 0
    private var differing = 0
    private var failures = 0
    private var timeErrors: [Double] = []
    private var energyErrors: [Double] = []
    private var seconds: [Double] = []

    init(firingLayers: Int) { self.firingLayers = firingLayers }

    mutating func add(_ own: SampleOutcome, _ run: LevelComparison.Outcome, slot: Double) {
        guard let (seen, time) = try? run.get() else {
            failures += 1
            return
        }
        runs += 1
        if own.decision.agrees(with: seen.decision) { agreeing += 1 }
        for layer in 0..<firingLayers {
            for (a, b) in zip(own.spikeTimes[layer], seen.spikeTimes[layer]) {
                spikes += a.count
                guard a.count == b.count else {
                    differing += 1
                    continue
                }
                timeErrors += zip(a, b).map { abs($0 - $1) / slot }
            }
        }
        energyErrors.append(abs(seen.energy.total / own.energy - 1))
        seconds.append(time)
    }

    var record: NetworkAgreementRecord {
        func median(_ values: [Double]) -> Double { values.isEmpty ? 0 : SampleSummary(values).median }
        return NetworkAgreementRecord(
            presentations: runs, decisionsAgree: runs > 0 ? Double(agreeing) / Double(runs) : 0, spikes: spikes,
            neuronsThatDiffer: differing, spikeTimeErrorMedian: median(timeErrors),
            spikeTimeErrorMax: timeErrors.max() ?? 0, energyErrorMedian: median(energyErrors),
            energyErrorMax: energyErrors.max() ?? 0, secondsMedian: median(seconds), failures: failures)
    }
}

extension RaceDecision {
    /// Equal, or one of the neurons that tie in one wins in the other.
    func agrees(with other: RaceDecision) -> Bool {
        switch (self, other) {
        case (.tie(let tied), .winner(let winner)), (.winner(let winner), .tie(let tied)): tied.contains(winner)
        case (.tie(let x), .tie(let y)): !Set(x).isDisjoint(with: y)
        default: self == other
        }
    }
}
