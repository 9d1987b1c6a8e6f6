import Foundation
import Quantities

/// The Stanford–PKU RRAM model: a gap that grows and shrinks by field-driven hopping, with self-heating.
///
/// Guan, Yu, Wong, doi 10.1109/LED.2012.2210856, and Jiang et al., doi 10.1109/TED.2016.2545412; values of the
/// released model, doi 10.4231/D37H1DN48.
public struct StanfordPKU: MemristiveDevice {
    /// I_0. [A]
    var currentScale = 1e-3
    /// V_0. [V]
    var referenceVoltage = 0.25
    /// g_0. [nm]
    var decayLength = 0.25
    /// The gap at x = 1. [nm]
    var minimumGap = 0.2
    /// The gap at x = 0. [nm]
    var maximumGap = 1.7
    /// ν_0. [m/s]
    var velocity = 10.0
    /// E_a. [eV]
    var activationEnergy = 0.6
    /// γ_0.
    var fieldFactor = 16.0
    /// β. [1/nm³]
    var fieldSlope = 0.8
    /// a_0. [nm]
    var hopDistance = 0.25
    /// L, the oxide's thickness. [nm]
    var thickness = 12.0
    /// F_min: below this enhanced field the gap does not move. [V/nm]
    var minimumField = 1.4
    /// T_0. [K]
    var ambientTemperature = 298.0
    /// R_th. [K/W]
    var thermalResistance = 2.1e3
    /// The fastest motion. [1/s]
    var maximumRate = 1e8
    /// δ of the window at both ends.
    var boundaryWidth = 1e-3

    /// The source's values, or this project's where ``DeviceParameter/isOwn`` says so.
    public init() {}

    /// F_min is crossed over this share of itself.
    static let fieldTransition = 0.02

    private func gap(_ x: Double) -> Double { maximumGap - (maximumGap - minimumGap) * x }  // [nm]

    func current(_ v: Double, _ x: Double) -> Double {
        currentScale * exp(-gap(x) / decayLength) * sinh(v / referenceVoltage)
    }

    func rate(_ v: Double, _ x: Double) -> Double {
        // γ = γ_0 − β g³, and 0 where γ |v|/L < F_min: a smooth step here
        let distance = gap(x)
        let gamma = fieldFactor - fieldSlope * distance * distance * distance
        let field = gamma * abs(v) / thickness  // [V/nm]
        let step = 0.5 + 0.5 * tanh((field / minimumField - 1) / Self.fieldTransition)
        // T = T_0 + R_th |v i|,  dg/dt = −ν_0 e^(−E_a/kT) sinh(γ a_0 v/(L kT))
        let temperature = ambientTemperature + thermalResistance * abs(v * current(v, x))
        let kT = DeviceLaw.thermalVoltage * temperature / 300
        let scale = velocity * 1e9 / (maximumGap - minimumGap)  // [1/s]
        let drop = gamma * hopDistance / thickness * v  // [V]
        let raw = step * scale * 0.5 * (exp((drop - activationEnergy) / kT) - exp((-drop - activationEnergy) / kT))
        return DeviceLaw.limited(raw, maximumRate) * DeviceLaw.boundary(max(raw > 0 ? 1 - x : x, 0), boundaryWidth)
    }

    var contradiction: String? { minimumGap < maximumGap ? nil : "gap_min must be below gap_max" }

    static var slots: [ParameterSlot<StanfordPKU>] {
        [
            .init("I_0", "A", "current scale", 1e-12...1, \.currentScale),
            .init("V_0", "V", "voltage scale of the conduction", 0.01...10, \.referenceVoltage),
            .init("g_0", "nm", "decay length of the current", 0.01...10, \.decayLength),
            .init("gap_min", "nm", "gap at x = 1", 0...50, \.minimumGap),
            .init("gap_max", "nm", "gap at x = 0", 0.01...50, \.maximumGap),
            .init("ν_0", "m/s", "velocity scale", 1e-9...1e9, \.velocity),
            .init("E_a", "eV", "activation energy", 0.1...3, \.activationEnergy),
            .init("γ_0", "", "field enhancement without a gap", 1...100, \.fieldFactor),
            .init("β", "1/nm³", "its fall with the gap", 0...10, \.fieldSlope),
            .init("a_0", "nm", "hopping distance", 0.01...5, \.hopDistance),
            .init("L", "nm", "thickness of the oxide", 0.5...100, \.thickness),
            .init("F_min", "V/nm", "enhanced field below which nothing moves", 1e-3...20, \.minimumField),
            .init("T_0", "K", "ambient temperature", 100...800, \.ambientTemperature),
            .init("R_th", "K/W", "thermal resistance", 0...1e9, \.thermalResistance),
            .init("r_max", "1/s", "fastest motion", 1e3...1e13, \.maximumRate),
            .init("δ", "", "width of the window at the bounds", 1e-5...0.1, \.boundaryWidth),
        ]
    }

    static let ownValues: Set<String> = ["r_max", "δ"]

    var description: DeviceDescription { Self.words }

    private static let words = DeviceDescription(
        title: "Stanford–PKU RRAM", kind: .nonvolatile,
        source: "Guan, Yu, Wong, IEEE EDL 33 (2012) 1405, doi 10.1109/LED.2012.2210856; "
            + "Jiang et al., IEEE TED 63 (2016) 1884, doi 10.1109/TED.2016.2545412",
        equations: [
            "gap = gap_max − x (gap_max − gap_min)", "i = I_0 e^(−gap/g_0) sinh(v/V_0)",
            "T = T_0 + R_th |v i|,  γ = γ_0 − β gap³", "r = S ν_0/(gap_max − gap_min) e^(−E_a/kT) sinh(γ a_0 v/(L kT))",
            "S = ½ + ½ tanh((γ |v|/(L F_min) − 1)/0.02)",
            "dx/dt = r/(1 + |r|/r_max) y/(y + δ),  y = 1 − x upward, x downward",
        ],
        remarks: [
            "The released model sets γ to 0 below F_min; here a smooth step, 2 % wide. It has no random part here.",
            "The gap comes to rest at its bounds over δ = 0.1 % of the range; r_max bounds the runaway.",
        ])
}
