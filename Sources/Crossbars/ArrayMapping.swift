public import NumericalMethods
import Quantities
public import SpikingNetworks

/// Which word line every input drives, and which bit line every class owns.
public struct ArrayMapping: Hashable, Sendable {
    public let rowOfInput: [Int]
    public let columnOfClass: [Int]

    /// - Precondition: no line is given twice.
    public init(rowOfInput: [Int], columnOfClass: [Int]) {
        precondition(Set(rowOfInput).count == rowOfInput.count && Set(columnOfClass).count == columnOfClass.count)
        self.rowOfInput = rowOfInput
        self.columnOfClass = columnOfClass
    }

    /// Input i on row i, class k on column k.
    public static func identity(inputs: Int, classes: Int) -> ArrayMapping {
        ArrayMapping(rowOfInput: Array(0..<inputs), columnOfClass: Array(0..<classes))
    }

    /// An array's stuck cells by class and input; those in unused lines are left out.
    public func logical(_ faults: FaultMap) -> FaultMap {
        let inputs = inverse(rowOfInput)
        let classes = inverse(columnOfClass)
        return FaultMap(
            uniqueCells: faults.cells.compactMap { cell in
                guard let column = classes[cell.column], let row = inputs[cell.row] else { return nil }
                return FaultMap.Cell(column: column, row: row, state: cell.state)
            })
    }

    /// The classes in the order in which their columns lie.
    public var classesInOrder: [Int] { columnOfClass.indices.sorted { columnOfClass[$0] < columnOfClass[$1] } }

    /// The array that holds these conductances: by column and row, unused columns left out (their neurons are cut off).
    /// - Parameter logical: by class and input.
    /// - Returns: the classes' columns in the order in which they lie, and the class of each.
    public func physical(_ logical: ConductanceArray) -> (array: ConductanceArray, classes: [Int]) {
        let classes = classesInOrder
        var values = logical.siemens
        for (place, label) in classes.enumerated() {
            for (input, row) in rowOfInput.enumerated() {
                values[place * logical.rows + row] = logical[label, input]
            }
        }
        return (logical.holding(values), classes)
    }

    private func inverse(_ places: [Int]) -> [Int: Int] {
        Dictionary(uniqueKeysWithValues: places.enumerated().map { ($0.element, $0.offset) })
    }
}

/// Moves inputs and classes to lines where stuck cells fall on values that the design wants anyway.
///
/// Alternating linear assignment: with the classes' columns fixed the best rows are a linear assignment, with the rows
/// fixed the best columns are; both only lower the cost, from several random starts. What is
/// found is a local optimum: no better place is known, though there may be one.
public struct Remapping: Hashable, Sendable {
    public static let purpose = StreamPurpose("remapping: starts")

    /// Random starts beside the identity.
    public var starts: Int

    public init(starts: Int = 24) {
        precondition(starts >= 0)
        self.starts = starts
    }

    /// The best mapping found.
    /// - Parameters:
    ///   - target: wanted conductances by class and input.
    ///   - faults: stuck cells by column and row.
    ///   - columns: of the array; more than classes are spares.
    public func mapping(
        target: ConductanceArray, faults: FaultMap, columns: Int, from stream: inout RandomStream
    ) -> ArrayMapping {
        let classes = target.columns
        precondition(columns >= classes)
        let problem = Problem(target: target, faults: faults, columns: columns)
        var best: (cost: Double, mapping: ArrayMapping)?
        for start in 0...starts {
            var owners = Array(0..<columns)
            if start > 0 { owners.shuffle(using: &stream) }
            let found = problem.descend(from: Array(owners[..<classes]))
            if best == nil || found.cost < best!.cost { best = found }
        }
        return best!.mapping
    }

    /// Costs of single cells: nothing for a healthy one.
    private struct Problem {
        let classes: Int
        let inputs: Int
        let columns: Int
        /// Of an input on a row for a class that owns a column: `[state][classes × inputs]`.
        let lowResistanceCost: [Double]
        let highResistanceCost: [Double]
        let states: [StuckState?]

        init(target: ConductanceArray, faults: FaultMap, columns: Int) {
            classes = target.columns
            inputs = target.rows
            self.columns = columns
            let span = target.range.maximum.value - target.range.minimum.value
            func costs(_ state: StuckState) -> [Double] {
                let stuck = state.conductance(in: target.range)
                return target.siemens.map { abs($0 - stuck) / span }
            }
            lowResistanceCost = costs(.lowResistance)
            highResistanceCost = costs(.highResistance)
            states = faults.states(columns: columns, rows: target.rows)
        }

        func cost(_ label: Int, _ column: Int, _ input: Int, _ row: Int) -> Double {
            switch states[column * inputs + row] {
            case nil: 0
            case .lowResistance?: lowResistanceCost[label * inputs + input]
            case .highResistance?: highResistanceCost[label * inputs + input]
            }
        }

        func descend(from start: [Int]) -> (cost: Double, mapping: ArrayMapping) {
            var owners = start
            var rows = Array(0..<inputs)
            var cost = Double.infinity
            while true {
                var rowCosts = [Double](repeating: 0, count: inputs * inputs)
                for input in 0..<inputs {
                    for row in 0..<inputs {
                        for label in 0..<classes {
                            rowCosts[input * inputs + row] += self.cost(label, owners[label], input, row)
                        }
                    }
                }
                rows = LinearAssignment.solve(costs: rowCosts, rows: inputs, columns: inputs)
                var columnCosts = [Double](repeating: 0, count: classes * columns)
                for label in 0..<classes {
                    for column in 0..<columns {
                        for input in 0..<inputs {
                            columnCosts[label * columns + column] += self.cost(label, column, input, rows[input])
                        }
                    }
                }
                owners = LinearAssignment.solve(costs: columnCosts, rows: classes, columns: columns)
                let total = (0..<classes).reduce(0) { $0 + columnCosts[$1 * columns + owners[$1]] }
                // Rounding may leave the last digit open: a descent by less than that is none.
                guard total < cost * (1 - 1e-12) else {
                    return (total, ArrayMapping(rowOfInput: rows, columnOfClass: owners))
                }
                cost = total
            }
        }
    }
}
