import Quantities

/// What resistive lines make of a crossbar: the resistors between its drivers and membranes that are equivalent to it.
///
/// Every membrane then obeys C dVⱼ/dt = Σᵢ gᵢⱼ (uᵢ − Vⱼ) + Σₖ gⱼₖ (Vₖ − Vⱼ) − g_L Vⱼ: as with ideal lines, but for the
/// last sum, in which columns meet over the word lines that they share.
public struct CrossbarWiring: Hashable, Sendable {
    /// From the row at +u of an input to a membrane, `[inputs × neurons]` [S].
    public var positive: [Double]
    /// From the row at −u, `[inputs × neurons]` [S]; empty with bipolar rows.
    public var negative: [Double]
    /// From the bias row to a membrane, `[neurons]` [S].
    public var bias: [Double]
    /// Between two membranes, `[neurons × neurons]`, symmetric, zero on the diagonal [S].
    public var betweenMembranes: [Double]
    /// Between two rows, `[rows × rows]`, zero on the diagonal [S]: the rows of the inputs, of complementary ones the one at
    /// +u first, then a bias row. They move no membrane but take power. Empty if they were not counted.
    public var betweenRows: [Double]

    /// Takes resistors that are already known; a layer checks their shapes.
    public init(
        positive: [Double], negative: [Double], bias: [Double], betweenMembranes: [Double], betweenRows: [Double]
    ) {
        self.positive = positive
        self.negative = negative
        self.bias = bias
        self.betweenMembranes = betweenMembranes
        self.betweenRows = betweenRows
    }

    /// g⁺ − g⁻ (bipolar rows: g), `[inputs × neurons]` [S].
    var differences: [Double] { negative.isEmpty ? positive : zip(positive, negative).map { $0 - $1 } }
}

extension CrossbarLayer {
    /// What drives a membrane from a bias row at 1 V [A].
    func biasConductance(_ neuron: Int) -> Double { wiring?.bias[neuron] ?? parameters.drive.biasConductance.value }

    /// Of one neuron: the layer's, with its own capacitance.
    func parameters(ofNeuron neuron: Int) -> RaceParameters {
        guard !spread.capacitance.isEmpty else { return parameters }
        var own = parameters
        own.membrane.capacitance = own.membrane.capacitance * spread.capacitance[neuron]
        return own
    }

    /// V_th of a neuron in units of the layer's.
    public func threshold(ofNeuron neuron: Int) -> Double { spread.factor(\.threshold, neuron) }

    /// The races of an output layer that gathers, of columns that do not meet.
    public func columnRaces() -> [ColumnRace] {
        columnConductances().enumerated().map { neuron, conductance in
            let own = parameters(ofNeuron: neuron)
            return ColumnRace(
                parameters: own, conductance: conductance,
                step: ColumnStep(parameters: own, conductance: conductance), threshold: threshold(ofNeuron: neuron))
        }
    }
}
