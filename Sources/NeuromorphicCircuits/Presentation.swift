package import Circuits
package import Quantities
import SpikingNetworks

extension ClassifierCircuit {
    /// One presentation from rest.
    /// - Parameter frames: row levels in units of V_read, `[1 or slots][rows]`; a single frame stands still.
    package func stimulus(frames: [[Double]]) -> Stimulus {
        var waveforms = (0..<rows).map { row -> SourceWaveform in
            var wave = SourceWaveform.constant(design.readVoltage * frames[0][row])
            for slot in frames.indices.dropFirst() where frames[slot][row] != frames[slot - 1][row] {
                wave.steps.append(
                    SourceWaveform.Step(
                        time: design.slotDuration * Double(slot), level: design.readVoltage * frames[slot][row]))
            }
            return wave
        }
        waveforms.append(.constant(design.readVoltage))
        return Stimulus(waveforms: waveforms)
    }

    /// Presentations in sequence: each pattern for the window, then all rows at 0 V until the pattern period is over.
    package func sequence(patterns: [[Double]]) -> Stimulus {
        let window = design.raceParameters.timing.window
        func wave(_ level: ([Double]) -> Double) -> SourceWaveform {
            var steps: [SourceWaveform.Step] = []
            for (index, pattern) in patterns.enumerated() {
                let start = design.patternPeriod * Double(index)
                if index > 0 { steps.append(.init(time: start, level: design.readVoltage * level(pattern))) }
                steps.append(.init(time: start + window, level: .zero))
            }
            return SourceWaveform(initial: design.readVoltage * level(patterns[0]), steps: steps)
        }
        return Stimulus(waveforms: (0..<rows).map { row in wave { $0[row] } } + [wave { _ in 1 }])
    }

    /// A transient over one presentation, recording membranes, outputs and the bus.
    package func analysis() -> TransientAnalysis { analysis(duration: design.raceParameters.timing.window) }

    /// A transient of any duration.
    ///
    /// The largest step is ten times the switching time of the device-level threshold switch at most: an implicit step
    /// larger than that finds the switch on before its threshold is reached. And it is a hundredth of the race at most:
    /// with ten steps to a race of 50 ns, device-level spikes came up to 16 % early.
    package func analysis(duration: Time) -> TransientAnalysis {
        let limit = variant == .piecewiseLinear ? Time.nanoseconds(2) : min(.nanoseconds(5), design.switchingTime * 10)
        let pitch = min(limit, design.raceParameters.timing.window / 100)
        return TransientAnalysis(
            duration: duration, maximumStep: pitch,
            signals: (0..<columns).map { .voltage(membrane($0)) } + drawn.outputs(0) + [.voltage(bus)])
    }

    /// Which neuron a switching element belongs to, by its index in the circuit's elements.
    package var neuronOfElement: [Int: Int] { drawn.neuronOfElement.mapValues(\.neuron) }
}

extension ClassifierCircuit {
    /// Reads a transient: a spike is a threshold switch that turns on, or an output that rises through half the
    /// spike's height.
    package func observe(_ transient: Transient) -> NetworkObservation {
        let level = design.spikeHeight / 2
        return NetworkObservation(
            spikeTimes: drawn.spikeTimes(transient, level: level, rearm: level / 2), energy: transient.energy)
    }

    package func observe(_ run: SwitchingRun) -> NetworkObservation {
        NetworkObservation(spikeTimes: drawn.spikeTimes(run.switchings), energy: run.energy)
    }
}
