/// The results of a run, `results.json`, schema version 3. Accuracies are fractions, times seconds, energies joules.
package struct RunResults: Codable, Sendable, Equatable {
    package static let currentSchemaVersion = 3

    package var schemaVersion = RunResults.currentSchemaVersion
    package var program: ProgramRecord
    /// What the numbers stand on: the resolved study, as in `study.yaml`.
    package var study: StudyTree
    package var seed: UInt64
    package var patterns: PatternRecord
    package var engines: [EngineRecord]
    package var training: [TrainingRecord] = []
    package var clean: [CleanRecord] = []
    package var noise: [NoiseRecord] = []
    package var stuckAt: [StuckAtRecord] = []
    package var agreement: [AgreementRecord] = []
    package var energy: [EnergyRecord] = []
    package var speed: SpeedRecord?
    package var designRules: [DesignRuleRecord] = []
    /// The trained conductances, `[neurons][rows]` [S], and their range.
    package var conductances: ConductanceRecord
    /// One presentation in full, for the report's figure.
    package var race: RaceRecord?
    /// What a reader has to know beside the numbers: clipped values, skipped engines, respawned workers.
    package var notes: [String] = []
}

package struct ProgramRecord: Codable, Sendable, Equatable {
    package var name: String
    package var version: String

    package init(name: String, version: String) {
        self.name = name
        self.version = version
    }
}

package struct EngineRecord: Codable, Sendable, Equatable {
    /// `discrete`, `events`, `ngspice` or `ngspice-device`.
    package var engine: String
    package var simulator: String
    package var version: String
}

package struct PatternRecord: Codable, Sendable, Equatable {
    package var name: String
    /// Of the classes.
    package var classNames: [String]
    /// The lines of every class, `#` black and `.` white.
    package var pictures: [[String]]
    package var smallestDistance: Int
    /// `[class][class]`
    package var distances: [[Int]]
}

/// How one network was trained, and what it is worth in the circuit.
package struct TrainingRecord: Codable, Sendable, Equatable {
    /// `physical` or `textbook`; `templates` for the untrained baseline.
    package var model: String
    /// `spike-time`, `slot-cross-entropy` or `rate`; `none` for the untrained baseline.
    package var loss: String
    package var epochs: Int
    package var samples: Int
    package var seconds: Double
    /// Mean loss of every epoch.
    package var lossCurve: [Double]
    /// Accuracy of the events engine at `flipProbability`, with its 95 % interval.
    package var circuitAccuracy: Double
    package var low: Double
    package var high: Double
    package var flipProbability: Double
    package var presentations: Int
    package var ceiling: Double
    package var relative: RelativeAccuracy
    /// The evaluated network less this one, on the same presentations; absent of the evaluated network itself.
    package var evaluatedGain: AccuracyGain?
    /// Whether this is the network that the other results are about.
    package var evaluated: Bool
}

package struct CleanRecord: Codable, Sendable, Equatable {
    package var engine: String
    package var images: Int
    package var correct: Int
    /// All output spikes of each image.
    package var outputSpikes: [Int]
    /// Who won, per image; −1 for nobody or a tie.
    package var winners: [Int]
    /// The first output spike of every image [s]; nil where none came, and in files of earlier versions.
    package var firstSpikes: [Double?]?
}

package struct NoiseRecord: Codable, Sendable, Equatable {
    package var engine: String
    /// The probability of a flip; for an exact count, count over the number of pixels.
    package var flipProbability: Double
    /// Set when exactly this many pixels flip.
    package var exactFlips: Int?
    /// `per-presentation` or `per-slot`.
    package var redraw: String
    package var presentations: Int
    package var accuracy: Double
    /// 95 % Wilson interval.
    package var low: Double
    package var high: Double
    package var ceiling: Double
    /// Of a ceiling that was sampled; absent where all frames were counted.
    package var ceilingStandardError: Double?
    package var relative: RelativeAccuracy
    /// Fraction of presentations in which no neuron fired.
    package var noWinner: Double
    /// Presentations that ended in an exact tie; each scores its share.
    package var ties: Int
    /// Mean number of output spikes of a presentation, where presentations were run whole.
    package var outputSpikes: Double?
    /// Fraction of presentations with more than one output spike.
    package var multipleSpikes: Double?
    /// The same presentations, shown to the untrained baseline; absent where it was not measured.
    package var templates: TemplateRecord?
    /// Relative accuracies, and gains over the templates, of networks trained with several seeds; absent for one.
    package var trainings: TrainingSpread?
    package var trainingGains: TrainingSpread?
}

