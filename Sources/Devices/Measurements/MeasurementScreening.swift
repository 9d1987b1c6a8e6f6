import DelimitedText
import Foundation
import Quantities

/// Looks a measurement over before it is fitted, for what no device gives and what says nothing about one.
///
/// Remedies that a user asked for are applied first; what they mend is not found any more.
struct MeasurementScreening {
    var measurement: DeviceMeasurement
    var findings: [MeasurementFinding] = []
    let lines: [Int]
    let file: String
    let hasMagnitudes: Bool
    let options: MeasurementOptions

    mutating func screen() {
        applyRemedies()
        findMarks()
        findImplausible()
        switch measurement.kind {
        case .sweep(_, let voltage):
            findPower(voltage)
            findCompliance(voltage)
            findPolarity()
        case .pulses(_, let voltage):
            findConstant()
            if let voltage { findPolarity(ofPulses: voltage) }
            if !findings.contains(where: \.isRefusal) { findTrains(voltage) }
        case .retention(let time):
            findTimes(time)
            findConstant()
        case .endurance:
            findConstant()
            findSwappedStates()
        case .writeVerify: findConstant()
        }
    }

    mutating func find(
        _ name: MeasurementFinding.Name, row: Int, _ message: String, remedy: String, isRefusal: Bool = true
    ) {
        findings.append(
            .init(name: name, file: file, line: lines[row], message: message, remedy: remedy, isRefusal: isRefusal))
    }

    // MARK: Remedies

    private mutating func applyRemedies() {
        if case .sweep(let time, let voltage) = measurement.kind {
            for column in measurement.columns.indices {
                for row in voltage.indices {
                    let current = measurement.columns[column].values[row]
                    measurement.columns[column].values[row] =
                        switch options.sign {
                        case nil: current
                        case .opposite: -current
                        case .fromVoltage: voltage[row] < 0 ? -abs(current) : abs(current)
                        }
                }
            }
            measurement.polarity = Self.polarity(of: measurement)
            if options.isMirrored {
                measurement.kind = .sweep(time: time, voltage: voltage.map { -$0 })
                for column in measurement.columns.indices {
                    measurement.columns[column].values = measurement.columns[column].values.map { -$0 }
                }
                measurement.isMirrored = true
            }
        } else if case .pulses(let numbers, .some(let voltage)) = measurement.kind {
            measurement.polarity = Self.polarity(of: measurement, after: voltage)
            if options.isMirrored {
                measurement.kind = .pulses(numbers: numbers, voltage: voltage.map { -$0 })
                measurement.isMirrored = true
            }
        }
    }

    /// Rows whose answer is no number, for an instrument's mark or a gap.
    private mutating func findMarks() {
        for column in measurement.columns {
            for row in column.values.indices where column.values[row].isNaN { measurement.leftOut.insert(row) }
            if let row = column.values.firstIndex(where: \.isInfinite) {
                find(.implausible, row: row, "a resistance of 0 Ω", remedy: "correct or remove the row")
                measurement.leftOut.formUnion(column.values.indices.filter { column.values[$0].isInfinite })
            }
        }
    }

    // MARK: Sizes

