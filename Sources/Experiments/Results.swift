/// The results of a run, `results.json`, schema version 3. Accuracies are fractions, times seconds, energies joules.
public struct RunResults: Codable, Sendable, Equatable {
    public static let currentSchemaVersion = 3

    public var schemaVersion = RunResults.currentSchemaVersion
    public var program: ProgramRecord
    /// What the numbers stand on: the resolved study, as in `study.yaml`.
    public var study: StudyTree
    public var seed: UInt64
    public var patterns: PatternRecord
    public var engines: [EngineRecord]
    public var training: [TrainingRecord] = []
    public var clean: [CleanRecord] = []
    public var noise: [NoiseRecord] = []
    public var stuckAt: [StuckAtRecord] = []
    public var agreement: [AgreementRecord] = []
    public var energy: [EnergyRecord] = []
    public var speed: SpeedRecord?
    public var designRules: [DesignRuleRecord] = []
    /// The trained conductances, `[neurons][rows]` [S], and their range.
    public var conductances: ConductanceRecord
    /// One presentation in full, for the report's figure.
    public var race: RaceRecord?
    /// What a reader has to know beside the numbers: clipped values, skipped engines, respawned workers.
    public var notes: [String] = []
}

public struct ProgramRecord: Codable, Sendable, Equatable {
    public var name: String
    public var version: String

    public init(name: String, version: String) {
        self.name = name
        self.version = version
    }
}

public struct EngineRecord: Codable, Sendable, Equatable {
    /// `discrete`, `events`, `ngspice` or `ngspice-device`.
    public var engine: String
    public var simulator: String
    public var version: String
}

public struct PatternRecord: Codable, Sendable, Equatable {
    public var name: String
    /// Of the classes.
    public var classNames: [String]
    /// The lines of every class, `#` black and `.` white.
    public var pictures: [[String]]
    public var smallestDistance: Int
    /// `[class][class]`
    public var distances: [[Int]]
}

/// How one network was trained, and what it is worth in the circuit.
public struct TrainingRecord: Codable, Sendable, Equatable {
    /// `physical` or `textbook`; `templates` for the untrained baseline.
    public var model: String
    /// `spike-time`, `slot-cross-entropy` or `rate`; `none` for the untrained baseline.
    public var loss: String
    public var epochs: Int
    public var samples: Int
    public var seconds: Double
    /// Mean loss of every epoch.
    public var lossCurve: [Double]
    /// Accuracy of the events engine at `flipProbability`, with its 95 % interval.
    public var circuitAccuracy: Double
    public var low: Double
    public var high: Double
    public var flipProbability: Double
    public var presentations: Int
    public var ceiling: Double
    public var relative: RelativeAccuracy
    /// The evaluated network less this one, on the same presentations; absent of the evaluated network itself.
    public var evaluatedGain: AccuracyGain?
    /// Whether this is the network that the other results are about.
    public var evaluated: Bool
}

public struct CleanRecord: Codable, Sendable, Equatable {
    public var engine: String
    public var images: Int
    public var correct: Int
    /// All output spikes of each image.
    public var outputSpikes: [Int]
    /// Who won, per image; −1 for nobody or a tie.
    public var winners: [Int]
    /// The first output spike of every image [s]; nil where none came, and in files of earlier versions.
    public var firstSpikes: [Double?]?
}

public struct NoiseRecord: Codable, Sendable, Equatable {
    public var engine: String
    /// The probability of a flip; for an exact count, count over the number of pixels.
    public var flipProbability: Double
    /// Set when exactly this many pixels flip.
    public var exactFlips: Int?
    /// `per-presentation` or `per-slot`.
    public var redraw: String
    public var presentations: Int
    public var accuracy: Double
    /// 95 % Wilson interval.
    public var low: Double
    public var high: Double
    public var ceiling: Double
    /// Of a ceiling that was sampled; absent where all frames were counted.
    public var ceilingStandardError: Double?
    public var relative: RelativeAccuracy
    /// Fraction of presentations in which no neuron fired.
    public var noWinner: Double
    /// Presentations that ended in an exact tie; each scores its share.
    public var ties: Int
    /// Mean number of output spikes of a presentation, where presentations were run whole.
    public var outputSpikes: Double?
    /// Fraction of presentations with more than one output spike.
    public var multipleSpikes: Double?
    /// The same presentations, shown to the untrained baseline; absent where it was not measured.
    public var templates: TemplateRecord?
    /// Relative accuracies, and gains over the templates, of networks trained with several seeds; absent for one.
    public var trainings: TrainingSpread?
    public var trainingGains: TrainingSpread?
}

