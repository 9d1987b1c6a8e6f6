import SpikingNetworks

/// The stuck cells of one crossbar, known to its training.
public struct StuckCells: Hashable, Sendable {
    /// Inputs of the crossbar.
    public let inputs: Int
    /// Columns of the crossbar.
    public let neurons: Int
    /// Cells on the rows at +u: their conductance in units of G_max − G_min above G_min, NaN for a healthy one,
    /// `[inputs × neurons]`.
    public let positive: [Float]
    /// Cells on the rows at −u.
    public let negative: [Float]

    /// - Precondition: both arrays are `[inputs × neurons]`; of bipolar rows `negative` is all NaN.
    public init(inputs: Int, neurons: Int, positive: [Float], negative: [Float]) {
        precondition(positive.count == inputs * neurons && negative.count == inputs * neurons)
        self.inputs = inputs
        self.neurons = neurons
        self.positive = positive
        self.negative = negative
    }

    /// How many cells are stuck.
    public var count: Int { positive.count { !$0.isNaN } + negative.count { !$0.isNaN } }
}

/// Stuck cells as the kernels want them, with what they leave of every weight's range.
final class StuckPlanes: @unchecked Sendable {
    // Not written after its making: hence unchecked.
    let positive: FloatPlane
    let negative: FloatPlane
    /// ∂(g⁺ + g⁻)/∂ŵ of a pair; NaN where it is sign(ŵ): in a healthy pair.
    let slopes: FloatPlane
    let lows: FloatPlane
    let highs: FloatPlane

    init(_ cells: StuckCells, rows: RowScheme, stride: Int) {
        let count = cells.inputs * stride
        positive = FloatPlane(count: count, repeating: .nan)
        negative = FloatPlane(count: count, repeating: .nan)
        slopes = FloatPlane(count: count, repeating: .nan)
        lows = FloatPlane(count: count, repeating: 0)
        highs = FloatPlane(count: count, repeating: 0)
        for input in 0..<cells.inputs {
            for neuron in 0..<cells.neurons {
                let place = input * stride + neuron
                let up = cells.positive[input * cells.neurons + neuron]
                let down = rows == .bipolar ? Float.nan : cells.negative[input * cells.neurons + neuron]
                positive.start[place] = up
                negative.start[place] = down
                let (low, high, slope): (Float, Float, Float) =
                    switch (up.isNaN, down.isNaN, rows) {
                    case (true, _, .bipolar): (0, 1, 1)
                    case (false, _, .bipolar): (up, up, 0)
                    case (true, true, .complementary): (-1, 1, .nan)
                    case (false, true, .complementary): (up - 1, up, -1)
                    case (true, false, .complementary): (-down, 1 - down, 1)
                    case (false, false, .complementary): (up - down, up - down, 0)
                    }
                lows.start[place] = low
                highs.start[place] = high
                slopes.start[place] = slope
            }
        }
    }

    /// Moves weights into what the stuck cells leave of their range.
    func confine(_ weights: FloatPlane) {
        for place in 0..<weights.count {
            weights.start[place] = min(max(weights.start[place], lows.start[place]), highs.start[place])
        }
    }
}
