import DelimitedText
import Foundation

extension MeasurementAssembly {
    /// What was read, in one line: the file's form, the kind, rows, columns with units, what was skipped, cycles, devices,
    /// temperatures, polarity, and whatever was taken for granted.
    func understanding(of measurement: DeviceMeasurement) -> String {
        let table = source.table
        let devices = Set(measurement.columns.map(\.device) + measurement.series.map(\.device)).subtracting([nil]).count
        let cycles = max(
            Set(measurement.columns.compactMap(\.cycle)).count,
            measurement.series.filter {
                $0.device == measurement.series[0].device && $0.temperature == measurement.series[0].temperature
            }
            .count)
        let temperatures = Set(
            (measurement.series.compactMap(\.temperature) + measurement.columns.compactMap(\.temperature)).map {
                ($0 * 100).rounded() / 100
            })
        func count(_ number: Int, _ word: String) -> String { "\(number) \(word)\(number == 1 ? "" : "s")" }
        var parts = [
            "\(kindWords), \(count(measurement.rowCount, "row")) (lines \(lines.min() ?? 0)–\(lines.max() ?? 0))",
            used.map { $0.name == $0.meaning ? $0.name : "\"\($0.name)\" = \($0.meaning)" }.joined(separator: ", "),
        ]
        if !source.skipped.isEmpty {
            parts.append("skipped: " + source.skipped.map { "\"\($0.name)\" (\($0.reason))" }.joined(separator: ", "))
        }
        parts.append(count(cycles, "cycle") + ", " + count(max(1, devices), "device"))
        if !temperatures.isEmpty {
            parts.append(
                temperatures.sorted().map { String(format: "%.5g K", $0) }.joined(separator: ", "))
        }
        if case .sweep = measurement.kind {
            parts.append(measurement.polarity.rawValue + (measurement.isMirrored ? ", mirrored" : ""))
        } else if case .pulses(_, .some) = measurement.kind {
            parts.append(measurement.polarity.rawValue + (measurement.isMirrored ? ", mirrored" : ""))
        }
        if !measurement.leftOut.isEmpty { parts.append("\(count(measurement.leftOut.count, "row")) left out") }
        parts += source.notes
        let format =
            (table.origin.map { "\($0.rawValue), " } ?? "") + "\(table.encoding.rawValue), \(table.separator.rawValue)"
            + (table.hasDecimalComma ? ", decimal commas" : "")
        return "\(file): \(format); " + parts.joined(separator: "; ")
    }
}
