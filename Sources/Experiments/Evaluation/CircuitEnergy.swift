import Circuits
import NeuromorphicCircuits
import Results

extension EnergySplit {
    init(_ ledger: EnergyLedger) {
        self.init(
            array: ledger.caused(by: .array), neurons: ledger.caused(by: .neurons),
            winnerTakeAll: ledger.caused(by: .winnerTakeAll))
    }
}
