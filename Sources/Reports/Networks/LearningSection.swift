import Results

/// How the training went, epoch by epoch.
struct LearningSection {
    private let history: [LearningRecord]
    private let bestEpoch: Int?
    private let isCrossValidated: Bool

    init(_ results: NetworkResults) {
        history = results.history
        bestEpoch = results.bestEpoch
        isCrossValidated = results.isCrossValidated
    }

    var section: Section {
        var blocks: [Block] = []
        if history.isEmpty {
            blocks.append(.missing("No epochs in the results."))
        } else {
            blocks.append(.figure(curves))
            if !layers.isEmpty { blocks.append(.figure(firing)) }
        }
        return Section(anchor: "learning", title: "Learning", blocks: blocks)
    }

    private var epochs: [Double] { history.map { Double($0.epoch) } }
    private var layers: Range<Int> { 0..<(history.first?.firingRates.count ?? 0) }
    private var hasValidation: Bool { history.contains { $0.validationAccuracy != nil } }

    private var xAxis: Axis { .plain("Epoch", covering: [0] + epochs, intervals: 5) }

    private var curves: FigureBlock {
        let loss = Plot(
            frame: Frame(left: Plot.labelWidth, top: 58, width: 350, height: 190), x: xAxis,
            y: .plain("Loss", covering: [0] + history.map(\.loss)))
        let accuracies = history.map(\.accuracy) + history.compactMap(\.validationAccuracy)
        let accuracy = Plot(
            frame: Frame(left: 500, top: 58, width: 350, height: 190), x: xAxis,
            y: .percent("Accuracy", covering: accuracies + [1]))
        var marks = [
            loss.axes(),
            .tag("g", ["class": "s1"], [loss.line(epochs, history.map(\.loss))] + points(loss) { $0.loss }),
            accuracy.axes(),
            .tag(
                "g", ["class": "s1"],
                [accuracy.line(epochs, history.map(\.accuracy))] + points(accuracy) { $0.accuracy }),
        ]
        var legend = [LegendItem(name: "training, as shown", colour: "s1", lineStyle: "curve")]
        if hasValidation {
            let values = history.map { $0.validationAccuracy ?? .nan }
            marks.append(
                .tag(
                    "g", ["class": "s2"],
                    [accuracy.line(epochs, values, style: "curve-dashed")] + points(accuracy) { $0.validationAccuracy })
            )
            legend.append(LegendItem(name: "validation", colour: "s2", lineStyle: "curve-dashed"))
        }
        if let bestEpoch {
            for plot in [loss, accuracy] {
                let x = plot.horizontal(Double(bestEpoch + 1))
                marks.append(Shape.line(x, plot.frame.top, x, plot.frame.bottom, style: "threshold"))
            }
        }
        marks.append(LegendItem.row(legend, left: 0, top: 12, width: Picture.fullWidth).markup)
        let last = history[history.count - 1]
        return FigureBlock(
            picture: Picture(
                name: "learning-curves", width: Picture.fullWidth, height: 296,
                title: "Loss and accuracy of every epoch",
                description:
                    "\(history.count) epochs; the loss ends at \(NumberText.significant(last.loss, digits: 3)), "
                    + "the accuracy at \(NumberText.percent(last.accuracy)) %"
                    + (last.validationAccuracy.map { ", on validation samples \(NumberText.percent($0)) %" } ?? "")
                    + ".",
                content: marks),
            caption: [
                .text(
                    (isCrossValidated ? "The network trained on all samples. " : "")
                        + "Training: the samples as they were shown, with augmentation, dropout and array noise, each before "
                        + "the step it led to"
                        + (hasValidation ? "; validation: held-out samples after the epoch, cells at their levels" : "")
                        + (bestEpoch.map { ". The dashed line marks epoch \($0 + 1), whose network is kept" } ?? "")
                        + ".")
            ])
    }

    /// Markers while they can be told apart.
    private func points(_ plot: Plot, _ value: (LearningRecord) -> Double?) -> [Markup] {
        guard history.count <= 30 else { return [] }
        return history.compactMap { record in
            value(record).map {
                plot.marker(
                    .circle, Double(record.epoch), $0,
                    tooltip: "epoch \(record.epoch): \(NumberText.significant($0, digits: 4))")
            }
        }
    }

    private var firing: FigureBlock {
        let rates = history.flatMap(\.firingRates)
        let plot = Plot(
            frame: Frame(left: Plot.labelWidth, top: 58, width: 560, height: 150), x: xAxis,
            y: .percent("Slots with a spike", covering: [0] + rates, intervals: 4))
        let styles = ["s1", "s2", "s3", "s4", "sk", "s0"]
        var marks = [plot.axes()]
        for layer in layers {
            marks.append(
                .tag(
                    "g", ["class": styles[layer % styles.count]],
                    [plot.line(epochs, history.map { $0.firingRates[layer] })]))
        }
        let items = layers.map {
            LegendItem(name: "layer \($0 + 1)", colour: styles[$0 % styles.count], lineStyle: "curve")
        }
        marks.append(LegendItem.row(items, left: 0, top: 12, width: Picture.fullWidth).markup)
        let last = history[history.count - 1]
        let idle = layers.map { "of layer \($0 + 1) \(last.silent[$0]) never, \(last.saturated[$0]) in every slot" }
        return FigureBlock(
            picture: Picture(
                name: "firing-rates", width: Picture.fullWidth, height: 256, title: "Firing rates in training",
                description: "Mean part of all slots in which a neuron of a layer fired, epoch by epoch.",
                content: marks),
            caption: [
                .text(
                    "Mean over the neurons and the samples. In the last epoch, neurons fired: \(idle.joined(separator: "; "))."
                )
            ])
    }
}
