import SpikeKernels
import SpikingNetworks

extension NetworkRecipe {
    /// Bytes that a ``NetworkTrainer`` of this recipe takes with its checkpoints and the finished network: an estimate
    /// from the sizes of what is kept, without the samples.
    ///
    /// In double precision, so that an absurd study is refused and does not overflow.
    public func trainingMemory(inputs: Int, jobs: Int) -> Double {
        let (float, word) = (4.0, 8.0)
        let lanes = Double(SPIKE_LANES)
        func stride(_ neurons: Double) -> Double { (neurons / lanes).rounded(.up) * lanes }
        func words(_ bits: Double) -> Double { (bits / 64).rounded(.up) }
        let capacity = Double(min(batchSize, NetworkTrainer.shardSize))
        let shards = (Double(batchSize) / Double(NetworkTrainer.shardSize)).rounded(.up)
        let slots = Double(slots)
        let widths = [Double(inputs)] + layers.map { Double($0.neurons) }
        // Samples' features, and their spikes.
        var shard = capacity * widths[0] * float
        if encoder.spikes { shard += slots * capacity * words(widths[0]) * word }
        var bytes = 0.0
        var largestPart = 0.0
        for (index, layer) in layers.enumerated() {
            let (width, neurons) = (widths[index], stride(widths[index + 1]))
            let plane = width * neurons * float
            let isCrossbar = if case .crossbar = layer.model { true } else { false }
            // Weights and two moments, five times with the checkpoints (last, best, and three copies while one is
            // written), and the finished network; a crossbar's realised weights and its pairs of cells, programmed twice.
            let planes = isCrossbar ? 20.0 : 16.0
            bytes += plane * planes
            largestPart = max(largestPart, plane)
            let frames = index == 0 && !encoder.spikes ? 1 : slots
            // Currents, spikes, and the input's bits the other way round.
            shard += frames * capacity * neurons * float
            shard += slots * capacity * words(neurons) * word
            shard += words(width) * 64 * words(frames * capacity) * word
        }
        // Potentials and their adjoints of the output layer; ∂L/∂o of the widest hidden one.
        shard += 2 * slots * stride(capacity) * stride(widths[layers.count]) * float
        var widest = 0.0
        for index in layers.indices.dropLast() where stride(widths[index + 2]) > lanes {
            widest = max(widest, stride(widths[index + 1]))
        }
        shard += slots * capacity * widest * float
        // The gradient of a part at a time, whole in a small layer.
        bytes += shards * shard
        bytes += Double(jobs) * min(largestPart, 1e6)
        return bytes
    }
}
