import SpikingNetworks

extension OutputReadout {
    /// By how much the first neuron led the second; 0 if none came first.
    func lead(_ shard: ShardPass, sample: Int, samples: Int) -> Double {
        switch readout {
        case .spikeCount:
            let counts = shard.counts.start + sample * layer.stride
            let (first, second) = largest { Double(counts[$0]) }
            return (first - second) / Double(slots)
        case .highestPotential where layer.races.isEmpty, .gatherThenRace where layer.races.isEmpty:
            let last = shard.potentials.start + ((slots - 1) * samples + sample) * layer.stride
            let (first, second) = largest { Double(last[$0]) }
            return first - second
        case .highestPotential, .gatherThenRace, .firstSpike:
            let times = firstSpikeTimes(shard, sample: sample, samples: samples)
            let (first, second) = largest { -times[$0] }
            guard first.isFinite else { return 0 }
            return second.isFinite ? 1 - first / second : 1
        }
    }

    private func largest(_ value: (_ neuron: Int) -> Double) -> (first: Double, second: Double) {
        var (first, second) = (-Double.infinity, -Double.infinity)
        for neuron in 0..<layer.neurons {
            let value = value(neuron)
            if value > first {
                (first, second) = (value, first)
            } else if value > second {
                second = value
            }
        }
        return (first, second)
    }
}

extension NetworkTrainer {
    /// ŵ of a layer as it is trained, before levels: weights of a textbook layer, in a crossbar differences of pairs in
    /// units of G_max − G_min, `[inputs × neurons]`.
    public func trainedWeights(layer index: Int) -> [Float] {
        let layer = layers[index]
        return layer.weights.rows(layer.inputs, columns: layer.neurons, stride: layer.stride)
    }
}
