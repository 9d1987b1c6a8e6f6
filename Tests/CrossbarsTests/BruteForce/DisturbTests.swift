import Crossbars
import Devices
import Foundation
import Quantities
import Testing

struct DisturbTests {
    /// Two cells on one row: the first one's state is that of its own pulses and of the halves of the other's, one after
    /// the other in the order of the programming.
    @Test func halfSelectDisturbIsThatOfDirectSimulation() throws {
        let device = DeviceModel(.vteam)
        var recipe = try WriteVerifyRecipe(for: device, readVoltage: .volts(0.1))
        recipe.cycleSpread = 0
        recipe.maximumPasses = 1
        // High enough that half of it writes.
        recipe.set = PulseRamp(
            width: recipe.set.width, start: .volts(1.8), step: .volts(0.01), maximum: .volts(2), minimum: .volts(1.7))
        recipe.reset = recipe.set
        let array = try #require(
            try ArrayProgrammer(device: device, recipe: recipe).program([30e-6, 70e-6], columns: 2, rows: 1, seed: 1))
        // The first cell's test disturbs the second one, which then has to be moved down and up.
        let tests = [1, array.testPulses - 1]
        #expect(array.trains[1][0].amplitude < .zero && array.trains[0][0].amplitude > .zero)
        var x = 0.0
        func apply(_ train: ArraySlice<AppliedPulse>, _ share: Double) throws {
            for pulse in train {
                x = try device.states(after: [pulse.amplitude * share], width: pulse.width, from: x)[0]
            }
        }
        try apply(array.trains[0][..<tests[0]], 1)
        try apply(array.trains[1][..<tests[1]], 0.5)
        try apply(array.trains[0][tests[0]...], 1)
        let verified = x
        try apply(array.trains[1][tests[1]...], 0.5)
        // A motion below 1e-5 is one explicit step: at most 1e-5 times the pulses of second order.
        #expect(abs(array.cells[0].state - x) < 1e-6)
        // A hundred times that, so that a programmer without disturb would fail here.
        #expect(abs(x - verified) > 1e-4)
        let change = abs((1e-6 + 99e-6 * x) / (1e-6 + 99e-6 * verified) - 1)
        #expect(abs(array.passes[0].largestDisturb / change - 1) < 1e-3)
    }

    /// Disturbed cells are brought back in further passes.
    @Test func furtherPassesBringDisturbedCellsBack() throws {
        let device = DeviceModel(.vteam)
        var recipe = try WriteVerifyRecipe(for: device, readVoltage: .volts(0.1))
        // Cells come down from their test by pulses whose halves reset others; those come back by gentle set pulses.
        recipe.reset = PulseRamp(
            width: recipe.reset.width, start: .volts(2), step: .volts(0.01), maximum: .volts(2.4),
            minimum: .volts(1.9))
        let targets = (0..<60).map { 2e-6 + 1.6e-6 * Double($0 * 37 % 60) }
        let array = try #require(
            try ArrayProgrammer(device: device, recipe: recipe).program(targets, columns: 6, rows: 10, seed: 2))
        #expect(array.passes.count > 1 && array.passes[0].disturbedOut > 0)
        #expect(array.passes.last?.disturbedOut == 0 && array.cells.allSatisfy { $0.outcome == .inWindow })
    }
}
