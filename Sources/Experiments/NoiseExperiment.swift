import Circuits
import Datasets
import NeuromorphicCircuits
import NumericalMethods
import SpikingNetworks

/// Accuracy against noise in the events engine, beside the ceiling of the same protocol.
struct NoiseExperiment: Sendable {
    let study: Study
    let array: ConductanceArray
    let events: any EventLocatingSimulator

    /// Presentations per parallel trial; results do not depend on it.
    private static let chunk = 1000

    func run(_ meter: StageMeter, stage: String, ceiling: ProtocolCeiling) throws -> [NoiseRecord] {
        let protocols = study.noise.protocols
        let count = study.noise.presentations
        let chunks = (count + Self.chunk - 1) / Self.chunk
        let tallies = try meter.map(stage, trials: protocols.count * chunks) { index in
            let (place, chunk) = index.quotientAndRemainder(dividingBy: chunks)
            let presentations = NoisyPresentations(
                glyphs: study.glyphs, noise: protocols[place], slots: study.circuit.slots, seed: study.seed,
                purpose: Purpose.noise)
            let first = place * count + chunk * Self.chunk
            var race = try EventRace(array, design: study.circuit, engine: events)
            return try race.tally(presentations, trials: first..<min(first + Self.chunk, (place + 1) * count))
        }
        return protocols.enumerated().map { place, noise in
            var sum = RecognitionTally()
            for tally in tallies[(place * chunks)..<((place + 1) * chunks)] { sum.add(tally) }
            return NoiseRecord(level: .events, noise: noise, tally: sum, ceiling: ceiling.accuracy(noise))
        }
    }
}

extension NoiseRecord {
    init(level: Level, noise: PixelNoise, tally: RecognitionTally, ceiling: Double) {
        let probability: Double
        var exactFlips: Int?
        switch noise.flips {
        case .independent(let value): probability = value
        case .exactCount(let flips):
            probability = Double(flips) / Double(Glyph.pixelCount)
            exactFlips = flips
        }
        self.init(
            engine: level.rawValue, flipProbability: probability, exactFlips: exactFlips, redraw: noise.redraw.rawValue,
            presentations: tally.presentations, accuracy: tally.accuracy, low: tally.interval.low,
            high: tally.interval.high, ceiling: ceiling, relativeToCeiling: tally.accuracy / ceiling,
            noWinner: Double(tally.noWinner) / Double(max(1, tally.presentations)), ties: tally.ties)
    }
}
