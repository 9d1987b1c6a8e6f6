/// What `memspike assess` finds, `assessment.json`: whether a device can make a classifier. All numbers are SI.
public struct AssessmentResults: Codable, Sendable, Equatable {
    /// The spread that arrays are drawn with.
    public struct Spread: Codable, Sendable, Equatable {
        /// σ of ln G between devices at G_max and at G_min.
        public var lowResistance: Double
        public var highResistance: Double
        /// σ of a programming cycle, in units of G_max − G_min.
        public var cycleToCycle: Double
        /// Whether the device file has it; else it is this program's assumption.
        public var isMeasured: Bool
    }

    /// Arrays of one treatment.
    public struct Remedy: Codable, Sendable, Equatable {
        public var name: String
        /// Relative to the ceiling: mean over the arrays, and the fifth percentile.
        public var accuracy: Double
        public var accuracyP5: Double
        /// The share of arrays with at least `leastAccuracy`.
        public var yield: Double
    }

    public struct Topology: Codable, Sendable, Equatable {
        public var name: String
        public var works: Bool
        /// In words: why not, or what it costs.
        public var reasons: [String]
        /// nil where the device has no range for it.
        public var readVoltage: Double?
        public var thresholdVoltage: Double?
        public var minimumConductance: Double?
        public var maximumConductance: Double?
        public var membraneCapacitance: Double?
        public var brokenRules: [DesignRuleRecord]
        /// The rule with the least margin over what it asks for.
        public var tightestRule: DesignRuleRecord?
        /// The smallest write threshold at which every rule holds; nil if none does.
        public var smallestThreshold: Double?
        /// The smallest G_max/G_min with which every rule holds and untrained templates reach `leastAccuracy`; nil if none does.
        public var smallestRatio: Double?
        /// Relative to the ceiling, without spread.
        public var trained: RelativeAccuracy?
        public var templates: RelativeAccuracy?
        public var remedies: [Remedy]
        /// Of writing the array once and of an inference, from the device's own equations; nil where nothing was programmed.
        public var energy: EnergyRecord?
        public var writingEnergy: Double?
        public var writingTime: Double?
        public var shareInWindow: Double?
        /// From the pattern's begin to the slowest clean decision, and the whole presentation. [s]
        public var decisionTime: Double?
        public var window: Double?
        /// Read disturb, followed where the topology works: after how many inferences a point of accuracy is lost; nil if
        /// none was in what was followed.
        public var inferencesToOnePoint: Double?
        public var outlivesWhatWasFollowed: Bool?
    }

    public var schemaVersion = 1
    public var program: ProgramRecord
    public var seed: UInt64
    public var device: String
    public var law: String
    /// Of the measurement, where there is one.
    public var verdict: String?
    public var works: Bool
    public var answer: String
    public var writeThreshold: Double
    public var thresholdMeaning: String
    /// At x = 0 and x = 1, read at a quarter of the write threshold.
    public var lowConductance: Double
    public var highConductance: Double
    public var spread: Spread
    public var leastAccuracy: Double
    public var leastYield: Double
    public var topologies: [Topology]
    /// The topology that reads with the least energy of those that work, and what reading does to its memory.
    public var chosen: String?
    public var inferencesToOnePoint: Double?
    /// Whether recognition never lost a point in what was followed.
    public var outlivesWhatWasFollowed: Bool?
    public var `protocol`: [String]
    public var notes: [String]
}
