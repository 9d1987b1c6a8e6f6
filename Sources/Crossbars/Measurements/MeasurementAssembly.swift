import DelimitedText
import Foundation
import Quantities

/// Puts the columns of a table together to a measurement.
struct MeasurementAssembly {
    private(set) var source: MeasuredTable
    let options: MeasurementOptions
    /// Of the table, in the order of the measurement.
    private var rows: [Int]
    private var series: [DeviceMeasurement.Series] = []
    private(set) var findings: [MeasurementFinding] = []
    private(set) var kindWords = ""
    private(set) var used: [(name: String, meaning: String)] = []

    init(_ source: MeasuredTable, _ options: MeasurementOptions) {
        self.source = source
        self.options = options
        rows = Array(source.table.rows.indices)
    }

    /// Of the file, one per row of the measurement.
    var lines: [Int] { rows.map { source.table.rows[$0].line } }

    var hasMagnitudes: Bool { source.all(.current).contains { $0.column.heading.form != .plain } }

    var file: String { source.file }
    private var headingLine: Int { source.table.headingLine }

    // MARK: Kinds

    mutating func measurement() throws(MeasurementError) -> DeviceMeasurement {
        let (times, voltages, currents) = (source.all(.time), source.all(.voltage), source.all(.current))
        let conductances = source.all(.conductance) + source.all(.resistance)
        let isSwept = voltages.count == 1 && !Self.isConstant(voltages[0].values)
        guard times.count <= 1, voltages.count <= 1 else { throw columnsError() }
        if let target = source.all(.target).first {
            return try writeVerify(target, try answers(conductances + currents))
        }
        let states = conductances + currents
        if states.contains(where: { $0.column.state == .highResistance }),
            states.contains(where: { $0.column.state == .lowResistance })
        {
            return try endurance(states.filter { $0.column.state != nil })
        }
        if isSwept, currents.isEmpty, !source.all(.ramp).isEmpty {
            source.note("the cycles name no unit: taken as currents in A; --columns rules otherwise")
            return try sweep(times.first, voltages[0], source.all(.ramp))
        }
        if isSwept, !currents.isEmpty {
            source.drop("current and voltage are there") {
                [.conductance, .resistance].contains($0.column.quantity)
            }
            return try sweep(times.first, voltages[0], currents)
        }
        if let pulse = source.all(.pulse).first, times.isEmpty || !conductances.isEmpty {
            source.drop("the pulses are counted") { $0.column.quantity == .time }
            return try pulses(pulse, voltages.first, try answers(conductances.isEmpty ? currents : conductances))
        }
        if let time = times.first, !isSwept {
            if let interval = options.interval { throw intervalError(interval) }
            return try retention(time, voltages.first, try answers(conductances.isEmpty ? currents : conductances))
        }
        if options.interval != nil, voltages.isEmpty, !conductances.isEmpty {
            return try retention(nil, nil, try answers(conductances))
        }
        if !conductances.isEmpty { return try pulses(nil, voltages.first, try answers(conductances)) }
        let ramps = source.all(.ramp)
        if voltages.isEmpty, !ramps.isEmpty || currents.count > 1 {
            if !ramps.isEmpty {
                source.note("the ramps name no unit: taken as currents in A; --columns rules otherwise")
            }
            return try pulses(nil, nil, try answers(ramps + currents))
        }
        throw columnsError()
    }

    private mutating func sweep(
        _ time: MeasuredTable.Choice?, _ voltage: MeasuredTable.Choice, _ currents: [MeasuredTable.Choice]
    ) throws(MeasurementError) -> DeviceMeasurement {
        let currents = try answers(currents)
        kindWords = "I–V sweep"
        if let time {
            if let interval = options.interval { throw intervalError(interval) }
            use(time, "time")
        }
        use(voltage, "voltage")
        for current in currents { use(current, current.column.isSourceCurrent ? "−current" : "current") }
        if let source = currents.first(where: { $0.column.isSourceCurrent }) {
            self.source.note(
                "\(source.column.heading.text) enters the source \(source.column.heading.vector ?? ""): the device's current "
                    + "is its opposite")
        }
        let hasRows = keepWhole([voltage] + (time.map { [$0] } ?? []))
        try cut(at: time)
        var clock: [Double]
        if let time {
            clock = rows.map { time.values[$0] }
            chain(&clock)
        } else {
            guard let interval = options.interval else { throw .noTime(file: file, line: hasRows) }
            clock = rows.indices.map { Double($0) * interval.value }
            source.note("one row lasts \(interval.formatted(digits: 4))")
        }
        return try finish(
            DeviceMeasurement(
                kind: .sweep(time: clock, voltage: rows.map { voltage.values[$0] }),
                columns: columns(currents) { $1.column.isSourceCurrent ? -$0 : $0 }, series: series))
    }

