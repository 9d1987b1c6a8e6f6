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
    private(set) var skipped: [(index: Int, reason: String)] = []
    /// Skipped columns whose unit may be a drive's: with numbers that change.
    private(set) var possibleDrives: [Int] = []
    private(set) var notes: [String] = []
    /// Pulses of potentiation, where the file has those of depression beside them.
    let potentiation: Int?
    /// Columns of times that count the rows and name no unit.
    private var counts: [Int] = []

    var file: String { table.file }
    var names: [String] {
        (1...table.columnCount).map { number in
            let heading = table.headings?[number - 1] ?? ""
            return heading.isEmpty ? "column \(number)" : heading
        }
    }

    init(_ table: DelimitedTable, _ options: MeasurementOptions) throws(MeasurementError) {
        let given = options.columns?.split(separator: ",", omittingEmptySubsequences: false).map { String($0) }
        let halves = PulseHalves(table, names: given ?? table.headings ?? [])
        self.table = halves?.table ?? table
        let table = self.table
        potentiation = halves?.count
        if let halves { notes.append(halves.note) }
        let depression = halves?.columns ?? []
        var clocks: [Choice] = []
        if let given {
            try take(given.enumerated().map { depression.contains($0.offset) ? "-" : $0.element })
        } else if let headings = table.headings {
            for (index, heading) in headings.enumerated() where !depression.contains(index) {
                if !table.isNumeric(index), let clock = clock(index) {
                    clocks.append(clock)
                    continue
                }
                if !table.isNumeric(index), try takeTexts(ColumnHeading(heading), index) { continue }
                guard table.isNumeric(index) else {
                    let cells = table.rows.map { $0.cells[index] }
                    let isText = cells.contains { if case .text = $0 { true } else { false } }
                    if cells.contains(where: { $0 != .missing }) {
                        skip(index, isText ? "text" : "no value in any row")
                    }
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
            for index in 0..<table.columnCount
            where table.countsRows(index) && !choices.contains(where: { $0.index == index }) {
                skip(index, "counts the rows")
            }
            notes.append("no heading: taken from the numbers, --columns rules otherwise")
        }
        if all(.time).isEmpty, let clock = clocks.first {
            choices.append(clock)
        } else {
            for clock in clocks { skip(clock.index, "text") }
        }
        try settleCounts(hasClock: options.interval != nil || table.clock != nil)
        settleRepeats()
    }

    func all(_ quantity: MeasuredColumn.Quantity) -> [Choice] { choices.filter { $0.column.quantity == quantity } }

    /// Takes the columns that satisfy a condition out of the choice.
    mutating func drop(_ reason: String, where condition: (Choice) -> Bool) {
        for choice in choices where condition(choice) { skip(choice.index, reason) }
        choices.removeAll(where: condition)
    }

    /// Drops what would cut a measurement after every row.
    mutating func dropCounts(of quantities: [MeasuredColumn.Quantity]) {
        let counted = Set(choices.map(\.index).filter(counts))
        drop("counts the rows") { quantities.contains($0.column.quantity) && counted.contains($0.index) }
    }

    mutating func note(_ text: String) { notes.append(text) }

    private mutating func skip(_ index: Int, _ reason: String) { skipped.append((index, reason)) }

    /// Whether a column goes up by one from row to row, or begins again.
    func counts(_ index: Int) -> Bool { table.countsRows(index) }

    mutating func add(_ choice: Choice) { choices.append(choice) }

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
            if !table.isNumeric(index), try takeTexts(heading, index) { continue }
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
            if !isGiven, HeadingWords(heading.name).isDensity, hasWhole(of: heading) {
                return skip(index, "a density, and the whole is there")
            }
            throw .heading(
                file: isGiven ? "--columns" : file, line: line, heading: heading.text, reason: error.reason)
        }
        column.channel = channel ?? column.channel
        // At which temperature a column was measured does not change with its name.
        if isGiven, column.quantity != .temperature, let own = table.headings?[index] {
            column.temperature = column.temperature ?? BlockTitle(ColumnHeading(own).name).temperature
        }
        switch column.quantity {
        case .unknown where isGiven:
            throw .heading(
                file: "--columns", line: line, heading: heading.text,
                reason:
                    "is none of time, voltage, current, conductance, resistance, temperature, pulse, cycle, device, "
                    + "target, pulse width, read voltage; write - to skip the column")
        case .unknown:
            guard !table.countsRows(index, mayRestart: false) else { return skip(index, "counts the rows") }
            skip(index, column.reason)
            if column.hasUnknownUnit, Set(table.numbers(index)).count > 1 { possibleDrives.append(index) }
        case .index:
            let words = HeadingWords(heading.name)
            let isCell = words.isCoordinate && (!counts(index) || hasPartner(of: words))
            guard isCell else { return skip(index, counts(index) ? "counts the rows" : "not known") }
            column.quantity = .device
            choices.append(Choice(column: column, index: index, values: table.numbers(index)))
        case .time where column.hasAssumedUnit && column.heading.form == .plain && counts(index):
            counts.append(index)
            choices.append(Choice(column: column, index: index, values: table.numbers(index)))
        default:
            let values = table.rows.map { $0.cells[index].number.map(column.value) ?? .nan }
            choices.append(Choice(column: column, index: index, values: values))
        }
    }

    /// Whether another column has the quantity of which a heading names the density.
    private func hasWhole(of heading: ColumnHeading) -> Bool {
        let quantity = HeadingWords(heading.name).quantity(nil)
        return (table.headings ?? []).contains { text in
            let other = ColumnHeading(text)
            guard !HeadingWords(other.name).isDensity, let column = try? MeasuredColumn(other) else { return false }
            return column.quantity == quantity
        }
    }

    /// Whether the other coordinate of an array is named as well.
    private func hasPartner(of words: HeadingWords) -> Bool {
        names.contains { name in
            let other = HeadingWords(ColumnHeading(name).name)
            return words.isRow ? other.isBitLine : other.isRow
        }
    }

    /// A count of the rows is no time unless its heading names time with a unit.
    /// - Parameter hasClock: whether the time from row to row is known otherwise.
    private mutating func settleCounts(hasClock: Bool) throws(MeasurementError) {
        guard let first = counts.first else { return }
        let isCounted = !all(.pulse).isEmpty || !all(.target).isEmpty
        guard hasClock || isCounted || all(.time).count > counts.count else {
            throw .heading(
                file: file, line: table.headingLine, heading: names[first],
                reason:
                    "counts the rows and names no unit: if it is a time, say by --columns which, such as \"time (s)\"; if "
                    + "not, skip it there by - and give --interval")
        }
        let counted = Set(counts)
        drop("counts the rows") { counted.contains($0.index) }
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
            // Devices or cycles side by side, each with the voltage that all of them saw.
            let owners = Set(
                voltages.map {
                    [$0.column.channel, $0.column.device.map(String.init), $0.column.cycle.map(String.init)]
                })
            if owners.count == voltages.count, all(.current).count == voltages.count, !isConstant(voltages[0]),
                voltages.allSatisfy({ isSame($0.values, voltages[0].values) })
            {
                drop("the voltage again") { $0.column.quantity == .voltage && $0.index != voltages[0].index }
                return
            }
            if voltages.contains(where: { !isConstant($0) }) {
                drop("constant") { $0.column.quantity == .voltage && isConstant($0) }
            }
            if all(.voltage).count > 1, all(.voltage).contains(where: { !$0.column.isProgrammed }) {
                drop("the measured voltage is there") { $0.column.quantity == .voltage && $0.column.isProgrammed }
            }
        }
        settleChannels()
    }

    /// Within what a source misses its level by.
    private func isSame(_ a: [Double], _ b: [Double]) -> Bool {
        let reach = a.reduce(0) { $1.isFinite ? max($0, abs($1)) : $0 }
        return zip(a, b).allSatisfy { abs($0 - $1) <= 1e-3 * reach || $0.isNaN || $1.isNaN }
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
        var names = [String](repeating: "-", count: table.columnCount)
        // Model 2400's order of elements: voltage, current, resistance (not a number unless asked for), time, status.
        if table.columnCount == 5, numbers[2].allSatisfy(\.isNaN), isAscending(3) {
            return ["voltage (V)", "current (A)", "-", "time (s)", "-"]
        }
        var open: [Int] = []
        for column in numbers.indices where table.isNumeric(column) {
            let isRepeated = open.contains { numbers[$0] == numbers[column] && isAscending(column) }
            if !isRepeated, !table.countsRows(column) { open.append(column) }
        }
        let times = open.filter(isAscending)
        let answers = open.filter { !times.contains($0) }
        // What counts the rows stands in for a time that --interval or the lines above give.
        let isCounted = times.isEmpty && numbers.indices.contains { table.isNumeric($0) && table.countsRows($0) }
        guard times.count == 1 || isCounted, answers.count == 2, largest(answers[0]) > 0, largest(answers[1]) > 0 else {
            throw .noHeading(file: file, line: table.headingLine, columns: table.columnCount)
        }
        let (voltage, current) =
            largest(answers[0]) > largest(answers[1]) ? (answers[0], answers[1]) : (answers[1], answers[0])
        guard largest(voltage) > 10 * largest(current) else {
            throw .noHeading(file: file, line: table.headingLine, columns: table.columnCount)
        }
        if let time = times.first { names[time] = "time (s)" }
        (names[voltage], names[current]) = ("voltage (V)", "current (A)")
        return names
    }
}
