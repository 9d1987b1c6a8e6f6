import SpikeKernels
import SpikingNetworks

/// The decision of every sample of a shard, by the rules of `OutputDecision`.
struct OutputReadout {
    let readout: Readout
    /// Up to date with its weights.
    let layer: LoweredLayer
    let slots: Int

    /// Who wins in every sample of the shard's last forward pass, by the readout.
    func decisions(_ shard: ShardPass) -> [RaceDecision] {
        findLeaders(shard)
        return (0..<shard.samples).map { sample in
            let leader = Int(shard.winners[sample])
            return leader >= 0 ? .winner(leader) : closeDecision(shard, sample: sample)
        }
    }

    /// Whether the highest potential of the last slot wins.
    private var comparesPotentials: Bool {
        (readout == .highestPotential || readout == .gatherThenRace) && layer.races.isEmpty
    }

    func findLeaders(_ shard: ShardPass) {
        let samples = shard.samples
        if readout == .spikeCount {
            spike_winners(shard.counts.start, samples, layer.neurons, layer.stride, shard.winners)
        } else if comparesPotentials {
            spike_winners(
                shard.potentials.start + (slots - 1) * samples * layer.stride, samples, layer.neurons, layer.stride,
                shard.winners)
        } else {
            shard.winners.update(repeating: -1, count: samples)
        }
    }

    /// Who wins where no neuron leads alone by the number of spikes or by potential.
    func closeDecision(_ shard: ShardPass, sample: Int) -> RaceDecision {
        if readout == .spikeCount {
            return OutputDecision.spikeCount(values(shard.counts.start + sample * layer.stride)) { neuron in
                let (bits, step) = shard.outputSpikes(sample: sample)
                return (0..<slots).last { slot in
                    bits[slot * step + neuron / 64] >> UInt64(neuron % 64) & 1 == 1
                }!
            }
        }
        if comparesPotentials {
            return OutputDecision.highestPotential(
                values(shard.potentials.start + ((slots - 1) * shard.samples + sample) * layer.stride))
        }
        return OutputDecision.firstCrossing(firstSpikeTimes(shard, sample: sample, samples: shard.samples))
    }

    private func values(_ start: UnsafePointer<Float>) -> UnsafeBufferPointer<Float> {
        UnsafeBufferPointer(start: start, count: layer.neurons)
    }

    /// When every output neuron first crosses its threshold, in slots; infinity if never.
    func firstSpikeTimes(_ shard: ShardPass, sample: Int, samples: Int) -> [Double] {
        let times = (0..<layer.neurons).map { firstSpikeTime(shard, neuron: $0, sample: sample, samples: samples) }
        guard let race = layer.coupledRace, times.contains(.infinity) else { return times }
        // Columns that meet race together, those alone that did not cross while they gathered.
        let last = shard.potentials.start + (slots * samples + sample) * layer.stride
        let raced = race.crossings(from: (0..<layer.neurons).map { Double(last[$0]) })
        return zip(times, raced).map { $0 < .infinity ? $0 : Double(slots + 1) + $1 }
    }

    /// Of a column that meets others only while the inputs last.
    private func firstSpikeTime(_ shard: ShardPass, neuron: Int, sample: Int, samples: Int) -> Double {
        if let onsets = shard.coupled.dropLast().last??.onsets, let shares = shard.coupled.dropLast().last??.shares {
            return DrivenColumn(
                layer: layer, neuron: neuron, sample: sample, samples: samples, potentials: shard.potentials.start,
                shares: shares.start, onsets: onsets.start
            ).firstCrossing(slots: slots)
        }
        let decay = Double(layer.decay.start[neuron])
        let last = shard.currents.count - 1
        let isStill = shard.frames(last) == 1
        func potential(_ slot: Int) -> Double {
            Double(shard.potentials.start[(slot * samples + sample) * layer.stride + neuron])
        }
        return OutputDecision.firstCrossing(
            slots: slots, threshold: Double(layer.threshold.start[neuron]), decay: decay,
            race: layer.races.isEmpty || layer.coupledRace != nil ? nil : layer.races[neuron], potential: potential,
            steadyState: { slot in
                // What a column that meets others tends to follows from where it went.
                if layer.propagator != nil {
                    return (potential(slot) - decay * (slot > 0 ? potential(slot - 1) : 0)) / (1 - decay)
                }
                // V∞ = k (I + b)/(1 − a).
                let row = (isStill ? 0 : slot) * samples + sample
                let drive =
                    Double(shard.currents[last].start[row * layer.stride + neuron])
                    + Double(layer.bias.start[neuron])
                return Double(layer.gain.start[neuron]) * drive / (1 - decay)
            })
    }
}
