import Foundation
import Quantities

/// The voltage-controlled threshold model of the AgInSbTe (AIST) memristor.
///
/// Zhang, Wang, Li, Friedman, "Memristive model for synaptic circuits", doi 10.1109/TCSII.2016.2605069: dw/dt above
/// and below the thresholds, and R(w).
public struct AISTThreshold: MemristiveDevice {
    /// R_on. [Ω]
    var onResistance = 5e3
    /// R_off. [Ω]
    var offResistance = 100e3
    /// V_T+. [V]
    var positiveThreshold = 0.1
    /// V_T−. [V]
    var negativeThreshold = -0.1
    /// κ = μ_v R_on/D². [1/s]
    var mobilityRate = 889.0
    /// i_off. [A]
    var offCurrent = 1.1e-4
    /// i_on. [A]
    var onCurrent = 4.5e-6
    /// i_0, below the current at V_T+ and R_off. [A]
    var offsetCurrent = 2e-7
    /// p of the window.
    var windowExponent = 2.0

    /// The source's values, or this project's where ``DeviceParameter/isOwn`` says so.
    public init() {}

    func current(_ v: Double, _ x: Double) -> Double { v / (onResistance * x + offResistance * (1 - x)) }

    func rate(_ v: Double, _ x: Double) -> Double {
        // dw/dt = μ_v (R_on/D) i_off/(i − i_0) f(w) above V_T+, μ_v (R_on/D) (i/i_on) f(w) below V_T−
        if v > positiveThreshold {
            return step(v / positiveThreshold) * mobilityRate * offCurrent / (current(v, x) - offsetCurrent) * window(x)
        }
        if v < negativeThreshold {
            return step(v / negativeThreshold) * mobilityRate * current(v, x) / onCurrent * window(1 - x)
        }
        return 0
    }

    /// f = 1 − y^2p, where y is the way that lies behind.
    private func window(_ behind: Double) -> Double { 1 - pow(max(behind, 0), 2 * windowExponent) }

    /// How far above its threshold the rate has come to its full value, as a share of the threshold.
    static let transition = 0.01

    /// 0 at the threshold, 1 a hundredth of it above, smooth at both ends.
    private func step(_ overdrive: Double) -> Double {
        let h = min((overdrive - 1) / Self.transition, 1)
        return h * h * (3 - 2 * h)
    }

    var corners: [Double] { [positiveThreshold, negativeThreshold].flatMap { [$0, $0 * (1 + Self.transition)] } }

    var contradiction: String? {
        if onResistance >= offResistance { return "R_on must be below R_off" }
        let smallest = positiveThreshold / offResistance
        return offsetCurrent < smallest
            ? nil : "i_0 must be below V_T+/R_off = \(smallest) A, else the rate has a pole above the threshold"
    }

    var writeThresholds: WriteThresholds {
        WriteThresholds(set: .init(positiveThreshold), reset: .init(negativeThreshold), meaning: .sharp)
    }

    static var slots: [ParameterSlot<AISTThreshold>] {
        [
            .init("R_on", "Ω", "resistance at x = 1", 1...1e12, \.onResistance),
            .init("R_off", "Ω", "resistance at x = 0", 1...1e12, \.offResistance),
            .init("V_T+", "V", "no change up to it", 1e-3...20, \.positiveThreshold),
            .init("V_T−", "V", "no change down to it", -20 ... -1e-3, \.negativeThreshold),
            .init("κ", "1/s", "μ_v R_on/D²", 1e-9...1e15, \.mobilityRate),
            .init("i_off", "A", "current scale of the set rate", 1e-15...1e3, \.offCurrent),
            .init("i_on", "A", "current scale of the reset rate", 1e-15...1e3, \.onCurrent),
            .init("i_0", "A", "offset of the current in the set rate", 0...1, \.offsetCurrent),
            .init("p", "", "exponent of the window", 0.5...20, \.windowExponent),
        ]
    }

    static let ownValues: Set<String> = ["κ", "i_off", "i_on", "i_0", "p"]

    var description: DeviceDescription { Self.words }

    private static let words = DeviceDescription(
        title: "AIST threshold model", kind: .nonvolatile,
        source: "Zhang, Wang, Li, Friedman, IEEE TCAS-II 64 (2017) 767, doi 10.1109/TCSII.2016.2605069",
        equations: [
            "i = v/(R_on x + R_off (1 − x)),  x = w/D", "dx/dt = κ i_off/(i − i_0) f      for v > V_T+,  f = 1 − x^2p",
            "dx/dt = κ (i/i_on) f             for v < V_T−,  f = 1 − (1 − x)^2p",
            "dx/dt = 0                        between;  κ = μ_v R_on/D²",
        ],
        remarks: [
            "One-sided windows (Biolek's form) instead of the symmetric 1 − (2x − 1)^2p, which holds a state at its bound.",
            "The rate rises over the first hundredth above a threshold: a smooth step, as SPICE needs one.",
            "R_on, R_off and thresholds of the paper's group. κ, p, i_on, i_off and i_0 are ours, chosen so that a 0.3 V pulse "
                + "of a microsecond moves the state by some per cent; published listings have κ of 2.8e6 and 8.9e8 /s and p = 10 "
                + "with other currents. Only κ i_off and κ/i_on act.",
        ])
}
