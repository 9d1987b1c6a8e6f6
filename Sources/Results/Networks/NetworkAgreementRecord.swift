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
        failures: Int
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
    }
}