    private mutating func pulses(
        _ pulse: MeasuredTable.Choice?, _ voltage: MeasuredTable.Choice?, _ found: [MeasuredTable.Choice]
    ) throws(MeasurementError) -> DeviceMeasurement {
        if let interval = options.interval { throw intervalError(interval) }
        kindWords = "pulses"
        if let pulse { use(pulse, "pulse") }
        if let voltage { use(voltage, "pulses' voltage") }
        let width = source.all(.width).first
        if let width { use(width, "pulse width") }
        _ = keepWhole((pulse.map { [$0] } ?? []) + (voltage.map { [$0] } ?? []))
        try cut(at: pulse)
        var numbers = pulse.map { pulse in rows.map { pulse.values[$0] } } ?? rows.indices.map { Double($0 + 1) }
        chain(&numbers)
        var measurement = DeviceMeasurement(
            kind: .pulses(numbers: numbers, voltage: voltage.map { voltage in rows.map { voltage.values[$0] } }),
            columns: conductances(found), series: series)
        measurement.pulseWidths = width.map { width in rows.map { width.values[$0] } }
        return try finish(measurement)
    }

    private mutating func retention(
        _ time: MeasuredTable.Choice?, _ voltage: MeasuredTable.Choice?, _ found: [MeasuredTable.Choice]
    ) throws(MeasurementError) -> DeviceMeasurement {
        kindWords = "retention"
        if let time { use(time, "time") }
        let read = voltage?.values.first { $0.isFinite }
        if let voltage, found.contains(where: { $0.column.quantity == .current }) { use(voltage, "read voltage") }
        _ = keepWhole(time.map { [$0] } ?? [])
        try cut(at: time)
        let step = options.interval ?? .zero
        if time == nil { source.note("one row lasts \(step.formatted(digits: 4))") }
        let clock = time.map { time in rows.map { time.values[$0] } } ?? rows.indices.map { Double($0) * step.value }
        return try finish(
            DeviceMeasurement(
                kind: .retention(time: clock), columns: conductances(found, read: read),
                series: series))
    }

    private mutating func endurance(_ found: [MeasuredTable.Choice]) throws(MeasurementError) -> DeviceMeasurement {
        kindWords = "endurance"
        let count = source.all(.cycle).first ?? source.all(.pulse).first ?? source.all(.ramp).first
        if let count { use(count, "cycle") }
        _ = keepWhole(count.map { [$0] } ?? [])
        try cut(at: count)
        return try finish(
            DeviceMeasurement(
                kind: .endurance(
                    cycles: count.map { c in rows.map { c.values[$0] } } ?? rows.indices.map { Double($0 + 1) }),
                columns: conductances(found), series: series))
    }

    private mutating func writeVerify(
        _ target: MeasuredTable.Choice, _ found: [MeasuredTable.Choice]
    ) throws(MeasurementError) -> DeviceMeasurement {
        kindWords = "write–verify"
        let isResistance =
            target.column.isResistance || (target.column.heading.unit == nil && found[0].column.quantity == .resistance)
        use(target, "target")
        let (voltage, width) = (source.all(.voltage).first, source.all(.width).first)
        if let voltage { use(voltage, "pulses' voltage") }
        if let width { use(width, "pulse width") }
        _ = keepWhole([target] + (voltage.map { [$0] } ?? []))
        try cut(at: nil)
        var measurement = DeviceMeasurement(
            kind: .writeVerify(
                target: rows.map { isResistance ? 1 / target.values[$0] : target.values[$0] },
                voltage: voltage.map { voltage in rows.map { voltage.values[$0] } }),
            columns: conductances(found), series: series)
        measurement.pulseWidths = width.map { width in rows.map { width.values[$0] } }
        return try finish(measurement)
    }

