package import Crossbars
import Datasets
import NumericalMethods
package import SpikingNetworks
package import Studies
import Training

extension StuckAtFaults {
    static let purpose = StreamPurpose("network study: stuck cells")

    /// Stuck cells of every layer; empty if none is stuck.
    func cells(recipe: NetworkRecipe, inputs: Int, seed: UInt64) -> [StuckCells?] {
        guard rate > 0 else { return [] }
        return recipe.arrays(inputs: inputs).enumerated().map { index, array in
            guard let array else { return nil }
            var stream = RandomStream(seed: seed, purpose: Self.purpose, trial: index)
            let map = map(columns: array.neurons, rows: array.inputs * array.rows.cells, from: &stream)
            return StuckCells(map, inputs: array.inputs, neurons: array.neurons)
        }
    }
}

extension NetworkRecipe {
    /// The crossbar of every layer; nil for one of textbook neurons.
    fileprivate func arrays(inputs: Int) -> [(inputs: Int, neurons: Int, rows: RowScheme)?] {
        var width = inputs
        return layers.map { layer in
            defer { width = layer.neurons }
            guard case .crossbar(_, _, let rows) = layer.model else { return nil }
            return (width, layer.neurons, rows)
        }
    }
}

extension Study {
    /// Columns and rows of every layer's array, for a table of stuck cells.
    /// - Throws: for a textbook network, which has none.
    package func arrayShapes(of data: StudyData, file: String) throws -> [(columns: Int, rows: Int)] {
        let samples = data.dataset.training
        let inputs = samples.featureCount
        return try recipe(inputs: inputs, classes: samples.classes).arrays(inputs: inputs).map { array in
            guard let array else {
                throw StudyError.contradiction(
                    file: file, reason: "a textbook network has no cells that could be stuck: choose model physical")
            }
            return (array.neurons, array.inputs * array.rows.cells)
        }
    }
}

extension StuckCells {
    /// - Parameter map: rows at +u first, then, of complementary rows, those at −u.
    init(_ map: FaultMap, inputs: Int, neurons: Int) {
        self.init(map, inputs: inputs, neurons: neurons) { (input: $0 % inputs, isPositive: $0 < inputs) }
    }

    /// - Parameter map: rows as in `CrossbarLayer.array`: those of an input side by side, the one at +u first.
    init(_ map: FaultMap, of layer: CrossbarLayer) {
        self.init(map, inputs: layer.inputs, neurons: layer.neurons, rows: layer.rows)
    }

    private init(_ map: FaultMap, inputs: Int, neurons: Int, rows: RowScheme) {
        self.init(map, inputs: inputs, neurons: neurons) { (input: $0 / rows.cells, isPositive: $0 % rows.cells == 0) }
    }

    /// The stuck cells of an array that is there, layer by layer.
    static func known(_ faults: [FaultMap], recipe: NetworkRecipe, inputs: Int) -> [StuckCells?] {
        zip(faults, recipe.arrays(inputs: inputs)).map { map, array in
            array.map { StuckCells(map, inputs: $0.inputs, neurons: $0.neurons, rows: $0.rows) }
        }
    }

    private init(_ map: FaultMap, inputs: Int, neurons: Int, place: (Int) -> (input: Int, isPositive: Bool)) {
        var positive = [Float](repeating: .nan, count: inputs * neurons)
        var negative = positive
        for cell in map.cells {
            let state: Float = cell.state == .lowResistance ? 1 : 0
            let row = place(cell.row)
            if row.isPositive {
                positive[row.input * neurons + cell.column] = state
            } else {
                negative[row.input * neurons + cell.column] = state
            }
        }
        self.init(inputs: inputs, neurons: neurons, positive: positive, negative: negative)
    }
}

extension SpikingNetwork {
    /// The network with stuck cells.
    /// - Parameter faults: of every layer's `array`, by neuron and row.
    /// - Throws: `NetworkError` for a textbook layer, which has no cells.
    package func broken(by faults: [FaultMap]) throws -> SpikingNetwork {
        let layers = try zip(try crossbars(), faults).map { layer, map in
            SpikingLayer.crossbar(try layer.holding(map.breaking(layer.array)))
        }
        return try SpikingNetwork(layers: layers, slots: slots, readout: readout)
    }
}