    /// Larger than anything a device on a probe station carries: currents in the wrong unit, or a slip of one row.
    private mutating func findImplausible() {
        let isSweep = if case .sweep = measurement.kind { true } else { false }
        let (largest, what) =
            isSweep
            ? (Self.largestCurrent, Current(Self.largestCurrent).formatted(digits: 2))
            : (Self.largestConductance, Conductance(Self.largestConductance).formatted(digits: 2))
        let bad = rows { abs($0) > largest }
        if case .sweep(_, let voltage) = measurement.kind {
            let ratios = zip(voltage, measurement.mean).filter { $0 != 0 && $1.isFinite && $1 != 0 }.map {
                abs($0 / $1)
            }
            .sorted()
            if let middle = ratios.isEmpty ? nil : ratios[ratios.count / 2], middle < Self.smallestResistance {
                let resistance = Resistance(middle).formatted(digits: 2)
                find(
                    .swapped, row: 0,
                    "voltage over current is \(resistance) in the middle of the rows, less than any contact: the columns "
                        + "are exchanged, or one has another unit",
                    remedy: "name the columns with their units by --columns")
                return
            }
            if let row = voltage.indices.first(where: { abs(voltage[$0]) > Self.largestVoltage }) {
                find(
                    .implausible, row: row,
                    "a voltage of \(Voltage(voltage[row]).formatted(digits: 3)), more than "
                        + Voltage(Self.largestVoltage).formatted(digits: 2),
                    remedy: "correct the row, or give the unit by --columns")
            }
        } else if let row = rows({ $0 <= 0 }).first {
            let value = measurement.columns.map { $0.values[row] }.min() ?? 0
            find(
                .implausible, row: row,
                "a conductance of \(Conductance(value).formatted(digits: 3)), which must be positive",
                remedy: "correct or remove the row")
        }
        guard let row = bad.first else { return }
        let value = measurement.columns.map { $0.values[row] }.max { abs($0) < abs($1) } ?? 0
        let text =
            isSweep
            ? "a current of \(Current(value).formatted(digits: 3))"
            : "a conductance of \(Conductance(value).formatted(digits: 3))"
        find(
            .implausible, row: row, "\(text), more than \(what)" + (bad.count > 1 ? ", in \(bad.count) rows" : ""),
            remedy: "correct the row, or give the unit by --columns")
    }

    /// [A], [S], [V], [Ω]: beyond what a source-measure unit and a device of this kind reach.
    private static let largestCurrent = 10.0
    private static let largestConductance = 10.0
    private static let largestVoltage = 1100.0
    private static let smallestResistance = 0.1

    private func rows(_ condition: (Double) -> Bool) -> [Int] {
        (0..<measurement.rowCount).filter { row in
            measurement.columns.contains { $0.values[row].isFinite && condition($0.values[row]) }
        }
    }

    // MARK: Signs

    /// A passive device takes energy: v·i is never negative, beyond noise and displacement currents.
    private mutating func findPower(_ voltage: [Double]) {
        let largestVoltage = voltage.reduce(0) { max($0, abs($1)) }
        var (tested, against, negative, positiveThere) = (0, [Int](), 0, 0)
        for column in measurement.columns {
            let largest = column.values.reduce(0) { $1.isFinite ? max($0, abs($1)) : $0 }
            for row in voltage.indices {
                let (v, i) = (voltage[row], column.values[row])
                guard i.isFinite, abs(v) > 0.02 * largestVoltage, abs(i) > 1e-4 * largest else { continue }
                tested += 1
                if v < 0 { negative += 1 }
                if v < 0, i > 0 { positiveThere += 1 }
                if v * i < 0 { against.append(row) }
            }
        }
        guard tested > 0, let first = against.min() else {
            if hasMagnitudes, options.sign == nil, voltage.contains(where: { $0 < -0.02 * largestVoltage }), tested > 0
            {
                find(.magnitudes, row: 0, "the current is a magnitude", remedy: "give --sign from-voltage")
            }
            return
        }
        let share = Double(against.count) / Double(tested)
        let percent = String(format: "%.0f %%", share * 100)
        if share > 0.9 {
            find(
                .oppositeSign, row: first,
                "current against voltage in \(percent) of the rows: it was counted the other way round, as a source's is",
                remedy: "give --sign opposite")
        } else if negative > 0, Double(positiveThere) > 0.9 * Double(negative), against.count == positiveThere {
            find(
                .magnitudes, row: first,
                "current against voltage in \(percent) of the rows, all at negative voltage: the file holds magnitudes of "
                    + "currents", remedy: "give --sign from-voltage")
        } else {
            let isRefusal = share > 0.05
            if options.leaveOut.contains(.negativePower) {
                measurement.leftOut.formUnion(against)
            } else {
                find(
                    .negativePower, row: first,
                    "current against voltage in \(against.count) of \(tested) rows: no memristive device gives energy",
                    remedy: "correct the columns, or give --leave-out negative-power", isRefusal: isRefusal)
            }
        }
    }

