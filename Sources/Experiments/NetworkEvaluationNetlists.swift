import Circuits
public import Datasets
public import NeuromorphicCircuits
import Quantities
public import SPICEText
public import SpikingNetworks
import Training

/// A deep network's circuit as decks that run by themselves, one per sample.
public struct NetworkNetlists: Sendable {
    public let network: SpikingNetwork
    public let encoder: Encoder
    public let design: DeepCircuitDesign
    public let dialect: Dialect

    public init(_ network: SpikingNetwork, encoder: Encoder, design: DeepCircuitDesign, dialect: Dialect = .ngspice) {
        self.network = network
        self.encoder = encoder
        self.design = design
        self.dialect = dialect
    }

    /// Writes a deck for each of the chosen samples, and a README that says what to expect.
    /// - Parameters:
    ///   - prefix: a folder inside `folder`, or nil for the folder itself.
    ///   - version: the program's, for the README.
    /// - Returns: the files' names.
    @discardableResult
    public func write(
        _ samples: LabelledSamples, indices: [Int], to folder: RunFolder, under prefix: String?, version: String
    ) throws -> [String] {
        let circuit = try NetworkCircuit(network, design: design)
        let inputs = InputFrames(
            encoder: encoder, rows: try network.crossbars()[0].rows, slots: network.slots, seed: 0)
        var files: [String] = []
        func write(_ text: String, _ name: String) throws {
            let path = prefix.map { "\($0)/\(name)" } ?? name
            try folder.write(text, to: path)
            files.append(path)
        }
        for index in indices {
            let deck = try dialect.deck(
                circuit.circuit, stimulus: circuit.stimulus(frames: inputs.frames(samples, index)),
                analysis: recording(circuit), additionalLines: measurements(circuit))
            try write(deck.text, "sample_\(index).cir")
        }
        try write(readme(samples, indices, circuit, version), "README.md")
        return files
    }

    /// Records the sources as well, so that the deck measures its own energy.
    private func recording(_ circuit: NetworkCircuit) -> TransientAnalysis {
        var analysis = circuit.analysis(recordsWaveforms: true)
        for (name, node) in Self.sources(circuit) {
            analysis.signals += [.current(element: name), .voltage(node)]
        }
        return analysis
    }

    private static func sources(_ circuit: NetworkCircuit) -> [(name: String, node: Node)] {
        circuit.circuit.elements.compactMap { element in
            switch element.kind {
            case .voltageSource(let plus, _), .switchedSource(let plus, _, _, _, _): (element.name, plus)
            default: nil
            }
        }
    }

    private func measurements(_ circuit: NetworkCircuit) -> [String] {
        let level = design.pulseOnVoltage.value / 2
        let classes = circuit.neurons[circuit.neurons.count - 1]
        let spikes = (0..<classes).map { ".meas tran spike_\($0) when v(\(circuit.outputSpike($0)))=\(level) rise=1" }
        let power = Self.sources(circuit).map { "v(\($0.node))*i(v\($0.name))" }
        // One sum of all rows would be a line beyond ngspice's buffers.
        let parts = stride(from: 0, to: power.count, by: 16).map { power[$0..<min($0 + 16, power.count)] }
        let energies = parts.enumerated().map { index, terms in
            ".meas tran energy_\(index) integ par('-(\(terms.joined(separator: "+")))')"
        }
        return ["* The first output to spike is the answer; silent ones' measurements fail, as they should."] + spikes
            + ["* The energy of all sources is the sum of these."] + energies
    }

    private func readme(
        _ samples: LabelledSamples, _ indices: [Int], _ circuit: NetworkCircuit, _ version: String
    ) -> String {
        let rows = indices.map { "| sample_\($0).cir | \(samples.classNames[samples.labels[$0]]) |" }
        return """
            # A deep network's circuit for \(dialect.rawValue)

            Written by Memspike \(version). \(circuit.circuit.title); inputs of \(samples.name) by the \(encoder.rawValue) \
            encoder. Each deck shows one sample to the network and runs by itself:

                ngspice -b sample_\(indices.first ?? 0).cir

            Rows of the inputs are `row_NN` and, at the opposite voltage, `row_NN_inverse`; neuron K of hidden layer L has the \
            membrane `hiddenL_membrane_K`, the pulse capacitor `hiddenL_spike_K` and the rows `hiddenL_row_K`, \
            `hiddenL_row_K_inverse` of the next crossbar, which it drives at +\(design.readVoltage) and \
            -\(design.readVoltage) while its spike lasts. `spike_K` gives the first spike of output neuron K in seconds; \
            the earliest is the network's answer\(network.readout == .spikeCount ? " only if all fire once: count the spikes of `output_spike_K`" : ""). \
            The energy of an inference is the sum of all `energy_N`, in joules.

            | deck | label |
            |---|---|
            \(rows.joined(separator: "\n"))

            """
    }
}
