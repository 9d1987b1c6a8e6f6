package import Crossbars
package import Devices
import Foundation
import Quantities
package import Results
import SpikingNetworks
import Studies

/// Follows every cell's state through its own voltages over many inferences.
package struct EnduranceExperiment<Network: ProgrammableNetwork>: Sendable {
    package var network: Network
    package var device: DeviceModel
    /// Cells that no voltage moves, layer by layer; none if empty.
    package var stuck: [FaultMap]
    package var engines: SimulationEngines
    package var context: RunContext
    package var program: ProgramRecord

    /// No longer than this is followed; our choice: a presentation a microsecond for thirty million years.
    private static var limit: Double { 1e21 }

    package init(
        network: Network, device: DeviceModel, stuck: [FaultMap] = [], engines: SimulationEngines,
        context: RunContext, program: ProgramRecord
    ) {
        self.stuck = stuck
        self.network = network
        self.device = device
        self.engines = engines
        self.context = context
        self.program = program
    }

    package func run() throws -> EnduranceResults {
        guard device.description.kind == .nonvolatile else {
            throw ProgrammingError.volatileDevice(name: device.name)
        }
        let readVoltage = network.readVoltage
        let start = network.arrays.flatMap(\.siemens)
        var states = start.map { device.state(of: Conductance($0), at: readVoltage) }
        let first = try network.voltages(engines)
        let isStuck = isStuck
        func drifts(_ voltages: CellVoltages) -> [Double] {
            states.indices.map { isStuck[$0] ? 0 : abs(device.drift(in: voltages.dwells[$0], at: states[$0])) }
        }
        let drift = drifts(first).max()!
        var results = EnduranceResults(
            program: program, seed: network.seed, device: device.text, largestVoltage: first.largest,
            writeThreshold: device.weakestThreshold.value,
            thresholdMeaning: device.writeThresholds.meaning.rawValue, driftPerInference: drift,
            engine: network.engine, shown: network.shown, presentations: network.presentations,
            accuracy: try network.accuracy(engines, jobs: context.jobs), points: [], notes: [])
        for (index, own) in try network.cleanVoltages(engines).enumerated() {
            let drift = drifts(own).max()!
            if drift > results.worstCleanDrift ?? -1 {
                (results.worstCleanPattern, results.worstCleanDrift) = (index, drift)
            }
        }
        let clipped = states.indices.count { cell in
            let (siemens, x) = (start[cell], states[cell])
            return !isStuck[cell] && abs(device.conductance(at: readVoltage, state: x).value / siemens - 1) > 1e-6
        }
        if clipped > 0 {
            results.notes.append(
                "\(clipped) cells hold a conductance that the device does not have at the circuit's V_read of \(readVoltage); they were "
                    + "taken at its nearest end. Program the network first (memspike program); where that was done, the circuit "
                    + "reads at more than the device bears: memspike design finds one that does not")
        }
        if drift > 0.01 {
            results.notes.append(
                "One inference alone moves a state by \(String(format: "%.3g", drift)) of its range: this circuit rewrites its memory, and the "
                    + "numbers are no more than their order of magnitude")
        }
        guard drift > 0 else {
            results.notes.append("No cell sees a voltage at which its state moves: inference changes nothing.")
            return results
        }
        // Before this the drift is a straight line, and too small to matter.
        var now = 0.0
        var next = max(1, pow(10, (log10(1e-5 / drift) * 4).rounded() / 4))
        var dwells = first.dwells
        while next <= Self.limit {
            if context.isCancelled() { throw RunInterrupted(stage: "endurance") }
            for cell in states.indices where !isStuck[cell] {
                states[cell] = try device.states(after: [next - now], of: dwells[cell], from: states[cell])[0]
            }
            now = next
            let arrays = try arrays(states, start, isStuck)
            let changes = zip(arrays.lazy.flatMap(\.siemens), start).map { abs($0 / $1 - 1) }
            let changed = try network.holding(arrays)
            let point = EnduranceResults.Point(
                inferences: now, accuracy: try changed.accuracy(engines, jobs: context.jobs),
                meanChange: changes.reduce(0, +) / Double(changes.count), largestChange: changes.max()!)
            let before = results.points.last
            results.points.append(point)
            context.report(ProgressUpdate(stage: "endurance", fraction: min(0.99, log10(now) / 21)))
            let floor = results.accuracy - 0.01
            if point.accuracy <= floor {
                // Between two points the accuracy is taken as linear in log N.
                let from = before?.accuracy ?? results.accuracy
                let share = (from - floor) / (from - point.accuracy)
                let low = before?.inferences ?? 1
                results.inferencesToOnePoint = low * pow(now / low, share)
                return results
            }
            // The voltages of the race as the conductances are by now.
            dwells = try changed.voltages(engines).dwells
            next = now * pow(10, 0.25)
        }
        return results
    }

    /// Of every cell, layer by layer.
    private var isStuck: [Bool] {
        network.arrays.enumerated().flatMap { layer, array in
            (stuck.isEmpty ? .none : stuck[layer]).stuckMask(columns: array.columns, rows: array.rows)
        }
    }

    private func arrays(
        _ states: [Double], _ start: [Double], _ isStuck: [Bool]
    ) throws -> [ConductanceArray] {
        let ends = device.conductanceRange(at: network.readVoltage)
        let floor = max(ends.low.value, 1e-6 * ends.high.value)
        let held = zip(start, isStuck).filter(\.1).map(\.0)
        let range = try ConductanceRange(
            minimum: Conductance(min(floor, held.min() ?? floor)),
            maximum: max(ends.high * 1.000_001, Conductance(held.max() ?? 0)))
        var begin = 0
        return try network.arrays.map { array in
            defer { begin += array.siemens.count }
            return try ConductanceArray(
                columns: array.columns, rows: array.rows, range: range,
                siemens: (begin..<(begin + array.siemens.count)).map { cell in
                    isStuck[cell]
                        ? start[cell]
                        : max(floor, device.conductance(at: network.readVoltage, state: states[cell]).value)
                })
        }
    }
}
