import Foundation
import Quantities

/// How far repeated measurements lie apart, as shares of their mean and in their unit.
public struct DeviceSpread: Hashable, Sendable {
    /// Between which measurements the values differ.
    public enum Origin: String, Hashable, Sendable, Codable {
        case deviceToDevice = "device-to-device"
        case cycleToCycle = "cycle-to-cycle"
    }

    /// Devices, or cycles of one device.
    public var origin: Origin
    /// The standard deviation as a share of the mean.
    public var relative: Double
    /// The root mean square of the standard deviation, in the unit of the column.
    public var absolute: Double
    /// Of `absolute`: "A" or "S".
    public var unit: String
    /// What the numbers may hold besides, if the columns do not tell it apart.
    public var caveat: String?
}

extension DeviceMeasurement {
    /// The spread between devices and between cycles, as far as the columns name them; empty for a single column.
    ///
    /// Cycles: pooled variance within each device. Devices: variance of the devices' means, less the share of it that
    /// the cycles leave in a mean (the usual one-way analysis of variance).
    public var spreads: [DeviceSpread] {
        let columns = repeats
        guard columns.count > 1 else { return [] }
        // Columns at several temperatures repeat nothing; the chamber's own fluctuation is no other temperature.
        let temperatures = columns.compactMap(\.temperature)
        if let low = temperatures.min(), let high = temperatures.max(), high - low > 2 { return [] }
        let mean = columns[0].values.indices.map { row in
            columns.reduce(0) { $0 + $1.values[row] } / Double(columns.count)
        }
        let groups = Dictionary(grouping: columns) { $0.device ?? 0 }.values.map { $0.map(\.values) }
        let repeated = groups.filter { $0.count > 1 }
        let largest = mean.reduce(0) { $1.isFinite ? max($0, abs($1)) : $0 }
        // Where the mean nearly vanishes a share of it means nothing.
        let rows = mean.indices.filter { abs(mean[$0]) > 0.01 * largest }  // false for NaN
        func variance(_ values: [Double]) -> Double {
            let centre = values.reduce(0, +) / Double(values.count)
            return values.reduce(0) { $0 + ($1 - centre) * ($1 - centre) } / Double(values.count - 1)
        }
        func cycles(_ row: Int) -> Double {
            let freedom = repeated.reduce(0) { $0 + Double($1.count - 1) }
            return repeated.reduce(0) { $0 + variance($1.map { $0[row] }) * Double($1.count - 1) } / freedom
        }
        func devices(_ row: Int) -> Double {
            let between = variance(groups.map { group in group.reduce(0) { $0 + $1[row] } / Double(group.count) })
            guard !repeated.isEmpty else { return between }
            let size = Double(columns.count) / Double(groups.count)
            return max(0, between - cycles(row) / size)
        }
        func spread(_ origin: DeviceSpread.Origin, _ variance: (Int) -> Double, caveat: String?) -> DeviceSpread {
            var (relative, absolute) = (0.0, 0.0)
            for row in rows {
                let value = variance(row)
                relative += value / (mean[row] * mean[row])
                absolute += value
            }
            let count = Double(max(1, rows.count))
            return DeviceSpread(
                origin: origin, relative: (relative / count).squareRoot(), absolute: (absolute / count).squareRoot(),
                unit: unit, caveat: caveat)
        }
        var found: [DeviceSpread] = []
        if groups.count > 1 {
            found.append(
                spread(
                    .deviceToDevice, devices,
                    caveat: repeated.isEmpty ? "one cycle per device: it holds the cycle-to-cycle spread as well" : nil)
            )
        }
        if !repeated.isEmpty { found.append(spread(.cycleToCycle, cycles, caveat: nil)) }
        return found
    }

