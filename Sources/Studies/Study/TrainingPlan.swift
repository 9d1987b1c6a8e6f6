import NeuromorphicCircuits
import SpikingNetworks
package import Training

/// How a network is trained.
package struct TrainingPlan: Hashable, Sendable {
    package enum LossName: String, Hashable, Sendable, CaseIterable {
        case spikeTime = "spike-time"
        case slotCrossEntropy = "slot-cross-entropy"
        case rate
    }

    package enum OptimizerName: String, Hashable, Sendable, CaseIterable {
        case adam
        case adamW = "adamw"
        case sgd
    }

    package enum ScheduleName: String, Hashable, Sendable, CaseIterable {
        case cosine
        case constant
        case steps
    }

    package var loss = LossName.slotCrossEntropy
    /// Logits per threshold (slot-cross-entropy) or per relative lead (spike-time).
    package var sharpness = 30.0
    /// What one pixel does to a classifier's lead falls as their number grows.
    static let sharpnessPerPixel = 1.5
    /// That part of the target is spread over all classes (slot-cross-entropy).
    package var smoothing = 0.0
    package var surrogate = Surrogate.Shape.arctangent
    /// Of the surrogate, in units of V_th.
    package var surrogateWidth = 0.25
    package var optimizer = OptimizerName.adam
    /// Of adamw.
    package var weightDecay = 0.01
    /// Of sgd.
    package var momentum = 0.9
    package var schedule = ScheduleName.cosine
    /// The part of all steps in which the learning rate rises (cosine).
    package var warmup = 0.0
    /// After so many epochs the learning rate is multiplied by `stepFactor` (steps).
    package var stepEpochs = 10
    package var stepFactor = 0.5
    package var epochs = 20
    /// Of the classifier, whose samples have no end.
    package var batchesPerEpoch = 100
    package var batchSize = 128
    /// The largest; of physical layers in units of G_max − G_min.
    package var learningRate = 0.02
    /// Pixels of patterns are flipped with a probability drawn from this range.
    package var lowestFlipProbability = 0.05
    package var highestFlipProbability = 0.2
    /// Training stops after so many epochs without a better validation accuracy, and the best epoch's network is kept;
    /// 0 for never.
    package var patience = 0
    /// The part of the inputs that is silenced, drawn anew for every sample.
    package var inputDropout = 0.0
    package var augmentation = Augmentation.none

    /// Starting values of a physical network.
    package init() {}

    /// Starting values that suit a network's model and loss; a study file changes what it names.
    package init(model: NetworkPlan.Model, loss: LossName) {
        self.loss = loss
        switch (model, loss) {
        case (.physical, .slotCrossEntropy): break
        case (.physical, .spikeTime): sharpness = 45
        case (.physical, .rate): surrogateWidth = 1
        case (.textbook, _):
            sharpness = loss == .spikeTime ? 4 : 1
            surrogateWidth = 0.5
            learningRate = 0.001
        }
    }

    /// Starting values of the classifier of 30 pixels.
    package static let classifier = {
        var plan = TrainingPlan(model: .physical, loss: .spikeTime)
        plan.sharpness = 30 * sharpnessPerPixel
        plan.surrogate = .rectangular
        plan.surrogateWidth = 1
        plan.epochs = 12
        plan.learningRate = 0.03
        return plan
    }()
}
