import Quantities
import Results

/// One presentation in full: the race, the spike that ends it, and the bus that keeps the others down.
struct RaceSection {
    private let race: RaceRecord?
    private let patterns: PatternRecord

    init(_ results: PaperResults) {
        race = results.race
        patterns = results.patterns
    }

    var section: Section {
        let blocks: [Block] =
            if let race, race.time.count > 1 {
                [.figure(RaceFigure(race: race, patterns: patterns).block)]
            } else {
                [
                    .missing(
                        "No presentation was recorded in full: the run kept no waveforms, so there is no race to show.")
                ]
            }
        return Section(anchor: "race", title: "A race, and who wins it", blocks: blocks)
    }
}

/// Four panels over one time axis.
private struct RaceFigure {
    let race: RaceRecord
    let patterns: PatternRecord

    private static let left = Plot.labelWidth
    private static let plotWidth = 640.0
    private static let rasterTop = 564.0
    private static let rasterPitch = 9.0

    private var hasWinner: Bool { race.membranes.indices.contains(race.winner) }
    private var neurons: Int { race.membranes.count }
    /// When the winner fires.
    private var instant: Double? {
        race.spikes.indices.contains(race.winner) ? race.spikes[race.winner].min() : nil
    }

    var block: FigureBlock {
        FigureBlock(picture: picture, caption: caption)
    }

    private var outcome: String {
        guard hasWinner else { return "no neuron wins" }
        return "neuron \(race.winner) fires first" + (instant.map { ", at \(Time($0).formatted(digits: 3))" } ?? "")
    }

    private var flips: [Int] {
        guard patterns.pictures.indices.contains(race.label) else { return [] }
        let (shown, original) = (race.picture.flatMap { $0 }, patterns.pictures[race.label].flatMap { $0 })
        return zip(shown, original).enumerated().filter { ($1.0 == "#") != ($1.1 == "#") }.map(\.offset)
    }

    private var caption: [Markup] {
        let count = race.spikes.reduce(0) { $0 + $1.count }
        let noise =
            flips.isEmpty ? "without noise" : "with \(flips.count) of \(patterns.pixels) pixels flipped (outlined)"
        return [
            .text("Class \(patterns.name(of: race.label)), \(noise): \(outcome). From the top: the membranes "),
            .symbol("V", "m"),
            """
             charge through their columns, and the first to reach the threshold discharges through its threshold switch; \
            the output nodes show that discharge as a spike; a diode from each charges the inhibition bus, whose \
            transistors hold the other membranes near ground. \(count == 1 ? "Exactly one output spike" : "\(count) output spikes") \
            in this presentation.
            """,
        ]
    }

    private var picture: Picture {
        Picture(
            name: "race", width: Picture.fullWidth,
            height: Self.rasterTop + Double(max(1, neurons)) * Self.rasterPitch + 46, title: "One presentation",
            description: "Membrane voltages of \(neurons) neurons over time; \(outcome), the others are held down.",
            content: membranes + outputs + bus + raster + instantMark + presented)
    }

    private func plot(top: Double, height: Double, y: Axis) -> Plot {
        Plot(
            frame: Frame(left: Self.left, top: top, width: Self.plotWidth, height: height),
            x: .engineering("Time", Second.self, covering: race.time, intervals: 8), y: y)
    }

    private func end(of trace: [Double]) -> Double { trace.last(where: \.isFinite) ?? 0 }

    // MARK: Panels

    /// All traces of one kind in grey, the winner's above them in its colour.
    private func traces(_ traces: [[Double]], in plot: Plot) -> [Markup] {
        let others = traces.indices.filter { $0 != race.winner }.map { plot.line(race.time, traces[$0]) }
        let winner =
            hasWinner && traces.indices.contains(race.winner) ? [plot.line(race.time, traces[race.winner])] : []
        return [.tag("g", ["class": "s0 thin"], others), .tag("g", ["class": "s1 strong"], winner)]
    }

    private var membranes: [Markup] {
        let data = Array(race.membranes.joined()) + [0, race.threshold]
        let plot = plot(top: 44, height: 230, y: .engineering("Membranes", Volt.self, covering: data, intervals: 6))
        let threshold = plot.rule(at: race.threshold, style: "threshold", label: Shape.symbol("V", "th"))
        let others = race.membranes.indices.filter { $0 != race.winner }.map { end(of: race.membranes[$0]) }
        var labels: [Markup] = []
        if let level = others.max(), hasWinner {
            let y = plot.vertical(level)
            labels.append(
                Shape.label(
                    "the other \(others.count),", plot.frame.right + 8, min(y - 4, plot.frame.bottom - 14),
                    style: "note"))
            labels.append(Shape.label("held down", plot.frame.right + 8, min(y + 10, plot.frame.bottom), style: "note"))
        }
        return [plot.axes(labelsX: false), threshold] + traces(race.membranes, in: plot) + labels
    }

