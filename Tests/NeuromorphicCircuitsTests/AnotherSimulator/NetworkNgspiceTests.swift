import Circuits
import EventDrivenSolver
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
        let analysis = circuit.analysis(recordsWaveforms: true)
        var spice = try NgspiceSimulator(pool: makePool()).prepare(circuit.circuit, analysis: analysis)
        let theirs = circuit.observe(try spice.transient(stimulus))
        #expect(own.decision == theirs.decision)
        #expect(own.spikes(layer: 0) > 10)
        var moved = 0
        for (neuron, (a, b)) in zip(own.spikeTimes[0], theirs.spikeTimes[0]).enumerated() {
            // The last may fall to either side of the end of the inputs.
            if a.count != b.count {
                let last = a.count > b.count ? a[a.count - 1] : b[b.count - 1]
                let end = design.slotDuration.value * Double(design.slots)
                #expect(abs(a.count - b.count) == 1 && end - last < Double(a.count + 1) * analysis.maximumStep.value)
                moved += 1
            }
            // ngspice ends a spike within a step of when it should, and every spike delays the next ones.
            for (count, (x, y)) in zip(a, b).enumerated() {
                #expect(abs(x - y) < Double(count + 1) * analysis.maximumStep.value, "neuron \(neuron), spike \(count)")
            }
        }
        // The bus silences all others.
        #expect(own.spikes(layer: 1) == 1 && theirs.spikes(layer: 1) == 1)
        // A spike's length is off by a step of fifty at most, at either sign.
        #expect(abs(theirs.energy.total / own.energy.total - 1) < 0.01)
        for (group, energy) in own.energy.absorbed {
            let tolerance = 0.03 + Double(moved) / Double(own.spikes(layer: 0))
            #expect(abs(theirs.energy.absorbed[group]! / energy - 1) < tolerance, "\(group)")
        }
    }
}
