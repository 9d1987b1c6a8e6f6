public import Datasets
import Foundation
import NumericalMethods
import SpikeKernels
public import SpikingNetworks

/// What one epoch showed.
public struct EpochOutcome: Hashable, Sendable, Codable {
    /// Counted from 0.
    public var epoch: Int
    /// Of the samples as they were shown, before each step.
    public var meanLoss: Double
    /// The mean score in 0…1, of the same samples; a tie scores its share.
    public var accuracy: Double
    /// Spikes per neuron and slot, of every hidden layer (and the output layer, if it fires).
    public var firingRates: [Double]
    /// Neurons of these layers that never fired in the epoch.
    public var silentNeurons: [Int]
    /// Neurons of these layers that fired in every slot.
    public var saturatedNeurons: [Int]
}

/// Trains deep networks by STBP: bit-packed spikes, fused LIF passes, one gradient per shard.
///
/// The same recipe, seed and samples give the same bits whatever `jobs` is.
public final class NetworkTrainer {
    static let orderPurpose = StreamPurpose("network training: order of samples")
    static let programmingPurpose = StreamPurpose("network training: programming of the finished network")
    static let shardSize = 64

    /// How the network is made and trained.
    public let recipe: NetworkRecipe
    /// Features of a sample.
    public let inputs: Int
    /// Decides initial weights, order, augmentation and noise.
    public let seed: UInt64
    /// Epochs done.
    public internal(set) var epoch = 0
    var step = 0
    let layers: [TrainedLayer]
    private let realisedPieces: [LayerPiece]
    private let updatedPieces: [LayerPiece]
    private let workers: Workers
    private var shards: [ShardPass] = []
    private var encodings: [InputEncoding] = []
    /// Of a part of a layer, for every thread.
    private var gradients: [FloatPlane] = []

    /// Stuck cells of every layer; empty if all are healthy.
    let stuck: [StuckCells?]

    /// - Parameter stuck: the stuck cells of every layer's crossbar, which training works around.
    public init(
        recipe: NetworkRecipe, inputs: Int, seed: UInt64, jobs: Int, stuck: [StuckCells?] = []
    ) throws(NetworkTrainingError) {
        precondition(stuck.isEmpty || stuck.count == recipe.layers.count)
        try recipe.check(inputs: inputs, jobs: jobs)
        self.recipe = recipe
        self.inputs = inputs
        self.seed = seed
        self.stuck = stuck
        workers = Workers(jobs: jobs)
        for (index, layer) in recipe.layers.enumerated() {
            guard case .crossbar(_, _, .bipolar) = layer.model else { continue }
            guard index == 0 else { throw .bipolarHidden(layer: index) }
            guard recipe.encoder == .constant else { throw .bipolarSpikes }
        }
        var width = inputs
        var layers: [TrainedLayer] = []
        for (index, layer) in recipe.layers.enumerated() {
            let gathers = index == recipe.layers.count - 1 && recipe.loss.readout.gathers
            layers.append(
                TrainedLayer(
                    layer, inputs: width, gathers: gathers, hardware: recipe.hardware,
                    stuck: stuck.isEmpty ? nil : stuck[index], seed: seed, index: index))
            width = layer.neurons
        }
        self.layers = layers
        realisedPieces = LayerPiece.all(layers, \.realisedParts)
        updatedPieces = LayerPiece.all(layers, \.updatedParts)
    }

    /// The number of shards that a batch is cut into.
    private var shardCount: Int { (recipe.batchSize + Self.shardSize - 1) / Self.shardSize }

    /// The samples of one of `pieces` shards, at most `shardSize`: whole vectors but for the last, if there are as many.
    private static func sampleRange(piece: Int, of pieces: Int, samples: Int) -> Range<Int> {
        let lanes = Int(SPIKE_LANES)
        let vectors = (samples + lanes - 1) / lanes
        func cut(_ piece: Int) -> Int {
            vectors < pieces ? samples * piece / pieces : min(samples, vectors * piece / pieces * lanes)
        }
        return cut(piece)..<cut(piece + 1)
    }

