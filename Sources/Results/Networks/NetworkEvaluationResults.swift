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
    /// The circuit's device level, in ngspice too.
    package var ngspiceDevice: NetworkAgreementRecord?
    /// Every sample in the circuit, if they were asked for.
    package var each: [PresentationRecord]?
    /// What a reader has to know beside the numbers.
    package var notes: [String] = []

    package init(
        samples: Int, discrete: NetworkAccuracyRecord, events: NetworkAccuracyRecord, decisionsAgree: Double,
        energy: NetworkEnergyRecord, spikesPerInference: [Double], meanDecisionTime: Double,
        presentationDuration: Double, circuit: NetworkCircuitRecord, seconds: Double, jobs: Int,
        ngspice: NetworkAgreementRecord? = nil, ngspiceDevice: NetworkAgreementRecord? = nil,
        each: [PresentationRecord]? = nil, notes: [String] = []
    ) {
        self.samples = samples
        self.discrete = discrete
        self.events = events
        self.decisionsAgree = decisionsAgree
        self.energy = energy
        self.spikesPerInference = spikesPerInference
        self.meanDecisionTime = meanDecisionTime
        self.presentationDuration = presentationDuration
        self.circuit = circuit
        self.seconds = seconds
        self.jobs = jobs
        self.ngspice = ngspice
        self.ngspiceDevice = ngspiceDevice
        self.each = each
        self.notes = notes
    }
}

package struct NetworkAccuracyRecord: Codable, Sendable, Equatable {
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

/// ∫ v·i of all sources over a presentation, on average, and where it went.
package struct NetworkEnergyRecord: Codable, Sendable, Equatable {
    package var perInference: Double
    package var parts: EnergySplit
    /// Largest |delivered − absorbed| relative to the delivered.
    package var conservationError: Double

    package init(perInference: Double, parts: EnergySplit, conservationError: Double) {
        self.perInference = perInference
        self.parts = parts
        self.conservationError = conservationError
    }
}

package struct NetworkCircuitRecord: Codable, Sendable, Equatable {
    package var elements: Int
    /// To build the circuit and to lower it.
    package var preparationSeconds: Double

    package init(elements: Int, preparationSeconds: Double) {
        self.elements = elements
        self.preparationSeconds = preparationSeconds
    }
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
    /// The part of the presentations that ngspice decides rightly, and what its sources delivered on average [J]; nil in files
    /// of earlier versions.
    package var accuracy: Double?
    package var energyPerInference: Double?
    package var parts: EnergySplit?

    package init(
        presentations: Int, decisionsAgree: Double, spikes: Int, neuronsThatDiffer: Int, spikeTimeErrorMedian: Double,
        spikeTimeErrorMax: Double, energyErrorMedian: Double, energyErrorMax: Double, secondsMedian: Double,
        failures: Int, accuracy: Double? = nil, energyPerInference: Double? = nil, parts: EnergySplit? = nil
    ) {
        self.presentations = presentations
        self.decisionsAgree = decisionsAgree
        self.spikes = spikes
        self.neuronsThatDiffer = neuronsThatDiffer
        self.spikeTimeErrorMedian = spikeTimeErrorMedian
        self.spikeTimeErrorMax = spikeTimeErrorMax
        self.energyErrorMedian = energyErrorMedian
        self.energyErrorMax = energyErrorMax
        self.secondsMedian = secondsMedian
        self.failures = failures
        self.accuracy = accuracy
        self.energyPerInference = energyPerInference
        self.parts = parts
    }
}
