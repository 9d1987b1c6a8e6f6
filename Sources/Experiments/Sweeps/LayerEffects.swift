import Datasets
import NumericalMethods
package import SpikingNetworks
import Studies

extension CrossbarLayer {
    static let mismatchPurpose = StreamPurpose("effects: neuron mismatch of a layer")
    static let cyclePurpose = StreamPurpose("effects: threshold switches of a layer, cycle to cycle")

    /// The layer with neurons that differ, in one cycle of theirs.
    /// - Parameter trial: the array's and the layer's number, of which the neurons depend.
    func differing(by mismatch: NeuronMismatch, seed: UInt64, trial: Int) -> CrossbarLayer {
        guard mismatch != .none else { return self }
        var layer = self
        var stream = RandomStream(seed: seed, purpose: Self.mismatchPurpose, trial: trial)
        layer.spread = mismatch.draw(neurons: neurons, from: &stream)
        if mismatch.hasCycles {
            var cycles = RandomStream(seed: seed, purpose: Self.cyclePurpose, trial: trial)
            layer.spread = mismatch.cycle(of: layer.spread, neurons: neurons, from: &cycles)
        }
        return layer
    }
}

extension InputPlan {
    private static let purpose = StreamPurpose("effects: noise of a sample")

    /// Samples of which features turn into their opposites, and levels are off by Gaussian noise; none leaves 0…1.
    /// - Parameters:
    ///   - rows: whose levels the noise is on: between −V_read and +V_read, or between 0 and V_read.
    ///   - map: the array's number, of which the noise depends.
    func disturb(_ samples: LabelledSamples, rows: RowScheme, seed: UInt64, map: Int) -> LabelledSamples {
        guard flipProbability > 0 || greyNoise > 0 else { return samples }
        let sigma = rows == .bipolar ? greyNoise / 2 : greyNoise
        var features = samples.features
        let width = samples.featureCount
        features.withUnsafeMutableBufferPointer { features in
            for sample in 0..<samples.count {
                var stream = RandomStream(seed: seed, purpose: Self.purpose, trial: map * samples.count + sample)
                let own = UnsafeMutableBufferPointer(rebasing: features[(sample * width)..<((sample + 1) * width)])
                if flipProbability > 0 {
                    let flips = stream.bernoulliBits(count: width, probability: flipProbability)
                    for feature in 0..<width where flips[feature] { own[feature] = 1 - own[feature] }
                }
                guard sigma > 0 else { continue }
                for feature in 0..<width {
                    own[feature] = min(max(own[feature] + Float(sigma * stream.normal()), 0), 1)
                }
            }
        }
        return LabelledSamples(rows: features, labels: samples.labels, like: samples)
    }
}

extension ShownSamples {
    /// The same samples under noise: features that are all 0 or 1 turn into their opposites with this probability, others get
    /// Gaussian noise of this σ, in units of V_read.
    /// - Parameters:
    ///   - rows: of the first layer.
    ///   - seed: of the noise.
    package func disturbed(_ noise: Double, rows: RowScheme = .complementary, seed: UInt64) -> ShownSamples {
        var plan = InputPlan()
        let isBinary = samples.features.allSatisfy { $0 == 0 || $0 == 1 }
        (plan.flipProbability, plan.greyNoise) = isBinary ? (noise, 0) : (0, noise)
        var disturbed = self
        disturbed.samples = plan.disturb(samples, rows: rows, seed: seed, map: 0)
        disturbed.text +=
            isBinary
            ? ", features flipped with p = \(noise)" : ", Gaussian noise of \(noise) V_read on grey features"
        return disturbed
    }
}
