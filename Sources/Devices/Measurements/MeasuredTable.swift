import DelimitedText

/// A table with what its columns hold: SI values, the ones chosen and the ones skipped, with the reasons.
struct MeasuredTable {
    struct Choice {
        var column: MeasuredColumn
        /// In the table.
        var index: Int
        /// [SI]; NaN where the file has no number.
        var values: [Double]
    }

    let table: DelimitedTable
    private(set) var choices: [Choice] = []
    private(set) var skipped: [(name: String, reason: String)] = []
    private(set) var notes: [String] = []

    var file: String { table.file }
    var names: [String] { table.headings ?? (1...table.columnCount).map { "column \($0)" } }

    init(_ table: DelimitedTable, columns given: String?) throws(MeasurementError) {
        self.table = table
        var clocks: [Choice] = []
        if let given {
            try take(given.split(separator: ",", omittingEmptySubsequences: false).map { String($0) })
        } else if let headings = table.headings {
            for (index, heading) in headings.enumerated() {
                if !table.isNumeric(index), let clock = clock(index) {
                    clocks.append(clock)
                    continue
                }
                guard table.isNumeric(index) else {
                    let isEmpty = table.rows.allSatisfy { $0.cells[index] == .missing }
                    if !isEmpty { skip(index, "text") }
                    continue
                }
                let unit = table.units?[index] ?? unitBeside(index)
                var named = ColumnHeading(heading, unitBelow: unit)
                if let terminal = terminal(named.name, headings) {
                    named.name = String(named.name.prefix(1))
                    try take(named, index, line: table.headingLine, channel: terminal)
                } else {
                    try take(named, index, line: table.headingLine)
                }
            }
        } else {
            try take(inferredColumns())
            notes.append("no heading: taken from the numbers, --columns rules otherwise")
        }
        if all(.time).isEmpty, let clock = clocks.first {
            choices.append(clock)
        } else {
            for clock in clocks { skip(clock.index, "text") }
        }
        settleRepeats()
    }

    func all(_ quantity: MeasuredColumn.Quantity) -> [Choice] { choices.filter { $0.column.quantity == quantity } }

    /// Takes the columns that satisfy a condition out of the choice.
    mutating func drop(_ reason: String, where condition: (Choice) -> Bool) {
        for choice in choices where condition(choice) { skip(choice.index, reason) }
        choices.removeAll(where: condition)
    }

    mutating func note(_ text: String) { notes.append(text) }

    private mutating func skip(_ index: Int, _ reason: String) {
        skipped.append((names[index].isEmpty ? "column \(index + 1)" : names[index], reason))
    }

    // MARK: Columns

    private mutating func take(_ given: [String]) throws(MeasurementError) {
        guard given.count == table.columnCount else {
            throw .columnCount(file: file, line: table.headingLine, given: given.count, found: names)
        }
        for (index, text) in given.enumerated() {
            var heading = ColumnHeading(text)
            if heading.name == "-" || heading.name.isEmpty { continue }
            // Whose current it is does not change with the column's name.
            heading.vector = heading.vector ?? table.headings.flatMap { ColumnHeading($0[index]).vector }
            guard table.rows.contains(where: { $0.cells[index].number != nil }) else {
                throw .heading(
                    file: file, line: table.headingLine, heading: text, reason: "is given to a column without numbers")
            }
            try take(heading, index, line: 1, isGiven: true)
        }
    }

    private mutating func take(
        _ heading: ColumnHeading, _ index: Int, line: Int, isGiven: Bool = false, channel: String? = nil
    ) throws(MeasurementError) {
        var column: MeasuredColumn
        do throws(MeasuredColumn.Refusal) {
            column = try MeasuredColumn(heading)
        } catch {
            throw .heading(
                file: isGiven ? "--columns" : file, line: line, heading: heading.text, reason: error.reason)
        }
        column.channel = channel ?? column.channel
        switch column.quantity {
        case .unknown where isGiven:
            throw .heading(
                file: "--columns", line: line, heading: heading.text,
                reason:
                    "is none of time, voltage, current, conductance, resistance, temperature, pulse, cycle, device, "
                    + "target, pulse width, read voltage; write - to skip the column")
        case .unknown: skip(index, "not known")
        case .index: skip(index, "counts the rows")
        default:
            let values = table.rows.map { $0.cells[index].number.map(column.value) ?? .nan }
            choices.append(Choice(column: column, index: index, values: values))
        }
    }

    /// "top" of Vtop beside Itop: names that a user gave to the channels of an analyser.
    private func terminal(_ name: String, _ headings: [String]) -> String? {
        guard let letter = name.first, "VI".contains(letter), name.count > 1, name.dropFirst().allSatisfy(\.isLetter)
        else {
            return nil
        }
        let partner = (letter == "V" ? "I" : "V") + name.dropFirst()
        return headings.contains { ColumnHeading($0).name == partner } ? String(name.dropFirst()) : nil
    }

