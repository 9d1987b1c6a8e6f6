import Quantities
import Results

/// What training wrote into the layers, before and after the array's limits.
struct WeightSection {
    private let layers: [WeightHistogramRecord]

    init(_ results: NetworkResults) { layers = results.weights.filter { $0.high > $0.low } }

    var section: Section {
        let isArray = layers.contains { $0.quantity == "conductance" }
        return Section(
            anchor: "weights", title: isArray ? "The conductances" : "The weights",
            blocks: layers.isEmpty
                ? [.missing("No weights in the results.")]
                : [.figure(FigureBlock(picture: picture, caption: [.typeset(caption(isArray))]))])
    }

    private func caption(_ isArray: Bool) -> String {
        guard isArray else { return "The signed weights of every layer as trained." }
        let series = [
            "as trained, within the bounds",
            layers.contains { $0.atLevels != nil } ? "at the levels of a cell" : nil,
            layers.contains { $0.programmed != nil } ? "as programmed, with one draw of errors" : nil,
        ].compactMap { $0 }
        return
            "Memristors of every layer by conductance from G_min to G_max, on a scale of roots: \(series.joined(separator: "; ")). "
            + "Of a pair that holds a weight one cell is at G_min: with complementary rows the lowest bin holds at least half."
    }

    private struct Panel {
        var title: String
        var counts: [Int]
        var colour: String
    }

    private func panels(_ layer: WeightHistogramRecord) -> [Panel] {
        [
            Panel(title: "as trained", counts: layer.trained, colour: "s0"),
            layer.atLevels.map { Panel(title: "at levels", counts: $0, colour: "s1") },
            layer.programmed.map { Panel(title: "as programmed", counts: $0, colour: "s2") },
        ].compactMap { $0 }
    }

    private var picture: Picture {
        let columns = layers.map { panels($0).count }.max() ?? 1
        let pitchX = (Picture.fullWidth + 10) / Double(columns)
        let pitchY = 206.0
        var marks: [Markup] = []
        for (row, layer) in layers.enumerated() {
            for (column, panel) in panels(layer).enumerated() {
                let frame = Frame(
                    left: Plot.labelWidth + Double(column) * pitchX, top: 56 + Double(row) * pitchY,
                    width: min(pitchX - 78, 400), height: 96)
                marks.append(drawn(panel, layer, in: frame))
            }
        }
        return Picture(
            name: "weight-histogram", width: Picture.fullWidth, height: Double(layers.count) * pitchY + 4,
            title: layers.contains { $0.quantity == "conductance" } ? "Conductances" : "Weights",
            description: layers.map {
                "Layer \($0.layer): \(NumberText.count($0.trained.reduce(0, +))) \($0.quantity)s"
            }.joined(separator: "; ") + ".", content: marks)
    }

    private func drawn(_ panel: Panel, _ layer: WeightHistogramRecord, in frame: Frame) -> Markup {
        let roots = panel.counts.map { Double($0).squareRoot() }
        let isConductance = layer.quantity == "conductance"
        let x: Axis =
            isConductance
            ? .engineering("Conductance", Siemens.self, covering: [layer.low, layer.high], intervals: 5)
            : .plain("Weight", covering: [layer.low, layer.high], intervals: 4)
        let plot = Plot(frame: frame, x: x, y: .plain("√ devices", covering: [0, roots.max() ?? 1], intervals: 3))
        let width = (layer.high - layer.low) / Double(panel.counts.count)
        let bars = panel.counts.enumerated().filter { $0.element > 0 }.map { bin, count in
            plot.bar(
                from: layer.low + Double(bin) * width, to: layer.low + Double(bin + 1) * width, height: roots[bin],
                tooltip: "\(count) in this bin")
        }
        return .tag(
            "g", ["class": panel.colour],
            [
                Shape.label(
                    "Layer \(layer.layer), \(panel.title)", frame.left - Plot.labelWidth, frame.top - 34,
                    style: "panel-title"),
                plot.axes(), .group(bars),
            ])
    }
}
