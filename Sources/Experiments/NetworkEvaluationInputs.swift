import Datasets
import NumericalMethods
import SpikingNetworks

/// What samples put on the rows of a network's first crossbar.
struct NetworkInputs: Sendable {
    static let bernoulli = StreamPurpose("network evaluation: Bernoulli spikes")

    let encoder: Encoder
    let rows: RowScheme
    let slots: Int
    let seed: UInt64

    /// Row levels in units of V_read, `[1 or slots][inputs]`.
    func frames(_ samples: LabelledSamples, _ index: Int) -> [[Float]] {
        let start = index * samples.featureCount
        let features = samples.features[start..<(start + samples.featureCount)]
        switch encoder {
        case .constant:
            return [rows == .bipolar ? features.map { 2 * $0 - 1 } : Array(features)]
        case .bernoulli:
            var stream = RandomStream(seed: seed, purpose: Self.bernoulli, trial: index)
            return (0..<slots).map { _ in features.map { Float(stream.uniform()) < $0 ? 1 : 0 } }
        case .latency:
            let spikes = features.map { Encoder.latencySlot($0, slots: slots) }
            return (0..<slots).map { slot in spikes.map { $0 == slot ? 1 : 0 } }
        }
    }
}
