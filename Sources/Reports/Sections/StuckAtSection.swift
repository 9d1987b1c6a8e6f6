import Experiments

/// What stuck devices cost, and what training around them brings back.
struct StuckAtSection {
    private let records: [StuckAtRecord]

    init(_ results: RunResults) { records = results.stuckAt }

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
            (HRS, the smallest). Every fault map is drawn at random, and all networks meet the same maps: “unaware” is \
            the network as trained for a healthy array; “aware” has its healthy devices retrained around a map that is known; \
            “templates” are the glyphs themselves, written without any training. \
            Intervals are for the mean over maps, of this network; the 5th percentile is what the worst twentieth of chips \
            falls below. A map’s accuracy is the ceiling times its accuracy relative to it, by the winner’s probability.
            """
        ]
    }

    /// What training for a healthy array buys on a broken one, from the numbers.
    private var training: String? {
        func places(_ found: [StuckAtRecord]) -> String {
            found.map {
                "\(NumberText.points($0.trainingGain, decimals: 1)) at \(NumberText.percent($0.rate)) % stuck"
            }.joined(separator: ", ")
        }
        let better = records.filter { $0.trainingGainLow > 0 }
        let worse = records.filter { $0.trainingGainHigh < 0 }
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
            sentences.append("Between the unaware network and the templates no difference was seen.")
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

    private struct Series {
        var name: String
        var colour: String
        var marker: MarkerShape
        var mean: KeyPath<StuckAtRecord, Double>
        var low: KeyPath<StuckAtRecord, Double>
        var high: KeyPath<StuckAtRecord, Double>
        var worst: KeyPath<StuckAtRecord, Double>
    }

    private static var aware: Series {
        Series(
            name: "aware", colour: "s1", marker: .circle, mean: \.awareMean, low: \.awareLow, high: \.awareHigh,
            worst: \.awareP5)
    }

    private static var unaware: Series {
        Series(
            name: "unaware", colour: "s2", marker: .square, mean: \.unawareMean, low: \.unawareLow,
            high: \.unawareHigh, worst: \.unawareP5)
    }

    private static var templates: Series {
        Series(
            name: "templates", colour: "s3", marker: .diamond, mean: \.templatesMean, low: \.templatesLow,
            high: \.templatesHigh, worst: \.templatesP5)
    }

    func figure(number: Int) -> FigureBlock {
        let both = [Self.aware, Self.unaware, Self.templates]
        let items =
            both.map { LegendItem(name: "\($0.name), mean", colour: $0.colour, lineStyle: "curve", marker: $0.marker) }
            + both.map {
                LegendItem(
                    name: "\($0.name), 5th percentile", colour: $0.colour, lineStyle: "curve-dotted", marker: nil)
            } + [LegendItem(name: "ceiling", colour: "sk", lineStyle: "curve-dashed", marker: nil)]
        let legend = LegendItem.row(items, left: 0, top: 10, width: Picture.fullWidth)
        let values = records.flatMap {
            [$0.ceiling, $0.unawareP5, $0.awareP5, $0.templatesP5, $0.unawareLow, $0.awareHigh]
        }
        let plot = Plot(
            frame: Frame(left: 58, top: legend.height + 36, width: 788, height: 260),
            x: .percent("Stuck devices", covering: [0] + records.map(\.rate), intervals: 8),
            y: .percent("Accuracy", covering: values))
        let rates = records.map(\.rate)
        let ceiling = plot.line(rates, records.map(\.ceiling), style: "curve-dashed")
        let picture = Picture(
            name: "stuck-at-\(number)", width: Picture.fullWidth, height: plot.frame.bottom + 48,
            title: "Accuracy against the rate of stuck devices", description: description,
            content: [legend.markup, plot.axes(), .tag("g", ["class": "sk"], [ceiling])]
                + both.reversed().map { drawn($0, in: plot) })
        let maps = records.map(\.maps).max() ?? 0
        return FigureBlock(
            picture: picture,
            caption: [
                .text("\(split); \(maps) fault maps at each rate. Bars and bands are 95 % intervals of the mean.")
            ])
    }

    private var description: String {
        records.map {
            "At \(NumberText.percent($0.rate)) % stuck: unaware \(NumberText.percent($0.unawareMean)) %, "
                + "aware \(NumberText.percent($0.awareMean)) %, templates \(NumberText.percent($0.templatesMean)) %."
        }.joined(separator: " ")
    }

    private func drawn(_ series: Series, in plot: Plot) -> Markup {
        let rates = records.map(\.rate)
        var marks = [
            plot.band(
                rates, low: records.map { $0[keyPath: series.low] }, high: records.map { $0[keyPath: series.high] }),
            plot.line(rates, records.map { $0[keyPath: series.worst] }, style: "curve-dotted"),
            plot.line(rates, records.map { $0[keyPath: series.mean] }),
        ]
        for record in records {
            let (mean, low, high) = (
                record[keyPath: series.mean], record[keyPath: series.low], record[keyPath: series.high]
            )
            marks.append(plot.interval(record.rate, low: low, high: high))
            marks.append(
                plot.marker(
                    series.marker, record.rate, mean,
                    tooltip: "\(series.name), \(NumberText.percent(record.rate)) % stuck: "
                        + "\(NumberText.percent(mean, low, high)) %, 5th percentile "
                        + "\(NumberText.percent(record[keyPath: series.worst])) %"))
        }
        return .tag("g", ["class": series.colour], marks)
    }

    var table: Table {
        let decimals = records.map { NumberText.decimals(low: $0.awareLow, high: $0.awareHigh) }.max() ?? 1
        let text = { (value: Double) in NumberText.percent(value, decimals: decimals) }
        let points = { (value: Double) in NumberText.points(value, decimals: decimals) }
        return Table(
            title: "Stuck-at faults",
            caption: [
                .text(
                    "\(split). P5: 5th percentile over maps. Gain: the mean over maps of aware less unaware, paired, in points."
                )
            ],
            columns: [
                .numbers("stuck (%)"), .numbers("maps × presentations"), .numbers("unaware [95 %] (%)"),
                .numbers("P5 (%)"),
                .numbers("aware [95 %] (%)"), .numbers("P5 (%)"), .numbers("gain [95 %] (points)"),
                .numbers("templates [95 %] (%)"), .numbers("P5 (%)"),
                .numbers("unaware over templates [95 %] (points)"),
                .numbers("ceiling (%)"),
            ],
            rows: records.map { record in
                [
                    NumberText.percent(record.rate),
                    "\(NumberText.count(record.maps)) × \(NumberText.count(record.presentationsPerMap))",
                    NumberText.percent(record.unawareMean, record.unawareLow, record.unawareHigh, decimals: decimals),
                    text(record.unawareP5),
                    NumberText.percent(record.awareMean, record.awareLow, record.awareHigh, decimals: decimals),
                    text(record.awareP5),
                    "\(points(record.gain)) [\(points(record.gainLow)), "
                        + "\(points(record.gainHigh))]",
                    NumberText.percent(
                        record.templatesMean, record.templatesLow, record.templatesHigh, decimals: decimals),
                    text(record.templatesP5),
                    "\(points(record.trainingGain)) [\(points(record.trainingGainLow)), "
                        + "\(points(record.trainingGainHigh))]", text(record.ceiling),
                ].map { .text($0) }
            })
    }
}
