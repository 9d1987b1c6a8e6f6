import NumericalMethods
import Quantities
import SpikingNetworks
import Testing

@testable import Training

/// Slopes of a race's logit, also where it is continued over columns that cross already or never.
@Suite struct ColumnRaceTests {
    private static let parameters = RaceParameters(
        membrane: Membrane(
            capacitance: .picofarads(0.4), leak: .nanosiemens(10), threshold: .volts(0.27), resetPotential: .volts(0.16)
        ),
        drive: RowDrive(readVoltage: .volts(3.3), biasConductance: .nanosiemens(400)),
        timing: SlotTiming(slotDuration: .nanoseconds(50), slots: 6))

    private static func race(_ g: Double) -> ColumnRace {
        ColumnRace(
            parameters: parameters, conductance: g, step: ColumnStep(parameters: parameters, conductance: g))
    }

    @Test func slopesAreTheLogits() {
        var stream = RandomStream(seed: 1, purpose: StreamPurpose("race"))
        // V_b is 1.05 V_th at this conductance.
        let limit = 3.3 * 400e-9 / (1.05 * 0.27)
        var kinds: [String: Int] = [:]
        for _ in 0..<4_000 {
            let g = limit * (0.2 + 1.2 * stream.uniform())
            let v = 6 * stream.uniform() - 2
            let reach = max(1.05, 1.05 * limit / g)
            let decay = ColumnStep(parameters: Self.parameters, conductance: g).decay
            // Away from the two bends.
            guard abs(g / limit - 1) > 0.01, abs(decay * v / (0.98 * reach) - 1) > 0.01 else { continue }
            kinds["\(g > limit), \(decay * v > 0.98 * reach)", default: 0] += 1
            let slopes = Self.race(g).slopes(v)
            let h = 1e-3
            let byV = Double(Self.race(g).logit(v + h) - Self.race(g).logit(v - h)) / (2 * h)
            let byG = Double(Self.race(g * (1 + h)).logit(v) - Self.race(g * (1 - h)).logit(v)) / (2 * h)
            // A logit in single precision over 2e-3; and h²/6 of a third derivative, which for a logarithm 0.02 before
            // its end is 2/0.02² of the first.
            let rounding = 4 * 0x1p-24 * Double(abs(Self.race(g).logit(v)) + 1) / (2 * h)
            let method = h * h / 3 / (0.02 * 0.02)
            #expect(abs(byV - slopes.potential) < rounding + method * (1 + abs(slopes.potential)), "\(g / limit), \(v)")
            #expect(
                abs(byG - slopes.conductance * g) < rounding + method * (1 + abs(slopes.conductance * g)),
                "\(g / limit), \(v)")
        }
        #expect(kinds.count == 4 && kinds.values.allSatisfy { $0 > 50 }, "\(kinds)")
    }
}
