/// A drawing with the words that stand for it where it cannot be seen.
struct Picture: Hashable, Sendable {
    /// Unique in the report, of letters and hyphens.
    var name: String
    var width: Double
    var height: Double
    /// What it shows, in a few words.
    var title: String
    /// What a reader learns from it, in a sentence or two.
    var description: String
    var content: [Markup]

    /// The width of every figure, so that all their left edges meet.
    static let fullWidth = 860.0

    var markup: Markup {
        let text = NumberText.coordinate
        return .tag(
            "svg",
            [
                "xmlns": "http://www.w3.org/2000/svg", "role": "img", "aria-labelledby": "\(name)-title \(name)-desc",
                "viewBox": "0 0 \(text(width)) \(text(height))", "width": text(width), "height": text(height),
            ],
            [
                .tag("title", ["id": "\(name)-title"], [.text(title)]),
                .tag("desc", ["id": "\(name)-desc"], [.text(description)]),
            ] + content)
    }
}

/// A grid of cells, each shaded by a number from 0 to 1.
struct CellGrid: Hashable, Sendable {
    var left: Double
    var top: Double
    var cell: Double
    var columns: Int
    /// Row by row; not finite is drawn as missing.
    var shades: [Double]
    /// What each cell says when pointed at; empty for none.
    var tooltips: [String] = []

    var rows: Int { (shades.count + columns - 1) / columns }
    var width: Double { Double(columns) * cell }
    var height: Double { Double(rows) * cell }

    func frame(_ index: Int) -> Frame {
        Frame(
            left: left + Double(index % columns) * cell, top: top + Double(index / columns) * cell, width: cell,
            height: cell)
    }

    /// The cells, each a hair smaller than its place, within a thin outline.
    func drawn(style: String = "shade") -> Markup {
        var marks = shades.indices.map { index -> Markup in
            let place = frame(index)
            let inset = Frame(
                left: place.left + 0.5, top: place.top + 0.5, width: place.width - 1, height: place.height - 1)
            let shade = shades[index]
            let hint = index < tooltips.count ? tooltips[index] : nil
            guard shade.isFinite else { return Shape.rectangle(inset, style: "missing-cell", tooltip: hint) }
            return Shape.rectangle(inset, style: style, opacity: min(max(shade, 0), 1), tooltip: hint)
        }
        let outline = Frame(left: left - 0.5, top: top - 0.5, width: width + 1, height: height + 1)
        marks.append(Shape.rectangle(outline, style: "outline"))
        return .tag("g", [:], marks)
    }
}

extension CellGrid {
    /// A picture of `#` and other characters in black and white.
    init(picture: [String], left: Double, top: Double, cell: Double) {
        let columns = max(1, picture.map(\.count).max() ?? 1)
        let shades = picture.flatMap { line in
            line.map { $0 == "#" ? 1.0 : 0.0 } + Array(repeating: 0, count: columns - line.count)
        }
        self.init(left: left, top: top, cell: cell, columns: columns, shades: shades)
    }
}
