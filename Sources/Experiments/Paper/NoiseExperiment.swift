import Circuits
import Datasets
import NeuromorphicCircuits
import NumericalMethods
import Results
import SpikingNetworks
import Studies

/// Accuracy against noise in the events engine, beside the ceiling of the same protocol and beside untrained templates.
struct NoiseExperiment: Sendable {
    let study: Study
    let array: ConductanceArray
    let events: any EventLocatingSimulator

    /// Presentations per parallel trial; results do not depend on it.
    private static let chunk = 1000

    private struct Outcome: Sendable {
        var trained = RecognitionTally()
        var templates = RecognitionTally()
        /// Of the trained network over the templates.
        var gain = RatioOfMeans()

        mutating func add(_ other: Outcome) {
            trained.add(other.trained)
            templates.add(other.templates)
            gain.add(other.gain)
        }
    }

    func run(_ meter: StageMeter, stage: String, ceiling: ProtocolCeiling) throws -> [NoiseRecord] {
        let protocols = study.noise.protocols
        let count = study.noise.presentations
        let chunks = (count + Self.chunk - 1) / Self.chunk
        let templates = try study.matchedTemplates()
        let outcomes = try meter.map(stage, trials: protocols.count * chunks) { index in
            let (place, chunk) = index.quotientAndRemainder(dividingBy: chunks)
            let presentations = study.presentations(protocols[place], purpose: Purpose.noise)
            let first = place * count + chunk * Self.chunk
            return try compare(
                templates, on: presentations, trials: first..<min(first + Self.chunk, (place + 1) * count))
        }
        return protocols.enumerated().map { place, noise in
            var sum = Outcome()
            for outcome in outcomes[(place * chunks)..<((place + 1) * chunks)] { sum.add(outcome) }
            let best = ceiling.estimate(noise)
            var record = NoiseRecord(
                level: .events, noise: noise, pixels: study.patterns.pixelCount, tally: sum.trained, ceiling: best)
            record.templates = TemplateRecord(sum.templates, ceiling: best.value, trainingGain: sum.gain)
            return record
        }
    }

    /// The trained network's presentations run whole, for their spikes; the templates' as far as their decision.
    private func compare(
        _ templates: ConductanceArray, on presentations: NoisyPresentations, trials: Range<Int>
    ) throws -> Outcome {
        var trained = try EventRace(array, design: study.circuit, engine: events)
        var untrained = try EventRace(templates, design: study.circuit, engine: events)
        let posterior = presentations.posterior
        var outcome = Outcome()
        for trial in trials {
            let (frames, label) = (presentations.frames(trial), presentations.label(trial))
            let probabilities = posterior.probabilities(frames)
            let observation = try trained.observe(frames)
            let decision = try untrained.decision(frames)
            outcome.trained.add(
                observation.decision, label: label, posterior: probabilities, outputSpikes: observation.outputSpikes)
            outcome.templates.add(decision, label: label, posterior: probabilities)
            outcome.gain.add(
                observation.decision.expectedScore(probabilities) - decision.expectedScore(probabilities),
                over: probabilities.max())
        }
        return outcome
    }
}

extension TemplateRecord {
    init(_ tally: RecognitionTally, ceiling: Double, trainingGain: RatioOfMeans) {
        self.init(
            accuracy: tally.accuracy, low: tally.interval.low, high: tally.interval.high,
            relative: tally.relative(toCeiling: ceiling), trainingGain: AccuracyGain(trainingGain))
    }
}

extension NoiseRecord {
    init(level: Level, noise: PixelNoise, pixels: Int, tally: RecognitionTally, ceiling: CeilingEstimate) {
        let probability: Double
        var exactFlips: Int?
        switch noise.flips {
        case .independent(let value): probability = value
        case .exactCount(let flips):
            probability = Double(flips) / Double(pixels)
            exactFlips = flips
        }
        let observed = Double(tally.observed)
        self.init(
            engine: level, flipProbability: probability, exactFlips: exactFlips, redraw: noise.redraw.rawValue,
            presentations: tally.presentations, accuracy: tally.accuracy, low: tally.interval.low,
            high: tally.interval.high, ceiling: ceiling.value, ceilingStandardError: ceiling.standardError,
            relative: tally.relative(toCeiling: ceiling.value),
            noWinner: Double(tally.noWinner) / Double(max(1, tally.presentations)), ties: tally.ties,
            outputSpikes: tally.observed > 0 ? Double(tally.outputSpikes) / observed : nil,
            multipleSpikes: tally.observed > 0 ? Double(tally.multipleSpikes) / observed : nil)
    }
}
