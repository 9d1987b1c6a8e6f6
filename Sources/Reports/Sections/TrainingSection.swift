import Results

/// What it is worth to train on the circuit's own equations.
struct TrainingSection {
    private let records: [TrainingRecord]

    init(_ results: PaperResults) { records = results.training }

    var section: Section {
        var blocks: [Block] = []
        if records.isEmpty {
            blocks.append(.missing("No training in the results: the conductances were read from a file."))
        } else {
            blocks.append(.paragraph(explanation))
            if let verdict { blocks.append(.paragraph([.text(verdict)])) }
            blocks.append(.figure(comparison))
            blocks.append(.table(table))
            if records.contains(where: { !$0.lossCurve.isEmpty }) { blocks.append(.figure(lossCurves)) }
        }
        return Section(anchor: "training", title: "What the physical form of training is worth", blocks: blocks)
    }

    private var explanation: [Markup] {
        [
            """
            The textbook neuron has a constant decay and a plain weighted sum. In the circuit every row loads its \
            column, so that a column’s conductances set its time constant and its drive is a weighted mean. The physical form \
            trains on that, exactly. Every network below was then put into the same circuit and shown the same kind of pictures; \
            the accuracy is the circuit’s, not the model’s.
            """
        ]
    }

    /// What the evaluated network gains over each other one, from paired differences.
    private var verdict: String? {
        let gains = records.compactMap { record in record.evaluatedGain.map { (record, $0) } }
        guard let evaluated = records.first(where: \.evaluated), !gains.isEmpty else { return nil }
        let texts = gains.map { record, gain in
            "\(record.loss == "none" ? "the untrained templates" : name(record)) \(NumberText.gain(gain))"
                + (gain.isSeen ? "" : ", not told from zero")
        }
        return
            "The evaluated network (\(name(evaluated))) less each other one, on the same presentations, in points of "
            + "the ceiling with paired 95 % intervals: \(texts.joined(separator: "; ")). The intervals hold for these very "
            + "networks, one training of each, over draws of the noise."
    }

    private func name(_ record: TrainingRecord) -> String {
        record.loss == "none" ? "templates, untrained" : "\(record.model), \(record.loss)"
    }

    /// With as many decimals as the record's interval supports.
    private func percent(_ record: TrainingRecord, _ fraction: Double) -> String {
        NumberText.percent(fraction, decimals: NumberText.decimals(low: record.low, high: record.high))
    }

    private func colour(_ record: TrainingRecord) -> String {
        switch record.model {
        case "physical": "s1"
        case "textbook": "s2"
        default: "s0"
        }
    }

    // MARK: Accuracy in the circuit

    private var comparison: FigureBlock {
        let (left, pitch, top) = (204.0, 26.0, 12.0)
        let frame = Frame(left: left, top: top, width: 560, height: Double(records.count) * pitch)
        let axis = Axis.percent(
            "Accuracy in the circuit", covering: records.flatMap { [$0.low, $0.high, $0.ceiling] }, intervals: 8)
        let x = { (value: Double) in frame.left + axis.fraction(value) * frame.width }
        var marks: [Markup] = []
        for (value, label) in zip(axis.ticks.values, axis.ticks.labels) {
            marks.append(Shape.line(x(value / axis.factor), top, x(value / axis.factor), frame.bottom, style: "grid"))
            marks.append(Shape.label(label, x(value / axis.factor), frame.bottom + 18, anchor: .middle, style: "tick"))
        }
        for (index, record) in records.enumerated() {
            let y = top + (Double(index) + 0.5) * pitch
            marks.append(
                Shape.label(
                    name(record), left - 10, y + 4, anchor: .end, style: record.evaluated ? "panel-title" : "direct"))
            guard record.circuitAccuracy.isFinite, record.low.isFinite, record.high.isFinite else { continue }
            if record.ceiling.isFinite {
                let ceiling = Shape.line(
                    x(record.ceiling), y - pitch / 2, x(record.ceiling), y + pitch / 2, style: "curve-dashed")
                marks.append(.tag("g", ["class": "sk"], [ceiling]))
            }
            let interval = Shape.line(x(record.low), y, x(record.high), y, style: "interval")
            let marker = (record.model == "physical" ? MarkerShape.circle : .square).drawn(
                at: Point(x: x(record.circuitAccuracy), y: y),
                tooltip: "\(name(record)): \(NumberText.percent(record.circuitAccuracy, record.low, record.high)) %")
            marks.append(
                .tag("g", ["class": colour(record) + (record.evaluated ? " filled" : "")], [interval, marker]))
            marks.append(
                Shape.label(percent(record, record.circuitAccuracy) + " %", frame.right + 14, y + 4))
        }
        marks.append(
            Shape.label(axis.title, left + frame.width / 2, frame.bottom + 38, anchor: .middle, style: "axis-title"))
        let picture = Picture(
            name: "training-comparison", width: Picture.fullWidth, height: frame.bottom + 48,
            title: "Networks trained in different ways, in the same circuit",
            description: records.map { "\(name($0)): \(NumberText.percent($0.circuitAccuracy)) %" }.joined(
                separator: "; ")
                + ".", content: marks)
        let flips = Set(records.map { probability($0.flipProbability) }).sorted().joined(separator: ", ")
        return FigureBlock(
            picture: picture,
            caption: [
                .text(
                    "Event-driven engine at p = \(flips), with 95 % intervals; dashed: the ceiling. "
                        + "Bold and filled: the network that the rest of this report is about.")
            ])
    }

