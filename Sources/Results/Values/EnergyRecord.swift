package import Studies

/// What an inference takes, mean over presentations.
package struct EnergyRecord: Codable, Sendable, Equatable {
    package var engine: Level
    package var presentations: Int
    /// To which energies are printed wherever they are: the same run has the same number.
    package static let digits = 4

    /// Which presentations these were; nil in files of earlier versions, whose parts were told apart by what they
    /// dissipated alone.
    package var shown: String?
    /// Integral of every source's v·i over a presentation, mean [J].
    package var perInference: Double
    // Where it went, beside the other numbers in JSON.
    private var array: Double
    private var neurons: Double
    private var winnerTakeAll: Double
    /// Mean power over the presentation [W].
    package var meanPower: Double
    /// Largest |delivered − absorbed| relative to the delivered; only where an engine integrates both apart.
    package var conservationError: Double?
    /// Mean number of output spikes of a presentation.
    package var outputSpikes: Double?
    /// Of writing the array once, by the integral of the pulses' v·i [J]; absent where nothing was programmed.
    package var programming: Double?

    package init(
        engine: Level, presentations: Int, shown: String?, perInference: Double, parts: EnergySplit,
        meanPower: Double, conservationError: Double? = nil, outputSpikes: Double? = nil, programming: Double? = nil
    ) {
        self.engine = engine
        self.presentations = presentations
        self.shown = shown
        self.perInference = perInference
        (array, neurons, winnerTakeAll) = (parts.array, parts.neurons, parts.winnerTakeAll)
        self.meanPower = meanPower
        self.conservationError = conservationError
        self.outputSpikes = outputSpikes
        self.programming = programming
    }

    /// Where it went; sums to `perInference`.
    package var parts: EnergySplit {
        get { EnergySplit(array: array, neurons: neurons, winnerTakeAll: winnerTakeAll) }
        set { (array, neurons, winnerTakeAll) = (newValue.array, newValue.neurons, newValue.winnerTakeAll) }
    }

    /// After how many inferences reading has taken as much as writing; nil where nothing was programmed.
    package var inferencesPerWriting: Double? { programming.map { $0 / perInference } }

    /// An energy per output spike [J]; nil if nothing spiked.
    package func perSpike(_ energy: Double) -> Double? {
        guard let outputSpikes, outputSpikes > 0 else { return nil }
        return energy / outputSpikes
    }
}
