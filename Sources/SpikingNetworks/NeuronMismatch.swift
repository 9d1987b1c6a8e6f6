public import NumericalMethods
public import Quantities

/// How neurons of one array differ: Gaussian, σ relative to the design's value.
public struct NeuronMismatch: Hashable, Sendable {
    /// σ of V_th.
    public var threshold: Double
    /// σ of V_hold.
    public var hold: Double
    /// σ of C_m.
    public var capacitance: Double

    /// - Precondition: no σ is negative.
    public init(threshold: Double, hold: Double, capacitance: Double) {
        precondition(threshold >= 0 && hold >= 0 && capacitance >= 0)
        self.threshold = threshold
        self.hold = hold
        self.capacitance = capacitance
    }

    /// All neurons alike.
    public static let none = NeuronMismatch(threshold: 0, hold: 0, capacitance: 0)

    /// The neurons of one array. A factor below 0.1 would be no neuron: it stays there.
    public func draw(neurons: Int, from stream: inout RandomStream) -> NeuronSpread {
        var spread = NeuronSpread()
        for _ in 0..<neurons {
            spread.threshold.append(max(0.1, 1 + threshold * stream.normal()))
            spread.hold.append(max(0.1, 1 + hold * stream.normal()))
            spread.capacitance.append(max(0.1, 1 + capacitance * stream.normal()))
        }
        return spread
    }
}

/// What the neurons of one array have of the design's values, each a factor but for the transistors' shift; empty: exactly
/// the design's.
public struct NeuronSpread: Hashable, Sendable {
    /// Of V_th, `[neurons]`.
    public var threshold: [Double] = []
    /// Of V_hold, `[neurons]`.
    public var hold: [Double] = []
    /// Of C_m, `[neurons]`.
    public var capacitance: [Double] = []
    /// What the inhibition transistors' thresholds differ by: an absolute voltage, as transistors differ.
    public var inhibitionShift: [Voltage] = []

    /// Exactly the design's neurons, until factors are set.
    public init() {}

    /// Exactly the design's neurons.
    public static let none = NeuronSpread()

    /// A neuron's factor.
    public func factor(_ path: KeyPath<NeuronSpread, [Double]>, _ neuron: Int) -> Double {
        self[keyPath: path].isEmpty ? 1 : self[keyPath: path][neuron]
    }
}
