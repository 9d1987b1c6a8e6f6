import Foundation
import Quantities

/// Yakopcic's generalised memristor: sinh conduction, exponential motion beyond two thresholds.
///
/// Yakopcic, Taha, Subramanyam, Pino, Rogers, doi 10.1109/LED.2011.2163292: i(v) is eq. (1), g(V) eq. (2), f(x)
/// eq. (3)–(4), their windows eq. (5)–(6), dx/dt eq. (7). η = 1: for η = −1 exchange the terminals.
public struct Yakopcic: MemristiveDevice {
    /// a₁. [A]
    var forwardCurrent = 0.17
    /// a₂. [A]
    var reverseCurrent = 0.17
    /// b. [1/V]
    var curvature = 0.05
    /// V_p. [V]
    var positiveThreshold = 0.16
    /// V_n, a magnitude. [V]
    var negativeThreshold = 0.15
    /// A_p. [1/s]
    var positiveRate = 4000.0
    /// A_n. [1/s]
    var negativeRate = 4000.0
    /// x_p: above it, motion upward slows down.
    var positiveKnee = 0.3
    /// x_n: below 1 − x_n, motion downward slows down.
    var negativeKnee = 0.5
    /// α_p.
    var positiveDecay = 1.0
    /// α_n.
    var negativeDecay = 5.0

    /// The source's values.
    public init() {}

    func current(_ v: Double, _ x: Double) -> Double {
        (v >= 0 ? forwardCurrent : reverseCurrent) * x * sinh(curvature * v)
    }

    func rate(_ v: Double, _ x: Double) -> Double {
        if v > positiveThreshold {
            // g = A_p (e^V − e^V_p);  f = e^(−α_p (x − x_p)) w_p,  w_p = (x_p − x)/(1 − x_p) + 1 above x_p, else 1
            let past = max(x - positiveKnee, 0)
            return positiveRate * (exp(v) - exp(positiveThreshold)) * exp(-positiveDecay * past)
                * (1 - past / (1 - positiveKnee))
        }
        if v < -negativeThreshold {
            // g = −A_n (e^−V − e^V_n);  f = e^(α_n (x + x_n − 1)) w_n,  w_n = x/(1 − x_n) below 1 − x_n, else 1
            let past = max(1 - negativeKnee - x, 0)
            return -negativeRate * (exp(-v) - exp(negativeThreshold)) * exp(-negativeDecay * past)
                * (1 - past / (1 - negativeKnee))
        }
        return 0
    }

    var corners: [Double] { [positiveThreshold, -negativeThreshold] }

    var writeThresholds: WriteThresholds {
        WriteThresholds(set: .init(positiveThreshold), reset: .init(-negativeThreshold), meaning: .sharp)
    }

    static var slots: [ParameterSlot<Yakopcic>] {
        [
            .init("a_1", "A", "current scale, v ≥ 0", 1e-15...10, \.forwardCurrent),
            .init("a_2", "A", "current scale, v < 0", 1e-15...10, \.reverseCurrent),
            .init("b", "1/V", "curvature of the conduction", 1e-4...50, \.curvature),
            .init("V_p", "V", "positive threshold", 1e-3...20, \.positiveThreshold),
            .init("V_n", "V", "negative threshold, magnitude", 1e-3...20, \.negativeThreshold),
            .init("A_p", "1/s", "speed upward", 1e-9...1e15, \.positiveRate),
            .init("A_n", "1/s", "speed downward", 1e-9...1e15, \.negativeRate),
            .init("x_p", "", "above it, upward motion slows", 0...0.99, \.positiveKnee),
            .init("x_n", "", "below 1 − x_n, downward motion slows", 0...0.99, \.negativeKnee),
            .init("α_p", "", "how fast it slows upward", 0...50, \.positiveDecay),
            .init("α_n", "", "how fast it slows downward", 0...50, \.negativeDecay),
        ]
    }

    var description: DeviceDescription { Self.words }

    private static let words = DeviceDescription(
        title: "Yakopcic's generalised memristor", kind: .nonvolatile,
        source: "Yakopcic et al., IEEE EDL 32 (2011) 1436, doi 10.1109/LED.2011.2163292",
        equations: [
            "i = a_1 x sinh(b v) for v ≥ 0, a_2 x sinh(b v) for v < 0                              (1)",
            "dx/dt = g(v) f(v, x)                                                                  (7)",
            "g = A_p (e^v − e^V_p) for v > V_p, −A_n (e^−v − e^V_n) for v < −V_n, 0 between         (2)",
            "f = e^(−α_p (x − x_p)) ((x_p − x)/(1 − x_p) + 1) upward above x_p, else 1              (3), (5)",
            "f = e^(α_n (x + x_n − 1)) x/(1 − x_n) downward below 1 − x_n, else 1                   (4), (6)",
        ],
        remarks: [
            "η = 1; for η = −1 exchange the terminals.", "The conductance at x = 0 is zero.",
            "Values of the slow, sinusoidally driven device that the paper fits.",
        ])
}
