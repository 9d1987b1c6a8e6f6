import DelimitedText
import Foundation

extension MeasurementAssembly {
    /// What was read, in one line: the file's form, the kind, rows, columns with units, what was skipped, cycles, devices,
    /// temperatures, polarity, and whatever was taken for granted.
    func understanding(of measurement: DeviceMeasurement) -> String {
        var parts =
            [rowWords(kindWords, lines), usedWords] + skippedWords(idle: idle) + [repeatWords(measurement.columns)]
        let temperatures = Set(
            (measurement.series.compactMap(\.temperature) + measurement.columns.compactMap(\.temperature)).map {
                ($0 * 100).rounded() / 100
            })
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
        return ([source.table.formWords] + parts + source.notes).joined(separator: "; ")
    }

    /// As much of that as is known of a file that makes no measurement: without a kind, what each column holds by itself.
    func understandingSoFar() -> String {
        var assembly = self
        if kindWords.isEmpty {
            for choice in source.choices { assembly.use(choice, choice.column.quantity.rawValue) }
        }
        let kind = kindWords.isEmpty ? "no kind of measurement yet" : kindWords
        var parts = [rowWords(kind, lines)]
        if !assembly.used.isEmpty { parts.append(assembly.usedWords) }
        parts += skippedWords(idle: kindWords.isEmpty ? [] : idle)
        if !series.isEmpty { parts.append(repeatWords([])) }
        return ([source.table.formWords] + parts + source.notes).joined(separator: "; ")
    }

    private var usedWords: String {
        used.map { use in
            let name = source.names[use.index]
            return name == use.meaning ? name : "\"\(name)\" = \(use.meaning)"
        }.joined(separator: ", ")
    }

    /// Columns that are understood, but of no use for this kind of measurement.
    private var idle: [Int] {
        source.choices.map(\.index).filter { index in !used.contains { $0.index == index } }
    }

    private func skippedWords(idle: [Int]) -> [String] {
        let skipped = source.skipped + idle.map { ($0, "of no use for \(kindWords)") }
        return skipped.isEmpty
            ? [] : ["skipped: " + skipped.map { "\"\(source.names[$0.0])\" (\($0.1))" }.joined(separator: ", ")]
    }

    /// Cycles and devices.
    private func repeatWords(_ columns: [DeviceMeasurement.Column]) -> String {
        let devices = Set(columns.map(\.device) + series.map(\.device)).subtracting([nil]).count
        let cycles = max(
            Set(columns.compactMap(\.cycle)).count,
            series.filter { $0.device == series[0].device && $0.temperature == series[0].temperature }.count)
        return count(cycles, "cycle") + ", " + count(max(1, devices), "device")
    }

    private func rowWords(_ kind: String, _ lines: [Int]) -> String {
        "\(kind), \(count(lines.count, "row"))"
            + (lines.isEmpty ? "" : " (lines \(lines.min() ?? 0)–\(lines.max() ?? 0))")
    }

    private func count(_ number: Int, _ word: String) -> String { "\(number) \(word)\(number == 1 ? "" : "s")" }

    /// Keeps what a column is taken for.
    mutating func use(_ choice: MeasuredTable.Choice, _ meaning: String) {
        var unit = choice.column.unit.isEmpty ? "" : " (\(choice.column.unit))"
        switch choice.column.heading.form {
        case .plain: break
        case .magnitude: unit += ", magnitude"
        case .decimalLogarithm, .naturalLogarithm: unit += ", from the logarithm of its magnitude"
        }
        if choice.column.quantity == .ramp { unit = " (A)" }
        if choice.column.hasAssumedUnit, choice.column.quantity != .ramp { unit += ", no unit written" }
        if !used.contains(where: { $0.index == choice.index }) { used.append((choice.index, meaning + unit)) }
    }
}

extension DelimitedTable {
    /// The file's name and form.
    var formWords: String {
        "\(file): " + (origin.map { "\($0.rawValue), " } ?? "") + "\(encoding.rawValue), \(separator.rawValue)"
            + (hasDecimalComma ? ", decimal commas" : "")
    }

    /// What is known of a table whose columns are not: its form, its rows and their headings.
    var understanding: String {
        let lines = rows.map(\.line)
        return formWords + "; \(rows.count) rows"
            + (lines.isEmpty ? "" : " (lines \(lines[0])–\(lines[lines.count - 1]))")
            + "; \(columnCount) columns"
            + (headings.map { ": " + $0.map { "\"\($0)\"" }.joined(separator: ", ") } ?? "")
    }
}
