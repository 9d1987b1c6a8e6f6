/// One deck to run, and what to read from it.
public struct NgspiceJob: Hashable, Sendable {
    /// For messages.
    public var title: String
    /// The netlist, with its `.end`.
    public var deck: String
    /// ngspice's names of the vectors to return, in small letters: "m0", "vin#branch".
    public var vectors: [String]
    /// The end of the time axis, without which the run counts as failed [s].
    public var stopTime: Double
    /// A node voltage beyond this is a sign of a broken circuit, not a result [V].
    public var voltageLimit: Double

    public init(title: String, deck: String, vectors: [String], stopTime: Double, voltageLimit: Double = 1e6) {
        self.title = title
        self.deck = deck
        self.vectors = vectors
        self.stopTime = stopTime
        self.voltageLimit = voltageLimit
    }
}

/// What ngspice computed.
public struct NgspiceRecord: Hashable, Sendable {
    /// [s], ascending; the simulator's own steps.
    public var time: [Double]
    /// One row per vector of the job, in its order, each as long as `time` [V] or [A].
    public var values: [[Double]]

    public init(time: [Double], values: [[Double]]) {
        self.time = time
        self.values = values
    }
}
