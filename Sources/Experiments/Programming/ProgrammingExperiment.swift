package import Crossbars
import Datasets
package import Devices
import NeuromorphicCircuits
package import Quantities
package import Results
import SpikingNetworks
import Studies

/// How an array is to be programmed.
package struct ProgrammingPlan: Sendable {
    package var device: DeviceModel
    package var levels = 64
    package var window = 0.02
    package var cycleSpread = 0.05
    package var scheme = HalfSelectScheme.half
    /// nil for the width that suits the device.
    package var pulseWidth: Time?
    /// The cells that are stuck in truth.
    package var faults = FaultMap.none
    package var flipProbability = 0.1
    package var presentations = 20_000

    package init(device: DeviceModel) { self.device = device }
}

/// Programs a trained network into an array of a device, and tells what the array then holds and is worth.
package struct ProgrammingExperiment: Sendable {
    /// What came of it.
    package struct Outcome: Sendable {
        package var results: ProgrammingResults
        package var array: ProgrammedArray
        /// The network as the array holds it, with the circuit to match.
        package var network: StoredNetwork
    }

    package var network: StoredNetwork
    package var plan: ProgrammingPlan
    package var engines: SimulationEngines
    package var context: RunContext
    package var program: ProgramRecord

    package init(
        network: StoredNetwork, plan: ProgrammingPlan, engines: SimulationEngines, context: RunContext,
        program: ProgramRecord
    ) {
        self.network = network
        self.plan = plan
        self.engines = engines
        self.context = context
        self.program = program
    }

    /// - Throws: `ProgrammingError`, `ConductanceError`, `RunInterrupted`, or what the engine throws.
    package func run() throws -> Outcome {
        let trained = network.conductances
        let readVoltage = verifyingVoltage
        let mapping = try TargetMapping(
            trained, to: plan.device, readVoltage: readVoltage, levels: plan.levels, window: plan.window)
        var recipe = try WriteVerifyRecipe(
            for: plan.device, readVoltage: readVoltage, scheme: plan.scheme, pulseWidth: plan.pulseWidth)
        recipe.window = plan.window
        recipe.cycleSpread = plan.cycleSpread
        let meter = StageMeter([("programming", 1), ("recognition", 3), ("energy", 1)], context: context)
        meter.begin("programming", trials: 1)
        let start = context.stopwatch()
        guard
            let array = try ArrayProgrammer(device: plan.device, recipe: recipe).program(
                mapping.targets, columns: trained.columns, rows: trained.rows, stuck: plan.faults,
                seed: network.study.seed, isCancelled: context.isCancelled)
        else { throw RunInterrupted(stage: "programming") }
        let seconds = context.stopwatch() - start
        meter.finishTrial()
        let programmed = try network.programmed(array.cells.map(\.conductance.value), mapping)
        let ideal = try network.programmed(mapping.targets, mapping)
        let accuracy = try measure(meter, [network, ideal, programmed])
        var reading = try ReadingEnergy(
            study: programmed.study, array: programmed.conductances, engines: engines, context: context
        ).measure(meter, stage: "energy")
        reading.programming = array.energy.value
        return Outcome(
            results: results(array, mapping, recipe, accuracy, reading, programmed.study, seconds: seconds),
            array: array, network: programmed)
    }

    /// The circuit's own read voltage, unless that would write.
    private var verifyingVoltage: Voltage {
        let own = network.study.circuit.readVoltage
        let weakest = plan.device.weakestThreshold
        return own < weakest * 0.95 ? own : weakest * 0.25
    }

    private func measure(_ meter: StageMeter, _ networks: [StoredNetwork]) throws -> ProgrammingResults.Accuracy {
        let study = network.study
        let presentations = NoisyPresentations(
            patterns: study.patterns, noise: .independentFlips(plan.flipProbability), slots: study.circuit.slots,
            seed: study.seed, purpose: Purpose.training)
        let engine = engines.events
        let count = plan.presentations
        let scores = try meter.map("recognition", trials: networks.count) { index -> (Double, Int) in
            var race = try EventRace(
                networks[index].conductances, design: networks[index].study.circuit, engine: engine)
            let clean = try study.patterns.patterns.enumerated().count { index, pattern in
                try race.decision([pattern]) == .winner(index)
            }
            return (try race.tally(presentations, trials: 0..<count).accuracy, clean)
        }
        return ProgrammingResults.Accuracy(
            flipProbability: plan.flipProbability, presentations: count, before: scores[0].0, levels: scores[1].0,
            after: scores[2].0,
            ceiling: ProtocolCeiling(study).accuracy(.independentFlips(plan.flipProbability)),
            cleanCorrect: scores[2].1, classes: study.patterns.count)
    }

    private func results(
        _ array: ProgrammedArray, _ mapping: TargetMapping, _ recipe: WriteVerifyRecipe,
        _ accuracy: ProgrammingResults.Accuracy, _ reading: EnergyRecord, _ study: Study, seconds: Double
    ) -> ProgrammingResults {
        func ramp(_ ramp: PulseRamp) -> ProgrammingResults.Ramp {
            .init(
                width: ramp.width.value, start: ramp.start.value, step: ramp.step.value, maximum: ramp.maximum.value)
        }
        let stuck = plan.faults.stuckMask(columns: array.columns, rows: array.rows)
        let found = array.detectedFaults.stuckMask(columns: array.columns, rows: array.rows)
        let healthy = stuck.indices.filter { !stuck[$0] }
        let count = Double(array.cells.count)
        return ProgrammingResults(
            program: program, seed: network.study.seed, device: plan.device.text, scheme: plan.scheme.rawValue,
            levels: plan.levels, window: plan.window, cycleSpread: plan.cycleSpread, set: ramp(recipe.set),
            reset: ramp(recipe.reset),
            mapping: .init(
                readVoltage: recipe.readVoltage.value, deviceMinimum: mapping.deviceRange.minimum.value,
                deviceMaximum: mapping.deviceRange.maximum.value, lowestLevel: mapping.lowest.value,
                highestLevel: mapping.highest.value, impedanceFactor: mapping.impedanceFactor,
                isStretched: mapping.isStretched),
            cells: array.cells.count, healthyCells: healthy.count,
            healthyInWindow: healthy.count { array.cells[$0].outcome == .inWindow },
            unreachable: array.cells.count { $0.outcome == .unreachable },
            stuckFound: array.detectedFaults.cells.count,
            stuckMissed: stuck.indices.count { stuck[$0] && !found[$0] },
            falseAlarms: healthy.count { found[$0] }, pulses: array.pulses, testPulses: array.testPulses,
            passes: array.passes.map {
                .init(
                    cells: $0.cells, pulses: $0.pulses, disturbedOut: $0.disturbedOut,
                    largestDisturb: $0.largestDisturb, meanDisturb: $0.meanDisturb)
            },
            time: array.time.value, timePerCell: array.time.value / count, energy: array.energy.value,
            energyPerCell: array.cells.reduce(0) { $0 + $1.energy.value } / count,
            largestCellEnergy: array.cells.map(\.energy.value).max()!,
            halfSelectEnergy: array.halfSelectEnergy.value, accuracy: accuracy, reading: reading,
            array: ProgrammingResults.Cells(array), study: study.tree, seconds: seconds,
            notes: notes(mapping, array))
    }

    private func notes(_ mapping: TargetMapping, _ array: ProgrammedArray) -> [String] {
        let circuit = network.study.circuit
        var notes: [String] = []
        if mapping.impedanceFactor != 1 {
            notes.append(
                "The network's conductances, \(circuit.minimumConductance) to \(circuit.maximumConductance), became "
                    + "\(mapping.lowest.formatted(digits: 4)) to \(mapping.highest.formatted(digits: 4)): all impedances "
                    + "of the circuit were multiplied by \(mapping.impedanceFactor), which leaves its voltages and times"
            )
        }
        if mapping.isStretched {
            notes.append(
                "The device's ratio of conductances is smaller than the network's: the targets were stretched linearly "
                    + "between its ends, which adds the same current to all columns")
        }
        if mapping.hasOpenState {
            notes.append(
                "The device conducts almost nothing at x = 0: a thousandth of its highest conductance stands for HRS")
        }
        let stuck = array.cells.filter { if case .stuck = $0.outcome { true } else { false } }
        if let most = stuck.map(\.conductance).max(), most.value > 2 * mapping.highest.value {
            notes.append(
                "Stuck cells conduct up to \(most.formatted(digits: 3)), \(Int(saturating: (most / mapping.highest).rounded())) "
                    + "times the highest level: this network uses the lower part of the device's range, and training around "
                    + "faults.csv, which takes a cell in LRS for G_max, cannot make up for them")
        }
        let largest = circuit.readVoltage + circuit.thresholdVoltage
        let weakest = plan.device.weakestThreshold
        if largest.value * 1.1 > weakest.value {
            notes.append(
                "The rule \"read disturb\" cannot be met: this circuit reads its cells with up to \(largest), and "
                    + "\(plan.device.name.rawValue) is written from \(weakest.formatted(digits: 4)) on; a margin of 1.1 needs "
                    + "\((largest * 1.1).formatted(digits: 4)). The conductances hold, the circuit would rewrite them: memspike "
                    + "design finds one that does not")
        }
        return notes
    }
}

