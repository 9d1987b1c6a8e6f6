import Crossbars
import Datasets
import NeuromorphicCircuits
import Quantities
import SpikingNetworks

/// What a report shows of a broken classifier beside its accuracies.
extension ClassifierSubject {
    func specimen(_ point: SweepPoint, map: Int) throws -> ArraySpecimen {
        let array = try array(point, map: map)
        return ArraySpecimen(
            conductances: array.logical.table, stuck: array.stuck, layer: nil, rowOfInput: array.mapping.rowOfInput,
            columnOfClass: array.mapping.columnOfClass)
    }

    var networkRecord: SweptNetworkRecord? { nil }

    var notes: [String] { [] }

    /// Those without injection by their seeds, those trained against effects in the order of the points, and the templates.
    var networks: [BrokenNetworkRecord] {
        var found: [BrokenNetworkRecord] = []
        let points = (try? study.points()) ?? []
        for own in trainings {
            let base = own.training.study
            found.append(
                BrokenNetworkRecord(name: "trained-seed-\(base.seed)", study: base, conductances: own.plain))
            var seen: [ArrayEffects] = []
            for point in points where point.remedy.isVariationAware && !seen.contains(point.expected) {
                seen.append(point.expected)
                if let array = own.hardened[point.expected] {
                    found.append(
                        BrokenNetworkRecord(
                            name: "variation-aware-\(seen.count)-seed-\(base.seed)", study: base, conductances: array))
                }
            }
        }
        if study.remedies.contains(where: \.usesTemplates) {
            found.append(
                BrokenNetworkRecord(name: "templates", study: study.base, conductances: trainings[0].templates))
        }
        return found
    }

    /// Every cell is written to both ends of its range and read after each write.
    var faultSearch: FaultSearchRecord? {
        guard study.remedies.contains(where: \.needsFaultMap) else { return nil }
        let spares = study.remedies.contains(where: \.usesSpareColumns) ? study.sampling.spareColumns : 0
        let cells = (study.base.patterns.count + spares) * study.base.patterns.pixelCount
        let circuit = study.base.circuit
        let power = circuit.readVoltage.value * circuit.readVoltage.value
        let energy = power * (circuit.minimumConductance.value + circuit.maximumConductance.value)
        return FaultSearchRecord(
            writes: 2 * cells, reads: 2 * cells, readEnergy: Double(cells) * energy * circuit.slotDuration.value,
            protocolText: "every cell is set and reset once and read after each for one slot at V_read; a cell that "
                + "does not move is stuck where it is")
    }
}
