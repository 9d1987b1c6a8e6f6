import Foundation
import SpikeKernels

/// The optimiser's numbers for one step, with the moments' bias corrected.
struct StepSize: Sendable {
    let kernel: spike_step
    let isAdaptive: Bool

    init(optimizer: Optimizer, rate: Double, step: Int) {
        switch optimizer {
        case .momentum(let momentum):
            kernel = spike_step(
                rate: Float(rate), firstDecay: Float(momentum), secondDecay: 0, epsilon: 0, shrinkage: 1)
            isAdaptive = false
        case .adam:
            kernel = Self.adaptive(rate, step, weightDecay: 0)
            isAdaptive = true
        case .adamW(let weightDecay):
            kernel = Self.adaptive(rate, step, weightDecay: weightDecay)
            isAdaptive = true
        }
    }

    private static func adaptive(_ rate: Double, _ step: Int, weightDecay: Double) -> spike_step {
        let (first, second) = (0.9, 0.999)
        let firstBias = 1 - pow(first, Double(step + 1))
        let secondBias = (1 - pow(second, Double(step + 1))).squareRoot()
        return spike_step(
            rate: Float(rate * secondBias / firstBias), firstDecay: Float(first), secondDecay: Float(second),
            epsilon: Float(1e-8 * secondBias), shrinkage: Float(1 - rate * weightDecay))
    }
}

/// One trained number of every neuron of a layer, with Adam's moments.
struct NeuronParameter: Sendable {
    var values: [Double]
    var firstMoment: [Double]
    var secondMoment: [Double]
    let range: ClosedRange<Double>
    let isTrained: Bool

    init(count: Int, value: Double, range: ClosedRange<Double>, isTrained: Bool) {
        values = [Double](repeating: value, count: count)
        firstMoment = [Double](repeating: 0, count: isTrained ? count : 0)
        secondMoment = firstMoment
        self.range = range
        self.isTrained = isTrained
    }

    /// One step of the same optimiser as the weights', without decay: a neuron's constants have no zero to fall to.
    mutating func descend(_ gradient: [Float], by move: StepSize, rate: Double, step: Int) {
        guard isTrained else { return }
        let firstBias = 1 - pow(0.9, Double(step + 1))
        let secondBias = 1 - pow(0.999, Double(step + 1))
        for index in values.indices {
            let g = Double(gradient[index])
            let size: Double
            if !move.isAdaptive {
                firstMoment[index] = Double(move.kernel.firstDecay) * firstMoment[index] + g
                size = rate * firstMoment[index]
            } else {
                firstMoment[index] += 0.1 * (g - firstMoment[index])
                secondMoment[index] += 0.001 * (g * g - secondMoment[index])
                size = rate * firstMoment[index] / firstBias / ((secondMoment[index] / secondBias).squareRoot() + 1e-8)
            }
            values[index] = min(max(values[index] - size, range.lowerBound), range.upperBound)
        }
    }
}

/// ∂L of the coefficients of a layer's neurons, `[stride]` each; empty for those that no one wants.
struct NeuronAdjoint: Sendable {
    var decay: [Float]
    var gain: [Float]
    var bias: [Float]
    var threshold: [Float]
}

extension NeuronAdjoint {
    /// The sum over shards, in their order.
    init(_ shards: ArraySlice<ShardPass>, layer index: Int, of layer: LoweredLayer) {
        func sum(_ learned: LoweredLayer.Learned, _ part: Int) -> [Float] {
            guard layer.learned.contains(learned) else { return [] }
            var total = [Float](repeating: 0, count: layer.stride)
            for shard in shards {
                let own = shard.adjoints[index].start + part * layer.stride
                for neuron in 0..<layer.stride { total[neuron] += own[neuron] }
            }
            return total
        }
        self.init(decay: sum(.decay, 0), gain: sum(.gain, 1), bias: sum(.bias, 2), threshold: sum(.threshold, 3))
    }
}
