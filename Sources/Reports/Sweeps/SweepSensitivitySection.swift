import Experiments

/// Which effect decides.
struct SweepSensitivitySection {
    private let record: SensitivityRecord?

    init(_ results: SweepResults) { record = results.sensitivity }

    var section: Section? {
        guard let record else { return nil }
        let points = (record.parameters.count + 2) * record.samples
        let explanation = """
            All effects are drawn together, uniformly over their ranges, at \(NumberText.count(points)) points of \
            \(record.maps) arrays each (Saltelli’s scheme, \(record.samples) base samples; remedy: \(record.remedy)). The total \
            Sobol index is the part of the variance of the mean accuracy that would remain if everything but this effect were \
            fixed; the first-order index is the part that this effect explains by itself. What the total exceeds the first \
            order by, it does in company. Beside them: the change of accuracy with this effect alone at its largest value.
            """
        return Section(
            anchor: "sensitivity", title: "Which effect matters",
            blocks: [.paragraph([.text(explanation)]), .figure(figure(record)), .table(table(record))])
    }

    private func ranked(_ record: SensitivityRecord) -> [SensitivityRecord.Parameter] {
        record.parameters.sorted { ($1.total, $0.key) < ($0.total, $1.key) }
    }

    private func figure(_ record: SensitivityRecord) -> FigureBlock {
        let parameters = ranked(record)
        let legend = LegendItem.row(
            [
                LegendItem(name: "total Sobol index", colour: "s1", lineStyle: nil, marker: nil),
                LegendItem(name: "first order", colour: "s3", lineStyle: nil, marker: nil),
                LegendItem(name: "alone, change of accuracy", colour: "s2", lineStyle: nil, marker: nil),
            ], left: 0, top: 10, width: Picture.fullWidth)
        let (top, pitch) = (legend.height + 34, 38.0)
        let height = Double(parameters.count) * pitch
        let indices = Plot(
            frame: Frame(left: 250, top: top, width: 290, height: height),
            x: .plain("Part of the variance", covering: [0, 1] + parameters.flatMap { [$0.total, $0.first] }),
            y: .plain("", covering: [0, 1]))
        let changes = Plot(
            frame: Frame(left: 590, top: top, width: 256, height: height),
            x: .points("Change of accuracy", covering: [0] + parameters.map(\.oneAtATime), intervals: 4),
            y: .plain("", covering: [0, 1]))
        var marks = [legend.markup, scale(indices), scale(changes)]
        for (row, parameter) in parameters.enumerated() {
            let y = top + Double(row) * pitch
            let style = ParameterStyle(parameter.key)
            marks.append(Shape.label(style.title, 238, y + 16, anchor: .end, style: "direct"))
            marks.append(Shape.label(range(parameter), 238, y + 31, anchor: .end, style: "tick"))
            marks += [
                bar(
                    indices, parameter.total, y + 5, 13, "s1", "total \(NumberText.fixed(parameter.total, decimals: 2))"
                ),
                bar(
                    indices, parameter.first, y + 20, 13, "s3",
                    "first order \(NumberText.fixed(parameter.first, decimals: 2))"),
                bar(
                    changes, parameter.oneAtATime, y + 10, 18, "s2",
                    "\(NumberText.points(parameter.oneAtATime, decimals: 2)) points"),
            ]
        }
        return FigureBlock(
            picture: Picture(
                name: "sensitivity", width: Picture.fullWidth, height: top + height + 48,
                title: "The effects by their weight",
                description: parameters.map {
                    "\(ParameterStyle($0.key).phrase): total \(NumberText.fixed($0.total, decimals: 2))."
                }.joined(separator: " "), content: marks),
            caption: [
                """
                Estimated from finitely many points: an index below zero, or a first order above its total, is the \
                estimate’s own error, and tells its size.
                """
            ])
    }

    private func range(_ parameter: SensitivityRecord.Parameter) -> String {
        let style = ParameterStyle(parameter.key)
        return "\(style.text(parameter.low)) to \(style.text(parameter.high))"
    }

    /// Horizontal bars have their scale below, and a line at zero.
    private func scale(_ plot: Plot) -> Markup {
        let zero = plot.horizontal(0)
        var marks = plot.x.marks.flatMap { value, label -> [Markup] in
            let x = plot.horizontal(value)
            return [
                Shape.line(x, plot.frame.top, x, plot.frame.bottom, style: "grid"),
                Shape.label(label, x, plot.frame.bottom + 18, anchor: .middle, style: "tick"),
            ]
        }
        marks.append(Shape.line(zero, plot.frame.top, zero, plot.frame.bottom, style: "axis"))
        marks.append(
            Shape.label(
                plot.x.title, plot.frame.left + plot.frame.width / 2, plot.frame.bottom + 38, anchor: .middle,
                style: "axis-title"))
        return .tag("g", [:], marks)
    }

    private func bar(
        _ plot: Plot, _ value: Double, _ top: Double, _ height: Double, _ colour: String, _ tooltip: String
    ) -> Markup {
        guard value.isFinite else { return .group([]) }
        let (zero, end) = (plot.horizontal(0), plot.horizontal(value))
        let frame = Frame(left: min(zero, end), top: top, width: max(abs(end - zero), 0.5), height: height)
        return .tag("g", ["class": colour], [Shape.rectangle(frame, style: "bar", tooltip: tooltip)])
    }

    private func table(_ record: SensitivityRecord) -> Table {
        Table(
            title: "Sensitivity",
            columns: [
                .words("effect"), .words("range"), .numbers("total index"), .numbers("first order"),
                .numbers("alone (points)"),
            ],
            rows: ranked(record).map { parameter in
                [
                    .text(ParameterStyle(parameter.key).phrase), .text(range(parameter)).bound,
                    .text(NumberText.fixed(parameter.total, decimals: 2)),
                    .text(NumberText.fixed(parameter.first, decimals: 2)),
                    .text(NumberText.points(parameter.oneAtATime, decimals: 2)),
                ]
            })
    }
}
