package import Datasets
import Devices
package import NeuromorphicCircuits
import SpikingNetworks
package import Training

/// What a study file describes: a `data` section makes it the study of a deep network.
package enum StudyFile: Hashable, Sendable {
    /// Glyphs, noise, faults: the paper's classifier.
    case classifier(Study)
    /// A network of any depth on a data set.
    case network(NetworkStudy)

    /// Reads a study file; keys that it leaves out keep their defaults.
    /// - Parameter patterns: in the place of a classifier study's.
    package static func load(_ file: String, patterns: PatternSet? = nil) throws -> StudyFile {
        let text = try StudyDocument.read(file)
        guard try StudyDocument.compose(text, file: file)?.value("data") != nil else {
            return .classifier(try Study.parse(text, file: file, patterns: patterns))
        }
        return .network(try NetworkStudy.parse(text, file: file))
    }
}

extension NetworkStudy {
    package static func load(_ file: String) throws -> NetworkStudy {
        try parse(StudyDocument.read(file), file: file)
    }

    /// - Parameter file: how errors name the text; a path of data is relative to its folder.
    package static func parse(_ text: String, file: String) throws(StudyError) -> NetworkStudy {
        guard let root = try StudyDocument.compose(text, file: file), let data = root.value("data") else {
            throw .contradiction(
                file: file, reason: "a network's study needs a data section, for example data: {set: mnist}")
        }
        guard let set = data.value("set") else {
            throw data.invalid("the section needs a set: a data set's name or a path")
        }
        var study = NetworkStudy(set: try set.dataSet())
        try root.read(&study, fields, section: "the study")
        // What suits the model and the loss that the file names, then once more what it says itself.
        let defaults = NetworkTrainingPlan(model: study.network.model, loss: study.training.loss)
        if defaults != NetworkTrainingPlan() {
            study.training = defaults
            try root.read(&study, fields, section: "the study")
        }
        try study.checkConsistency(file: file)
        return study
    }

    /// The resolved study as a file that reads back as the same study.
    package func yaml() throws -> String {
        try StudyDocument.resolved(Self.fields.map { ($0.key, $0.node(self)) })
    }

    /// What no single key can tell, and no data are needed for.
    package func checkConsistency(file: String) throws(StudyError) {
        func refuse(_ reason: String) -> StudyError { .contradiction(file: file, reason: reason) }
        do {
            _ = try circuit.conductanceRange()
        } catch {
            throw refuse(error.description)
        }
        switch network.model {
        case .physical:
            if network.inputRows == .bipolar, network.encoder.spikes {
                throw refuse(
                    "inputRows is bipolar, whose rows stand at ±V_read throughout, but the encoder \(network.encoder.rawValue) "
                        + "makes spikes: use the constant encoder or complementary rows")
            }
            if network.learnsThreshold {
                throw refuse(
                    "learnsThreshold is of a textbook network: a physical neuron's threshold is its switch's own, and no "
                        + "circuit of this kind can learn it")
            }
        case .textbook:
            if network.inputRows == .bipolar {
                throw refuse("inputRows is bipolar, but a textbook network has no rows; use model physical")
            }
            if hardware != HardwarePlan() {
                throw refuse(
                    "a textbook network has no memristors: leave out the hardware section, or use model physical")
            }
        }
        if training.smoothing > 0, training.loss != .slotCrossEntropy {
            throw refuse(
                "smoothing is of the loss slot-cross-entropy, but loss is \(training.loss.rawValue); set it to 0")
        }
        if training.warmup > 0, training.schedule != .cosine {
            throw refuse("warmup is of the schedule cosine, but schedule is \(training.schedule.rawValue); set it to 0")
        }
    }
}

extension NetworkStudy {
    /// What the trainer needs, for samples of this shape.
    package func recipe(inputs: Int, classes: Int) throws -> NetworkRecipe {
        let widths = network.hidden + [classes]
        var layers: [LayerRecipe] = []
        var width = inputs
        for (index, neurons) in widths.enumerated() {
            let isOutput = index == widths.count - 1
            let model: LayerRecipe.Model =
                switch network.model {
                case .textbook:
                    .textbook(
                        TextbookNeuron(
                            decay: isOutput ? network.outputDecay : network.decay, learnsDecay: network.learnsDecay,
                            learnsThreshold: network.learnsThreshold))
                case .physical:
                    try physical(
                        inputs: width, rows: index == 0 ? network.inputRows : .complementary, isOutput: isOutput)
                }
            layers.append(
                LayerRecipe(
                    neurons: neurons, model: model, learnsLeak: network.model == .physical && network.learnsDecay))
            width = neurons
        }
        return NetworkRecipe(
            slots: network.slots, encoder: network.encoder, layers: layers, loss: training.lossFunction,
            surrogate: Surrogate(shape: training.surrogate, width: training.surrogateWidth),
            optimizer: training.optimizerRecipe, schedule: training.scheduleRecipe, learningRate: training.learningRate,
            epochs: training.epochs, batchSize: training.batchSize, augmentation: training.augmentation,
            inputDropout: training.inputDropout, hardware: hardware.inTheLoop)
    }

    private func physical(inputs: Int, rows: RowScheme, isOutput: Bool) throws -> LayerRecipe.Model {
        .crossbar(
            parameters: design.raceParameters(inputs: inputs, rows: rows, isOutput: isOutput),
            range: try design.conductanceRange(), rows: rows)
    }

    /// The circuit's component values, with the network's number of slots.
    package var design: DeepCircuitDesign {
        var design = circuit
        design.slots = network.slots
        return design
    }
}

extension NetworkTrainingPlan {
    var lossFunction: NetworkLoss {
        switch loss {
        case .rate: .rateMeanSquaredError
        case .slotCrossEntropy: .slotCrossEntropy(sharpness: sharpness, smoothing: smoothing)
        case .spikeTime: .spikeTimeCrossEntropy(sharpness: sharpness)
        }
    }

    var optimizerRecipe: Optimizer {
        switch optimizer {
        case .adam: .adam
        case .adamW: .adamW(weightDecay: weightDecay)
        case .sgd: .momentum(momentum)
        }
    }

    var scheduleRecipe: LearningRateSchedule {
        switch schedule {
        case .cosine: .cosine(warmup: warmup)
        case .constant: .constant
        case .steps: .steps(epochs: stepEpochs, factor: stepFactor)
        }
    }
}

extension HardwarePlan {
    var inTheLoop: HardwareInTheLoop {
        HardwareInTheLoop(levels: levels, programmingNoise: programmingNoise, readNoise: readNoise)
    }
}
