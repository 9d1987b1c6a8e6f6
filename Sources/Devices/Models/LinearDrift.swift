import Foundation
import Quantities

/// HP's linear ion drift: two resistors in series whose border moves with the charge, slowed down by a window.
///
/// Strukov, Snider, Stewart, Williams, doi 10.1038/nature06932, equations (5) and (6): v = (R_on w/D + R_off (1 − w/D)) i and dw/dt = μ_v R_on/D i.
/// The windows are Joglekar and Wolf's, doi 10.1088/0143-0807/30/4/001, and Biolek, Biolek and Biolkova's, Radioengineering 18
/// (2009) 210.
public struct LinearDrift: MemristiveDevice {
    /// What slows the border down where the film ends.
    public enum Window: Hashable, Sendable {
        /// 1 − (2x − 1)^2p: holds the border at an end for ever.
        case joglekar
        /// 1 − (x − stp(−i))^2p: only on the way to an end.
        case biolek
    }

    var window = Window.biolek
    /// R_on. [Ω]
    var onResistance = 100.0
    /// R_off. [Ω]
    var offResistance = 16e3
    /// D. [nm]
    var thickness = 10.0
    /// μ_v. [m²/Vs]
    var mobility = 1e-14
    /// p of the window.
    var windowExponent = 1.0

    /// HP's values, with Biolek's window.
    public init() {}

    /// HP's values, with either window.
    public init(window: Window) { self.window = window }

    func current(_ v: Double, _ x: Double) -> Double { v / (onResistance * x + offResistance * (1 - x)) }

    func rate(_ v: Double, _ x: Double) -> Double {
        // dx/dt = μ_v R_on/D² i f(x)
        let length = thickness * 1e-9  // [m]
        return mobility * onResistance / (length * length) * current(v, x) * slowed(v, x)
    }

    private func slowed(_ v: Double, _ x: Double) -> Double {
        let way =
            switch window {
            case .joglekar: abs(2 * x - 1)
            case .biolek: max(v > 0 ? x : 1 - x, 0)
            }
        return max(1 - pow(way, 2 * windowExponent), 0)
    }

    /// Biolek's window depends on the direction.
    var corners: [Double] { [0] }

    var contradiction: String? { onResistance < offResistance ? nil : "R_on must be below R_off" }

    static var slots: [ParameterSlot<LinearDrift>] {
        [
            .init("R_on", "Ω", "resistance at x = 1", 0.1...1e12, \.onResistance),
            .init("R_off", "Ω", "resistance at x = 0", 1...1e15, \.offResistance),
            .init("D", "nm", "thickness of the film", 0.1...1e4, \.thickness),
            .init("μ_v", "m²/Vs", "mobility of the dopants", 1e-24...1e-3, \.mobility),
            .init("p", "", "exponent of the window", 0.5...20, \.windowExponent),
        ]
    }

    var description: DeviceDescription {
        let (name, words, source, equation) =
            switch window {
            case .joglekar:
                (
                    "Joglekar", "A state at a bound stays there for ever: the window is symmetric.",
                    "Joglekar, Wolf, Eur. J. Phys. 30 (2009) 661, doi 10.1088/0143-0807/30/4/001", "f = 1 − (2x − 1)^2p"
                )
            case .biolek:
                (
                    "Biolek", "The window closes only toward a bound, so that a state leaves it again.",
                    "Biolek, Biolek, Biolkova, Radioengineering 18 (2009) 210",
                    "f = 1 − x^2p for v > 0, 1 − (1 − x)^2p for v < 0"
                )
            }
        return DeviceDescription(
            title: "HP linear ion drift with \(name)'s window", kind: .nonvolatile,
            source: "Strukov, Snider, Stewart, Williams, Nature 453 (2008) 80, doi 10.1038/nature06932; \(source)",
            equations: [
                "i = v/(R_on x + R_off (1 − x)),  x = w/D           Strukov's equation (5)",
                "dx/dt = μ_v R_on/D² i f(x)                         Strukov's equation (6), with the window f",
                equation,
            ],
            remarks: [
                words,
                "No threshold: every voltage moves the state, a read as well; the thresholds named are those at which it "
                    + "would cross its range in a second.", "R_on, R_off, D, μ_v and p of Biolek's listing.",
            ])
    }
}
