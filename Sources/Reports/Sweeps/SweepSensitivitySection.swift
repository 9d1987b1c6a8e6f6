import Results

/// Which effect decides.
struct SweepSensitivitySection {
    private let record: SensitivityRecord?

    init(_ results: SweepResults) { record = results.sensitivity }

    var section: Section? {
        guard let record else { return nil }
        let points = (record.parameters.count + 2) * record.samples
        let explanation = """
            All effects are drawn together, uniformly over their ranges, at \(NumberText.count(points)) points of \
            \(record.maps) arrays each, shown \(NumberText.count(record.draws)) presentations (A, B and mixtures of both, \
            \(record.samples) base samples; remedy: \(record.remedy)). The total Sobol index is the part of the variance of the \
            mean accuracy that would remain if everything but this effect were fixed; the first-order index is the part that \
            this effect explains by itself. Beside them: the change of accuracy with this effect alone at its largest value. \
            Intervals are 95 %, by the bootstrap over points and arrays (the change: paired over arrays); they hold for this \
            network.
            """
        return Section(
            anchor: "sensitivity", title: "Which effect matters",
            blocks: [
                .paragraph([.text(explanation)]), .paragraph([.text(order(record))]),
                .paragraph([.text(company(record))]), .figure(figure(record)), .table(table(record)),
            ])
    }

    private static func name(_ parameter: SensitivityRecord.Parameter) -> String {
        ParameterStyle(parameter.key).phrase
    }

    /// Which effects can be ordered: intervals of the totals that do not overlap.
    private func order(_ record: SensitivityRecord) -> String {
        let ranked = ranked(record)
        guard let first = ranked.first else { return "No effect was varied." }
        let equals = ranked.dropFirst().filter { $0.total.high > first.total.low }
        let small = ranked.filter { $0.total.low <= 0.01 }.map(Self.name)
        var text =
            equals.isEmpty && ranked.count > 1
            ? "The largest total index is that of \(Self.name(first)); it lies above all others’ with its whole interval."
            : ranked.count > 1
                ? "Which effect matters most is open: the interval of \(Self.name(first)), the largest total, overlaps with "
                    + "\(equals.map(Self.name).joined(separator: ", "))."
                : "One effect was varied."
        if !small.isEmpty {
            text += " Not told from nothing (a total of 0.01 or less): \(small.joined(separator: ", "))."
        }
        return text
    }

    /// Whether effects act together: totals above first orders, beyond the errors.
    private func company(_ record: SensitivityRecord) -> String {
        // What is not told from nothing is not said to act.
        let together = ranked(record).filter { $0.company.low > 0 && $0.total.low > 0.01 }
        guard !together.isEmpty else {
            return
                "No total index exceeds its first order beyond the errors: no effect is seen to act in company with others."
        }
        let list = together.map { "\(Self.name($0)) by \(estimate($0.company))" }
        return "What a total exceeds its first order by, an effect does in company with others. Beyond the errors: "
            + "\(list.joined(separator: ", "))."
    }

    private func estimate(_ value: Estimate) -> String {
        "\(NumberText.fixed(value.value, decimals: 2)) [\(NumberText.fixed(value.low, decimals: 2)), "
            + "\(NumberText.fixed(value.high, decimals: 2))]"
    }

    private func points(_ value: Estimate) -> String {
        "\(NumberText.points(value.value, decimals: 2)) [\(NumberText.points(value.low, decimals: 2)), "
            + "\(NumberText.points(value.high, decimals: 2))]"
    }

    private func ranked(_ record: SensitivityRecord) -> [SensitivityRecord.Parameter] {
        record.parameters.sorted { ($1.total.value, $0.key) < ($0.total.value, $1.key) }
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
            x: .plain(
                "Part of the variance",
                covering: [0, 1] + parameters.flatMap { [$0.total, $0.first].flatMap { [$0.low, $0.high] } }),
            y: .plain("", covering: [0, 1]))
        let changes = Plot(
            frame: Frame(left: 590, top: top, width: 256, height: height),
            x: .points("Change of accuracy", covering: [0] + parameters.map(\.oneAtATime.value), intervals: 4),
            y: .plain("", covering: [0, 1]))
        var marks = [legend.markup, scale(indices), scale(changes)]
        for (row, parameter) in parameters.enumerated() {
            let y = top + Double(row) * pitch
            let style = ParameterStyle(parameter.key)
            marks.append(Shape.label(style.title, 238, y + 16, anchor: .end, style: "direct"))
            marks.append(Shape.label(range(parameter), 238, y + 31, anchor: .end, style: "tick"))
            marks += [
                bar(indices, parameter.total.value, y + 5, 13, "s1", "total \(estimate(parameter.total))"),
                interval(indices, parameter.total, y + 11.5),
                bar(indices, parameter.first.value, y + 20, 13, "s3", "first order \(estimate(parameter.first))"),
                interval(indices, parameter.first, y + 26.5),
                bar(
                    changes, parameter.oneAtATime.value, y + 10, 18, "s2",
                    "\(points(parameter.oneAtATime)) points"),
            ]
        }
        return FigureBlock(
            picture: Picture(
                name: "sensitivity", width: Picture.fullWidth, height: top + height + 48,
                title: "The effects by their weight",
                description: parameters.map {
                    "\(ParameterStyle($0.key).phrase): total \(estimate($0.total))."
                }.joined(separator: " "), content: marks),
            caption: ["Lines: 95 % intervals. An index that is zero is estimated above or below it."])
    }

    /// A thin line over a bar.
    private func interval(_ plot: Plot, _ value: Estimate, _ y: Double) -> Markup {
        guard value.low.isFinite, value.high.isFinite else { return .group([]) }
        let line = Shape.line(plot.horizontal(value.low), y, plot.horizontal(value.high), y, style: "interval")
        return .tag("g", ["class": "sk"], [line])
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
                .words("effect"), .words("range"), .numbers("total index [95 %]"), .numbers("first order [95 %]"),
                .numbers("in company [95 %]"), .numbers("alone [95 %] (points)"),
            ],
            rows: ranked(record).map { parameter in
                [
                    .text(ParameterStyle(parameter.key).phrase), .text(range(parameter)).bound,
                    .text(estimate(parameter.total)), .text(estimate(parameter.first)),
                    .text(estimate(parameter.company)), .text(points(parameter.oneAtATime)),
                ]
            })
    }
}
