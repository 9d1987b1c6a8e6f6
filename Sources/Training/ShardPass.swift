import SpikeKernels
import SpikingNetworks

/// What enters the first layer.
enum LayerInput {
    /// The same levels in every slot, `[samples × inputs]`.
    case constant(UnsafePointer<Float>)
    /// Bits, `[slots × samples × words]`.
    case spikes(UnsafePointer<UInt64>)
}

/// Forward and backward pass of some samples through all layers, with the memory they take.
///
/// The samples of a batch are cut into shards of a fixed size whatever the number of threads: sums are then added in
/// the same order on any machine.
final class ShardPass: @unchecked Sendable {
    // A shard is one thread's at a time: hence unchecked.
    let capacity: Int
    let slots: Int
    private let layers: [LoweredLayer]
    private let surrogate: spike_surrogate
    private let width: Float

    /// I, then ∂L/∂I, of every layer: `[frames × samples × stride]`.
    let currents: [FloatPlane]
    /// Spikes of every hidden layer, and of an output layer that fires.
    let spikes: [SpikePlane]
    /// ∂L/∂ŵ of every layer.
    let gradients: [FloatPlane]
    /// ∂L of the coefficients of every layer's neurons: decay, gain, bias, threshold, `[4 × stride]`.
    let adjoints: [FloatPlane]
    /// Of the output layer: potentials `[slots × samples × stride]`.
    let potentials: FloatPlane
    let potentialAdjoints: FloatPlane
    /// Of the output layer: spikes of each neuron over the slots, `[samples × stride]`.
    let counts: FloatPlane
    /// ∂L/∂G_j that the readout adds [1/S].
    var loadAdjoint: [Double]
    private let spikeAdjoints: FloatPlane
    private let transposed: SpikePlane
    private let scratch: FloatPlane
    private let constantInput: Bool

    init(
        layers: [LoweredLayer], slots: Int, capacity: Int, surrogate: Surrogate, constantInput: Bool,
        learns: Bool = true
    ) {
        self.layers = layers
        self.slots = slots
        self.capacity = capacity
        self.surrogate = surrogate.kernel
        self.constantInput = constantInput
        width = Float(surrogate.width)
        let rows = slots * capacity
        currents = layers.indices.map { index in
            FloatPlane(count: (index == 0 && constantInput ? capacity : rows) * layers[index].stride)
        }
        spikes = layers.map { SpikePlane(count: rows * $0.words) }
        gradients = learns ? layers.map { FloatPlane(count: $0.inputs * $0.stride) } : []
        adjoints = layers.map { FloatPlane(count: 4 * $0.stride) }
        let output = layers[layers.count - 1]
        potentials = FloatPlane(count: rows * output.stride)
        potentialAdjoints = FloatPlane(count: rows * output.stride)
        counts = FloatPlane(count: capacity * output.stride)
        loadAdjoint = [Double](repeating: 0, count: output.neurons)
        spikeAdjoints = FloatPlane(count: !learns ? 0 : rows * (layers.dropLast().map(\.stride).max() ?? output.stride))
        let widestInput = layers.map { Padding.words($0.inputs) * 64 }.max()!
        transposed = SpikePlane(count: !learns ? 0 : widestInput * Padding.words(rows))
        scratch = FloatPlane(count: slots * 2 * Int(SPIKE_SAMPLES_TOGETHER * SPIKE_LANES))
    }

    /// Frames of the current into a layer.
    func frames(_ layer: Int) -> Int { layer == 0 && constantInput ? 1 : slots }