    private var isBipolar: Bool {
        if case .crossbar(_, _, .bipolar) = recipe.layers[0].model { true } else { false }
    }

    private func allocateShards() {
        guard shards.isEmpty else { return }
        let partSize = layers.map(\.partSize).max()!
        gradients = (0..<max(1, workers.jobs)).map { _ in FloatPlane(count: partSize) }
        let capacity = min(recipe.batchSize, Self.shardSize)
        for _ in 0..<shardCount {
            shards.append(
                ShardPass(
                    layers: layers.map(\.lowered), slots: recipe.slots, capacity: capacity, surrogate: recipe.surrogate,
                    constantInput: !recipe.encoder.spikes))
            encodings.append(
                InputEncoding(
                    encoder: recipe.encoder, isBipolar: isBipolar, slots: recipe.slots, inputs: inputs,
                    capacity: capacity))
        }
    }

    /// Shows every sample once, in random order, and steps after every batch.
    /// - Parameters:
    ///   - shown: only so many of them, others in every epoch; all if nil.
    ///   - isCancelled: asked before every batch.
    /// - Returns: nil if it was cancelled; the trainer is then in the middle of an epoch, fit only to be dropped.
    public func runEpoch(
        _ samples: LabelledSamples, showing shown: Int? = nil, isCancelled: () -> Bool = { false }
    ) throws(NetworkTrainingError) -> EpochOutcome? {
        guard samples.featureCount == inputs else {
            throw .featureCount(found: samples.featureCount, network: inputs)
        }
        guard samples.classes == layers[layers.count - 1].neurons else {
            throw .classCount(found: samples.classes, outputs: layers[layers.count - 1].neurons)
        }
        guard samples.count > 0 else { throw .noSamples }
        allocateShards()
        var stream = RandomStream(seed: seed, purpose: Self.orderPurpose, trial: epoch)
        let count = min(max(shown ?? samples.count, 1), samples.count)
        let order = Array(0..<samples.count).shuffled(using: &stream)
        let batches = (count + recipe.batchSize - 1) / recipe.batchSize
        var monitor = FiringMonitor(layers: firingLayers)
        var loss = 0.0
        var correct = 0.0
        for batch in 0..<batches {
            if isCancelled() { return nil }
            let start = batch * recipe.batchSize
            let end = min(start + recipe.batchSize, count)
            let outcome = train(on: order[start..<end], of: samples, monitor: &monitor, batches: batches)
            guard outcome.loss.isFinite else { throw .diverged(epoch: epoch, batch: batch) }
            loss += outcome.loss
            correct += outcome.correct
        }
        // Neurons whose potential is not a number do not fire: the loss need not show it.
        guard layers.allSatisfy(\.isFinite) else { throw .diverged(epoch: epoch, batch: batches - 1) }
        defer { epoch += 1 }
        return EpochOutcome(
            epoch: epoch, meanLoss: loss / Double(count), accuracy: correct / Double(count),
            firingRates: monitor.rates, silentNeurons: monitor.silent, saturatedNeurons: monitor.saturated)
    }

    /// The network as it is now; a crossbar's cells at their levels, before programming errors.
    public func network() throws(NetworkError) -> SpikingNetwork { try network(programming: nil) }

    /// The network as an array holds it, with one draw of the programming error.
    public func programmedNetwork(draw: Int) throws(NetworkError) -> SpikingNetwork {
        try network(programming: RandomStream(seed: seed, purpose: Self.programmingPurpose, trial: draw))
    }

    private func network(programming stream: RandomStream?) throws(NetworkError) -> SpikingNetwork {
        var stream = stream
        var finished: [SpikingLayer] = []
        for layer in layers { finished.append(try layer.layer(programming: &stream)) }
        return try SpikingNetwork(layers: finished, slots: recipe.slots, readout: recipe.loss.readout)
    }

    private var firingLayers: [LoweredLayer] {
        (recipe.loss.readout == .spikeCount ? layers : layers.dropLast()).map(\.lowered)
    }

