import Results

/// Which part of arrays is good enough.
struct SweepYieldSection {
    let results: SweepResults
    let grid: SweepGrid

    private var hasCurves: Bool { results.points.contains { $0.maps > 1 && $0.quantiles.count > 1 } }

    var section: Section {
        let blocks: [Block] =
            hasCurves
            ? [
                .paragraph([
                    """
                    Of all arrays made with these imperfections, how many reach a wanted accuracy? Read a curve from the \
                    accuracy that you need, up to the part of arrays that have it.
                    """
                ]), .figure(figure),
            ]
            : [.missing("No yield: one array a point says nothing about others.")]
        return Section(anchor: "yield", title: "Yield", blocks: blocks)
    }

    /// A panel for every value of the first axis of numbers, or of the first axis.
    private var panels: SweepGrid.Panels {
        guard grid.dimensions.count > 1 else { return grid.panels(without: []) }
        let axis = grid.numericAxes.first ?? 0
        var panels = grid.panels(without: Array(grid.dimensions.indices.filter { $0 != axis }))
        panels.fixed = grid.dimensions.indices.filter { $0 != axis && grid.dimensions[$0].count > 1 }
        return panels
    }

    private var figure: FigureBlock {
        let panels = panels
        let legend = LegendItem.row(grid.remedies.map(\.legend), left: 0, top: 10, width: Picture.fullWidth)
        let isTitled = !panels.titled.isEmpty
        let layout = PanelLayout(panels: panels.places.count, top: legend.height + 8, isTitled: isTitled, tall: 240)
        let points = panels.places.map { place in grid.remedies.map { grid.point(place, $0) } }
        let accuracies = points.joined().compactMap { $0 }.flatMap { point in
            // Chance carries some arrays beyond the ceiling; the axis ends there.
            point.quantiles.map { min(grid.shown($0, of: point), 1) }
        }
        let title = grid.hasCeiling ? "Accuracy relative to the ceiling" : "Accuracy"
        // Beside one another, long titles would meet.
        let x = Axis.percent(
            layout.frames[0].width < 300 && grid.hasCeiling ? "Accuracy, of the ceiling" : title, covering: accuracies,
            intervals: layout.intervals)
        var marks = [legend.markup]
        for (index, frame) in layout.frames.enumerated() {
            let plot = Plot(frame: frame, x: x, y: .percent("Arrays at or above it", covering: [0, 1]))
            if isTitled {
                marks.append(PanelLayout.title(grid.title(panels.places[index], of: panels), over: frame))
            }
            marks.append(plot.axes())
            for (remedy, point) in zip(grid.remedies, points[index]).reversed() {
                guard let point else { continue }
                marks.append(.tag("g", ["class": remedy.colour], drawn(point, remedy, in: plot)))
            }
        }
        return FigureBlock(
            picture: Picture(
                name: "yield-curves", width: Picture.fullWidth, height: layout.height,
                title: "Yield against the accuracy that is asked for", description: description, content: marks),
            caption: [
                .text(
                    "Lines: the distribution of the arrays’ accuracies, in steps of a twentieth of them. Marks: the levels "
                        + "of the study, with Wilson’s 95 % interval.\(grid.remark(panels))")
            ])
    }

    private func drawn(_ point: PointRecord, _ remedy: RemedyStyle, in plot: Plot) -> [Markup] {
        let steps = Double(point.quantiles.count - 1)
        // From the left edge, where every array is good enough.
        let left = plot.x.marks.first!.value
        let xs = [left] + point.quantiles.map { min(grid.shown($0, of: point), 1) }
        let ys = [1] + point.quantiles.indices.map { 1 - Double($0) / steps }
        var marks = [plot.line(xs, ys, columnWidth: 0.01)]
        for level in point.yields {
            let x = level.relativeToCeiling
            guard (0...1).contains(plot.x.fraction(x)) else { continue }
            marks.append(plot.interval(x, low: level.low, high: level.high))
            marks.append(
                plot.marker(
                    remedy.marker, x, level.yield,
                    tooltip:
                        "\(remedy.label): \(NumberText.percent(level.yield, level.low, level.high)) % of the arrays "
                        + "reach \(NumberText.trimmed(x * 100)) %"))
        }
        return marks
    }

    private var description: String {
        guard let place = panels.places.last, let level = results.points.first?.yields.first else { return "" }
        return grid.remedies.compactMap { remedy in
            grid.point(place, remedy)?.yields.first.map {
                "\(remedy.label): \(NumberText.percent($0.yield)) % of the arrays reach "
                    + "\(NumberText.trimmed(level.relativeToCeiling * 100)) %."
            }
        }.joined(separator: " ")
    }
}
