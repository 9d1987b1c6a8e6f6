/// What `memspike evaluate` found of a deep network.
package struct NetworkTestResults: Codable, Sendable, Equatable {
    package var schemaVersion = 1
    package var kind = "network-evaluation"
    package var program: ProgramRecord
    package var seed: UInt64
    /// Which samples were shown, in a few words.
    package var shown: String
    package var samples: Int
    /// Cells that were taken as stuck; absent where nobody said so.
    package var stuckCells: Int?
    /// The discrete model on these samples; absent where nobody said their classes.
    package var accuracy: Double?
    /// 95 % Wilson interval.
    package var low: Double?
    package var high: Double?
    /// Samples without a single winner.
    package var undecided: Int
    /// By class shown, then by winner.
    package var confusion: ConfusionRecord?
    package var circuit: CircuitTestRecord?
    package var notes: [String]

    package init(program: ProgramRecord, seed: UInt64, shown: String, samples: Int, undecided: Int, notes: [String]) {
        self.program = program
        self.seed = seed
        self.shown = shown
        self.samples = samples
        self.undecided = undecided
        self.notes = notes
    }
}
