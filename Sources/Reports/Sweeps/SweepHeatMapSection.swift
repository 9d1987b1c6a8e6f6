import Quantities
import Results

/// Accuracy over pairs of axes, a map for each remedy.
struct SweepHeatMapSection {
    let grid: SweepGrid

    private var pairs: [(across: Int, up: Int)] {
        // An axis of one value makes a line, not a map.
        let axes = grid.numericAxes.filter { grid.dimensions[$0].count > 1 }
        return axes.indices.flatMap { first in axes[(first + 1)...].map { (axes[first], $0) } }
    }

    var section: Section? {
        guard !pairs.isEmpty else { return nil }
        return Section(
            anchor: "pairs", title: "Two effects at once", blocks: pairs.map { .figure(figure($0.across, $0.up)) })
    }

    private func figure(_ across: Int, _ up: Int) -> FigureBlock {
        let panels = grid.panels(without: [across, up], atMost: 1)
        let place = panels.places[0]
        let maps = grid.remedies.map { HeatMap(grid, $0, place: place, across: across, up: up) }
        let values = maps.flatMap { $0.values.joined() }.compactMap { $0 }
        let scale = HeatMap.Scale(lowest: values.min() ?? 0, highest: max(values.max() ?? 1, grid.hasCeiling ? 1 : 0))
        let columns = min(maps.count, grid.dimensions[across].count > 6 ? 2 : 3)
        let pitch = columns == 1 ? 0 : columns == 2 ? 440.0 : 286
        let width = columns == 1 ? 500.0 : columns == 2 ? 350 : 214
        let size = maps[0].size(width: width)
        let rowPitch = size.height + 104
        var marks: [Markup] = []
        for (index, map) in maps.enumerated() {
            let frame = Frame(
                left: Plot.labelWidth + Double(index % columns) * pitch,
                top: 52 + Double(index / columns) * rowPitch, width: size.width, height: size.height)
            marks += map.drawn(in: frame, scale: scale)
        }
        let bottom = Double((maps.count + columns - 1) / columns) * rowPitch + 4
        marks += scale.bar(left: Plot.labelWidth, top: bottom)
        let (first, second) = (grid.dimensions[across].style.phrase, grid.dimensions[up].style.phrase)
        return FigureBlock(
            picture: Picture(
                name: "heat-\(across)-\(up)", width: Picture.fullWidth, height: bottom + 36,
                title: "\(capitalized(grid.shownName)) over \(first) and \(second)",
                description:
                    "Between \(NumberText.percent(scale.lowest)) and \(NumberText.percent(values.max() ?? 1)) %.",
                content: marks),
            caption: [
                .text("Means over arrays, in per cent; the darker a cell, the more is lost.\(grid.remark(panels))")
            ])
    }

    private func capitalized(_ text: String) -> String { text.prefix(1).uppercased() + text.dropFirst() }
}

/// One map: two axes, one remedy.
private struct HeatMap {
    struct Scale {
        var lowest: Double
        var highest: Double

        /// 0 for the best, towards 1 for the worst.
        func shade(_ value: Double) -> Double {
            highest > lowest ? 0.04 + 0.86 * min(max((highest - value) / (highest - lowest), 0), 1) : 0.04
        }

        func bar(left: Double, top: Double) -> [Markup] {
            let (width, steps) = (300.0, 40)
            let cells = (0..<steps).map { step -> Markup in
                let value = lowest + (highest - lowest) * (Double(step) + 0.5) / Double(steps)
                return Shape.rectangle(
                    Frame(
                        left: left + Double(step) * width / Double(steps), top: top, width: width / Double(steps),
                        height: 10), style: "shade", opacity: shade(value))
            }
            let ends = [(lowest, left, Shape.Anchor.start), (highest, left + width, .end)]
            return [
                .tag("g", [:], cells),
                Shape.rectangle(
                    Frame(left: left - 0.5, top: top - 0.5, width: width + 1, height: 11), style: "outline"),
            ] + ends.map { Shape.label(NumberText.percent($0.0) + " %", $0.1, top + 27, anchor: $0.2, style: "tick") }
        }
    }

