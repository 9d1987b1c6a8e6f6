import Foundation
public import Quantities

/// The values that programming aims at.
public enum ConductanceLevels: Hashable, Sendable {
    case continuum
    /// So many values, evenly spaced from G_min to G_max; at least 2.
    case evenlySpaced(Int)

    /// The level nearest to a conductance [S].
    package func nearest(_ siemens: Double, in range: ConductanceRange) -> Double {
        guard case .evenlySpaced(let count) = self else { return siemens }
        let low = range.minimum.value
        let step = (range.maximum.value - low) / Double(count - 1)
        return min(max(low + ((siemens - low) / step).rounded() * step, low), range.maximum.value)
    }
}

/// By how much programming misses, from cycle to cycle: Gaussian, with σ depending on the target.
public enum ProgrammingDeviation: Hashable, Sendable {
    /// σ in units of G_max − G_min, the same for every target.
    case constant(Double)
    /// σ [µS] = Σ_k c_k (g/µS)^k, lowest power first, as chips are characterised (such as NeuRRAM's
    /// 1.053 + 0.2374 g − 0.01167 g² + 0.0001536 g³ for g ≤ 39 µS).
    case polynomial([Double])
    /// Measured (target, σ) pairs [S], targets rising; linear between them, constant beyond.
    case table([TablePoint])

    /// A measured σ at one target.
    public struct TablePoint: Hashable, Sendable {
        /// The target [S].
        public var siemens: Double
        /// σ [S].
        public var sigma: Double

        /// - Parameters:
        ///   - siemens: the target [S].
        ///   - sigma: σ [S].
        public init(siemens: Double, sigma: Double) {
            self.siemens = siemens
            self.sigma = sigma
        }
    }

    /// Every cell gets what was aimed at.
    public static let none = ProgrammingDeviation.constant(0)

    /// σ [S] of a cell that is programmed to `siemens`.
    public func deviation(at siemens: Double, in range: ConductanceRange) -> Double {
        switch self {
        case .constant(let share): return share * (range.maximum.value - range.minimum.value)
        case .polynomial(let coefficients):
            return max(0, coefficients.reversed().reduce(0) { $0 * siemens * 1e6 + $1 }) * 1e-6
        case .table(let points):
            guard let upper = points.firstIndex(where: { $0.siemens > siemens }) else { return points.last!.sigma }
            guard upper > 0 else { return points[0].sigma }
            let (a, b) = (points[upper - 1], points[upper])
            return a.sigma + (b.sigma - a.sigma) * (siemens - a.siemens) / (b.siemens - a.siemens)
        }
    }
}

/// Verification after programming: a cell is programmed again until it lies within a window around its target.
public struct WriteVerifyWindow: Hashable, Sendable {
    /// Half the window's width in units of G_max − G_min; infinity: no verification.
    public var halfWidth: Double

    /// - Parameter halfWidth: in units of G_max − G_min; more than 0.
    public init(halfWidth: Double) {
        precondition(halfWidth > 0)
        self.halfWidth = halfWidth
    }

    /// No verification: cells stay as one programming leaves them.
    public static let none = WriteVerifyWindow(halfWidth: .infinity)
}

/// How devices of one array differ, once and for all: lognormal factors on G, their median 1.
public struct DeviceVariation: Hashable, Sendable {
    /// σ of ln G at G_max.
    public var lowResistance: Double
    /// σ of ln G at G_min; in between, linear in G.
    public var highResistance: Double

    /// - Parameters:
    ///   - lowResistance: σ of ln G at G_max; at least 0.
    ///   - highResistance: σ of ln G at G_min; at least 0.
    public init(lowResistance: Double, highResistance: Double) {
        precondition(lowResistance >= 0 && highResistance >= 0)
        self.lowResistance = lowResistance
        self.highResistance = highResistance
    }

    /// The same σ of ln G at every conductance.
    public init(_ sigma: Double) { self.init(lowResistance: sigma, highResistance: sigma) }

    /// All devices alike.
    public static let none = DeviceVariation(0)

    /// σ of ln G of a cell that is programmed to `siemens`.
    public func deviation(at siemens: Double, in range: ConductanceRange) -> Double {
        let (low, high) = (range.minimum.value, range.maximum.value)
        let state = min(max((siemens - low) / (high - low), 0), 1)
        return highResistance + (lowResistance - highResistance) * state
    }
}

/// The loss of conductance with time after programming: G(t) = G(t_0) (t/t_0)^−ν, ν Gaussian from cell to cell.
public struct RetentionDrift: Hashable, Sendable {
    /// t, since programming.
    public var elapsed: Time
    /// t_0; nothing drifts before it.
    public var reference: Time
    /// ν.
    public var exponent: Double
    /// σ of ν from cell to cell.
    public var exponentDeviation: Double

    /// - Parameters:
    ///   - elapsed: t, since programming; at least 0.
    ///   - reference: t_0; more than 0.
    ///   - exponent: ν, the mean over the cells.
    public init(elapsed: Time, reference: Time = .seconds(1), exponent: Double, exponentDeviation: Double = 0) {
        precondition(elapsed.value >= 0 && reference.value > 0 && exponentDeviation >= 0)
        self.elapsed = elapsed
        self.reference = reference
        self.exponent = exponent
        self.exponentDeviation = exponentDeviation
    }

    /// No drift.
    public static let none = RetentionDrift(elapsed: .seconds(1), exponent: 0)

    /// What is left of a cell's conductance.
    /// - Parameter normal: the cell's standard normal number.
    package func factor(normal: Double) -> Double {
        let decades = max(0, log(elapsed / reference))
        return exp(-(exponent + exponentDeviation * normal) * decades)
    }
}

/// Noise of every read: Gaussian on G.
public struct ReadNoise: Hashable, Sendable {
    /// σ of a cell, relative to its conductance.
    public var relative: Double

    /// - Parameter relative: σ of a cell over its conductance; at least 0.
    public init(relative: Double) {
        precondition(relative >= 0)
        self.relative = relative
    }

    /// Every read shows the conductance itself.
    public static let none = ReadNoise(relative: 0)
}

/// How a cell's current follows its voltage.
public enum CellConduction: Hashable, Sendable {
    /// i = g v.
    case ohmic
    /// i = g V_0 sinh(v/V_0).
    case hyperbolicSine(SinhConduction)
}
