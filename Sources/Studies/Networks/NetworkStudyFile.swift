package import Datasets
import Devices
package import NeuromorphicCircuits
import SpikingNetworks
package import Training
import Yams

/// What a study file describes: a `data` or a `network` section makes it the study of a deep network.
package enum StudyFile: Hashable, Sendable {
    /// Patterns, noise, faults: the paper's classifier.
    case classifier(Study)
    /// A network of any depth on a data set, or on noisy patterns.
    case network(NetworkStudy)

    /// Reads a study file; keys that it leaves out keep their defaults.
    /// - Parameter patterns: in the place of the study's.
    package static func load(_ file: String, patterns: PatternSet? = nil) throws -> StudyFile {
        let root = try StudyDocument.compose(StudyDocument.read(file), file: file)
        guard root?.value("data") != nil || root?.value("network") != nil else {
            return .classifier(try Study.read(root, file: file, patterns: patterns))
        }
        return .network(try NetworkStudy.read(root, file: file, patterns: patterns))
    }
}

extension NetworkStudy {
    package static func load(_ file: String) throws -> NetworkStudy {
        try parse(StudyDocument.read(file), file: file)
    }

    /// - Parameters:
    ///   - file: how errors name the text; a path of data or patterns is relative to its folder.
    ///   - patterns: in the place of the study's.
    package static func parse(
        _ text: String, file: String, patterns: PatternSet? = nil
    ) throws(StudyError) -> NetworkStudy {
        try read(StudyDocument.compose(text, file: file), file: file, patterns: patterns)
    }

    /// - Parameter root: nil of an empty file.
    static func read(_ root: StudyValue?, file: String, patterns: PatternSet?) throws(StudyError) -> NetworkStudy {
        let data = root?.value("data")
        var shows = patterns != nil
        if !shows, let own = root?.value("patterns") { shows = try own.text() != "none" }
        guard let root, data != nil || shows else {
            throw .contradiction(
                file: file,
                reason: "a network's study needs patterns or data, for example patterns: letters or data: {set: mnist}")
        }
        var set: String?
        if let own = data?.value("set") { set = try own.dataSet() }
        if let set, shows != (set == DataPlan.patterns) {
            throw .contradiction(
                file: file,
                reason: shows
                    ? "it has patterns, and data has the set \(set): leave one of them out"
                    : "data has the set patterns, but the study has none: name some, for example patterns: letters")
        }
        if !shows, set == nil, let data {
            throw data.invalid("the section needs a set: a data set's name or a path")
        }
        var study = NetworkStudy(set: set ?? DataPlan.patterns)
        try root.read(&study, fields, section: "the study")
        // What suits the model and the loss that the file names, then once more what it says itself.
        let defaults = NetworkTrainingPlan(model: study.network.model, loss: study.training.loss)
        if defaults != NetworkTrainingPlan() {
            study.training = defaults
            try root.read(&study, fields, section: "the study")
        }
        if let patterns { study.patterns = patterns }
        if study.patterns != nil { study.data.set = DataPlan.patterns }
        try study.checkConsistency(file: file)
        return study
    }

    /// The resolved study as a file that reads back as the same study.
    /// - Parameter patternFile: where the patterns stand, relative to the file; nil for a built-in set.
    package func yaml(patternFile: String? = nil) throws -> String {
        try StudyDocument.resolved(
            Self.fields.map { field in
                (
                    field.key,
                    field.key == "patterns" && patterns != nil ? Node(patternFile ?? patterns!.name) : field.node(self)
                )
            })
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
        if patterns != nil, data.folds != nil {
            throw refuse("folds divide a data set; of patterns fresh noisy pictures are tested: leave folds out")
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
