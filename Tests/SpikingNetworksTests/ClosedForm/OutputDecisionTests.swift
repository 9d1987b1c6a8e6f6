import Foundation
import Quantities
import SpikingNetworks
import Testing

@Suite struct OutputDecisionTests {
    private static let parameters = RaceParameters(
        membrane: Membrane(
            capacitance: .picofarads(10), leak: .microsiemens(0.1), threshold: .volts(0.5), resetPotential: .zero),
        drive: RowDrive(readVoltage: .volts(1), biasConductance: .microsiemens(30)),
        timing: SlotTiming(slotDuration: .nanoseconds(100), slots: 4))

    private static func race(_ conductance: Double) -> ColumnRace {
        ColumnRace(
            parameters: parameters, conductance: conductance,
            step: ColumnStep(parameters: parameters, conductance: conductance))
    }

    /// The membrane's equation C dV/dt = I − G V, stepped in a ten-thousandth of a slot: one idle slot, then the bias.
    @Test(arguments: [-1.5, 0, 0.4, 0.99]) func theRaceFollowsTheMembrane(start: Double) throws {
        let g = 40e-6
        let crossing = Self.race(g).crossing(from: start)
        let (dt, c, threshold) = (100e-9 / 10_000, 10e-12, 0.5)
        var v = start * threshold
        for _ in 0..<10_000 { v += dt / c * (-g * v) }
        var steps = 0
        while v < threshold {
            v += dt / c * (30e-6 - g * v)
            steps += 1
        }
        // Euler's error, some G dt/C = 4e-5 of the time, and one step.
        #expect(abs(crossing.time - Double(steps) / 10_000) < 3e-4 * (1 + crossing.time))
    }

    @Test func aBiasTooWeakNeverCrosses() {
        #expect(Self.race(61e-6).crossing(from: 0.9).time == .infinity)
        // V_b = 30/59 of 1 V is above 0.5 V, by little.
        #expect(Self.race(59e-6).crossing(from: 0.9).time.isFinite)
    }

    private func crossing(_ potentials: [Double], race: ColumnRace?) -> Double {
        OutputDecision.firstCrossing(
            slots: potentials.count, threshold: 1, decay: 0.5, race: race, potential: { potentials[$0] },
            // v[t] = V∞ + (v[t−1] − V∞) a.
            steadyState: { 2 * (potentials[$0] - 0.5 * ($0 > 0 ? potentials[$0 - 1] : 0)) })
    }

    @Test func withinTheSlotsTheCrossingIsTheExponentials() {
        // From 0.5 towards 2: 1 is reached when 1.5 · 0.5^x = 1.
        let time = crossing([0.5, 1.25, 0.3], race: Self.race(40e-6))
        #expect(abs(time - (1 + log2(1.5))) < 1e-14)
    }

    @Test func whoNeverCrossesRacesOneIdleSlotLater() {
        let race = Self.race(40e-6)
        #expect(crossing([0.5, 0.9, 0.3], race: race) == 4 + race.crossing(from: 0.3).time)
        #expect(crossing([0.5, 0.9, 0.3], race: nil) == .infinity)
    }

    /// A column that crosses within the slots wins, whatever the potentials are after the last.
    @Test func theHighestAfterTheLastSlotNeedNotWin() {
        let race = Self.race(40e-6)
        let times = [crossing([1.1, 0.6, 0.2], race: race), crossing([0.2, 0.6, 0.95], race: race)]
        #expect(OutputDecision.firstCrossing(times) == .winner(0))
        #expect(OutputDecision.highestPotential([0.2, 0.95]) == .winner(1))
    }

    @Test func equalSpikesGoToTheEarlierLast() {
        #expect(OutputDecision.spikeCount([2, 3, 3]) { [0, 7, 5][$0] } == .winner(2))
        #expect(OutputDecision.spikeCount([2, 3, 3]) { [0, 7, 7][$0] } == .tie([1, 2]))
        #expect(OutputDecision.spikeCount([0, 0, 0]) { _ in 0 } == .noWinner)
        #expect(OutputDecision.highestPotential([0.5, 0.5, -1]) == .tie([0, 1]))
    }

    @Test func filesOfEarlierVersionsSayPotential() throws {
        func decode(_ name: String) throws -> Readout {
            try JSONDecoder().decode([Readout].self, from: Data("[\"\(name)\"]".utf8))[0]
        }
        #expect(try decode("potential") == .highestPotential)
        for readout in Readout.allCases { #expect(try decode(readout.rawValue) == readout) }
        #expect(throws: DecodingError.self) { try decode("loudest") }
    }
}
