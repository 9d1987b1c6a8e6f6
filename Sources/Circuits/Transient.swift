package import Quantities

/// A source's voltage over time: constant between ideal steps.
package struct SourceWaveform: Hashable, Sendable {
    package struct Step: Hashable, Sendable {
        package var time: Time
        package var level: Voltage

        package init(time: Time, level: Voltage) {
            self.time = time
            self.level = level
        }
    }

    /// The level from t = 0 on.
    package var initial: Voltage
    /// Later levels, times ascending and positive.
    package var steps: [Step]

    package init(initial: Voltage, steps: [Step] = []) {
        precondition(
            zip(steps, steps.dropFirst()).allSatisfy { $0.time < $1.time } && steps.allSatisfy { $0.time > .zero })
        self.initial = initial
        self.steps = steps
    }

    package static func constant(_ level: Voltage) -> Self { Self(initial: level) }

    /// The levels [V] at ascending times [s].
    package func levels(at times: [Double]) -> [Double] {
        var next = 0
        var level = initial.value
        return times.map { time in
            while next < steps.count, steps[next].time.value <= time {
                level = steps[next].level.value
                next += 1
            }
            return level
        }
    }
}

/// What the sources of a circuit do, in the order of `Circuit.sourceNames`.
package struct Stimulus: Hashable, Sendable {
    package var waveforms: [SourceWaveform]

    package init(waveforms: [SourceWaveform]) { self.waveforms = waveforms }
}

/// Something that a simulator can record.
package enum Signal: Hashable, Sendable {
    case voltage(Node)
    /// The current through a voltage source, a switched source or an ammeter, from plus to minus inside the element.
    case current(element: String)
}

/// A transient analysis from all capacitors at 0 V, unless it names nodes that start elsewhere.
package struct TransientAnalysis: Hashable, Sendable {
    package var duration: Time
    /// The largest time step of a simulator that steps (SPICE's tmax), and the pitch of sampled waveforms.
    package var maximumStep: Time
    /// How long a simulator that cannot step a source lets it ramp.
    package var edgeDuration: Time
    package var signals: [Signal]
    package var options: SolverOptions
    /// Of nodes whose capacitors to ground start charged.
    package var initialVoltages: [Node: Voltage]
    /// Whether the run starts where the circuit rests under the sources' levels at t = 0; `initialVoltages` must be empty
    /// then.
    package var startsAtOperatingPoint = false
    /// Further moments at which an exact solver samples the signals. [s]
    package var sampleTimes: [Double] = []
    /// An exact solver samples so densely that straight lines between the samples leave a signal by less than this part of its
    /// height; nil for the pitch alone.
    package var sampleTolerance: Double?

    package init(
        duration: Time, maximumStep: Time, edgeDuration: Time = .nanoseconds(1), signals: [Signal],
        options: SolverOptions = SolverOptions(), initialVoltages: [Node: Voltage] = [:]
    ) {
        self.duration = duration
        self.maximumStep = maximumStep
        self.edgeDuration = edgeDuration
        self.signals = signals
        self.options = options
        self.initialVoltages = initialVoltages
    }
}

/// SPICE's options, by SPICE's names; an exact solver has no use for them.
package struct SolverOptions: Hashable, Sendable {
    package enum Method: String, Hashable, Sendable {
        case gear
        case trapezoidal = "trap"
    }

    package var method = Method.gear
    package var reltol = 1e-4
    /// [A]
    package var abstol = 1e-13
    /// [V]
    package var vntol = 1e-7
    /// [C]
    package var chgtol = 1e-17

    package init() {}
}

/// Recorded signals on one time axis.
package struct Waveforms: Hashable, Sendable {
    /// [s], ascending.
    package var time: [Double]
    /// [V] or [A], each as long as `time`.
    package var values: [Signal: [Double]]

    package init(time: [Double], values: [Signal: [Double]]) {
        precondition(values.values.allSatisfy { $0.count == time.count })
        self.time = time
        self.values = values
    }

    /// A recorded quantity at a moment, by straight lines between its samples; the first or last sample outside of them.
    /// - Parameters:
    ///   - values: of the quantity, as long as `time`.
    ///   - time: of the samples, ascending; at least one.
    /// - Complexity: O(log n).
    package static func level(of values: [Double], over time: [Double], at moment: Double) -> Double {
        var (low, high) = (0, time.count)
        while low < high {
            let middle = (low + high) / 2
            if time[middle] < moment { low = middle + 1 } else { high = middle }
        }
        guard low < time.count else { return values[values.count - 1] }
        guard low > 0, time[low] > moment else { return values[low] }
        let part = (moment - time[low - 1]) / (time[low] - time[low - 1])
        return values[low - 1] + part * (values[low] - values[low - 1])
    }

    /// When a signal passes `level` upward, between samples by straight lines.
    /// - Parameter rearm: the signal must fall below this before it can count again.
    package func risingCrossings(of signal: Signal, level: Double, rearm: Double) -> [Double] {
        guard let samples = values[signal] else { return [] }
        var crossings: [Double] = []
        var armed = true
        for index in samples.indices {
            let now = samples[index]
            if armed, now >= level {
                armed = false
                guard index > 0 else {
                    crossings.append(time[0])
                    continue
                }
                let before = samples[index - 1]
                let part = now > before ? (level - before) / (now - before) : 1
                crossings.append(time[index - 1] + part * (time[index] - time[index - 1]))
            } else if now < rearm {
                armed = true
            }
        }
        return crossings
    }
}

/// A switch that changed its state.
package struct Switching: Hashable, Sendable {
    /// Index of the element in `Circuit.elements`.
    package var element: Int
    /// [s]
    package var time: Double
    package var turnsOn: Bool

    package init(element: Int, time: Double, turnsOn: Bool) {
        self.element = element
        self.time = time
        self.turnsOn = turnsOn
    }
}

/// The result of a transient analysis.
package struct Transient: Hashable, Sendable {
    package var waveforms: Waveforms
    package var energy: EnergyLedger
    /// Every switching with its exact time, from a simulator that locates them; nil from one that does not.
    package var switchings: [Switching]?

    package init(waveforms: Waveforms, energy: EnergyLedger, switchings: [Switching]?) {
        self.waveforms = waveforms
        self.energy = energy
        self.switchings = switchings
    }
}
