import Circuits
package import Crossbars
import Datasets
import Devices
import NeuromorphicCircuits
package import Quantities
package import Results
package import SpikingNetworks
package import Studies

/// A classifier that is shown its patterns with flipped pixels.
package struct ShownClassifier: ProgrammableNetwork {
    package var network: StoredClassifier
    package var flipProbability: Double
    package var presentations: Int

    /// Races whose voltages stand for all; every class equally often.
    private static let races = 40

    package init(_ network: StoredClassifier, flipProbability: Double = 0.1, presentations: Int = 20_000) {
        self.network = network
        self.flipProbability = flipProbability
        self.presentations = presentations
    }

    private var study: Study { network.study }

    package var seed: UInt64 { study.seed }
    package var tree: StudyTree { study.tree }
    package var readVoltage: Voltage { study.circuit.readVoltage }
    package var thresholdVoltage: Voltage { study.circuit.thresholdVoltage }
    package var targets: [ConductanceArray] { [network.conductances] }
    package var arrays: [ConductanceArray] { [network.conductances] }
    package var shown: String { "noisy patterns, p = \(flipProbability)" }
    package var engine: Level { .events }
    package var classes: Int { study.patterns.count }

    package func holding(_ arrays: [ConductanceArray]) -> ShownClassifier {
        var other = self
        other.network.conductances = arrays[0]
        return other
    }

    package func carried(_ siemens: [[Double]], over mapping: TargetMapping) throws -> ShownClassifier {
        var study = study
        if mapping.impedanceFactor != 1 { study.circuit = study.circuit.scalingImpedances(by: mapping.impedanceFactor) }
        let held = mapping.held(siemens[0])
        let ends = [mapping.lowest.value, mapping.highest.value]
        study.circuit.minimumConductance = Conductance((held + ends).min()!)
        study.circuit.maximumConductance = Conductance((held + ends).max()!)
        var other = self
        other.network = StoredClassifier(
            study: study,
            conductances: try ConductanceArray(
                columns: network.conductances.columns, rows: network.conductances.rows,
                range: study.circuit.conductanceRange(), siemens: held))
        return other
    }

    package func accuracy(_ engines: SimulationEngines, jobs: Int) throws -> Double {
        var race = try race(engines)
        let presented = study.presentations(.independentFlips(flipProbability), purpose: Purpose.training)
        return try race.tally(presented, trials: 0..<presentations).accuracy
    }

    package func ceiling() -> Double? { ProtocolCeiling(study).accuracy(.independentFlips(flipProbability)) }

    package func cleanCorrect(_ engines: SimulationEngines) throws -> Int? {
        var race = try race(engines)
        return try study.patterns.patterns.enumerated().count { index, pattern in
            try race.decision([pattern]) == .winner(index)
        }
    }

    package func reading(
        _ engines: SimulationEngines, meter: StageMeter, stage: String, context: RunContext
    ) throws -> (record: EnergyRecord?, notes: [String]) {
        let runner = LevelRunner(study: study, array: network.conductances, engines: engines, context: context)
        return (try runner.readingEnergy(meter, stage: stage), [])
    }

    // MARK: Voltages

    package func voltages(_ engines: SimulationEngines) throws -> CellVoltages {
        let presented = study.presentations(.independentFlips(flipProbability), purpose: Purpose.agreement)
        return try voltages((0..<Self.races).map { presented.frames($0)[0] }, engines)
    }

    package func cleanVoltages(_ engines: SimulationEngines) throws -> [CellVoltages] {
        try study.patterns.patterns.map { try voltages([$0], engines) }
    }

    private func race(_ engines: SimulationEngines) throws -> EventRace {
        try EventRace(network.conductances, design: study.circuit, engine: engines.events)
    }

    /// The voltages u_i − V_j(t) over whole presentations of these frames.
    private func voltages(_ frames: [Pattern], _ engines: SimulationEngines) throws -> CellVoltages {
        let array = network.conductances
        let vRead = study.circuit.readVoltage.value  // [V]
        var race = try race(engines)
        var tally = CellVoltageTally(
            columns: array.columns, rows: array.rows, presentations: frames.count)
        for frame in frames {
            let waveforms = try race.transient([frame]).waveforms
            let whole = [0..<(waveforms.time.count - 1)]
            tally.add(
                waveforms.time,
                membranes: (0..<array.columns).map { waveforms.values[.voltage(race.circuit.membrane($0))] },
                rows: BipolarRows.levels(bits: frame.pixels).map { [.init(level: $0 * vRead, spans: whole)] })
        }
        return CellVoltages(dwells: tally.dwells, largest: tally.largest)
    }
}

extension TargetMapping {
    /// What resistors can hold of it: a stuck cell may conduct nothing at all, and no array of resistors has that.
    func held(_ siemens: [Double]) -> [Double] { siemens.map { max($0, deviceRange.minimum.value) } }
}
