import Circuits
package import Crossbars
import Datasets
import Devices
import Foundation
import NeuromorphicCircuits
package import Quantities
package import Results
package import SpikingNetworks
package import Studies
import Training

/// A deep network that is shown samples.
package struct ShownNetwork: ProgrammableNetwork {
    package var study: Study
    package var stored: StoredNetwork
    package let seed: UInt64
    private let samples: LabelledSamples
    package let shown: String
    private var crossbars: [CrossbarLayer]
    package let targets: [ConductanceArray]
    package private(set) var arrays: [ConductanceArray]

    /// - Parameter seed: of what is drawn; the study's, which divides the samples, if left out.
    /// - Throws: `NetworkError` for a textbook network.
    package init(
        study: Study, stored: StoredNetwork, shown: ShownSamples, seed: UInt64? = nil
    ) throws {
        self.study = study
        self.seed = seed ?? study.seed
        self.stored = stored
        samples = shown.samples
        self.shown = shown.text
        crossbars = try stored.network.crossbars()
        targets = try Self.ofOneRange(try stored.target?.crossbars() ?? crossbars)
        arrays = try Self.ofOneRange(crossbars)
    }

    /// Arrays whose ranges differ, since stuck cells widened some, as arrays of the range that has them all.
    private static func ofOneRange(_ layers: [CrossbarLayer]) throws -> [ConductanceArray] {
        let range = try ConductanceRange(
            minimum: layers.map(\.range.minimum).min()!, maximum: layers.map(\.range.maximum).max()!)
        return try layers.map(\.array).map {
            try ConductanceArray(columns: $0.columns, rows: $0.rows, range: range, siemens: $0.siemens)
        }
    }

    package var tree: StudyTree { study.tree }
    package var readVoltage: Voltage { study.layers.readVoltage }
    package var thresholdVoltage: Voltage { study.layers.thresholdVoltage }
    package var presentations: Int { samples.count }
    package var engine: Level { .discrete }
    package var classes: Int { samples.classes }

    package func holding(_ arrays: [ConductanceArray]) throws -> ShownNetwork {
        var other = self
        other.arrays = arrays
        try other.adopt(zip(crossbars, arrays).map { try $0.holding($1) })
        return other
    }

    package func carried(_ siemens: [[Double]], over mapping: TargetMapping) throws -> ShownNetwork {
        var other = self
        let last = crossbars.count - 1
        other.study.layers = study.layers.carried(
            over: mapping, from: targets[0].range, rows: crossbars[last].rows)
        let held = siemens.map(mapping.held)
        let ends = [mapping.lowest.value, mapping.highest.value]
        let range = try ConductanceRange(
            minimum: Conductance((held.joined() + ends).min()!), maximum: Conductance((held.joined() + ends).max()!))
        other.arrays = try zip(targets, held).map { target, held in
            try ConductanceArray(columns: target.columns, rows: target.rows, range: range, siemens: held)
        }
        try other.adopt(
            crossbars.indices.map { index in
                try crossbars[index].carried(other.arrays[index], in: other.study.layers, isOutput: index == last)
            })
        return other
    }

    private mutating func adopt(_ layers: [CrossbarLayer]) throws {
        crossbars = layers
        stored.network = try SpikingNetwork(
            layers: layers.map(SpikingLayer.crossbar), slots: stored.network.slots, readout: stored.network.readout)
        stored.target = nil
    }

    package func accuracy(_ engines: SimulationEngines, jobs: Int) throws -> Double {
        try NetworkInference(stored.network, encoder: stored.encoder, jobs: jobs).answers(samples, seed: seed)
            .accuracy(labels: samples.labels)
    }

    package func ceiling() -> Double? { nil }
    package func cleanCorrect(_ engines: SimulationEngines) -> Int? { nil }

    package func reading(
        _ engines: SimulationEngines, meter: StageMeter, stage: String, context: RunContext
    ) throws -> (record: EnergyRecord?, notes: [String]) {
        meter.begin(stage, trials: 1)
        let outcome = try CircuitTest(study: study, engines: engines).run(
            stored.network, samples, context: context.silent())
        meter.finishTrial()
        return (outcome.record.flatMap { EnergyRecord($0, shown: shown) }, outcome.notes)
    }

    // MARK: Voltages

    /// Voltages of so many cells are gathered, presentation by presentation.
    private static let gatheredCells = 4_000_000
    private static let mostPresentations = 40
    private static let fewestPresentations = 4

    package func voltages(_ engines: SimulationEngines) throws -> CellVoltages {
        let circuit = try NetworkCircuit(stored.network, design: study.layers)
        var run = try engines.events.prepareEvents(circuit.circuit, analysis: circuit.voltageAnalysis())
        let cells = arrays.reduce(0) { $0 + $1.siemens.count }
        let count = min(
            samples.count, max(Self.fewestPresentations, min(Self.mostPresentations, Self.gatheredCells / cells)))
        var tallies = arrays.map { CellVoltageTally(columns: $0.columns, rows: $0.rows, presentations: count) }
        let inputs = InputFrames(
            encoder: stored.encoder, rows: crossbars[0].rows, slots: stored.network.slots, seed: seed)
        for index in 0..<count {
            // Evenly over the samples, which may lie class by class.
            let frames = inputs.frames(samples, index * samples.count / count)
            let waveforms = try run.transient(circuit.stimulus(frames: frames)).waveforms
            for layer in arrays.indices {
                let membranes = (0..<crossbars[layer].neurons).map {
                    waveforms.values[.voltage(circuit.membrane($0, layer: layer))]
                }
                tallies[layer].add(
                    waveforms.time, membranes: membranes, rows: courses(layer, circuit, waveforms, frames))
            }
        }
        return CellVoltages(dwells: tallies.flatMap(\.dwells), largest: tallies.map(\.largest).max()!)
    }

    package func cleanVoltages(_ engines: SimulationEngines) -> [CellVoltages] { [] }

    /// Where the rows of a layer stand: an input's side by side, as in the layer's array.
    private func courses(
        _ layer: Int, _ circuit: NetworkCircuit, _ waveforms: Waveforms, _ frames: [[Float]]
    ) -> [[CellVoltageTally.Stay]] {
        let (time, design) = (waveforms.time, circuit.design)
        let vRead = design.readVoltage.value
        let signs: [Double] = crossbars[layer].rows == .bipolar ? [1] : [1, -1]
        return (0..<crossbars[layer].inputs).flatMap { input -> [[CellVoltageTally.Stay]] in
            // In units of V_read, from each instant to the next.
            let level: (Int) -> Double
            if layer == 0 {
                level = { index in
                    let slot = Int(
                        saturating: ((time[index] + time[index + 1]) / 2 / design.slotDuration.value).rounded(.down))
                    return slot < design.slots ? Double(frames[min(slot, frames.count - 1)][input]) : 0
                }
            } else {
                let pulse = waveforms.values[.voltage(circuit.output(input, layer: layer - 1))] ?? []
                var isOn = false
                let on = pulse.map { v in
                    if v >= design.pulseOnVoltage.value { isOn = true }
                    if v <= design.pulseOffVoltage.value { isOn = false }
                    return isOn
                }
                level = { index in on.indices.contains(index) && on[index] ? 1 : 0 }
            }
            var spans: [Double: [Range<Int>]] = [:]
            var start = 0
            for index in 0..<(time.count - 1) where index + 2 == time.count || level(index + 1) != level(index) {
                spans[level(index), default: []].append(start..<(index + 1))
                start = index + 1
            }
            let stays = spans.sorted { $0.key < $1.key }
            return signs.map { sign in stays.map { .init(level: sign * vRead * $0.key, spans: $0.value) } }
        }
    }
}

extension EnergyRecord {
    /// Of a circuit test; nil for one that did not tell the parts apart.
    init?(_ record: CircuitTestRecord, shown: String) {
        guard let parts = record.parts, let duration = record.presentationDuration else { return nil }
        self.init(
            engine: record.engine, presentations: record.samples, shown: shown,
            perInference: record.energyPerInference, parts: parts, meanPower: record.energyPerInference / duration,
            conservationError: record.conservationError, outputSpikes: record.spikesPerInference?.last)
    }
}
