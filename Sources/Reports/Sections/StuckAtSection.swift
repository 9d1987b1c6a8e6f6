import Results

/// What stuck devices cost, and what training around them brings back.
struct StuckAtSection {
    private let records: [StuckAtRecord]

    init(_ results: PaperResults) { records = results.stuckAt }

    var section: Section {
        let blocks: [Block]
        if records.isEmpty {
            blocks = [
                .missing(
                    "No stuck-at faults in the results: the study asks for no fault rate, or the run stopped before.")
            ]
        } else {
            blocks =
                [.paragraph(explanation)] + (training.map { [.paragraph([.text($0)])] } ?? [])
                + groups.enumerated().map { .figure($1.figure(number: $0)) } + groups.map { .table($0.table) }
        }
        return Section(anchor: "stuck-at", title: "Stuck-at faults", blocks: blocks)
    }

    private var explanation: [Markup] {
        [
            """
            A faulty device is stuck at the low-resistance state (LRS, the largest conductance) or at the high-resistance state \
            (HRS, the smallest). Every fault map is drawn at random, and all remedies meet the same maps: “no remedy” is \
            the network as trained for a healthy array; “fault-aware” has its healthy devices retrained around a map that is \
            known; “remapping” moves inputs and classes to the lines where stuck devices do least harm; “templates” are the \
            patterns themselves, written without any training. \
            Intervals are for the mean over maps, of this network; the 5th percentile is what the worst twentieth of chips \
            falls below. A map’s accuracy is the ceiling times its accuracy relative to it, by the winner’s probability.
            """
        ]
    }

    /// What training for a healthy array buys on a broken one, from the numbers.
    private var training: String? {
        let gains = records.compactMap { record in record.outcome("templates")?.gain.map { (record.rate, $0) } }
        func places(_ found: [(rate: Double, gain: Estimate)]) -> String {
            found.map { "\(NumberText.points(-$0.gain.value, decimals: 1)) at \(NumberText.percent($0.rate)) % stuck" }
                .joined(separator: ", ")
        }
        let better = gains.filter { $0.1.high < 0 }
        let worse = gains.filter { $0.1.low > 0 }
        var sentences: [String] = []
        if !better.isEmpty {
            sentences.append(
                "Training without knowledge of the faults gains over the templates, in points: \(places(better)).")
        }
        if !worse.isEmpty {
            sentences.append(
                "The untrained templates bear the faults better than the network trained for a healthy array, in points: "
                    + "\(places(worse)).")
        }
        if better.isEmpty && worse.isEmpty {
            sentences.append("Between the network without a remedy and the templates no difference was seen.")
        }
        return sentences.joined(separator: " ")
    }

    private var groups: [StuckAtGroup] {
        var groups: [StuckAtGroup] = []
        for record in records {
            let group = StuckAtGroup(
                share: record.lowResistanceShare, flipProbability: record.flipProbability, records: [record])
            if let index = groups.firstIndex(where: {
                isNear($0.share, group.share) && isNear($0.flipProbability, group.flipProbability)
            }) {
                groups[index].records.append(record)
            } else {
                groups.append(group)
            }
        }
        for index in groups.indices { groups[index].records.sort { $0.rate < $1.rate } }
        return groups
    }
}

/// The fault rates that share a split of LRS and HRS and a level of noise.
private struct StuckAtGroup {
    var share: Double
    var flipProbability: Double
    var records: [StuckAtRecord]

    private var split: String {
        "\(NumberText.percent(share, decimals: 0)) % of the stuck devices at LRS, p = \(probability(flipProbability))"
    }

    private var remedies: [RemedyStyle] { RemedyStyle.all(records.flatMap { $0.outcomes.map(\.remedy) }) }

    private func series(_ style: RemedyStyle) -> [(record: StuckAtRecord, outcome: StuckAtOutcome)] {
        records.compactMap { record in record.outcome(style.name).map { (record, $0) } }
    }

