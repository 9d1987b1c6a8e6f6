import Circuits
import Crossbars
import Datasets
import EventDrivenSolver
import Foundation
import NeuromorphicCircuits
import NumericalMethods
import Quantities
import SpikingNetworks
import Testing

private let design = CircuitDesign().scalingImpedances(by: 0.01)

private func seconds(_ clocks: clock_t) -> Double { Double(clocks) / Double(CLOCKS_PER_SEC) }

@Suite struct CoupledColumnsTests {
    /// Columns that line resistance couples: energy is conserved over the whole run, the first switching of the run is
    /// the one that is found without it, and at most one neuron fires.
    @Test(arguments: [1.0, 5]) func conservesEnergyAndFindsTheFirst(ohms: Double) throws {
        var random = stream("coupled", Int(ohms))
        let array = try trainedLikeArray(.wide, &random, design)
        let circuit = try ClassifierCircuit(
            array, design: design, variant: .piecewiseLinear, lineResistance: LineResistance(perSegment: .ohms(ohms)))
        var engine = try EventDrivenSimulator().prepareEvents(circuit.circuit, analysis: circuit.analysis())
        let neurons = circuit.neuronOfElement
        var (searching, running, right, alone) = (0.0, 0.0, 0, 0)
        let count = 300
        for trial in 0..<count {
            let frame = PixelNoise.independentFlips(0.1).frame(of: PatternSet.wide.patterns[trial % 10], from: &random)
            let sources = circuit.stimulus(frames: [levels(frame)]).waveforms.map(\.initial.value)
            var start = clock()
            let first = sources.withUnsafeBufferPointer { engine.firstSwitching(levels: $0) }
            searching += seconds(clock() - start)
            start = clock()
            let run = try sources.withUnsafeBufferPointer { try engine.run(levels: $0) }
            running += seconds(clock() - start)
            let observed = circuit.observe(run)
            // Twenty modes whose sums round; delivered and absorbed are some 1e-10 J each.
            #expect(run.energy.conservationError < 1e-10)
            #expect(run.energy.delivered.reduce(0, +) > 0)
            let spike = try #require(observed.firstSpike)
            // Both are roots of the same sum.
            #expect(abs(first.time / spike - 1) < 1e-12)
            #expect(observed.outputs[try #require(neurons[first.element])].first == spike)
            if neurons[first.element] == trial % 10 { right += 1 }
            if observed.outputSpikes == 1 { alone += 1 }
        }
        print(
            "\(ohms) ohm: \(right) of \(count) right, \(alone) with one spike; first switching "
                + "\(1e6 * searching / Double(count)) us, whole run \(1e6 * running / Double(count)) us")
        // The winner still ends the race, unless two are as near to each other as the bus is slow.
        #expect(alone > count * 9 / 10)
    }

    /// A hundredth of all impedances: the same voltages at the same times, a hundred times the energy.
    @Test func impedancesScale() throws {
        var (one, two) = (stream("scaling", 1), stream("scaling", 1))
        var large = try Race(trainedLikeArray(.wide, &one))
        var small = try Race(trainedLikeArray(.wide, &two, design), design)
        for pattern in PatternSet.wide.patterns {
            let (a, b) = (try large.observe([levels(pattern)]), try small.observe([levels(pattern)]))
            #expect(a.decision == b.decision)
            // Roundings of the conductances.
            #expect(abs(try #require(a.firstSpike) / #require(b.firstSpike) - 1) < 1e-11)
            #expect(abs(100 * a.energy.total / b.energy.total - 1) < 1e-9)
        }
    }
}
