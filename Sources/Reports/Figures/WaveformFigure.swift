import Quantities

/// Waveforms of a simulation as a complete SVG file: voltages above, currents below.
package enum WaveformFigure {
    package struct Trace: Hashable, Sendable {
        package var name: String
        package var isCurrent: Bool
        /// [V] or [A], one for each time.
        package var values: [Double]

        package init(name: String, isCurrent: Bool, values: [Double]) {
            self.name = name
            self.isCurrent = isCurrent
            self.values = values
        }
    }

    /// - Parameter time: [s], ascending.
    package static func svg(title: String, time: [Double], traces: [Trace]) -> String {
        let colours = ["s1", "s2", "s3", "s4", "s0"]
        let lineStyles = ["curve", "curve-dashed", "curve-dotted"]
        var content: [Markup] = []
        var top = 60.0
        let panels = [traces.filter { !$0.isCurrent }, traces.filter(\.isCurrent)].filter { !$0.isEmpty }
        for (index, panel) in panels.enumerated() {
            let items = panel.enumerated().map { place, trace in
                LegendItem(
                    name: trace.name, colour: colours[place % colours.count],
                    lineStyle: lineStyles[place / colours.count % lineStyles.count], marker: nil)
            }
            let legend = LegendItem.row(items, left: 70, top: top, width: 760)
            let frame = Frame(left: 70, top: top + legend.height + 24, width: 760, height: 240)
            let values = panel.flatMap(\.values) + [0]
            let plot = Plot(
                frame: frame, x: .engineering("Time", Second.self, covering: time),
                y: panel[0].isCurrent
                    ? .engineering("Current", Ampere.self, covering: values)
                    : .engineering("Voltage", Volt.self, covering: values))
            content += [legend.markup, plot.axes(labelsX: index == panels.count - 1)]
            for (trace, item) in zip(panel, items) {
                content.append(
                    .tag("g", ["class": item.colour], [plot.line(time, trace.values, style: item.lineStyle ?? "curve")])
                )
            }
            top = frame.bottom + 40
        }
        return DeviceFigure.file(
            title: title, description: "Waveforms of \(traces.map(\.name).joined(separator: ", ")).", height: top + 20,
            content: content)
    }
}
