public import Quantities

/// A source's voltage over time: constant between ideal steps.
public struct SourceWaveform: Hashable, Sendable {
    public struct Step: Hashable, Sendable {
        public var time: Time
        public var level: Voltage

        public init(time: Time, level: Voltage) {
            self.time = time
            self.level = level
        }
    }

    /// The level from t = 0 on.
    public var initial: Voltage
    /// Later levels, times ascending and positive.
    public var steps: [Step]

    public init(initial: Voltage, steps: [Step] = []) {
        precondition(
            zip(steps, steps.dropFirst()).allSatisfy { $0.time < $1.time } && steps.allSatisfy { $0.time > .zero })
        self.initial = initial
        self.steps = steps
    }

    public static func constant(_ level: Voltage) -> Self { Self(initial: level) }

    /// The levels [V] at ascending times [s].
    public func levels(at times: [Double]) -> [Double] {
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
public struct Stimulus: Hashable, Sendable {
    public var waveforms: [SourceWaveform]

    public init(waveforms: [SourceWaveform]) { self.waveforms = waveforms }
}

/// Something that a simulator can record.
public enum Signal: Hashable, Sendable {
    case voltage(Node)
    /// The current through a voltage source, a switched source or an ammeter, from plus to minus inside the element.
    case current(element: String)
}

/// A transient analysis from all capacitors at 0 V, unless it names nodes that start elsewhere.
public struct TransientAnalysis: Hashable, Sendable {
    public var duration: Time
    /// The largest time step of a simulator that steps (SPICE's tmax), and the pitch of sampled waveforms.
    public var maximumStep: Time
    /// How long a simulator that cannot step a source lets it ramp.
    public var edgeDuration: Time
    public var signals: [Signal]
    public var options: SolverOptions
    /// Of nodes whose capacitors to ground start charged.
    public var initialVoltages: [Node: Voltage]
    /// Whether the run starts where the circuit rests under the sources' levels at t = 0; `initialVoltages` must be empty
    /// then.
    public var startsAtOperatingPoint = false

    public init(
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
public struct SolverOptions: Hashable, Sendable {
    public enum Method: String, Hashable, Sendable {
        case gear
        case trapezoidal = "trap"
    }

    public var method = Method.gear
    public var reltol = 1e-4
    /// [A]
    public var abstol = 1e-13
    /// [V]
    public var vntol = 1e-7
    /// [C]
    public var chgtol = 1e-17

    public init() {}
}

/// Recorded signals on one time axis.
public struct Waveforms: Hashable, Sendable {
    /// [s], ascending.
    public var time: [Double]
    /// [V] or [A], each as long as `time`.
    public var values: [Signal: [Double]]

    public init(time: [Double], values: [Signal: [Double]]) {
        precondition(values.values.allSatisfy { $0.count == time.count })
        self.time = time
        self.values = values
    }

    /// A recorded quantity at a moment, by straight lines between its samples; the first or last sample outside of them.
    /// - Parameters:
    ///   - values: of the quantity, as long as `time`.
    ///   - time: of the samples, ascending; at least one.
    /// - Complexity: O(log n).
    public static func level(of values: [Double], over time: [Double], at moment: Double) -> Double {
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
    public func risingCrossings(of signal: Signal, level: Double, rearm: Double) -> [Double] {
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
public struct Switching: Hashable, Sendable {
    public var element: String
    /// [s]
    public var time: Double
    public var turnsOn: Bool

    public init(element: String, time: Double, turnsOn: Bool) {
        self.element = element
        self.time = time
        self.turnsOn = turnsOn
    }
}

/// The result of a transient analysis.
public struct Transient: Hashable, Sendable {
    public var waveforms: Waveforms
    public var energy: EnergyLedger
    /// Every switching with its exact time, from a simulator that locates them; nil from one that does not.
    public var switchings: [Switching]?

    public init(waveforms: Waveforms, energy: EnergyLedger, switchings: [Switching]?) {
        self.waveforms = waveforms
        self.energy = energy
        self.switchings = switchings
    }
}
