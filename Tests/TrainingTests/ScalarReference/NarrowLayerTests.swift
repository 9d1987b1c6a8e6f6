import NumericalMethods
import SpikeKernels
import Testing

@testable import Training

/// Ways of their own for narrow layers, against the way of all.
@Suite struct NarrowLayerTests {
    private static func layer(
        _ neurons: Int, samples: Int, reset: ReferenceLIF.Reset, stream: inout RandomStream
    ) -> KernelLayer {
        KernelLayer(
            neurons: neurons, samples: samples, slots: 9, isConstant: true, reset: reset, drive: 0.5, stream: &stream)
    }

    private struct Kept {
        var counts: [Float]
        var adjoint: KernelLayer.Adjoint
    }

    /// Both passes, with the potentials kept in between.
    private static func keeping(
        _ layer: KernelLayer, _ surrogate: Surrogate, errors: [Float], wanted: [Bool]
    ) -> Kept {
        var counts = [Float](repeating: -1, count: layer.samples * layer.stride)
        var potentials = [Float](
            repeating: .nan, count: (layer.samples + 15) / 16 * 16 * layer.stride * layer.slots)
        var current = layer.current
        var sums = [Float](repeating: 0, count: 4 * layer.stride)
        layer.withLayer { lif in
            spike_lif_forward_keeping(lif, current, layer.slots, layer.samples, &counts, &potentials)
            sums.withUnsafeMutableBufferPointer { sums in
                func sum(_ place: Int) -> UnsafeMutablePointer<Float>? {
                    wanted[place] ? sums.baseAddress! + place * layer.stride : nil
                }
                var adjoint = spike_lif_adjoint(decay: sum(0), gain: sum(1), bias: sum(2), threshold: sum(3))
                spike_lif_backward_kept(
                    lif, surrogate.kernel, Float(surrogate.width), &current, layer.slots, layer.samples, errors,
                    potentials, &adjoint)
            }
        }
        return Kept(
            counts: counts,
            adjoint: KernelLayer.Adjoint(
                current: current, sums: (0..<4).map { Array(sums[($0 * layer.stride)..<(($0 + 1) * layer.stride)]) }))
    }

