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
    /// The same winner, and hidden spikes at nearly the same times, for every decision rule of a circuit.
    @Test(arguments: [Readout.gatherThenRace, .firstSpike, .spikeCount])
    func decidesAsEventsDo(readout: Readout) throws {
        let design = DeepCircuitDesign()
        var random = stream("device level", 1)
        let network = try randomNetwork([64, 16, 10], &random, readout: readout)
        let (events, device, _) = try bothLevels(network, design, randomLevels(64, &random))
        if readout == .firstSpike {
            // A bias row from the start brings the outputs of a random network up together: those that cross within some time
            // constants of a threshold switch all fire, and which is first is no longer the same.
            var winner: Int?
            if case .winner(let neuron) = events.decision { winner = neuron }
            let first = try #require(device.spikeTimes[1].compactMap(\.first).min())
            let itself = try #require(winner)
            let own = try #require(device.spikeTimes[1][itself].first)
            #expect(own - first < 4 * design.switchingTime.value)
        } else {
            #expect(events.decision == device.decision)
        }
        #expect(events.spikes(layer: 0) > 10)
        for (neuron, (a, b)) in zip(events.spikeTimes[0], device.spikeTimes[0]).enumerated() {
            // The last may fall to either side of the end of the inputs.
            #expect(abs(a.count - b.count) <= 1, "neuron \(neuron): \(a.count) by events, \(b.count)")
            for (count, (x, y)) in zip(a, b).enumerated() {
                // A threshold switch takes some of its time constants, a hundredth of a slot, to turn on; a spike's length is off by
                // a few hundredths, and every one delays the next ones.
                #expect(abs(x - y) < 0.1 * Double(count + 1) * design.slotDuration.value, "neuron \(neuron), \(count)")
            }
        }
        if readout == .gatherThenRace { #expect(device.spikes(layer: 1) == 1) }
        // What is delivered is what the parts caused, and the drivers' resistors take more than their rows.
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
        let (events, _, waveforms) = try bothLevels(network, design, [0.3, 0.3, 0.3, 0.3], also: rows)
        let spikes = events.spikeTimes[0][0].count
        #expect(spikes > 1)
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