    /// What can be compared row by row: the columns, or series of one column under the same voltages.
    private var repeats: [Column] {
        switch kind {
        case .endurance, .writeVerify: return []  // Two states, and attempts: none repeats another.
        case .retention: return columns
        case .sweep, .pulses: break
        }
        let count = series[0].rows.count
        guard columns.count == 1, series.count > 1, series.allSatisfy({ $0.rows.count == count }) else {
            return columns
        }
        let voltage: [Double]
        switch kind {
        case .sweep(_, let applied), .pulses(_, .some(let applied)): voltage = applied
        default: return columns
        }
        let reach = voltage.reduce(0) { max($0, abs($1)) }
        let isSame = (0..<count).allSatisfy { row in
            series.allSatisfy { abs(voltage[$0.rows.lowerBound + row] - voltage[row]) <= 0.01 * reach }
        }
        return isSame && differenceOfCycles(amplitudes: []) == nil
            ? series.indices.map { part(column: 0, series: $0).columns[0] } : columns
    }
}

// MARK: Whether cycles repeat each other

extension DeviceMeasurement {
    /// Why the spread from cycle to cycle is not told; nil where it is, or where no device was measured twice.
    /// - Parameter pulses: how pulses were made whose voltages the file does not name.
    public func reasonAgainstCycleSpread(pulses: PulseProtocol?) -> String? {
        guard let difference = differenceOfCycles(amplitudes: pulses?.amplitudes.map(\.value) ?? []) else { return nil }
        return "cycle-to-cycle spread: not told, since the cycles do not repeat one another: \(difference)"
    }

    /// In what the series of one device differ that should repeat each other; nil if they are the same stimulus.
    /// - Parameter amplitudes: of the pulses, one per row, where the measurement has none; else empty. [V]
    func differenceOfCycles(amplitudes: [Double]) -> String? {
        let voltage: [Double]?
        switch kind {
        case .sweep(_, let applied), .pulses(_, .some(let applied)): voltage = applied
        case .pulses: voltage = amplitudes.count == rowCount ? amplitudes : nil
        case .retention, .endurance, .writeVerify: return nil
        }
        for group in seriesOfDevices {
            let first = series[group.lowerBound]
            for other in series[group].dropFirst() {
                let names = "cycle \(first.cycle ?? 1) and cycle \(other.cycle ?? 2)"
                guard first.rows.count == other.rows.count else {
                    return "\(names) have \(first.rows.count) and \(other.rows.count) rows"
                }
                // The chamber's own fluctuation is no other temperature.
                if let a = first.temperature, let b = other.temperature, abs(a - b) > 2 {
                    return names + String(format: " are at %.4g K and %.4g K", a, b)
                }
                let pairs = zip(first.rows, other.rows)
                if let voltage {
                    let reach = voltage.reduce(0) { max($0, abs($1)) }
                    // What a source misses its level by, and the noise of a voltage that is measured.
                    if let (a, b) = pairs.first(where: { abs(voltage[$0] - voltage[$1]) > 0.01 * reach }) {
                        return names
                            + String(format: " have %.4g V and %.4g V in the same place", voltage[a], voltage[b])
                    }
                }
                if let widths = pulseWidths,
                    let (a, b) = pairs.first(where: { abs(widths[$0] - widths[$1]) > 0.01 * abs(widths[$0]) })
                {
                    return names + String(format: " have pulses of %.3g s and %.3g s", widths[a], widths[b])
                }
                if case .sweep(let time, _) = kind {
                    let lengths = [first, other].map { time[$0.rows.upperBound - 1] - time[$0.rows.lowerBound] }
                    // An instrument's own pauses are no other speed.
                    if abs(lengths[0] - lengths[1]) > 0.1 * lengths[0] {
                        return names + String(format: " last %.3g s and %.3g s", lengths[0], lengths[1])
                    }
                }
            }
        }
        return nil
    }

    /// The series of each device, which follow one another.
    var seriesOfDevices: [ClosedRange<Int>] {
        series.indices.reduce(into: []) { groups, index in
            if let group = groups.last, series[group.lowerBound].device == series[index].device {
                groups[groups.count - 1] = groups[groups.count - 1].lowerBound...index
            } else {
                groups.append(index...index)
            }
        }
    }
}
