import NumericalMethods
import SpikingNetworks
import Training

extension StuckPlan {
    static let purpose = StreamPurpose("network study: stuck cells")

    /// Stuck cells of every layer; empty if none is stuck.
    func cells(recipe: NetworkRecipe, inputs: Int, seed: UInt64) -> [StuckCells?] {
        guard rate > 0 else { return [] }
        var width = inputs
        return recipe.layers.enumerated().map { index, layer in
            defer { width = layer.neurons }
            guard case .crossbar = layer.model else { return nil }
            var stream = RandomStream(seed: seed, purpose: Self.purpose, trial: index)
            return StuckCells.random(
                inputs: width, neurons: layer.neurons, rate: rate, lowResistanceShare: lowResistanceShare,
                from: &stream)
        }
    }
}
