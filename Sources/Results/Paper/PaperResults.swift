package import Studies

/// The results of a run, `results.json`, schema version 3. Accuracies are fractions, times seconds, energies joules.
package struct PaperResults: Codable, Sendable, Equatable {
    package static let currentSchemaVersion = 3

    package var schemaVersion = PaperResults.currentSchemaVersion
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

    package init(
        program: ProgramRecord, study: StudyTree, seed: UInt64, patterns: PatternRecord, engines: [EngineRecord],
        training: [TrainingRecord] = [], clean: [CleanRecord] = [], noise: [NoiseRecord] = [],
        stuckAt: [StuckAtRecord] = [], agreement: [AgreementRecord] = [], energy: [EnergyRecord] = [],
        speed: SpeedRecord? = nil, designRules: [DesignRuleRecord] = [], conductances: ConductanceRecord,
        race: RaceRecord? = nil, notes: [String] = []
    ) {
        self.program = program
        self.study = study
        self.seed = seed
        self.patterns = patterns
        self.engines = engines
        self.training = training
        self.clean = clean
        self.noise = noise
        self.stuckAt = stuckAt
        self.agreement = agreement
        self.energy = energy
        self.speed = speed
        self.designRules = designRules
        self.conductances = conductances
        self.race = race
        self.notes = notes
    }
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
    package var engine: Level
    package var simulator: String
    package var version: String

    package init(engine: Level, simulator: String, version: String) {
        self.engine = engine
        self.simulator = simulator
        self.version = version
    }
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

    package init(name: String, classNames: [String], pictures: [[String]], smallestDistance: Int, distances: [[Int]]) {
        self.name = name
        self.classNames = classNames
        self.pictures = pictures
        self.smallestDistance = smallestDistance
        self.distances = distances
    }
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

    package init(
        model: String, loss: String, epochs: Int, samples: Int, seconds: Double, lossCurve: [Double],
        circuitAccuracy: Double, low: Double, high: Double, flipProbability: Double, presentations: Int,
        ceiling: Double, relative: RelativeAccuracy, evaluatedGain: AccuracyGain? = nil, evaluated: Bool
    ) {
        self.model = model
        self.loss = loss
        self.epochs = epochs
        self.samples = samples
        self.seconds = seconds
        self.lossCurve = lossCurve
        self.circuitAccuracy = circuitAccuracy
        self.low = low
        self.high = high
        self.flipProbability = flipProbability
        self.presentations = presentations
        self.ceiling = ceiling
        self.relative = relative
        self.evaluatedGain = evaluatedGain
        self.evaluated = evaluated
    }
}

package struct CleanRecord: Codable, Sendable, Equatable {
    package var engine: Level
    package var images: Int
    package var correct: Int
    /// All output spikes of each image.
    package var outputSpikes: [Int]
    /// Who won, per image; −1 for nobody or a tie.
    package var winners: [Int]
    /// The first output spike of every image [s]; nil where none came, and in files of earlier versions.
    package var firstSpikes: [Double?]?

    package init(
        engine: Level, images: Int, correct: Int, outputSpikes: [Int], winners: [Int], firstSpikes: [Double?]? = nil
    ) {
        self.engine = engine
        self.images = images
        self.correct = correct
        self.outputSpikes = outputSpikes
        self.winners = winners
        self.firstSpikes = firstSpikes
    }
}

package struct NoiseRecord: Codable, Sendable, Equatable {
    package var engine: Level
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

    package init(
        engine: Level, flipProbability: Double, exactFlips: Int? = nil, redraw: String, presentations: Int,
        accuracy: Double, low: Double, high: Double, ceiling: Double, ceilingStandardError: Double? = nil,
        relative: RelativeAccuracy, noWinner: Double, ties: Int, outputSpikes: Double? = nil,
        multipleSpikes: Double? = nil, templates: TemplateRecord? = nil
    ) {
        self.engine = engine
        self.flipProbability = flipProbability
        self.exactFlips = exactFlips
        self.redraw = redraw
        self.presentations = presentations
        self.accuracy = accuracy
        self.low = low
        self.high = high
        self.ceiling = ceiling
        self.ceilingStandardError = ceilingStandardError
        self.relative = relative
        self.noWinner = noWinner
        self.ties = ties
        self.outputSpikes = outputSpikes
        self.multipleSpikes = multipleSpikes
        self.templates = templates
    }
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

    package init(
        rate: Double, lowResistanceShare: Double, flipProbability: Double, maps: Int, presentationsPerMap: Int,
        ceiling: Double, outcomes: [StuckAtOutcome]
    ) {
        self.rate = rate
        self.lowResistanceShare = lowResistanceShare
        self.flipProbability = flipProbability
        self.maps = maps
        self.presentationsPerMap = presentationsPerMap
        self.ceiling = ceiling
        self.outcomes = outcomes
    }

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
    package var a: Level
    package var b: Level
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

    package init(
        a: Level, b: Level, flipProbability: Double, presentations: Int, decisionsAgree: Double,
        spikeTimeErrorMedian: Double, spikeTimeErrorMax: Double, energyErrorMedian: Double? = nil, multipleSpikesA: Int,
        multipleSpikesB: Int, failures: Int
    ) {
        self.a = a
        self.b = b
        self.flipProbability = flipProbability
        self.presentations = presentations
        self.decisionsAgree = decisionsAgree
        self.spikeTimeErrorMedian = spikeTimeErrorMedian
        self.spikeTimeErrorMax = spikeTimeErrorMax
        self.energyErrorMedian = energyErrorMedian
        self.multipleSpikesA = multipleSpikesA
        self.multipleSpikesB = multipleSpikesB
        self.failures = failures
    }
}

package struct SpeedRecord: Codable, Sendable, Equatable {
    /// Medians, one core [s].
    package var eventsDecisionSeconds: Double
    /// The whole presentation in closed form, with the energy account.
    package var eventsWaveformSeconds: Double
    package var ngspiceSeconds: Double?
    package var ngspiceDeviceSeconds: Double?

    package init(
        eventsDecisionSeconds: Double, eventsWaveformSeconds: Double, ngspiceSeconds: Double? = nil,
        ngspiceDeviceSeconds: Double? = nil
    ) {
        self.eventsDecisionSeconds = eventsDecisionSeconds
        self.eventsWaveformSeconds = eventsWaveformSeconds
        self.ngspiceSeconds = ngspiceSeconds
        self.ngspiceDeviceSeconds = ngspiceDeviceSeconds
    }
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

    package init(
        rule: String, element: String, margin: Double, required: Double, holds: Bool, explanation: String,
        remedy: String, isAdvisory: Bool? = nil
    ) {
        self.rule = rule
        self.element = element
        self.margin = margin
        self.required = required
        self.holds = holds
        self.explanation = explanation
        self.remedy = remedy
        self.isAdvisory = isAdvisory
    }

    /// Whether a circuit must not be run like this.
    package var forbids: Bool { !holds && isAdvisory != true }
}
