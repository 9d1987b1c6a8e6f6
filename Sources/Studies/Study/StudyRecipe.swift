import Datasets
import NeuromorphicCircuits
package import SpikingNetworks
package import Training

extension Study {
    /// What the classifier's trainer needs.
    package var classifierRecipe: TrainingRecipe {
        TrainingRecipe(
            loss: training.classifierLoss, epochs: training.epochs, batchesPerEpoch: training.batchesPerEpoch,
            batchSize: training.batchSize, learningRate: training.learningRate)
    }

    /// The same of retraining around stuck cells.
    package var retrainingRecipe: TrainingRecipe {
        TrainingRecipe(
            loss: training.classifierLoss, epochs: 1, batchesPerEpoch: faults.retraining.batches,
            batchSize: faults.retraining.batchSize, learningRate: faults.retraining.learningRate)
    }

    /// The classifier's neurons in training.
    package var lifModel: LIFModel {
        switch network.model {
        case .physical: .physical
        case .textbook: .textbook(membraneTimeConstant: circuit.nominalTimeConstant(rows: patterns.pixelCount))
        }
    }

    /// What a network's trainer needs, for samples of this shape.
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
            slots: self.layers.slots, encoder: network.encoder, layers: layers, loss: training.lossFunction,
            surrogate: training.spikeSurrogate, optimizer: training.optimizerRecipe, schedule: training.scheduleRecipe,
            learningRate: training.learningRate,
            epochs: training.epochs, batchSize: training.batchSize, augmentation: training.augmentation,
            inputDropout: training.inputDropout, hardware: hardware.inTheLoop)
    }

    private func physical(inputs: Int, rows: RowScheme, isOutput: Bool) throws -> LayerRecipe.Model {
        .crossbar(
            parameters: layers.raceParameters(inputs: inputs, rows: rows, isOutput: isOutput),
            range: try layers.conductanceRange(), rows: rows)
    }
}

extension TrainingPlan {
    fileprivate var spikeSurrogate: Surrogate { Surrogate(shape: surrogate, width: surrogateWidth) }

    fileprivate var classifierLoss: Loss {
        switch loss {
        case .spikeTime: .spikeTimeCrossEntropy(sharpness: sharpness)
        case .slotCrossEntropy: .slotCrossEntropy(sharpness: sharpness)
        case .rate: .rateMeanSquaredError(spikeSurrogate)
        }
    }

    fileprivate var lossFunction: NetworkLoss {
        switch loss {
        case .rate: .rateMeanSquaredError
        case .slotCrossEntropy: .slotCrossEntropy(sharpness: sharpness, smoothing: smoothing)
        case .spikeTime: .spikeTimeCrossEntropy(sharpness: sharpness)
        }
    }

    fileprivate var optimizerRecipe: Optimizer {
        switch optimizer {
        case .adam: .adam
        case .adamW: .adamW(weightDecay: weightDecay)
        case .sgd: .momentum(momentum)
        }
    }

    fileprivate var scheduleRecipe: LearningRateSchedule {
        switch schedule {
        case .cosine: .cosine(warmup: warmup)
        case .constant: .constant
        case .steps: .steps(epochs: stepEpochs, factor: stepFactor)
        }
    }
}

extension HardwarePlan {
    fileprivate var inTheLoop: HardwareInTheLoop {
        HardwareInTheLoop(levels: levels, programmingNoise: programmingNoise, readNoise: readNoise)
    }
}
