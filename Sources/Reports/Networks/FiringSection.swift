import Results

/// How often neurons fire on the test samples.
struct FiringSection {
    private let layers: [FiringRecord]

    init(_ results: NetworkResults) { layers = results.firing.filter { !$0.histogram.isEmpty } }

    var section: Section {
        Section(
            anchor: "firing", title: "How often the neurons fire",
            blocks: layers.isEmpty
                ? [
                    .missing(
                        "No layer fires: the network has no hidden layer, and its output layer is read by its potentials."
                    )
                ]
                : [.figure(FigureBlock(picture: picture, caption: [.text(caption)]))])
    }

    private var caption: String {
        "Neurons by the part of all slots in which they fired on the held-out samples; "
            + layers.map {
                "layer \($0.layer): mean \(NumberText.percent($0.mean)) %, \($0.silent) of \($0.neurons) never, "
                    + "\($0.saturated) always"
            }.joined(separator: "; ") + ". Energy follows the spikes, and a neuron that never fires is a wasted column."
    }

    private var picture: Picture {
        let pitch = 222.0
        let columns = 2
        let panels = layers.enumerated().map { index, layer -> Markup in
            let frame = Frame(
                left: Plot.labelWidth + Double(index % columns) * 442, top: 58 + Double(index / columns) * pitch,
                width: 350, height: 110)
            let counts = layer.histogram
            let plot = Plot(
                frame: frame, x: .percent("Slots with a spike", covering: [0, 1]),
                y: .plain("Neurons", covering: [0, Double(counts.max() ?? 1)], intervals: 4))
            let bars = counts.enumerated().filter { $0.element > 0 }.map { bin, count -> Markup in
                let edges = (0...1).map { Double(bin + $0) / Double(counts.count) }
                return plot.bar(
                    from: edges[0], to: edges[1], height: Double(count),
                    tooltip: "\(count) neurons from \(NumberText.percent(edges[0], decimals: 0)) to "
                        + "\(NumberText.percent(edges[1], decimals: 0)) %")
            }
            return .tag(
                "g", ["class": "s1"],
                [
                    Shape.label(
                        "Layer \(layer.layer)", frame.left - Plot.labelWidth, frame.top - 36, style: "panel-title"),
                    plot.axes(), .group(bars),
                ])
        }
        return Picture(
            name: "firing-histogram", width: Picture.fullWidth,
            height: Double((layers.count + columns - 1) / columns) * pitch + 2,
            title: "Firing rates on the held-out samples",
            description: layers.map {
                "Layer \($0.layer): \($0.neurons) neurons, mean rate \(NumberText.percent($0.mean)) %"
            }
            .joined(separator: "; ") + ".", content: panels)
    }
}
