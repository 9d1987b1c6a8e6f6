import Quantities
import Results

/// What training wrote into the crossbar.
struct ConductanceSection {
    private let conductances: ConductanceRecord
    private let patterns: PatternRecord

    init(_ results: PaperResults) { (conductances, patterns) = (results.conductances, results.patterns) }

    private var all: [Double] { conductances.siemens.joined().filter(\.isFinite) }

    var section: Section {
        let blocks: [Block] =
            all.isEmpty
            ? [.missing("No conductances in the results: no network was trained.")]
            : [.figure(FigureBlock(picture: picture, caption: caption))]
        return Section(anchor: "conductances", title: "The trained conductances", blocks: blocks)
    }

    private var caption: [Markup] {
        let tenth = (conductances.maximum - conductances.minimum) / 10
        let atLow = all.count { $0 < conductances.minimum + tenth }
        let atHigh = all.count { $0 > conductances.maximum - tenth }
        let share = { (part: Int) in NumberText.percent(Double(part) / Double(all.count), decimals: 0) }
        return [
            """
            One picture per neuron: the memristors of its column, each in the place of the pixel that drives its row. \
            Conductances are positive; a black pixel’s row stands at +
            """, .symbol("V", "read"), ", a white one’s at −", .symbol("V", "read"),
            """
            . \(share(atHigh)) % of the \(NumberText.count(all.count)) devices lie in the highest tenth of the range \
            from \(text(conductances.minimum)) to \(text(conductances.maximum)), \(share(atLow)) % in the lowest.
            """,
        ]
    }

    private func text(_ siemens: Double) -> String { Conductance(siemens).formatted(digits: 3) }

    private var picture: Picture {
        Picture(
            name: "conductance-map", width: Picture.fullWidth, height: 360, title: "The conductance map",
            description: "\(all.count) conductances between \(text(all.min() ?? 0)) and \(text(all.max() ?? 0)), as "
                + "one picture per neuron, and their histogram.",
            content: maps + scaleBar + histogram)
    }

    private func shade(_ siemens: Double) -> Double {
        let range = conductances.maximum - conductances.minimum
        return range > 0 ? (siemens - conductances.minimum) / range : 0.5
    }

    /// One picture per neuron; an array of another shape than the patterns' is drawn as one matrix, a neuron per line.
    private var maps: [Markup] {
        let siemens = conductances.siemens
        guard patterns.pixels > 0, siemens.allSatisfy({ $0.count == patterns.pixels }) else {
            let columns = max(1, siemens.map(\.count).max() ?? 1)
            let padded = siemens.flatMap { $0.map(shade) + Array(repeating: .nan, count: columns - $0.count) }
            let cell = min(430 / Double(columns), 270 / Double(max(1, siemens.count)))
            return [CellGrid(left: 1, top: 34, cell: cell, columns: columns, shades: padded).drawn()]
        }
        let gallery = Gallery(
            count: siemens.count, rows: patterns.height, columns: patterns.width, width: 430, height: 284)
        return siemens.enumerated().flatMap { neuron, values -> [Markup] in
            let place = gallery.place(neuron, left: 1, top: 34)
            let name = patterns.name(of: neuron)
            return [
                Shape.label(name, place.left, place.top - 9, style: "panel-title"),
                gallery.drawn(
                    values.map(shade),
                    tooltips: values.enumerated().map { "neuron \(name), row \($0): \(text($1))" }, at: place),
            ]
        }
    }

    private var scaleBar: [Markup] {
        let (left, top, width) = (1.0, 318.0, 430.0)
        let steps = 43
        let cells = (0..<steps).map { step in
            Shape.rectangle(
                Frame(
                    left: left + Double(step) * width / Double(steps), top: top, width: width / Double(steps),
                    height: 10),
                style: "shade", opacity: Double(step) / Double(steps - 1))
        }
        let unit = EngineeringUnit(Siemens.self, for: conductances.maximum)
        let labels = [0.0, 0.5, 1].map { part -> Markup in
            let value = conductances.minimum + part * (conductances.maximum - conductances.minimum)
            return Shape.label(
                "\(NumberText.fixed(value * unit.factor, decimals: 2)) \(unit.name)", left + part * width, top + 27,
                anchor: part == 0 ? .start : part == 1 ? .end : .middle, style: "tick")
        }
        let outline = Frame(left: left - 0.5, top: top - 0.5, width: width + 1, height: 11)
        return [.tag("g", [:], cells + [Shape.rectangle(outline, style: "outline")]), .tag("g", [:], labels)]
    }

    private var histogram: [Markup] {
        let bins = 25
        let (low, high) = (min(conductances.minimum, all.min() ?? 0), max(conductances.maximum, all.max() ?? 0))
        guard high > low else { return [] }
        var counts = Array(repeating: 0, count: bins)
        for value in all { counts[min(bins - 1, Int(saturating: (value - low) / (high - low) * Double(bins)))] += 1 }
        let plot = Plot(
            frame: Frame(left: 538, top: 34, width: 310, height: 256),
            x: .engineering("Conductance", Siemens.self, covering: [low, high]),
            y: .plain("Devices", covering: [0, Double(counts.max() ?? 1)]))
        let bars = counts.enumerated().filter { $0.element > 0 }.map { index, count -> Markup in
            let edges = (0...1).map { low + (high - low) * Double(index + $0) / Double(bins) }
            return plot.bar(
                from: edges[0], to: edges[1], height: Double(count),
                tooltip: "\(count) devices from \(text(edges[0])) to \(text(edges[1]))")
        }
        return [plot.axes(), .tag("g", ["class": "s1"], bars)]
    }
}
