import SpikeKernels
import SpikingNetworks

/// What enters the first layer.
enum LayerInput {
    case none
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
    /// Spikes of every layer, where its frames differ or a layer follows.
    let spikes: [SpikePlane]
    /// ∂L of the coefficients of every layer's neurons: decay, gain, bias, threshold, `[4 × stride]`.
    let adjoints: [FloatPlane]
    /// Of the output layer: potentials `[slots × samples × stride]`, or as `spike_lif_forward_keeping` keeps them, or as
    /// `CoupledPass` has them.
    let potentials: FloatPlane
    let potentialAdjoints: FloatPlane
    /// Of the output layer: spikes of each neuron over the slots, `[samples × stride]`, and ∂L/∂o, the same in every slot.
    let counts: FloatPlane
    let countAdjoints: FloatPlane
    /// Of the output layer: the neuron that leads in every sample, −1 where several do.
    let winners: UnsafeMutablePointer<Int32>
    /// ∂L/∂G_j that the readout adds [1/S].
    var loadAdjoint: [Double]
    private let spikeAdjoints: FloatPlane
    /// What enters every layer as bits, `[inputs × words of rows]`.
    private let transposed: [SpikePlane]
    private let transposedWeights: FloatPlane
    private let scratch: FloatPlane
    private let constantInput: Bool
    /// Whether a firing output layer's backward pass takes its potentials from the forward pass.
    private let keepsPotentials: Bool
    /// Where a constant input is not zero.
    private let occupied: SpikePlane
    private let occupancy: UnsafeMutablePointer<Int32>
    private var isSparse = false
    /// Of layers whose columns meet.
    let coupled: [CoupledPass?]
    /// Of the last forward pass.
    private var input = LayerInput.none
    private(set) var samples = 0

