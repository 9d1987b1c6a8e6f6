import NumericalMethods

/// What a network does as a circuit. Accuracies are fractions, times seconds, energies joules.
package struct NetworkEvaluationResults: Codable, Sendable, Equatable {
    package var samples: Int
    package var discrete: NetworkAccuracyRecord
    package var events: NetworkAccuracyRecord
    /// The part of all decisions in which the two agree; a tie agrees with each of its winners.
    package var decisionsAgree: Double
    package var energy: NetworkEnergyRecord
    /// Mean spikes of an inference, by layer; of a racing output layer the winner's, and those that tie with it.
    package var spikesPerInference: [Double]
    /// Mean time of the decisive output spike; 0 if none came.
    package var meanDecisionTime: Double
    /// How long an inference takes in the circuit.
    package var presentationDuration: Double
    package var circuit: NetworkCircuitRecord
    /// Wall time of all presentations, and how many ran at once.
    package var seconds: Double
    package var jobs: Int
    package var ngspice: NetworkAgreementRecord?
    /// Every sample in the circuit, if they were asked for.
    package var each: [PresentationRecord]?
    /// What a reader has to know beside the numbers.
    package var notes: [String] = []
}

package struct NetworkAccuracyRecord: Codable, Sendable, Equatable {
    /// A tie scores a share.
    package var accuracy: Double
    /// 95 % Wilson interval.
    package var low: Double
    package var high: Double
    package var ties: Int
    package var noWinner: Int

    init(_ tally: RecognitionTally) {
        let interval = tally.interval
        (accuracy, low, high) = (tally.accuracy, interval.low, interval.high)
        (ties, noWinner) = (tally.ties, tally.noWinner)
    }
}

/// ∫ v·i of all sources over a presentation, on average, and where it went.
package struct NetworkEnergyRecord: Codable, Sendable, Equatable {
    package var perInference: Double
    package var parts: EnergySplit
    /// Largest |delivered − absorbed| relative to the delivered.
    package var conservationError: Double
}

package struct NetworkCircuitRecord: Codable, Sendable, Equatable {
    package var elements: Int
    /// To build the circuit and to lower it.
    package var preparationSeconds: Double
}

/// How far ngspice and the events engine agree on the same presentations.
package struct NetworkAgreementRecord: Codable, Sendable, Equatable {
    package var presentations: Int
    package var decisionsAgree: Double
    /// Spikes of the firing layers in events, and neurons whose number of spikes differs.
    package var spikes: Int
    package var neuronsThatDiffer: Int
    /// Of spikes of neurons whose number agrees, in slots.
    package var spikeTimeErrorMedian: Double
    package var spikeTimeErrorMax: Double
    /// Relative.
    package var energyErrorMedian: Double
    package var energyErrorMax: Double
    /// Of a presentation in ngspice.
    package var secondsMedian: Double
    package var failures: Int
}
