import Circuits
import NeuromorphicCircuits
import Results

extension CircuitPart {
    var group: ElementGroup {
        switch self {
        case .array: .array
        case .neurons: .neurons
        case .winnerTakeAll: .winnerTakeAll
        }
    }
}

extension EnergySplit {
    init(_ ledger: EnergyLedger) {
        self.init(
            array: ledger.caused(by: .array), neurons: ledger.caused(by: .neurons),
            winnerTakeAll: ledger.caused(by: .winnerTakeAll))
    }
}
