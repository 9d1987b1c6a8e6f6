import Foundation
import Quantities

/// A volatile threshold switch with a state equation: the classifier's neuron switch, with values of Ag/HfO2.
///
/// The values are those of Ostrovskii and others' compact model of a measured device, doi 10.1016/j.neucom.2025.129454; the
/// law is this project's.
///
/// dx/dt = (x∞ − x)/τ; x∞ is a smooth step of |v| at a threshold that falls from V_th to V_hold as x grows, and the
/// conductance grows exponentially with x: a linear law comes to rest half open.
public struct VolatileThresholdSwitch: MemristiveDevice {
    /// V_th. [V]
    var thresholdVoltage = 0.27
    /// V_hold. [V]
    var holdVoltage = 0.08
    /// R_on. [Ω]
    var onResistance = 806.0
    /// R_off. [Ω]
    var offResistance = 10e6
    /// τ: 90 % of the way in 200 ns. [s]
    var timeConstant = 87e-9
    /// Half the width of the step of x∞. [V]
    var transitionWidth = 0.005

    /// The source's values, or this project's where ``DeviceParameter/isOwn`` says so.
    public init() {}

    func current(_ v: Double, _ x: Double) -> Double { v / offResistance * exp(log(offResistance / onResistance) * x) }

    func rate(_ v: Double, _ x: Double) -> Double {
        // The threshold falls along 3h² − 2h³, h = (x − 0.1)/0.5 within 0…1.
        let h = min(max((x - 0.1) / 0.5, 0), 1)
        let threshold = thresholdVoltage - (thresholdVoltage - holdVoltage) * h * h * (3 - 2 * h)
        let target = 0.5 + 0.5 * tanh((abs(v) - threshold) / (2 * transitionWidth))
        return (target - x) / timeConstant
    }

    /// |v| has its corner at 0.
    var corners: [Double] { [0] }

    var contradiction: String? {
        if holdVoltage >= thresholdVoltage { return "V_hold must be below V_th" }
        return onResistance < offResistance ? nil : "R_on must be below R_off"
    }

    var writeThresholds: WriteThresholds {
        WriteThresholds(set: .init(thresholdVoltage), reset: .init(holdVoltage), meaning: .hold)
    }

    static var slots: [ParameterSlot<VolatileThresholdSwitch>] {
        [
            .init("V_th", "V", "threshold when off", 1e-3...20, \.thresholdVoltage),
            .init("V_hold", "V", "threshold when on", 1e-3...20, \.holdVoltage),
            .init("R_on", "Ω", "resistance at x = 1", 1e-3...1e12, \.onResistance),
            .init("R_off", "Ω", "resistance at x = 0", 1...1e15, \.offResistance),
            .init("τ", "s", "time constant of the state", 1e-15...1e3, \.timeConstant),
            .init("w", "V", "half the width of the step of x∞", 1e-6...1, \.transitionWidth),
        ]
    }

    static let ownValues: Set<String> = ["R_off", "τ", "w"]

    var description: DeviceDescription { Self.words }

    private static let words = DeviceDescription(
        title: "Ag/HfO2 volatile threshold switch with a state equation", kind: .volatile,
        source:
            "values of the compact model of an Ag nanodots/HfO2 switch by Ostrovskii, Karimov, Rybin, Bobrova, Arlyapov, "
            + "Butusov, Neurocomputing 624 (2025) 129454, doi 10.1016/j.neucom.2025.129454, section 2.1, at positive voltage; "
            + "the law is ours",
        equations: [
            "i = (v/R_off) (R_off/R_on)^x", "dx/dt = (x∞ − x)/τ,  x∞ = ½ + ½ tanh((|v| − V)/(2 w))",
            "V = V_th − (V_th − V_hold) h² (3 − 2h),  h = (x − 0.1)/0.5 within 0…1",
        ],
        remarks: [
            "There, fitted to a device's measured cycle: V_th +0.267/−0.119 V, V_hold +0.08/−0.006 V, R_on 806/1434 Ω, a leak "
                + "of 1 pA, 80 % of the way in less than 210 ns.",
            "This law is symmetric and takes the positive polarity. R_off (1 pA is above 1e11 Ω), w and τ (90 % of the way in "
                + "200 ns) are ours.",
            "The conductance must grow exponentially with x: a linear law comes to rest half open.",
        ])
}
