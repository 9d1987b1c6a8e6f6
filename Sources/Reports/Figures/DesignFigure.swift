import Foundation
import Quantities

/// The Pareto front of a design search, as a complete SVG file.
package enum DesignFigure {
    /// - Parameters:
    ///   - energies: per inference [J].
    ///   - times: to the decision [s].
    ///   - margins: of the tightest rule, in units of what it asks for.
    package static func front(title: String, energies: [Double], times: [Double], margins: [Double]) -> String {
        let plot = Plot(
            frame: Frame(left: 80, top: 60, width: 740, height: 320),
            x: .plain("log10 of energy per inference (J)", covering: energies.map { log10($0) }),
            y: .plain("log10 of decision time (s)", covering: times.map { log10($0) }))
        let marks = energies.indices.map { index -> Markup in
            let mark = plot.marker(
                .circle, log10(energies[index]), log10(times[index]),
                tooltip: "\(Energy(energies[index]).formatted(digits: 3)), \(Time(times[index]).formatted(digits: 3)), "
                    + "margin \(String(format: "%.3g", margins[index]))")
            return .tag("g", ["class": margins[index] >= 1.1 ? "s1" : "s2"], [mark])
        }
        return DeviceFigure.file(
            title: title,
            description:
                "Designs that no other beats in energy, decision time and margin at once; blue with a tenth of "
                + "margin to spare, orange with less.",
            content: [plot.axes()] + marks)
    }
}
