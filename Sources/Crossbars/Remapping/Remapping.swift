import Devices
public import NumericalMethods
import Quantities
public import SpikingNetworks

/// An array whose lines may change places, with its stuck cells.
public struct MovableArray: Sendable {
    /// Inputs that may change places with each other.
    public let inputs: Int
    /// Neurons that may change places with each other, and with spare columns.
    public let neurons: Int
    /// Rows of an input, neighbours that move together.
    public let rowsPerInput: Int
    /// Of the array; more than neurons are spares.
    public let columns: Int
    /// By column and row.
    public let faults: FaultMap
    /// What a cell costs that is stuck, `[neurons × rows]`.
    let lowResistanceCost: [Double]
    let highResistanceCost: [Double]

    /// A stuck cell costs |g − g_stuck| in units of G_max − G_min, times the weight of its input.
    /// - Parameters:
    ///   - target: wanted conductances, by neuron and row.
    ///   - weights: of every input; all 1 if left out.
    public init(
        target: ConductanceArray, faults: FaultMap, columns: Int, rowsPerInput: Int = 1, weights: [Double]? = nil
    ) {
        let rows = target.rows
        precondition(columns >= target.columns && rows % rowsPerInput == 0)
        inputs = rows / rowsPerInput
        neurons = target.columns
        self.rowsPerInput = rowsPerInput
        self.columns = columns
        self.faults = faults
        precondition(weights == nil || weights!.count == inputs)
        let span = target.range.maximum.value - target.range.minimum.value
        func costs(_ state: StuckState) -> [Double] {
            let stuck = state.conductance(in: target.range)
            let costs = target.siemens.map { abs($0 - stuck) / span }
            guard let weights else { return costs }
            return costs.enumerated().map { $1 * weights[$0 % rows / rowsPerInput] }
        }
        lowResistanceCost = costs(.lowResistance)
        highResistanceCost = costs(.highResistance)
    }
}

/// Moves inputs and neurons to lines where stuck cells fall on values that the design wants anyway.
///
/// Arrays of a chain move together: a hidden neuron takes its column of one array and its rows of the next along.
/// Alternating linear assignment: with all others fixed, the best places of the inputs, or of the neurons of one layer, are a
/// linear assignment; each only lowers the cost, from several random starts. What is found is a local optimum: no better
/// place is known, though there may be one.
public struct Remapping: Hashable, Sendable {
    package static let purpose = StreamPurpose("remapping: starts")

    /// Random starts beside the identity.
    public var starts: Int
    /// A round of assignments that lowers the cost by a smaller part is the last. Rounding leaves the last digits open.
    public var leastGain: Double

    /// - Parameters:
    ///   - starts: random ones beside the identity; at least 0.
    ///   - leastGain: a share of the cost; more than 0.
    public init(starts: Int = 24, leastGain: Double = 1e-12) {
        precondition(starts >= 0 && leastGain > 0)
        self.starts = starts
        self.leastGain = leastGain
    }

    /// The best mapping found of one array.
    /// - Parameters:
    ///   - target: wanted conductances by class and input.
    ///   - faults: stuck cells by column and row.
    ///   - columns: of the array; more than classes are spares.
    public func mapping(
        target: ConductanceArray, faults: FaultMap, columns: Int, from stream: inout RandomStream
    ) -> ArrayMapping {
        mappings([MovableArray(target: target, faults: faults, columns: columns)], from: &stream)[0]
    }

    /// The best mappings found of a chain of arrays.
    /// - Parameter arrays: from the inputs on; the neurons of one are the inputs of the next. Spare columns only in the
    ///   last: in any other they would need rows in the next.
    public func mappings(_ arrays: [MovableArray], from stream: inout RandomStream) -> [ArrayMapping] {
        let problem = PlacementProblem(arrays)
        let identity = problem.identity
        if arrays.allSatisfy(\.faults.cells.isEmpty) { return problem.mappings(identity) }
        var best: (cost: Double, places: [[Int]])?
        for start in 0...starts {
            var places = identity
            if start > 0 {
                for (axis, array) in arrays.enumerated() {
                    var columns = Array(0..<array.columns)
                    columns.shuffle(using: &stream)
                    places[axis + 1] = Array(columns[..<array.neurons])
                }
            }
            let found = problem.descend(from: places, leastGain: leastGain)
            if best == nil || found.cost < best!.cost { best = found }
        }
        return problem.mappings(best!.places)
    }

    /// What the stuck cells of a chain cost with its lines at given places.
    func cost(_ arrays: [MovableArray], _ mappings: [ArrayMapping]) -> Double {
        var places = [stride(from: 0, to: mappings[0].rowOfInput.count, by: arrays[0].rowsPerInput)].map { rows in
            rows.map { mappings[0].rowOfInput[$0] / arrays[0].rowsPerInput }
        }
        places += mappings.map(\.columnOfClass)
        return PlacementProblem(arrays).cost(places)
    }
}

/// The places of a chain's lines as assignments. Axis 0 are the inputs of the first array, axis k the neurons of the k-th.
private struct PlacementProblem {
    private let arrays: [MovableArray]
    private let tables: [StuckTable]

    init(_ arrays: [MovableArray]) {
        for (before, after) in zip(arrays, arrays.dropFirst()) {
            precondition(after.inputs == before.neurons && before.columns == before.neurons)
        }
        self.arrays = arrays
        tables = arrays.map(StuckTable.init)
    }