    private func finish(_ measurement: DeviceMeasurement) throws(MeasurementError) -> DeviceMeasurement {
        guard rows.count >= MeasurementReader.smallestRowCount else {
            throw .tooFewRows(
                file: file, line: source.table.rows.last?.line ?? 1, found: rows.count,
                needed: MeasurementReader.smallestRowCount)
        }
        return measurement
    }

    // MARK: Answers

    /// The columns to compare, each with its label.
    private func answers(_ found: [MeasuredTable.Choice]) throws(MeasurementError) -> [MeasuredTable.Choice] {
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

    private mutating func columns(
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
    private mutating func conductances(
        _ found: [MeasuredTable.Choice], read: Double? = nil
    ) -> [DeviceMeasurement.Column] {
        noteMarks(found)
        let readColumn = source.all(.readVoltage).first
        let isRead = found.contains { [.current, .ramp].contains($0.column.quantity) }
        if isRead {
            let level = read ?? readColumn?.values.first ?? options.readVoltage.value
            if read == nil, let readColumn { use(readColumn, "read voltage") }
            source.note("currents at the read voltage of \(Voltage(level).formatted(digits: 4))")
        }
        for choice in found {
            use(choice, choice.column.quantity == .ramp ? "current" : choice.column.quantity.rawValue)
        }
        let fallback = read ?? options.readVoltage.value
        return found.map { choice in
            DeviceMeasurement.Column(
                device: choice.column.device, cycle: choice.column.cycle, temperature: choice.column.temperature,
                state: choice.column.state,
                values: rows.map { row in
                    let value = choice.values[row]
                    return switch choice.column.quantity {
                    case .resistance: 1 / value
                    case .current, .ramp: value / (read ?? readColumn?.values[row] ?? fallback)
                    default: value
                    }
                })
        }
    }

    // MARK: Rows

    /// Drops rows whose abscissa is no number, and says so; answers without a number are found later.
    /// - Returns: the first row's line.
    private mutating func keepWhole(_ abscissas: [MeasuredTable.Choice]) -> Int {
        for choice in abscissas {
            guard let row = rows.first(where: { !choice.values[$0].isFinite }) else { continue }
            let cell = source.table.rows[row].cells[choice.index]
            let count = rows.count { !choice.values[$0].isFinite }
            let kind: MeasurementOptions.RowKind = cell == .missing ? .missing : .overload
            if !options.leaveOut.contains(kind) {
                findings.append(.marked(cell, source.names[choice.index], count, file, source.table.rows[row].line))
            } else {
                source.note("\(count) rows left out (\(kind.rawValue))")
            }
            rows.removeAll { !choice.values[$0].isFinite }
        }
        return rows.first.map { source.table.rows[$0].line } ?? headingLine
    }

    /// Cuts the rows where a block, device, cycle or temperature ends, and where the abscissa starts again.
    private mutating func cut(at abscissa: MeasuredTable.Choice?) throws(MeasurementError) {
        let table = source.table
        let devices = source.all(.device)
        let temperature = source.all(.temperature).first
        let cycle = source.all(.cycle).first { $0.index != abscissa?.index }
        for choice in devices { use(choice, "device") }
        if let cycle { use(cycle, "cycle") }
        if let temperature { use(temperature, "temperature") }
        var names: [[Double]: Int] = [:]
        let ids = rows.map { row -> Int? in
            if devices.isEmpty { return nil }
            let key = devices.map { $0.values[row] }
            if devices.count == 1, let id = Int(exactly: key[0]) { return id }
            names[key] = names[key] ?? names.count + 1
            return names[key]
        }
        var idOf = [Int?](repeating: nil, count: table.rows.count)
        for (row, id) in zip(rows, ids) { idOf[row] = id }
        group(by: ids)
        var blockOf = [Int](repeating: 0, count: table.rows.count)
        for (index, block) in table.blocks.enumerated() { for row in block.rows { blockOf[row] = index } }
        var current: DeviceMeasurement.Series?
        var (currentBlock, currentID, currentCycle) = (-1, Int?.none, Int?.none)
        for (place, row) in rows.enumerated() {
            let (id, block) = (idOf[row], blockOf[row])
            let cycleNumber = cycle.flatMap { Int(exactly: $0.values[row]) }
            let kelvin = temperature.map { $0.values[row] }
            var starts =
                current == nil || block != currentBlock || id != currentID || cycleNumber != currentCycle
            // The chamber's own fluctuation is no other temperature.
            if let kelvin, let mean = current?.temperature, abs(kelvin - mean) > 2 { starts = true }
            if !starts, let abscissa, let first = current?.rows.lowerBound {
                let (value, previous) = (abscissa.values[row], abscissa.values[rows[place - 1]])
                if value <= previous {
                    guard value <= abscissa.values[rows[first]] else {
                        throw .notAscending(
                            file: file, line: table.rows[row].line, heading: source.names[abscissa.index],
                            value: number(abscissa, row), previous: number(abscissa, rows[place - 1]))
                    }
                    starts = true
                }
            }
            if starts {
                if var done = current {
                    done.rows = done.rows.lowerBound..<place
                    series.append(done)
                }
                let title = BlockTitle(table.blocks[block].title ?? "")
                current = .init(
                    rows: place..<rows.count, device: id ?? title.device, cycle: cycleNumber ?? title.cycle,
                    temperature: kelvin ?? title.temperature)
            }
            (currentBlock, currentID, currentCycle) = (block, id, cycleNumber)
        }
        if let current { series.append(current) }
        // Repeats that nothing names are cycles.
        if series.count > 1, series.allSatisfy({ $0.device == nil && $0.cycle == nil && $0.temperature == nil }) {
            for index in series.indices { series[index].cycle = index + 1 }
        }
    }

    private func number(_ choice: MeasuredTable.Choice, _ row: Int) -> Double {
        source.table.rows[row].cells[choice.index].number ?? .nan
    }

    /// Rows of one device together, in the file's order, whether its rows alternate with others' or not.
    private mutating func group(by ids: [Int?]) {
        guard ids.contains(where: { $0 != nil }) else { return }
        var buckets: [[Int]] = []
        var bucketOf: [Int?: Int] = [:]
        for (row, id) in zip(rows, ids) {
            if let bucket = bucketOf[id] {
                buckets[bucket].append(row)
            } else {
                bucketOf[id] = buckets.count
                buckets.append([row])
            }
        }
        rows = Array(buckets.joined())
    }

    /// Lets a clock or a count go on where one series of a device follows another.
    private func chain(_ values: inout [Double]) {
        for index in series.indices.dropFirst() {
            let (before, after) = (series[index - 1], series[index])
            guard before.device == after.device, before.temperature == after.temperature else { continue }
            let last = values[before.rows.upperBound - 1]
            guard values[after.rows.lowerBound] <= last else { continue }
            let step = after.rows.count > 1 ? values[after.rows.lowerBound + 1] - values[after.rows.lowerBound] : 1
            let shift = last + step - values[after.rows.lowerBound]
            for row in after.rows { values[row] += shift }
        }
    }

    // MARK: What was understood

    private mutating func use(_ choice: MeasuredTable.Choice, _ meaning: String) {
        let name = source.table.headings?[choice.index] ?? "column \(choice.index + 1)"
        var unit = choice.column.unit.isEmpty ? "" : " (\(choice.column.unit))"
        switch choice.column.heading.form {
        case .plain: break
        case .magnitude: unit += ", magnitude"
        case .decimalLogarithm, .naturalLogarithm: unit += ", from the logarithm of its magnitude"
        }
        if choice.column.quantity == .ramp { unit = " (A)" }
        if choice.column.hasAssumedUnit, choice.column.quantity != .ramp { unit += ", no unit written" }
        used.append((name, meaning + unit))
    }

    // MARK: Errors

    private func columnsError() -> MeasurementError {
        .columns(file: file, line: headingLine, found: source.names)
    }

    private func intervalError(_: Time) -> MeasurementError { .intervalBesideTime(file: file, line: headingLine) }

    private static func isConstant(_ values: [Double]) -> Bool {
        guard let first = values.first(where: \.isFinite) else { return true }
        return values.allSatisfy { !$0.isFinite || abs($0 - first) <= 1e-3 * abs(first) }
    }
}