public struct StuckAtRecord: Codable, Sendable, Equatable {
    public var rate: Double
    public var lowResistanceShare: Double
    public var flipProbability: Double
    public var maps: Int
    public var presentationsPerMap: Int
    public var ceiling: Double
    /// What each remedy reaches on the same maps and presentations.
    public var outcomes: [StuckAtOutcome]

    /// Of a remedy by its name; nil if it was not tried.
    public func outcome(_ remedy: String) -> StuckAtOutcome? { outcomes.first { $0.remedy == remedy } }

    /// The trained network without any remedy.
    public var untreated: StuckAtOutcome? { outcome("none") }

    /// The remedy of the trained network that reaches most.
    public var best: StuckAtOutcome? { outcomes.filter { $0.remedy != "templates" }.max { $0.mean < $1.mean } }
}

/// Accuracies over maps; a map's accuracy is the ceiling times its relative accuracy by the winner's posterior.
public struct StuckAtOutcome: Codable, Sendable, Equatable {
    /// As in sweeps: `none`, `fault-aware`, `remapping`, `remapping + fault-aware`, or `templates` for the untrained baseline.
    public var remedy: String
    public var mean: Double
    /// The 5th percentile over maps.
    public var p5: Double
    /// 95 % interval of the mean over maps.
    public var low: Double
    public var high: Double
    /// Mean over maps of this less the untreated network, paired, with its 95 % interval; absent of that network.
    public var gain: Estimate?

    public init(remedy: String, mean: Double, p5: Double, low: Double, high: Double, gain: Estimate?) {
        self.remedy = remedy
        self.mean = mean
        self.p5 = p5
        self.low = low
        self.high = high
        self.gain = gain
    }
}

public struct AgreementRecord: Codable, Sendable, Equatable {
    public var a: String
    public var b: String
    public var flipProbability: Double
    public var presentations: Int
    /// Fraction.
    public var decisionsAgree: Double
    /// Relative, of first spikes where both fired.
    public var spikeTimeErrorMedian: Double
    public var spikeTimeErrorMax: Double
    /// Relative, of the energy per inference; absent where one of the levels knows no energy.
    public var energyErrorMedian: Double?
    /// Presentations in which `a` or `b` showed more than one output spike.
    public var multipleSpikesA: Int
    public var multipleSpikesB: Int
    /// Runs that failed, and are in none of the other numbers.
    public var failures: Int
}

public struct SpeedRecord: Codable, Sendable, Equatable {
    /// Medians, one core [s].
    public var eventsDecisionSeconds: Double
    /// The whole presentation in closed form, with the energy account.
    public var eventsWaveformSeconds: Double
    public var ngspiceSeconds: Double?
    public var ngspiceDeviceSeconds: Double?
}

public struct DesignRuleRecord: Codable, Sendable, Equatable {
    public var rule: String
    public var element: String
    /// What the rule compares: met if ≥ `required`.
    public var margin: Double
    public var required: Double
    public var holds: Bool
    public var explanation: String
    public var remedy: String
    /// A run may go on where it is not met; nil in files of earlier versions.
    public var isAdvisory: Bool?

    /// Whether a circuit must not be run like this.
    public var forbids: Bool { !holds && isAdvisory != true }
}

public struct ConductanceRecord: Codable, Sendable, Equatable {
    public var minimum: Double
    public var maximum: Double
    /// `[neurons][rows]` [S]
    public var siemens: [[Double]]
}

public struct RaceRecord: Codable, Sendable, Equatable {
    public var label: Int
    public var picture: [String]
    public var winner: Int
    /// [s]
    public var time: [Double]
    /// `[neurons][samples]` [V]
    public var membranes: [[Double]]
    public var outputs: [[Double]]
    public var bus: [Double]
    /// Output spikes per neuron [s].
    public var spikes: [[Double]]
    public var threshold: Double
}

/// A resolved study as plain data: mappings keep their order of keys sorted.
public indirect enum StudyTree: Codable, Sendable, Equatable {
    case text(String)
    case number(Double)
    case list([StudyTree])
    case section([String: StudyTree])

    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let number = try? container.decode(Double.self) {
            self = .number(number)
        } else if let text = try? container.decode(String.self) {
            self = .text(text)
        } else if let list = try? container.decode([StudyTree].self) {
            self = .list(list)
        } else {
            self = .section(try container.decode([String: StudyTree].self))
        }
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .text(let text): try container.encode(text)
        case .number(let number): try container.encode(number)
        case .list(let list): try container.encode(list)
        case .section(let section): try container.encode(section)
        }
    }
}
