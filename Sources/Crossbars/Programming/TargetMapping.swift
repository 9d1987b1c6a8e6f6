public import Devices
import Foundation
public import Quantities
public import SpikingNetworks

/// A trained network's conductances carried over to a device: levels within the device's range.
///
/// A network whose range lies within the device's stays as it is; else the impedances of the whole circuit scale, by no more
/// than brings it there. Where the device's ratio of high to low conductance is smaller than the network's, the targets are
/// stretched linearly between its ends instead: all columns then gain the same current Σ_i u_i for the same pattern, which
/// shifts the race and does not reorder it.
public struct TargetMapping: Hashable, Sendable {
    /// Conductances of the device at x = 0 and x = 1, at the read voltage.
    public let deviceRange: ConductanceRange
    /// What the lowest and the highest level become.
    public let lowest: Conductance
    /// What the highest level becomes.
    public let highest: Conductance
    /// Of the circuit: `CircuitDesign.scalingImpedances(by:)`.
    public let impedanceFactor: Double
    /// Whether the device's range is too narrow for the network's ratio.
    public let isStretched: Bool
    /// Whether the device conducts nothing at x = 0, so that a thousandth of its highest conductance stands for HRS.
    public let hasOpenState: Bool
    /// How many conductances the targets take.
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
        let network = array.range
        let (bottom, span) = (network.minimum.value, network.maximum.value - network.minimum.value)
        let isWithin = bottom >= ends.low.value * (1 + window) && network.maximum.value <= highest
        let openFloor = hasOpenState ? 1e-3 * ends.high.value : ends.low.value
        let floor = isWithin ? min(openFloor, bottom) : openFloor
        let leastLevel = floor * (1 + window)
        isStretched = !isWithin && network.maximum / network.minimum > highest / leastLevel
        let (lowest, top): (Double, Double)
        if isStretched {
            (lowest, top) = (leastLevel, highest)
        } else {
            // As little as brings both ends within.
            let factor = isWithin ? 1 : bottom < leastLevel ? leastLevel / bottom : highest / network.maximum.value
            (lowest, top) = (bottom * factor, network.maximum.value * factor)
        }
        impedanceFactor = isWithin ? 1 : network.maximum.value / top
        deviceRange = try ConductanceRange(minimum: Conductance(floor), maximum: ends.high)
        self.lowest = Conductance(lowest)
        self.highest = Conductance(top)
        self.levels = levels
        targets = array.siemens.map { value in
            let level = ((value - bottom) / span * Double(levels - 1)).rounded()
            return lowest + (top - lowest) * level / Double(levels - 1)
        }
    }
}
