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
import Training

/// A deep network, programmed into broken arrays: one a layer.
///
/// The two rows of an input with complementary rows are neighbours, the one at +u first: our choice, which decides what
/// a cluster of stuck cells hits.
struct NetworkSubject: SweepSubject {
    static let readPurpose = StreamPurpose("effects: read noise of a layer")
    static let observedMaps = 10
    static let samplePurpose = StreamPurpose("sweep: test samples")

    let study: SweepStudy
    let engines: SimulationEngines
    let network: SweptNetwork
    private let crossbars: [CrossbarLayer]
    /// What programming aims at, a layer each.
    private let targets: [ConductanceArray]
    /// The samples that every array is shown.
    private let shown: LabelledSamples
    /// Whether the circuit of the healthy network keeps its design rules.
    private let hasSoundCircuit: Bool
    /// Of a circuit with resistive lines that takes too long to run: why.
    private let wiredObstacle: String?
    private let remedies: NetworkRemedies

    /// - Throws: `DesignRuleViolation` if the circuit is to be run and breaks its rules, `SimulationFailure` if it would take
    ///   hours.
    init(
        study: SweepStudy, engines: SimulationEngines, network: SweptNetwork,
        isCancelled: @escaping @Sendable () -> Bool
    ) throws {
        self.study = study
        self.engines = engines
        self.network = network
        crossbars = try network.network.crossbars()
        targets = crossbars.map(\.array)
        shown = Self.shown(network.samples, draws: study.sampling.draws, seed: study.base.seed)
        remedies = try NetworkRemedies(
            study, network, crossbars: crossbars, targets: targets, isCancelled: isCancelled)
        let points = try study.points()
        let drawsDrivers = points.allSatisfy { $0.effects.lineResistance.driver > .zero }
        let rules = try NetworkDesignRules(network.network, design: network.design, drawsDrivers: drawsDrivers)
        wiredObstacle = Self.wiredObstacle(study, points, network.network, shown: shown.count)
        if study.sampling.engine != .discrete {
            try rules.check().enforce()
            if let wiredObstacle, study.sampling.engine == .events {
                throw SimulationFailure(
                    simulator: Level.events.rawValue, reason: wiredObstacle,
                    remedy: "show fewer samples (sampling.draws), or choose the engine discrete, which knows such lines"
                )
            }
        }
        if study.sampling.engine == .ngspiceDevice {
            let circuit = try NetworkCircuit(network.network, design: network.design, variant: .deviceLevel)
            try SimulationTime.check(circuit, samples: 1, jobs: 1)
        }
        hasSoundCircuit = rules.check().violations.isEmpty
    }

    /// Whether the circuit runs with resistive lines would take hours.
    private static func wiredObstacle(
        _ study: SweepStudy, _ points: [SweepPoint], _ network: SpikingNetwork, shown: Int
    ) -> String? {
        let lines = EffectKind.lineResistance
        let isLimited = (study.margin.upTo + study.sensitivity.upTo).contains {
            $0.key.hasPrefix("\(lines.rawValue).")
        }
        let wired = isLimited ? points.count : points.count { lines.isActive(in: $0.effects) }
        guard wired > 0 else { return nil }
        let sampling = study.sampling
        let perPoint =
            sampling.engine == .discrete
            ? min(sampling.checked, shown * min(sampling.maps, observedMaps)) : sampling.maps * shown
        return SimulationTime.wiredObstacle(network, presentations: wired * perPoint)
    }

    /// A fixed choice of so many samples, in their order; all for 0 or more than there are.
    private static func shown(_ samples: LabelledSamples, draws: Int, seed: UInt64) -> LabelledSamples {
        guard draws > 0, draws < samples.count else { return samples }
        var stream = RandomStream(seed: seed, purpose: samplePurpose)
        return samples.subset((0..<samples.count).shuffled(using: &stream)[..<draws].sorted())
    }

    func score(
        _ network: PlacedNetwork, _ effects: EffectsPlan, map: Int, draws: Int, observed: Int
    ) throws -> TrialRecord.Score {
        let samples = effects.input.disturb(shown, rows: crossbars[0].rows, seed: study.base.seed, map: map)
        let own = try decisions(network, effects, samples)
        return TrialRecord.Score(
            RecognitionTally(own, labels: samples.labels),
            observed: try observe(network, effects, samples, own, count: min(shown.count, observed)))
    }

    /// The first samples, run whole in the events engine.
    private func observe(
        _ network: PlacedNetwork, _ plan: EffectsPlan, _ samples: LabelledSamples, _ own: [RaceDecision], count: Int
    ) throws -> ObservedRaces {
        var observed = ObservedRaces()
        // The Bernoulli encoder shows each engine draws of its own.
        guard count > 0, hasSoundCircuit, wiredObstacle == nil, self.network.encoder != .bernoulli else {
            return observed
        }
        let observations = try observations(network, plan, samples.subset(0..<count), at: .events)
        for (observation, decision) in zip(observations, own) {
            observed.add(observation, agrees: network.decision(observation.decision) == decision)
        }
        return observed
    }

    // MARK: One array

