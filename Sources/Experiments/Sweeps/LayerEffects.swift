import Crossbars
import NumericalMethods
import SpikingNetworks

extension CrossbarLayer {
    static let mismatchPurpose = StreamPurpose("effects: neuron mismatch of a layer")

    /// The layer on a plan's lines, behind its drivers, with neurons that differ.
    /// - Parameter trial: the array's and the layer's number, of which the neurons depend.
    func under(_ plan: EffectsPlan, seed: UInt64, trial: Int) -> CrossbarLayer {
        var layer = wired(by: plan.lineResistance.resistance)
        if plan.neurons != .none {
            var stream = RandomStream(seed: seed, purpose: Self.mismatchPurpose, trial: trial)
            layer.spread = plan.neurons.draw(neurons: neurons, from: &stream)
        }
        return layer
    }
}