extension StoredNetwork {
    /// The network with the conductances of an array, in a circuit scaled to it.
    func programmed(_ siemens: [Double], _ mapping: TargetMapping) throws -> StoredNetwork {
        var study = study
        if mapping.impedanceFactor != 1 { study.circuit = study.circuit.scalingImpedances(by: mapping.impedanceFactor) }
        // A stuck cell may conduct nothing at all; no array of resistors has that.
        let held = siemens.map { max($0, mapping.deviceRange.minimum.value) }
        let ends = [mapping.lowest.value, mapping.highest.value]
        study.circuit.minimumConductance = Conductance((held + ends).min()!)
        study.circuit.maximumConductance = Conductance((held + ends).max()!)
        return StoredNetwork(
            study: study,
            conductances: try ConductanceArray(
                columns: conductances.columns, rows: conductances.rows, range: study.circuit.conductanceRange(),
                siemens: held))
    }
}

extension ProgrammingResults.Cells {
    init(_ array: ProgrammedArray) {
        func perNeuron<Value>(_ value: (ProgrammedCell) -> Value) -> [[Value]] {
            (0..<array.columns).map { column in
                array.cells[column * array.rows..<(column + 1) * array.rows].map(value)
            }
        }
        self.init(
            targets: perNeuron(\.target.value), conductances: perNeuron(\.conductance.value),
            pulses: perNeuron(\.pulses), outcomes: perNeuron(\.outcome.words))
    }
}

extension CellOutcome {
    /// As tables and reports say it.
    package var words: String {
        switch self {
        case .inWindow: "in window"
        case .outOfWindow: "out of window"
        case .unreachable: "unreachable"
        case .stuck(let state): "stuck \(state.rawValue)"
        }
    }
}
