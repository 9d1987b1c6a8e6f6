import Crossbars
import Devices
import Foundation
import Quantities
import Testing

struct ProgrammingEnergyTests {
    /// VTEAM with p = 1 under a constant voltage: x = 1 − (1 − x₀) e^(−kt) upward, x₀ e^(−kt) downward, and so ∫ v i dt is
    /// known for every pulse of a train.
    @Test func aTrainsEnergyAndStateAreThoseOfTheClosedForm() throws {
        let device = DeviceModel(.vteam)
        var recipe = try WriteVerifyRecipe(for: device, readVoltage: .volts(1e-3))
        recipe.cycleSpread = 0.05
        let array = try #require(
            try ArrayProgrammer(device: device, recipe: recipe).program([40e-6], columns: 1, rows: 1, seed: 5))
        let (low, span) = (1e-6, 99e-6)
        var x = 0.0
        var energy = 0.0
        for pulse in array.trains[0] {
            let v = pulse.amplitude.value
            let overdrive = pow(abs(v) / 0.8 - 1, 3)
            let share = 2e5 * overdrive * pulse.width.value
            let rest = exp(-share)
            // ∫ x dt over the pulse, in units of its width.
            let mean = v > 0 ? 1 - (1 - x) * (1 - rest) / share : x * (1 - rest) / share
            let nominal = (v > 0 ? recipe.set : recipe.reset).width.value
            #expect(abs(log(pulse.width.value / nominal)) < 5 * 0.05)
            energy += v * v * (low + span * mean) * nominal
            x = v > 0 ? 1 - (1 - x) * rest : x * rest
        }
        // The integrator's 1e-7 a step, some steps a pulse.
        #expect(abs(array.cells[0].state - x) < 1e-5)
        // Simpson's rule along steps of the method's order 4; reads add 1e-6 of it at 1 mV.
        #expect(abs(array.energy.value / energy - 1) < 1e-5)
        #expect(array.cells[0].outcome == .inWindow && array.trains[0].count > 5)
    }

    /// At one voltage the motion over N presentations is VTEAM's relaxation over N times the duration.
    @Test func presentationsAddUpLikeOneLongPulse() throws {
        let device = DeviceModel(.vteam)
        var dwell = VoltageDwell(presentations: 2)
        for _ in 0..<2 {
            dwell.add(.volts(1), for: .nanoseconds(3))
            dwell.add(.volts(0.5), for: .nanoseconds(50))
        }
        let rate = 2e5 * pow(0.25, 3) * 3e-9
        let counts = [1, 1e3, 1e5, 1e7]
        let states = try device.states(after: counts, of: dwell, from: 0.2)
        for (count, state) in zip(counts, states) {
            // The integrator's 1e-8 a step, some tens of steps.
            #expect(abs(state - (1 - 0.8 * exp(-rate * count))) < 1e-6)
        }
        #expect(abs(device.drift(in: dwell, at: 0.2) / (rate * 0.8) - 1) < 1e-12)
    }

    @Test(arguments: DeviceModel.Name.allCases)
    func aConductanceLeadsBackToItsState(name: DeviceModel.Name) {
        let device = DeviceModel(name)
        for x in [0.0, 0.13, 0.5, 0.97, 1] {
            let found = device.state(of: device.conductance(at: .volts(0.3), state: x), at: .volts(0.3))
            // Bisection to the last bit of x, of a conductance that has rounding errors of some ULP.
            #expect(abs(found - x) < 1e-12)
        }
    }
}
