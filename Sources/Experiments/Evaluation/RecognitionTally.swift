import Datasets
import NumericalMethods
import Results
import SpikingNetworks

/// A tally of decisions.
struct RecognitionTally: Sendable {
    var presentations = 0
    /// One for a right decision, a share for a tie.
    var score = 0.0
    var noWinner = 0
    var ties = 0
    /// Largest probability of a class less that of the named one, over the largest; of presentations whose
    /// probabilities are known.
    var shortfall = RatioOfMeans()
    /// Presentations whose output spikes were counted, their spikes, and how many had more than one.
    var observed = 0
    var outputSpikes = 0
    var multipleSpikes = 0

    init() {}

    init(_ decisions: [RaceDecision], labels: [Int]) {
        for (decision, label) in zip(decisions, labels) { add(decision, label: label) }
    }

    /// - Parameters:
    ///   - posterior: P(class | what was shown), where it is known.
    ///   - outputSpikes: of the whole presentation, where it was run whole.
    mutating func add(
        _ decision: RaceDecision, label: Int, posterior: ClassProbabilities? = nil,
        outputSpikes spikes: Int? = nil
    ) {
        presentations += 1
        score += decision.score(label: label)
        switch decision {
        case .winner: break
        case .tie: ties += 1
        case .noWinner: noWinner += 1
        }
        if let posterior {
            let best = posterior.max()
            shortfall.add(best - decision.expectedScore(posterior), over: best)
        }
        if let spikes {
            observed += 1
            outputSpikes += spikes
            if spikes > 1 { multipleSpikes += 1 }
        }
    }

    mutating func add(_ other: RecognitionTally) {
        presentations += other.presentations
        score += other.score
        noWinner += other.noWinner
        ties += other.ties
        shortfall.add(other.shortfall)
        observed += other.observed
        outputSpikes += other.outputSpikes
        multipleSpikes += other.multipleSpikes
    }

    /// The part of right decisions.
    var accuracy: Double { score / Double(presentations) }
    var interval: ConfidenceInterval { .wilson(successes: score, trials: presentations) }

    /// By the probabilities of the named classes where all are known, else by hits.
    func relative(toCeiling ceiling: Double) -> RelativeAccuracy {
        shortfall.count == presentations
            ? RelativeAccuracy(shortfall: shortfall)
            : RelativeAccuracy(
                hits: interval, accuracy: accuracy, presentations: presentations, ceiling: ceiling)
    }
}

/// A tally with the score to expect of every presentation, to be paired with another network's.
struct PresentationScores: Sendable {
    private(set) var tally = RecognitionTally()
    private var expected: [Double] = []
    private var best: [Double] = []

    mutating func add(_ decision: RaceDecision, label: Int, posterior: ClassProbabilities) {
        tally.add(decision, label: label, posterior: posterior)
        expected.append(decision.expectedScore(posterior))
        best.append(posterior.max())
    }

    /// Relative to the ceiling, on the same presentations.
    func gain(over other: PresentationScores) -> RatioOfMeans {
        var gain = RatioOfMeans()
        for (index, own) in expected.enumerated() { gain.add(own - other.expected[index], over: best[index]) }
        return gain
    }
}

extension RaceDecision {
    /// The score to expect given P(class | what was shown).
    func expectedScore(_ posterior: ClassProbabilities) -> Double {
        switch self {
        case .winner(let neuron): posterior[neuron]
        case .tie(let neurons): neurons.reduce(0) { $0 + posterior[$1] } / Double(neurons.count)
        case .noWinner: 0
        }
    }
}

extension RecognitionRecord {
    init(_ tally: RecognitionTally) {
        let interval = tally.interval
        self.init(
            accuracy: tally.accuracy, low: interval.low, high: interval.high, ties: tally.ties, noWinner: tally.noWinner
        )
    }
}
