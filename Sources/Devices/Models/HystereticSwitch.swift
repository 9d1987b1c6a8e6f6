import Quantities

/// A volatile threshold switch without delay: on at |v| ≥ V_th, off at |v| ≤ V_hold.
///
/// The law of the classifier's neurons in its piecewise-linear circuit; x is 0 or 1.
public struct HystereticSwitch: MemristiveDevice {
    /// V_th. [V]
    var thresholdVoltage = 0.27
    /// V_hold. [V]
    var holdVoltage = 0.08
    /// R_on. [Ω]
    var onResistance = 806.0
    /// R_off. [Ω]
    var offResistance = 10e6

    /// The source's values, or this project's where ``DeviceParameter/isOwn`` says so.
    public init() {}

    func current(_ v: Double, _ x: Double) -> Double { v * (x / onResistance + (1 - x) / offResistance) }

    func rate(_ v: Double, _ x: Double) -> Double { 0 }

    func settled(_ v: Double, _ x: Double) -> Double {
        let size = abs(v)
        return size >= thresholdVoltage ? 1 : size <= holdVoltage ? 0 : x
    }

    var corners: [Double] { [thresholdVoltage, holdVoltage, -thresholdVoltage, -holdVoltage] }

    var contradiction: String? {
        if holdVoltage >= thresholdVoltage { return "V_hold must be below V_th" }
        return onResistance < offResistance ? nil : "R_on must be below R_off"
    }

    var writeThresholds: WriteThresholds {
        WriteThresholds(set: .init(thresholdVoltage), reset: .init(holdVoltage), meaning: .hold)
    }

    static var slots: [ParameterSlot<HystereticSwitch>] {
        [
            .init("V_th", "V", "turns on at |v| ≥ V_th", 1e-3...20, \.thresholdVoltage),
            .init("V_hold", "V", "turns off at |v| ≤ V_hold", 1e-3...20, \.holdVoltage),
            .init("R_on", "Ω", "resistance when on", 1e-3...1e12, \.onResistance),
            .init("R_off", "Ω", "resistance when off", 1...1e15, \.offResistance),
        ]
    }

    static let ownValues: Set<String> = ["R_off"]

    var description: DeviceDescription { Self.words }

    private static let words = DeviceDescription(
        title: "Volatile threshold switch, hysteretic, without delay", kind: .volatile,
        source:
            "the switch of the classifier's neurons; the law is ours, the values are those of Ag/HfO2 (see ag-hfo2)",
        equations: ["i = v/R_on when on, v/R_off when off", "on at |v| ≥ V_th, off at |v| ≤ V_hold"],
        remarks: ["An ideal limit: it has no rate, its state jumps."])
}