    private var outputs: [Markup] {
        let data = Array(race.outputs.joined()) + [0]
        let plot = plot(top: 326, height: 80, y: .engineering("Output nodes", Volt.self, covering: data, intervals: 2))
        return [plot.axes(labelsX: false)] + traces(race.outputs, in: plot)
    }

    private var bus: [Markup] {
        let plot = plot(
            top: 450, height: 70, y: .engineering("Inhibition bus", Volt.self, covering: race.bus + [0], intervals: 2))
        return [plot.axes(labelsX: false), .tag("g", ["class": "s2"], [plot.line(race.time, race.bus)])]
    }

    /// A line per neuron with a mark at each output spike.
    private var raster: [Markup] {
        let top = Self.rasterTop
        let pitch = Self.rasterPitch
        let height = Double(max(1, neurons)) * pitch
        let plot = plot(top: top, height: height, y: .plain("", covering: [0, Double(max(1, neurons))]))
        var marks: [Markup] = [
            Shape.label(
                "Output spikes, one line per neuron", Self.left - Plot.labelWidth, top - 12, style: "axis-title")
        ]
        for neuron in 0..<neurons {
            let y = top + (Double(neuron) + 0.5) * pitch
            marks.append(Shape.line(Self.left, y, plot.frame.right, y, style: "grid"))
            if neuron == 0 || neuron == neurons - 1 || neuron == race.winner {
                marks.append(Shape.label("\(neuron)", Self.left - 8, y + 4, anchor: .end, style: "tick"))
            }
            guard race.spikes.indices.contains(neuron) else { continue }
            let spikes = race.spikes[neuron].filter(\.isFinite).map { time in
                let x = plot.horizontal(time)
                return Shape.line(x, y - pitch / 2 + 0.5, x, y + pitch / 2 - 0.5, style: "curve")
            }
            marks.append(.tag("g", ["class": neuron == race.winner ? "s1 spikes" : "s0 spikes"], spikes))
        }
        for (value, label) in zip(plot.x.ticks.values, plot.x.ticks.labels) {
            let x = plot.horizontal(value / plot.x.factor)
            marks.append(Shape.line(x, plot.frame.bottom, x, plot.frame.bottom + 4, style: "axis"))
            marks.append(Shape.label(label, x, plot.frame.bottom + 18, anchor: .middle, style: "tick"))
        }
        marks.append(Shape.line(Self.left, plot.frame.bottom, plot.frame.right, plot.frame.bottom, style: "axis"))
        marks.append(
            Shape.label(
                plot.x.title, Self.left + Self.plotWidth / 2, plot.frame.bottom + 38, anchor: .middle,
                style: "axis-title"))
        return [.tag("g", [:], marks)]
    }

    // MARK: Annotations

    private var instantMark: [Markup] {
        guard let instant, instant.isFinite, hasWinner else { return [] }
        let plot = plot(top: 44, height: 230, y: .plain("", covering: [0, 1]))
        let x = plot.horizontal(instant)
        let isLate = x > Self.left + Self.plotWidth * 0.7
        return [
            Shape.line(x, 30, x, Self.rasterTop, style: "instant"),
            Shape.label(
                [
                    .tag("tspan", ["class": "panel-title"], [.text("neuron \(race.winner)")]),
                    .text(" wins at \(Time(instant).formatted(digits: 3))"),
                ],
                isLate ? x - 7 : x + 7, 36, anchor: isLate ? .end : .start),
        ]
    }

    /// The picture that was shown, with its flipped pixels outlined.
    private var presented: [Markup] {
        guard !race.picture.isEmpty else { return [] }
        let grid = CellGrid(
            picture: race.picture, left: Self.left + Self.plotWidth + 76, top: 70,
            cell: min(15, 105 / Double(max(1, patterns.width, patterns.height))))
        let flagged = flips.map { index -> Markup in
            let place = grid.frame(index)
            return Shape.rectangle(
                Frame(left: place.left + 1.5, top: place.top + 1.5, width: place.width - 3, height: place.height - 3),
                style: "flagged")
        }
        return [
            Shape.label("shown: \(patterns.name(of: race.label))", grid.left, grid.top - 10, style: "note"),
            grid.drawn(),
        ]
            + flagged
    }
}
