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
            let best = ceiling.accuracy(noise)
            var record = NoiseRecord(
                engine: Level.events.rawValue, flipProbability: 0, exactFlips: nil, redraw: noise.redraw.rawValue,
                presentations: count, accuracy: sum.accuracy, low: sum.interval.low, high: sum.interval.high,
                ceiling: best, relativeToCeiling: sum.accuracy / best,
                noWinner: Double(sum.noWinner) / Double(count), ties: sum.ties)
            switch noise.flips {
            case .independent(let probability): record.flipProbability = probability
            case .exactCount(let flips):
                record.flipProbability = Double(flips) / Double(Glyph.pixelCount)
                record.exactFlips = flips
            }
            return record
        }
    }
}
