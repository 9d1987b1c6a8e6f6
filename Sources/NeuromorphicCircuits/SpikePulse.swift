import Foundation
package import Quantities

/// How a neuron's pulse capacitor C_p makes a spike of one slot.
///
/// At the crossing the threshold switch charges C_p from the membrane; at V_x,on the spike begins: the discharge
/// transistor pulls the membrane down and the row drivers turn on. The switch opens once V_m − V_p falls to V_hold, C_p
/// discharges through R_p, and at V_x,off the spike ends and the membrane is free again. R_p makes this one slot.
package struct SpikePulse: Hashable, Sendable {
    /// C_p.
    package let capacitance: Capacitance
    /// R_p, from C_p to ground.
    package let resistance: Resistance
    /// R_on of the threshold switch.
    package let switchResistance: Resistance
    /// R_i of the discharge transistor.
    package let dischargeResistance: Resistance
    /// From the crossing to the spike's begin.
    package let delay: Time
    /// The pulse capacitor's highest voltage.
    package let peak: Voltage
    /// V_m − V_p when the spike begins; the threshold switch must still be on.
    let dropAtBegin: Double  // [V]
}

extension DeepCircuitDesign {
    /// The pulse of a neuron whose membrane has this capacitance.
    ///
    /// While the switch charges C_p: V_p = s V_th (1 − e^(−t/τ)), s = C_m/(C_m + C_p), τ = R_on s C_p. Once the transistor
    /// conducts, (V_m, V_p) obey a linear system of two modes, up to V_m − V_p = V_hold. Then V_p = V_peak e^(−t/τ_p).
    /// Column current and R_p are left out of the first two, which last some hundredths of a slot.
    package func pulse(membraneCapacitance: Capacitance) -> SpikePulse {
        let cm = membraneCapacitance.value
        let cp = cm * pulseCapacitanceShare
        let on = cp / (chargingSlots * slotDuration.value)
        let pull = cm / (dischargeSlots * slotDuration.value)
        let share = cm / (cm + cp)
        let vTh = thresholdVoltage.value
        let vBegin = pulseOnVoltage.value
        let delay = -share * cp / on * log(1 - min(vBegin / (share * vTh), 1 - 1e-9))
        let vMembrane = vTh - pulseCapacitanceShare * vBegin
        let rise = Self.charge(
            membrane: vMembrane, pulse: vBegin, cm: cm, cp: cp, on: on, pull: pull, hold: holdVoltage.value)
        let tau = (slotDuration.value - delay - rise.time) / log(rise.peak / pulseOffVoltage.value)
        let leak = 1 / switchOffResistance.value
        return SpikePulse(
            capacitance: Capacitance(cp), resistance: Resistance(1 / (cp / tau - leak)),
            switchResistance: Resistance(1 / on), dischargeResistance: Resistance(1 / pull), delay: Time(delay),
            peak: Voltage(rise.peak), dropAtBegin: vMembrane - vBegin)
    }

    /// With switch and transistor on, C_m V̇_m = −g_i V_m − g_on (V_m − V_p), C_p V̇_p = g_on (V_m − V_p): when V_m − V_p falls
    /// to V_hold, and V_p then.
    private static func charge(
        membrane: Double, pulse: Double, cm: Double, cp: Double, on: Double, pull: Double, hold: Double
    ) -> (time: Double, peak: Double) {
        guard membrane - pulse > hold else { return (0, pulse) }
        // In d = V_m − V_p and p = V_p: ḋ = −(g_i + g_on)/C_m d − g_on/C_p d − g_i/C_m p, ṗ = g_on/C_p d.
        let a = (pull + on) / cm + on / cp
        let b = pull / cm
        let c = on / cp
        let root = (a * a / 4 - b * c).squareRoot()
        let slow = b * c / (a / 2 + root)
        let fast = a / 2 + root
        // d = d₁ e^(−slow t) + d₂ e^(−fast t) with d(0) and ḋ(0) given.
        let d0 = membrane - pulse
        let slope = -a * d0 - b * pulse
        let d2 = -(slope + slow * d0) / (fast - slow)
        let d1 = d0 - d2
        var (low, high) = (0.0, 1 / fast)
        func drop(_ t: Double) -> Double { d1 * exp(-slow * t) + d2 * exp(-fast * t) }
        while drop(high) > hold { high *= 2 }
        for _ in 0..<60 {
            let middle = (low + high) / 2
            if drop(middle) > hold { low = middle } else { high = middle }
        }
        let peak = pulse + c * (d1 / slow * -expm1(-slow * high) + d2 / fast * -expm1(-fast * high))
        return (high, peak)
    }
}