    func broken(_ point: SweepPoint, map: Int) throws -> (network: PlacedNetwork, arrays: [BrokenArray]) {
        let seed = study.base.seed
        let effects = point.effects.array
        let drawn = targets.enumerated().map { index, target in
            effects.stuckAt.rate > 0
                ? effects.faultMap(
                    columns: target.columns, rows: target.rows, seed: seed, trial: map * targets.count + index) : .none
        }
        let treated = try remedies.treat(drawn, with: point.remedy, map: map)
        var layers: [SpikingLayer] = []
        var arrays: [BrokenArray] = []
        for (index, target) in treated.targets.enumerated() {
            let trial = map * targets.count + index
            let aged = effects.aged(target, faults: treated.stuck[index], seed: seed, trial: trial)
            var stream = RandomStream(seed: seed, purpose: Self.readPurpose, trial: trial)
            let read = effects.read(aged.conductances, from: &stream)
            let layer = try treated.crossbars[index].holding(read)
                .differing(by: point.effects.neurons, seed: seed, trial: trial)
            layers.append(.crossbar(layer))
            arrays.append(
                BrokenArray(
                    conductances: read, stuck: treated.stuck[index], mapping: treated.mappings[index],
                    spread: layer.spread, clippedCells: aged.clipped))
        }
        let logical = try SpikingNetwork(
            layers: layers, slots: network.network.slots, readout: network.network.readout)
        // Where lines lie matters to their resistance alone.
        let lines = point.effects.lineResistance.resistance
        let placed = lines == .none ? PlacedNetwork(logical) : try PlacedNetwork(logical, treated.mappings, on: lines)
        return (placed, arrays)
    }

    /// - Parameter plan: with the lines and the cells' conduction, which a simulator that solves for all nodes draws.
    private func decisions(
        _ broken: PlacedNetwork, _ plan: EffectsPlan, _ samples: LabelledSamples
    ) throws -> [RaceDecision] {
        guard study.sampling.engine == .discrete else {
            return try observations(broken, plan, samples, at: study.sampling.engine).map {
                broken.decision($0.decision)
            }
        }
        // Arrays run side by side; one of them is one thread's.
        return try NetworkInference(broken.network, encoder: network.encoder, jobs: 1)
            .answers(broken.placed(samples), seed: study.base.seed).decisions.map(broken.decision)
    }

    private func observations(
        _ broken: PlacedNetwork, _ plan: EffectsPlan, _ samples: LabelledSamples, at level: Level
    ) throws -> [NetworkObservation] {
        let inputs = InputFrames(
            encoder: network.encoder, rows: crossbars[0].rows, slots: network.network.slots, seed: study.base.seed)
        let placed = broken.placed(samples)
        let run = try level == .events ? events(broken.network) : ngspice(broken.network, plan, level)
        return try (0..<placed.count).map { try run(inputs.frames(placed, $0)) }
    }

    private func events(_ network: SpikingNetwork) throws -> ([[Float]]) throws -> NetworkObservation {
        let circuit = try NetworkCircuit(network, design: self.network.design)
        var prepared = try engines.events.prepareEvents(
            circuit.circuit, analysis: circuit.analysis(recordsWaveforms: false))
        return { circuit.observe(try prepared.run(circuit.stimulus(frames: $0))) }
    }

    private func ngspice(
        _ network: SpikingNetwork, _ plan: EffectsPlan, _ level: Level
    ) throws -> ([[Float]]) throws -> NetworkObservation {
        let circuit = try NetworkCircuit(
            network, design: self.network.design, variant: level.variant, segments: plan.lineResistance.resistance,
            conduction: plan.conduction)
        var prepared = try engines.ngspice(at: level).prepare(
            circuit.circuit, analysis: circuit.analysis(recordsWaveforms: true))
        return { circuit.observe(try prepared.transient(circuit.stimulus(frames: $0))) }
    }

    // MARK: What a report shows

    var faultSearch: FaultSearchRecord? {
        FaultSearchRecord(
            study.remedies,
            arrays: zip(crossbars, targets).map { layer, target in
                FaultSearchRecord.SearchedArray(
                    cells: target.siemens.count, minimum: layer.range.minimum, maximum: layer.range.maximum,
                    readVoltage: layer.parameters.drive.readVoltage, slot: layer.parameters.timing.slotDuration)
            })
    }

    var notes: [String] {
        var notes = remedies.notes
        if !network.isHeldOut {
            notes.append(
                "The network was trained on all samples, those shown here among them: differences between points are "
                    + "meant, not the accuracy itself, which the run's cross-validation tells.")
        }
        if network.leavesErrorsBehind {
            notes.append(
                "Arrays are programmed to the network's own targets; the programming errors of the stored array, which "
                    + "memspike evaluate shows, are not in them.")
        }
        if study.effects.readNoise > 0 || study.axes.contains(where: { $0.key == EffectKind.readNoise.rawValue }) {
            notes.append("Read noise is drawn once for every array, and stays while the array is shown its samples.")
        }
        if study.effects.neurons.hasCycles
            || study.axes.contains(where: {
                $0.key.hasPrefix("\(EffectKind.neurons.rawValue).") && $0.key.hasSuffix("Cycle")
            })
        {
            notes.append(
                "The threshold switches' deviation from cycle to cycle is drawn once for every array: the mean over arrays is "
                    + "right, the difference between arrays has it in it.")
        }
        if study.sampling.engine == .discrete, study.sampling.checked > 0, let wiredObstacle {
            notes.append("The discrete model was not checked against the circuit: \(wiredObstacle).")
        }
        if study.sampling.engine == .discrete, study.sampling.checked > 0, !hasSoundCircuit {
            notes.append(
                "The circuit breaks a design rule, and the discrete model was not checked against it: memspike check "
                    + "tells which.")
        }
        return notes
    }

    var networkRecord: SweptNetworkRecord? {
        SweptNetworkRecord(
            shape: network.shape, cells: targets.reduce(0) { $0 + $1.siemens.count }, dataset: network.dataset,
            samples: shown.count, available: network.samples.count, isHeldOut: network.isHeldOut,
            encoder: network.encoder.rawValue)
    }
}
