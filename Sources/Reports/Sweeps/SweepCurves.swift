import Results

/// Curves against one axis, a line for each remedy, a panel for each value of the other axes.
struct SweepCurves {
    /// What a figure draws of one point.
    struct Sample {
        var value: Double
        var low: Double
        var high: Double
        /// A second, dashed curve; nil for none.
        var lower: Double?
        var tooltip: String
    }

    let grid: SweepGrid
    let axis: Int
    let remedies: [RemedyStyle]
    let panels: SweepGrid.Panels
    /// `[panels][remedies]`: the axis' values and what was measured there.
    private let curves: [[[(x: Double, sample: Sample)]]]

    init(
        _ grid: SweepGrid, against axis: Int, remedies: [RemedyStyle], sample: ([Int], RemedyStyle) -> Sample?
    ) {
        self.grid = grid
        self.axis = axis
        self.remedies = remedies
        panels = grid.panels(without: [axis])
        let numbers = grid.dimensions[axis].record.numbers
        let order = numbers.indices.sorted { numbers[$0] < numbers[$1] }
        curves = panels.places.map { place in
            remedies.map { remedy in
                order.compactMap { index in sample(Self.moved(place, axis, index), remedy).map { (numbers[index], $0) }
                }
            }
        }
    }

    private static func moved(_ place: [Int], _ axis: Int, _ index: Int) -> [Int] {
        var place = place
        place[axis] = index
        return place
    }

    private var samples: [Sample] { curves.joined().joined().map(\.sample) }

    /// A curve of each panel that belongs to no remedy, such as the ceiling; values by the axis' index.
    func reference(_ value: ([Int]) -> Double?) -> [[(x: Double, y: Double)]] {
        let numbers = grid.dimensions[axis].record.numbers
        let order = numbers.indices.sorted { numbers[$0] < numbers[$1] }
        return panels.places.map { place in
            order.compactMap { index in value(Self.moved(place, axis, index)).map { (numbers[index], $0) } }
        }
    }

    struct Drawing {
        var name: String
        var title: String
        var description: String
        var legend: [LegendItem]
        /// From what the y axis has to cover to the axis.
        var y: ([Double]) -> Axis
        /// `[panels]`: a dashed curve in ink.
        var reference: [[(x: Double, y: Double)]] = []
        /// A level line across every panel.
        var rule: Double?
    }

    func picture(_ drawing: Drawing) -> Picture {
        let legend = LegendItem.row(drawing.legend, left: 0, top: 10, width: Picture.fullWidth)
        let isTitled = !panels.titled.isEmpty
        let layout = PanelLayout(panels: panels.places.count, top: legend.height + 8, isTitled: isTitled)
        let covered = samples.flatMap { [$0.low, $0.high, $0.lower ?? $0.value] }
        let y = drawing.y(covered + drawing.reference.joined().map(\.y) + (drawing.rule.map { [$0] } ?? []))
        let x = grid.dimensions[axis].axis(intervals: layout.intervals)
        var marks = [legend.markup]
        for (index, frame) in layout.frames.enumerated() {
            let plot = Plot(frame: frame, x: x, y: y)
            if isTitled {
                marks.append(PanelLayout.title(grid.title(panels.places[index], of: panels), over: frame))
            }
            marks.append(plot.axes())
            if let rule = drawing.rule { marks.append(plot.rule(at: rule, style: "threshold")) }
            if !drawing.reference.isEmpty {
                let points = drawing.reference[index]
                marks.append(
                    .tag("g", ["class": "sk"], [plot.line(points.map(\.x), points.map(\.y), style: "curve-dotted")]))
            }
            // The first remedy lies on top: it is what the others are compared with.
            for (remedy, curve) in zip(remedies, curves[index]).reversed() {
                marks.append(.tag("g", ["class": remedy.colour], drawn(curve, remedy, in: plot)))
            }
        }
        return Picture(
            name: drawing.name, width: Picture.fullWidth, height: layout.height, title: drawing.title,
            description: drawing.description, content: marks)
    }

    private func drawn(
        _ curve: [(x: Double, sample: Sample)], _ remedy: RemedyStyle, in plot: Plot
    ) -> [Markup] {
        let xs = curve.map(\.x)
        var marks = [
            plot.band(xs, low: curve.map(\.sample.low), high: curve.map(\.sample.high)),
            plot.line(xs, curve.map { $0.sample.lower ?? .nan }, style: "curve-dashed"),
            plot.line(xs, curve.map(\.sample.value)),
        ]
        for (x, sample) in curve {
            marks.append(plot.interval(x, low: sample.low, high: sample.high))
            marks.append(plot.marker(remedy.marker, x, sample.value, tooltip: sample.tooltip))
        }
        return marks
    }
}
