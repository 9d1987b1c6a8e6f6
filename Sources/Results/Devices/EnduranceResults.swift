package import Studies

/// What inference does to an array: `memspike endurance`.
package struct EnduranceResults: Codable, Sendable, Equatable {
    package struct Point: Codable, Sendable, Equatable {
        package var inferences: Double
        package var accuracy: Double
        /// |ΔG|/G over all cells.
        package var meanChange: Double
        package var largestChange: Double

        package init(inferences: Double, accuracy: Double, meanChange: Double, largestChange: Double) {
            self.inferences = inferences
            self.accuracy = accuracy
            self.meanChange = meanChange
            self.largestChange = largestChange
        }
    }

    package var schemaVersion = 2
    package var program: ProgramRecord
    package var seed: UInt64
    package var device: String
    /// The largest |u_i − V_j| that any cell saw [V].
    package var largestVoltage: Double
    /// The write threshold of the weaker direction [V], and what it means.
    package var writeThreshold: Double
    package var thresholdMeaning: String
    /// The largest |Δx| of a cell in one inference, mean over noisy presentations.
    package var driftPerInference: Double
    /// The largest |Δx| of a cell in one presentation of a clean pattern, and of which; nil in earlier versions' files.
    package var worstCleanDrift: Double?
    package var worstCleanPattern: Int?
    /// Who decided, and what was shown, in a few words.
    package var engine: Level
    package var shown: String
    package var presentations: Int
    package var accuracy: Double
    package var points: [Point]
    /// nil if it was not reached within `points`.
    package var inferencesToOnePoint: Double?
    package var notes: [String]

    package init(
        program: ProgramRecord, seed: UInt64, device: String, largestVoltage: Double, writeThreshold: Double,
        thresholdMeaning: String, driftPerInference: Double, engine: Level, shown: String, presentations: Int,
        accuracy: Double, points: [Point], notes: [String]
    ) {
        self.program = program
        self.seed = seed
        self.device = device
        self.largestVoltage = largestVoltage
        self.writeThreshold = writeThreshold
        self.thresholdMeaning = thresholdMeaning
        self.driftPerInference = driftPerInference
        self.engine = engine
        self.shown = shown
        self.presentations = presentations
        self.accuracy = accuracy
        self.points = points
        self.notes = notes
    }
}
