import Circuits
import Crossbars
import EventDrivenSolver
import NeuromorphicCircuits
import NgspiceEngine
import NumericalMethods
import Quantities
import SpikingNetworks
import TestedProgram
import Testing

/// Deep networks on lines with resistance: the resistors that stand for the lines against every segment of them.
@Suite(.enabled(if: ngspiceTestsRun, "libngspice is not installed"))
struct WiredNetworkTests {
    /// 10 kΩ to 1 MΩ: lines of an ohm matter.
    private static var design: DeepCircuitDesign {
        var design = DeepCircuitDesign()
        design.minimumConductance = .microsiemens(1)
        design.maximumConductance = .microsiemens(100)
        return design
    }

    @Test(arguments: [1.0, 5.0]) func reducedLinesAreTheSegments(ohms: Double) throws {
        let design = Self.design
        let lines = LineResistance(
            wordLine: .ohms(ohms), bitLine: .ohms(ohms), biasWidth: 4, driver: .ohms(30))
        var random = stream("wired network", Int(ohms))
        let network = try randomNetwork([24, 8, 5], &random, design: design)
        let wired = try SpikingNetwork(
            layers: network.crossbars().map { .crossbar($0.wired(by: lines)) }, slots: network.slots,
            readout: network.readout)
        let reduced = try NetworkCircuit(wired, design: design)
        let drawn = try NetworkCircuit(network, design: design, segments: lines)
        let levels = randomLevels(24, &random)
        var events = try EventDrivenSimulator().prepareEvents(
            reduced.circuit, analysis: reduced.analysis(recordsWaveforms: false))
        let own = reduced.observe(try events.run(reduced.stimulus(frames: [levels])))
        let analysis = drawn.analysis(recordsWaveforms: true)
        var spice = try NgspiceSimulator(pool: makePool()).prepare(drawn.circuit, analysis: analysis)
        let theirs = drawn.observe(try spice.transient(drawn.stimulus(frames: [levels])))
        #expect(own.decision == theirs.decision)
        #expect(own.spikes(layer: 0) > 3)
        for (a, b) in zip(own.spikeTimes[0], theirs.spikeTimes[0]) {
            for (count, (x, y)) in zip(a, b).enumerated() {
                #expect(abs(x - y) < Double(count + 1) * analysis.maximumStep.value)
            }
        }
        let firsts = [own, theirs].map { $0.spikeTimes[1].compactMap(\.first).min() ?? 0 }
        #expect(abs(firsts[1] / firsts[0] - 1) < 0.01)
        // All that lines, cells and drivers take is in the resistors between terminals.
        #expect(abs(theirs.energy.total / own.energy.total - 1) < 0.01)
    }

    /// Columns enough for power series, the resistors between them in both engines: a hidden layer of 28, and its race.
    @Test func manyColumnsMoveAsInSPICE() throws {
        let design = Self.design
        var random = stream("wide wired network", 1)
        let network = try randomNetwork([16, 28, 5], &random, design: design)
        let lines = LineResistance(wordLine: .ohms(1), bitLine: .ohms(1), biasWidth: 4, driver: .ohms(30))
        let circuit = try NetworkCircuit(
            SpikingNetwork(
                layers: network.crossbars().map { .crossbar($0.wired(by: lines)) }, slots: network.slots,
                readout: network.readout), design: design)
        let stimulus = circuit.stimulus(frames: [randomLevels(16, &random)])
        var events = try EventDrivenSimulator().prepareEvents(
            circuit.circuit, analysis: circuit.analysis(recordsWaveforms: false))
        let own = circuit.observe(try events.run(stimulus))
        #expect(own.energy.conservationError < 1e-10)
        let analysis = circuit.analysis(recordsWaveforms: true)
        var spice = try NgspiceSimulator(pool: makePool()).prepare(circuit.circuit, analysis: analysis)
        let theirs = circuit.observe(try spice.transient(stimulus))
        #expect(own.decision == theirs.decision)
        #expect(own.spikes(layer: 0) > 10)
        for (a, b) in zip(own.spikeTimes[0], theirs.spikeTimes[0]) {
            for (count, (x, y)) in zip(a, b).enumerated() {
                #expect(abs(x - y) < Double(count + 1) * analysis.maximumStep.value)
            }
        }
        #expect(abs(theirs.energy.total / own.energy.total - 1) < 0.01)
    }

    /// Without lines nothing changes; with them, what a row drives into a column shrinks.
    @Test func wiringTakesFromEveryCell() throws {
        var random = stream("wiring", 1)
        let layer = try randomNetwork([12, 6, 4], &random, design: Self.design).crossbars()[1]
        #expect(layer.wired(by: LineResistance.none).wiring == nil)
        let wiring = try #require(layer.wired(by: LineResistance(perSegment: .ohms(5))).wiring)
        for (cell, equivalent) in zip(layer.positive + layer.negative, wiring.positive + wiring.negative) {
            #expect(equivalent < Double(cell) && equivalent > 0.8 * Double(cell))
        }
        let bias = layer.parameters.drive.biasConductance.value
        #expect(wiring.bias.allSatisfy { $0 < bias && $0 > 0 })
        #expect(wiring.betweenMembranes.contains { $0 > 0 })
    }
}