    @Test(arguments: [1, 3, 5, 10, 13, 16], [ReferenceLIF.Reset.hard, .discharge])
    func keptPotentialsFollowTheChainRule(neurons: Int, reset: ReferenceLIF.Reset) {
        var stream = RandomStream(seed: UInt64(neurons), purpose: StreamPurpose("kept potentials"))
        for (samples, kind) in zip([1, 15, 16, 17, 50, 64], Surrogate.Shape.allCases) {
            let layer = Self.layer(neurons, samples: samples, reset: reset, stream: &stream)
            let errors = (0..<(samples * layer.stride)).map {
                $0 % layer.stride < neurons ? Float(stream.uniform() - 0.5) : 0
            }
            let surrogate = Surrogate(shape: kind, width: 0.8)
            let kept = Self.keeping(layer, surrogate, errors: errors, wanted: [true, true, true, true])
            let count = LIFKernelTests.check(
                kept.adjoint, of: layer, surrogate, errors: errors, errorFrames: 1, start: 0)
            // As in `LIFKernelTests`; a single sample of a neuron may be one of those.
            #expect(count.undecided <= 1 + count.compared / 50)
            #expect(kept.counts == layer.forward().counts)
            // The currents' adjoints do not depend on what else is wanted; what is not wanted stays as it is.
            let bias = Self.keeping(layer, surrogate, errors: errors, wanted: [false, false, true, false])
            #expect(bias.adjoint.current == kept.adjoint.current)
            #expect(bias.adjoint.sums[2] == kept.adjoint.sums[2])
            for place in [0, 1, 3] { #expect(bias.adjoint.sums[place].allSatisfy { $0 == 0 }) }
        }
    }

    /// Counting alone goes another way than writing bits.
    @Test(arguments: [1, 10, 16], [ReferenceLIF.Reset.hard, .discharge])
    func countsAreThoseOfTheBits(neurons: Int, reset: ReferenceLIF.Reset) {
        var stream = RandomStream(seed: UInt64(neurons), purpose: StreamPurpose("counts"))
        for samples in [1, 16, 33] {
            let layer = Self.layer(neurons, samples: samples, reset: reset, stream: &stream)
            let (spikes, expected) = layer.forward()
            var counts = [Float](repeating: -1, count: samples * layer.stride)
            layer.withLayer { spike_lif_forward($0, layer.current, 1, layer.slots, samples, nil, 0, &counts) }
            #expect(counts == expected)
            // Survey and leaders of the same counts.
            var (ever, always): (UInt64, UInt64) = (1 << 63, .max)
            let total = spike_survey_counts(counts, samples, layer.stride, layer.slots, &ever, &always)
            var (everOfBits, alwaysOfBits): (UInt64, UInt64) = (1 << 63, .max)
            let totalOfBits = spike_survey(
                spikes.bits, layer.slots * samples, spikes.words, &everOfBits, &alwaysOfBits)
            #expect(total == totalOfBits)
            #expect(ever == everOfBits)
            #expect(always == alwaysOfBits)
        }
    }

    /// Errors and weights in eighths: their products' sums are exact in any order, so that the bits must be the same.
    @Test(arguments: [1, 10, 16], [17, 100])
    func errorsFromAboveAreTheirProducts(above: Int, neurons: Int) {
        var stream = RandomStream(seed: UInt64(above * 1000 + neurons), purpose: StreamPurpose("through"))
        for (isConstant, reset) in [(true, ReferenceLIF.Reset.hard), (false, .hard), (false, .discharge)] {
            let samples = 6
            let layer = KernelLayer(
                neurons: neurons, samples: samples, slots: 7, isConstant: isConstant, reset: reset, drive: 0.5,
                stream: &stream)
            func eighth() -> Float { Float(stream.below(33) - 16) / 8 }
            let rows = layer.slots * samples
            let adjoint = (0..<(rows * 16)).map { $0 % 16 < above ? eighth() : 0 }
            let weights = (0..<(neurons * 16)).map { $0 % 16 < above ? eighth() : 0 }
            var transposed = [Float](repeating: .nan, count: 16 * layer.stride)
            spike_transpose_narrow(weights, neurons, &transposed, layer.stride)
            for j in 0..<16 {
                for neuron in 0..<layer.stride {
                    #expect(transposed[j * layer.stride + neuron] == (neuron < neurons ? weights[neuron * 16 + j] : 0))
                }
            }
            let errors = (0..<(rows * layer.stride)).map { place -> Float in
                let (row, neuron) = (place / layer.stride, place % layer.stride)
                guard neuron < neurons else { return 0 }
                return (0..<above).reduce(0) { $0 + adjoint[row * 16 + $1] * weights[neuron * 16 + $1] }
            }
            let surrogate = Surrogate(shape: .arctangent, width: 0.9)
            let expected = layer.backward(surrogate, errors: errors, errorFrames: layer.slots, start: 0)
            var found = KernelLayer.Adjoint(
                current: layer.current, sums: [[Float]](repeating: [Float](repeating: 0, count: layer.stride), count: 4)
            )
            var scratch = [Float](repeating: .nan, count: layer.slots * 2 * Int(SPIKE_SAMPLES_TOGETHER * SPIKE_LANES))
            layer.withSums(&found.sums) { sums in
                layer.withLayer {
                    spike_lif_backward_through(
                        $0, surrogate.kernel, 0.9, &found.current, layer.frames, layer.slots, samples, adjoint,
                        transposed, above, &scratch, sums)
                }
            }
            #expect(found.current == expected.current)
            #expect(found.sums == expected.sums)
        }
    }

    @Test(arguments: [1, 2, 10, 16, 17, 40])
    func leadersAreSoleMaxima(neurons: Int) {
        var stream = RandomStream(seed: UInt64(neurons), purpose: StreamPurpose("leaders"))
        let stride = Padding.stride(neurons)
        for rows in [1, 16, 37] {
            // Few values, so that many are equal; the padding may hold anything.
            let values = (0..<(rows * stride)).map {
                $0 % stride < neurons ? Float(stream.below(6)) - 3 : Float(stream.below(2) * 20 - 10)
            }
            var winners = [Int32](repeating: -7, count: rows)
            spike_winners(values, rows, neurons, stride, &winners)
            for row in 0..<rows {
                let own = values[(row * stride)..<(row * stride + neurons)]
                let leaders = own.indices.filter { own[$0] == own.max()! }
                #expect(winners[row] == (leaders.count == 1 ? Int32(leaders[0] - row * stride) : -1))
            }
        }
    }

    @Test(arguments: [1, 10, 17])
    func rateErrors(neurons: Int) {
        var stream = RandomStream(seed: UInt64(neurons), purpose: StreamPurpose("rate errors"))
        let stride = Padding.stride(neurons)
        let samples = 21
        let counts = (0..<(samples * stride)).map { $0 % stride < neurons ? Float(stream.below(9)) : 0 }
        let labels = (0..<samples).map { _ in Int32(stream.below(neurons)) }
        var errors = [Float](repeating: .nan, count: counts.count)
        // Powers of two: exact.
        let sum = spike_rate_errors(counts, samples, neurons, stride, labels, 0.125, 0.25, &errors)
        var expected = 0.0
        for place in counts.indices {
            let (sample, neuron) = (place / stride, place % stride)
            let error = neuron < neurons ? counts[place] / 8 - (Int(labels[sample]) == neuron ? 1 : 0) : 0
            #expect(errors[place] == error / 4)
            expected += Double(error * error)
        }
        #expect(sum == expected)
    }
}
