import Circuits
import NgspiceEngine
import NumericalMethods
import Quantities
import TestedProgram
import Testing

/// The whole array against the closed form of its race.
@Suite(.enabled(if: ngspiceTestsRun, "libngspice is not installed"))
struct RaceTests {
    /// Runs one frame; returns every output's spikes and the closed form.
    private func run(_ level: WinnerTakeAll.Level, seed: Int) throws -> Outcome {
        var stream = RandomStream(seed: UInt64(seed), purpose: StreamPurpose("race"))
        let array = WinnerTakeAll(templates: (0..<10).map { _ in (0..<30).map { _ in stream.below(2) } })
        let frame = array.templates[stream.below(10)]
        let simulator = try NgspiceSimulator(pool: makePool())
        var circuit = try simulator.prepare(array.circuit(level), analysis: array.analysis(level))
        let result = try circuit.transient(array.stimulus(frame))
        let spikes = array.templates.indices.flatMap { column in
            result.waveforms.risingCrossings(of: .voltage(Node("o\(column)")), level: 0.4, rearm: 0.2)
                .map { (column: column, time: $0) }
        }
        return Outcome(spikes: spikes.sorted { $0.time < $1.time }, race: array.race(frame), energy: result.energy)
    }

    private struct Outcome {
        var spikes: [(column: Int, time: Double)]
        var race: [(column: Int, time: Double)]
        var energy: EnergyLedger
    }

    @Test(arguments: 0..<6)
    func piecewiseLinearArrayKeepsTheClosedForm(seed: Int) throws {
        let outcome = try run(.piecewiseLinear, seed: seed)
        #expect(outcome.spikes.count == 1, "the first spike must end the race")
        #expect(outcome.spikes[0].column == outcome.race[0].column)
        // The output passes 0.4 V 0.1 ns after the threshold (0.03 %), and the switch may be found late within tmax.
        #expect(abs(outcome.spikes[0].time / outcome.race[0].time - 1) < 1e-3)
        #expect(outcome.energy.total > 0)
    }

    @Test(arguments: 0..<2)
    func deviceLevelArrayKeepsTheWinner(seed: Int) throws {
        let outcome = try run(.device, seed: seed)
        #expect(outcome.spikes.count == 1, "the first spike must end the race")
        #expect(outcome.spikes[0].column == outcome.race[0].column)
        // Drivers of 30 Ω delay by 0.5 %, the switch's own time by about 0.1 %, its rounded threshold hastens it.
        #expect(abs(outcome.spikes[0].time / outcome.race[0].time - 1) < 1e-2)
    }
}
