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
    package var variants = CircuitVariant.allCases
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
        let circuits = try variants.map {
            try NetworkCircuit(network, design: design, variant: $0, segments: lines)
        }
        let circuit = circuits[0]
        let frames = InputFrames(
            encoder: encoder, rows: try network.crossbars()[0].rows, slots: network.slots, seed: 0)
        func stimuli(_ circuit: NetworkCircuit) -> [Stimulus] {
            indices.map { circuit.stimulus(frames: frames.frames(samples, $0)) }
        }
        var missing: [String] = []
        let expected = try circuits.flatMap {
            try expectations($0, stimuli($0), indices, missing: &missing)
        }
        func className(_ index: Int) -> String { samples.classNames[samples.labels[index]] }
        let isRace = network.readout != .spikeCount
        return NetlistFolder(
            title: "A deep network's circuit", kind: "sample",
            inputs: indices.map {
                .init(
                    number: $0, className: className($0),
                    remarks: ["Sample \($0) of \(samples.name), class \(className($0))"])
            },
            drawings: circuits.map { circuit in
                .init(
                    variant: circuit.variant, circuit: circuit.hierarchy,
                    analysis: circuit.analysis(recordsWaveforms: true),
                    readOut: ReadOut(
                        outputs: (0..<circuit.neurons[circuit.neurons.count - 1]).map(circuit.output),
                        spikeHeight: circuit.spikeHeight, isRace: isRace,
                        sources: ReadOut.sources(of: circuit.circuit)), stimuli: stimuli(circuit))
            }, expected: expected, dialect: dialect,
            nodes:
                "\(circuit.circuit.title); inputs of \(samples.name.tableCell) by the \(encoder.rawValue) encoder.\n\n"
                + NetlistReadme.nodes(layers: circuit.neurons.count, lines: lines, readVoltage: design.readVoltage)
                + (variants.contains(.deviceLevel) ? NetlistReadme.deviceNodes : ""),
            missing: missing.joined(separator: " "))
    }

    /// What events see of the piecewise-linear circuit, and ngspice of the device level.
    /// - Parameter missing: gets what was not computed, and why.
    private func expectations(
        _ circuit: NetworkCircuit, _ stimuli: [Stimulus], _ indices: [Int], missing: inout [String]
    ) throws -> [NetlistFolder.Expectation] {
        switch circuit.variant {
        case .piecewiseLinear:
            if lines != .none, let obstacle = SimulationTime.wiredObstacle(network, presentations: indices.count) {
                missing.append("Nothing was computed: \(obstacle).")
                return []
            }
            return try events(stimuli, indices)
        case .deviceLevel:
            if let reason = engines.ngspiceMissing {
                missing.append("The device level has no expected values: \(reason).")
            }
            guard let ngspice = engines.ngspice else { return [] }
            let seconds = SimulationTime.ngspice(circuit) * Double(indices.count)
            guard seconds <= Self.longestExpectation else {
                missing.append(
                    "The device level has no expected values: ngspice would take about \(SimulationTime.text(seconds)) for them; "
                        + "memspike evaluate --engine ngspice-device takes it.")
                return []
            }
            return try zip(indices, stimuli).map { index, stimulus in
                var prepared = try ngspice.prepare(
                    circuit.circuit, analysis: circuit.analysis(recordsWaveforms: true))
                return NetlistFolder.Expectation(
                    input: index, level: .ngspiceDevice, seen: circuit.observe(try prepared.transient(stimulus)))
            }
        }
    }

    /// A folder is written within a minute. [s]
    private static let longestExpectation = 60.0

    private func events(_ stimuli: [Stimulus], _ indices: [Int]) throws -> [NetlistFolder.Expectation] {
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
            NetlistFolder.Expectation(
                input: index, level: .events, seen: circuit.observe(try events.run(stimulus)))
        }
    }
}
