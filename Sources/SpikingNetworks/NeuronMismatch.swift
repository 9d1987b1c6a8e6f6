public import NumericalMethods
public import Quantities

/// How neurons of one array differ from each other, and a neuron's threshold switch from one presentation to the next:
/// Gaussian, σ relative to the design's value.
public struct NeuronMismatch: Hashable, Sendable {
    /// σ of V_th.
    public var threshold: Double
    /// σ of V_hold.
    public var hold: Double
    /// σ of C_m.
    public var capacitance: Double
    /// σ of V_th from cycle to cycle: drawn anew in every presentation.
    public var thresholdCycle: Double
    /// σ of V_hold from cycle to cycle.
    public var holdCycle: Double

    /// - Precondition: no σ is negative.
    public init(
        threshold: Double, hold: Double, capacitance: Double, thresholdCycle: Double = 0, holdCycle: Double = 0
    ) {
        precondition(threshold >= 0 && hold >= 0 && capacitance >= 0 && thresholdCycle >= 0 && holdCycle >= 0)
        self.threshold = threshold
        self.hold = hold
        self.capacitance = capacitance
        self.thresholdCycle = thresholdCycle
        self.holdCycle = holdCycle
    }

    /// Whether a neuron differs from one presentation to the next.
    public var hasCycles: Bool { thresholdCycle > 0 || holdCycle > 0 }

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

    /// The neurons of one presentation: those of the array, each threshold switch with the deviation of this cycle.
    /// - Parameter spread: of the array's neurons.
    public func cycle(of spread: NeuronSpread, neurons: Int, from stream: inout RandomStream) -> NeuronSpread {
        var shown = spread
        shown.threshold = []
        shown.hold = []
        for neuron in 0..<neurons {
            shown.threshold.append(
                max(0.1, spread.factor(\.threshold, neuron) + thresholdCycle * stream.normal()))
            shown.hold.append(max(0.1, spread.factor(\.hold, neuron) + holdCycle * stream.normal()))
        }
        return shown
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
