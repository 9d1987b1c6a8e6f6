import Circuits
import Crossbars
import Datasets
package import Devices
import Foundation
import NeuromorphicCircuits
import Quantities
package import Results
import SpikingNetworks
import Studies

/// Follows every cell's state through its own voltages over many inferences.
package struct EnduranceExperiment: Sendable {
    package var network: StoredNetwork
    package var device: DeviceModel
    package var engines: SimulationEngines
    package var context: RunContext
    package var program: ProgramRecord
    package var flipProbability: Double
    /// For every accuracy.
    package var presentations: Int

    /// Races whose voltages stand for all; every class equally often.
    static let races = 40
    /// No longer than this is followed; our choice: a presentation a microsecond for thirty million years.
    static let limit = 1e21

    package init(
        network: StoredNetwork, device: DeviceModel, engines: SimulationEngines, context: RunContext,
        program: ProgramRecord, flipProbability: Double, presentations: Int
    ) {
        self.network = network
        self.device = device
        self.engines = engines
        self.context = context
        self.program = program
        self.flipProbability = flipProbability
        self.presentations = presentations
    }

    package func run() throws -> EnduranceResults {
        guard device.description.kind == .nonvolatile else {
            throw ProgrammingError.volatileDevice(name: device.name)
        }
        let design = network.study.circuit
        let start = network.conductances
        var states = start.siemens.map { device.state(of: Conductance($0), at: design.readVoltage) }
        let (first, largestVoltage) = try dwell(start, noisyFrames)
        let drifts = zip(first, states).map { abs(device.drift(in: $0, at: $1)) }
        let drift = drifts.max()!
        var results = EnduranceResults(
            program: program, seed: network.study.seed, device: device.text, largestVoltage: largestVoltage,
            writeThreshold: device.weakestThreshold.value,
            thresholdMeaning: device.writeThresholds.meaning.rawValue, driftPerInference: drift,
            flipProbability: flipProbability, presentations: presentations, accuracy: try accuracy(start), points: [],
            notes: [])
        for (index, pattern) in network.study.patterns.patterns.enumerated() {
            let (own, _) = try dwell(start, [pattern])
            let drift = zip(own, states).map { abs(device.drift(in: $0, at: $1)) }.max()!
            if drift > results.worstCleanDrift ?? -1 {
                (results.worstCleanPattern, results.worstCleanDrift) = (index, drift)
            }
        }
        let clipped = zip(start.siemens, states).count { siemens, x in
            abs(device.conductance(at: design.readVoltage, state: x).value / siemens - 1) > 1e-6
        }
        if clipped > 0 {
            results.notes.append(
                "\(clipped) cells hold a conductance that the device does not have at \(design.readVoltage); they were "
                    + "taken at its nearest end. Program the network first: memspike program")
        }
        if drift > 0.01 {
            results.notes.append(
                "One inference alone moves a state by \(drift) of its range: this circuit rewrites its memory, and the "
                    + "numbers are no more than their order of magnitude")
        }
        guard drift > 0 else {
            results.notes.append("No cell sees a voltage at which its state moves: inference changes nothing.")
            return results
        }
        // Before this the drift is a straight line, and too small to matter.
        var now = 0.0
        var next = max(1, pow(10, (log10(1e-5 / drift) * 4).rounded() / 4))
        var dwells = first
        while next <= Self.limit {
            if context.isCancelled() { throw RunInterrupted(stage: "endurance") }
            for cell in states.indices {
                states[cell] = try device.states(after: [next - now], of: dwells[cell], from: states[cell])[0]
            }
            now = next
            let array = try array(states)
            let changes = zip(array.siemens, start.siemens).map { abs($0 / $1 - 1) }
            let point = EnduranceResults.Point(
                inferences: now, accuracy: try accuracy(array),
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
            (dwells, _) = try dwell(array, noisyFrames)
            next = now * pow(10, 0.25)
        }
        return results
    }

    private func array(_ states: [Double]) throws -> ConductanceArray {
        let design = network.study.circuit
        let ends = device.conductanceRange(at: design.readVoltage)
        let floor = max(ends.low.value, 1e-6 * ends.high.value)
        return try ConductanceArray(
            columns: network.conductances.columns, rows: network.conductances.rows,
            range: ConductanceRange(minimum: Conductance(floor), maximum: ends.high * 1.000_001),
            siemens: states.map { max(floor, device.conductance(at: design.readVoltage, state: $0).value) })
    }

    private func accuracy(_ array: ConductanceArray) throws -> Double {
        let study = network.study
        let shown = NoisyPresentations(
            patterns: study.patterns, noise: .independentFlips(flipProbability), slots: study.circuit.slots,
            seed: study.seed, purpose: Purpose.training)
        var race = try EventRace(array, design: study.circuit, engine: engines.events)
        return try race.tally(shown, trials: 0..<presentations).accuracy
    }

    private var noisyFrames: [Pattern] {
        let study = network.study
        let shown = NoisyPresentations(
            patterns: study.patterns, noise: .independentFlips(flipProbability), slots: 1, seed: study.seed,
            purpose: Purpose.agreement)
        return (0..<Self.races).map { shown.frames($0)[0] }
    }

    /// The voltages u_i − V_j(t) of every cell over whole presentations of these frames, from the events engine.
    private func dwell(
        _ array: ConductanceArray, _ frames: [Pattern]
    ) throws -> ([VoltageDwell], largest: Double) {
        let study = network.study
        let vRead = study.circuit.readVoltage.value  // [V]
        var race = try EventRace(array, design: study.circuit, engine: engines.events)
        var dwells = [VoltageDwell](
            repeating: VoltageDwell(presentations: frames.count), count: array.columns * array.rows)
        var largest = 0.0
        for frame in frames {
            let waveforms = try race.transient([frame]).waveforms
            let levels = BipolarRows.levels(bits: frame.pixels).map { $0 * vRead }
            for column in 0..<array.columns {
                guard let membrane = waveforms.values[.voltage(race.circuit.membrane(column))] else { continue }
                // First the membrane's own distribution, then one for each of its cells.
                var profile: [Int: (moment: Double, duration: Double)] = [:]
                for index in membrane.indices.dropFirst() {
                    let duration = waveforms.time[index] - waveforms.time[index - 1]
                    let v = (membrane[index] + membrane[index - 1]) / 2
                    let bin = Int(saturating: (v / 2e-3).rounded(.down))
                    let known = profile[bin] ?? (0, 0)
                    profile[bin] = (known.moment + v * duration, known.duration + duration)
                }
                for (_, part) in profile.sorted(by: { $0.key < $1.key }) where part.duration > 0 {
                    let v = part.moment / part.duration
                    for row in 0..<array.rows {
                        largest = max(largest, abs(levels[row] - v))
                        dwells[column * array.rows + row].add(.volts(levels[row] - v), for: Time(part.duration))
                    }
                }
            }
        }
        return (dwells, largest)
    }
}
