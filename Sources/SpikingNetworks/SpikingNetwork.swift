public import Devices
import Quantities

/// Why layers do not make a network.
public enum NetworkError: Error, Equatable, CustomStringConvertible {
    case noLayers
    case noSlots(Int)
    case widthMismatch(layer: Int, inputs: Int, neuronsBefore: Int)
    case wrongCount(layer: String, quantity: String, found: Int, needed: Int)
    case conductanceOutOfRange(input: Int, neuron: Int, siemens: Float, range: ConductanceRange)
    case notFinite(layer: String, quantity: String, index: Int)
    case textbookRow(layer: Int)

    /// The layer, what was found there, and what is needed.
    public var description: String {
        switch self {
        case .noLayers: "a network needs at least one layer"
        case .noSlots(let slots): "\(slots) time slots; at least 1 is needed"
        case .widthMismatch(let layer, let inputs, let before):
            "layer \(layer) takes \(inputs) inputs, but layer \(layer - 1) has \(before) neurons; they must be equal"
        case .wrongCount(let layer, let quantity, let found, let needed):
            "\(layer): \(found) \(quantity), but its shape needs \(needed)"
        case .conductanceOutOfRange(let input, let neuron, let siemens, let range):
            "the cell of input \(input), neuron \(neuron) is \(siemens) S, "
                + "outside G_min = \(range.minimum) … G_max = \(range.maximum)"
        case .notFinite(let layer, let quantity, let index):
            "\(layer): \(quantity) \(index) is not a finite number that it may be"
        case .textbookRow(let layer):
            "layer \(layer) is a textbook layer: it has no circuit; train it with model physical to build one"
        }
    }
}

/// Dense layers of leaky integrate-and-fire neurons, one feeding the next; the discrete-time model (level L0).
public struct SpikingNetwork: Hashable, Sendable {
    /// From the inputs to the classes; each takes what the one before fires.
    public let layers: [SpikingLayer]
    /// T.
    public let slots: Int
    /// How the last layer's neurons name a class.
    public let readout: Readout

    /// - Parameter readout: `highestPotential` becomes `gatherThenRace` where the output layer is a crossbar.
    public init(layers: [SpikingLayer], slots: Int, readout: Readout) throws(NetworkError) {
        guard !layers.isEmpty else { throw .noLayers }
        guard slots > 0 else { throw .noSlots(slots) }
        for index in layers.indices.dropFirst() where layers[index].inputs != layers[index - 1].neurons {
            throw .widthMismatch(
                layer: index, inputs: layers[index].inputs, neuronsBefore: layers[index - 1].neurons)
        }
        self.layers = layers
        self.slots = slots
        // Nobody compares potentials in a crossbar: there, neurons that gather decide by a race.
        switch (readout, layers[layers.count - 1]) {
        case (.highestPotential, .crossbar): self.readout = .gatherThenRace
        case (.gatherThenRace, .textbook): throw .textbookRow(layer: layers.count - 1)
        default: self.readout = readout
        }
    }

    /// Inputs of the first layer.
    public var inputs: Int { layers[0].inputs }
    /// Neurons of the last layer.
    public var classes: Int { layers[layers.count - 1].neurons }

    /// The layers as crossbars, for a circuit.
    public func crossbars() throws(NetworkError) -> [CrossbarLayer] {
        var crossbars: [CrossbarLayer] = []
        for (index, layer) in layers.enumerated() {
            guard case .crossbar(let crossbar) = layer else { throw .textbookRow(layer: index) }
            crossbars.append(crossbar)
        }
        return crossbars
    }
}

/// A dense layer of LIF neurons.
public enum SpikingLayer: Hashable, Sendable {
    case textbook(TextbookLayer)
    case crossbar(CrossbarLayer)

    /// How many inputs each neuron has a synapse to.
    public var inputs: Int {
        switch self {
        case .textbook(let layer): layer.inputs
        case .crossbar(let layer): layer.inputs
        }
    }

    /// How many neurons the layer has.
    public var neurons: Int {
        switch self {
        case .textbook(let layer): layer.neurons
        case .crossbar(let layer): layer.neurons
        }
    }
}

/// The textbook layer: signed weights, a decay of its own for every neuron, reset to zero.
///
/// Wu, Deng, Li, Zhu, Shi, doi 10.3389/fnins.2018.00331, eq. 5–7.
public struct TextbookLayer: Hashable, Sendable {
    /// Inputs of every neuron.
    public let inputs: Int
    /// Outputs, one a neuron.
    public let neurons: Int
    /// w, `[inputs × neurons]`, in units of the threshold's scale.
    public var weights: [Float]
    /// b, `[neurons]`.
    public var bias: [Float]
    /// a = e^(−Δt/τ_m), `[neurons]`.
    public var decay: [Float]
    /// V_th, `[neurons]`.
    public var threshold: [Float]

    /// Takes arrays in the shapes of the properties.
    /// - Throws: `NetworkError`, for a wrong count or a number that is not finite.
    public init(
        inputs: Int, neurons: Int, weights: [Float], bias: [Float], decay: [Float], threshold: [Float]
    ) throws(NetworkError) {
        let shapes = [
            ("weights", weights, inputs * neurons), ("biases", bias, neurons), ("decays", decay, neurons),
            ("thresholds", threshold, neurons),
        ]
        for (quantity, values, needed) in shapes {
            guard values.count == needed else {
                throw .wrongCount(layer: "textbook layer", quantity: quantity, found: values.count, needed: needed)
            }
            if let index = values.firstIndex(where: { !$0.isFinite }) {
                throw .notFinite(layer: "textbook layer", quantity: quantity, index: index)
            }
        }
        self.inputs = inputs
        self.neurons = neurons
        self.weights = weights
        self.bias = bias
        self.decay = decay
        self.threshold = threshold
    }
}

