public import SpikingNetworks

/// Which word line every input drives, and which bit line every class owns.
public struct ArrayMapping: Hashable, Sendable {
    /// A word line for every input.
    public let rowOfInput: [Int]
    /// A bit line for every class.
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
    /// - Returns: the classes' columns in the order in which they lie.
    public func physical(_ logical: ConductanceArray) -> ConductanceArray {
        var values = logical.siemens
        for (place, label) in classesInOrder.enumerated() {
            for (input, row) in rowOfInput.enumerated() {
                values[place * logical.rows + row] = logical[label, input]
            }
        }
        return logical.holding(values)
    }

    /// The levels of the word lines.
    /// - Parameter levels: by input.
    public func physical(_ levels: [Double]) -> [Double] {
        var ordered = levels
        for (input, row) in rowOfInput.enumerated() { ordered[row] = levels[input] }
        return ordered
    }

    private func inverse(_ places: [Int]) -> [Int: Int] {
        Dictionary(uniqueKeysWithValues: places.enumerated().map { ($0.element, $0.offset) })
    }
}
