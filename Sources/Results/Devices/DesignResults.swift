/// What a search is for.
package enum DesignObjective: String, Codable, Sendable, CaseIterable {
    case energy
    case speed
    case margin
}

/// A rule-checked design with what the events engine measured of it.
package struct DesignRecord: Codable, Sendable, Equatable {
    /// Of an inference, by part [J].
    package var energy: EnergySplit
    /// Median, and the window [s].
    package var decisionTime: Double
    package var window: Double
    /// Of patterns at p = 0.1, or of samples.
    package var accuracy: Double
    /// Nil where nobody knows the ceiling.
    package var relativeToCeiling: Double?
    /// The smallest ratio of a rule's margin to what it asks for.
    package var margin: Double
    package var tightestRule: String
    /// [µm²]; nil where it was not estimated.
    package var area: Double?
    package var readVoltage: Double
    package var thresholdVoltage: Double
    package var minimumConductance: Double
    package var maximumConductance: Double
    package var membraneCapacitance: Double

    package init(
        energy: EnergySplit, decisionTime: Double, window: Double, accuracy: Double, relativeToCeiling: Double? = nil,
        margin: Double, tightestRule: String, area: Double? = nil, readVoltage: Double, thresholdVoltage: Double,
        minimumConductance: Double, maximumConductance: Double, membraneCapacitance: Double
    ) {
        self.energy = energy
        self.decisionTime = decisionTime
        self.window = window
        self.accuracy = accuracy
        self.relativeToCeiling = relativeToCeiling
        self.margin = margin
        self.tightestRule = tightestRule
        self.area = area
        self.readVoltage = readVoltage
        self.thresholdVoltage = thresholdVoltage
        self.minimumConductance = minimumConductance
        self.maximumConductance = maximumConductance
        self.membraneCapacitance = membraneCapacitance
    }
}

/// The device-level proof of a design in ngspice, after programming.
package struct DesignProof: Codable, Sendable, Equatable {
    /// Of healthy cells in their window.
    package var programmedShare: Double
    /// Clean patterns named rightly, and the output spikes of all of them.
    package var cleanCorrect: Int
    package var outputSpikes: [Int]
    /// Of an inference, mean of the clean patterns, by part [J].
    package var energy: EnergySplit
    /// Runs that ended without a result, and why.
    package var failures: [String]

    package init(
        programmedShare: Double, cleanCorrect: Int, outputSpikes: [Int], energy: EnergySplit, failures: [String]
    ) {
        self.programmedShare = programmedShare
        self.cleanCorrect = cleanCorrect
        self.outputSpikes = outputSpikes
        self.energy = energy
        self.failures = failures
    }
}

/// What `memspike design` found, `design.json`.
package struct DesignResults: Codable, Sendable, Equatable {
    package var schemaVersion = 1
    package var program: ProgramRecord
    package var seed: UInt64
    package var device: String
    package var objective: String
    /// Points drawn; those that hold every rule; those measured; those that recognise well enough.
    package var drawn: Int
    package var feasible: Int
    package var measured: Int
    package var accurate: Int
    /// Nothing measured beats one of these in energy, decision time and margin at once; ascending in energy.
    package var front: [DesignRecord]
    /// Which presentations the energies are means over.
    package var energyShown: String
    /// The preset's, with the network trained in its own circuit.
    package var chosen: DesignRecord
    package var proof: DesignProof?
    /// How far the chosen one's neurons may differ.
    package var mismatch: MismatchRecord?
    /// Says that the circuit's capacitors are smaller than what wires and cells have; nil if they are not.
    package var parasitics: String?
    /// Better designs that failed their device-level proof.
    package var rejected = 0
    /// Better ones that broke a rule, or recognised too little, with the network trained in their own circuit.
    package var untrainable = 0
    package var notes: [String]

    package init(
        program: ProgramRecord, seed: UInt64, device: String, objective: String, drawn: Int, feasible: Int,
        measured: Int, accurate: Int, front: [DesignRecord], energyShown: String, chosen: DesignRecord, notes: [String]
    ) {
        self.program = program
        self.seed = seed
        self.device = device
        self.objective = objective
        self.drawn = drawn
        self.feasible = feasible
        self.measured = measured
        self.accurate = accurate
        self.front = front
        self.energyShown = energyShown
        self.chosen = chosen
        self.notes = notes
    }
}

/// No point of the space holds every rule.
package struct DesignImpossible: Error, Equatable, CustomStringConvertible {
    package var device: String
    package var reason: String
    package var remedy: String

    package init(device: String, reason: String, remedy: String) {
        self.device = device
        self.reason = reason
        self.remedy = remedy
    }

    package var description: String { "\(device): no design holds every rule: \(reason). \(remedy)" }
}
