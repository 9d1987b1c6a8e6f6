/// Whose netlists ngspice is to understand.
package enum NgspiceMode: String, Hashable, Sendable, CaseIterable {
    case ngspice
    case ltspice
    case pspice

    /// The value of ngspice's variable `ngbehavior`; the "a" applies it to the whole deck, not to libraries alone.
    var behaviour: String? {
        switch self {
        case .ngspice: nil
        case .ltspice: "lta"
        case .pspice: "psa"
        }
    }
}

/// One deck to run, and what to read from it.
package struct NgspiceJob: Hashable, Sendable {
    /// For messages.
    package var title: String
    /// The netlist, with its `.end`.
    package var deck: String
    /// ngspice's names of the vectors to return, in small letters: "m0", "vin#branch".
    package var vectors: [String]
    /// The end of the time axis, without which the run counts as failed [s].
    package var stopTime: Double
    /// A node voltage beyond this is a sign of a broken circuit, not a result [V].
    package var voltageLimit: Double
    package var mode: NgspiceMode
    /// Of the vectors whose names' last components begin so, the last values are returned too; empty for none.
    package var lastValuesOf = ""
    /// Vectors that lines of the deck name: the record says which of them are not there.
    package var namedVectors: [String] = []
    /// Vectors whose samples the record has too, as far as they are there.
    package var sampledVectors: [String] = []

    package init(
        title: String, deck: String, vectors: [String], stopTime: Double, voltageLimit: Double = 1e6,
        mode: NgspiceMode = .ngspice
    ) {
        self.title = title
        self.deck = deck
        self.vectors = vectors
        self.stopTime = stopTime
        self.voltageLimit = voltageLimit
        self.mode = mode
    }
}

/// What ngspice computed.
package struct NgspiceRecord: Hashable, Sendable {
    /// [s], ascending; the simulator's own steps.
    package var time: [Double]
    /// One row per vector of the job, in its order, each as long as `time` [V] or [A].
    package var values: [[Double]]
    /// What the deck's `.meas` lines gave, by their names in small letters.
    package var measurements: [String: Double]
    /// The `.meas tran` lines that gave nothing, by their names, with ngspice's reason.
    package var failedMeasurements: [String: String]
    /// By vector, what the job's `lastValuesOf` asks for [V] or [A].
    package var lastValues: [String: Double]
    /// Those of the job's `namedVectors` that the run does not have.
    package var absentVectors: [String] = []
    /// By vector, each as long as `time`: those of the job's `sampledVectors` that the run has [V] or [A].
    package var samples: [String: [Double]] = [:]

    package init(
        time: [Double], values: [[Double]], measurements: [String: Double] = [:],
        failedMeasurements: [String: String] = [:], lastValues: [String: Double] = [:]
    ) {
        self.time = time
        self.values = values
        self.measurements = measurements
        self.failedMeasurements = failedMeasurements
        self.lastValues = lastValues
    }
}
