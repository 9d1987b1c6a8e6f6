import Results

/// Accuracy under noise, against what anything could reach.
struct NoiseSection {
    let results: PaperResults

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
            let statements = NoiseStatements(records: results.noise)
            for text in [statements.spikes, statements.training].compactMap({ $0 }) {
                blocks.append(.paragraph([.text(text)]))
            }
            for (index, protocolGroup) in protocols.enumerated() {
                blocks.append(.figure(protocolGroup.figure(number: index)))
            }
            if let excess = statements.excess { blocks.append(.warning(excess)) }
            for protocolGroup in protocols {
                blocks.append(.table(protocolGroup.table))
                for table in [protocolGroup.templateTable, protocolGroup.trainingTable].compactMap({ $0 }) {
                    blocks.append(.table(table))
                }
            }
        }
        return Section(anchor: "noise", title: "Accuracy under pixel noise", blocks: blocks)
    }

    private var explanation: [Markup] {
        [
            .text(
                """
                The ceiling is the best possible accuracy of anything that knows the patterns: the nearest-template rule, \
                ties shared, \(ceilingText). It depends on the patterns and on the noise alone. Accuracies are \
                parts of right decisions, with 95 % Wilson intervals; a presentation that ends in an exact tie scores its share. \
                The accuracy relative to the ceiling is firmer: the noise is known, and so is the probability of every class given \
                what was shown; each presentation scores that of the class that won, over the largest. What chance puts into \
                the label is averaged exactly, and 100 % cannot be exceeded. All intervals hold for this network, over draws \
                of the noise; other trainings are other networks.
                """)
        ]
    }

    private var ceilingText: String {
        results.noise.contains { $0.redraw == "per-presentation" && $0.ceilingStandardError != nil }
            ? "averaged over many drawn frames, since there are too many to count" : "summed exactly and not sampled"
    }

    private var protocols: [NoiseProtocol] {
        var groups: [NoiseProtocol] = []
        for record in results.noise {
            let group = NoiseProtocol(
                redraw: record.redraw, isExact: record.exactFlips != nil, pixels: results.patterns.pixels,
                records: [record])
            if let index = groups.firstIndex(where: { $0.redraw == group.redraw && $0.isExact == group.isExact }) {
                groups[index].records.append(record)
            } else {
                groups.append(group)
            }
        }
        return groups
    }

    // MARK: Clean pictures

    private var cleanBlocks: [Block] {
        guard !results.clean.isEmpty else { return [] }
        let styles = EngineStyle.sorted(results.clean.map(\.engine))
        let rows = styles.flatMap { style in
            results.clean.filter { $0.engine == style.engine }.map { record -> [Markup] in
                let single = record.outputSpikes.count { $0 == 1 }
                let shown = record.winners.prefix(20).map { $0 < 0 ? NumberText.absent : results.patterns.name(of: $0) }
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
            caption: ["Winners in the order of the classes; a dash means that nobody won, or that two tied."],
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
    var pixels: Int
    var records: [NoiseRecord]

    private var styles: [EngineStyle] { EngineStyle.sorted(records.map(\.engine)) }

    private func series(_ style: EngineStyle) -> [NoiseRecord] {
        records.filter { $0.engine == style.engine }.sorted { $0.flipProbability < $1.flipProbability }
    }

    /// The protocol in words.
    private var words: String {
        let noise =
            isExact
            ? "exactly so many of the \(pixels) pixels are flipped, every choice of them equally likely"
            : "every pixel is flipped with probability p, independently"
        return switch redraw {
        case "per-presentation": "\(noise); one static frame per presentation"
        case "per-slot": "\(noise); drawn anew in every time slot of the presentation"
        default: "\(noise); redrawn \(redraw)"
        }
    }

    private var axisTitle: String { isExact ? "Flipped pixels, as a fraction of \(pixels)" : "Flip probability p" }

    // MARK: Figure

    func figure(number: Int) -> FigureBlock {
        let items =
            styles.map { LegendItem(name: $0.label, colour: $0.colour, lineStyle: "curve", marker: $0.marker) }
            + (records.contains { $0.templates != nil }
                ? [LegendItem(name: Self.templateName, colour: Self.templateColour, lineStyle: nil, marker: .square)]
                : [])
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
        let drawn = points.flatMap { [$0.relative] + ($0.templates.map { [$0.relative] } ?? []) }
        let plot = Plot(
            frame: Frame(left: 498, top: top, width: 348, height: 240),
            x: .plain(axisTitle, covering: [0] + points.map(\.flipProbability)),
            y: .percent("Accuracy relative to the ceiling", covering: drawn.flatMap { [$0.low, $0.high] } + [1]),
            inset: 20)
        let shown = styles.filter { style in points.contains { $0.engine == style.engine } }
        let count = Double(shown.count + (points.contains { $0.templates != nil } ? 1 : 0))
        var marks = [plot.axes(), .tag("g", ["class": "sk"], [plot.rule(at: 1, style: "curve-dashed")])]
        for (index, style) in shown.enumerated() {
            let offset = (Double(index) - (count - 1) / 2) * 9
            let own = series(style).filter { $0.ceiling > 0 }
            marks.append(
                .tag(
                    "g", ["class": style.colour],
                    own.flatMap { mark($0.relative, style.label, style.marker, $0, offset, in: plot) }))
        }
        let offset = (count - 1) / 2 * 9
        let templates = points.flatMap { record in
            record.templates.map { mark($0.relative, Self.templateName, .square, record, offset, in: plot) } ?? []
        }
        return marks + [.tag("g", ["class": Self.templateColour], templates)]
    }

    private static let templateName = "untrained templates"
    private static let templateColour = "s2"

    private func mark(
        _ relative: RelativeAccuracy, _ name: String, _ marker: MarkerShape, _ record: NoiseRecord, _ offset: Double,
        in plot: Plot
    ) -> [Markup] {
        [
            plot.interval(record.flipProbability, low: relative.low, high: relative.high, offset: offset),
            plot.marker(
                marker, record.flipProbability, relative.value, offset: offset,
                tooltip: "\(name), p = \(probability(record.flipProbability)): "
                    + "\(NumberText.relative(relative)) % of the ceiling"),
        ]
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
                    .text(NumberText.relative(record.relative)),
                    .text(NumberText.percent(record.noWinner, decimals: 2)), .text(NumberText.count(record.ties)),
                    .text(record.multipleSpikes.map { NumberText.percent($0, decimals: 2) } ?? NumberText.absent),
                    .text(record.outputSpikes.map { NumberText.fixed($0, decimals: 4) } ?? NumberText.absent),
                ]
            }
        }
        return Table(
            title: isExact ? "Accuracy with an exact number of flipped pixels" : "Accuracy with independent flips",
            caption: [.text("Protocol: \(words). Relative: by \(method).")],
            columns: [
                .words("engine"), .numbers(isExact ? "flips" : .tag("i", [:], ["p"])), .numbers("presentations"),
                .numbers("accuracy [95 %] (%)"), .numbers("ceiling (%)"), .numbers("relative [95 %] (%)"),
                .numbers("no winner (%)"), .numbers("ties"), .numbers("more than one spike (%)"),
                .numbers("spikes per presentation"),
            ], rows: rows)
    }

    private var method: String {
        let methods = Set(records.map(\.relative.method))
        return methods == [.winnerPosterior]
            ? "the winner’s probability on the same draws"
            : methods == [.hits]
                ? "hits over the exact ceiling" : "the winner’s probability where it is known, else hits"
    }

    /// The trained network beside the untrained templates, on the same presentations.
    var templateTable: Table? {
        let rows = styles.flatMap { style in
            series(style).compactMap { record in record.templates.map { (record, $0) } }
        }.map { record, templates -> [Markup] in
            let gain = Markup.text(NumberText.gain(templates.trainingGain))
            return [
                .text(record.exactFlips.map(String.init) ?? probability(record.flipProbability)),
                .text(NumberText.relative(record.relative)), .text(NumberText.relative(templates.relative)),
                templates.trainingGain.isSeen ? .tag("strong", [:], [gain]) : gain,
            ]
        }
        guard !rows.isEmpty else { return nil }
        return Table(
            title: "What training gains over untrained templates",
            caption: [
                .text(
                    "Both relative to the ceiling, on the same presentations; the gain is paired, in points of the ceiling, "
                        + "bold where its interval excludes zero.")
            ],
            columns: [
                .numbers(isExact ? "flips" : .tag("i", [:], ["p"])), .numbers("trained [95 %] (%)"),
                .numbers("templates [95 %] (%)"), .numbers("gain [95 %] (points)"),
            ], rows: rows)
    }

    /// What other trainings give on the same presentations.
    var trainingTable: Table? {
        let spreads = styles.flatMap(series).compactMap { record in record.trainings.map { (record, $0) } }
        guard let networks = spreads.first?.1.networks else { return nil }
        func text(_ spread: TrainingSpread) -> String {
            NumberText.relative(
                RelativeAccuracy(
                    value: spread.mean, standardError: spread.standardDeviation / Double(spread.networks).squareRoot(),
                    low: spread.low, high: spread.high, method: .winnerPosterior))
        }
        return Table(
            title: "The spread over trainings",
            caption: [
                .text(
                    "\(networks) networks, trained alike with seeds that follow each other, on the same presentations. "
                        + "Intervals are of the mean over trainings, by Student’s law.")
            ],
            columns: [
                .numbers(isExact ? "flips" : .tag("i", [:], ["p"])), .numbers("relative [95 %] (%)"),
                .numbers("standard deviation (points)"), .numbers("least (%)"), .numbers("largest (%)"),
                .numbers("gain over templates [95 %] (points)"),
            ],
            rows: spreads.map { record, spread in
                [
                    record.exactFlips.map(String.init) ?? probability(record.flipProbability), text(spread),
                    NumberText.percent(spread.standardDeviation, decimals: 3),
                    NumberText.percent(spread.least, decimals: 3), NumberText.percent(spread.largest, decimals: 3),
                    record.trainingGains.map {
                        NumberText.gain(
                            AccuracyGain(
                                value: $0.mean, standardError: $0.standardDeviation / Double($0.networks).squareRoot(),
                                low: $0.low, high: $0.high))
                    } ?? NumberText.absent,
                ].map { .text($0) }
            })
    }
}
