import NumericalMethods
import SpikeKernels

@testable import Training

/// Arrays for the LIF kernels: padded as the kernels want them, at random.
struct KernelLayer {
    let neurons: Int
    let stride: Int
    let samples: Int
    let slots: Int
    /// 1 or `slots`.
    let frames: Int
    let reset: ReferenceLIF.Reset
    let resetPotential: Float
    var decay: [Float]
    var gain: [Float]
    var bias: [Float]
    var threshold: [Float]
    /// `[frames × samples × stride]`
    var current: [Float]

    /// - Parameter drive: mean of the currents, in units that charge a membrane by the threshold in a slot.
    init(
        neurons: Int, samples: Int, slots: Int, isConstant: Bool, reset: ReferenceLIF.Reset, drive: Double,
        stream: inout RandomStream
    ) {
        self.neurons = neurons
        self.samples = samples
        self.slots = slots
        self.reset = reset
        frames = isConstant ? 1 : slots
        let stride = Padding.stride(neurons)
        self.stride = stride
        resetPotential = reset == .discharge ? 0.4 : 0
        func draw(_ low: Double, _ high: Double, padding: Float) -> [Float] {
            (0..<stride).map { $0 < neurons ? Float(low + (high - low) * stream.uniform()) : padding }
        }
        decay = draw(0.5, 0.98, padding: 0)
        gain = draw(0.2, 1.2, padding: 0)
        bias = draw(-0.1, 0.1, padding: 0)
        threshold = draw(0.7, 1.3, padding: .infinity)
        current = (0..<(frames * samples * stride)).map {
            $0 % stride < neurons ? Float(drive + 1.5 * (stream.uniform() - 0.5)) : 0
        }
    }

    func current(_ slot: Int, _ sample: Int, _ neuron: Int) -> Float {
        current[((frames == 1 ? 0 : slot) * samples + sample) * stride + neuron]
    }

    func reference(_ neuron: Int) -> ReferenceLIF {
        ReferenceLIF(
            decay: Rounded(decay[neuron]), gain: Rounded(gain[neuron]), bias: Rounded(bias[neuron]),
            threshold: Rounded(threshold[neuron]), resetPotential: Rounded(resetPotential), reset: reset)
    }

    func run(_ neuron: Int, sample: Int) -> [ReferenceLIF.Slot]? {
        reference(neuron).run((0..<slots).map { current($0, sample, neuron) })
    }

    func withLayer<R>(_ body: (UnsafePointer<spike_lif>) -> R) -> R {
        decay.withUnsafeBufferPointer { decay in
            gain.withUnsafeBufferPointer { gain in
                bias.withUnsafeBufferPointer { bias in
                    threshold.withUnsafeBufferPointer { threshold in
                        var lif = spike_lif(
                            neurons: stride, decay: decay.baseAddress, gain: gain.baseAddress, bias: bias.baseAddress,
                            threshold: threshold.baseAddress, reset: resetPotential,
                            discharge: reset == .discharge ? 1 : 0)
                        return body(&lif)
                    }
                }
            }
        }
    }

    /// Spikes of `spike_lif_forward`, rows slot by slot, and each neuron's count `[samples × stride]`.
    func forward() -> (spikes: BitRows, counts: [Float]) {
        var spikes = BitRows(rows: slots * samples, columns: neurons)
        var counts = [Float](repeating: -1, count: samples * stride)
        withLayer { spike_lif_forward($0, current, frames, slots, samples, &spikes.bits, spikes.words, &counts) }
        return (spikes, counts)
    }

    struct Adjoint {
        /// `[frames × samples × stride]`
        var current: [Float]
        /// Decay, gain, bias, threshold, `[stride]` each.
        var sums: [[Float]]
    }

    /// - Parameter start: what the sums hold before.
    func backward(
        _ surrogate: Surrogate, errors: [Float], errorFrames: Int, start: Float
    ) -> Adjoint {
        var adjoint = Adjoint(
            current: current, sums: [[Float]](repeating: [Float](repeating: start, count: stride), count: 4))
        var scratch = [Float](repeating: .nan, count: slots * 2 * Int(SPIKE_SAMPLES_TOGETHER * SPIKE_LANES))
        withSums(&adjoint.sums) { sums in
            withLayer {
                spike_lif_backward(
                    $0, surrogate.kernel, Float(surrogate.width), &adjoint.current, frames, slots, samples, errors,
                    errorFrames, &scratch, sums)
            }
        }
        return adjoint
    }

    /// `[slots × samples × stride]`
    func membranePotentials() -> [Float] {
        var potentials = [Float](repeating: .nan, count: slots * samples * stride)
        withLayer { spike_membrane_forward($0, current, frames, slots, samples, &potentials) }
        return potentials
    }

    func membraneBackward(potentials: [Float], errors: [Float], start: Float) -> Adjoint {
        var adjoint = Adjoint(
            current: current, sums: [[Float]](repeating: [Float](repeating: start, count: stride), count: 4))
        withSums(&adjoint.sums) { sums in
            adjoint.current.withUnsafeMutableBufferPointer { target in
                withLayer {
                    // In place, as training calls it.
                    spike_membrane_backward(
                        $0, target.baseAddress, frames, slots, samples, potentials, errors, target.baseAddress, sums)
                }
            }
        }
        return adjoint
    }

    func withSums(_ sums: inout [[Float]], _ body: (UnsafeMutablePointer<spike_lif_adjoint>) -> Void) {
        var flat = sums.flatMap { $0 }
        flat.withUnsafeMutableBufferPointer { flat in
            let start = flat.baseAddress!
            var adjoint = spike_lif_adjoint(
                decay: start, gain: start + stride, bias: start + 2 * stride, threshold: start + 3 * stride)
            body(&adjoint)
        }
        sums = (0..<4).map { Array(flat[($0 * stride)..<(($0 + 1) * stride)]) }
    }
}
