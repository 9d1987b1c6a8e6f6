import Foundation
public import Quantities
public import SpikingNetworks

/// A trained network's conductances carried over to a device: levels within the device's range.
///
/// A network whose range lies within the device's stays as it is; else the impedances of the whole circuit scale with the
/// device's range. Where the device's ratio of high to low
/// conductance is smaller than the network's, the targets are stretched linearly between its ends instead: all columns
/// then gain the same current Σ_i u_i for the same pattern, which shifts the race and does not reorder it.
public struct TargetMapping: Hashable, Sendable {
    /// Conductances of the device at x = 0 and x = 1, at the read voltage.
    public let deviceRange: ConductanceRange
    /// What the lowest and the highest level become.
    public let lowest: Conductance
    public let highest: Conductance
    /// Of the circuit: `CircuitDesign.scalingImpedances(by:)`.
    public let impedanceFactor: Double
    /// Whether the device's range is too narrow for the network's ratio.
    public let isStretched: Bool
    /// Whether the device conducts nothing at x = 0, so that a thousandth of its highest conductance stands for HRS.
    public let hasOpenState: Bool
    public let levels: Int
    /// [S], column by column.
    public let targets: [Double]

    /// - Parameters:
    ///   - window: half the width of the write–verify window: targets keep that distance from the device's ends.
    ///   - levels: how many equidistant conductances there are, 2 or more.
    public init(
        _ array: ConductanceArray, to device: DeviceModel, readVoltage: Voltage, levels: Int, window: Double
    ) throws(ConductanceError) {
        precondition(levels >= 2 && window > 0 && window < 1)
        let ends = device.conductanceRange(at: readVoltage)
        let highest = ends.high.value / (1 + window)
        hasOpenState = ends.low.value < 1e-3 * ends.high.value
        var floor = hasOpenState ? 1e-3 * ends.high.value : ends.low.value
        let network = array.range
        let span = network.maximum.value - network.minimum.value
        var (lowest, top) = (network.minimum.value, network.maximum.value)
        if lowest >= ends.low.value * (1 + window), top <= highest {
            floor = min(floor, lowest)
            impedanceFactor = 1
            isStretched = false
        } else {
            let scaled = highest * (network.minimum / network.maximum)
            lowest = max(scaled, floor * (1 + window))
            top = highest
            isStretched = lowest > scaled
            impedanceFactor = network.maximum.value / highest
        }
        deviceRange = try ConductanceRange(minimum: Conductance(floor), maximum: ends.high)
        self.lowest = Conductance(lowest)
        self.highest = Conductance(top)
        self.levels = levels
        targets = array.siemens.map { value in
            let level = ((value - network.minimum.value) / span * Double(levels - 1)).rounded()
            return lowest + (top - lowest) * level / Double(levels - 1)
        }
    }
}
