package import Circuits
package import Crossbars
import Quantities

extension WiredCrossbar {
    /// The crossbar as a circuit, a resistor for every cell and every segment of line.
    ///
    /// Word line R is driven by the source `row_R`; its nodes are `word_R_C`, those of bit line C `bit_R_C`. Every bit
    /// line ends at the ammeter `column_C` to ground. A line of 0 Ω is one node; a cell of 0 S is left out.
    package func circuit(title: String) throws(CircuitError) -> Circuit {
        let array = ElementGroup.array
        var elements: [Element] = []
        func add(_ name: String, _ kind: ElementKind) { elements.append(Element(name, in: array, kind)) }
        func word(_ row: Int, _ column: Int) -> Node {
            column < 0 || lines.wordLine == .zero ? Node("row_\(row)") : Node("word_\(row)_\(column)")
        }
        func bit(_ row: Int, _ column: Int) -> Node {
            row == rows || lines.bitLine == .zero ? Node("column_\(column)") : Node("bit_\(row)_\(column)")
        }
        for row in 0..<rows { add("row_\(row)", .voltageSource(plus: Node("row_\(row)"), minus: .ground)) }
        for row in 0..<rows {
            for column in 0..<columns {
                if lines.wordLine > .zero {
                    add("word_\(row)_\(column)", .resistor(word(row, column - 1), word(row, column), lines.wordLine))
                }
                if lines.bitLine > .zero {
                    add("bit_\(row)_\(column)", .resistor(bit(row, column), bit(row + 1, column), lines.bitLine))
                }
                let cell = siemens[column * rows + row]  // [S]
                if cell > 0 {
                    add(
                        "cell_\(row)_\(column)",
                        .resistor(word(row, column), bit(row, column), Conductance(cell).resistance))
                }
            }
        }
        for column in 0..<columns {
            add("column_\(column)", .ammeter(plus: Node("column_\(column)"), minus: .ground, into: array))
        }
        return try Circuit(title: title, elements: elements)
    }
}