    /// Runs the hidden layers, and fills `counts` or `potentials` of the output layer, as its readout needs.
    func forward(_ input: LayerInput, samples: Int, outputFires: Bool) {
        precondition(samples <= capacity)
        var source = input
        for (index, layer) in layers.enumerated() {
            let current = currents[index].start
            switch source {
            case .constant(let levels):
                DenseProduct.multiply(
                    levels, lda: layer.inputs, layer.weights.start, into: current, m: samples, n: layer.stride,
                    k: layer.inputs)
            case .spikes(let bits):
                spike_product(
                    bits, Padding.words(layer.inputs), slots * samples, layer.weights.start, layer.stride, current, 0)
            }
            var lif = layer.lif
            if index < layers.count - 1 {
                spike_lif_forward(
                    &lif, current, frames(index), slots, samples, spikes[index].start, layer.words, nil)
                source = .spikes(spikes[index].start)
            } else if outputFires {
                spike_lif_forward(
                    &lif, current, frames(index), slots, samples, spikes[index].start, layer.words, counts.start)
            } else {
                spike_membrane_forward(&lif, current, frames(index), slots, samples, potentials.start)
            }
        }
    }

    /// Clears what the backward pass adds to.
    func beginBackward() {
        for adjoint in adjoints { adjoint.clear(adjoint.count) }
        for index in loadAdjoint.indices { loadAdjoint[index] = 0 }
    }

    /// Backpropagates from the output layer's `potentialAdjoints` (a layer that gathers) or from
    /// `countAdjoint`, ∂L/∂o, the same in every slot, `[samples × stride]` (a layer that fires).
    func backward(_ input: LayerInput, samples: Int, countAdjoint: FloatPlane?) {
        for index in layers.indices.reversed() {
            let layer = layers[index]
            let current = currents[index].start
            var lif = layer.lif
            let sums = adjoints[index].start
            var adjoint = spike_lif_adjoint(
                decay: sums, gain: sums + layer.stride, bias: sums + 2 * layer.stride,
                threshold: sums + 3 * layer.stride)
            let isOutput = index == layers.count - 1
            if isOutput, countAdjoint == nil {
                spike_membrane_backward(
                    &lif, current, frames(index), slots, samples, potentials.start, potentialAdjoints.start, current,
                    &adjoint)
            } else {
                spike_lif_backward(
                    &lif, surrogate, width, current, frames(index), slots, samples,
                    isOutput ? countAdjoint!.start : spikeAdjoints.start, isOutput ? 1 : slots, scratch.start,
                    &adjoint)
            }
            let from = index == 0 ? input : .spikes(spikes[index - 1].start)
            accumulateGradient(index, from, samples: samples)
            if index > 0 {
                let before = layers[index - 1]
                DenseProduct.multiplyByTransposed(
                    current, lda: layer.stride, layer.weights.start, ldb: layer.stride, into: spikeAdjoints.start,
                    ldc: before.stride, m: slots * samples, n: before.neurons, k: layer.neurons)
            }
        }
    }

    /// Adds the spikes of a layer's neurons over all slots and samples.
    func countSpikes(_ index: Int, samples: Int, into counts: inout [Int]) {
        let words = layers[index].words
        for row in 0..<(slots * samples) {
            for word in 0..<words {
                var bits = spikes[index].start[row * words + word]
                while bits != 0 {
                    counts[word * 64 + bits.trailingZeroBitCount] += 1
                    bits &= bits - 1
                }
            }
        }
    }

    /// ∂L/∂ŵ = xᵀ ∂L/∂I
    private func accumulateGradient(_ index: Int, _ input: LayerInput, samples: Int) {
        let layer = layers[index]
        switch input {
        case .constant(let levels):
            DenseProduct.multiplyTransposed(
                levels, lda: layer.inputs, by: currents[index].start, into: gradients[index].start, m: layer.inputs,
                n: layer.stride, k: samples)
        case .spikes(let bits):
            let rows = slots * samples
            spike_transpose(bits, rows, Padding.words(layer.inputs), transposed.start)
            spike_product(
                transposed.start, Padding.words(rows), layer.inputs, currents[index].start, layer.stride,
                gradients[index].start, 0)
        }
    }
}

extension Surrogate {
    var kernel: spike_surrogate {
        switch shape {
        case .rectangular: SPIKE_RECTANGULAR
        case .triangular: SPIKE_TRIANGULAR
        case .sigmoid: SPIKE_SIGMOID
        case .gaussian: SPIKE_GAUSSIAN
        case .arctangent: SPIKE_ARCTANGENT
        case .fastSigmoid: SPIKE_FAST_SIGMOID
        }
    }
}
