import DelimitedText
import Quantities

/// Which columns hold answers, and what they are in SI.
extension MeasurementAssembly {
    /// The columns to compare, each with its label.
    func answers(_ found: [MeasuredTable.Choice]) throws(MeasurementError) -> [MeasuredTable.Choice] {
        guard !found.isEmpty else { throw columnsError() }
        let quantity = found[0].column.quantity
        let alike = found.filter { $0.column.quantity == quantity }
        guard alike.count > 1 else { return alike }
        guard
            alike.allSatisfy({ $0.column.device != nil || $0.column.cycle != nil || $0.column.temperature != nil })
        else {
            throw .unlabelledRepeats(file: file, line: headingLine, headings: alike.map(\.column.heading.text))
        }
        return alike
    }

    mutating func columns(
        _ found: [MeasuredTable.Choice], _ convert: (Double, MeasuredTable.Choice) -> Double
    ) -> [DeviceMeasurement.Column] {
        noteMarks(found)
        return found.map { choice in
            DeviceMeasurement.Column(
                device: choice.column.device, cycle: choice.column.cycle, temperature: choice.column.temperature,
                state: choice.column.state,
                values: rows.map { convert(choice.values[$0], choice) })
        }
    }

    /// Answers that are no number: rows to leave out, once a user says so.
    private mutating func noteMarks(_ found: [MeasuredTable.Choice]) {
        for choice in found {
            for kind in [MeasurementOptions.RowKind.overload, .missing] {
                let marked = rows.filter { row in
                    let cell = source.table.rows[row].cells[choice.index]
                    return cell.number == nil && (cell == .missing) == (kind == .missing)
                }
                guard let row = marked.first, !options.leaveOut.contains(kind) else { continue }
                findings.append(
                    .marked(
                        source.table.rows[row].cells[choice.index], source.names[choice.index], marked.count, file,
                        source.table.rows[row].line))
            }
        }
    }

    /// Conductances, from resistances or from currents at the read voltage as well.
    mutating func conductances(
        _ found: [MeasuredTable.Choice], read: Double? = nil
    ) -> [DeviceMeasurement.Column] {
        noteMarks(found)
        let readColumn = source.all(.readVoltage).first
        let isRead = found.contains { [.current, .ramp].contains($0.column.quantity) }
        let said = statedReadVoltage(found)
        let fallback = read ?? said?.volts ?? MeasurementOptions.assumedReadVoltage.value
        if isRead {
            let level = read ?? readColumn?.values.first ?? fallback
            if read == nil, let readColumn { use(readColumn, "read voltage") }
            let origin =
                read != nil || readColumn != nil ? "" : said?.origin ?? ", which is assumed: --read says another"
            source.note("currents at the read voltage of \(Voltage(level).formatted(digits: 4))\(origin)")
        }
        readVoltage = read ?? readColumn?.values.first(where: \.isFinite) ?? said?.volts
        for choice in found {
            use(choice, choice.column.quantity == .ramp ? "current" : choice.column.quantity.rawValue)
        }
        func level(_ choice: MeasuredTable.Choice, _ row: Int) -> Double {
            read ?? readColumn?.values[row] ?? options.readVoltage?.value ?? choice.column.readVoltage ?? fallback
        }
        return found.map { choice in
            DeviceMeasurement.Column(
                device: choice.column.device, cycle: choice.column.cycle, temperature: choice.column.temperature,
                state: choice.column.state,
                values: rows.map { row in
                    let value = choice.values[row]
                    return switch choice.column.quantity {
                    case .resistance: 1 / value
                    case .current, .ramp: value / level(choice, row)
                    default: value
                    }
                })
        }
    }

    /// The read voltage that the user, a heading or a line above the table names, and which of them.
    private func statedReadVoltage(_ found: [MeasuredTable.Choice]) -> (volts: Double, origin: String)? {
        if let given = options.readVoltage { return (given.value, "") }
        if let choice = found.first(where: { $0.column.readVoltage != nil }), let volts = choice.column.readVoltage {
            return (volts, ", as \"\(choice.column.heading.text)\" says")
        }
        for line in source.table.linesAbove {
            if let level = ReadLevel(setting: line.text) { return (level.volts, ", as line \(line.number) says") }
        }
        return nil
    }
}
