import Crossbars
import NumericalMethods
import SpikingNetworks
import Studies
import Training

extension StuckPlan {
    static let purpose = StreamPurpose("network study: stuck cells")

    /// Stuck cells of every layer; empty if none is stuck.
    func cells(recipe: NetworkRecipe, inputs: Int, seed: UInt64) -> [StuckCells?] {
        guard rate > 0 else { return [] }
        let faults = StuckAtFaults(rate: rate, lowResistanceShare: lowResistanceShare)
        var width = inputs
        return recipe.layers.enumerated().map { index, layer in
            defer { width = layer.neurons }
            guard case .crossbar(_, _, let rows) = layer.model else { return nil }
            var stream = RandomStream(seed: seed, purpose: Self.purpose, trial: index)
            let map = faults.map(columns: layer.neurons, rows: width * rows.cells, from: &stream)
            return StuckCells(map, inputs: width, neurons: layer.neurons)
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
        let cells = layer.rows.cells
        self.init(map, inputs: layer.inputs, neurons: layer.neurons) {
            (input: $0 / cells, isPositive: $0 % cells == 0)
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
