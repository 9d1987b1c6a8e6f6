import Circuits
import Devices
import EventDrivenSolver
import NeuromorphicCircuits
import NgspiceEngine
import NumericalMethods
import Quantities
import SpikingNetworks
import TestedProgram
import Testing

/// A network's piecewise-linear circuit by events, and its device level in ngspice.
private func bothLevels(
    _ network: SpikingNetwork, _ design: DeepCircuitDesign, _ levels: [Float], also signals: [Signal] = []
) throws -> (events: NetworkObservation, device: NetworkObservation, waveforms: Waveforms) {
    let exact = try NetworkCircuit(network, design: design)
    var events = try EventDrivenSimulator().prepareEvents(
        exact.circuit, analysis: exact.analysis(recordsWaveforms: false))
    let own = exact.observe(try events.run(exact.stimulus(frames: [levels])))
    let circuit = try NetworkCircuit(network, design: design, variant: .deviceLevel)
    var analysis = circuit.analysis(recordsWaveforms: true)
    analysis.signals += signals
    var spice = try NgspiceSimulator(pool: makePool()).prepare(circuit.circuit, analysis: analysis)
    let transient = try spice.transient(circuit.stimulus(frames: [levels]))
    return (own, circuit.observe(transient), transient.waveforms)
}

@Suite(.enabled(if: ngspiceTestsRun, "libngspice is not installed"))
struct DeepDeviceLevelTests {
    /// Four classes of two inputs each, every one with a hidden neuron of its own: the same winner by every decision rule that a
    /// circuit has, and one output that fires where they race.
    @Test(arguments: [Readout.gatherThenRace, .firstSpike, .spikeCount], [0, 3])
    func decidesAsEventsDo(readout: Readout, shown: Int) throws {
        var design = DeepCircuitDesign()
        // Too little for a column to fire by its bias alone.
        design.biasShare = 0.1
        let range = try design.conductanceRange()
        let (low, high) = (Float(range.minimum.value), Float(range.maximum.value))
        func layer(_ neurons: Int, _ positive: (Int, Int) -> Float, _ negative: (Int, Int) -> Float) throws
            -> SpikingLayer
        {
            func cells(_ cell: (Int, Int) -> Float) -> [Float] {
                (0..<8).flatMap { input in (0..<neurons).map { cell(input, $0) } }
            }
            return .crossbar(
                try CrossbarLayer(
                    inputs: 8, neurons: neurons,
                    parameters: design.raceParameters(inputs: 8, rows: .complementary, isOutput: neurons == 4),
                    range: range, rows: .complementary, positive: cells(positive), negative: cells(negative)))
        }
        let network = try SpikingNetwork(
            layers: [
                layer(8, { $0 == $1 ? high : low }, { _, _ in low }),
                layer(4, { $0 / 2 == $1 ? high : low }, { $0 / 2 == $1 ? low : high / 2 }),
            ], slots: design.slots, readout: readout)
        let levels = (0..<8).map { Float($0 / 2 == shown ? 0.2 : 0.03) }
        let (events, device, _) = try bothLevels(network, design, levels)
        #expect(events.decision == .winner(shown) && device.decision == .winner(shown))
        #expect(
            device.spikeTimes[0].indices.filter { !device.spikeTimes[0][$0].isEmpty } == [2 * shown, 2 * shown + 1])
        if readout != .spikeCount { #expect(device.spikes(layer: 1) == 1) }
    }

    /// A network of random cells: hidden spikes at nearly the same times.
    @Test func firesAsEventsDo() throws {
        let design = DeepCircuitDesign()
        var random = stream("device level", 1)
        let network = try randomNetwork([64, 16, 10], &random)
        let (events, device, _) = try bothLevels(network, design, randomLevels(64, &random))
        #expect(events.decision == device.decision)
        #expect(events.spikes(layer: 0) > 10 && device.spikes(layer: 1) == 1)
        for (neuron, (a, b)) in zip(events.spikeTimes[0], device.spikeTimes[0]).enumerated() {
            // The last may fall to either side of the end of the inputs.
            #expect(abs(a.count - b.count) <= 1, "neuron \(neuron): \(a.count) by events, \(b.count)")
            for (count, (x, y)) in zip(a, b).enumerated() {
                // A threshold switch takes some of its time constants, a hundredth of a slot, to turn on; a spike's length is off by
                // a few hundredths, and every one delays the next ones.
                #expect(abs(x - y) < 0.1 * Double(count + 1) * design.slotDuration.value, "neuron \(neuron), \(count)")
            }
        }
        // The drivers' resistors take more than their rows.
        #expect(device.energy.total > events.energy.total)
    }

    /// All cells at G_max: while a spike lasts its rows miss ±V_read by what the drivers are drawn to drop, for a slot.
    @Test func rowsStandAtTheRailsUnderFullLoad() throws {
        let design = DeepCircuitDesign()
        let range = try design.conductanceRange()
        func layer(_ inputs: Int, _ neurons: Int, isOutput: Bool, _ positive: Float, _ negative: Float) throws
            -> SpikingLayer
        {
            .crossbar(
                try CrossbarLayer(
                    inputs: inputs, neurons: neurons,
                    parameters: design.raceParameters(inputs: inputs, rows: .complementary, isOutput: isOutput),
                    range: range, rows: .complementary,
                    positive: [Float](repeating: positive, count: inputs * neurons),
                    negative: [Float](repeating: negative, count: inputs * neurons)))
        }
        let (low, high) = (Float(range.minimum.value), Float(range.maximum.value))
        let network = try SpikingNetwork(
            layers: [
                layer(4, 2, isOutput: false, high, low), layer(2, 40, isOutput: true, high, high),
            ], slots: design.slots, readout: .gatherThenRace)
        let rows = ["layer0_row_00", "layer0_row_00_inverse"].map { Signal.voltage(Node($0)) }
        let (events, device, waveforms) = try bothLevels(network, design, [0.3, 0.3, 0.3, 0.3], also: rows)
        let spikes = device.spikeTimes[0][0].count
        // The last may fall to either side of the end of the inputs.
        #expect(spikes > 1 && abs(spikes - events.spikeTimes[0][0].count) <= 1)
        let (vRead, slot) = (design.readVoltage.value, design.slotDuration.value)
        for (signal, sign) in zip(rows, [1.0, -1.0]) {
            let row = waveforms.values[signal]!.map { $0 * sign / vRead }
            // A transistor's resistance is that of a small voltage: at the drop of 1 % it is 1 % of 1/(2 · ½) higher, and that of the
            // inverse row, whose gate is 1 % of V_read lower, 2 % more.
            #expect(row.max()! <= 1 && row.max()! > 1 - 1.04 * design.rowDropShare, "\(row.max()!)")
            // At rest a row hangs on its resistor: restShare of V_th, at most, to either side.
            #expect(row.min()! > -design.restShare * design.thresholdVoltage.value / vRead)
            var above = 0.0
            for index in row.indices.dropFirst() where row[index] + row[index - 1] > 1 {
                above += waveforms.time[index] - waveforms.time[index - 1]
            }
            // A spike of one slot each; steps are a fiftieth, the last spike may be cut off.
            #expect(abs(above / slot - Double(spikes)) < 0.05 * Double(spikes) + 0.02, "\(above / slot) of \(spikes)")
        }
    }
}
