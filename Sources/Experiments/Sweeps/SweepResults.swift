/// The results of a sweep, `results.json`, schema version 3. Accuracies are fractions. No time is among them: a sweep that
/// was cut off and continued ends with the same bytes.
public struct SweepResults: Codable, Sendable, Equatable {
    public static let currentSchemaVersion = 3

    public var schemaVersion = SweepResults.currentSchemaVersion
    public var kind = "sweep"
    public var program: ProgramRecord
    public var study: StudyTree
    public var seed: UInt64
    public var engine: EngineRecord
    public var patterns: PatternRecord?
    /// Of a sweep of a deep network.
    public var network: SweptNetworkRecord?
    public var axes: [AxisRecord]
    /// What is the same at all points, in words: effects and their values.
    public var effects: [String]
    public var points: [PointRecord] = []
    /// Every remedy against the first one, paired map by map.
    public var differences: [DifferenceRecord] = []
    public var margins: [MarginRecord] = []
    public var sensitivity: SensitivityRecord?
    /// The engine that was used against the events engine, at all points.
    public var check: EngineCheckRecord?
    /// The worst array of every remedy, drawn.
    public var worst: [WorstArrayRecord] = []
    public var faultSearch: FaultSearchRecord?
    public var notes: [String] = []
}

public struct AxisRecord: Codable, Sendable, Equatable {
    public var key: String
    public var values: [StudyTree]
    /// The same in SI units; empty if a value is a word.
    public var numbers: [Double]
}

public struct PointRecord: Codable, Sendable, Equatable {
    public var axes: [String: StudyTree]
    public var remedy: String
    /// Over the arrays' accuracies: the ceiling times an array's accuracy relative to it by the winners' probabilities, or hits
    /// where nobody knows them.
    public var mean: Double
    public var standardDeviation: Double
    /// The fifth percentile.
    public var p5: Double
    public var worst: Double
    /// 95 % interval of the mean, for the networks that were trained: bootstrap over arrays; over presentations for a single
    /// array.
    public var low: Double
    public var high: Double
    /// The best accuracy that anything could reach: exact, or under grey noise its mean over what was shown; nil where
    /// nobody knows.
    public var ceiling: Double?
    public var maps: Int
    public var draws: Int
    /// The part of all presentations that nobody won, and the number of ties.
    public var noWinner: Double
    public var ties: Int
    /// Means of an array.
    public var stuckCells: Double
    public var clippedCells: Double
    public var yields: [YieldRecord]
    /// Accuracies of the arrays in twenty classes from the worst to the best, for a figure.
    public var quantiles: [Double]
    /// Of a few presentations run whole; absent where none were.
    public var operation: OperationRecord?
    /// Over the trainings, where there were several.
    public var trainings: TrainingSpread?
}

/// How much a result differs from training to training.
public struct TrainingSpread: Codable, Sendable, Equatable {
    public var networks: Int
    /// Of the trainings' own means.
    public var mean: Double
    public var standardDeviation: Double
    public var least: Double
    public var largest: Double
    /// 95 % interval of the mean over trainings, by Student's law.
    public var low: Double
    public var high: Double

    public init(
        networks: Int, mean: Double, standardDeviation: Double, least: Double, largest: Double, low: Double,
        high: Double
    ) {
        self.networks = networks
        self.mean = mean
        self.standardDeviation = standardDeviation
        self.least = least
        self.largest = largest
        self.low = low
        self.high = high
    }
}

/// The part of arrays at or above an accuracy.
public struct YieldRecord: Codable, Sendable, Equatable {
    /// Relative to the ceiling.
    public var relativeToCeiling: Double
    public var yield: Double
    /// Wilson's 95 % interval.
    public var low: Double
    public var high: Double
}

public struct DifferenceRecord: Codable, Sendable, Equatable {
    public var axes: [String: StudyTree]
    public var remedy: String
    public var against: String
    public var mean: Double
    /// 95 % bootstrap interval over arrays.
    public var low: Double
    public var high: Double
}

/// How much of one effect can be afforded.
public struct MarginRecord: Codable, Sendable, Equatable {
    public var key: String
    public var remedy: String
    /// The largest value that was seen to keep the yield; nil if not even the first one does.
    public var affordable: StudyTree?
    public var affordableNumber: Double?
    /// The smallest value that was seen to break it; nil if the limit still keeps it.
    public var broken: StudyTree?
    /// 95 % interval of what is affordable: the largest value whose yield is certainly enough, nil if not even the first
    /// one's is, and the smallest whose yield is certainly too little, nil if not even the limit's is.
    public var low: Double?
    public var high: Double?
    public var accuracy: Double
    public var yield: Double
    /// Every value that was tried, with its yield.
    public var tried: [Tried]

    public struct Tried: Codable, Sendable, Equatable {
        public var value: Double
        public var yield: Double
        public var low: Double
        public var high: Double
    }
}

public struct SensitivityRecord: Codable, Sendable, Equatable {
    public var remedy: String
    public var samples: Int
    /// Arrays of every point, the same ones at all, and presentations of each.
    public var maps: Int
    public var draws: Int
    public var parameters: [Parameter]

    public struct Parameter: Codable, Sendable, Equatable {
        public var key: String
        public var low: Double
        public var high: Double
        /// Mean accuracy with this parameter alone at its largest value, less that with none; paired over arrays.
        public var oneAtATime: Estimate
        /// Sobol indices, with bootstrap intervals over points and arrays.
        public var first: Estimate
        public var total: Estimate
        /// Total less first order.
        public var company: Estimate

        public init(
            key: String, low: Double, high: Double, oneAtATime: Estimate, first: Estimate, total: Estimate,
            company: Estimate
        ) {
            self.key = key
            self.low = low
            self.high = high
            self.oneAtATime = oneAtATime
            self.first = first
            self.total = total
            self.company = company
        }
    }
}

public struct EngineCheckRecord: Codable, Sendable, Equatable {
    public var engine: String
    public var against: String
    public var presentations: Int
    public var decisionsAgree: Double
}

public struct WorstArrayRecord: Codable, Sendable, Equatable {
    public var axes: [String: StudyTree]
    public var remedy: String
    /// For `--trial`.
    public var trial: Int
    public var accuracy: Double
    /// Of a deep network: which layer is drawn, from 1.
    public var layer: Int?
    /// By class and input [S], and where cells are stuck.
    public var conductances: [[Double]]
    public var stuck: [StuckRecord]

    public struct StuckRecord: Codable, Sendable, Equatable {
        public var column: Int
        public var row: Int
        public var state: String
    }
}

/// What finding the stuck cells of one array costs.
public struct FaultSearchRecord: Codable, Sendable, Equatable {
    public var writes: Int
    public var reads: Int
    /// Of the reads alone: one slot at V_read a cell, twice [J].
    public var readEnergy: Double
    public var protocolText: String
}
