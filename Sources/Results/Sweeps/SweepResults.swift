package import Studies

/// The results of a sweep, `results.json`, schema version 3. Accuracies are fractions. No time is among them: a sweep that
/// was cut off and continued ends with the same bytes.
package struct SweepResults: Codable, Sendable, Equatable {
    package static let currentSchemaVersion = 3

    package var schemaVersion = SweepResults.currentSchemaVersion
    package var kind = "sweep"
    package var program: ProgramRecord
    package var study: StudyTree
    package var seed: UInt64
    package var engine: EngineRecord
    package var patterns: PatternRecord?
    /// Of a sweep of a deep network.
    package var network: SweptNetworkRecord?
    package var axes: [AxisRecord]
    /// What is the same at all points, in words: effects and their values.
    package var effects: [String]
    package var points: [PointRecord] = []
    /// Every remedy against the first one, paired map by map.
    package var differences: [DifferenceRecord] = []
    package var margins: [MarginRecord] = []
    package var sensitivity: SensitivityRecord?
    /// The engine that was used against the events engine, at all points.
    package var check: EngineCheckRecord?
    /// The worst array of every remedy, drawn.
    package var worst: [WorstArrayRecord] = []
    package var faultSearch: FaultSearchRecord?
    package var notes: [String] = []

    package init(
        program: ProgramRecord, study: StudyTree, seed: UInt64, engine: EngineRecord, patterns: PatternRecord? = nil,
        network: SweptNetworkRecord? = nil, axes: [AxisRecord], effects: [String]
    ) {
        self.program = program
        self.study = study
        self.seed = seed
        self.engine = engine
        self.patterns = patterns
        self.network = network
        self.axes = axes
        self.effects = effects
    }
}

package struct AxisRecord: Codable, Sendable, Equatable {
    package var key: String
    package var values: [StudyTree]
    /// The same in SI units; empty if a value is a word.
    package var numbers: [Double]

    package init(key: String, values: [StudyTree], numbers: [Double]) {
        self.key = key
        self.values = values
        self.numbers = numbers
    }
}

package struct PointRecord: Codable, Sendable, Equatable {
    package var axes: [String: StudyTree]
    package var remedy: String
    /// Over the arrays' accuracies: the ceiling times an array's accuracy relative to it by the winners' probabilities, or hits
    /// where nobody knows them.
    package var mean: Double
    package var standardDeviation: Double
    /// The fifth percentile.
    package var p5: Double
    package var worst: Double
    /// 95 % interval of the mean, for the networks that were trained: bootstrap over arrays; over presentations for a single
    /// array.
    package var low: Double
    package var high: Double
    /// The best accuracy that anything could reach: exact, or under grey noise its mean over what was shown; nil where
    /// nobody knows.
    package var ceiling: Double?
    package var maps: Int
    package var draws: Int
    /// The part of all presentations that nobody won, and the number of ties.
    package var noWinner: Double
    package var ties: Int
    /// Means of an array.
    package var stuckCells: Double
    package var clippedCells: Double
    package var yields: [YieldRecord]
    /// Accuracies of the arrays in twenty classes from the worst to the best, for a figure.
    package var quantiles: [Double]
    /// Of a few presentations run whole; absent where none were.
    package var operation: OperationRecord?
    /// Over the trainings, where there were several.
    package var trainings: TrainingSpread?

    package init(
        axes: [String: StudyTree], remedy: String, mean: Double, standardDeviation: Double, p5: Double, worst: Double,
        low: Double, high: Double, ceiling: Double? = nil, maps: Int, draws: Int, noWinner: Double, ties: Int,
        stuckCells: Double, clippedCells: Double, yields: [YieldRecord], quantiles: [Double],
        operation: OperationRecord? = nil, trainings: TrainingSpread? = nil
    ) {
        self.axes = axes
        self.remedy = remedy
        self.mean = mean
        self.standardDeviation = standardDeviation
        self.p5 = p5
        self.worst = worst
        self.low = low
        self.high = high
        self.ceiling = ceiling
        self.maps = maps
        self.draws = draws
        self.noWinner = noWinner
        self.ties = ties
        self.stuckCells = stuckCells
        self.clippedCells = clippedCells
        self.yields = yields
        self.quantiles = quantiles
        self.operation = operation
        self.trainings = trainings
    }
}

