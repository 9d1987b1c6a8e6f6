import Datasets
import NumericalMethods
import SpikingNetworks
import Training

/// What is measured. The same rule and numbers stand in `peers/works.py`.
enum Work: String, CaseIterable {
    case paperEpoch = "paper-epoch"
    case step5 = "mnist-step-5"
    case step20 = "mnist-step-20"
    case stepConstant = "mnist-step-constant"
    case inference5 = "mnist-inference-5"
    case inference20 = "mnist-inference-20"

    /// The folder of the samples and weights that both sides read.
    var input: Input {
        switch self {
        case .paperEpoch: .paper
        case .step5, .inference5: .density5
        case .step20, .inference20: .density20
        case .stepConstant: .constant
        }
    }

    var isInference: Bool { self == .inference5 || self == .inference20 }
}

/// Samples, and the network that is measured on them.
enum Input: String, CaseIterable {
    case paper
    case density5 = "density-5"
    case density20 = "density-20"
    case constant

    static let paperEpochs = 20
    static let mnistBatch = 128
    static let mnistBatches = 10
    /// Epochs that make the weights of the larger network before anything is measured: so many that a hidden neuron
    /// spikes in three slots of ten, as it does after a training on MNIST.
    private static let preparations: [Input: Int] = [.density5: 12, .density20: 2, .constant: 14]
    var preparation: Int { Self.preparations[self] ?? 0 }

    private static let purpose = StreamPurpose("benchmark: samples")

    var recipe: NetworkRecipe {
        guard self != .paper else {
            return NetworkRecipe(
                slots: 20, encoder: .constant, layers: [Self.layer(10)], loss: .rateMeanSquaredError,
                surrogate: Surrogate(shape: .rectangular, width: 1), schedule: .constant, learningRate: 4e-3,
                epochs: Self.paperEpochs, batchSize: 100)
        }
        // After the preparation the rate is so small that the activity measured stays that of the weights handed over.
        return NetworkRecipe(
            slots: 10, encoder: self == .constant ? .constant : .bernoulli, layers: [Self.layer(800), Self.layer(10)],
            loss: .slotCrossEntropy(sharpness: 1, smoothing: 0),
            surrogate: Surrogate(shape: .rectangular, width: 1),
            schedule: .steps(epochs: preparation, factor: 1e-3), learningRate: 1e-3, epochs: 1000,
            batchSize: Self.mnistBatch)
    }

    private static func layer(_ neurons: Int) -> LayerRecipe {
        LayerRecipe(neurons: neurons, model: .textbook(TextbookNeuron(decay: 0.9, hasBias: false)))
    }

    var inputs: Int { self == .paper ? PatternSet.wide.pixelCount : 784 }

    /// Glyphs whose pixels flip with probability 0.1, or ten random pictures of a given mean intensity.
    /// - Parameter part: 0 to train, 1 held out.
    func samples(part: Int) throws -> LabelledSamples {
        var features: [Float] = []
        var labels: [Int] = []
        var stream = RandomStream(seed: 1, purpose: Self.purpose, trial: part)
        let count = self == .paper ? 1000 : Self.mnistBatch * Self.mnistBatches
        for sample in 0..<count {
            let label = sample % 10
            labels.append(label)
            if self == .paper {
                let glyph = PixelNoise.independentFlips(0.1).frame(of: PatternSet.wide.patterns[label], from: &stream)
                features += (0..<PatternSet.wide.pixelCount).map { glyph.isBlack($0) ? 0.5 : -0.5 }
            } else {
                features += picture(label)
            }
        }
        return try LabelledSamples(
            name: rawValue, features: features, labels: labels, featureCount: inputs, classes: 10,
            classNames: (0..<10).map(String.init), imageShape: nil)
    }

    /// Half of the pixels are half as bright as the mean, half one and a half times as bright; constant ones are as
    /// dense as the digits of MNIST (a fifth of the pixels, from 0 to 1).
    private func picture(_ label: Int) -> [Float] {
        var stream = RandomStream(seed: 2, purpose: Self.purpose, trial: label)
        return (0..<inputs).map { _ in
            let draw = Float(stream.uniform())
            return switch self {
            case .paper: 0
            case .density5: draw < 0.5 ? 0.025 : 0.075
            case .density20: draw < 0.5 ? 0.1 : 0.3
            case .constant: draw < 0.2 ? 5 * draw : 0
            }
        }
    }
}