/// How an input drives a crossbar.
public enum RowScheme: String, Hashable, Sendable, CaseIterable, Codable {
    /// One row an input, at +V_read or −V_read; one memristor a synapse (1M). Inputs only.
    case bipolar
    /// Two rows an input, at +u and −u, idle at 0 V; two memristors a synapse (2M).
    case complementary

    /// Memristors of a synapse, and rows of an input.
    public var cells: Int { self == .bipolar ? 1 : 2 }
}

/// A crossbar with a threshold-switch neuron on every column, in physical units.
///
/// The membrane obeys C dV/dt = Σᵢ gᵢ (uᵢ − V) − g_L V; a spike discharges it to the reset potential within one slot,
/// and for as long drives the neuron's rows of the next crossbar.
public struct CrossbarLayer: Hashable, Sendable {
    /// Inputs, each with one or two rows by ``rows``.
    public let inputs: Int
    /// Columns.
    public let neurons: Int
    /// Membrane, drive and timing that the neurons share.
    public let parameters: RaceParameters
    /// Which every cell keeps.
    public let range: ConductanceRange
    /// How an input drives its rows.
    public let rows: RowScheme
    /// Cells on the rows at +u, `[inputs × neurons]` [S].
    public let positive: [Float]
    /// Cells on the rows at −u, `[inputs × neurons]` [S]; empty with bipolar rows.
    public let negative: [Float]
    /// What every column leaks to ground beside the membrane's g_L, `[neurons]` [S]: it sets the column's time constant.
    public let leaks: [Float]
    /// What resistive lines make of the cells; nil for ideal lines.
    public var wiring: CrossbarWiring? {
        didSet { if let wiring { checkShape(wiring) } }
    }
    /// What the neurons have of the parameters' membrane.
    public var spread = NeuronSpread.none

    private func checkShape(_ wiring: CrossbarWiring) {
        precondition(wiring.positive.count == positive.count && wiring.negative.count == negative.count)
        precondition(wiring.bias.count == neurons && wiring.betweenMembranes.count == neurons * neurons)
    }

    /// Lines are ideal and neurons alike until `wiring` and `spread` are set.
    /// - Parameter leaks: none if left out.
    public init(
        inputs: Int, neurons: Int, parameters: RaceParameters, range: ConductanceRange, rows: RowScheme,
        positive: [Float], negative: [Float], leaks: [Float]? = nil
    ) throws(NetworkError) {
        let leaks = leaks ?? [Float](repeating: 0, count: neurons)
        guard leaks.count == neurons else {
            throw .wrongCount(layer: "crossbar", quantity: "leaks", found: leaks.count, needed: neurons)
        }
        if let index = leaks.firstIndex(where: { !($0 >= 0 && $0.isFinite) }) {
            throw .notFinite(layer: "crossbar", quantity: "leak", index: index)
        }
        let needed = inputs * neurons
        guard positive.count == needed else {
            throw .wrongCount(layer: "crossbar", quantity: "cells", found: positive.count, needed: needed)
        }
        let neededNegative = rows == .bipolar ? 0 : needed
        guard negative.count == neededNegative else {
            throw .wrongCount(
                layer: "crossbar", quantity: "cells on negative rows", found: negative.count, needed: neededNegative)
        }
        // A bound rounded to single precision is still that bound.
        let low = Float(range.minimum.value).nextDown
        let high = Float(range.maximum.value).nextUp
        for cells in [positive, negative] {
            for (index, value) in cells.enumerated() where !(value >= low && value <= high) {
                throw .conductanceOutOfRange(
                    input: index / neurons, neuron: index % neurons, siemens: value, range: range)
            }
        }
        self.inputs = inputs
        self.neurons = neurons
        self.parameters = parameters
        self.range = range
        self.rows = rows
        self.positive = positive
        self.negative = negative
        self.leaks = leaks
    }

    /// G = g_L + g_bias + Σᵢ gᵢ of every column [S]; with wiring also what it conducts to other columns.
    public func columnConductances() -> [Double] {
        if let wiring { return columnConductances(wiring) }
        var sums = leaks.map(Double.init)
        for cells in [positive, negative] {
            cells.withUnsafeBufferPointer { cells in
                var index = 0
                while index < cells.count {
                    for neuron in 0..<neurons { sums[neuron] += Double(cells[index + neuron]) }
                    index += neurons
                }
            }
        }
        return sums.map { parameters.columnConductance(cells: $0) }
    }

    private func columnConductances(_ wiring: CrossbarWiring) -> [Double] {
        var sums = zip(leaks, wiring.bias).map { parameters.membrane.leak.value + Double($0) + $1 }
        for cells in [wiring.positive, wiring.negative, wiring.betweenMembranes] {
            for (index, value) in cells.enumerated() { sums[index % neurons] += value }
        }
        return sums
    }

    /// g⁺ − g⁻ (bipolar rows: g) of every synapse, `[inputs × neurons]` [S]; with wiring, of its equivalent resistors.
    public func differences() -> [Float] {
        if let wiring { return wiring.differences.map { Float($0) } }
        return rows == .bipolar ? positive : zip(positive, negative).map { $0 - $1 }
    }
}