/// How much a result differs from training to training.
package struct TrainingSpread: Codable, Sendable, Equatable {
    package var networks: Int
    /// Of the trainings' own means.
    package var mean: Double
    package var standardDeviation: Double
    package var least: Double
    package var largest: Double
    /// 95 % interval of the mean over trainings, by Student's law.
    package var low: Double
    package var high: Double

    package init(
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
package struct YieldRecord: Codable, Sendable, Equatable {
    /// Relative to the ceiling.
    package var relativeToCeiling: Double
    package var yield: Double
    /// Wilson's 95 % interval.
    package var low: Double
    package var high: Double

    package init(relativeToCeiling: Double, yield: Double, low: Double, high: Double) {
        self.relativeToCeiling = relativeToCeiling
        self.yield = yield
        self.low = low
        self.high = high
    }
}

package struct DifferenceRecord: Codable, Sendable, Equatable {
    package var axes: [String: StudyTree]
    package var remedy: String
    package var against: String
    package var mean: Double
    /// 95 % bootstrap interval over arrays.
    package var low: Double
    package var high: Double

    package init(axes: [String: StudyTree], remedy: String, against: String, mean: Double, low: Double, high: Double) {
        self.axes = axes
        self.remedy = remedy
        self.against = against
        self.mean = mean
        self.low = low
        self.high = high
    }
}

/// How much of one effect can be afforded.
package struct MarginRecord: Codable, Sendable, Equatable {
    package var key: String
    package var remedy: String
    /// The largest value that was seen to keep the yield; nil if not even the first one does.
    package var affordable: StudyTree?
    package var affordableNumber: Double?
    /// The smallest value that was seen to break it; nil if the limit still keeps it.
    package var broken: StudyTree?
    /// 95 % interval of what is affordable: the largest value whose yield is certainly enough, nil if not even the first
    /// one's is, and the smallest whose yield is certainly too little, nil if not even the limit's is.
    package var low: Double?
    package var high: Double?
    package var accuracy: Double
    package var yield: Double
    /// Every value that was tried, with its yield.
    package var tried: [Tried]

    package init(
        key: String, remedy: String, affordable: StudyTree? = nil, affordableNumber: Double? = nil,
        broken: StudyTree? = nil, low: Double? = nil, high: Double? = nil, accuracy: Double, yield: Double,
        tried: [Tried]
    ) {
        self.key = key
        self.remedy = remedy
        self.affordable = affordable
        self.affordableNumber = affordableNumber
        self.broken = broken
        self.low = low
        self.high = high
        self.accuracy = accuracy
        self.yield = yield
        self.tried = tried
    }

    package struct Tried: Codable, Sendable, Equatable {
        package var value: Double
        package var yield: Double
        package var low: Double
        package var high: Double

        package init(value: Double, yield: Double, low: Double, high: Double) {
            self.value = value
            self.yield = yield
            self.low = low
            self.high = high
        }
    }
}

package struct SensitivityRecord: Codable, Sendable, Equatable {
    package var remedy: String
    package var samples: Int
    /// Arrays of every point, the same ones at all, and presentations of each.
    package var maps: Int
    package var draws: Int
    package var parameters: [Parameter]

    package init(remedy: String, samples: Int, maps: Int, draws: Int, parameters: [Parameter]) {
        self.remedy = remedy
        self.samples = samples
        self.maps = maps
        self.draws = draws
        self.parameters = parameters
    }

    package struct Parameter: Codable, Sendable, Equatable {
        package var key: String
        package var low: Double
        package var high: Double
        /// Mean accuracy with this parameter alone at its largest value, less that with none; paired over arrays.
        package var oneAtATime: Estimate
        /// Sobol indices, with bootstrap intervals over points and arrays.
        package var first: Estimate
        package var total: Estimate
        /// Total less first order.
        package var company: Estimate

        package init(
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

package struct EngineCheckRecord: Codable, Sendable, Equatable {
    package var engine: Level
    package var against: Level
    package var presentations: Int
    package var decisionsAgree: Double

    package init(engine: Level, against: Level, presentations: Int, decisionsAgree: Double) {
        self.engine = engine
        self.against = against
        self.presentations = presentations
        self.decisionsAgree = decisionsAgree
    }
}

package struct WorstArrayRecord: Codable, Sendable, Equatable {
    package var axes: [String: StudyTree]
    package var remedy: String
    /// For `--trial`.
    package var trial: Int
    package var accuracy: Double
    /// Of a deep network: which layer is drawn, from 1.
    package var layer: Int?
    /// By class and input [S], and where cells are stuck.
    package var conductances: [[Double]]
    package var stuck: [StuckRecord]

    package init(
        axes: [String: StudyTree], remedy: String, trial: Int, accuracy: Double, layer: Int? = nil,
        conductances: [[Double]], stuck: [StuckRecord]
    ) {
        self.axes = axes
        self.remedy = remedy
        self.trial = trial
        self.accuracy = accuracy
        self.layer = layer
        self.conductances = conductances
        self.stuck = stuck
    }

    package struct StuckRecord: Codable, Sendable, Equatable {
        package var column: Int
        package var row: Int
        package var state: String

        package init(column: Int, row: Int, state: String) {
            self.column = column
            self.row = row
            self.state = state
        }
    }
}

/// What finding the stuck cells of one array costs.
package struct FaultSearchRecord: Codable, Sendable, Equatable {
    package var writes: Int
    package var reads: Int
    /// Of the reads alone: one slot at V_read a cell, twice [J].
    package var readEnergy: Double
    package var protocolText: String

    package init(writes: Int, reads: Int, readEnergy: Double, protocolText: String) {
        self.writes = writes
        self.reads = reads
        self.readEnergy = readEnergy
        self.protocolText = protocolText
    }
}
