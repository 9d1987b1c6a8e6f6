import Quantities
import Results

/// The worst array of every remedy, drawn.
struct SweepWorstSection {
    private let worst: [WorstArrayRecord]
    private let patterns: PatternRecord?
    private let grid: SweepGrid

    init(_ results: SweepResults, _ grid: SweepGrid) {
        worst = results.worst
        patterns = results.patterns
        self.grid = grid
    }

    var section: Section? {
        guard !worst.isEmpty else { return nil }
        let drawn = worst.filter { !$0.conductances.isEmpty }
        return Section(
            anchor: "worst", title: "The worst arrays",
            blocks: [.paragraph(explanation)] + (drawn.isEmpty ? [] : [.figure(figure(drawn))]) + [.table(table)])
    }

    private var explanation: [Markup] {
        [
            "The worst array that each remedy met anywhere in the sweep. ", .code("memspike sweep STUDY --trial N"),
            " replays one alone, by its number.",
        ]
    }

    private static let matrixLine = 16.0

    /// One picture per class; an array of another shape is drawn as one matrix, a class per line.
    private func isPatterns(_ record: WorstArrayRecord) -> Bool {
        guard let patterns, patterns.pixels > 0 else { return false }
        return record.conductances.allSatisfy { $0.count == patterns.pixels }
    }

    private func gallery(_ record: WorstArrayRecord) -> Gallery {
        Gallery(
            count: record.conductances.count, rows: patterns?.height ?? 1, columns: patterns?.width ?? 1,
            width: Picture.fullWidth - 2, height: 300)
    }

    private func matrixCell(_ record: WorstArrayRecord) -> Double {
        let inputs = max(1, record.conductances.map(\.count).max() ?? 1)
        return min(12, Picture.fullWidth / Double(inputs))
    }

    private func height(_ record: WorstArrayRecord) -> Double {
        isPatterns(record) ? gallery(record).height - 20 : Self.matrixLine * Double(record.conductances.count)
    }

    private func figure(_ records: [WorstArrayRecord]) -> FigureBlock {
        let all = records.flatMap { $0.conductances.joined() }.filter { $0.isFinite }
        let (low, high) = (all.min() ?? 0, all.max() ?? 1)
        let legend = LegendItem.row(
            [
                LegendItem(name: "stuck at LRS", colour: "s2", lineStyle: nil, marker: nil),
                LegendItem(name: "stuck at HRS", colour: "s1", lineStyle: nil, marker: nil),
            ], left: 0, top: 10, width: Picture.fullWidth)
        var top = legend.height + 22
        var marks = [legend.markup]
        for record in records {
            marks.append(Shape.label(title(record), 0, top + 4, style: "panel-title"))
            marks +=
                isPatterns(record)
                ? pictures(record, top: top + 32, low, high) : matrix(record, top: top + 14, low, high)
            top += height(record) + 40
        }
        return FigureBlock(
            picture: Picture(
                name: "worst-arrays", width: Picture.fullWidth, height: top,
                title: "Conductances of the worst arrays, as they are read",
                description: records.map(title).joined(separator: " "),
                content: marks),
            caption: [
                .text(
                    "By class and input, wherever the lines are\(layers); the darkest is the largest conductance, "
                        + "\(Conductance(high).formatted(digits: 3)), the lightest the smallest, "
                        + "\(Conductance(low).formatted(digits: 3)). Outlined or with a coloured foot: stuck cells.")
            ])
    }

    private var layers: String {
        worst.contains { $0.layer != nil }
            ? ", of the output layer alone: a class a line, the two rows of an input side by side" : ""
    }

    private func title(_ record: WorstArrayRecord) -> String {
        let place = grid.phrase(record.axes)
        return "\(label(record)): \(NumberText.percent(record.accuracy)) %\(place.isEmpty ? "" : " at \(place)"), "
            + "trial \(record.trial)\(record.layer.map { ", layer \($0)" } ?? "")"
    }

    private func label(_ record: WorstArrayRecord) -> String { grid.remedy(record.remedy)?.label ?? record.remedy }

    private func shade(_ siemens: Double, _ low: Double, _ high: Double) -> Double {
        high > low ? (siemens - low) / (high - low) : 0.5
    }

    private func colour(_ state: String) -> String { state == "LRS" ? "s2" : "s1" }

    private func pictures(_ record: WorstArrayRecord, top: Double, _ low: Double, _ high: Double) -> [Markup] {
        let gallery = gallery(record)
        return record.conductances.enumerated().flatMap { column, values -> [Markup] in
            let place = gallery.place(column, left: 1, top: top)
            let name = patterns?.name(of: column) ?? "\(column)"
            let grid = CellGrid(
                left: place.left, top: place.top, cell: gallery.cell, columns: patterns?.width ?? 1, shades: [])
            let stuck = record.stuck.filter { $0.column == column && values.indices.contains($0.row) }
            return [
                Shape.label(name, place.left, place.top - 8, style: "tick"),
                gallery.drawn(
                    values.map { shade($0, low, high) },
                    tooltips: values.enumerated().map {
                        "class \(name), input \($0): \(Conductance($1).formatted(digits: 3))"
                    }, at: place),
            ] + stuck.map { outline(grid.frame($0.row), $0.state) }
        }
    }

    /// Narrow cells have no room for an outline: a coloured foot marks the stuck ones.
    private func matrix(_ record: WorstArrayRecord, top: Double, _ low: Double, _ high: Double) -> [Markup] {
        let (width, height) = (matrixCell(record), Self.matrixLine)
        func frame(_ column: Int, _ row: Int) -> Frame {
            Frame(left: 1 + Double(row) * width, top: top + Double(column) * height, width: width, height: height - 1)
        }
        var marks: [Markup] = []
        for (column, values) in record.conductances.enumerated() {
            for (row, value) in values.enumerated() where value.isFinite {
                marks.append(
                    Shape.rectangle(frame(column, row), style: "shade", opacity: shade(value, low, high)))
            }
        }
        for cell in record.stuck where record.conductances.indices.contains(cell.column) {
            var foot = frame(cell.column, cell.row)
            guard record.conductances[cell.column].indices.contains(cell.row) else { continue }
            foot.top = foot.bottom - 4
            foot.height = 4
            marks.append(.tag("g", ["class": colour(cell.state)], [Shape.rectangle(foot, style: "bar")]))
        }
        return [.tag("g", [:], marks)]
    }

    private func outline(_ place: Frame, _ state: String) -> Markup {
        let inset = min(1.5, place.width / 8)
        return .tag(
            "g", ["class": colour(state)],
            [
                Shape.rectangle(
                    Frame(
                        left: place.left + inset, top: place.top + inset, width: place.width - 2 * inset,
                        height: place.height - 2 * inset), style: "stuck")
            ])
    }

    private var table: Table {
        Table(
            title: "The worst arrays",
            columns: [
                .words("remedy"), .words("at"), .numbers("accuracy (%)"),
                .numbers(worst.contains { $0.layer != nil } ? "stuck cells of the layer" : "stuck cells"),
                .numbers("trial"),
            ],
            rows: worst.map { record in
                let place = grid.phrase(record.axes)
                return [
                    .tag("span", ["class": "phrase"], [.text(label(record))]),
                    .text(place.isEmpty ? NumberText.absent : place), .text(NumberText.percent(record.accuracy)),
                    .text(NumberText.count(record.stuck.count)), .text("\(record.trial)"),
                ]
            })
    }
}
