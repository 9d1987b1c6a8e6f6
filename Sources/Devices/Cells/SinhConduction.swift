import Foundation
public import Quantities

/// Memristors whose current grows faster than their voltage: i = g V_0 sinh(v/V_0); g at small voltages.
public struct SinhConduction: Hashable, Sendable {
    /// V_0: where the current leaves the straight line; 0.25 V to 1 V for oxides.
    public var scale: Voltage

    /// - Parameter scale: V_0; more than 0.
    public init(scale: Voltage) {
        precondition(scale.value > 0 && scale.value.isFinite, "scale = \(scale)")
        self.scale = scale
    }

    /// The current of a cell of `siemens` at `volts` [A].
    public func current(_ siemens: Double, at volts: Double) -> Double {
        siemens * scale.value * sinh(volts / scale.value)
    }
}
