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
    var used: [(name: String, meaning: String)] = []

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
        let firstLine = keepWhole([voltage] + (time.map { [$0] } ?? []))
        try cut(at: time)
        var clock: [Double]
        if let time {
            clock = rows.map { time.values[$0] }
            chain(&clock)
        } else if let interval = options.interval {
            clock = rows.indices.map { Double($0) * interval.value }
            source.note("one row lasts \(interval.formatted(digits: 4))")
        } else {
            // The rows' numbers stand in, so that cycles and polarity can be told before the refusal.
            clock = rows.indices.map { Double($0) }
            lack = .noTime(file: file, line: firstLine)
            source.note("no column for the time")
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