    func figure(number: Int) -> FigureBlock {
        let items =
            remedies.map {
                LegendItem(name: "\($0.label), mean", colour: $0.colour, lineStyle: "curve", marker: $0.marker)
            }
            + [
                LegendItem(name: "5th percentile", colour: "s0", lineStyle: "curve-dotted", marker: nil),
                LegendItem(name: "ceiling", colour: "sk", lineStyle: "curve-dashed", marker: nil),
            ]
        let legend = LegendItem.row(items, left: 0, top: 10, width: Picture.fullWidth)
        let values = records.flatMap { record in
            [record.ceiling] + record.outcomes.flatMap { [$0.p5, $0.low, $0.high] }
        }
        let plot = Plot(
            frame: Frame(left: 58, top: legend.height + 36, width: 788, height: 260),
            x: .percent("Stuck devices", covering: [0] + records.map(\.rate), intervals: 8),
            y: .percent("Accuracy", covering: values))
        let ceiling = plot.line(records.map(\.rate), records.map(\.ceiling), style: "curve-dashed")
        let picture = Picture(
            name: "stuck-at-\(number)", width: Picture.fullWidth, height: plot.frame.bottom + 48,
            title: "Accuracy against the rate of stuck devices", description: description,
            content: [legend.markup, plot.axes(), .tag("g", ["class": "sk"], [ceiling])]
                + remedies.reversed().map { drawn($0, in: plot) })
        let maps = records.map(\.maps).max() ?? 0
        return FigureBlock(
            picture: picture,
            caption: [
                .text("\(split); \(maps) fault maps at each rate. Bars and bands are 95 % intervals of the mean.")
            ])
    }

    private var description: String {
        records.map { record in
            "At \(NumberText.percent(record.rate)) % stuck: "
                + record.outcomes.map { "\(label($0)) \(NumberText.percent($0.mean)) %" }.joined(separator: ", ") + "."
        }.joined(separator: " ")
    }

    private func label(_ outcome: StuckAtOutcome) -> String {
        remedies.first { $0.name == outcome.remedy }?.label ?? outcome.remedy
    }

    private func drawn(_ style: RemedyStyle, in plot: Plot) -> Markup {
        let series = series(style)
        let rates = series.map(\.record.rate)
        var marks = [
            plot.band(rates, low: series.map(\.outcome.low), high: series.map(\.outcome.high)),
            plot.line(rates, series.map(\.outcome.p5), style: "curve-dotted"),
            plot.line(rates, series.map(\.outcome.mean)),
        ]
        for (record, outcome) in series {
            marks.append(plot.interval(record.rate, low: outcome.low, high: outcome.high))
            marks.append(
                plot.marker(
                    style.marker, record.rate, outcome.mean,
                    tooltip: "\(style.label), \(NumberText.percent(record.rate)) % stuck: "
                        + "\(NumberText.percent(outcome.mean, outcome.low, outcome.high)) %, 5th percentile "
                        + "\(NumberText.percent(outcome.p5)) %"))
        }
        return .tag("g", ["class": style.colour], marks)
    }

    var table: Table {
        let decimals =
            records.flatMap(\.outcomes).map { NumberText.decimals(low: $0.low, high: $0.high) }.max() ?? 1
        let text = { (value: Double) in NumberText.percent(value, decimals: decimals) }
        let points = { (value: Double) in NumberText.points(value, decimals: decimals) }
        return Table(
            title: "Stuck-at faults",
            caption: [
                .text(
                    "\(split). P5: 5th percentile over maps. Gain: the mean over maps less that without a remedy, paired, in "
                        + "points.")
            ],
            columns: [
                .numbers("stuck (%)"), .numbers("maps × presentations"), .words("remedy"),
                .numbers("accuracy [95 %] (%)"), .numbers("P5 (%)"), .numbers("gain [95 %] (points)"),
                .numbers("relative to the ceiling (%)"), .numbers("ceiling (%)"),
            ],
            rows: records.flatMap { record in
                record.outcomes.map { outcome -> [Markup] in
                    [
                        .text(NumberText.percent(record.rate)),
                        .text("\(NumberText.count(record.maps)) × \(NumberText.count(record.presentationsPerMap))"),
                        .text(label(outcome)),
                        .text(NumberText.percent(outcome.mean, outcome.low, outcome.high, decimals: decimals)),
                        .text(text(outcome.p5)),
                        .text(
                            outcome.gain.map { "\(points($0.value)) [\(points($0.low)), \(points($0.high))]" }
                                ?? NumberText.absent),
                        .text(NumberText.percent(outcome.mean / record.ceiling, decimals: decimals)),
                        .text(text(record.ceiling)),
                    ]
                }
            })
    }
}
