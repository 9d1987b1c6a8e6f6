import Circuits
import Crossbars
import Quantities

extension LineResistance {
    /// Whether the crossings of a row are its driver itself.
    var drivesDirectly: Bool { wordLine == .zero && driver == .zero }

    /// In a word line before a column: the first one's is behind the driver's own.
    func step(to column: Int) -> Resistance { column == 0 ? wordLine + driver : wordLine }
}

/// The elements of a part: what belongs to no single column, and what belongs to each.
struct ColumnwiseElements {
    var shared: [Element] = []
    var columns: [[Element]]
}

/// The cells and lines of a crossbar, between the driven ends of its rows and the ends of its columns.
struct CrossbarPart {
    let plan: LayerPlan
    /// The nodes of the rows' driven ends.
    let rows: [Node]
    /// The nodes of the bit lines' ends.
    let columns: [Node]
    /// In front of the names of elements and inner nodes.
    let prefix: String

    var elements: ColumnwiseElements {
        switch plan.lines {
        case .ideal: ColumnwiseElements(columns: columns.indices.map { cells($0, .none) })
        case .segments(let lines):
            ColumnwiseElements(
                shared: rows.indices.flatMap { wordLine($0, lines) } + columns.indices.flatMap { bitLine($0, lines) },
                columns: columns.indices.map { cells($0, lines) })
        case .reduced(let terminals): reduced(terminals)
        }
    }

    private func name(_ local: String) -> String { prefix + local }

    /// The node of a word line at a crossing; of an ideal one there is but one.
    private func word(_ row: Int, _ column: Int, _ lines: LineResistance) -> Node {
        let place = lines.wordLine == .zero ? 0 : column
        return lines.drivesDirectly ? rows[row] : Node(name("word_\(plan.rows[row].name.label)_\(place)"))
    }

    private func bit(_ row: Int, _ column: Int, _ lines: LineResistance) -> Node {
        lines.bitLine == .zero || row == rows.count
            ? columns[column] : Node(name("bit_\(plan.rows[row].name.label)_\(column)"))
    }

    private func wordLine(_ row: Int, _ lines: LineResistance) -> [Element] {
        if lines.drivesDirectly { return [] }
        let width = plan.rows[row].isBias ? lines.biasWidth : 1
        var last = rows[row]
        return (0..<(lines.wordLine == .zero ? 1 : columns.count)).map { column in
            let next = word(row, column, lines)
            defer { last = next }
            return Element("\(next)", in: .array, .resistor(last, next, lines.step(to: column) / width))
        }
    }

    private func bitLine(_ column: Int, _ lines: LineResistance) -> [Element] {
        if lines.bitLine == .zero { return [] }
        return rows.indices.map { row in
            let from = bit(row, column, lines)
            return Element("\(from)", in: .array, .resistor(from, bit(row + 1, column, lines), lines.bitLine))
        }
    }

    private func cells(_ column: Int, _ lines: LineResistance) -> [Element] {
        plan.rows.indices.compactMap { row in
            let own = plan.rows[row]
            let siemens = own.siemens[column]
            guard siemens > 0 else { return nil }
            let (from, to) = (word(row, column, lines), bit(row, column, lines))
            let kind =
                own.isBias ? .resistor(from, to, Conductance(siemens).resistance) : plan.cell(from, to, siemens)
            return Element(name(own.name.cell(column)), in: .array, kind)
        }
    }

    private func reduced(_ terminals: JoinedTerminals) -> ColumnwiseElements {
        func resistor(_ local: String, _ a: Node, _ b: Node, _ siemens: Double) -> Element? {
            siemens > 0 ? Element(name(local), in: .array, .resistor(a, b, Conductance(siemens).resistance)) : nil
        }
        let (m, n) = (rows.count, columns.count)
        var elements = ColumnwiseElements(
            columns: (0..<n).map { column in
                (0..<m).compactMap { row in
                    resistor(
                        plan.rows[row].name.cell(column), rows[row], columns[column],
                        terminals.rowToColumn[column * m + row])
                }
            })
        for row in 0..<m where !terminals.betweenRows.isEmpty {
            elements.shared += (0..<row).compactMap { other in
                resistor("cross_\(other)_\(row)", rows[other], rows[row], terminals.betweenRows[row * m + other])
            }
        }
        for column in 0..<n {
            elements.shared += (0..<column).compactMap { other in
                resistor(
                    "couple_\(other)_\(column)", columns[other], columns[column],
                    terminals.betweenColumns[column * n + other])
            }
        }
        return elements
    }
}
