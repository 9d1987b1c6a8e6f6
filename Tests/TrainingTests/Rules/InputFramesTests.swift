import Datasets
import NumericalMethods
import SpikingNetworks
import Testing

@testable import Training

@Suite struct InputFramesTests {
    private let samples: LabelledSamples
    private let slots = 6

    init() throws {
        var stream = RandomStream(seed: 1, purpose: StreamPurpose("input frames"))
        samples = try LabelledSamples(
            name: "some", features: (0..<(300 * 70)).map { _ in Float(stream.uniform()) },
            labels: (0..<300).map { $0 % 2 }, featureCount: 70, classes: 2)
    }

    private func feature(_ sample: Int, _ input: Int) -> Float { samples.features[sample * 70 + input] }

    @Test func levelsAreTheFeatures() {
        for (rows, expected) in [(RowScheme.complementary, { $0 }), (.bipolar, { (x: Float) in 2 * x - 1 })] {
            let frames = InputFrames(encoder: .constant, rows: rows, slots: slots, seed: 3)
            for sample in [0, 299] {
                #expect(frames.frames(samples, sample) == [(0..<70).map { expected(feature(sample, $0)) }])
            }
        }
    }

    @Test func latenciesAreOneSpike() {
        let frames = InputFrames(encoder: .latency, rows: .complementary, slots: slots, seed: 3).frames(samples, 7)
        for input in 0..<70 {
            let slot = min(slots - 1, Int((1 - feature(7, input)) * Float(slots)))
            #expect((0..<slots).map { frames[$0][input] } == (0..<slots).map { $0 == slot ? 1 : 0 })
        }
    }

    /// A sample's spikes are those that the inference runs on, wherever its chunk begins.
    @Test func spikesAreTheModels() {
        let frames = InputFrames(encoder: .bernoulli, rows: .complementary, slots: slots, seed: 3)
        for (first, count) in [(0, 300), (0, 128), (128, 128), (256, 44)] {
            let encoding = InputEncoding(
                encoder: .bernoulli, isBipolar: false, slots: slots, inputs: 70, capacity: count)
            for index in 0..<(count * 70) { encoding.features(0)[index] = samples.features[first * 70 + index] }
            guard case .spikes(let bits) = encoding.encode(samples: count, first: first, seed: 3) else {
                Issue.record("no spikes")
                return
            }
            for sample in stride(from: 0, to: count, by: 31) {
                let found = frames.frames(samples, first + sample)
                for slot in 0..<slots {
                    let row = (slot * count + sample) * 2
                    #expect(
                        found[slot] == (0..<70).map { Float(bits[row + $0 / 64] >> UInt64($0 % 64) & 1) },
                        "\(first + sample), slot \(slot)")
                }
            }
        }
        #expect(frames.frames(samples, 1) != frames.frames(samples, 2))
    }
}