    /// Places on every axis.
    var identity: [[Int]] { [Array(0..<arrays[0].inputs)] + arrays.map { Array(0..<$0.neurons) } }

    func mappings(_ places: [[Int]]) -> [ArrayMapping] {
        arrays.enumerated().map { index, array in
            ArrayMapping(
                rowOfInput: places[index].flatMap { place in
                    (0..<array.rowsPerInput).map { place * array.rowsPerInput + $0 }
                }, columnOfClass: places[index + 1])
        }
    }

    func cost(_ places: [[Int]]) -> Double {
        tables.enumerated().reduce(0) { $0 + $1.element.cost(rows: places[$1.offset], columns: places[$1.offset + 1]) }
    }

    /// Axis by axis, round after round. The first axis is found from the others.
    func descend(from start: [[Int]], leastGain: Double) -> (cost: Double, places: [[Int]]) {
        var places = start
        var cost = Double.infinity
        while true {
            for axis in places.indices { places[axis] = best(axis, places) }
            let total = self.cost(places)
            guard total < cost * (1 - leastGain) else { return (total, places) }
            cost = total
        }
    }

    /// The best places on one axis, all others fixed.
    private func best(_ axis: Int, _ places: [[Int]]) -> [Int] {
        let units = places[axis].count
        let count = axis == 0 ? units : arrays[axis - 1].columns
        var byPlace = [Double](repeating: 0, count: count * units)
        if axis > 0 { tables[axis - 1].addColumnCosts(rows: places[axis - 1], to: &byPlace) }
        if axis < tables.count { tables[axis].addRowCosts(columns: places[axis + 1], to: &byPlace) }
        var costs = [Double](repeating: 0, count: count * units)
        for place in 0..<count {
            for unit in 0..<units { costs[unit * count + place] = byPlace[place * units + unit] }
        }
        return LinearAssignment.solve(costs: costs, rows: units, columns: count)
    }
}

/// The stuck cells of one array by their lines, with what each costs for every neuron and input: healthy ones, nearly all,
/// are not looked at.
private struct StuckTable {
    private struct Cell {
        /// The column of a row's cell, the row of a column's, counted by inputs.
        let line: Int
        /// Which of an input's rows, and which state.
        let kind: Int
    }

    private let inputs: Int
    private let neurons: Int
    private let inRow: [[Cell]]
    private let inColumn: [[Cell]]
    /// `[kinds][neurons × inputs]`, `[kinds][inputs × neurons]`.
    private let byNeuron: [[Double]]
    private let byInput: [[Double]]

    init(_ array: MovableArray) {
        inputs = array.inputs
        neurons = array.neurons
        let rows = array.inputs * array.rowsPerInput
        var inRow = [[Cell]](repeating: [], count: array.inputs)
        var inColumn = [[Cell]](repeating: [], count: array.columns)
        for (place, state) in array.faults.states(columns: array.columns, rows: rows).enumerated() {
            guard let state else { continue }
            let (column, row) = place.quotientAndRemainder(dividingBy: rows)
            let (input, plane) = row.quotientAndRemainder(dividingBy: array.rowsPerInput)
            let kind = 2 * plane + (state == .lowResistance ? 0 : 1)
            inRow[input].append(Cell(line: column, kind: kind))
            inColumn[column].append(Cell(line: input, kind: kind))
        }
        self.inRow = inRow
        self.inColumn = inColumn
        let kinds = (0..<array.rowsPerInput).flatMap { plane in
            [(array.lowResistanceCost, plane), (array.highResistanceCost, plane)]
        }
        byNeuron = kinds.map { costs, plane in
            (0..<array.neurons).flatMap { neuron in
                (0..<array.inputs).map { costs[neuron * rows + $0 * array.rowsPerInput + plane] }
            }
        }
        byInput = kinds.map { costs, plane in
            (0..<array.inputs).flatMap { input in
                (0..<array.neurons).map { costs[$0 * rows + input * array.rowsPerInput + plane] }
            }
        }
    }

    /// Adds what every neuron would cost in every column, `[columns × neurons]`.
    /// - Parameter rows: the places of the inputs.
    func addColumnCosts(rows: [Int], to costs: inout [Double]) {
        Self.add(inRow, at: rows, byInput, width: neurons, to: &costs)
    }

    /// Adds what every input would cost in every row, `[rows × inputs]`.
    /// - Parameter columns: the places of the neurons.
    func addRowCosts(columns: [Int], to costs: inout [Double]) {
        Self.add(inColumn, at: columns, byNeuron, width: inputs, to: &costs)
    }

    private static func add(
        _ cells: [[Cell]], at places: [Int], _ tables: [[Double]], width: Int, to costs: inout [Double]
    ) {
        costs.withUnsafeMutableBufferPointer { costs in
            for (owner, place) in places.enumerated() {
                for cell in cells[place] {
                    tables[cell.kind].withUnsafeBufferPointer { table in
                        for unit in 0..<width { costs[cell.line * width + unit] += table[owner * width + unit] }
                    }
                }
            }
        }
    }

    func cost(rows: [Int], columns: [Int]) -> Double {
        var owners = [Int?](repeating: nil, count: inColumn.count)
        for (neuron, column) in columns.enumerated() { owners[column] = neuron }
        var sums = [Double](repeating: 0, count: neurons)
        for (input, row) in rows.enumerated() {
            for cell in inRow[row] {
                if let neuron = owners[cell.line] { sums[neuron] += byInput[cell.kind][input * neurons + neuron] }
            }
        }
        return sums.reduce(0, +)
    }
}