    private var table: Table {
        Table(
            title: "Trained networks", caption: ["In bold, the network that the other results are about."],
            columns: [
                .words("model"), .words("loss"), .numbers("epochs"), .numbers("samples"), .numbers("training time"),
                .numbers(.tag("i", [:], ["p"])), .numbers("presentations"),
                .numbers("accuracy in the circuit [95 %] (%)"),
                .numbers("ceiling (%)"), .numbers("relative [95 %] (%)"),
                .numbers("evaluated less this [95 %] (points)"),
            ],
            rows: records.map { record in
                [
                    record.model, record.loss, NumberText.count(record.epochs), NumberText.count(record.samples),
                    record.samples > 0 ? NumberText.duration(record.seconds) : NumberText.absent,
                    probability(record.flipProbability),
                    NumberText.count(record.presentations),
                    NumberText.percent(record.circuitAccuracy, record.low, record.high),
                    percent(record, record.ceiling), NumberText.relative(record.relative),
                    record.evaluatedGain.map(NumberText.gain) ?? NumberText.absent,
                ].map { .text($0) }
            }, emphasized: Set(records.indices.filter { records[$0].evaluated }))
    }

    // MARK: Losses

    /// A panel for each network: losses of different kinds share no scale.
    private var lossCurves: FigureBlock {
        let shown = records.filter { $0.lossCurve.contains(where: \.isFinite) }
        let columns = shown.count == 4 ? 4 : 3
        let (pitchX, pitchY) = (870 / Double(columns), 186.0)
        let panels = shown.enumerated().map { index, record -> Markup in
            let frame = Frame(
                left: Plot.labelWidth + Double(index % columns) * pitchX, top: 46 + Double(index / columns) * pitchY,
                width: pitchX - 74, height: 92)
            let epochs = record.lossCurve.indices.map { Double($0 + 1) }
            let plot = Plot(
                frame: frame, x: .plain("Epoch", covering: [0, epochs.last ?? 1], intervals: 4),
                y: .plain("", covering: [0] + record.lossCurve, intervals: 3))
            return .tag(
                "g", ["class": colour(record)],
                [
                    plot.axes(), plot.line(epochs, record.lossCurve),
                    Shape.label(name(record), frame.left - Plot.labelWidth, frame.top - 14, style: "panel-title"),
                ])
        }
        let rows = (shown.count + columns - 1) / columns
        return FigureBlock(
            picture: Picture(
                name: "loss-curves", width: Picture.fullWidth, height: Double(rows) * pitchY + 4,
                title: "Mean loss of every epoch",
                description: shown.map {
                    "\(name($0)): from \(NumberText.significant($0.lossCurve.first ?? 0, digits: 3)) to "
                        + NumberText.significant($0.lossCurve.last ?? 0, digits: 3)
                }.joined(separator: "; ") + ".", content: panels),
            caption: ["Losses of different kinds have different scales: compare shapes, not heights."])
    }
}
