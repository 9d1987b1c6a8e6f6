import Circuits
import Foundation
import Quantities
import SpikingNetworks

/// What the device level of a deep network needs.
extension NetworkDesignRules {
    func deviceChecks() -> [DesignRuleCheck] {
        [switches(), off()] + (readout == .spikeCount ? [] : [chargesBus()])
    }

    /// The detecting transistor's current, which turns the rows on at V_off, must fall to a quarter at 0 V for them to be off;
    /// below its threshold it changes by a factor e at every n kT/q.
    private func switches() -> DesignRuleCheck {
        let ratio = 4.0
        let end = design.pulseOffVoltage.value
        let slope = design.transistorSlopeFactor * design.transistorTemperature.thermalVoltage.value
        let needed = slope * log(ratio)
        return DesignRuleCheck(
            rule: "switches", element: "detecting transistors", margin: end / needed, required: 1,
            explanation:
                "a spike ends at V_off = \(volts(end)) and rests at 0 V; the transistor whose gate it is, a factor e every "
                + "\(volts(slope)) below its threshold, needs "
                + "\(volts(needed)) to fall to a quarter of its current",
            remedy: "V_th of \(volts(needed / design.pulseOffShare)) or more would do, or a higher pulseOffShare.",
            isAdvisory: true)
    }

    /// At rest the detecting transistor's current lifts the pass transistor's gate a little, and what that passes then lifts
    /// the row.
    private func off() -> DesignRuleCheck {
        let share = 0.02
        let read = design.readVoltage.value
        let pass = design.passing(0)
        let detected = design.detector(pass, load: 0).current(gate: 0, drain: read, source: 0)
        let gate = min(detected * design.liftResistance.value, read)
        let passed = -pass.current(gate: -gate, drain: -read, source: 0)
        let lift = passed * design.restResistance(0).value
        return DesignRuleCheck(
            rule: "off", element: "row drivers", margin: share * read / lift, required: 1,
            explanation:
                "at rest the detecting transistor still takes \(Current(detected).formatted(digits: 3)), which opens the pass "
                + "transistor by \(volts(gate)) of its \(volts(design.gateThreshold.value)); its off current of "
                + "\(Current(passed).formatted(digits: 3)) lifts an idle row to \(volts(lift)), and 2 % of V_read are allowed",
            remedy: "Raise thresholdVoltage, pulseOffShare or transistorThresholdShare, or lower restResistance.",
            isAdvisory: true)
    }

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