    /// One step: realise, forward and backward in shards, update.
    private func train(
        on batch: ArraySlice<Int>, of samples: LabelledSamples, monitor: inout FiringMonitor, batches: Int
    ) -> OutputLoss.Outcome {
        let (outcome, pieces) = differentiate(batch, of: samples)
        for piece in 0..<pieces {
            monitor.add(shards[piece])
        }
        update(pieces: pieces, batches: batches)
        step += 1
        return outcome
    }

    /// Realises the layers and runs both passes; the gradients are then in the first `pieces` shards.
    /// - Returns: sums over the batch.
    func differentiate(
        _ batch: ArraySlice<Int>, of samples: LabelledSamples
    ) -> (outcome: OutputLoss.Outcome, pieces: Int) {
        allocateShards()
        realise()
        let output = OutputLoss(
            loss: recipe.loss,
            output: OutputReadout(
                readout: recipe.loss.readout, layer: layers[layers.count - 1].lowered, slots: recipe.slots))
        let count = batch.count
        let pieces = min(shardCount, count)
        var outcomes = [OutputLoss.Outcome](repeating: OutputLoss.Outcome(), count: pieces)
        let fires = recipe.loss.readout == .spikeCount
        let pass = ShardStep(
            trainer: self, samples: samples, batch: batch, output: output, pieces: pieces, fires: fires)
        outcomes.withUnsafeMutableBufferPointer { outcomes in
            nonisolated(unsafe) let outcomes = outcomes
            nonisolated(unsafe) let pass = pass
            workers.run(pieces) { piece in outcomes[piece] = pass.run(piece) }
        }
        let sum = OutputLoss.Outcome(
            loss: outcomes.reduce(0) { $0 + $1.loss }, correct: outcomes.reduce(0) { $0 + $1.correct })
        return (sum, pieces)
    }

    /// Brings the layers' lowered forms up to date with what is trained.
    private func realise() {
        nonisolated(unsafe) let pieces = realisedPieces
        let step = step
        workers.run(pieces.count) { index in pieces[index].layer.realiseCells(part: pieces[index].part, step: step) }
        for layer in layers { layer.realiseNeurons() }
    }

    private func update(pieces: Int, batches: Int) {
        let total = recipe.epochs * batches
        let rate =
            recipe.learningRate * recipe.schedule.factor(step: step, total: total, stepsPerEpoch: batches)
        for (index, layer) in layers.enumerated() {
            let adjoint = neuronAdjoint(layer: index, pieces: pieces)
            layer.updateNeurons(adjoint: adjoint, optimizer: recipe.optimizer, rate: rate, step: step)
        }
        let size = StepSize(optimizer: recipe.optimizer, rate: rate, step: step)
        let (shards, scratch) = (shards[..<pieces], gradients)
        nonisolated(unsafe) let parts = updatedPieces
        workers.run(parts.count) { index, thread in
            let layer = parts[index].layer
            layer.updateWeights(part: parts[index].part, size: size, scratch: scratch[thread]) { inputs, gradient in
                // In the shards' order, whatever runs beside.
                for (place, shard) in shards.enumerated() {
                    shard.addGradient(layer.index, of: inputs, into: gradient, accumulates: place > 0)
                }
            }
        }
    }

    /// ∂L by the coefficients of a layer's neurons; ∂L/∂G_j is then in the layer's `load`.
    private func neuronAdjoint(layer index: Int, pieces: Int) -> NeuronAdjoint {
        let layer = layers[index]
        let adjoint = NeuronAdjoint(shards[..<pieces], layer: index, of: layer.lowered)
        let isLast = index == layers.count - 1
        layer.setLoad(adjoint) { neuron in
            isLast ? shards[..<pieces].reduce(0) { $0 + $1.loadAdjoint[neuron] } : 0
        }
        return adjoint
    }

    /// ∂L by a layer's realised weights, in shards, and by its neurons; ∂L/∂G_j is then in the layer's `load`.
    func gradient(layer index: Int, pieces: Int) -> (shards: [FloatPlane], adjoint: NeuronAdjoint) {
        let layer = layers[index]
        let planes = shards[..<pieces].map { shard in
            let plane = FloatPlane(count: layer.inputs * layer.stride)
            shard.addGradient(index, of: 0..<layer.inputs, into: plane.start, accumulates: false)
            return plane
        }
        return (planes, neuronAdjoint(layer: index, pieces: pieces))
    }

