/// What a search is for.
public enum DesignObjective: String, Codable, Sendable, CaseIterable {
    case energy
    case speed
    case margin
}

/// A rule-checked design with what the events engine measured of it.
public struct DesignRecord: Codable, Sendable, Equatable {
    /// Of an inference, by part [J].
    public var energy: EnergySplit
    /// Median, and the window [s].
    public var decisionTime: Double
    public var window: Double
    /// At p = 0.1.
    public var accuracy: Double
    public var relativeToCeiling: Double
    /// The smallest ratio of a rule's margin to what it asks for.
    public var margin: Double
    public var tightestRule: String
    /// [µm²]
    public var area: Double
    public var readVoltage: Double
    public var thresholdVoltage: Double
    public var minimumConductance: Double
    public var maximumConductance: Double
    public var membraneCapacitance: Double
}

/// The device-level proof of a design in ngspice, after programming.
public struct DesignProof: Codable, Sendable, Equatable {
    /// Of healthy cells in their window.
    public var programmedShare: Double
    /// Clean patterns named rightly, and the output spikes of all of them.
    public var cleanCorrect: Int
    public var outputSpikes: [Int]
    /// Of an inference, mean of the clean patterns, by part [J].
    public var energy: EnergySplit
    /// Runs that ended without a result, and why.
    public var failures: [String]
}

/// What `memspike design` found, `design.json`.
public struct DesignResults: Codable, Sendable, Equatable {
    public var schemaVersion = 1
    public var program: ProgramRecord
    public var seed: UInt64
    public var device: String
    public var objective: String
    /// Points drawn; those that hold every rule; those measured; those that recognise well enough.
    public var drawn: Int
    public var feasible: Int
    public var measured: Int
    public var accurate: Int
    /// Nothing measured beats one of these in energy, decision time and margin at once; ascending in energy.
    public var front: [DesignRecord]
    /// Which presentations the energies are means over.
    public var energyShown: String
    /// The preset's, with the network trained in its own circuit.
    public var chosen: DesignRecord
    public var proof: DesignProof?
    /// How far the chosen one's neurons may differ.
    public var mismatch: MismatchRecord?
    /// Says that the circuit's capacitors are smaller than what wires and cells have; nil if they are not.
    public var parasitics: String?
    /// Better designs that failed their device-level proof.
    public var rejected: Int
    /// Better ones that broke a rule, or recognised too little, with the network trained in their own circuit.
    public var untrainable = 0
    public var notes: [String]
}

/// No point of the space holds every rule.
public struct DesignImpossible: Error, Equatable, CustomStringConvertible {
    public var device: String
    public var reason: String
    public var remedy: String

    public var description: String { "\(device): no design holds every rule: \(reason). \(remedy)" }
}
