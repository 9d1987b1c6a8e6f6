import Quantities

/// Figures of single devices, each a complete SVG file. All numbers are SI.
package enum DeviceFigure {
    /// An I–V loop and the state over time.
    package static func loop(
        title: String, time: [Double], voltage: [Double], current: [Double], state: [Double]
    ) -> String {
        let left = Plot(
            frame: Frame(left: 70, top: 60, width: 340, height: 300),
            x: .engineering("Voltage", Volt.self, covering: voltage + [0]),
            y: .engineering("Current", Ampere.self, covering: current + [0]))
        let right = Plot(
            frame: Frame(left: 510, top: 60, width: 340, height: 300),
            x: .engineering("Time", Second.self, covering: time), y: .plain("State x", covering: [0, 1]))
        return file(
            title: title,
            description: "Left, current against voltage; right, the state over time, from \(decimals(state.first)) to "
                + "\(decimals(state.last)).",
            content: [
                left.axes(), .tag("g", ["class": "s1"], [left.line(voltage, current)]),
                right.axes(), .tag("g", ["class": "s2"], [right.line(time, state)]),
            ])
    }

    /// The conductance after each pulse.
    package static func pulses(title: String, conductances: [Double], amplitudes: [Double]) -> String {
        let plot = Plot(
            frame: Frame(left: 70, top: 60, width: 760, height: 300),
            x: .plain("Pulse", covering: [0, Double(conductances.count)]),
            y: .engineering("Conductance", Siemens.self, covering: conductances + [0]))
        let marks = conductances.indices.map { index -> Markup in
            let value = conductances[index]
            let mark = plot.marker(
                .circle, Double(index + 1), value,
                tooltip: "pulse \(index + 1), \(Voltage(amplitudes[index]).formatted(digits: 4)): "
                    + Conductance(value).formatted(digits: 4))
            return .tag("g", ["class": amplitudes[index] >= 0 ? "s1" : "s2"], [mark])
        }
        return file(
            title: title,
            description:
                "The conductance after each of \(conductances.count) pulses; blue after positive, orange after "
                + "negative ones.", content: [plot.axes()] + marks)
    }

    /// Which quantities a fit compares.
    package enum FitAxes: Sendable {
        case currentOverVoltage
        case conductanceOverPulses
        case conductanceOverTime
    }

    /// Measured points, the fitted curve, and the relative residuals below.
    package static func fit(
        title: String, axes: FitAxes, x: [Double], measured: [[Double]], fitted: [Double], residuals: [Double]
    ) -> String {
        let values = measured.joined() + fitted
        let (xAxis, yAxis): (Axis, Axis) =
            switch axes {
            case .currentOverVoltage:
                (
                    .engineering("Voltage", Volt.self, covering: x),
                    .engineering("Current", Ampere.self, covering: values + [0])
                )
            case .conductanceOverPulses:
                (.plain("Pulse", covering: x), .engineering("Conductance", Siemens.self, covering: values + [0]))
            case .conductanceOverTime:
                (
                    .engineering("Time", Second.self, covering: x),
                    .engineering("Conductance", Siemens.self, covering: values + [0])
                )
            }
        let plot = Plot(frame: Frame(left: 70, top: 60, width: 760, height: 260), x: xAxis, y: yAxis)
        let below = Plot(
            frame: Frame(left: 70, top: 390, width: 760, height: 100), x: xAxis,
            y: .percent("Residual of the mean", covering: residuals + [0], intervals: 3))
        // A figure of ten thousand markers is no longer a figure.
        let stride = max(1, x.count / 500)
        let points = measured.flatMap { column in
            column.indices.filter { $0 % stride == 0 }.map { index in
                plot.marker(.circle, x[index], column[index], tooltip: "\(column[index])")
            }
        }
        return file(
            title: title, description: "Circles are measured, the line is fitted; residuals below.", height: 540,
            content: [
                plot.axes(labelsX: false), .tag("g", ["class": "s0"], points),
                .tag("g", ["class": "s1"], [plot.line(x, fitted)]), below.axes(),
                .tag("g", ["class": "s2"], [below.line(x, residuals)]),
            ])
    }

    private static func decimals(_ value: Double?) -> String { NumberText.fixed(value ?? .nan, decimals: 3) }

    static func file(title: String, description: String, height: Double = 420, content: [Markup]) -> String {
        let style = Markup.tag("style", [:], [.stylesheet(Stylesheet.text + "svg{background:var(--paper)}")])
        let picture = Picture(
            name: "device", width: Picture.fullWidth, height: height, title: title, description: description,
            content: [style, Shape.label(title, 12, 24, style: "panel-title")] + content)
        return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>" + picture.markup.rendered + "\n"
    }
}
