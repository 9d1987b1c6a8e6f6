import Studies

/// What `memspike assess` finds, `assessment.json`: whether a device can make a classifier. All numbers are SI.
package struct AssessmentResults: Codable, Sendable, Equatable {
    /// The spread that arrays are drawn with.
    package struct Spread: Codable, Sendable, Equatable {
        /// σ of ln G between devices at G_max and at G_min.
        package var lowResistance: Double
        package var highResistance: Double
        /// σ of a programming cycle, in units of G_max − G_min.
        package var cycleToCycle: Double
        /// Whether the device file has it; else it is this program's assumption.
        package var isMeasured: Bool

        package init(lowResistance: Double, highResistance: Double, cycleToCycle: Double, isMeasured: Bool) {
            self.lowResistance = lowResistance
            self.highResistance = highResistance
            self.cycleToCycle = cycleToCycle
            self.isMeasured = isMeasured
        }
    }

    /// Arrays of one treatment.
    package struct Remedy: Codable, Sendable, Equatable {
        package var name: String
        /// Relative to the ceiling: mean over the arrays, and the fifth percentile.
        package var accuracy: Double
        package var accuracyP5: Double
        /// The share of arrays with at least `leastAccuracy`.
        package var yield: Double

        package init(name: String, accuracy: Double, accuracyP5: Double, yield: Double) {
            self.name = name
            self.accuracy = accuracy
            self.accuracyP5 = accuracyP5
            self.yield = yield
        }
    }

    package struct Topology: Codable, Sendable, Equatable {
        package var name: String
        package var works: Bool
        /// In words: why not, or what it costs.
        package var reasons: [String]
        /// nil where the device has no range for it.
        package var readVoltage: Double?
        package var thresholdVoltage: Double?
        package var minimumConductance: Double?
        package var maximumConductance: Double?
        package var membraneCapacitance: Double?
        package var brokenRules: [DesignRuleRecord]
        /// The rule with the least margin over what it asks for.
        package var tightestRule: DesignRuleRecord?
        /// The smallest write threshold at which every rule holds; nil if none does.
        package var smallestThreshold: Double?
        /// The smallest G_max/G_min with which every rule holds and untrained templates reach `leastAccuracy`; nil if none does.
        package var smallestRatio: Double?
        /// Relative to the ceiling, without spread.
        package var trained: RelativeAccuracy?
        package var templates: RelativeAccuracy?
        package var remedies: [Remedy]
        /// Of writing the array once and of an inference, from the device's own equations; nil where nothing was programmed.
        package var energy: EnergyRecord?
        package var writingEnergy: Double?
        package var writingTime: Double?
        package var shareInWindow: Double?
        /// From the pattern's begin to the slowest clean decision, and the whole presentation. [s]
        package var decisionTime: Double?
        package var window: Double?
        /// Read disturb, followed where the topology works: after how many inferences a point of accuracy is lost; nil if
        /// none was in what was followed.
        package var inferencesToOnePoint: Double?
        package var outlivesWhatWasFollowed: Bool?

        package init(
            name: String, works: Bool, reasons: [String], brokenRules: [DesignRuleRecord], remedies: [Remedy]
        ) {
            self.name = name
            self.works = works
            self.reasons = reasons
            self.brokenRules = brokenRules
            self.remedies = remedies
        }
    }

    package var schemaVersion = 1
    package var program: ProgramRecord
    package var seed: UInt64
    package var device: String
    package var law: String
    /// Of the measurement, where there is one.
    package var verdict: String?
    package var works: Bool
    package var answer: String
    package var writeThreshold: Double
    package var thresholdMeaning: String
    /// At x = 0 and x = 1, read at a quarter of the write threshold.
    package var lowConductance: Double
    package var highConductance: Double
    package var spread: Spread
    package var leastAccuracy: Double
    package var leastYield: Double
    package var topologies: [Topology]
    /// The topology that reads with the least energy of those that work, and what reading does to its memory.
    package var chosen: String?
    package var inferencesToOnePoint: Double?
    /// Whether recognition never lost a point in what was followed.
    package var outlivesWhatWasFollowed: Bool?
    package var `protocol`: [String]
    package var notes: [String]

    package init(
        program: ProgramRecord, seed: UInt64, device: String, law: String, verdict: String? = nil, works: Bool,
        answer: String, writeThreshold: Double, thresholdMeaning: String, lowConductance: Double,
        highConductance: Double, spread: Spread, leastAccuracy: Double, leastYield: Double, topologies: [Topology],
        `protocol`: [String], notes: [String]
    ) {
        self.program = program
        self.seed = seed
        self.device = device
        self.law = law
        self.verdict = verdict
        self.works = works
        self.answer = answer
        self.writeThreshold = writeThreshold
        self.thresholdMeaning = thresholdMeaning
        self.lowConductance = lowConductance
        self.highConductance = highConductance
        self.spread = spread
        self.leastAccuracy = leastAccuracy
        self.leastYield = leastYield
        self.topologies = topologies
        self.protocol = `protocol`
        self.notes = notes
    }
}
