import Circuits
import Datasets
import EventDrivenSolver
import NeuromorphicCircuits
import NumericalMethods
import Quantities
import SpikingNetworks
import Testing

@Suite struct RaceTests {
    /// The discrete model is the closed form of the same race; it leaves out the output node, which follows the leakage
    /// of the off switch with R_o C_o = 0.5 ns and stands at 1e-4 of the membrane.
    @Test(arguments: 0..<12) func firstSpikesAreTheClosedForms(seed: Int) throws {
        var random = stream("races", seed)
        let design = CircuitDesign()
        let array = try seed % 2 == 0 ? randomArray(&random) : trainedLikeArray(.wide, &random)
        let model = SpikingClassifier(parameters: design.raceParameters, model: .physical, conductances: array)
        var race = try Race(array)
        var fired = 0
        for trial in 0..<40 {
            let frame = PixelNoise.independentFlips(0.2).frame(of: PatternSet.wide.patterns[trial % 10], from: &random)
            let times = model.firstSpikeTimes(frames: [levels(frame)])
            let closest = times.sorted()
            let observed = try race.observe([levels(frame)])
            guard closest[0].isFinite else {
                #expect(observed.outputSpikes == 0)
                continue
            }
            fired += 1
            let first = try #require(observed.firstSpike)
            #expect(abs(first - closest[0]) < 1e-5 * closest[0])
            // A dead heat to within the tolerance may go either way.
            if closest[1] > closest[0] * (1 + 2e-5) {
                #expect(observed.decision == WinnerTakeAll.decision(firstSpikeTimes: times))
            }
            #expect(observed.energy.conservationError < 1e-9)
        }
        #expect(fired >= 38)
    }

    /// Frames that change from slot to slot, where the discrete model steps.
    @Test(arguments: 0..<6) func redrawnFramesToo(seed: Int) throws {
        var random = stream("redrawn", seed)
        var design = CircuitDesign()
        design.slotDuration = .nanoseconds(30)
        design.slots = 34
        let array = try trainedLikeArray(.dotMatrix, &random)
        let model = SpikingClassifier(parameters: design.raceParameters, model: .physical, conductances: array)
        var race = try Race(array, design)
        for trial in 0..<20 {
            let frames = (0..<design.slots).map { _ in
                levels(
                    PixelNoise.independentFlips(0.25).frame(
                        of: PatternSet.dotMatrix.patterns[trial % 10], from: &random))
            }
            let expected = model.firstSpikeTimes(frames: frames).min()!
            let first = try race.observe(frames).firstSpike
            // The output node takes its 0.5 ns after every step: 1e-4 of the membrane's voltage late.
            if let first { #expect(abs(first - expected) < 2e-5 * expected) } else { #expect(expected == .infinity) }
        }
    }

    @Test(arguments: [PatternSet.wide, .dotMatrix]) func sequenceOfPatternsNamesEachOnce(patterns: PatternSet) throws {
        var random = stream("sequence", 1)
        let array = try trainedLikeArray(patterns, &random)
        let design = CircuitDesign()
        let order = [3, 8, 8, 0, 1, 9, 4, 2]
        let duration = design.patternPeriod * Double(order.count)
        var race = try Race(array, duration: duration)
        let run = try race.engine.run(race.circuit.sequence(patterns: order.map { levels(patterns.patterns[$0]) }))
        let observed = race.circuit.observe(run)
        #expect(observed.outputSpikes == order.count)
        let period = design.patternPeriod.value
        for (index, digit) in order.enumerated() {
            let inWindow = (0..<10).flatMap { neuron in
                observed.outputs[neuron].filter { $0 >= Double(index) * period && $0 < Double(index + 1) * period }
                    .map { _ in neuron }
            }
            #expect(inWindow == [digit])
        }
        // From the same rest every time: the spike comes at the same instant after its pattern as in a race alone.
        var single = try Race(array)
        let alone = try single.observe([levels(patterns.patterns[8])]).firstSpike!
        let eights = observed.outputs[8]
        // The bus keeps e^(−49 µs/10 µs) of its half volt and the membranes less: nothing that a membrane could feel.
        #expect(abs(eights[0] - period - alone) < 1e-3 * alone)
        #expect(abs(eights[1] - 2 * period - alone) < 1e-3 * alone)
        #expect(run.energy.conservationError < 1e-9)
    }
}
