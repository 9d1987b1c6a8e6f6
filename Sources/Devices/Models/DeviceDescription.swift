import Foundation
public import Quantities

/// Whether a device keeps its state without a voltage.
public enum DeviceKind: String, Hashable, Sendable, Codable {
    case nonvolatile = "non-volatile"
    case volatile
}

/// What a user has to know of a model before using it.
public struct DeviceDescription: Hashable, Sendable {
    /// What the model is of, in a few words.
    public var title: String
    /// Whether it keeps its state without a voltage.
    public var kind: DeviceKind
    /// Where the model comes from, in one line, with its DOI.
    public var source: String
    /// The equations as text, one each.
    public var equations: [String]
    /// Where this form departs from the source, and why.
    public var remarks: [String]
}

/// The voltages beyond which a device changes its state.
public struct WriteThresholds: Hashable, Sendable {
    /// What happens at these voltages.
    public enum Meaning: String, Hashable, Sendable, Codable {
        /// Nothing changes between the thresholds.
        case sharp
        /// There the state would cross its range in one second; below, exponentially slower.
        case fullRangeInOneSecond = "full range in 1 s"
        /// V_th turns on, V_hold off.
        case hold
    }

    /// V_set > 0; for a volatile switch V_th.
    public var set: Voltage
    /// V_reset < 0; for a volatile switch V_hold > 0.
    public var reset: Voltage
    /// In which sense they are thresholds.
    public var meaning: Meaning
}

/// A parameter as it stands in a model.
public struct DeviceParameter: Hashable, Sendable {
    /// As the equations spell it: "α_set".
    public var symbol: String
    /// "V", "1/s"; empty for a pure number.
    public var unit: String
    /// What the parameter does, in a few words.
    public var meaning: String
    /// In `unit`.
    public var value: Double
    /// What ``DeviceModel/setting(_:)`` takes, in `unit`.
    public var allowed: ClosedRange<Double>
    /// Whether the model's own value of it is chosen by this project, not taken from the source.
    public var isOwn: Bool

    /// The symbol for a keyboard and for a netlist: "alpha_set", "V_Tp".
    public var plainSymbol: String {
        let spellings: [Character: String] = [
            "α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "κ": "kappa", "μ": "mu", "ν": "nu", "τ": "tau",
            "−": "n", "+": "p",
        ]
        return symbol.map { spellings[$0] ?? String($0) }.joined()
    }
}

/// The laws that several models share.
enum DeviceLaw {
    /// kT/q at 300 K. [V]
    static let thermalVoltage = PhysicalConstants.thermalVoltage.value

    /// Stops a state at the bound that is `distance` away, and nowhere else: y/(y + δ).
    ///
    /// One-sided, so that the state leaves the bound again: a symmetric window holds it there for ever
    /// (doi 10.1109/ACCESS.2021.3059241).
    static func boundary(_ distance: Double, _ width: Double) -> Double { distance / (distance + width) }

    /// A rate that cannot exceed `limit`: r/(1 + |r|/r_max).
    static func limited(_ rate: Double, _ limit: Double) -> Double {
        // Of the reciprocals, so that an overflow gives the limit.
        copysign(1 / (1 / abs(rate) + 1 / limit), rate)
    }

    /// The smallest voltage of the sign of `direction` at which the state at its middle would cross its range in one
    /// second; infinite if there is none below 20 V. [V]
    static func oneSecondVoltage(of device: some MemristiveDevice, direction: Double) -> Double {
        let step = 0.02
        guard let first = (1...1000).first(where: { abs(device.rate(direction * step * Double($0), 0.5)) >= 1 }) else {
            return direction * .infinity
        }
        var (low, high) = (step * Double(first - 1), step * Double(first))
        for _ in 0..<50 {
            let middle = (low + high) / 2
            if abs(device.rate(direction * middle, 0.5)) < 1 { low = middle } else { high = middle }
        }
        return direction * high
    }
}
