import Experiments
import Quantities

/// An energy with its parts, in one line.
func energyText(_ parts: EnergySplit, digits: Int = 3) -> String {
    func text(_ energy: Double) -> String { Energy(energy).formatted(digits: digits) }
    return "\(text(parts.total)) (array \(text(parts.array)), neurons \(text(parts.neurons)), winner-take-all "
        + "\(text(parts.winnerTakeAll)))"
}
