public import Datasets
public import SpikingNetworks

/// What samples put on the rows of a network's first crossbar: to the bit what ``NetworkInference`` runs on.
public struct InputFrames: Sendable {
    private let encoder: Encoder
    private let isBipolar: Bool
    private let slots: Int
    private let seed: UInt64

    /// - Parameter seed: decides, with a sample's place, the spikes of the Bernoulli encoder.
    public init(encoder: Encoder, rows: RowScheme, slots: Int, seed: UInt64) {
        self.encoder = encoder
        isBipolar = rows == .bipolar
        self.slots = slots
        self.seed = seed
    }

    /// Row levels of the sample at `index` in units of V_read, `[1 or slots][inputs]`.
    public func frames(_ samples: LabelledSamples, _ index: Int) -> [[Float]] {
        let inputs = samples.featureCount
        let encoding = InputEncoding(
            encoder: encoder, isBipolar: isBipolar, slots: slots, inputs: inputs, capacity: 1)
        samples.features.withUnsafeBufferPointer { features in
            encoding.features(0).update(from: features.baseAddress! + index * inputs, count: inputs)
        }
        // The planes that it points to are the encoding's own.
        return withExtendedLifetime(encoding) {
            switch encoding.encode(samples: 1, first: index, seed: seed) {
            case .none: return []
            case .constant(let levels): return [Array(UnsafeBufferPointer(start: levels, count: inputs))]
            case .spikes(let bits):
                let words = Padding.words(inputs)
                return (0..<slots).map { slot in
                    (0..<inputs).map { Float(bits[slot * words + $0 / 64] >> UInt64($0 % 64) & 1) }
                }
            }
        }
    }
}
