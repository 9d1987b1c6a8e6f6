import Foundation
import Quantities

/// The figures of a measured device: each cycle, device or temperature apart, the model over them.
struct DeviceCurves {
    private let contents: DeviceReportContents
    private var curves: [DeviceReportContents.Curve] { contents.curves }

    init(_ contents: DeviceReportContents) { self.contents = contents }

    private static let left = Frame(left: 70, top: 70, width: 340, height: 300)
    private static let right = Frame(left: 510, top: 70, width: 340, height: 300)
    private static let wide = Frame(left: 70, top: 70, width: 780, height: 300)

    // MARK: Figures

    var main: FigureBlock {
        switch contents.kind {
        case .sweep:
            figure(
                "loop", "Current over voltage, linear and logarithmic",
                "Arrows show the direction of the first cycle." + bandWords,
                [drawn(loopPlot, arrows: true), drawn(logarithmicLoopPlot, magnitude: true, arrows: true)])
        case .pulses:
            figure(
                "pulses", "Conductance after each pulse", "The model is drawn over the points." + bandWords,
                [drawn(pulsePlot)])
        case .retention:
            figure(
                "retention", "Conductance over the logarithm of time", "The law is drawn over the points.",
                [drawn(retentionPlot)])
        case .endurance:
            figure(
                "endurance", "Resistance of both states over cycles", "Both axes are logarithmic.",
                [drawn(endurancePlot)])
        case .writeVerify:
            figure(
                "write-verify", "Conductance after each attempt, and its target", "The dashed line is the target.",
                [drawn(attemptPlot)])
        }
    }

    /// (fitted − measured)/measured row by row; nil where nothing was fitted.
    var residuals: FigureBlock? {
        let values = curves.map { curve in zip(curve.fitted, curve.y).map { $1 == 0 ? .nan : ($0 - $1) / $1 } }
        let all = values.joined().filter(\.isFinite)
        guard !all.isEmpty else { return nil }
        // Where the current crosses zero a share of it means nothing.
        let sizes = all.map(abs).sorted()
        let end = max(sizes[min(sizes.count - 1, sizes.count * 98 / 100)], 1e-6)
        let plot = Plot(
            frame: Frame(left: 70, top: 70, width: 780, height: 140),
            x: .plain("Row", covering: [0, Double(values.map(\.count).max() ?? 1)]),
            y: .percent("(model − measured) / measured", covering: [-end, end], intervals: 4))
        let lines = values.enumerated().map { index, errors -> Markup in
            let shown = errors.map { abs($0) <= end ? $0 : .nan }
            return .tag("g", ["class": colour(index) + " thin"], [plot.line(shown.indices.map(Double.init), shown)])
        }
        return FigureBlock(
            picture: Picture(
                name: "residuals", width: Picture.fullWidth, height: 280, title: "Residuals, row by row",
                description: "What the model leaves of the measurement, as a share of it.",
                content: [plot.axes()] + lines),
            caption: ["Noise scatters about zero; long waves are what the model lacks."])
    }

    /// ln ν over 1/T; nil with fewer than two temperatures.
    var arrhenius: FigureBlock? {
        let points = contents.exponents.filter { $0.value > 0 && $0.temperature > 0 }
        guard points.count > 1 else { return nil }
        let inverse = points.map { 1000 / $0.temperature }
        let low = points.map { max($0.value - $0.standardError, $0.value / 10) }
        let high = points.map { $0.value + $0.standardError }
        let plot = Plot(
            frame: Self.wide, x: .plain("1000 / T (1/K)", covering: inverse),
            y: .logarithmic("Exponent ν of the drift", covering: low + high))
        var content = [plot.axes()]
        if let energy = contents.activationEnergy {
            // Through the middle of the points, with the slope that was fitted.
            let boltzmann = PhysicalConstants.thermalVoltage.value / 300  // [eV/K]
            let centre = (
                inverse.reduce(0, +) / Double(inverse.count),
                points.reduce(0) { $0 + log($1.value) } / Double(points.count)
            )
            let ends = [inverse.min() ?? 0, inverse.max() ?? 1]
            content.append(
                .tag(
                    "g", ["class": "sk"],
                    [plot.line(ends, ends.map { exp(centre.1 - energy / boltzmann * ($0 - centre.0) / 1000) })]))
        }
        for (index, point) in points.enumerated() {
            content.append(
                .tag(
                    "g", ["class": "s1"],
                    [
                        plot.interval(inverse[index], low: low[index], high: high[index]),
                        plot.marker(
                            .circle, inverse[index], point.value,
                            tooltip:
                                "\(NumberText.fixed(point.temperature, decimals: 1)) K: \(NumberText.trimmed(point.value))"
                        ),
                    ]))
        }
        let energy = contents.activationEnergy.map { ", E_a = \(NumberText.fixed($0, decimals: 3)) eV" } ?? ""
        return FigureBlock(
            picture: Picture(
                name: "arrhenius", width: Picture.fullWidth, height: 430, title: "Arrhenius plot of the drift\(energy)",
                description: "The exponent at \(points.count) temperatures over the inverse temperature.",
                content: content),
            caption: ["ν = ν₀ exp(−E_a / kT); bars are standard errors."])
    }

