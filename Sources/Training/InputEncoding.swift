import Datasets
import NumericalMethods
import SpikeKernels
import SpikingNetworks

/// Turns samples into what enters the first layer, into memory of its own.
final class InputEncoding: @unchecked Sendable {
    // One thread's at a time: hence unchecked.
    static let augmentationPurpose = StreamPurpose("network training: augmentation")

    private let encoder: Encoder
    private let isBipolar: Bool
    private let slots: Int
    private let inputs: Int
    private let levels: FloatPlane
    private let bits: SpikePlane
    private let words: Int
    /// The classes of the samples, `[capacity]`.
    let labels: UnsafeMutablePointer<Int32>

    init(encoder: Encoder, isBipolar: Bool, slots: Int, inputs: Int, capacity: Int) {
        self.encoder = encoder
        self.isBipolar = isBipolar
        self.slots = slots
        self.inputs = inputs
        words = Padding.words(inputs)
        labels = .allocate(capacity: capacity)
        labels.initialize(repeating: 0, count: capacity)
        levels = FloatPlane(count: capacity * inputs)
        bits = SpikePlane(count: encoder.spikes ? slots * capacity * words : 0)
    }

    deinit { labels.deallocate() }

    /// Where a sample's features are written before they are encoded, `[inputs]`.
    func features(_ sample: Int) -> UnsafeMutablePointer<Float> { levels.start + sample * inputs }

    /// Encodes the first `samples` samples.
    /// - Parameters:
    ///   - first: the place of the first one among all; with the seed it decides the spikes of the Bernoulli encoder.
    func encode(samples: Int, first: Int = 0, seed: UInt64) -> LayerInput {
        switch encoder {
        case .constant:
            if isBipolar {
                for index in 0..<(samples * inputs) { levels.start[index] = 2 * levels.start[index] - 1 }
            }
            return .constant(UnsafePointer(levels.start))
        case .bernoulli:
            spike_bernoulli(levels.start, first, samples, inputs, slots, seed, bits.start, words)
            return .spikes(UnsafePointer(bits.start))
        case .latency:
            bits.start.update(repeating: 0, count: slots * samples * words)
            for sample in 0..<samples {
                for input in 0..<inputs {
                    if let slot = Encoder.latencySlot(levels.start[sample * inputs + input], slots: slots) {
                        bits.start[(slot * samples + sample) * words + input / 64] |= 1 << UInt64(input % 64)
                    }
                }
            }
            return .spikes(UnsafePointer(bits.start))
        }
    }
}
