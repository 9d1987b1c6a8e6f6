import NumericalMethods
import SpikeKernels
import Testing

@testable import Training

@Suite struct SoftmaxKernelTests {
    @Test(arguments: [1, 2, 10, 17, 100], [0, 0.1])
    func gradientAndLoss(classes: Int, smoothing: Double) {
        var stream = RandomStream(seed: UInt64(classes), purpose: StreamPurpose("softmax"))
        let stride = Padding.stride(classes)
        for (samples, slots, reach) in [(1, 1, 1.0), (5, 3, 10), (4, 7, 60), (3, 2, 300)] {
            let labels = (0..<samples).map { _ in Int32(stream.below(classes)) }
            let scale: Float = 0.125
            let rows = samples * slots
            // The padding may hold anything.
            let logits = (0..<(rows * stride)).map {
                $0 % stride < classes ? Float(reach * (2 * stream.uniform() - 1)) : Float.nan
            }
            var found = logits
            let loss = spike_softmax_cross_entropy(
                &found, rows, classes, stride, labels, samples, Float(smoothing), scale)
            var expected: Rounded = 0
            for row in 0..<rows {
                let own = Array(logits[(row * stride)..<(row * stride + classes)])
                let reference = Reference.softmaxCrossEntropy(
                    own, label: Int(labels[row % samples]), smoothing: Double(Float(smoothing)))
                for neuron in 0..<classes {
                    let gradient = reference.gradient[neuron] * Rounded(scale)
                    #expect(gradient.agrees(with: found[row * stride + neuron]))
                }
                #expect(found[(row * stride + classes)..<((row + 1) * stride)].allSatisfy { $0 == 0 })
                expected = Rounded(
                    expected.value + reference.loss.value, error: expected.error + reference.loss.error)
            }
            #expect(abs(loss - expected.value) <= expected.error)
            // The same bound must not hide a wrong loss.
            #expect(expected.error < 1e-4 * max(1, expected.value) * Double(rows))
        }
    }
}