    // MARK: Compliance

    /// Rows at one and the same largest current while the voltage moves: the instrument held it.
    private mutating func findCompliance(_ voltage: [Double]) {
        let largestVoltage = voltage.reduce(0) { max($0, abs($1)) }
        var clipped: Set<Int> = []
        var limit = 0.0
        for column in measurement.columns {
            for sign in [1.0, -1.0] {
                let top = column.values.reduce(0) { $1.isFinite ? max($0, sign * $1) : $0 }
                guard top > 0 else { continue }
                let rows = column.values.indices.filter {
                    sign * column.values[$0] >= top * (1 - Self.complianceScatter)
                }
                let levels = rows.map { voltage[$0] }
                guard rows.count >= 3, let low = levels.min(), let high = levels.max(),
                    high - low > 0.05 * largestVoltage
                else { continue }
                clipped.formUnion(rows)
                limit = max(limit, top)
            }
        }
        guard let first = clipped.min() else { return }
        measurement.compliance = limit
        if options.leaveOut.contains(.compliance) {
            measurement.leftOut.formUnion(clipped)
        } else {
            find(
                .compliance, row: first,
                "\(clipped.count) rows at \(Current(limit).formatted(digits: 4)) while the voltage changes: the instrument's "
                    + "limit, not the device's current", remedy: "give --leave-out compliance")
        }
    }

    /// How far a source-measure unit's limit wanders, as a share.
    private static let complianceScatter = 2e-3

    // MARK: Switching

    private mutating func findPolarity() {
        if measurement.polarity == .setsNegative, !options.isMirrored {
            find(
                .setAtNegative, row: 0,
                "the conductance rises at negative and falls at positive voltage; every model here sets at positive: the "
                    + "device is wired the other way round", remedy: "give --mirror, which changes both signs")
        } else if measurement.polarity == .setsPositive, options.isMirrored {
            find(
                .setAtNegative, row: 0, "--mirror lets this device, which sets at positive voltage, set at negative",
                remedy: "leave --mirror out")
        }
    }

    private mutating func findPolarity(ofPulses voltage: [Double]) {
        if measurement.polarity == .setsNegative, !options.isMirrored {
            find(
                .setAtNegative, row: 0,
                "negative pulses raise the conductance, positive ones lower it; every model here sets at positive: the device "
                    + "is wired the other way round", remedy: "give --mirror, which changes the voltages' signs")
        }
    }

    /// By the conductance at small voltages before and after each excursion to one sign: the sum over all excursions.
    static func polarity(of measurement: DeviceMeasurement) -> DeviceMeasurement.Polarity {
        guard case .sweep(_, let all) = measurement.kind else { return .undetermined }
        let largest = all.reduce(0) { max($0, abs($1)) }
        var change = 0.0
        for column in measurement.columns {
            for series in measurement.series {
                var start = series.rows.lowerBound
                while start < series.rows.upperBound {
                    let sign = all[start] < 0 ? -1.0 : 1.0
                    var end = start
                    while end < series.rows.upperBound, sign * all[end] >= 0 { end += 1 }
                    if end == start { end += 1 }
                    change += sign * Self.change(start..<end, all, column.values, largest: largest)
                    start = end
                }
            }
        }
        // A tenth is more than noise, and less than any device that remembers.
        return change > 0.1 ? .setsPositive : change < -0.1 ? .setsNegative : .undetermined
    }

    /// The logarithm of the conductance after the peak less that before it, medians over the same band of voltages.
    private static func change(
        _ rows: Range<Int>, _ voltage: [Double], _ current: [Double], largest: Double
    ) -> Double {
        guard let peak = rows.max(by: { abs(voltage[$0]) < abs(voltage[$1]) }), abs(voltage[peak]) > 0.2 * largest
        else {
            return 0
        }
        let band = (0.1 * abs(voltage[peak]))...(0.6 * abs(voltage[peak]))
        func middle(_ rows: Range<Int>) -> Double? {
            let values = rows.filter { band.contains(abs(voltage[$0])) && current[$0] / voltage[$0] > 0 }
                .map { log(current[$0] / voltage[$0]) }.sorted()
            return values.isEmpty ? nil : values[values.count / 2]
        }
        guard let before = middle(rows.lowerBound..<peak),
            let after = middle((peak + 1)..<max(peak + 1, rows.upperBound))
        else { return 0 }
        return after - before
    }

