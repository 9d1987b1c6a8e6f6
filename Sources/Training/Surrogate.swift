import Foundation

/// The derivative h that stands for the spike's in the backward pass; each has unit area over the potential.
///
/// Wu et al., doi 10.3389/fnins.2018.00331, eq. 22–25; the arctangent of Fang et al., arXiv 2007.05785, and the fast
/// sigmoid of Zenke and Ganguli, doi 10.1162/neco_a_01086, here of unit area. The width is relative to the threshold.
public struct Surrogate: Hashable, Sendable {
    /// The derivative that stands in for a spike's step.
    public enum Shape: String, Hashable, Sendable, CaseIterable {
        case rectangular
        case triangular
        case sigmoid
        case gaussian
        case arctangent
        case fastSigmoid = "fast-sigmoid"
    }

    /// By which function spikes pass a gradient on.
    public var shape: Shape
    /// a, in units of V_th.
    public var width: Double

    /// - Parameter width: a, in units of V_th; more than 0.
    public init(shape: Shape, width: Double) {
        precondition(width > 0)
        self.shape = shape
        self.width = width
    }

    /// h at x = (u − V_th)/V_th.
    public func derivative(_ x: Double) -> Double {
        let a = width
        switch shape {
        case .rectangular:
            return abs(x) < a / 2 ? 1 / a : 0
        case .triangular:
            return abs(x) < 2 / a.squareRoot() ? a.squareRoot() / 2 - a / 4 * abs(x) : 0
        case .sigmoid:
            let e = exp(-abs(x) / a)
            return e / (a * (1 + e) * (1 + e))
        case .gaussian:
            return exp(-x * x / (2 * a)) / (2 * Double.pi * a).squareRoot()
        case .arctangent:
            return 1 / (.pi * a * (1 + x / a * (x / a)))
        case .fastSigmoid:
            let scaled = 1 + abs(x) / a
            return 1 / (2 * a * scaled * scaled)
        }
    }

    /// ∫₋∞ˣ h: the smooth spike whose exact derivative is h.
    public func smoothSpike(_ x: Double) -> Double {
        let a = width
        switch shape {
        case .rectangular:
            return min(max(x / a + 0.5, 0), 1)
        case .triangular:
            let edge = 2 / a.squareRoot()
            if abs(x) >= edge { return x < 0 ? 0 : 1 }
            let half = a.squareRoot() / 2 * abs(x) - a / 8 * x * x
            return x < 0 ? 0.5 - half : 0.5 + half
        case .sigmoid:
            return 1 / (1 + exp(-x / a))
        case .gaussian:
            return 0.5 * erfc(-x / (2 * a).squareRoot())
        case .arctangent:
            return 0.5 + atan(x / a) / .pi
        case .fastSigmoid:
            return 0.5 + 0.5 * x / (a + abs(x))
        }
    }
}

/// What training minimises.
public enum Loss: Hashable, Sendable {
    /// ½‖y − (1/T) Σ o[t]‖², STBP's own: the right neuron fires in every slot, the others never.
    case rateMeanSquaredError(Surrogate)
    /// Cross-entropy of the membrane potentials, averaged over the slots (TET, arXiv 2202.11946).
    ///
    /// Logits are `sharpness` · V/V_th of membranes that do not fire.
    case slotCrossEntropy(sharpness: Double)
    /// Cross-entropy on first-spike times: the race itself.
    ///
    /// Logits are −`sharpness` · ln t: relative lead decides. The crossing is located within its slot in closed form,
    /// so that the gradient is exact where the spike's own surrogate would be coarse.
    case spikeTimeCrossEntropy(sharpness: Double)
}
