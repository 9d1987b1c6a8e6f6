import Foundation
import NumericalMethods
public import Quantities

/// Why a fit was not made.
public enum DeviceFitError: Error, Equatable, CustomStringConvertible {
    /// Pulses without voltages in the file, and none given.
    case pulsesWithoutVoltage
    /// These data cannot determine that model.
    case unsuitable(device: String, measurement: String, reason: String)
    /// The model could not be evaluated with the values to start from.
    case badStart(device: String)

    /// What stands against the fit, and what to do about it.
    public var description: String {
        switch self {
        case .pulsesWithoutVoltage:
            "the pulses have no voltage; add a column \"voltage (V)\", or give --amplitude (and --depression with "
                + "--potentiation, the number of pulses before it)"
        case .unsuitable(let device, let measurement, let reason):
            "\(device) cannot be fitted to \(measurement): \(reason)"
        case .badStart(let device):
            "\(device) cannot be simulated with its starting values; choose others by --set"
        }
    }
}

/// A model fitted to a measurement.
public struct DeviceFit: Hashable, Sendable {
    /// nil for retention, which follows a law of its own.
    public var model: DeviceModel?
    /// Of retention alone.
    public var drift: DriftLaw?
    /// In the model's order; an initial state x_0, where it was fitted, last.
    public var parameters: [FittedParameter]
    /// Of the parameters, in their units and order.
    public var covariance: [[Double]] = []
    /// The answers of the fitted model, one per row [A] or [S].
    public var fitted: [Double]
    /// (fitted − measured)/measured, one per row; against the noise's floor where that is more; NaN in rows that are left
    /// out.
    public var residuals: [Double]
    /// The root mean square of fitted − measured, as a share of the measured range.
    public var rangeRMS: Double
    /// Of neighbouring residuals, lag 1; near 0 for noise.
    public var autocorrelation: Double
    /// What the residuals show.
    public var noise: MeasurementNoise
    /// ln p(data) under the fitted model and its noise.
    public var logLikelihood = 0.0
    /// How often the model was evaluated.
    public var evaluations: Int

    /// The root mean square of the residuals.
    public var relativeRMS: Double {
        let known = residuals.filter(\.isFinite)
        return (known.reduce(0) { $0 + $1 * $1 } / Double(max(1, known.count))).squareRoot()
    }

    /// The rows that say something.
    public var rowCount: Int { residuals.count { $0.isFinite } }

    /// Whether neighbouring residuals go together, beyond four standard errors of 1/√n: then the model lacks something of
    /// the data, or a better minimum exists, and no standard error means what it says.
    public var isSystematic: Bool {
        // Below a ten-thousandth of the range it is the integration's own error.
        rangeRMS > 1e-4 && Self.isSystematic(autocorrelation: autocorrelation, count: rowCount)
    }

    /// How much less n correlated residuals say than independent ones, √((1 + ρ)/(1 − ρ)); 1 below two standard errors of ρ.
    var errorInflation: Double {
        guard autocorrelation > 2 / Double(max(1, rowCount)).squareRoot() else { return 1 }
        return ((1 + autocorrelation) / max(1 - autocorrelation, 1e-3)).squareRoot()
    }

    static func isSystematic(_ residuals: [Double]) -> Bool {
        isSystematic(autocorrelation: autocorrelation(residuals), count: residuals.count)
    }

    private static func isSystematic(autocorrelation: Double, count: Int) -> Bool {
        autocorrelation > 4 / Double(max(1, count)).squareRoot()
    }

    static func autocorrelation(_ residuals: [Double]) -> Double {
        let square = residuals.reduce(0) { $0 + $1 * $1 }
        let product = zip(residuals, residuals.dropFirst()).reduce(0) { $0 + $1.0 * $1.1 }
        return square > 0 ? product / square : 0
    }