    /// One shard's part of a step.
    private struct ShardStep {
        let trainer: NetworkTrainer
        let samples: LabelledSamples
        let batch: ArraySlice<Int>
        let output: OutputLoss
        let pieces: Int
        let fires: Bool

        func run(_ piece: Int) -> OutputLoss.Outcome {
            let count = batch.count
            let range = NetworkTrainer.sampleRange(piece: piece, of: pieces, samples: count)
            let start = batch.startIndex + range.lowerBound
            let end = batch.startIndex + range.upperBound
            let shard = trainer.shards[piece]
            let input = trainer.load(samples, batch[start..<end], piece: piece, places: start..<end)
            shard.forward(input, samples: end - start, outputFires: fires)
            shard.beginBackward()
            let outcome = output.differentiate(
                shard, labels: trainer.encodings[piece].labels, samples: end - start, batch: count)
            shard.backward(outputFires: fires)
            return outcome
        }
    }

    /// Writes samples, displaced and thinned at random, where the shard finds them.
    /// - Parameter places: of the samples in the epoch's order; they decide the random numbers.
    private func load(
        _ samples: LabelledSamples, _ indices: ArraySlice<Int>, piece: Int, places: Range<Int>
    ) -> LayerInput {
        let encoding = encodings[piece]
        samples.features.withUnsafeBufferPointer { features in
            indices.withUnsafeBufferPointer { indices in
                samples.labels.withUnsafeBufferPointer { labels in
                    for offset in indices.indices { encoding.labels[offset] = Int32(labels[indices[offset]]) }
                }
                if recipe.augmentation.isNone {
                    spike_gather(
                        features.baseAddress!, inputs, indices.baseAddress!, indices.count, encoding.features(0))
                }
                if recipe.augmentation.isNone && recipe.inputDropout == 0 { return }
                for (offset, index) in indices.enumerated() {
                    let image = features.baseAddress! + index * inputs
                    let target = encoding.features(offset)
                    var stream = RandomStream(
                        seed: seed, purpose: InputEncoding.augmentationPurpose,
                        trial: epoch * samples.count + places.lowerBound + offset)
                    if let shape = samples.imageShape, !recipe.augmentation.isNone {
                        recipe.augmentation.displace(
                            image, into: target, height: shape.height, width: shape.width, stream: &stream)
                    } else {
                        target.update(from: image, count: inputs)
                    }
                    if recipe.inputDropout > 0 { thin(target, stream: &stream) }
                }
            }
        }
        return encoding.encode(samples: indices.count, seed: seed &+ UInt64(step * shardCount + piece) &* 0x9E37_79B9)
    }

    private func thin(_ features: UnsafeMutablePointer<Float>, stream: inout RandomStream) {
        let threshold = UInt32(recipe.inputDropout * 65536)
        // What drives nothing; the others are stretched away from it, but a spike has no level to stretch.
        let silence: Float = isBipolar ? 0.5 : 0
        let scale = recipe.encoder == .latency ? 1 : Float(1 / (1 - recipe.inputDropout))
        func thin(_ input: Int, _ draw: UInt32) {
            features[input] = draw < threshold ? silence : silence + (features[input] - silence) * scale
        }
        var input = 0
        while input < inputs {
            let word = stream.nextWord()
            thin(input, word & 0xFFFF)
            if input + 1 < inputs { thin(input + 1, word >> 16) }
            input += 2
        }
    }
}

/// A part of a layer that one thread works on.
private struct LayerPiece {
    let layer: TrainedLayer
    let part: Int

    /// From the last layer on, whose parts take longest for their size.
    static func all(_ layers: [TrainedLayer], _ parts: (TrainedLayer) -> Int) -> [LayerPiece] {
        layers.reversed().flatMap { layer in (0..<parts(layer)).map { LayerPiece(layer: layer, part: $0) } }
    }
}
