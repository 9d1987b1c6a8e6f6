import Circuits
package import Crossbars
package import Datasets
import Devices
package import NeuromorphicCircuits
import Quantities
import Results
package import SPICEText
package import SpikingNetworks
import Studies
import Training

/// The folder of netlists of a deep network that shows samples.
package struct NetworkNetlists: Sendable {
    package let network: SpikingNetwork
    package let encoder: Encoder
    package let design: DeepCircuitDesign
    package let dialect: Dialect
    /// For the expected values.
    package let engines: SimulationEngines
    /// Of every crossbar's lines, which are written segment by segment.
    package var lines = LineResistance.none

    package init(
        _ network: SpikingNetwork, encoder: Encoder, design: DeepCircuitDesign, dialect: Dialect = .ngspice,
        engines: SimulationEngines
    ) {
        self.network = network
        self.encoder = encoder
        self.design = design
        self.dialect = dialect
        self.engines = engines
    }

    /// - Parameter indices: of the samples to write a top file for.
    /// - Throws: a failed run's error, `NetworkError`, `NetworkCircuitError`.
    package func folder(_ samples: LabelledSamples, indices: [Int]) throws -> NetlistFolder {
        let circuit = try NetworkCircuit(network, design: design, segments: lines)
        let frames = InputFrames(
            encoder: encoder, rows: try network.crossbars()[0].rows, slots: network.slots, seed: 0)
        let stimuli = indices.map { circuit.stimulus(frames: frames.frames(samples, $0)) }
        func className(_ index: Int) -> String { samples.classNames[samples.labels[index]] }
        let isRace = network.readout != .spikeCount
        let obstacle = lines == .none ? nil : WiredRunTime(network).obstacle(presentations: indices.count)
        return NetlistFolder(
            title: "A deep network's circuit", kind: "sample",
            inputs: indices.map {
                .init(
                    number: $0, className: className($0),
                    remarks: ["Sample \($0) of \(samples.name), class \(className($0))"])
            },
            drawings: [
                .init(
                    variant: .piecewiseLinear, circuit: circuit.hierarchy,
                    analysis: circuit.analysis(recordsWaveforms: true),
                    readOut: ReadOut(
                        outputs: (0..<circuit.neurons[circuit.neurons.count - 1]).map(circuit.output),
                        spikeHeight: design.pulseOnVoltage, isRace: isRace,
                        sources: ReadOut.sources(of: circuit.circuit)), stimuli: stimuli)
            ], expected: obstacle == nil ? try expectations(stimuli, indices) : [], dialect: dialect,
            nodes:
                "\(circuit.circuit.title); inputs of \(samples.name.tableCell) by the \(encoder.rawValue) encoder.\n\n"
                + NetlistReadme.nodes(layers: circuit.neurons.count, lines: lines, readVoltage: design.readVoltage),
            missing: obstacle.map { "Nothing was computed: \($0)." } ?? ""
        )
    }

    private func expectations(_ stimuli: [Stimulus], _ indices: [Int]) throws -> [NetlistFolder.Expectation] {
        let wired =
            lines == .none
            ? network
            : try SpikingNetwork(
                layers: network.crossbars().map { .crossbar($0.wired(by: lines)) }, slots: network.slots,
                readout: network.readout)
        let circuit = try NetworkCircuit(wired, design: design)
        var events = try engines.events.prepareEvents(
            circuit.circuit, analysis: circuit.analysis(recordsWaveforms: false))
        return try zip(indices, stimuli).map { index, stimulus in
            let seen = circuit.observe(try events.run(stimulus))
            let output = seen.spikeTimes[seen.spikeTimes.count - 1]
            return NetlistFolder.Expectation(
                variant: .piecewiseLinear, input: index, level: .events, decision: seen.decision,
                spikeTime: output.compactMap(\.first).min(), energy: seen.energy.total,
                spikes: output.reduce(0) { $0 + $1.count })
        }
    }
}
