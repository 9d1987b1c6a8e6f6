import Experiments

/// Accuracy under noise, against what anything could reach.
struct NoiseSection {
    private let results: RunResults

    init(_ results: RunResults) { self.results = results }

    var section: Section {
        var blocks: [Block] = []
        blocks.append(contentsOf: cleanBlocks)
        if results.noise.isEmpty {
            blocks.append(
                .missing(
                    "No accuracy under noise in the results: the study asks for no flip probability, or the run stopped before."
                ))
        } else {
            blocks.append(.paragraph(explanation))
            for (index, protocolGroup) in protocols.enumerated() {
                blocks.append(.figure(protocolGroup.figure(number: index)))
            }
            if let excess { blocks.append(.warning(excess)) }
            for protocolGroup in protocols { blocks.append(.table(protocolGroup.table)) }
        }
        return Section(anchor: "noise", title: "Accuracy under pixel noise", blocks: blocks)
    }

    private var explanation: [Markup] {
        [
            """
            The ceiling is the best possible accuracy of anything that knows the ten glyphs: the nearest-template rule, \
            ties shared, summed exactly and not sampled. It depends on the glyphs and on the noise alone. Intervals are 95 % Wilson \
            intervals; a presentation that ends in an exact tie scores its share.
            """
        ]
    }

    private var protocols: [NoiseProtocol] {
        var groups: [NoiseProtocol] = []
        for record in results.noise {
            let group = NoiseProtocol(redraw: record.redraw, isExact: record.exactFlips != nil, records: [record])
            if let index = groups.firstIndex(where: { $0.redraw == group.redraw && $0.isExact == group.isExact }) {
                groups[index].records.append(record)
            } else {
                groups.append(group)
            }
        }
        return groups
    }

    /// An accuracy that is certainly above the ceiling means a bug, here or in the ceiling.
    private var excess: String? {
        let above = results.noise.filter { $0.low > $0.ceiling }
        guard !above.isEmpty else { return nil }
        let list = above.map { "\(EngineStyle($0.engine).label) at p = \(probability($0.flipProbability))" }
        return """
            \(above.count) of \(results.noise.count) points lie above the ceiling with their whole interval \
            (\(list.joined(separator: ", "))). Chance explains one in forty; more means an error in the noise, \
            the scoring or the ceiling.
            """
    }

    // MARK: Clean pictures

    private var cleanBlocks: [Block] {
        guard !results.clean.isEmpty else { return [] }
        let styles = EngineStyle.sorted(results.clean.map(\.engine))
        let rows = styles.flatMap { style in
            results.clean.filter { $0.engine == style.engine }.map { record -> [Markup] in
                let single = record.outputSpikes.count { $0 == 1 }
                let shown = record.winners.prefix(20).map { $0 < 0 ? NumberText.absent : "\($0)" }
                let winners = (shown + (record.winners.count > 20 ? ["…"] : [])).joined(separator: " ")
                return [
                    .text(style.label), "\(record.correct) of \(record.images)",
                    "\(single) of \(record.outputSpikes.count)",
                    .text(winners),
                ]
            }
        }
        let table = Table(
            title: "The pictures without noise",
            caption: ["Winners in the order of the digits; a dash means that nobody won, or that two tied."],
            columns: [
                .words("engine"), .numbers("recognized"), .numbers("exactly one output spike"), .words("winners"),
            ], rows: rows)
        return [.table(table)]
    }
}

/// The points that were measured in one way: they share an axis and a ceiling.
private struct NoiseProtocol {
    var redraw: String
    var isExact: Bool
    var records: [NoiseRecord]

    private var styles: [EngineStyle] { EngineStyle.sorted(records.map(\.engine)) }

    private func series(_ style: EngineStyle) -> [NoiseRecord] {
        records.filter { $0.engine == style.engine }.sorted { $0.flipProbability < $1.flipProbability }
    }

    /// The protocol in words.
    private var words: String {
        let noise =
            isExact
            ? "exactly so many of the 30 pixels are flipped, every choice of them equally likely"
            : "every pixel is flipped with probability p, independently"
        return switch redraw {
        case "per-presentation": "\(noise); one static frame per presentation"
        case "per-slot": "\(noise); drawn anew in every time slot of the presentation"
        default: "\(noise); redrawn \(redraw)"
        }
    }

    private var axisTitle: String { isExact ? "Flipped pixels, as a fraction of 30" : "Flip probability p" }

    // MARK: Figure

    func figure(number: Int) -> FigureBlock {
        let items =
            styles.map { LegendItem(name: $0.label, colour: $0.colour, lineStyle: "curve", marker: $0.marker) }
            + [LegendItem(name: "ceiling", colour: "sk", lineStyle: "curve-dashed", marker: nil)]
        let legend = LegendItem.row(items, left: 0, top: 10, width: Picture.fullWidth)
        let top = legend.height + 36
        let title = isExact ? "Accuracy against the number of flipped pixels" : "Accuracy against flip probability"
        let picture = Picture(
            name: "noise-\(number)", width: Picture.fullWidth, height: top + 300, title: title,
            description: description,
            content: [legend.markup] + accuracyPanel(top: top) + relativePanel(top: top))
        return FigureBlock(
            picture: picture,
            caption: [
                .text(
                    "Protocol: \(words). Left: accuracy with its 95 % interval as a band. Right: the same points "
                        + "relative to the ceiling, side by side where they would hide one another; the axes do not begin at zero."
                )
            ])
    }

