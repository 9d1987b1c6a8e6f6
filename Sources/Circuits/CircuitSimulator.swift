package import Quantities

/// The name and version of a simulator, for the record.
package struct SimulatorIdentity: Hashable, Sendable {
    package var name: String
    package var version: String

    package init(name: String, version: String) {
        self.name = name
        self.version = version
    }
}

/// An engine that runs circuits.
package protocol CircuitSimulator: Sendable {
    var identity: SimulatorIdentity { get }

    /// Lowers a circuit once, to run many stimuli.
    /// - Throws: what the engine cannot run, by element.
    func prepare(_ circuit: Circuit, analysis: TransientAnalysis) throws -> any PreparedCircuit
}

/// A circuit that an engine has lowered; used by one thread at a time.
package protocol PreparedCircuit {
    mutating func transient(_ stimulus: Stimulus) throws -> Transient
}

/// The first switch to change in a circuit at rest, under constant sources.
package struct FirstSwitching: Sendable, Hashable {
    /// [s]; infinity if nothing switches within the analysis.
    package var time: Double
    /// Index of the element in `Circuit.elements`; −1 if nothing switches.
    package var element: Int
    /// Other elements that switch at the same instant, to within 1e-13 of it.
    package var tied: [Int]

    package init(time: Double, element: Int, tied: [Int]) {
        self.time = time
        self.element = element
        self.tied = tied
    }
}

/// A run without sampled waveforms: what switched, and where the energy went.
package struct SwitchingRun: Sendable {
    package var switchings: [Switching]
    package var energy: EnergyLedger

    package init(switchings: [Switching], energy: EnergyLedger) {
        self.switchings = switchings
        self.energy = energy
    }
}

/// A simulator that locates switchings exactly, and the first one without running the rest.
package protocol EventLocatingSimulator: CircuitSimulator {
    func prepareEvents(_ circuit: Circuit, analysis: TransientAnalysis) throws -> any EventLocatingCircuit

    /// Lowers a circuit once, for `count` threads that each run their own.
    func prepareEvents(
        _ circuit: Circuit, analysis: TransientAnalysis, count: Int
    ) throws -> [any EventLocatingCircuit]
}

/// A circuit lowered for exact events; used by one thread at a time.
package protocol EventLocatingCircuit: PreparedCircuit {
    /// Changes the thresholds of a switch for the runs to come. Switches that share its control and its thresholds change
    /// with it.
    /// - Parameter element: index in `Circuit.elements` of a switch with hysteresis.
    mutating func setThresholds(ofElement element: Int, on: Voltage, off: Voltage)

    /// - Parameter levels: the constant voltage of every source [V], in the order of `Circuit.sourceNames`.
    mutating func firstSwitching(levels: UnsafeBufferPointer<Double>) -> FirstSwitching

    /// The whole run in closed form; its waveforms are known, but not sampled.
    mutating func run(_ stimulus: Stimulus) throws -> SwitchingRun

    /// The whole run under constant sources.
    /// - Parameter levels: the voltage of every source [V], in the order of `Circuit.sourceNames`.
    mutating func run(levels: UnsafeBufferPointer<Double>) throws -> SwitchingRun
}

/// A run that failed, with what is known about it.
package struct SimulationFailure: Error, Equatable, CustomStringConvertible {
    package var simulator: String
    /// What went wrong, in the simulator's words where it has any.
    package var reason: String
    /// How far the run came [s], if it started.
    package var reachedTime: Double?
    /// The node or element that the reason names.
    package var place: String?
    package var remedy: String

    package init(simulator: String, reason: String, reachedTime: Double? = nil, place: String? = nil, remedy: String) {
        self.simulator = simulator
        self.reason = reason
        self.reachedTime = reachedTime
        self.place = place
        self.remedy = remedy
    }

    package var description: String {
        var text = "\(simulator): \(reason)"
        if let place { text += " at \(place)" }
        if let reachedTime { text += "; the run reached t = \(reachedTime) s" }
        return "\(text); \(remedy)"
    }
}