package struct StuckAtRecord: Codable, Sendable, Equatable {
    package var rate: Double
    package var lowResistanceShare: Double
    package var flipProbability: Double
    package var maps: Int
    package var presentationsPerMap: Int
    package var ceiling: Double
    /// What each remedy reaches on the same maps and presentations.
    package var outcomes: [StuckAtOutcome]

    /// Of a remedy by its name; nil if it was not tried.
    package func outcome(_ remedy: String) -> StuckAtOutcome? { outcomes.first { $0.remedy == remedy } }

    /// The trained network without any remedy.
    package var untreated: StuckAtOutcome? { outcome("none") }

    /// The remedy of the trained network that reaches most.
    package var best: StuckAtOutcome? { outcomes.filter { $0.remedy != "templates" }.max { $0.mean < $1.mean } }
}

/// Accuracies over maps; a map's accuracy is the ceiling times its relative accuracy by the winner's posterior.
package struct StuckAtOutcome: Codable, Sendable, Equatable {
    /// As in sweeps: `none`, `fault-aware`, `remapping`, `remapping + fault-aware`, or `templates` for the untrained baseline.
    package var remedy: String
    package var mean: Double
    /// The 5th percentile over maps.
    package var p5: Double
    /// 95 % interval of the mean over maps.
    package var low: Double
    package var high: Double
    /// Mean over maps of this less the untreated network, paired, with its 95 % interval; absent of that network.
    package var gain: Estimate?

    package init(remedy: String, mean: Double, p5: Double, low: Double, high: Double, gain: Estimate?) {
        self.remedy = remedy
        self.mean = mean
        self.p5 = p5
        self.low = low
        self.high = high
        self.gain = gain
    }
}

package struct AgreementRecord: Codable, Sendable, Equatable {
    package var a: String
    package var b: String
    package var flipProbability: Double
    package var presentations: Int
    /// Fraction.
    package var decisionsAgree: Double
    /// Relative, of first spikes where both fired.
    package var spikeTimeErrorMedian: Double
    package var spikeTimeErrorMax: Double
    /// Relative, of the energy per inference; absent where one of the levels knows no energy.
    package var energyErrorMedian: Double?
    /// Presentations in which `a` or `b` showed more than one output spike.
    package var multipleSpikesA: Int
    package var multipleSpikesB: Int
    /// Runs that failed, and are in none of the other numbers.
    package var failures: Int
}

package struct SpeedRecord: Codable, Sendable, Equatable {
    /// Medians, one core [s].
    package var eventsDecisionSeconds: Double
    /// The whole presentation in closed form, with the energy account.
    package var eventsWaveformSeconds: Double
    package var ngspiceSeconds: Double?
    package var ngspiceDeviceSeconds: Double?
}

package struct DesignRuleRecord: Codable, Sendable, Equatable {
    package var rule: String
    package var element: String
    /// What the rule compares: met if ≥ `required`.
    package var margin: Double
    package var required: Double
    package var holds: Bool
    package var explanation: String
    package var remedy: String
    /// A run may go on where it is not met; nil in files of earlier versions.
    package var isAdvisory: Bool?

    /// Whether a circuit must not be run like this.
    package var forbids: Bool { !holds && isAdvisory != true }
}

package struct ConductanceRecord: Codable, Sendable, Equatable {
    package var minimum: Double
    package var maximum: Double
    /// `[neurons][rows]` [S]
    package var siemens: [[Double]]
}

package struct RaceRecord: Codable, Sendable, Equatable {
    package var label: Int
    package var picture: [String]
    package var winner: Int
    /// [s]
    package var time: [Double]
    /// `[neurons][samples]` [V]
    package var membranes: [[Double]]
    package var outputs: [[Double]]
    package var bus: [Double]
    /// Output spikes per neuron [s].
    package var spikes: [[Double]]
    package var threshold: Double
}

/// A resolved study as plain data: mappings keep their order of keys sorted.
package indirect enum StudyTree: Codable, Sendable, Equatable {
    case text(String)
    case number(Double)
    case list([StudyTree])
    case section([String: StudyTree])

    package init(from decoder: any Decoder) throws {
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

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .text(let text): try container.encode(text)
        case .number(let number): try container.encode(number)
        case .list(let list): try container.encode(list)
        case .section(let section): try container.encode(section)
        }
    }
}
