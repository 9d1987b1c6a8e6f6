import Circuits
package import Datasets
package import NeuromorphicCircuits
import Quantities
package import Results
package import SPICEText
package import SpikingNetworks
import Training

/// A deep network's circuit as decks that run by themselves, one per sample and one for all.
package struct NetworkNetlists: Sendable {
    package let network: SpikingNetwork
    package let encoder: Encoder
    package let design: DeepCircuitDesign
    package let dialect: Dialect
    /// For the expected values.
    package let engines: SimulationEngines

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

    /// Writes a deck for each of the chosen samples, one that steps over all of them, and what to expect.
    /// - Parameters:
    ///   - prefix: a folder inside `folder`, or nil for the folder itself.
    ///   - version: the program's, for the README.
    /// - Returns: the files' names.
    @discardableResult
    package func write(
        _ samples: LabelledSamples, indices: [Int], to folder: RunFolder, under prefix: String?, version: String
    ) throws -> [String] {
        let circuit = try NetworkCircuit(network, design: design)
        let stimuli = try self.stimuli(samples, indices, circuit)
        let decks = try dialect.files(
            circuit.circuit, stimuli: stimuli, analysis: recording(circuit), readOut: readOut(circuit))
        let readme = NetworkNetlistReadme(
            netlists: self, circuit: circuit, stimuli: stimuli,
            labels: indices.map { samples.classNames[samples.labels[$0]] }, samples: samples.name, version: version)
        var files: [String] = []
        for file in decks.map({ ($0.name, $0.text) }) + [("expected.csv", readme.csv), ("README.md", readme.text)] {
            let path = prefix.map { "\($0)/\(file.0)" } ?? file.0
            try folder.write(file.1, to: path)
            files.append(path)
        }
        return files
    }

    private func stimuli(
        _ samples: LabelledSamples, _ indices: [Int], _ circuit: NetworkCircuit
    ) throws -> [NamedStimulus] {
        let inputs = InputFrames(
            encoder: encoder, rows: try network.crossbars()[0].rows, slots: network.slots, seed: 0)
        var events = try engines.events.prepareEvents(
            circuit.circuit, analysis: circuit.analysis(recordsWaveforms: false))
        return try indices.map { index in
            let stimulus = circuit.stimulus(frames: inputs.frames(samples, index))
            let seen = circuit.observe(try events.run(stimulus))
            var winner: Int?
            if case .winner(let neuron) = seen.decision { winner = neuron }
            let expected = ExpectedRace(
                winner: winner, spikeTime: seen.firstOutputSpike.map { Time($0) }, energy: Energy(seen.energy.total))
            return NamedStimulus(
                kind: "sample", number: index, stimulus: stimulus,
                remarks: [
                    "Sample \(index) of \(samples.name), class \(samples.classNames[samples.labels[index]])",
                    "Expected (events): \(expected.text)",
                ], expected: expected)
        }
    }

    /// Records the sources as well, for their energy.
    private func recording(_ circuit: NetworkCircuit) -> TransientAnalysis {
        var analysis = circuit.analysis(recordsWaveforms: true)
        for source in Self.sources(circuit) {
            analysis.signals += [.current(element: source.element), .voltage(source.node)]
        }
        return analysis
    }

    private static func sources(_ circuit: NetworkCircuit) -> [ReadOut.Source] {
        circuit.circuit.elements.compactMap { element in
            switch element.kind {
            case .voltageSource(let plus, _), .switchedSource(let plus, _, _, _, _):
                ReadOut.Source(element: element.name, node: plus)
            default: nil
            }
        }
    }

    private func readOut(_ circuit: NetworkCircuit) -> ReadOut {
        let classes = circuit.neurons[circuit.neurons.count - 1]
        return ReadOut(
            outputs: (0..<classes).map(circuit.outputSpike), spikeHeight: design.pulseOnVoltage,
            isRace: network.readout != .spikeCount, sources: Self.sources(circuit))
    }
}

extension NetworkObservation {
    /// [s]; nil if no output neuron fires.
    fileprivate var firstOutputSpike: Double? { spikeTimes[spikeTimes.count - 1].compactMap(\.first).min() }
}