    /// Which sign of pulses raises the conductance.
    static func polarity(of measurement: DeviceMeasurement, after voltage: [Double]) -> DeviceMeasurement.Polarity {
        let conductances = measurement.mean
        var change = 0.0
        for row in measurement.series.flatMap({ $0.rows.dropFirst() }) {
            let step = log(conductances[row] / conductances[row - 1])
            if step.isFinite { change += voltage[row] < 0 ? -step : voltage[row] > 0 ? step : 0 }
        }
        return change > 0.1 ? .setsPositive : change < -0.1 ? .setsNegative : .undetermined
    }

    private mutating func findConstant() {
        let values = measurement.columns.flatMap(\.values).filter(\.isFinite)
        guard let low = values.min(), let high = values.max() else { return }
        guard low == high else { return }
        find(
            .constant, row: 0,
            "all \(values.count) conductances are \(Conductance(low).formatted(digits: 4)): the range is 0, so nothing can be "
                + "fitted", remedy: "measure with larger or longer pulses, or with a finer resolution")
    }

    /// Pulses that leave nothing behind: neighbours lie as far apart as any two rows (von Neumann's ratio is that of noise).
    private mutating func findTrains(_ voltage: [Double]?) {
        if let voltage, voltage.contains(where: { $0 > 0 }), voltage.contains(where: { $0 < 0 }) { return }
        let values = measurement.mean.filter(\.isFinite)
        let mean = values.reduce(0, +) / Double(values.count)
        let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        // Two devices differ without a pulse between them.
        guard measurement.series.allSatisfy({ $0.device == measurement.series[0].device }) else { return }
        let steps = zip(values, values.dropFirst()).reduce(0) { $0 + ($1.1 - $1.0) * ($1.1 - $1.0) }
        // 2 ± 2/√n for noise.
        guard variance > 0, steps / variance > 2 - 4 / Double(values.count).squareRoot(),
            steps / variance < 2 + 6 / Double(values.count).squareRoot()
        else { return }
        find(
            .noSwitching, row: 0,
            "the conductances scatter by \(String(format: "%.2g", 100 * (variance / Double(values.count)).squareRoot() / mean)) % "
                + "without a trend: the pulses pass no threshold",
            remedy: "measure with larger or longer pulses")
    }

    // MARK: Times

    private mutating func findTimes(_ time: [Double]) {
        let before = time.indices.filter { time[$0] <= 0 }
        guard let first = before.first else { return }
        if before.count == time.count {
            find(
                .timeBeforeZero, row: first,
                "no time is after 0, and drift follows a power of the time since writing",
                remedy: "count the time from the moment of writing")
        } else {
            find(
                .timeBeforeZero, row: first,
                "\(before.count) of \(time.count) rows are not after 0 and say nothing about the drift; they are left out",
                remedy: "", isRefusal: false)
            measurement.leftOut.formUnion(before)
        }
    }
}

extension MeasurementFinding {
    /// A mark of an instrument, or a gap, in a column that is used.
    static func marked(_ cell: Cell, _ heading: String, _ count: Int, _ file: String, _ line: Int) -> Self {
        let others = count > 1 ? ", and \(count - 1) more" : ""
        if case .mark(let text) = cell {
            return .init(
                name: .overload, file: file, line: line,
                message:
                    "\(text) in \"\(heading)\" is an instrument's mark for overflow or no value, not a number\(others)",
                remedy: "give --leave-out overload", isRefusal: true)
        }
        return .init(
            name: .missing, file: file, line: line, message: "\"\(heading)\" has no value\(others)",
            remedy: "give --leave-out missing", isRefusal: true)
    }
}
