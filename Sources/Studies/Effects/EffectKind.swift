import Crossbars
import Devices
import SpikingNetworks

/// The effects by the key of their section in a study, in the order in which they happen.
package enum EffectKind: String, Hashable, Sendable, CaseIterable {
    case levels
    case programming
    case writeVerify
    case deviceVariation
    case stuckAt
    case drift
    case readNoise
    case lineResistance
    case nonlinearity
    case neurons
    case input

    /// What an effect is: for the catalogue and the reports.
    package struct Description: Hashable, Sendable {
        package var title: String
        package var law: String
        /// Keys below the section, with units.
        package var parameters: String
        /// A value to begin with, and what to sweep.
        package var typical: String
        package var source: String
    }

    package var description: Description {
        switch self {
        case .levels:
            Description(
                title: "finite levels", law: "G rounded to one of n values, evenly spaced from G_min to G_max",
                parameters: "a number of levels, or continuum", typical: "16; 4 to 256", source: "our choice")
        case .programming:
            Description(
                title: "programming error, cycle to cycle",
                law: "G + σ(G) N(0, 1), within G_min … G_max; σ constant, a polynomial in G, or a table",
                parameters: "deviation (of G_max − G_min), polynomial (µS), table (CSV: conductance, deviation in S)",
                typical: "0.02; to 0.05",
                source: "polynomial form: NeuRRAM, doi 10.1038/s41586-022-04992-8")
        case .writeVerify:
            Description(
                title: "write–verify window", law: "programming repeated until |error| ≤ window",
                parameters: "half width (of G_max − G_min), or none", typical: "0.02", source: "our choice")
        case .deviceVariation:
            Description(
                title: "device to device", law: "G e^(σ N(0, 1)), σ linear in G from HRS to LRS",
                parameters: "deviation (of ln G at LRS), highResistanceRatio", typical: "0.1, ratio 2.5; 0 to 0.5",
                source: "our choice")
        case .stuckAt:
            Description(
                title: "stuck-at faults",
                law: "a cell stays at G_max (LRS) or G_min (HRS) with the given probability",
                parameters:
                    "rate, lowResistanceShare, pattern (\(StuckPattern.allCases.map(\.rawValue).joined(separator: ", "))), clusterSize",
                typical: "rate 0.1; 0 to 0.3", source: "rates: doi 10.1109/TC.2014.12")
        case .drift:
            Description(
                title: "retention drift", law: "G (t/t_0)^(−ν), ν Gaussian from cell to cell",
                parameters: "elapsed (s), reference (s), exponent, exponentDeviation", typical: "1 s, 1 day, 30 days",
                source: "our choice")
        case .readNoise:
            Description(
                title: "read noise", law: "G (1 + σ N(0, 1)), drawn for every presentation",
                parameters: "σ relative to G", typical: "0.01", source: "our choice")
        case .lineResistance:
            Description(
                title: "line resistance",
                law: "a resistor in every segment of word and bit lines and in every driver, solved exactly",
                parameters: "perSegment (Ω), bitLineRatio, biasWidth (the bias row's, in word lines), driver (Ω)",
                typical: "1 Ω; 0 to 5 Ω", source: "our choice")
        case .nonlinearity:
            Description(
                title: "nonlinear conduction", law: "i = G V_0 sinh(v/V_0)",
                parameters: "V_0 (V), or ohmic", typical: "0.25 V to 1 V", source: "our choice")
        case .neurons:
            Description(
                title: "neuron mismatch",
                law: "V_th, V_hold and C_m times 1 + σ N(0, 1), V_th and V_hold also anew in every presentation",
                parameters: "threshold, hold, capacitance, thresholdCycle, holdCycle", typical: "0.02; to 0.13",
                source: "spread of threshold switches: memspike device list --volatile")
        case .input:
            Description(
                title: "input noise",
                law: "pixels flip independently or an exact number of them; Gaussian noise on the rows' levels",
                parameters: "flipProbability, exactFlips, redraw, greyNoise (of V_read)", typical: "0.1; 0 to 0.3",
                source: "the protocol of the paper's noise figures is unknown: ours")
        }
    }

    /// Whether a level knows this effect of a classifier; if not, why.
    package func obstacle(at level: Level) -> String? {
        switch (self, level) {
        case (.nonlinearity, .discrete): "the discrete model's cells are ohmic"
        case (.nonlinearity, .ngspiceDevice): "the devices of this level conduct by their own equations"
        default: nil
        }
    }

    /// Whether a plan has this effect at all.
    package func isActive(in plan: EffectsPlan) -> Bool {
        switch self {
        case .levels: plan.levels != nil
        case .programming: plan.programming.error != .none
        case .writeVerify: plan.writeVerify != nil
        case .deviceVariation: plan.deviceVariation.deviation > 0
        case .stuckAt: plan.stuckAt.rate > 0
        case .drift: plan.drift.exponent != 0 || plan.drift.exponentDeviation > 0
        case .readNoise: plan.readNoise > 0
        case .lineResistance: plan.lineResistance.resistance != .none
        case .nonlinearity: plan.nonlinearity != nil
        case .neurons: plan.neurons != .none
        case .input: true
        }
    }
}
