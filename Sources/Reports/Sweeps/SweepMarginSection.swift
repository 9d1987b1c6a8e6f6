import Results

/// How much of each effect can be afforded.
struct SweepMarginSection {
    private let margins: [MarginRecord]
    private let remedies: [RemedyStyle]
    private let hasCeiling: Bool

    init(_ results: SweepResults, _ grid: SweepGrid) {
        margins = results.margins
        remedies = RemedyStyle.all(results.points.map(\.remedy) + results.margins.map(\.remedy))
        hasCeiling = grid.hasCeiling
    }

    var section: Section? {
        guard let first = margins.first else { return nil }
        let wanted = "\(NumberText.trimmed(first.accuracy * 100)) % \(hasCeiling ? "of the ceiling" : "accuracy")"
        let explanation = """
            The largest value of each effect, all others as in the study, at which at least \
            \(NumberText.trimmed(first.yield * 100)) % of arrays still reach \(wanted). Found by bisection; every value is tried \
            on the same random numbers. A yield is measured on finitely many arrays, of this network: the margin’s 95 % \
            interval runs from the largest value whose yield is certainly enough to the smallest whose yield is certainly \
            too little, by Wilson’s intervals.
            """
        return Section(
            anchor: "margins", title: "Margins",
            blocks: [.paragraph([.text(explanation)]), .table(table), .figure(figure)])
    }

    private var keys: [String] { margins.map(\.key).reduce(into: []) { if !$0.contains($1) { $0.append($1) } } }

    private func label(_ remedy: String) -> String { remedies.first { $0.name == remedy }?.label ?? remedy }

    private var table: Table {
        Table(
            title: "What can be afforded",
            caption: ["“At least” stands where even the study’s limit keeps the yield."],
            columns: [
                .words("effect"), .words("remedy"), .numbers("affordable"), .numbers("interval [95 %]"),
                .numbers("too much"),
                .numbers("yield there [95 %] (%)"), .numbers("values tried"),
            ],
            rows: margins.map { margin in
                let style = ParameterStyle(margin.key)
                let affordable = margin.affordableNumber.map { style.text($0) }
                let kept = margin.affordableNumber.flatMap { number in margin.tried.first { $0.value == number } }
                return [
                    .text(style.phrase), .tag("span", ["class": "phrase"], [.text(label(margin.remedy))]),
                    affordable.map { margin.broken == nil ? .text("at least \($0)").bound : .strong($0).bound }
                        ?? .text("none"),
                    .text(
                        "\(margin.low.map { style.text($0) } ?? "none") to "
                            + (margin.high.map { style.text($0) } ?? "beyond the limit")
                    ).bound,
                    .text(broken(margin).map { style.text($0) } ?? NumberText.absent).bound,
                    .text(kept.map { NumberText.percent($0.yield, $0.low, $0.high, decimals: 1) } ?? NumberText.absent),
                    .text("\(margin.tried.count)"),
                ]
            })
    }

    /// The smallest value that was seen to break the yield.
    private func broken(_ margin: MarginRecord) -> Double? {
        margin.broken == nil ? nil : margin.tried.filter { $0.yield < margin.yield }.map(\.value).min()
    }

    private var figure: FigureBlock {
        let used = remedies.filter { remedy in margins.contains { $0.remedy == remedy.name } }
        let legend = LegendItem.row(
            used.map(\.legend)
                + [LegendItem(name: "yield that is asked for", colour: "sk", lineStyle: "threshold", marker: nil)],
            left: 0, top: 10, width: Picture.fullWidth)
        let layout = PanelLayout(panels: keys.count, top: legend.height + 8, isTitled: true, tall: 240)
        var marks = [legend.markup]
        for (key, frame) in zip(keys, layout.frames) {
            let own = margins.filter { $0.key == key }
            let style = ParameterStyle(key)
            let plot = Plot(
                frame: frame,
                x: style.axis(covering: own.flatMap { $0.tried.map(\.value) }, intervals: layout.intervals),
                y: .percent("Yield", covering: [0, 1]))
            marks += [PanelLayout.title(style.title, over: frame), plot.axes()]
            if let wanted = own.first?.yield { marks.append(plot.rule(at: wanted, style: "threshold")) }
            for remedy in used.reversed() {
                for margin in own where margin.remedy == remedy.name {
                    marks.append(.tag("g", ["class": remedy.colour], drawn(margin, remedy, style, in: plot)))
                }
            }
        }
        return FigureBlock(
            picture: Picture(
                name: "margin-yields", width: Picture.fullWidth, height: layout.height,
                title: "Every value that was tried",
                description: margins.map {
                    "\(ParameterStyle($0.key).phrase), \(label($0.remedy)): \(Self.affordable($0))."
                }.joined(separator: " "), content: marks),
            caption: ["Yield at every value of the search, with Wilson’s 95 % interval."])
    }

    private static func affordable(_ margin: MarginRecord) -> String {
        margin.affordableNumber.map { "up to \(ParameterStyle(margin.key).text($0))" } ?? "none"
    }

    private func drawn(
        _ margin: MarginRecord, _ remedy: RemedyStyle, _ style: ParameterStyle, in plot: Plot
    ) -> [Markup] {
        let tried = margin.tried.sorted { $0.value < $1.value }
        return [plot.line(tried.map(\.value), tried.map(\.yield))]
            + tried.flatMap { value in
                [
                    plot.interval(value.value, low: value.low, high: value.high),
                    plot.marker(
                        remedy.marker, value.value, value.yield,
                        tooltip: "\(remedy.label), \(style.phrase) \(style.text(value.value)): yield "
                            + "\(NumberText.percent(value.yield, value.low, value.high)) %"),
                ]
            }
    }
}
