import Foundation
import Quantities
import SpikingNetworks

/// What the device level of a deep network needs, and what a real transistor would need beside it.
extension NetworkDesignRules {
    func deviceChecks() -> [DesignRuleCheck] {
        [rowDrivers(), closesRowDrivers()] + (readout == .spikeCount ? [] : [chargesBus()])
    }

    /// A spike ends at V_off. There its gate voltage must exceed V_T by `detectionOverdrive`, and V_T should be above 0 V: the
    /// transistor has what is between V_off and 0 V to turn off in.
    private func rowDrivers() -> DesignRuleCheck {
        let required = 1.5
        let (end, needed) = (design.pulseOffVoltage.value, design.detectionOverdrive.value)
        let beta = design.transistorTransconductance * design.detectorAspectRatio
        let threshold = required * needed / design.pulseOffShare
        // needed² is proportional to V_read.
        let read = design.readVoltage.value * pow(end / (required * needed), 2)
        return DesignRuleCheck(
            rule: "row drivers", element: "detecting transistors", margin: end / needed, required: required,
            explanation: "until a spike ends, at V_off = \(volts(end)), the transistor whose gate it is must draw "
                + "\(Current(beta / 2 * needed * needed).formatted(digits: 3)), which turns the rows on to V_read = "
                + "\(design.readVoltage.formatted(digits: 4)); that takes \(volts(needed)) above its threshold, then "
                + volts(design.detectorThreshold.value),
            remedy: "V_th of \(volts(threshold)) or more would do, or V_read of \(volts(read)) or less; or raise "
                + "pulseOffShare, detectorAspectRatio or liftResistance.", isAdvisory: true)
    }

    /// Level-1 transistors stop at their threshold. A real one changes its current by a factor e at every n kT/q, and must
    /// fall to a quarter between V_off and 0 V for the rows to be off.
    private func closesRowDrivers() -> DesignRuleCheck {
        let ratio = 4.0
        let end = design.pulseOffVoltage.value
        let needed = Self.subthresholdSlope * log(ratio)
        return DesignRuleCheck(
            rule: "row drivers: close", element: "detecting transistors", margin: end / needed, required: 1,
            explanation:
                "a spike ends at V_off = \(volts(end)) and rests at 0 V; a transistor that conducts below its threshold, a "
                + "factor e every \(volts(Self.subthresholdSlope)), needs \(volts(needed)) to fall to a quarter of its current. The "
                + "device level's stops at its threshold",
            remedy: "V_th of \(volts(needed / design.pulseOffShare)) or more would do, or a higher pulseOffShare.",
            isAdvisory: true)
    }

    /// n kT/q: 1.4 × 25.85 mV. [V]
    static let subthresholdSlope = 1.4 * PhysicalConstants.thermalVoltage.value

    /// The bus stands a diode's drop below V_read, at the current that charges it within dischargeSlots, and leaks: through its
    /// resistor, and through the diodes of all outputs that rest.
    private func chargesBus() -> DesignRuleCheck {
        let capacitance = output.parameters.membrane.capacitance.value * design.busCapacitanceShare
        let slot = design.slotDuration.value
        let current = capacitance * design.readVoltage.value / (design.dischargeSlots * slot)
        let leak = design.diodeSaturationCurrent.value
        let drop = PhysicalConstants.thermalVoltage.value * log(1 + current / leak)
        let charged = design.readVoltage.value - drop
        let window = presentationSlots * slot
        let held =
            charged * exp(-presentationSlots / design.busHoldSlots) - Double(output.neurons - 1) * leak * window
            / capacitance
        return DesignRuleCheck(
            rule: "inhibits: diodes", element: "inhibition bus", margin: held / design.gateThreshold.value,
            required: 1.2,
            explanation: "V_read less the diode's \(volts(drop)) charges the bus to \(volts(charged)), of which "
                + "\(volts(held)) are left at the end of a presentation; the inhibition transistors open at "
                + volts(design.gateThreshold.value),
            remedy:
                "Raise readVoltage or busHoldSlots, or lower transistorThresholdShare; a diode that leaks more drops less.",
            isAdvisory: true)
    }
}
