/// What whole presentations in a circuit showed, summed.
package struct ObservedRaces: Hashable, Sendable {
    package var presentations = 0
    /// How many of them the study's own engine decided alike.
    package var agreeing = 0
    /// How many had an output spike at all.
    package var fired = 0
    package var outputSpikes = 0
    /// How many had more than one output spike.
    package var multipleSpikes = 0
    /// Times of the first output spikes, summed [s].
    package var decisionTime = 0.0
    /// Of all sources, summed [J].
    package var energy = 0.0

    package init() {}

    /// - Parameters:
    ///   - outputSpikes: of all outputs.
    ///   - firstSpike: of the outputs [s]; nil if none fired.
    ///   - energy: of all sources [J].
    package mutating func add(outputSpikes spikes: Int, firstSpike: Double?, energy: Double, agrees: Bool) {
        presentations += 1
        outputSpikes += spikes
        self.energy += energy
        if agrees { agreeing += 1 }
        if spikes > 1 { multipleSpikes += 1 }
        if let firstSpike {
            fired += 1
            decisionTime += firstSpike
        }
    }

    package mutating func add(_ other: ObservedRaces) {
        presentations += other.presentations
        agreeing += other.agreeing
        fired += other.fired
        outputSpikes += other.outputSpikes
        multipleSpikes += other.multipleSpikes
        decisionTime += other.decisionTime
        energy += other.energy
    }
}

/// What a presentation takes at a point: means over whole presentations in the events engine.
package struct OperationRecord: Codable, Sendable, Equatable {
    package var presentations: Int
    /// Of all sources [J].
    package var energy: Double
    /// Of the first output spike [s]; absent where nothing fired.
    package var decisionTime: Double?
    package var outputSpikes: Double
    /// The part of presentations with more than one output spike.
    package var multipleSpikes: Double

    package init(
        presentations: Int, energy: Double, decisionTime: Double?, outputSpikes: Double, multipleSpikes: Double
    ) {
        self.presentations = presentations
        self.energy = energy
        self.decisionTime = decisionTime
        self.outputSpikes = outputSpikes
        self.multipleSpikes = multipleSpikes
    }

    /// nil if nothing was observed.
    package init?(_ races: ObservedRaces) {
        guard races.presentations > 0 else { return nil }
        let count = Double(races.presentations)
        self.init(
            presentations: races.presentations, energy: races.energy / count,
            decisionTime: races.fired > 0 ? races.decisionTime / Double(races.fired) : nil,
            outputSpikes: Double(races.outputSpikes) / count, multipleSpikes: Double(races.multipleSpikes) / count)
    }
}
