import SpikingNetworks
public import Training

/// How much memory a training takes, before it takes any.
public enum NetworkMemory {
    /// An estimate from the sizes of what is kept: weights with the optimiser's moments and gradients, the spikes and
    /// currents of every shard, and the samples.
    ///
    /// In double precision, so that an absurd study is refused and does not overflow.
    /// - Parameters:
    ///   - samples: of all parts together; they are there twice while they are divided.
    /// - Returns: bytes.
    public static func estimate(_ recipe: NetworkRecipe, inputs: Int, samples: Int) -> Double {
        let float = 4.0
        let batch = Double(recipe.batchSize)
        let slots = Double(recipe.slots)
        let shards = (batch / 64).rounded(.up)
        var bytes = 2 * Double(samples) * Double(inputs) * float
        var width = Double(inputs)
        var widestSpikes = 0.0
        var widestInput = width
        for (index, layer) in recipe.layers.enumerated() {
            let neurons = (Double(layer.neurons) / 16).rounded(.up) * 16
            let cells = width * neurons
            let isCrossbar = if case .crossbar = layer.model { true } else { false }
            // Weights, two moments, one gradient a shard, and what a crossbar realises.
            bytes += cells * float * (3 + shards + (isCrossbar ? 1 : 0))
            // Cells as the finished network holds them, programmed once more.
            bytes += cells * float * (isCrossbar ? 4 : 1)
            let frames = index == 0 && !recipe.encoder.spikes ? 1 : slots
            bytes += batch * neurons * (frames * float + slots / 8)
            if index < recipe.layers.count - 1 { widestSpikes = max(widestSpikes, neurons) }
            widestInput = max(widestInput, width)
            width = Double(layer.neurons)
        }
        bytes += batch * slots * (widestSpikes * float + width * 2 * float + widestInput / 8)
        if recipe.encoder.spikes { bytes += batch * slots * Double(inputs) / 8 }
        return bytes + 64e6
    }

    /// - Parameter available: bytes that the machine has for this.
    public static func check(
        _ recipe: NetworkRecipe, inputs: Int, samples: Int, available: Int
    ) throws(NetworkTrainingError) {
        let needed = estimate(recipe, inputs: inputs, samples: samples)
        guard needed <= Double(available) else {
            throw .memory(needed: Int(min(needed, 1e18)), available: available)
        }
    }
}
