public import Datasets
public import SpikingNetworks
import Synchronization

/// What a network says about some samples.
public struct NetworkAnswers: Sendable, Equatable {
    /// Of every sample.
    public var decisions: [RaceDecision]
    /// By how much the first neuron led the second, of every sample: 1 − t₁/t₂ of first spikes, (n₁ − n₂)/T of spike
    /// counts, v₁ − v₂ of a textbook layer's potentials. Empty unless asked for: they cost a part of the inference.
    public var leads: [Double]
    /// Spikes per slot of every neuron of every firing layer, averaged over the samples.
    public var firingRates: [[Double]]

    /// The mean score of the decisions; a tie scores its share.
    public func accuracy(labels: [Int]) -> Double {
        zip(decisions, labels).reduce(0) { $0 + $1.0.score(label: $1.1) } / Double(max(1, labels.count))
    }
}

/// Runs a finished network on many samples, bit-packed and in parallel.
public struct NetworkInference: Sendable {
    private static let chunk = 128

    private let network: SpikingNetwork
    private let layers: [LoweredLayer]
    private let encoder: Encoder
    private let workers: Workers

    /// Lowers a network for running.
    /// - Parameters:
    ///   - encoder: what makes an input of a feature in every slot.
    ///   - jobs: threads, at least 1; the answers do not depend on them.
    public init(_ network: SpikingNetwork, encoder: Encoder, jobs: Int) {
        self.network = network
        self.encoder = encoder
        workers = Workers(jobs: jobs)
        let gathers = network.readout.gathers
        layers = network.layers.enumerated().map { index, layer in
            LoweredLayer(layer, gathers: gathers && index == network.layers.count - 1)
        }
    }

    /// - Parameters:
    ///   - seed: decides the spikes of the Bernoulli encoder, as in ``InputFrames``.
    ///   - findsLeads: whether the answers have leads.
    public func answers(
        _ samples: LabelledSamples, seed: UInt64 = 0, findsLeads: Bool = false
    ) throws(NetworkTrainingError) -> NetworkAnswers {
        guard samples.featureCount == network.inputs else {
            throw .featureCount(found: samples.featureCount, network: network.inputs)
        }
        let chunks = (samples.count + Self.chunk - 1) / Self.chunk
        let parts = max(1, min(workers.jobs, chunks))
        let decided = Mutex([[RaceDecision]](repeating: [], count: chunks))
        let leads = Mutex([[Double]](repeating: [], count: chunks))
        let firing = network.readout == .spikeCount ? layers : layers.dropLast()
        let counts = Mutex(firing.map { [Int](repeating: 0, count: $0.neurons) })
        workers.run(parts) { part in
            let shard = ShardPass(
                layers: layers, slots: network.slots, capacity: Self.chunk,
                surrogate: Surrogate(shape: .rectangular, width: 1), constantInput: !encoder.spikes, learns: false)
            let encoding = InputEncoding(
                encoder: encoder, isBipolar: isBipolar, slots: network.slots, inputs: network.inputs,
                capacity: Self.chunk)
            let output = OutputReadout(
                readout: network.readout, layer: layers[layers.count - 1], slots: network.slots)
            var spikes = firing.map { [Int](repeating: 0, count: $0.neurons) }
            for chunk in stride(from: part, to: chunks, by: parts) {
                let start = chunk * Self.chunk
                let count = min(Self.chunk, samples.count - start)
                samples.features.withUnsafeBufferPointer { features in
                    encoding.features(0).update(
                        from: features.baseAddress! + start * network.inputs, count: count * network.inputs)
                }
                let input = encoding.encode(samples: count, first: start, seed: seed)
                shard.forward(input, samples: count, outputFires: network.readout == .spikeCount)
                let decisions = output.decisions(shard)
                decided.withLock { $0[chunk] = decisions }
                if findsLeads {
                    let own = (0..<count).map { output.lead(shard, sample: $0, samples: count) }
                    leads.withLock { $0[chunk] = own }
                }
                for index in firing.indices { shard.countSpikes(index, into: &spikes[index]) }
            }
            let total = spikes
            counts.withLock { counts in
                for (layer, values) in total.enumerated() {
                    for (neuron, value) in values.enumerated() { counts[layer][neuron] += value }
                }
            }
        }
        let slots = Double(max(1, samples.count * network.slots))
        return NetworkAnswers(
            decisions: decided.withLock { $0.flatMap { $0 } }, leads: leads.withLock { $0.flatMap { $0 } },
            firingRates: counts.withLock { $0.map { $0.map { Double($0) / slots } } })
    }

    private var isBipolar: Bool {
        if case .crossbar(let layer) = network.layers[0] { layer.rows == .bipolar } else { false }
    }
}
