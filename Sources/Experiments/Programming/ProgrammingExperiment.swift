package import Crossbars
package import Devices
import Foundation
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
    /// The cells that are stuck in truth, layer by layer; empty for none.
    package var faults: [FaultMap] = []

    package init(device: DeviceModel) { self.device = device }
}

/// Programs a trained network into arrays of a device, one a layer, and tells what these then hold and are worth.
package struct ProgrammingExperiment<Network: ProgrammableNetwork>: Sendable {
    /// What came of it.
    package struct Outcome: Sendable {
        package var results: ProgrammingResults
        /// Layer by layer.
        package var arrays: [ProgrammedArray]
        /// The network as the arrays hold it, with the circuit to match.
        package var network: Network
    }

    package var network: Network
    package var plan: ProgrammingPlan
    package var engines: SimulationEngines
    package var context: RunContext
    package var program: ProgramRecord

    package init(
        network: Network, plan: ProgrammingPlan, engines: SimulationEngines, context: RunContext,
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
        let readVoltage = verifyingVoltage
        let mappings = try network.targets.map {
            try TargetMapping($0, to: plan.device, readVoltage: readVoltage, levels: plan.levels, window: plan.window)
        }
        var recipe = try WriteVerifyRecipe(
            for: plan.device, readVoltage: readVoltage, scheme: plan.scheme, pulseWidth: plan.pulseWidth)
        recipe.window = plan.window
        recipe.cycleSpread = plan.cycleSpread
        let meter = StageMeter([("programming", 1), ("recognition", 3), ("energy", 1)], context: context)
        let start = context.stopwatch()
        let arrays = try program(mappings, recipe, meter)
        let seconds = context.stopwatch() - start
        let programmed = try network.carried(arrays.map { $0.cells.map(\.conductance.value) }, over: mappings[0])
        let ideal = try network.carried(mappings.map(\.targets), over: mappings[0])
        let accuracy = try measure(meter, [network, ideal, programmed])
        var (reading, notes) = try programmed.reading(engines, meter: meter, stage: "energy", context: context)
        reading?.programming = arrays.reduce(0) { $0 + $1.energy.value }
        var results = results(arrays, mappings[0], recipe, accuracy, reading, programmed, seconds: seconds)
        results.notes += notes
        return Outcome(results: results, arrays: arrays, network: programmed)
    }

    /// Layer by layer: every array has drivers of its own.
    private func program(
        _ mappings: [TargetMapping], _ recipe: WriteVerifyRecipe, _ meter: StageMeter
    ) throws -> [ProgrammedArray] {
        // Asked before every cell, of the test and of the first pass.
        meter.begin("programming", trials: 2 * mappings.reduce(0) { $0 + $1.targets.count })
        let programmer = ArrayProgrammer(device: plan.device, recipe: recipe)
        return try mappings.indices.map { layer in
            let target = network.targets[layer]
            guard
                let array = try programmer.program(
                    mappings[layer].targets, columns: target.columns, rows: target.rows,
                    stuck: faults(layer),
                    // Layers draw apart; the first draws what a network of one layer draws.
                    seed: network.seed &+ UInt64(layer) &* 0x9e37_79b9_7f4a_7c15,
                    isCancelled: {
                        meter.finishTrial()
                        return context.isCancelled()
                    })
            else { throw RunInterrupted(stage: "programming") }
            return array
        }
    }

    private func faults(_ layer: Int) -> FaultMap { plan.faults.isEmpty ? .none : plan.faults[layer] }

    /// The circuit's own read voltage, unless that would write.
    private var verifyingVoltage: Voltage {
        let own = network.readVoltage
        let weakest = plan.device.weakestThreshold
        return own < weakest * 0.95 ? own : weakest * 0.25
    }

    private func measure(_ meter: StageMeter, _ networks: [Network]) throws -> ProgrammingResults.Accuracy {
        let scores = try meter.map("recognition", trials: networks.count) { index in
            try networks[index].accuracy(engines, jobs: 1)
        }
        return ProgrammingResults.Accuracy(
            engine: network.engine, shown: network.shown, presentations: network.presentations,
            before: scores[0], levels: scores[1], after: scores[2], ceiling: network.ceiling(),
            cleanCorrect: try networks[2].cleanCorrect(engines), classes: network.classes)
    }

    private func results(
        _ arrays: [ProgrammedArray], _ mapping: TargetMapping, _ recipe: WriteVerifyRecipe,
        _ accuracy: ProgrammingResults.Accuracy, _ reading: EnergyRecord?, _ programmed: Network, seconds: Double
    ) -> ProgrammingResults {
        func ramp(_ ramp: PulseRamp) -> ProgrammingResults.Ramp {
            .init(
                width: ramp.width.value, start: ramp.start.value, step: ramp.step.value, maximum: ramp.maximum.value)
        }
        func sum<Value: AdditiveArithmetic>(_ value: (ProgrammedArray) -> Value) -> Value {
            arrays.reduce(.zero) { $0 + value($1) }
        }
        let cells = arrays.flatMap(\.cells)
        let stuck = arrays.indices.flatMap {
            faults($0).stuckMask(columns: arrays[$0].columns, rows: arrays[$0].rows)
        }
        let found = arrays.flatMap { $0.detectedFaults.stuckMask(columns: $0.columns, rows: $0.rows) }
        let healthy = stuck.indices.filter { !stuck[$0] }
        let count = Double(cells.count)
        let time = sum(\.time.value)
        return ProgrammingResults(
            program: program, seed: network.seed, device: plan.device.text, scheme: plan.scheme.rawValue,
            levels: plan.levels, window: plan.window, cycleSpread: plan.cycleSpread, set: ramp(recipe.set),
            reset: ramp(recipe.reset),
            mapping: .init(
                readVoltage: recipe.readVoltage.value, deviceMinimum: mapping.deviceRange.minimum.value,
                deviceMaximum: mapping.deviceRange.maximum.value, lowestLevel: mapping.lowest.value,
                highestLevel: mapping.highest.value, impedanceFactor: mapping.impedanceFactor,
                isStretched: mapping.isStretched),
            cells: cells.count, healthyCells: healthy.count,
            healthyInWindow: healthy.count { cells[$0].outcome == .inWindow },
            unreachable: cells.count { $0.outcome == .unreachable },
            stuckFound: found.count { $0 }, stuckMissed: stuck.indices.count { stuck[$0] && !found[$0] },
            falseAlarms: healthy.count { found[$0] }, pulses: sum(\.pulses), testPulses: sum(\.testPulses),
            passes: passes(arrays), time: time, timePerCell: time / count, energy: sum(\.energy.value),
            energyPerCell: cells.reduce(0) { $0 + $1.energy.value } / count,
            largestCellEnergy: cells.map(\.energy.value).max()!,
            halfSelectEnergy: sum(\.halfSelectEnergy.value), accuracy: accuracy, reading: reading,
            held: ProgrammingResults.Cell.all(arrays), study: programmed.tree, seconds: seconds,
            notes: notes(mapping, cells, programmed))
    }

    /// The passes over all arrays: the first ones together, and so on.
    private func passes(_ arrays: [ProgrammedArray]) -> [ProgrammingResults.Pass] {
        (0..<arrays.map(\.passes.count).max()!).map { index in
            let parts = arrays.compactMap { array in
                index < array.passes.count ? (array.passes[index], Double(array.cells.count)) : nil
            }
            return ProgrammingResults.Pass(
                cells: parts.reduce(0) { $0 + $1.0.cells }, pulses: parts.reduce(0) { $0 + $1.0.pulses },
                disturbedOut: parts.reduce(0) { $0 + $1.0.disturbedOut },
                largestDisturb: parts.map(\.0.largestDisturb).max()!,
                meanDisturb: parts.reduce(0) { $0 + $1.0.meanDisturb * $1.1 } / parts.reduce(0) { $0 + $1.1 })
        }
    }

    private func notes(
        _ mapping: TargetMapping, _ cells: [ProgrammedCell], _ programmed: Network
    ) -> [String] {
        let range = network.targets[0].range
        var notes: [String] = []
        if mapping.isStretched {
            let (before, after) = (network.thresholdVoltage, programmed.thresholdVoltage)
            notes.append(
                "The device's ratio of conductances is smaller than the network's: the targets, \(range.minimum.formatted(digits: 4)) to "
                    + "\(range.maximum.formatted(digits: 4)), were stretched linearly between its ends, \(mapping.lowest.formatted(digits: 4)) to "
                    + "\(mapping.highest.formatted(digits: 4)), and the circuit's impedances with them; "
                    + (after == before
                        ? "that adds the same current to all columns"
                        : "V_th went from \(before.formatted(digits: 4)) to \(after.formatted(digits: 4)), as the drive of a column "
                            + "did"))
        } else if mapping.impedanceFactor != 1 {
            notes.append(
                "The network's conductances, \(range.minimum.formatted(digits: 4)) to \(range.maximum.formatted(digits: 4)), became "
                    + "\(mapping.lowest.formatted(digits: 4)) to \(mapping.highest.formatted(digits: 4)): all impedances "
                    + "of the circuit were multiplied by \(String(format: "%.4g", mapping.impedanceFactor)), which leaves its "
                    + "voltages and times")
        }
        if mapping.hasOpenState {
            notes.append(
                "The device conducts almost nothing at x = 0: a thousandth of its highest conductance stands for HRS")
        }
        let stuck = cells.filter { if case .stuck = $0.outcome { true } else { false } }
        if let most = stuck.map(\.conductance).max(), most.value > 2 * mapping.highest.value {
            notes.append(
                "Stuck cells conduct up to \(most.formatted(digits: 3)), \(Int(saturating: (most / mapping.highest).rounded())) "
                    + "times the highest level: this network uses the lower part of the device's range, and training around "
                    + "faults.csv, which takes a cell in LRS for G_max, cannot make up for them")
        }
        let largest = network.largestVoltage
        let weakest = plan.device.weakestThreshold
        if largest.value * 1.1 > weakest.value {
            notes.append(
                "The rule \"read disturb\" cannot be met: this circuit reads its cells with up to "
                    + "\(largest.formatted(digits: 4)), and "
                    + "\(plan.device.name.rawValue) is written from \(weakest.formatted(digits: 4)) on; a margin of 1.1 needs "
                    + "\((largest * 1.1).formatted(digits: 4)). The conductances hold, the circuit would rewrite them: memspike "
                    + "design finds one that does not")
        }
        return notes
    }
}

extension ProgrammingResults.Cell {
    /// Every cell, or every so many of more than these.
    private static let limit = 20_000

    static func all(_ arrays: [ProgrammedArray]) -> [Self] {
        let total = arrays.reduce(0) { $0 + $1.cells.count }
        let stride = max(1, (total + limit - 1) / limit)
        return arrays.enumerated().flatMap { layer, array in
            Swift.stride(from: 0, to: array.cells.count, by: stride).map { index in
                let cell = array.cells[index]
                return Self(
                    layer: layer, neuron: index / array.rows, row: index % array.rows, target: cell.target.value,
                    held: cell.conductance.value, pulses: cell.pulses, outcome: cell.outcome.words)
            }
        }
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
