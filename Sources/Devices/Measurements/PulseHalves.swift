import DelimitedText

/// Potentiation and depression side by side: the halves of one train of pulses.
struct PulseHalves {
    /// The table with the depression's rows behind the potentiation's, in the columns of the latter.
    let table: DelimitedTable
    /// The columns of the depression.
    let columns: Set<Int>
    let note: String
    /// Pulses of potentiation.
    let count: Int

    private static let rising: Set<String> = ["ltp", "potentiation", "pot", "potentiate", "potentiating"]
    private static let falling: Set<String> = ["ltd", "depression", "dep", "depress", "depressing"]

    /// - Parameter names: of the columns, as the file or the user gives them; nil if they name no halves.
    init?(_ table: DelimitedTable, names: [String]) {
        func places(_ words: Set<String>) -> [Int] {
            names.indices.filter {
                table.isNumeric($0) && !HeadingWords(ColumnHeading(names[$0]).name).all.isDisjoint(with: words)
            }
        }
        guard names.count == table.columnCount else { return nil }
        let (first, second) = (places(Self.rising), places(Self.falling))
        guard !first.isEmpty, first.count == second.count, Set(first).isDisjoint(with: second), table.blocks.count == 1
        else { return nil }
        let counts = names.indices.filter { !first.contains($0) && !second.contains($0) && table.countsRows($0) }
        let potentiation = table.rows.filter { $0.cells[first[0]] != .missing }
        var depression: [DelimitedTable.Row] = []
        for row in table.rows where row.cells[second[0]] != .missing {
            var moved = row
            for (to, from) in zip(first, second) { moved.cells[to] = row.cells[from] }
            for column in counts {
                guard let last = potentiation.last?.cells[column].number, let own = row.cells[column].number,
                    let start = table.rows[0].cells[column].number
                else { return nil }
                moved.cells[column] = .number(last + 1 + own - start)
            }
            depression.append(moved)
        }
        var joined = table
        joined.rows = potentiation + depression
        joined.blocks[0].rows = joined.rows.indices
        self.table = joined
        columns = Set(second)
        count = potentiation.count
        note =
            "\"\(names[first[0]])\" and \"\(names[second[0]])\" are halves of one train: \(potentiation.count) pulses, then "
            + "\(depression.count) (--potentiation \(potentiation.count), and --depression for the voltage of the others)"
    }
}
