package import Studies

/// What `memspike evaluate` measures of a stored network at one level, or between two.
package struct EvaluationResults: Codable, Sendable, Equatable {
    package var schemaVersion = 1
    package var program: ProgramRecord
    package var seed: UInt64
    package var engine: Level
    package var stuckCells: Int
    package var clean: CleanRecord
    /// What was shown after the clean patterns, in a few words.
    package var shown: String
    package var presentations: Int
    /// Of noisy patterns, beside the ceiling of the same noise.
    package var noise: NoiseRecord?
    /// Of given frames whose classes are known.
    package var recognition: RecognitionRecord?
    /// By class shown, then by winner; absent where the classes are not known.
    package var confusion: ConfusionRecord?
    package var spikes: OutputSpikeRecord
    package var energy: EnergyRecord?
    package var agreement: AgreementRecord?
    package var notes: [String]

    package init(
        program: ProgramRecord, seed: UInt64, engine: Level, stuckCells: Int, clean: CleanRecord, shown: String,
        presentations: Int, spikes: OutputSpikeRecord, energy: EnergyRecord? = nil, notes: [String]
    ) {
        self.program = program
        self.seed = seed
        self.engine = engine
        self.stuckCells = stuckCells
        self.clean = clean
        self.shown = shown
        self.presentations = presentations
        self.spikes = spikes
        self.energy = energy
        self.notes = notes
    }
}

/// How often given frames were named rightly.
package struct RecognitionRecord: Codable, Sendable, Equatable {
    /// A tie scores a share.
    package var accuracy: Double
    /// 95 % Wilson interval.
    package var low: Double
    package var high: Double
    package var ties: Int
    package var noWinner: Int

    package init(accuracy: Double, low: Double, high: Double, ties: Int, noWinner: Int) {
        self.accuracy = accuracy
        self.low = low
        self.high = high
        self.ties = ties
        self.noWinner = noWinner
    }
}

/// How many neurons fired before the winner-take-all ended the race.
package struct OutputSpikeRecord: Codable, Sendable, Equatable {
    /// Of a presentation, on average.
    package var mean: Double
    /// Presentations with more than one spike, and the spikes beyond the first.
    package var several: Int
    package var extra: Int

    package init(_ counts: [Int]) {
        mean = Double(counts.reduce(0, +)) / Double(max(1, counts.count))
        several = counts.count { $0 > 1 }
        extra = counts.reduce(0) { $0 + max(0, $1 - 1) }
    }
}
