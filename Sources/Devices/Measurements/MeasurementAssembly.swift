import DelimitedText
import Foundation
import Quantities

/// Puts the columns of a table together to a measurement.
struct MeasurementAssembly {
    var source: MeasuredTable
    let options: MeasurementOptions
    /// Of the table, in the order of the measurement.
    var rows: [Int]
    var series: [DeviceMeasurement.Series] = []
    var findings: [MeasurementFinding] = []
    private(set) var kindWords = ""
    /// What keeps a measurement that is otherwise understood from being one.
    private(set) var lack: MeasurementError?
    /// At which conductances were read, where it is known. [V]
    var readVoltage: Double?
    /// By the column's place.
    var used: [(index: Int, meaning: String)] = []

    init(_ source: MeasuredTable, _ options: MeasurementOptions) {
        self.source = source
        self.options = options
        rows = Array(source.table.rows.indices)
    }

    /// Of the file, one per row of the measurement.
    var lines: [Int] { rows.map { source.table.rows[$0].line } }

    var hasMagnitudes: Bool { source.all(.current).contains { $0.column.heading.form != .plain } }

    var file: String { source.file }
    var headingLine: Int { source.table.headingLine }

    /// What a column of times does not say: how long one row lasts.
    private var clock: (start: Double, step: Double, words: String)? {
        if let interval = options.interval {
            return (0, interval.value, "one row lasts \(interval.formatted(digits: 4))")
        }
        guard let clock = source.table.clock else { return nil }
        return (
            clock.start, clock.step,
            "one row lasts \(Time(clock.step).formatted(digits: 4)), as \"\(clock.name)\" on line \(clock.line) says"
        )
    }

    // MARK: Kinds

