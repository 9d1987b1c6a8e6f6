import Foundation
import Quantities

/// The ReRAM cell of the SkyWater 130 nm process, at constant temperature.
///
/// Equations and values of `sky130_fd_pr_reram__reram_cell.va` (SkyWater PDK authors, Apache-2.0,
/// github.com/google/skywater-pdk-libs-sky130_fd_pr_reram), without its self-heating.
public struct Sky130ReRAM: MemristiveDevice {
    /// I_k1. [A]
    var currentScale = 61.4e-6
    /// V_ref. [V]
    var referenceVoltage = 0.43
    /// T_ox − T_ref: the gap over which the current falls by e. [nm]
    var decayLength = 0.2751
    /// T_ox − T_max: the gap at x = 1. [nm]
    var minimumGap = 0.1
    /// T_ox − T_min: the gap at x = 0. [nm]
    var maximumGap = 1.7
    /// vel. [m/s]
    var velocity = 150.0
    /// γ0.
    var fieldFactor = 16.5
    /// γ1. [1/nm³]
    var fieldSlope = -1.25
    /// a_0/T_ox.
    var hopShare = 0.05
    /// E_g of vacancy generation. [eV]
    var generationEnergy = 1.501
    /// E_r of vacancy recombination. [eV]
    var recombinationEnergy = 1.5
    /// The fastest motion. [1/s]
    var maximumRate = 1e8
    /// δ of the window at both ends.
    var boundaryWidth = 1e-3

    /// The source's values, or this project's where ``DeviceParameter/isOwn`` says so.
    public init() {}

    private func gap(_ x: Double) -> Double { maximumGap - (maximumGap - minimumGap) * x }  // [nm]

    func current(_ v: Double, _ x: Double) -> Double {
        currentScale * exp(-gap(x) / decayLength) * sinh(v / referenceVoltage)
    }

    func rate(_ v: Double, _ x: Double) -> Double {
        // γ = γ0 + γ1 gap³
        // dT/dt = vel (e^(−(E_g − γ (a_0/T_ox) V)/kT) − e^(−(E_r + γ (a_0/T_ox) V)/kT)),  T the filament's length
        let distance = gap(x)
        let gamma = fieldFactor + fieldSlope * distance * distance * distance
        let drop = gamma * hopShare * v  // [V]
        let kT = DeviceLaw.thermalVoltage
        let scale = velocity * 1e9 / (maximumGap - minimumGap)  // [1/s]
        let raw = scale * (exp((drop - generationEnergy) / kT) - exp((-drop - recombinationEnergy) / kT))
        return DeviceLaw.limited(raw, maximumRate) * DeviceLaw.boundary(max(raw > 0 ? 1 - x : x, 0), boundaryWidth)
    }

    var contradiction: String? { minimumGap < maximumGap ? nil : "gap_min must be below gap_max" }

    static var slots: [ParameterSlot<Sky130ReRAM>] {
        [
            .init("I_k1", "A", "current scale", 1e-12...1, \.currentScale),
            .init("V_ref", "V", "voltage scale of the conduction", 0.01...10, \.referenceVoltage),
            .init("g_0", "nm", "T_ox − T_ref, decay length of the current", 0.01...10, \.decayLength),
            .init("gap_min", "nm", "gap at x = 1", 0...50, \.minimumGap),
            .init("gap_max", "nm", "gap at x = 0", 0.01...50, \.maximumGap),
            .init("vel", "m/s", "velocity scale", 1e-6...1e9, \.velocity),
            .init("γ_0", "", "field enhancement without a gap", 1...100, \.fieldFactor),
            .init("γ_1", "1/nm³", "its change with the gap", -10...0, \.fieldSlope),
            .init("a_0/T_ox", "", "atomic distance over oxide thickness", 1e-3...1, \.hopShare),
            .init("E_g", "eV", "activation of vacancy generation", 0.1...3, \.generationEnergy),
            .init("E_r", "eV", "activation of vacancy recombination", 0.1...3, \.recombinationEnergy),
            .init("r_max", "1/s", "fastest motion", 1e3...1e13, \.maximumRate),
            .init("δ", "", "width of the window at the bounds", 1e-5...0.1, \.boundaryWidth),
        ]
    }

    static let ownValues: Set<String> = ["r_max", "δ"]

    var description: DeviceDescription { Self.words }

    private static let words = DeviceDescription(
        title: "SkyWater 130 nm ReRAM, isothermal", kind: .nonvolatile,
        source: "sky130_fd_pr_reram__reram_cell.va, SkyWater PDK authors, Apache-2.0, "
            + "github.com/google/skywater-pdk-libs-sky130_fd_pr_reram",
        equations: [
            "gap = gap_max − x (gap_max − gap_min)", "i = I_k1 e^(−gap/g_0) sinh(v/V_ref)", "γ = γ_0 + γ_1 gap³",
            "r = vel/(gap_max − gap_min) (e^((γ (a_0/T_ox) v − E_g)/kT) − e^((−γ (a_0/T_ox) v − E_r)/kT))",
            "dx/dt = r/(1 + |r|/r_max) y/(y + δ),  y = 1 − x upward, x downward;  T = 300 K",
        ],
        remarks: [
            "Without the source's self-heating, which lowers the switching voltages.",
            "The source clips the filament at its bounds; here it comes to rest over δ = 0.1 % of the range. r_max keeps "
                + "the thermal runaway of a set pulse within what a simulator can step.",
        ])
}