    private var description: String {
        styles.map { style in
            let points = series(style).map {
                "\(NumberText.percent($0.accuracy)) % at \(probability($0.flipProbability))"
            }
            return "\(style.label): \(points.joined(separator: ", "))"
        }.joined(separator: "; ") + "."
    }

    private func tooltip(_ style: EngineStyle, _ record: NoiseRecord) -> String {
        "\(style.label), p = \(probability(record.flipProbability)): "
            + "\(NumberText.percent(record.accuracy, record.low, record.high)) %, "
            + "ceiling \(NumberText.percent(record.ceiling, decimals: NumberText.decimals(low: record.low, high: record.high))) %"
    }

    private func accuracyPanel(top: Double) -> [Markup] {
        let plot = Plot(
            frame: Frame(left: 58, top: top, width: 356, height: 240),
            x: .plain(axisTitle, covering: [0] + records.map(\.flipProbability)),
            y: .percent("Accuracy", covering: records.flatMap { [$0.low, $0.high, $0.ceiling] }))
        var ceilings: [Double: Double] = [:]
        for record in records { ceilings[record.flipProbability] = record.ceiling }
        let probabilities = ceilings.keys.sorted()
        var marks = [plot.axes()]
        for style in styles {
            let points = series(style)
            let x = points.map(\.flipProbability)
            let markers = points.map {
                plot.marker(style.marker, $0.flipProbability, $0.accuracy, tooltip: tooltip(style, $0))
            }
            marks.append(
                .tag(
                    "g", ["class": style.colour],
                    [
                        plot.band(x, low: points.map(\.low), high: points.map(\.high)),
                        plot.line(x, points.map(\.accuracy)),
                    ]
                        + markers))
        }
        let ceiling = plot.line(probabilities, probabilities.map { ceilings[$0] ?? .nan }, style: "curve-dashed")
        return marks + [.tag("g", ["class": "sk"], [ceiling])]
    }

    private func relativePanel(top: Double) -> [Markup] {
        let points = records.filter { $0.ceiling > 0 }
        let plot = Plot(
            frame: Frame(left: 498, top: top, width: 348, height: 240),
            x: .plain(axisTitle, covering: [0] + points.map(\.flipProbability)),
            y: .percent(
                "Accuracy relative to the ceiling",
                covering: points.flatMap { [$0.low / $0.ceiling, $0.high / $0.ceiling] } + [1]),
            inset: 20)
        let marks = styles.enumerated().map { index, style -> Markup in
            let offset = (Double(index) - Double(styles.count - 1) / 2) * 9
            let drawn = series(style).filter { $0.ceiling > 0 }.flatMap { record in
                [
                    plot.interval(
                        record.flipProbability, low: record.low / record.ceiling, high: record.high / record.ceiling,
                        offset: offset),
                    plot.marker(
                        style.marker, record.flipProbability, record.relativeToCeiling, offset: offset,
                        tooltip: tooltip(style, record)),
                ]
            }
            return .tag("g", ["class": style.colour], drawn)
        }
        return [plot.axes(), .tag("g", ["class": "sk"], [plot.rule(at: 1, style: "curve-dashed")])] + marks
    }

    // MARK: Table

    var table: Table {
        let decimals = records.map { NumberText.decimals(low: $0.low, high: $0.high) }.max() ?? 1
        let rows = styles.flatMap { style in
            series(style).enumerated().map { index, record -> [Markup] in
                [
                    index == 0 ? style.phrase : .tag("span", ["class": "repeated"], [.text(style.label)]),
                    .text(record.exactFlips.map(String.init) ?? probability(record.flipProbability)),
                    .text(NumberText.count(record.presentations)),
                    .text(NumberText.percent(record.accuracy, record.low, record.high, decimals: decimals)),
                    .text(NumberText.percent(record.ceiling, decimals: decimals)),
                    .text(NumberText.percent(record.relativeToCeiling, decimals: decimals)),
                    .text(NumberText.percent(record.noWinner, decimals: 2)), .text(NumberText.count(record.ties)),
                ]
            }
        }
        return Table(
            title: isExact ? "Accuracy with an exact number of flipped pixels" : "Accuracy with independent flips",
            caption: [.text("Protocol: \(words).")],
            columns: [
                .words("engine"), .numbers(isExact ? "flips" : .tag("i", [:], ["p"])), .numbers("presentations"),
                .numbers("accuracy [95 %] (%)"), .numbers("ceiling (%)"), .numbers("relative (%)"),
                .numbers("no winner (%)"), .numbers("ties"),
            ], rows: rows)
    }
}
