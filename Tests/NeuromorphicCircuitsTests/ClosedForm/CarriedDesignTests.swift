import Crossbars
import Devices
import Quantities
import SpikingNetworks
import Testing

@testable import NeuromorphicCircuits

/// A network that is carried over to a device keeps its times in slots.
@Suite struct CarriedDesignTests {
    private let design = DeepCircuitDesign()

    private func mapping(_ device: DeviceModel) throws -> (TargetMapping, ConductanceRange) {
        let range = try design.conductanceRange()
        let array = try ConductanceArray(
            columns: 1, rows: 2, range: range, siemens: [range.minimum.value, range.maximum.value])
        return (
            try TargetMapping(array, to: device, readVoltage: .volts(0.2), levels: 64, window: 0.02), range
        )
    }

    private func time(_ layer: RaceParameters, cells: Double) -> Double {
        layer.columnConductance(cells: cells) * layer.timing.slotDuration.value / layer.membrane.capacitance.value
    }

    @Test func scalingLeavesVoltagesAndTimes() throws {
        // sky130's ratio is larger than the network's.
        let (mapping, range) = try mapping(DeviceModel(.sky130))
        try #require(!mapping.isStretched && mapping.impedanceFactor != 1)
        let carried = design.carried(over: mapping, from: range, rows: .complementary)
        #expect(carried.thresholdVoltage == design.thresholdVoltage)
        let factor = mapping.impedanceFactor
        for isOutput in [false, true] {
            let before = design.raceParameters(inputs: 40, rows: .complementary, isOutput: isOutput)
            let after = carried.raceParameters(inputs: 40, rows: .complementary, isOutput: isOutput)
            #expect(abs(after.membrane.capacitance.value * factor / before.membrane.capacitance.value - 1) < 1e-12)
            #expect(abs(after.membrane.leak.value * factor / before.membrane.leak.value - 1) < 1e-3)
            #expect(abs(after.membrane.threshold.value / before.membrane.threshold.value - 1) < 1e-12)
            #expect(abs(time(after, cells: 1e-6 / factor) / time(before, cells: 1e-6) - 1) < 1e-3)
        }
    }

    /// dV/dt of a nominal column in units of V_th and slots, for the same difference of two cells.
    @Test func stretchingKeepsTheDriveInUnitsOfTheThreshold() throws {
        let (mapping, range) = try mapping(DeviceModel(.aist))
        try #require(mapping.isStretched)
        let carried = design.carried(over: mapping, from: range, rows: .complementary)
        #expect(carried.minimumConductance == mapping.lowest)
        #expect(abs(carried.maximumConductance.value / mapping.highest.value - 1) < 1e-12)
        let slope =
            (mapping.highest.value - mapping.lowest.value) / (range.maximum.value - range.minimum.value)
        func drive(_ design: DeepCircuitDesign, _ difference: Double) -> Double {
            let layer = design.raceParameters(inputs: 40, rows: .complementary, isOutput: true)
            return difference * layer.drive.readVoltage.value * layer.timing.slotDuration.value
                / (layer.membrane.capacitance.value * design.thresholdVoltage.value)
        }
        #expect(abs(drive(carried, slope * 1e-7) / drive(design, 1e-7) - 1) < 1e-9)
    }
}
