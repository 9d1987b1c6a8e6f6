/// Why a network cannot be trained on some samples.
public enum NetworkTrainingError: Error, Equatable, CustomStringConvertible {
    case featureCount(found: Int, network: Int)
    case classCount(found: Int, outputs: Int)
    case noSamples
    case diverged(epoch: Int, batch: Int)
    case memory(needed: Int, available: Int)
    case bipolarSpikes
    case bipolarHidden(layer: Int)
    /// A number of the recipe that no training can have.
    case invalidRecipe(quantity: String, value: Int, least: Int)
    /// A finished network is not of the recipe.
    case otherNetwork(what: String, found: String, needed: String)

    /// What does not fit, its value, and what is needed.
    public var description: String {
        switch self {
        case .featureCount(let found, let network):
            "samples have \(found) features, but the network has \(network) inputs; they must be equal"
        case .classCount(let found, let outputs):
            "samples have \(found) classes, but the network has \(outputs) output neurons; they must be equal"
        case .noSamples: "there are no samples to train on"
        case .diverged(let epoch, let batch):
            "the loss or a weight is not a number after epoch \(epoch + 1), batch \(batch + 1): lower the learning rate, or "
                + "bring the circuit's values nearer to their defaults"
        case .memory(let needed, let available):
            "training needs about \(needed >> 20) MiB, but \(available >> 20) MiB are there: "
                + "lower the batch size, the slots or the neurons"
        case .bipolarSpikes:
            "bipolar rows stand at ±V_read throughout, but the encoder makes spikes: use the constant encoder or "
                + "complementary rows"
        case .bipolarHidden(let layer):
            "layer \(layer + 1) has bipolar rows, but its inputs are spikes: only the first layer can have them"
        case .invalidRecipe(let quantity, let value, let least):
            "\(quantity): \(value), but at least \(least) is needed"
        case .otherNetwork(let what, let found, let needed):
            "\(what) of the network that training begins with: \(found), but the recipe's is \(needed); take the recipe that "
                + "it was trained by"
        }
    }
}