    // MARK: Axes

    private func values(_ part: (DeviceReportContents.Curve) -> [Double]) -> [Double] { curves.flatMap(part) }

    private var loopPlot: Plot {
        Plot(
            frame: Self.left, x: .engineering("Voltage", Volt.self, covering: values(\.x) + [0]),
            y: .engineering("Current", Ampere.self, covering: values { $0.y + $0.fitted } + [0]))
    }

    private var logarithmicLoopPlot: Plot {
        let sizes = values { $0.y }.filter(\.isFinite).map(abs).filter { $0 > 0 }.sorted()
        // The last per cent near 0 V would take half of the decades.
        let floor = sizes.isEmpty ? 1e-12 : sizes[sizes.count / 50]
        return Plot(
            frame: Self.right, x: .engineering("Voltage", Volt.self, covering: values(\.x) + [0]),
            y: .logarithmic("|Current| (A)", covering: sizes.filter { $0 >= floor }))
    }

    private var pulsePlot: Plot {
        Plot(
            frame: Self.wide, x: .plain("Pulse", covering: values(\.x) + [0]),
            y: .engineering("Conductance", Siemens.self, covering: values { $0.y + $0.fitted } + [0]))
    }

    private var retentionPlot: Plot {
        Plot(
            frame: Self.wide, x: .logarithmic("Time since writing (s)", covering: values(\.x)),
            y: .engineering("Conductance", Siemens.self, covering: values { $0.y + $0.fitted }))
    }

    private var endurancePlot: Plot {
        Plot(
            frame: Self.wide, x: .logarithmic("Cycle", covering: values(\.x)),
            y: .logarithmic("Resistance (Ω)", covering: values(\.y)))
    }

    private var attemptPlot: Plot {
        Plot(
            frame: Self.wide, x: .plain("Attempt", covering: values(\.x) + [0]),
            y: .engineering("Conductance", Siemens.self, covering: values { $0.y + $0.target } + [0]))
    }

    // MARK: Marks

    private func figure(_ name: String, _ title: String, _ description: String, _ plots: [[Markup]]) -> FigureBlock {
        var items =
            curves.count > Self.named
            ? []
            : curves.indices.map {
                LegendItem(name: curves[$0].name, colour: colour($0), lineStyle: "curve")
            }
        if curves.count > Self.named {
            items = [LegendItem(name: "\(curves.count) curves", colour: "s0", lineStyle: "curve")]
        }
        if curves.contains(where: { !$0.fitted.isEmpty }) {
            items.append(LegendItem(name: contents.model, colour: "sk", lineStyle: "curve-dashed"))
        }
        let legend = LegendItem.row(items, left: 70, top: 20, width: 780)
        return FigureBlock(
            picture: Picture(
                name: name, width: Picture.fullWidth, height: 430, title: title, description: description,
                content: [legend.markup] + plots.flatMap { $0 }), caption: [.text(description)])
    }

    private static let named = 6

    /// Colours tell six curves apart; more of them stand back behind the model.
    private func colour(_ index: Int) -> String { curves.count > Self.named ? "s0" : "s\(index % 6 + 1)" }

