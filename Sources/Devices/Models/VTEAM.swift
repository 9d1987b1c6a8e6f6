import Foundation
import Quantities

/// VTEAM: no change between two thresholds, a power of the overdrive beyond.
///
/// Kvatinsky, Ramadan, Friedman, Kolodny, doi 10.1109/TCSII.2015.2433536: the piecewise power law of dw/dt. The state is
/// normalised, and the windows are one-sided powers of the way that is left.
public struct VTEAM: MemristiveDevice {
    /// How the conductance follows the state.
    public enum CurrentLaw: Hashable, Sendable {
        /// Linear in x, as in the classifier's cells: this project's choice.
        case conductance
        /// The paper's: the resistance is linear in x.
        case resistance
        /// The paper's: the resistance' logarithm is.
        case exponential
    }

    var currentLaw = CurrentLaw.conductance
    /// G_min. [S]
    var minimumConductance = 1e-6
    /// G_max. [S]
    var maximumConductance = 1e-4
    /// V_set, v_on in the paper up to its sign. [V]
    var setVoltage = 0.8
    /// V_reset. [V]
    var resetVoltage = -0.8
    /// k_set > 0. [1/s]
    var setRate = 2e5
    /// k_reset < 0. [1/s]
    var resetRate = -2e5
    var setExponent = 3.0
    var resetExponent = 3.0
    /// p of both windows.
    var windowExponent = 1.0

    /// This project's values, with a conductance linear in x.
    public init() {}

    /// This project's values with another law of the current.
    public init(currentLaw: CurrentLaw) { self.currentLaw = currentLaw }

    func current(_ v: Double, _ x: Double) -> Double {
        switch currentLaw {
        case .conductance: v * (minimumConductance + x * (maximumConductance - minimumConductance))
        case .resistance: v / (1 / minimumConductance + x * (1 / maximumConductance - 1 / minimumConductance))
        case .exponential: v * minimumConductance * exp(log(maximumConductance / minimumConductance) * x)
        }
    }

    func rate(_ v: Double, _ x: Double) -> Double {
        // dx/dt = k_set (v/V_set − 1)^α (1 − x)^p, k_reset (v/V_reset − 1)^α x^p
        if v > setVoltage { return setRate * pow(v / setVoltage - 1, setExponent) * window(1 - x) }
        if v < resetVoltage { return resetRate * pow(v / resetVoltage - 1, resetExponent) * window(x) }
        return 0
    }

    private func window(_ left: Double) -> Double { windowExponent == 1 ? left : pow(max(left, 0), windowExponent) }

    var corners: [Double] { [setVoltage, resetVoltage] }

    var contradiction: String? { minimumConductance < maximumConductance ? nil : "G_min must be below G_max" }

    var writeThresholds: WriteThresholds {
        WriteThresholds(set: .init(setVoltage), reset: .init(resetVoltage), meaning: .sharp)
    }

    static var slots: [ParameterSlot<VTEAM>] {
        [
            .init("G_min", "S", "conductance at x = 0", 1e-12...1, \.minimumConductance),
            .init("G_max", "S", "conductance at x = 1", 1e-12...1, \.maximumConductance),
            .init("V_set", "V", "no change up to it", 1e-3...20, \.setVoltage),
            .init("V_reset", "V", "no change down to it", -20 ... -1e-3, \.resetVoltage),
            .init("k_set", "1/s", "rate at twice V_set", 1e-6...1e15, \.setRate),
            .init("k_reset", "1/s", "rate at twice V_reset", -1e15 ... -1e-6, \.resetRate),
            .init("α_set", "", "exponent of the overdrive", 1...20, \.setExponent),
            .init("α_reset", "", "exponent of the overdrive", 1...20, \.resetExponent),
            .init("p", "", "exponent of the windows", 1...10, \.windowExponent),
        ]
    }

    /// None belongs to a device.
    static let ownValues: Set<String> = [
        "G_min", "G_max", "V_set", "V_reset", "k_set", "k_reset", "α_set", "α_reset", "p",
    ]

    var description: DeviceDescription {
        let (name, equation, remark) =
            switch currentLaw {
            case .conductance:
                (
                    "linear conductance", "i = (G_min + x (G_max − G_min)) v",
                    "The current's law is ours: linear in conductance, as in the classifier's cells. The paper's are vteam-resistance "
                        + "and vteam-exponential."
                )
            case .resistance:
                (
                    "linear resistance", "i = v/(1/G_min + x (1/G_max − 1/G_min))",
                    "The current's law is the paper's, resistance linear in the state."
                )
            case .exponential:
                (
                    "exponential resistance", "i = v G_min (G_max/G_min)^x",
                    "The current's law is the paper's, e^(−λ (w − w_on)/(w_off − w_on))/R_on with e^λ = R_off/R_on."
                )
            }
        return DeviceDescription(
            title: "VTEAM, threshold-adaptive voltage-driven memristor, \(name)", kind: .nonvolatile,
            source: "Kvatinsky, Ramadan, Friedman, Kolodny, IEEE TCAS-II 62 (2015) 786, doi 10.1109/TCSII.2015.2433536",
            equations: [
                equation, "dx/dt = k_set (v/V_set − 1)^α_set (1 − x)^p      for v > V_set",
                "dx/dt = k_reset (v/V_reset − 1)^α_reset x^p      for v < V_reset",
                "dx/dt = 0                                        between",
            ],
            remarks: [
                remark,
                "One-sided windows, ours, instead of the paper's, which leave a state at its bound only slowly.",
                "Values chosen for ±0.8 V thresholds and pulses of a microsecond; they belong to no particular device.",
            ])
    }
}
