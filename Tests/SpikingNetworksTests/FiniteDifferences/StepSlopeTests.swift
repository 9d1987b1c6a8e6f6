import Foundation
import Quantities
import SpikingNetworks
import Testing

@Suite struct StepSlopeTests {
    @Test(arguments: 0..<60)
    func slopesAreDerivativesByColumnConductance(seed: Int) {
        // Slots from τ/20 to 3 τ.
        let column = RandomColumn(seed: seed, span: Double(3 + seed))
        func step(_ g: Double) -> LIFStep {
            LIFStep(model: .physical, columnConductance: g, capacitance: column.capacitance, slotDuration: column.slot)
        }
        let g = column.conductance
        let h = 1e-4 * g
        let (middle, low, high) = (step(g), step(g - h), step(g + h))
        func slope(_ field: KeyPath<LIFStep, Double>) -> Double {
            (high[keyPath: field] - low[keyPath: field]) / (2 * h)
        }
        // Central differences: h²/6 of the third derivative, relative (1e-4)² (1 + x)²/6, x = slot/τ; and rounding,
        // ε/(1e-4 x) of the slope.
        let x = middle.exponent
        let tolerance = 1e-8 * (1 + x) * (1 + x) + 1e-11 / x
        for (value, field) in [
            (middle.decaySlope, \LIFStep.decay), (middle.gainSlope, \.gain), (middle.exponentSlope, \.exponent),
        ] {
            #expect(value != 0 && abs(slope(field) / value - 1) < tolerance)
        }
    }

    @Test func textbookOwesNothingToTheLoad() {
        let step = LIFStep(
            model: .textbook(membraneTimeConstant: .microseconds(1)), columnConductance: 1e-5, capacitance: 1e-11,
            slotDuration: 1e-7)
        #expect(step.decaySlope == 0 && step.gainSlope == 0 && step.exponentSlope == 0)
        #expect(abs(step.exponent - 0.1) < .ulpOfOne)
    }
}
