import Crossbars
import Datasets
import Devices
import Foundation
import NumericalMethods
import Quantities
import SpikingNetworks
import Testing

@testable import NeuromorphicCircuits

@Suite struct CellCurveTests {
    /// A linear device leaves what resistors have.
    @Test(arguments: 0..<5) func linearCellsAreResistors(seed: Int) throws {
        var random = stream("cell curve", seed)
        let design = CircuitDesign()
        let array = try trainedLikeArray(.wide, &random)
        func checks(_ synapse: DeviceModel?) -> [DesignRuleCheck] {
            DesignRules(design: design, array: array, patterns: rowLevels(.wide), synapse: synapse).check()
        }
        for (own, resistors) in zip(checks(DeviceModel(.vteam)), checks(nil)) {
            #expect(abs(own.margin - resistors.margin) < 1e-9 * abs(resistors.margin), "\(own.rule)")
        }
    }

    /// Against the error-controlled integrator of sinh columns, whose conductances are those at small voltages. Twenty-four
    /// straight pieces miss by (h/V_0)²/12, less than 0.1 %, of the current.
    @Test(arguments: 0..<10) func sinhCellsCrossWhenTheIntegratorSays(seed: Int) throws {
        var random = stream("sinh course", seed)
        let design = CircuitDesign()
        let (vRead, vTh, v0) = (0.63, 0.25 + 0.1 * random.uniform(), 0.25)  // [V]
        let curve = CellCurve(DeviceModel(.stanfordPKU), readVoltage: vRead, threshold: vTh)
        let (black, white, bias, leak) = (2e-3, 3e-4 * (1 + random.uniform()), 4e-3, 1e-6)  // [S]
        let small = (vRead / v0) / sinh(vRead / v0)
        let column = NonlinearColumn(
            SinhConduction(scale: .volts(v0)), siemens: [black * small, white * small], rowLevels: [vRead, -vRead],
            capacitance: design.membraneCapacitance, linearConductance: Conductance(bias + leak),
            linearDrive: Current(bias * vRead))
        let course = curve.course(
            black: black, white: white, bias: bias, leak: leak, capacitance: design.membraneCapacitance.value)
        let time = try #require(try column.firstRise(to: .volts(vTh), within: .nanoseconds(1000)))
        #expect(abs(course.crossing / time.value - 1) < 1e-3)
        let steady = try column.potentials(at: [1e-6])[0]
        #expect(abs(course.steady / steady - 1) < 1e-3)
    }

    /// White cells that conduct more the higher the membrane stands keep it below V_th, where resistors would not.
    @Test func sinhCellsCanHoldAWinnerBack() throws {
        let curve = CellCurve(DeviceModel(.stanfordPKU), readVoltage: 0.63, threshold: 0.38)
        let course = curve.course(black: 6e-4, white: 1.2e-3, bias: 8e-3, leak: 0, capacitance: 3e-10)
        let resistors = 0.63 * (8e-3 + 6e-4 - 1.2e-3) / (8e-3 + 6e-4 + 1.2e-3)
        #expect(resistors > 0.38 * 1.1)
        #expect(course.steady < 0.38)
        #expect(course.crossing == .infinity)
    }

    /// A shift of all transistors' thresholds is another design.
    @Test func shiftedTransistorsAreAnotherDesign() throws {
        var random = stream("shift", 1)
        let array = try trainedLikeArray(.wide, &random)
        var spread = NeuronSpread()
        spread.inhibitionShift = [Voltage](repeating: .millivolts(15), count: 10)
        var other = CircuitDesign()
        other.inhibitionThreshold = other.inhibitionThreshold + .millivolts(15)
        other.transistorThreshold = other.transistorThreshold + .millivolts(15)
        for variant in CircuitVariant.allCases {
            let shifted = try ClassifierCircuit(array, design: CircuitDesign(), variant: variant, spread: spread)
            #expect(shifted.circuit == (try ClassifierCircuit(array, design: other, variant: variant)).circuit)
        }
    }
}
