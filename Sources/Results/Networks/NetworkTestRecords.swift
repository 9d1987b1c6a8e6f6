package import Studies

/// What the circuit of the network said of test samples.
package struct CircuitTestRecord: Codable, Sendable, Equatable {
    package var engine: Level
    package var samples: Int
    package var accuracy: Double
    /// 95 % Wilson interval.
    package var low: Double
    package var high: Double
    /// The discrete model's accuracy on the same samples.
    package var discreteAccuracy: Double
    /// The part of the samples on which both decide alike.
    package var decisionsAgree: Double
    /// Samples without a single winner; nil in files of earlier versions.
    package var undecided: Int?
    /// Mean over the samples, all sources [J].
    package var energyPerInference: Double
    /// By part; nil in files of earlier versions, which told the parts apart by what they dissipated.
    package var parts: EnergySplit?
    /// Largest |delivered − absorbed| of a presentation, relative to the delivered; nil in files of earlier versions.
    package var conservationError: Double?
    /// Mean spikes of an inference, by layer; of a racing output layer the winner's, and those that tie with it.
    package var spikesPerInference: [Double]?
    /// Mean time of the decisive output spike, 0 if none came, and how long an inference takes in the circuit [s].
    package var decisionTime: Double?
    package var presentationDuration: Double?
    /// Wall time.
    package var seconds: Double
    /// The same samples in ngspice, if they were asked for.
    package var ngspice: NetworkAgreementRecord?
    /// The same at the circuit's device level.
    package var ngspiceDevice: NetworkAgreementRecord?

    package init(
        engine: Level, samples: Int, accuracy: Double, low: Double, high: Double, discreteAccuracy: Double,
        decisionsAgree: Double, undecided: Int? = nil, energyPerInference: Double, parts: EnergySplit? = nil,
        conservationError: Double? = nil, spikesPerInference: [Double]? = nil, decisionTime: Double? = nil,
        presentationDuration: Double? = nil,
        seconds: Double, ngspice: NetworkAgreementRecord? = nil, ngspiceDevice: NetworkAgreementRecord? = nil
    ) {
        self.engine = engine
        self.samples = samples
        self.accuracy = accuracy
        self.low = low
        self.high = high
        self.discreteAccuracy = discreteAccuracy
        self.decisionsAgree = decisionsAgree
        self.undecided = undecided
        self.energyPerInference = energyPerInference
        self.parts = parts
        self.conservationError = conservationError
        self.spikesPerInference = spikesPerInference
        self.decisionTime = decisionTime
        self.presentationDuration = presentationDuration
        self.seconds = seconds
        self.ngspice = ngspice
        self.ngspiceDevice = ngspiceDevice
    }
}

/// How often the neurons of a layer fire on the test samples.
package struct FiringRecord: Codable, Sendable, Equatable {
    /// From 1.
    package var layer: Int
    package var neurons: Int
    /// Spikes per neuron and slot.
    package var mean: Double
    package var silent: Int
    package var saturated: Int
    /// Neurons in equal bins of their rate from 0 to 1.
    package var histogram: [Int]

    package init(layer: Int, neurons: Int, mean: Double, silent: Int, saturated: Int, histogram: [Int]) {
        self.layer = layer
        self.neurons = neurons
        self.mean = mean
        self.silent = silent
        self.saturated = saturated
        self.histogram = histogram
    }
}

package struct ConfusionRecord: Codable, Sendable, Equatable {
    /// `[class][decision]`
    package var counts: [[Int]]
    /// Samples of each class without a single winner.
    package var undecided: [Int]

    package init(counts: [[Int]], undecided: [Int]) {
        self.counts = counts
        self.undecided = undecided
    }
}

/// A test sample with a wrong decision.
package struct MisclassifiedRecord: Codable, Sendable, Equatable {
    /// Its place among the test samples, from 0.
    package var sample: Int
    package var label: Int
    /// The winner; −1 for none.
    package var decision: Int
    /// How far the winner led, in 0…1; larger is more confident.
    package var confidence: Double
    /// Features in 0…255, row by row; empty unless they are a picture.
    package var pixels: [Int]

    package init(sample: Int, label: Int, decision: Int, confidence: Double, pixels: [Int]) {
        self.sample = sample
        self.label = label
        self.decision = decision
        self.confidence = confidence
        self.pixels = pixels
    }
}

/// Weights of one layer in equal bins: as trained, at their levels, and as programmed.
package struct WeightHistogramRecord: Codable, Sendable, Equatable {
    /// From 1.
    package var layer: Int
    /// `conductance` [S] or `weight`.
    package var quantity: String
    package var low: Double
    package var high: Double
    package var trained: [Int]
    /// Nil where the array has no levels.
    package var atLevels: [Int]?
    /// Nil where programming makes no errors.
    package var programmed: [Int]?

    package init(
        layer: Int, quantity: String, low: Double, high: Double, trained: [Int], atLevels: [Int]? = nil,
        programmed: [Int]? = nil
    ) {
        self.layer = layer
        self.quantity = quantity
        self.low = low
        self.high = high
        self.trained = trained
        self.atLevels = atLevels
        self.programmed = programmed
    }
}