    static func rangeRMS(_ fitted: [Double], _ measured: [Double]) -> Double {
        let rows = zip(fitted, measured).filter { $0.0.isFinite && $0.1.isFinite }
        let measured = rows.map(\.1)
        let square = rows.reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) } / Double(max(1, rows.count))
        let range = (measured.max() ?? 0) - (measured.min() ?? 0)
        return square.squareRoot() / max(range, .leastNormalMagnitude)
    }
}

/// How the pulses of a measurement were made.
public struct PulseProtocol: Hashable, Sendable {
    /// Of each pulse, unless the file names them; empty if unknown.
    public var amplitudes: [Voltage]
    /// Of every pulse, unless the file names it; its flat part.
    public var width: Time
    /// At which the conductances were read.
    public var readVoltage: Voltage

    /// - Parameter amplitudes: of each pulse, of either sign; empty where the file names them.
    public init(amplitudes: [Voltage] = [], width: Time, readVoltage: Voltage = MeasurementOptions.assumedReadVoltage) {
        self.amplitudes = amplitudes
        self.width = width
        self.readVoltage = readVoltage
    }
}

extension DeviceModel {
    /// Which parameters a measurement can determine; all others keep their values.
    ///
    /// Products that enter only together (A and ν_0, κ and i_off) and shapes that noise hides (windows) stay out.
    public func fittedSymbols(for kind: DeviceMeasurement.Kind) -> [String] {
        switch kind {
        case .sweep:
            switch self {
            case .vteam: ["G_min", "G_max", "V_set", "V_reset", "k_set", "k_reset", "α_set", "α_reset"]
            case .yakopcic: ["a_1", "a_2", "V_p", "V_n", "A_p", "A_n"]
            case .aist: ["R_on", "R_off", "V_T+", "V_T−", "i_off", "i_on"]
            case .sky130: ["I_k1", "V_ref", "g_0", "γ_0", "E_g", "E_r"]
            case .stanfordPKU: ["I_0", "V_0", "g_0", "γ_0", "E_a"]
            case .hystereticSwitch: ["V_th", "V_hold", "R_on", "R_off"]
            case .thresholdSwitch: ["V_th", "V_hold", "R_on", "R_off", "τ"]
            case .linearDrift: ["R_on", "R_off", "μ_v"]
            }
        case .pulses:
            switch self {
            case .vteam: ["G_min", "G_max", "k_set", "k_reset"]
            case .yakopcic: ["a_1", "A_p", "A_n"]
            case .aist: ["R_on", "R_off", "i_off", "i_on"]
            case .sky130: ["I_k1", "g_0", "E_g", "E_r"]
            case .stanfordPKU: ["I_0", "g_0", "E_a"]
            case .linearDrift: ["R_on", "R_off", "μ_v"]
            case .hystereticSwitch, .thresholdSwitch: []
            }
        case .retention, .endurance, .writeVerify: []
        }
    }

    /// Fits the model to a measurement by least squares, from its present values and from others that the data suggest.
    /// - Parameters:
    ///   - pulses: how the pulses were made; needed for pulses alone.
    ///   - free: parameters to fit besides those of `fittedSymbols(for:)`.
    public func fit(
        to measurement: DeviceMeasurement, pulses: PulseProtocol? = nil, free: [String] = []
    ) throws -> DeviceFit {
        if case .retention = measurement.kind { return try DriftLaw.fit(to: measurement) }
        var symbols = fittedSymbols(for: measurement.kind)
        guard !symbols.isEmpty else {
            throw DeviceFitError.unsuitable(
                device: name.rawValue, measurement: measurement.words,
                reason: measurement.words == "pulses"
                    ? "it forgets its state between them; fit it to an I–V sweep"
                    : "no model of a device follows these; fit it to an I–V sweep or to pulses")
        }
        for symbol in try symbolsOfParameters(free) where !symbols.contains(symbol) { symbols.append(symbol) }
        let problem = DeviceFitProblem(
            self, symbols: symbols, experiment: try DeviceExperiment(measurement, pulses: pulses),
            rows: measurement.mean)
        guard let fit = try problem.fit() else { throw DeviceFitError.badStart(device: name.rawValue) }
        return fit
    }
}