    private func drawn(_ plot: Plot, magnitude: Bool = false, arrows: Bool = false) -> [Markup] {
        func shown(_ values: [Double]) -> [Double] {
            let isLogarithmic = magnitude || contents.kind == .endurance
            return values.map { value in
                guard isLogarithmic else { return value }
                // What the axis does not reach would draw over its title.
                let size = abs(value)
                return size > 0 && plot.y.fraction(size) >= 0 && plot.y.fraction(size) <= 1 ? size : .nan
            }
        }
        let abscissa: (DeviceReportContents.Curve) -> [Double] = { curve in
            [.retention, .endurance].contains(contents.kind) ? curve.x.map { $0 > 0 ? $0 : .nan } : curve.x
        }
        var marks = [plot.axes()]
        if let band {
            marks.append(
                .tag(
                    "g", ["class": "s1"], [plot.band(abscissa(curves[0]), low: shown(band.low), high: shown(band.high))]
                ))
        }
        for (index, curve) in curves.enumerated() {
            let (x, y) = (abscissa(curve), shown(curve.y))
            var own: [Markup] = [plot.line(x, y, columnWidth: 0.5)]
            if contents.kind != .sweep {
                // A figure of ten thousand markers is no longer a figure.
                let stride = max(1, x.count * curves.count / 600)
                own = x.indices.filter { $0 % stride == 0 }.map {
                    plot.marker(.circle, x[$0], y[$0], tooltip: "\(curve.name): \(NumberText.trimmed(curve.y[$0]))")
                }
            }
            if !curve.target.isEmpty { own.append(plot.line(x, curve.target, style: "curve-dashed")) }
            marks.append(.tag("g", ["class": colour(index) + " thin"], own))
        }
        for curve in curves where !curve.fitted.isEmpty {
            marks.append(
                .tag(
                    "g", ["class": "sk"],
                    [plot.line(abscissa(curve), shown(curve.fitted), style: "curve-dashed", columnWidth: 0.5)]))
        }
        if arrows, let first = curves.first { marks += Self.arrows(plot, first.x, shown(first.y)) }
        return marks
    }

    /// Heads along the way at an eighth, three, five and seven eighths of the rows.
    private static func arrows(_ plot: Plot, _ xs: [Double], _ ys: [Double]) -> [Markup] {
        guard xs.count >= 16 else { return [] }
        let reach = max(1, xs.count / 40)
        return [1, 3, 5, 7].compactMap { eighth in
            let row = xs.count * eighth / 8
            let (from, to) = (max(0, row - reach), min(xs.count - 1, row + reach))
            guard [xs[from], ys[from], xs[to], ys[to], xs[row], ys[row]].allSatisfy(\.isFinite) else { return nil }
            let (start, end, tip) = (
                plot.point(xs[from], ys[from]), plot.point(xs[to], ys[to]), plot.point(xs[row], ys[row])
            )
            let (dx, dy) = (end.x - start.x, end.y - start.y)
            let length = (dx * dx + dy * dy).squareRoot()
            guard length > 0.5 else { return nil }
            let (ux, uy) = (dx / length, dy / length)
            let corners = [
                Point(x: tip.x + 6 * ux, y: tip.y + 6 * uy),
                Point(x: tip.x - 5 * ux - 4 * uy, y: tip.y - 5 * uy + 4 * ux),
                Point(x: tip.x - 5 * ux + 4 * uy, y: tip.y - 5 * uy - 4 * ux),
            ]
            return .tag(
                "g", ["class": "s2"], [.tag("path", ["class": "bar", "d": Shape.path(through: corners) + "Z"])])
        }
    }

    // MARK: Bands

    /// Mean and one standard deviation over curves of the same abscissa, three or more.
    private var band: (low: [Double], high: [Double])? {
        guard [.sweep, .pulses].contains(contents.kind), curves.count >= 3, let first = curves.first else { return nil }
        let reach = first.x.reduce(0) { max($0, abs($1)) }
        guard
            curves.allSatisfy({ curve in
                curve.x.count == first.x.count
                    && zip(curve.x, first.x).allSatisfy { abs($0 - $1) <= 0.01 * reach }
            })
        else { return nil }
        let count = Double(curves.count)
        let means = first.y.indices.map { row in curves.reduce(0) { $0 + $1.y[row] } / count }
        let deviations = first.y.indices.map { row in
            (curves.reduce(0) { $0 + ($1.y[row] - means[row]) * ($1.y[row] - means[row]) } / (count - 1)).squareRoot()
        }
        return (zip(means, deviations).map { $0 - $1 }, zip(means, deviations).map { $0 + $1 })
    }

    private var bandWords: String { band == nil ? "" : " The band is one standard deviation about the mean." }
}
