import Circuits
import EventDrivenSolver
import Foundation
import NeuromorphicCircuits
import NgspiceEngine
import NumericalMethods
import Quantities
import SpikingNetworks
import TestedProgram
import Testing

@Suite(.enabled(if: ngspiceTestsRun, "libngspice is not installed"))
struct NetworkNgspiceTests {
    /// A 64-16-10 network: the same winner, every hidden spike at the same time, the same energy.
    @Test(arguments: 0..<3) func agreesWithEvents(seed: Int) throws {
        var random = stream("network ngspice", seed)
        let design = DeepCircuitDesign()
        let circuit = try NetworkCircuit(randomNetwork([64, 16, 10], &random), design: design)
        let stimulus = circuit.stimulus(frames: [randomLevels(64, &random)])
        var events = try EventDrivenSimulator().prepareEvents(
            circuit.circuit, analysis: circuit.analysis(recordsWaveforms: false))
        let own = circuit.observe(try events.run(stimulus))
        let start = Date()
        var spice = try NgspiceSimulator(pool: makePool()).prepare(
            circuit.circuit, analysis: circuit.analysis(recordsWaveforms: true))
        let theirs = circuit.observe(try spice.transient(stimulus))
        let seconds = Date().timeIntervalSince(start)
        var worst = 0.0
        for (neuron, (a, b)) in zip(own.spikeTimes[0], theirs.spikeTimes[0]).enumerated() {
            #expect(a.count == b.count, "neuron \(neuron)")
            for (x, y) in zip(a, b) { worst = max(worst, abs(x - y)) }
            if seed == 1, !a.isEmpty { print(neuron, zip(a, b).map { String(format: "%.3f %+.4f", $0 / 50e-9, ($1 - $0) / 50e-9) }) }
        }
        print(
            "FIGURES \(seed) \(own.decision) \(theirs.decision) spikes \(own.spikes(layer: 0)) \(theirs.spikes(layer: 0)) "
                + "worst \(worst / 50e-9) energy \(own.energy.total) \(theirs.energy.total) \(seconds) s "
                + "\(own.spikeTimes[1].compactMap(\.first).min() ?? 0) \(theirs.spikeTimes[1].compactMap(\.first).min() ?? 0) \(own.energy.absorbed) \(theirs.energy.absorbed)")
        #expect(own.decision == theirs.decision)
        #expect(worst < 0.02 * design.slotDuration.value)
        #expect(abs(theirs.energy.total / own.energy.total - 1) < 0.02)
    }
}
