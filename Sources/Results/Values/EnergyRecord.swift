/// What an inference takes, mean over presentations.
package struct EnergyRecord: Sendable, Equatable {
    package var engine: String
    package var presentations: Int
    /// To which energies are printed wherever they are: the same run has the same number.
    package static let digits = 4

    /// Which presentations these were; nil in files of earlier versions, whose parts were told apart by what they
    /// dissipated alone.
    package var shown: String?
    /// Integral of every source's v·i over a presentation, mean [J].
    package var perInference: Double
    /// Where it went; sums to `perInference`.
    package var parts: EnergySplit
    /// Mean power over the presentation [W].
    package var meanPower: Double
    /// Largest |delivered − absorbed| relative to the delivered; only where an engine integrates both apart.
    package var conservationError: Double?
    /// Mean number of output spikes of a presentation.
    package var outputSpikes: Double?
    /// Of writing the array once, by the integral of the pulses' v·i [J]; absent where nothing was programmed.
    package var programming: Double?

    package init(
        engine: String, presentations: Int, shown: String?, perInference: Double, parts: EnergySplit,
        meanPower: Double, conservationError: Double? = nil, outputSpikes: Double? = nil, programming: Double? = nil
    ) {
        self.engine = engine
        self.presentations = presentations
        self.shown = shown
        self.perInference = perInference
        self.parts = parts
        self.meanPower = meanPower
        self.conservationError = conservationError
        self.outputSpikes = outputSpikes
        self.programming = programming
    }

    /// After how many inferences reading has taken as much as writing; nil where nothing was programmed.
    package var inferencesPerWriting: Double? { programming.map { $0 / perInference } }

    /// An energy per output spike [J]; nil if nothing spiked.
    package func perSpike(_ energy: Double) -> Double? {
        guard let outputSpikes, outputSpikes > 0 else { return nil }
        return energy / outputSpikes
    }
}

/// In JSON the parts stand beside the other numbers.
extension EnergyRecord: Codable {
    private enum CodingKeys: CodingKey {
        case engine, presentations, shown, perInference, meanPower, conservationError, outputSpikes, programming
    }

    package init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            engine: try values.decode(String.self, forKey: .engine),
            presentations: try values.decode(Int.self, forKey: .presentations),
            shown: try values.decodeIfPresent(String.self, forKey: .shown),
            perInference: try values.decode(Double.self, forKey: .perInference),
            parts: try EnergySplit(from: decoder),
            meanPower: try values.decode(Double.self, forKey: .meanPower),
            conservationError: try values.decodeIfPresent(Double.self, forKey: .conservationError),
            outputSpikes: try values.decodeIfPresent(Double.self, forKey: .outputSpikes),
            programming: try values.decodeIfPresent(Double.self, forKey: .programming))
    }

    package func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encode(engine, forKey: .engine)
        try values.encode(presentations, forKey: .presentations)
        try values.encodeIfPresent(shown, forKey: .shown)
        try values.encode(perInference, forKey: .perInference)
        try parts.encode(to: encoder)
        try values.encode(meanPower, forKey: .meanPower)
        try values.encodeIfPresent(conservationError, forKey: .conservationError)
        try values.encodeIfPresent(outputSpikes, forKey: .outputSpikes)
        try values.encodeIfPresent(programming, forKey: .programming)
    }
}
