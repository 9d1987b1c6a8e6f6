import Quantities
import Results

/// An energy with its parts, in one line.
func energyText(_ parts: EnergySplit) -> String {
    func text(_ energy: Double) -> String { Energy(energy).formatted(digits: EnergyRecord.digits) }
    return "\(text(parts.total)) (array \(text(parts.array)), neurons \(text(parts.neurons)), winner-take-all "
        + "\(text(parts.winnerTakeAll)))"
}