    /// A column of dates and times of day, as seconds since the first; nil if it is none.
    private func clock(_ index: Int) -> Choice? {
        var (seconds, days): ([Double], Double) = ([], 0)
        for row in table.rows {
            guard case .text(let text) = row.cells[index],
                let time = text.split(whereSeparator: { " T".contains($0) }).last
            else { return nil }
            let parts = time.replacing(",", with: ".").split(separator: ":").map { Double($0) }
            guard parts.count == 3, let h = parts[0], let m = parts[1], let s = parts[2] else { return nil }
            let value = (h * 60 + m) * 60 + s
            // A day ended between two rows.
            if let last = seconds.last, value + days < last - 43200 { days += 86400 }
            seconds.append(value + days)
        }
        let heading = ColumnHeading("\(names[index]) (s)")
        guard var column = try? MeasuredColumn(heading), let first = seconds.first else { return nil }
        column.quantity = .time
        column.unit = "from times of day"
        return Choice(column: column, index: index, values: seconds.map { $0 - first })
    }

    /// Model 2450 writes a reading's unit into a column of its own, "Amp DC".
    private func unitBeside(_ index: Int) -> String? {
        guard let headings = table.headings, index + 1 < headings.count,
            headings[index + 1].lowercased().hasSuffix("unit"), case .text(let text) = table.rows[0].cells[index + 1],
            table.rows.allSatisfy({ $0.cells[index + 1] == .text(text) })
        else { return nil }
        return text.split(separator: " ").first.map(String.init)
    }

    /// Columns that say the same twice, or that another says better.
    private mutating func settleRepeats() {
        let times = all(.time)
        if let first = times.first, times.count > 1 {
            drop("the time again") {
                $0.column.quantity == .time && $0.index != first.index && $0.values == first.values
            }
        }
        let forms: (Choice) -> Bool = { $0.column.quantity == .current && $0.column.heading.form != .plain }
        if choices.contains(where: { $0.column.quantity == .current && !forms($0) }) {
            drop("the signed current is there", where: forms)
        }
        if choices.contains(where: { forms($0) && $0.column.heading.form == .magnitude }) {
            drop("the magnitude is there") { forms($0) && $0.column.heading.form != .magnitude }
        }
        let isConstant: (Choice) -> Bool = { choice in
            choice.values.allSatisfy { $0 == choice.values[0] || !$0.isFinite }
        }
        let voltages = all(.voltage)
        if voltages.count > 1 {
            if voltages.contains(where: { !isConstant($0) }) {
                drop("constant") { $0.column.quantity == .voltage && isConstant($0) }
            }
            if all(.voltage).count > 1, all(.voltage).contains(where: { !$0.column.isProgrammed }) {
                drop("the measured voltage is there") { $0.column.quantity == .voltage && $0.column.isProgrammed }
            }
        }
        settleChannels()
    }

    /// The current of the channel whose voltage is swept; of a circuit, the device's and not the source's.
    private mutating func settleChannels() {
        let currents = all(.current)
        guard currents.count > 1 else { return }
        if currents.contains(where: { $0.column.heading.vector != nil && !$0.column.isSourceCurrent }) {
            drop("the device's current is there") { $0.column.isSourceCurrent }
        }
        let voltages = all(.voltage)
        guard voltages.count == 1, let channel = voltages[0].column.channel, all(.current).count > 1,
            all(.current).contains(where: { $0.column.channel == channel })
        else { return }
        drop("of another channel") { $0.column.quantity == .current && $0.column.channel != channel }
    }

    // MARK: No heading

    /// What columns without a heading can only be.
    private func inferredColumns() throws(MeasurementError) -> [String] {
        let numbers = (0..<table.columnCount).map { table.numbers($0) }
        func isAscending(_ column: Int) -> Bool {
            table.blocks.allSatisfy { block in
                zip(block.rows, block.rows.dropFirst()).allSatisfy { numbers[column][$0] < numbers[column][$1] }
            }
        }
        func largest(_ column: Int) -> Double { numbers[column].reduce(0) { $1.isFinite ? max($0, abs($1)) : $0 } }
        func counts(_ column: Int) -> Bool {
            numbers[column].indices.allSatisfy { numbers[column][$0] == numbers[column][0] + Double($0) }
        }
        var names = [String](repeating: "-", count: table.columnCount)
        // Model 2400's order of elements: voltage, current, resistance (not a number unless asked for), time, status.
        if table.columnCount == 5, numbers[2].allSatisfy(\.isNaN), isAscending(3) {
            return ["voltage (V)", "current (A)", "-", "time (s)", "-"]
        }
        var open: [Int] = []
        for column in numbers.indices where table.isNumeric(column) {
            let isRepeated = open.contains { numbers[$0] == numbers[column] && isAscending(column) }
            if !isRepeated, !(counts(column) && numbers.count > 3) { open.append(column) }
        }
        let times = open.filter(isAscending)
        let answers = open.filter { !times.contains($0) }
        guard times.count == 1, answers.count == 2, largest(answers[0]) > 0, largest(answers[1]) > 0 else {
            throw .noHeading(file: file, line: table.headingLine, columns: table.columnCount)
        }
        let (voltage, current) =
            largest(answers[0]) > largest(answers[1]) ? (answers[0], answers[1]) : (answers[1], answers[0])
        guard largest(voltage) > 10 * largest(current) else {
            throw .noHeading(file: file, line: table.headingLine, columns: table.columnCount)
        }
        (names[times[0]], names[voltage], names[current]) = ("time (s)", "voltage (V)", "current (A)")
        return names
    }
}
