package import Circuits
package import Quantities
package import SpikingNetworks

extension NetworkCircuit {
    /// When the race begins, if the output layer gathers first: the rows idle for one slot after the inputs.
    var raceStart: Time { design.slotDuration * Double(design.slots + 1) }

    /// How long a presentation lasts.
    package var duration: Time { design.slotDuration * Double(design.presentationSlots(readout)) }

    /// One presentation from rest.
    /// - Parameter frames: row levels u of the inputs in units of V_read, `[1 or slots][inputs]`; a single frame stands
    ///   still. All rows idle at 0 V afterwards.
    package func stimulus(frames: [[Float]]) -> Stimulus {
        var waveforms: [SourceWaveform] = []
        waveforms.reserveCapacity(inputs * rows.cells + 2)
        let slot = design.slotDuration
        let end = slot * Double(design.slots)
        for input in 0..<inputs {
            var level = frames[0][input]
            var steps: [SourceWaveform.Step] = []
            for frame in frames.indices.dropFirst() where frames[frame][input] != level {
                level = frames[frame][input]
                steps.append(.init(time: slot * Double(frame), level: design.readVoltage * Double(level)))
            }
            if level != 0 { steps.append(.init(time: end, level: .zero)) }
            let initial = design.readVoltage * Double(frames[0][input])
            waveforms.append(SourceWaveform(initial: initial, steps: steps))
            if rows == .complementary {
                for index in steps.indices { steps[index].level = -steps[index].level }
                waveforms.append(SourceWaveform(initial: -initial, steps: steps))
            }
        }
        for layer in neurons.indices where hasBias[layer] {
            if layer == neurons.count - 1, readout == .gatherThenRace {
                waveforms.append(
                    SourceWaveform(initial: .zero, steps: [.init(time: raceStart, level: design.readVoltage)]))
            } else {
                waveforms.append(
                    SourceWaveform(initial: design.readVoltage, steps: [.init(time: end, level: .zero)]))
            }
        }
        if variant == .deviceLevel {
            waveforms += [.constant(design.readVoltage), .constant(-design.readVoltage)]
        }
        return Stimulus(waveforms: waveforms)
    }

    /// A transient over one presentation.
    /// - Parameter recordsWaveforms: whether to record what tells spikes from waveforms; an engine that locates
    ///   switchings needs none.
    package func analysis(recordsWaveforms: Bool) -> TransientAnalysis {
        let signals = recordsWaveforms ? neurons.indices.flatMap(drawn.outputs) : []
        // A larger step finds a threshold switch with a state on before its threshold is reached.
        let longest = variant == .deviceLevel ? design.switchingTime * 10 : design.slotDuration
        // An edge delays what it drives by half of it: a thousandth of a slot.
        var analysis = TransientAnalysis(
            duration: duration, maximumStep: min(longest, design.slotDuration / 50),
            edgeDuration: design.slotDuration / 250,
            signals: signals)
        // The smallest capacitors hold some femtofarads: their charges are a thousandth of the usual ones.
        analysis.options.chgtol = 1e-19
        analysis.options.abstol = 1e-14
        analysis.options.reltol = 1e-4
        return analysis
    }
}

/// What a presentation showed, at any level.
package struct NetworkObservation: Hashable, Sendable {
    /// The spikes of every neuron [s], `[layers][neurons]`, the output layer last.
    package var spikeTimes: [[[Double]]]
    /// Of the circuit; the discrete model has an empty ledger.
    package var energy: EnergyLedger
    private let readout: Readout

    package init(spikeTimes: [[[Double]]], energy: EnergyLedger, readout: Readout = .firstSpike) {
        self.spikeTimes = spikeTimes
        self.energy = energy
        self.readout = readout
    }

    /// The spikes of every output neuron [s].
    package var outputs: [[Double]] { spikeTimes[spikeTimes.count - 1] }

    package var outputSpikes: Int { spikes(layer: spikeTimes.count - 1) }

    /// The first output spike [s]; nil if no output fired.
    package var firstSpike: Double? { outputs.compactMap(\.first).min() }

    /// Of all neurons of a layer.
    package func spikes(layer: Int) -> Int { spikeTimes[layer].reduce(0) { $0 + $1.count } }

    package var decision: RaceDecision {
        let output = outputs
        switch readout {
        case .highestPotential, .gatherThenRace, .firstSpike:
            return WinnerTakeAll.decision(firstSpikeTimes: output.map { $0.first ?? .infinity })
        case .spikeCount:
            let most = output.map(\.count).max() ?? 0
            guard most > 0 else { return .noWinner }
            // Of equals, the neuron that got there first.
            return WinnerTakeAll.decision(firstSpikeTimes: output.map { $0.count == most ? $0[most - 1] : .infinity })
        }
    }
}

extension NetworkCircuit {
    /// Reads a run: a spike is a threshold switch that turns on.
    package func observe(_ run: SwitchingRun) -> NetworkObservation {
        NetworkObservation(spikeTimes: drawn.spikeTimes(run.switchings), energy: run.energy, readout: readout)
    }

    /// An output spikes that reaches this: piecewise linear the voltage at which a spike begins, at the device level, where the
    /// bus may end it early, four times the one at which it ends.
    package var spikeHeight: Voltage {
        switch variant {
        case .piecewiseLinear: design.pulseOnVoltage
        case .deviceLevel: design.pulseOffVoltage * 4
        }
    }

    /// Reads a transient: a spike is a threshold switch that turns on, or an output that rises through half its height.
    package func observe(_ transient: Transient) -> NetworkObservation {
        let rearm = variant == .piecewiseLinear ? design.pulseOffVoltage * 2 : spikeHeight / 4
        return NetworkObservation(
            spikeTimes: drawn.spikeTimes(transient, level: spikeHeight / 2, rearm: rearm), energy: transient.energy,
            readout: readout)
    }
}

extension NetworkCircuit {
    /// A neuron's membrane.
    package func membrane(_ neuron: Int, layer: Int) -> Node { drawn.names.membrane(layer, neuron) }
    /// Where a neuron's spike shows.
    package func output(_ neuron: Int, layer: Int) -> Node { drawn.names.output(layer, neuron) }

    /// A transient that records what tells the voltages over all cells: membranes and outputs.
    package func voltageAnalysis() -> TransientAnalysis {
        var analysis = analysis(recordsWaveforms: true)
        analysis.signals += neurons.indices.flatMap { layer in
            (0..<neurons[layer]).map { .voltage(membrane($0, layer: layer)) }
        }
        return analysis
    }
}