    private let grid: SweepGrid
    private let remedy: RemedyStyle
    private let across: SweepGrid.Dimension
    private let up: SweepGrid.Dimension
    /// In the order in which they are drawn: `[rows, the largest value on top][columns, rising]`.
    private let cells: [[PointRecord?]]
    private let columns: [Int]
    private let rows: [Int]

    init(_ grid: SweepGrid, _ remedy: RemedyStyle, place: [Int], across: Int, up: Int) {
        self.grid = grid
        self.remedy = remedy
        self.across = grid.dimensions[across]
        self.up = grid.dimensions[up]
        let (xs, ys) = (grid.dimensions[across].record.numbers, grid.dimensions[up].record.numbers)
        let columns = xs.indices.sorted { xs[$0] < xs[$1] }
        let rows = ys.indices.sorted { ys[$0] > ys[$1] }
        self.columns = columns
        self.rows = rows
        cells = rows.map { row in
            columns.map { column in
                var place = place
                place[across] = column
                place[up] = row
                return grid.point(place, remedy)
            }
        }
    }

    /// `nil` where a point is missing.
    var values: [[Double?]] { cells.map { $0.map { $0.map { grid.shown($0.mean, of: $0) } } } }

    private func cellWidth(_ width: Double) -> Double { min(72, width / Double(columns.count)) }

    func size(width: Double) -> (width: Double, height: Double) {
        let cell = cellWidth(width)
        return (cell * Double(columns.count), min(30, max(14, cell)) * Double(rows.count))
    }

    func drawn(in frame: Frame, scale: Scale) -> [Markup] {
        let (width, height) = (frame.width / Double(columns.count), frame.height / Double(rows.count))
        var marks: [Markup] = []
        for (row, values) in values.enumerated() {
            for (column, value) in values.enumerated() {
                let place = Frame(
                    left: frame.left + Double(column) * width + 0.5, top: frame.top + Double(row) * height + 0.5,
                    width: width - 1, height: height - 1)
                guard let value, value.isFinite else {
                    marks.append(Shape.rectangle(place, style: "missing-cell"))
                    continue
                }
                let shade = scale.shade(value)
                let tooltip =
                    "\(remedy.label), \(across.phrase(columns[column])), \(up.phrase(rows[row])): "
                    + "\(NumberText.percent(value, decimals: 2)) %"
                marks.append(Shape.rectangle(place, style: "shade", opacity: shade, tooltip: tooltip))
                guard width >= 32 else { continue }
                marks.append(
                    Shape.label(
                        NumberText.percent(value), place.left + place.width / 2, place.top + place.height / 2 + 4,
                        anchor: .middle, style: shade > 0.5 ? "cell on-dark" : "cell"))
            }
        }
        return [.tag("g", [:], marks)] + labels(frame, width, height)
    }

    private func labels(_ frame: Frame, _ width: Double, _ height: Double) -> [Markup] {
        let step = width >= 26 ? 1 : Int(saturating: (26 / width).rounded(.up))
        let xs = columns.enumerated().filter { $0.offset % step == 0 }.map { index, value in
            Shape.label(
                across.cell(value), frame.left + (Double(index) + 0.5) * width, frame.bottom + 16, anchor: .middle,
                style: "tick")
        }
        let ys = rows.enumerated().map { index, value in
            Shape.label(
                up.cell(value), frame.left - 8, frame.top + (Double(index) + 0.5) * height + 4, anchor: .end,
                style: "tick")
        }
        return xs + ys + [
            Shape.label(
                across.style.heading, frame.left + frame.width / 2, frame.bottom + 34, anchor: .middle,
                style: "axis-title"),
            Shape.label(remedy.label, frame.left - Plot.labelWidth, frame.top - 30, style: "panel-title"),
            Shape.label(up.style.heading, frame.left - Plot.labelWidth, frame.top - 12, style: "axis-title"),
        ]
    }
}