    /// Of a product with constant levels, layers up to this stride have one that prepares nothing.
    private static let narrowStride = 32
    /// A sparse product costs as much as a dense one where this part of the levels is not zero.
    private static let sparseShare = 0.45

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
        let last = layers.count - 1
        func frames(_ index: Int) -> Int { index == 0 && constantInput ? 1 : slots }
        currents = layers.indices.map { index in
            // A layer whose columns meet may be driven beyond the last slot.
            let later = layers[index].propagator == nil ? 0 : 1
            return FloatPlane(count: (frames(index) + later) * capacity * layers[index].stride)
        }
        spikes = layers.indices.map { index in
            // The sole layer's spikes are written one sample at a time.
            let isAlone = index == last && frames(index) == 1 && layers[index].propagator == nil
            return SpikePlane(count: (isAlone ? slots : rows) * layers[index].words)
        }
        coupled = layers.indices.map { index in
            let next = index < last && layers[index + 1].propagator != nil ? layers[index + 1] : nil
            return layers[index].propagator.map {
                CoupledPass(layers[index], propagator: $0, capacity: capacity, slots: slots, next: next)
            }
        }
        adjoints = layers.map { FloatPlane(count: 4 * $0.stride) }
        let output = layers[last]
        keepsPotentials = learns && frames(last) == 1 && output.stride == Int(SPIKE_LANES)
        let lanes = Int(SPIKE_LANES)
        potentials = FloatPlane(
            count: (slots + (output.propagator == nil ? 0 : 1)) * ((capacity + lanes - 1) / lanes * lanes)
                * output.stride)
        potentialAdjoints = FloatPlane(count: learns ? rows * output.stride : 0)
        counts = FloatPlane(count: capacity * output.stride)
        countAdjoints = FloatPlane(count: learns ? capacity * output.stride : 0)
        winners = .allocate(capacity: capacity)
        winners.initialize(repeating: -1, count: capacity)
        loadAdjoint = [Double](repeating: 0, count: output.neurons)
        let hidden = learns ? layers.indices.dropLast() : layers.indices.prefix(0)
        let planes = hidden.filter { !Self.isReachedThrough(layers[$0 + 1]) }
        spikeAdjoints = FloatPlane(count: rows * (planes.map { layers[$0].stride }.max() ?? 0))
        transposedWeights = FloatPlane(count: lanes * (hidden.map { layers[$0].stride }.max() ?? 0))
        transposed = layers.indices.map { index in
            SpikePlane(
                count: !learns ? 0 : Padding.words(layers[index].inputs) * 64 * Padding.words(frames(index) * capacity))
        }
        scratch = FloatPlane(count: slots * 2 * Int(SPIKE_SAMPLES_TOGETHER * SPIKE_LANES))
        occupied = SpikePlane(count: constantInput ? capacity * Padding.words(layers[0].inputs) : 0)
        occupancy = .allocate(capacity: capacity)
        occupancy.initialize(repeating: 0, count: capacity)
    }

    deinit {
        winners.deallocate()
        occupancy.deallocate()
    }

    /// Whether ∂L/∂o of the layer before is formed in that layer's own pass.
    private static func isReachedThrough(_ layer: LoweredLayer) -> Bool { layer.stride == Int(SPIKE_LANES) }

    /// Frames of the current into a layer.
    func frames(_ layer: Int) -> Int { layer == 0 && constantInput ? 1 : slots }

    /// Runs the hidden layers, and fills `counts` or `potentials` of the output layer, as its readout needs.
    func forward(_ input: LayerInput, samples: Int, outputFires: Bool) {
        precondition(samples <= capacity)
        self.input = input
        self.samples = samples
        var source = input
        for (index, layer) in layers.enumerated() {
            let current = currents[index].start
            let shares = index > 0 ? coupled[index - 1]?.shares : nil
            switch source {
            case .none: break
            case .constant(let levels): multiply(levels, by: layer, into: current)
            case .spikes(let bits):
                if let shares {
                    DenseProduct.multiply(
                        shares.start, lda: layers[index - 1].stride, layer.weights.start, into: current,
                        m: (slots + 1) * samples, n: layer.stride, k: layer.inputs)
                } else {
                    spike_product(
                        bits, Padding.words(layer.inputs), slots * samples, layer.weights.start, layer.stride, current,
                        0)
                }
            }
            var lif = layer.lif
            let isHidden = index < layers.count - 1
            if let pass = coupled[index] {
                pass.forward(
                    current: current, rest: shares.map { _ in current + slots * samples * layer.stride },
                    frames: frames(index), slots: slots, samples: samples,
                    into: isHidden || outputFires
                        ? .spikes(spikes[index].start, counts: isHidden ? nil : counts.start)
                        : .potentials(potentials.start))
                source = .spikes(spikes[index].start)
            } else if isHidden {
                spike_lif_forward(
                    &lif, current, frames(index), slots, samples, spikes[index].start, layer.words, nil)
                source = .spikes(spikes[index].start)
            } else if outputFires, keepsPotentials {
                spike_lif_forward_keeping(&lif, current, slots, samples, counts.start, potentials.start)
            } else if outputFires {
                spike_lif_forward(
                    &lif, current, frames(index), slots, samples, frames(index) == 1 ? nil : spikes[index].start,
                    layer.words, counts.start)
            } else {
                spike_membrane_forward(&lif, current, frames(index), slots, samples, potentials.start)
            }
        }
    }

    /// I = x ŵ of levels that stand still; a row's way depends on that row alone, so that it is the same in any batch.
    private func multiply(
        _ levels: UnsafePointer<Float>, by layer: LoweredLayer, into current: UnsafeMutablePointer<Float>
    ) {
        let (inputs, stride) = (layer.inputs, layer.stride)
        guard stride > Self.narrowStride else {
            spike_level_product(levels, samples, inputs, layer.weights.start, stride, current)
            return
        }
        let words = Padding.words(inputs)
        spike_occupied(levels, samples, inputs, occupied.start, words, occupancy)
        let most = Int32(Self.sparseShare * Double(inputs))
        var set = 0
        var start = 0
        while start < samples {
            let isSparse = occupancy[start] <= most
            var end = start
            while end < samples, (occupancy[end] <= most) == isSparse {
                set += Int(occupancy[end])
                end += 1
            }
            let own = levels + start * inputs
            if isSparse {
                spike_sparse_product(
                    occupied.start + start * words, words, end - start, own, inputs, 1, layer.weights.start, stride,
                    current + start * stride, 0)
            } else {
                DenseProduct.multiply(
                    own, lda: inputs, layer.weights.start, into: current + start * stride, m: end - start, n: stride,
                    k: inputs)
            }
            start = end
        }
        isSparse = Double(set) <= Self.sparseShare * Double(samples * inputs)
    }

    /// The spikes of one sample's output neurons: where they are, and how far a slot is from the next.
    func outputSpikes(sample: Int) -> (bits: UnsafePointer<UInt64>, step: Int) {
        let index = layers.count - 1
        let layer = layers[index]
        guard frames(index) == 1, coupled[index] == nil else {
            return (UnsafePointer(spikes[index].start + sample * layer.words), samples * layer.words)
        }
        var lif = layer.lif
        spike_lif_forward(
            &lif, currents[index].start + sample * layer.stride, 1, slots, 1, spikes[index].start, layer.words, nil)
        return (UnsafePointer(spikes[index].start), layer.words)
    }

    /// Clears what the backward pass adds to.
    func beginBackward() {
        for adjoint in adjoints { adjoint.clear(adjoint.count) }
        for index in loadAdjoint.indices { loadAdjoint[index] = 0 }
    }

    /// Backpropagates the last forward pass from the output layer's `potentialAdjoints`, or from its `countAdjoints` if it
    /// fires. `addGradient` then knows the weights' gradients.
    func backward(outputFires: Bool) {
        for index in layers.indices.reversed() {
            let layer = layers[index]
            let current = currents[index].start
            var lif = layer.lif
            let sums = adjoints[index].start
            func wanted(_ learned: LoweredLayer.Learned, _ place: Int) -> UnsafeMutablePointer<Float>? {
                layer.learned.contains(learned) ? sums + place * layer.stride : nil
            }
            var adjoint = spike_lif_adjoint(
                decay: wanted(.decay, 0), gain: wanted(.gain, 1), bias: wanted(.bias, 2),
                threshold: wanted(.threshold, 3))
            if index == layers.count - 1 {
                if outputFires, keepsPotentials {
                    spike_lif_backward_kept(
                        &lif, surrogate, width, current, slots, samples, countAdjoints.start, potentials.start,
                        &adjoint)
                } else if outputFires {
                    spike_lif_backward(
                        &lif, surrogate, width, current, frames(index), slots, samples, countAdjoints.start, 1,
                        scratch.start, &adjoint)
                } else {
                    spike_membrane_backward(
                        &lif, current, frames(index), slots, samples, potentials.start, potentialAdjoints.start,
                        current, &adjoint)
                }
            } else if Self.isReachedThrough(layers[index + 1]) {
                let above = layers[index + 1]
                spike_transpose_narrow(above.weights.start, above.inputs, transposedWeights.start, layer.stride)
                spike_lif_backward_through(
                    &lif, surrogate, width, current, frames(index), slots, samples, currents[index + 1].start,
                    transposedWeights.start, above.neurons, scratch.start, &adjoint)
            } else {
                let above = layers[index + 1]
                DenseProduct.multiplyByTransposed(
                    currents[index + 1].start, lda: above.stride, above.weights.start, ldb: above.stride,
                    into: spikeAdjoints.start, ldc: layer.stride, m: slots * samples, n: layer.neurons,
                    k: above.neurons)
                spike_lif_backward(
                    &lif, surrogate, width, current, frames(index), slots, samples, spikeAdjoints.start, slots,
                    scratch.start, &adjoint)
            }
            transposeInput(index)
        }
    }

    private func source(_ index: Int) -> LayerInput { index == 0 ? input : .spikes(spikes[index - 1].start) }

    private func transposeInput(_ index: Int) {
        let words = Padding.words(layers[index].inputs)
        switch source(index) {
        case .none: break
        case .constant:
            guard layers[index].stride > Self.narrowStride, isSparse else { return }
            spike_transpose(occupied.start, samples, words, transposed[index].start)
        case .spikes(let bits): spike_transpose(bits, slots * samples, words, transposed[index].start)
        }
    }

    /// Which of a layer's neurons spiked at all, and in every slot, beside what is known of them.
    /// - Returns: the number of spikes.
    func survey(_ index: Int, ever: UnsafeMutablePointer<UInt64>, always: UnsafeMutablePointer<UInt64>) -> Int {
        let layer = layers[index]
        return index == layers.count - 1
            ? spike_survey_counts(counts.start, samples, layer.stride, slots, ever, always)
            : spike_survey(spikes[index].start, slots * samples, layer.words, ever, always)
    }

    /// Adds the spikes of a layer's neurons over all slots and samples.
    func countSpikes(_ index: Int, into total: inout [Int]) {
        let layer = layers[index]
        if index == layers.count - 1 {
            for sample in 0..<samples {
                for neuron in 0..<layer.neurons { total[neuron] += Int(counts.start[sample * layer.stride + neuron]) }
            }
            return
        }
        let words = layer.words
        for row in 0..<(slots * samples) {
            for word in 0..<words {
                var bits = spikes[index].start[row * words + word]
                while bits != 0 {
                    total[word * 64 + bits.trailingZeroBitCount] += 1
                    bits &= bits - 1
                }
            }
        }
    }

    /// out `[inputs × stride]` = (accumulates ? out : 0) + xᵀ ∂L/∂I, ∂L/∂ŵ of some of a layer's inputs.
    func addGradient(
        _ index: Int, of inputs: Range<Int>, into out: UnsafeMutablePointer<Float>, accumulates: Bool
    ) {
        let layer = layers[index]
        let adjoint = currents[index].start
        let first = inputs.lowerBound
        switch source(index) {
        case .none: break
        case .constant(let levels):
            if layer.stride <= Self.narrowStride {
                spike_level_gradient(
                    levels + first, samples, layer.inputs, inputs.count, adjoint, layer.stride, out,
                    accumulates ? 1 : 0)
            } else if isSparse {
                let words = Padding.words(samples)
                spike_sparse_product(
                    transposed[index].start + first * words, words, inputs.count, levels + first, 1, layer.inputs,
                    adjoint, layer.stride, out, accumulates ? 1 : 0)
            } else {
                DenseProduct.multiplyTransposed(
                    levels + first, lda: layer.inputs, by: adjoint, into: out, m: inputs.count, n: layer.stride,
                    k: samples, accumulates: accumulates)
            }
        case .spikes:
            let words = Padding.words(slots * samples)
            spike_product(
                transposed[index].start + first * words, words, inputs.count, adjoint, layer.stride, out,
                accumulates ? 1 : 0)
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
