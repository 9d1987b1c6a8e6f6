import NumericalMethods

/// What a network does as a circuit. Accuracies are fractions, times seconds, energies joules.
public struct NetworkEvaluationResults: Codable, Sendable, Equatable {
    public var samples: Int
    public var discrete: NetworkAccuracyRecord
    public var events: NetworkAccuracyRecord
    /// The part of all decisions in which the two agree; a tie agrees with each of its winners.
    public var decisionsAgree: Double
    public var energy: NetworkEnergyRecord
    /// Mean spikes of an inference, by layer; of a racing output layer the winner's, and those that tie with it.
    public var spikesPerInference: [Double]
    /// Mean time of the decisive output spike; 0 if none came.
    public var meanDecisionTime: Double
    /// How long an inference takes in the circuit.
    public var presentationDuration: Double
    public var circuit: NetworkCircuitRecord
    /// Wall time of all presentations, and how many ran at once.
    public var seconds: Double
    public var jobs: Int
    public var ngspice: NetworkAgreementRecord?
    /// Every sample in the circuit, if they were asked for.
    public var each: [PresentationRecord]?
    /// What a reader has to know beside the numbers.
    public var notes: [String] = []
}

public struct NetworkAccuracyRecord: Codable, Sendable, Equatable {
    /// A tie scores a share.
    public var accuracy: Double
    /// 95 % Wilson interval.
    public var low: Double
    public var high: Double
    public var ties: Int
    public var noWinner: Int

    init(_ tally: RecognitionTally) {
        let interval = tally.interval
        (accuracy, low, high) = (tally.accuracy, interval.low, interval.high)
        (ties, noWinner) = (tally.ties, tally.noWinner)
    }
}

/// ∫ v·i of all sources over a presentation, on average, and where it went.
public struct NetworkEnergyRecord: Codable, Sendable, Equatable {
    public var perInference: Double
    public var parts: EnergySplit
    /// Largest |delivered − absorbed| relative to the delivered.
    public var conservationError: Double
}

public struct NetworkCircuitRecord: Codable, Sendable, Equatable {
    public var elements: Int
    /// To build the circuit and to lower it.
    public var preparationSeconds: Double
}

/// How far ngspice and the events engine agree on the same presentations.
public struct NetworkAgreementRecord: Codable, Sendable, Equatable {
    public var presentations: Int
    public var decisionsAgree: Double
    /// Spikes of the firing layers in events, and neurons whose number of spikes differs.
    public var spikes: Int
    public var neuronsThatDiffer: Int
    /// Of spikes of neurons whose number agrees, in slots.
    public var spikeTimeErrorMedian: Double
    public var spikeTimeErrorMax: Double
    /// Relative.
    public var energyErrorMedian: Double
    public var energyErrorMax: Double
    /// Of a presentation in ngspice.
    public var secondsMedian: Double
    public var failures: Int
}
