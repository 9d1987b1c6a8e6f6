import Circuits
import Foundation
import Quantities
import SpikingNetworks

/// What transistors that conduct below their threshold ask of the bus.
extension DesignRules {
    /// On over off currents that a swing of the bus must at least span, below the threshold.
    static let switchedRatio = 50.0
    /// σ of a threshold: of a gate of 2 µm² at 7 mV µm; our choice.
    static let thresholdDeviation = Voltage.millivolts(5)
    /// From the slowest to the fastest corner: that of the native transistor of sky130, −47 to +19 mV about its typical one.
    static let thresholdCorners = Voltage.millivolts(66)
    /// Of the current that drives a membrane at V_th, at most, through a transistor that is off; our choice.
    static let offShare = 0.02

    /// What the swing of a bus must be for a design's transistors to be on and off in every corner: n kT/q ln 50, 3 σ and the
    /// corners' distance. [V]
    static func neededSwing(_ design: CircuitDesign) -> Double {
        design.inhibitionTransistor.subthresholdSlope * log(switchedRatio)
            + 3 * thresholdDeviation.value + thresholdCorners.value
    }

    func switches() -> DesignRuleCheck {
        let slope = design.inhibitionTransistor.subthresholdSlope
        let swing = heldBus - restingBus
        let needed = Self.neededSwing(design)
        return DesignRuleCheck(
            rule: "switches", element: "inhibition transistors", margin: swing / needed, required: 1,
            explanation: "the bus swings by \(volts(swing)) between rest and the end of a window; a transistor that "
                + "changes its current by a factor e every \(volts(slope)) needs \(volts(slope * log(Self.switchedRatio))) to be "
                + "on and off by 50, with 3 σ of \(volts(Self.thresholdDeviation.value)) and "
                + "\(volts(Self.thresholdCorners.value)) between corners \(volts(needed))",
            remedy: "Raise thresholdVoltage, outputResistance or busLeakResistance, or lower busCapacitance or "
                + "diodeForwardVoltage.")
    }

    /// Of all winners that of the least current at V_th is the one that a leak stops first.
    func off() -> DesignRuleCheck {
        let rest = restingBus
        let slowest = patterns.indices.map { ($0, currentAtThreshold($0, patterns[$0])) }.min { $0.1 < $1.1 }!
        let leak = design.inhibitionTransistor.current(gate: rest, drain: design.thresholdVoltage.value, source: 0)
        let allowed = Self.offShare * max(slowest.1, 0)
        return DesignRuleCheck(
            rule: "off", element: "inhibition transistors", margin: allowed / leak, required: 1,
            explanation: "with the bus at rest, at \(volts(rest)), a transistor of V_T0 "
                + "\(volts(design.transistorThreshold.value)) takes \(amperes(leak)) from its membrane, all \(array.columns) together "
                + "\(amperes(leak * Double(array.columns))); \(amperes(max(slowest.1, 0))) drive the slowest winner, neuron "
                + "\(slowest.0), at V_th, and 2 % of that are allowed",
            remedy: "Raise transistorThreshold and with it the bus, or lower transistorAspectRatio.")
    }
}
