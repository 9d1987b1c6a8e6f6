import DelimitedText

/// Columns of texts that say which device, cycle or state a row belongs to.
extension MeasuredTable {
    /// Takes a column whose texts name devices, cycles or states.
    /// - Returns: false for other texts.
    mutating func takeTexts(_ heading: ColumnHeading, _ index: Int) throws(MeasurementError) -> Bool {
        let texts = table.rows.map { Self.text(of: $0.cells[index]) }
        guard var column = try? MeasuredColumn(heading), texts.contains(where: { !$0.isEmpty }) else { return false }
        if let states = Self.states(texts) {
            column.quantity = .state
            add(Choice(column: column, index: index, values: states))
            return true
        }
        let words = HeadingWords(heading.name)
        if words.isCoordinate { column.quantity = .device }
        guard column.quantity == .device || column.quantity == .cycle else { return false }
        if let row = texts.firstIndex(of: "") {
            throw .heading(
                file: file, line: table.rows[row].line, heading: names[index],
                reason: "names no \(column.quantity.rawValue) in this row; fill it in, or skip the column by --columns")
        }
        let (numbers, isByOrder) = Self.numbers(of: texts)
        if isByOrder {
            var seen: [String] = []
            for text in texts where !seen.contains(text) { seen.append(text) }
            let shown = seen.prefix(4).enumerated().map { "\($1) = \($0 + 1)" }.joined(separator: ", ")
            note("\(column.quantity.rawValue)s by name: \(shown)\(seen.count > 4 ? ", …" : "")")
        }
        add(Choice(column: column, index: index, values: numbers))
        return true
    }

    private static func text(of cell: Cell) -> String {
        switch cell {
        case .text(let text), .mark(let text): text
        case .number(let number): number == number.rounded() && abs(number) < 1e15 ? "\(Int(number))" : "\(number)"
        case .missing: ""
        }
    }

    /// 1 for LRS and 0 for HRS; nil unless two texts name both states.
    private static func states(_ texts: [String]) -> [Double]? {
        let states = Dictionary(uniqueKeysWithValues: Set(texts).prefix(3).map { ($0, HeadingWords($0).state) })
        guard states.count == 2, Set(states.values) == [.highResistance, .lowResistance] else { return nil }
        return texts.map { states[$0] == .lowResistance ? 1 : 0 }
    }

    /// "D3" is 3 where all names differ in their number alone; else they are counted in the file's order.
    private static func numbers(of texts: [String]) -> (values: [Double], isByOrder: Bool) {
        let names = Set(texts)
        let stems = Set(names.map { name in String(name.reversed().drop(while: \.isNumber).reversed()) })
        if stems.count == 1, let stem = stems.first {
            let found = texts.map { Int($0.dropFirst(stem.count)) }
            if Set(found).count == names.count, !found.contains(nil) { return (found.map { Double($0 ?? 0) }, false) }
        }
        var order: [String: Double] = [:]
        for text in texts where order[text] == nil { order[text] = Double(order.count + 1) }
        return (texts.map { order[$0] ?? 0 }, true)
    }
}

extension DelimitedTable {
    /// Whether a column goes up by one from row to row, or begins again where a block or loop does.
    /// - Parameter mayRestart: false for one count of all rows.
    func countsRows(_ column: Int, mayRestart: Bool = true) -> Bool {
        let values = numbers(column)
        guard values.count > 2, let first = values.first, first == first.rounded() else { return false }
        return values[1] == first + 1 && values[2] == first + 2
            && zip(values, values.dropFirst()).allSatisfy { $1 == $0 + 1 || (mayRestart && $1 == first) }
    }
}
