/// The name and version of a simulator, for the record.
public struct SimulatorIdentity: Hashable, Sendable {
    public var name: String
    public var version: String

    public init(name: String, version: String) {
        self.name = name
        self.version = version
    }
}

/// An engine that runs circuits.
public protocol CircuitSimulator: Sendable {
    var identity: SimulatorIdentity { get }

    /// Lowers a circuit once, to run many stimuli.
    /// - Throws: what the engine cannot run, by element.
    func prepare(_ circuit: Circuit, analysis: TransientAnalysis) throws -> any PreparedCircuit
}

/// A circuit that an engine has lowered; used by one thread at a time.
public protocol PreparedCircuit {
    mutating func transient(_ stimulus: Stimulus) throws -> Transient
}

/// A run that failed, with what is known about it.
public struct SimulationFailure: Error, Equatable, CustomStringConvertible {
    public var simulator: String
    /// What went wrong, in the simulator's words where it has any.
    public var reason: String
    /// How far the run came [s], if it started.
    public var reachedTime: Double?
    /// The node or element that the reason names.
    public var place: String?
    public var remedy: String

    public init(simulator: String, reason: String, reachedTime: Double? = nil, place: String? = nil, remedy: String) {
        self.simulator = simulator
        self.reason = reason
        self.reachedTime = reachedTime
        self.place = place
        self.remedy = remedy
    }

    public var description: String {
        var text = "\(simulator): \(reason)"
        if let place { text += " at \(place)" }
        if let reachedTime { text += "; the run reached t = \(reachedTime) s" }
        return "\(text); \(remedy)"
    }
}
