/// The time of the first row and from row to row, as scopes and loggers write it above a table that only counts its samples.
package struct SampleClock: Hashable, Sendable {
    /// [s]
    package var start: Double
    /// [s]
    package var step: Double
    /// In the file: "Increment".
    package var name: String
    package var line: Int

    private static let steps: Set<String> = [
        "increment", "xincrement", "x increment", "xinc", "tinc", "sample interval", "sampling interval",
        "sample period",
        "sampling period", "delta_x", "time interval", "horizontal interval",
    ]
    /// In bytes; what is longer is no name of a setting.
    private static let longestName = 80
    private static let starts: Set<String> = ["start", "xorigin", "x origin", "t0"]

    /// - Returns: nil if no line says it.
    init?(_ rows: [HeadingRow]) {
        for (index, row) in rows.enumerated() {
            // Rigol's: names in the heading, numbers below them.
            if let place = Self.place(of: Self.steps, in: row), index + 1 < rows.count,
                let step = Self.number(rows[index + 1].fields, place), step > 0
            {
                let start = Self.place(of: Self.starts, in: row).flatMap { Self.number(rows[index + 1].fields, $0) }
                (self.start, self.step, name, line) = (start ?? 0, step, row.fields[place], rows[index + 1].line)
                return
            }
            // Tektronix's and LabVIEW's: a setting with its value.
            guard let first = row.fields.first, first.utf8.count <= Self.longestName else { continue }
            let heading = ColumnHeading(first)
            if row.fields.count > 1, Self.steps.contains(heading.name.lowercased()),
                let step = Self.number(row.fields, 1), step > 0
            {
                let unit = heading.unit ?? (row.fields.count > 2 ? row.fields[2] : "s")
                guard
                    let factor = (unit.isEmpty ? MeasuredUnit(.time) : MeasuredUnit(unit, of: .time))?.factor
                        ?? (Double(unit) != nil ? 1 : nil)
                else { continue }
                (start, self.step, name, line) = (0, step * factor, row.fields[0], row.line)
                return
            }
            // "tInc = 1e-09" in the heading itself.
            for field in row.fields where field.utf8.count <= Self.longestName {
                let sides = field.split(separator: "=").map { $0.trimmingBlanks }
                guard sides.count == 2, Self.steps.contains(sides[0].lowercased()),
                    let step = Cell(sides[1], allowsDecimalComma: true).number, step > 0
                else { continue }
                (start, self.step, name, line) = (0, step, String(sides[0]), row.line)
                return
            }
        }
        return nil
    }

    /// The headings without those that name the clock, where they are more than the columns.
    static func withoutColumns(_ rows: ArraySlice<HeadingRow>, width: Int) -> [HeadingRow] {
        var rows = Array(rows)
        for index in rows.indices where rows[index].fields.count >= width {
            let names = rows[index].fields.map { field in
                field.split(separator: "=").first.map { $0.trimmingBlanks.lowercased() } ?? ""
            }
            let places = names.indices.filter { steps.contains(names[$0]) || starts.contains(names[$0]) }
            let hasValues = index + 1 < rows.count && places.allSatisfy { number(rows[index + 1].fields, $0) != nil }
            // A table may have a column "start" of its own.
            guard names.contains(where: steps.contains), hasValues || names.count > width else { continue }
            for row in hasValues ? [index, index + 1] : [index] {
                let kept = rows[row].fields.indices.filter { !places.contains($0) }.map { rows[row].fields[$0] }
                rows[row].fields = kept + Array(repeating: "", count: max(0, width - kept.count))
            }
        }
        return rows
    }

    private static func place(of names: Set<String>, in row: HeadingRow) -> Int? {
        row.fields.firstIndex { names.contains($0.lowercased()) }
    }

    private static func number(_ fields: [String], _ place: Int) -> Double? {
        guard fields.indices.contains(place) else { return nil }
        // Siglent writes "CH1:5e-6".
        let text = fields[place].split(separator: ":").last ?? ""
        return Cell(text, allowsDecimalComma: true).number
    }
}
