import Crossbars
import Datasets
import NeuromorphicCircuits
import Quantities
import Results
import Studies

/// What a report shows of a broken classifier beside its accuracies.
extension ClassifierSubject {
    /// Those without injection by their seeds, those trained against effects in the order of the points, and the templates.
    var networks: [BrokenNetworkRecord] {
        var found: [BrokenNetworkRecord] = []
        let points = (try? study.points()) ?? []
        for own in trainings {
            let base = own.training.study
            found.append(
                BrokenNetworkRecord(
                    name: "trained-seed-\(base.seed)", study: base, conductances: own.networks[ArrayEffects()]!))
            var seen: [ArrayEffects] = []
            for point in points where point.remedy.isVariationAware && !seen.contains(point.expected) {
                seen.append(point.expected)
                if let array = own.networks[point.expected] {
                    found.append(
                        BrokenNetworkRecord(
                            name: "variation-aware-\(seen.count)-seed-\(base.seed)", study: base, conductances: array))
                }
            }
        }
        if study.remedies.contains(where: \.usesTemplates) {
            found.append(
                BrokenNetworkRecord(name: "templates", study: study.base, conductances: templates))
        }
        return found
    }

    var faultSearch: FaultSearchRecord? {
        let spares = study.remedies.contains(where: \.usesSpareColumns) ? study.sampling.spareColumns : 0
        let circuit = study.base.circuit
        return FaultSearchRecord(
            study.remedies,
            arrays: [
                .init(
                    cells: (study.base.patterns.count + spares) * study.base.patterns.pixelCount,
                    minimum: circuit.minimumConductance, maximum: circuit.maximumConductance,
                    readVoltage: circuit.readVoltage, slot: circuit.slotDuration)
            ])
    }
}

extension FaultSearchRecord {
    /// An array in which stuck cells are looked for.
    struct SearchedArray {
        var cells: Int
        var minimum: Conductance
        var maximum: Conductance
        var readVoltage: Voltage
        var slot: Time
    }

    /// Every cell is written to both ends of its range and read after each write.
    /// - Returns: nil if no remedy needs to know.
    init?(_ remedies: [Remedy], arrays: [SearchedArray]) {
        guard remedies.contains(where: \.needsFaultMap) else { return nil }
        let cells = arrays.reduce(0) { $0 + $1.cells }
        self.init(
            writes: 2 * cells, reads: 2 * cells,
            readEnergy: arrays.reduce(0) { sum, array in
                let power = array.readVoltage.value * array.readVoltage.value
                let energy = power * (array.minimum.value + array.maximum.value)
                return sum + Double(array.cells) * energy * array.slot.value
            },
            protocolText: "every cell is set and reset once and read after each for one slot at V_read; a cell that "
                + "does not move is stuck where it is")
    }
}
