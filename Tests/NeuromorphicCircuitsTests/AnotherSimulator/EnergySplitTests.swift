import Circuits
import Datasets
import EventDrivenSolver
import NeuromorphicCircuits
import NgspiceEngine
import Quantities
import TestedProgram
import Testing

@Suite(.enabled(if: ngspiceTestsRun, "libngspice is not installed"))
struct EnergySplitTests {
    /// What every part causes, in closed form and from ngspice's sampled waveforms.
    @Test(arguments: [2, 7]) func partsAgreeWithNgspice(digit: Int) throws {
        var random = stream("energy split", digit)
        let array = try trainedLikeArray(.wide, &random)
        var race = try Race(array)
        let frames = [levels(PatternSet.wide.patterns[digit])]
        let own = try race.observe(frames).energy
        var spice = try NgspiceSimulator(pool: makePool()).prepare(
            race.circuit.circuit, analysis: race.circuit.analysis())
        let theirs = race.circuit.observe(try spice.transient(race.circuit.stimulus(frames: frames))).energy
        for group in [ElementGroup.array, .neurons, .winnerTakeAll] {
            // The transistor's time constant of 9 ns in steps of 2 ns at most, of a charge that is a part of the total.
            #expect(abs(theirs.caused(by: group) - own.caused(by: group)) < 2e-3 * own.total, "\(group)")
        }
        // At least the winner's membrane, filled to its threshold of 1 V.
        let charge = race.circuit.design.membraneCapacitance.value / 2
        #expect(own.caused(by: .neurons) > charge)
        // Without it the neurons would seem to work for less than a tenth of that.
        #expect(own.absorbed[.neurons]! < charge / 10)
    }
}
