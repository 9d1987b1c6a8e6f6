/// Frames of small multiples, in rows of up to three.
struct PanelLayout: Hashable, Sendable {
    let frames: [Frame]
    let height: Double
    /// Intervals between ticks that fit below a panel.
    let intervals: Int

    /// - Parameter isTitled: whether the panels have titles above them.
    init(panels: Int, top: Double, isTitled: Bool, tall: Double = 270) {
        let columns = panels == 1 ? 1 : panels <= 4 ? 2 : 3
        let pitch = columns == 1 ? 0 : columns == 2 ? 440.0 : 286
        let size = columns == 1 ? (788.0, tall) : columns == 2 ? (348.0, tall * 0.75) : (214.0, tall * 0.62)
        let head = isTitled ? 42.0 : 22
        let row = head + size.1 + 52
        frames = (0..<panels).map { index in
            Frame(
                left: Plot.labelWidth + Double(index % columns) * pitch,
                top: top + head + Double(index / columns) * row, width: size.0, height: size.1)
        }
        height = top + Double((panels + columns - 1) / columns) * row
        intervals = columns == 1 ? 8 : columns == 2 ? 5 : 4
    }

    /// A panel's title, over the title of its y axis.
    static func title(_ text: String, over frame: Frame) -> Markup {
        Shape.label(text, frame.left - Plot.labelWidth, frame.top - 32, style: "panel-title")
    }
}
