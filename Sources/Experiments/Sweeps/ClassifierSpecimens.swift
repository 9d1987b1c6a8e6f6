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

    /// Every cell is written to both ends of its range and read after each write.
    var faultSearch: FaultSearchRecord? {
        guard study.remedies.contains(where: \.needsFaultMap) else { return nil }
        let spares = study.remedies.contains(where: \.usesSpareColumns) ? study.sampling.spareColumns : 0
        let cells = (GlyphSet.count + spares) * Glyph.pixelCount
        let circuit = study.base.circuit
        let power = circuit.readVoltage.value * circuit.readVoltage.value
        let energy = power * (circuit.minimumConductance.value + circuit.maximumConductance.value)
        return FaultSearchRecord(
            writes: 2 * cells, reads: 2 * cells, readEnergy: Double(cells) * energy * circuit.slotDuration.value,
            protocolText: "every cell is set and reset once and read after each for one slot at V_read; a cell that "
                + "does not move is stuck where it is")
    }

    /// The same decisions in the events engine, on the arrays and pictures of a point.
    func check(_ point: SweepPoint) throws -> EngineCheckRecord? {
        guard study.sampling.engine == .discrete, study.sampling.checked > 0 else { return nil }
        // Arrays as many as there are, a few pictures of each: mistakes of lowering show in arrays.
        let maps = min(study.sampling.maps, 20)
        let draws = max(1, study.sampling.checked / maps)
        let presentations = NoisyPresentations(
            glyphs: study.base.glyphs, noise: point.effects.input.noise, slots: study.base.circuit.slots,
            seed: study.base.seed, purpose: Self.presentationPurpose)
        var agreeing = 0
        for map in 0..<maps {
            let array = try array(point, map: map)
            var own = try ArrayRace(self, array, point.effects.withoutReadNoise, engine: .discrete)
            var other = try ArrayRace(self, array, point.effects.withoutReadNoise, engine: .events)
            for draw in 0..<draws {
                let trial = map * study.sampling.draws + draw
                let frames = presentations.frames(trial)
                if try own.decision(frames, trial: trial) == other.decision(frames, trial: trial) { agreeing += 1 }
            }
        }
        return EngineCheckRecord(
            engine: Level.discrete.rawValue, against: Level.events.rawValue, presentations: maps * draws,
            decisionsAgree: Double(agreeing) / Double(maps * draws))
    }
}