    mutating func measurement() throws(MeasurementError) -> DeviceMeasurement {
        let (times, voltages, currents) = (source.all(.time), source.all(.voltage), source.all(.current))
        let conductances = source.all(.conductance) + source.all(.resistance)
        let isSwept = voltages.count == 1 && !Self.isConstant(voltages[0].values)
        guard times.count <= 1 else { throw columnsError() }
        guard voltages.count <= 1 else {
            throw .severalVoltages(file: file, line: headingLine, headings: voltages.map(\.column.heading.text))
        }
        if let target = source.all(.target).first {
            return try writeVerify(target, try answers(conductances + currents))
        }
        let states = conductances + currents
        if states.contains(where: { $0.column.state == .highResistance }),
            states.contains(where: { $0.column.state == .lowResistance })
        {
            if let time = times.first, source.all(.cycle).isEmpty, source.all(.pulse).isEmpty {
                throw .heading(
                    file: file, line: headingLine, heading: time.column.heading.text,
                    reason:
                        "is a time, and both states over time are the retention of two: name the time and one of them by "
                        + "--columns, such as 'time (\(time.column.unit)),\(states[0].column.quantity.rawValue) "
                        + "(\(states[0].column.unit)),-', and read the file once for each")
            }
            return try endurance(states.filter { $0.column.state != nil })
        }
        if !isSwept, let state = source.all(.state).first, let answer = (conductances + currents).first,
            let both = pairedStates(state, answer)
        {
            return try endurance(both)
        }
        let isTrain = !source.all(.pulse).isEmpty && !source.all(.width).isEmpty && times.isEmpty
        if areReadAfterPulses(currents) || isTrain && !currents.isEmpty, conductances.isEmpty {
            return try pulses(source.all(.pulse).first, voltages.first, try answers(currents))
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
        if isSwept, let answer = ohmicAnswer(voltages[0], times.first, conductances) {
            return try sweep(times.first, voltages[0], answer)
        }
        if let pulse = source.all(.pulse).first, times.isEmpty || !conductances.isEmpty {
            if let time = times.first, source.all(.width).isEmpty, Self.isConstant(time.values) {
                throw .heading(
                    file: file, line: headingLine, heading: time.column.heading.text,
                    reason:
                        "is a time that stands still: call it \"width\", with its unit, by --columns if it is the pulses', or skip "
                        + "it by - and give --width")
            }
            source.drop("the pulses are counted") { $0.column.quantity == .time }
            return try pulses(pulse, voltages.first, try answers(conductances.isEmpty ? currents : conductances))
        }
        if let time = times.first, !isSwept {
            if let interval = options.interval { throw intervalError(interval) }
            if conductances.isEmpty { try requireOnePolarity(currents) }
            return try retention(time, voltages.first, try answers(conductances.isEmpty ? currents : conductances))
        }
        if clock != nil, voltages.isEmpty, !conductances.isEmpty {
            return try retention(nil, nil, try answers(conductances))
        }
        try requireTrains(voltages)
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
        source.dropCounts(of: [.device, .cycle])
        if let time {
            if let interval = options.interval { throw intervalError(interval) }
            use(time, "time")
        }
        use(voltage, "voltage")
        for current in currents {
            let name = current.column.isSourceCurrent ? "−current" : "current"
            use(current, [.current, .ramp].contains(current.column.quantity) ? name : current.column.quantity.rawValue)
        }
        if let ohmic = currents.first, [.conductance, .resistance].contains(ohmic.column.quantity) {
            let law = ohmic.column.quantity == .resistance ? "voltage/resistance" : "voltage · conductance"
            source.note("the current is \(law), row by row")
        }
        if let source = currents.first(where: { $0.column.isSourceCurrent }) {
            self.source.note(
                "\(source.column.heading.text) enters the source \(source.column.heading.vector ?? ""): the device's current "
                    + "is its opposite")
        }
        let firstLine = keepWhole([voltage] + (time.map { [$0] } ?? []))
        try cut(at: time)
        var clock: [Double]
        if let time {
            clock = rows.map { time.values[$0] }
            chain(&clock)
        } else if let known = self.clock {
            clock = rows.indices.map { known.start + Double($0) * known.step }
            source.note(known.words)
        } else {
            // The rows' numbers stand in, so that cycles and polarity can be told before the refusal.
            clock = rows.indices.map { Double($0) }
            lack = .noTime(file: file, line: firstLine)
            source.note("no column for the time")
        }
        var measurement = DeviceMeasurement(
            kind: .sweep(time: clock, voltage: rows.map { voltage.values[$0] }),
            columns: columns(currents) { $1.column.isSourceCurrent ? -$0 : $0 }, series: series)
        if measurement.series.count > 1, let reason = measurement.startOfCycles(source.table.origin) {
            for index in measurement.series.indices.dropFirst() { measurement.series[index].startsAnew = true }
            source.note(reason)
        }
        return try finish(measurement)
    }

    private mutating func pulses(
        _ pulse: MeasuredTable.Choice?, _ voltage: MeasuredTable.Choice?, _ found: [MeasuredTable.Choice]
    ) throws(MeasurementError) -> DeviceMeasurement {
        if let interval = options.interval { throw intervalError(interval) }
        kindWords = "pulses"
        if pulse == nil { source.drop("the rows count the pulses") { $0.column.quantity == .time } }
        if pulse == nil, let voltage, source.all(.width).isEmpty, moves(voltage) {
            source.note("the voltages are taken for those of pulses; if they were swept, give --interval")
        }
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
        measurement.potentiation = source.potentiation
        return try finish(measurement)
    }

    private mutating func retention(
        _ time: MeasuredTable.Choice?, _ voltage: MeasuredTable.Choice?, _ found: [MeasuredTable.Choice]
    ) throws(MeasurementError) -> DeviceMeasurement {
        kindWords = "retention"
        source.dropCounts(of: [.device, .cycle])
        if let time { use(time, "time") }
        let read = voltage?.values.first { $0.isFinite }
        if let voltage, found.contains(where: { $0.column.quantity == .current }) { use(voltage, "read voltage") }
        _ = keepWhole(time.map { [$0] } ?? [])
        try cut(at: time)
        let known = self.clock
        if time == nil, let known { source.note(known.words) }
        let (start, step) = (known?.start ?? 0, known?.step ?? 0)
        let clock = rows.indices.map { place in
            time.map { $0.values[rows[place]] } ?? start + Double(place) * step
        }
        return try finish(
            DeviceMeasurement(
                kind: .retention(time: clock), columns: conductances(found, read: read),
                series: series))
    }

    private mutating func endurance(_ found: [MeasuredTable.Choice]) throws(MeasurementError) -> DeviceMeasurement {
        kindWords = "endurance"
        let count = source.all(.cycle).first ?? source.all(.pulse).first ?? source.all(.ramp).first
        if let count { use(count, "cycle") }
        // The states are read at it.
        let read = source.all(.voltage).first { Self.isConstant($0.values) }
        if let read, found.contains(where: { $0.column.quantity == .current }) { use(read, "read voltage") }
        _ = keepWhole(count.map { [$0] } ?? [])
        try cut(at: count)
        return try finish(
            DeviceMeasurement(
                kind: .endurance(
                    cycles: count.map { c in rows.map { c.values[$0] } } ?? rows.indices.map { Double($0 + 1) }),
                columns: conductances(found, read: read?.values.first(where: \.isFinite)), series: series))
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
        if source.all(.device).isEmpty, series.allSatisfy({ $0.device == nil }),
            found.allSatisfy({ $0.column.device == nil })
        {
            let runs = zip(rows, rows.dropFirst()).count { target.values[$0] != target.values[$1] } + 1
            source.note(
                "no column names the cell: rows that follow each other with the same target count as attempts at one cell "
                    + "(\(runs) cells); a column \"cell\", or \"row\" and \"col\", tells them apart")
        }
        var measurement = DeviceMeasurement(
            kind: .writeVerify(
                target: rows.map { isResistance ? 1 / target.values[$0] : target.values[$0] },
                voltage: voltage.map { voltage in rows.map { voltage.values[$0] } }),
            columns: conductances(found), series: series)
        measurement.pulseWidths = width.map { width in rows.map { width.values[$0] } }
        return try finish(measurement)
    }

    private mutating func finish(_ unread: DeviceMeasurement) throws(MeasurementError) -> DeviceMeasurement {
        var measurement = unread
        measurement.readVoltage = readVoltage
        // Nothing is fitted to these: means and slopes take three.
        let needed =
            switch measurement.kind {
            case .endurance, .writeVerify: 3
            case .sweep, .pulses, .retention: MeasurementReader.smallestRowCount
            }
        guard rows.count >= needed else {
            throw .tooFewRows(
                file: file, line: source.table.rows.last?.line ?? 1, found: rows.count, needed: needed)
        }
        return measurement
    }

    // MARK: Errors

    func columnsError() -> MeasurementError {
        .columns(file: file, line: headingLine, found: source.names)
    }

    private func intervalError(_: Time) -> MeasurementError { .intervalBesideTime(file: file, line: headingLine) }

    private static func isConstant(_ values: [Double]) -> Bool {
        guard let first = values.first(where: \.isFinite) else { return true }
        return values.allSatisfy { !$0.isFinite || abs($0 - first) <= 1e-3 * abs(first) }
    }
}
