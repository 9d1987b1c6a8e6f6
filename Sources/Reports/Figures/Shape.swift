/// The few marks that every figure is made of; colours and widths belong to the style sheet.
enum Shape {
    enum Anchor: String {
        case start, middle, end
    }

    static func line(_ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double, style: String) -> Markup {
        let text = NumberText.coordinate
        return .tag("line", ["class": style, "x1": text(x1), "y1": text(y1), "x2": text(x2), "y2": text(y2)])
    }

    static func rectangle(_ frame: Frame, style: String, opacity: Double? = nil, tooltip: String? = nil) -> Markup {
        let text = NumberText.coordinate
        var attributes = [
            ("class", style), ("x", text(frame.left)), ("y", text(frame.top)), ("width", text(frame.width)),
            ("height", text(frame.height)),
        ].map { Markup.Attribute(name: $0.0, value: $0.1) }
        if let opacity { attributes.append(Markup.Attribute(name: "fill-opacity", value: text(opacity))) }
        return .element(name: "rect", attributes: attributes, children: hint(tooltip))
    }

    static func label(
        _ content: [Markup], _ x: Double, _ y: Double, anchor: Anchor = .start, style: String = "direct"
    ) -> Markup {
        let text = NumberText.coordinate
        return .tag("text", ["class": "\(style) \(anchor.rawValue)", "x": text(x), "y": text(y)], content)
    }

    static func label(
        _ content: String, _ x: Double, _ y: Double, anchor: Anchor = .start, style: String = "direct"
    ) -> Markup {
        label([.text(content)], x, y, anchor: anchor, style: style)
    }

    /// The text of a path's `d`: move, then lines.
    static func path(through points: [Point]) -> String {
        var data = ""
        for (index, point) in points.enumerated() {
            data += index == 0 ? "M" : index == 1 ? "L" : " "
            data += NumberText.coordinate(point.x) + " " + NumberText.coordinate(point.y)
        }
        // A path of one point draws nothing unless it is closed.
        return points.count == 1 ? data + "h0" : data
    }

    /// A letter with its index, for a label inside a picture.
    static func symbol(_ letter: String, _ index: String) -> Markup {
        .group([
            .tag("tspan", ["class": "variable"], [.text(letter)]),
            .tag("tspan", ["class": "index", "dy": "3"], [.text(index)]),
        ])
    }

    static func hint(_ tooltip: String?) -> [Markup] {
        tooltip.map { [.tag("title", [:], [.text($0)])] } ?? []
    }
}

/// The shape tells series apart where colour cannot: in print, and to a colour-blind reader.
enum MarkerShape: String, CaseIterable, Sendable {
    case circle, square, diamond, triangle

    /// The outline around the origin; all shapes have about the same area.
    private var outline: String {
        switch self {
        case .circle: "a3.5 3.5 0 1 0 7 0a3.5 3.5 0 1 0 -7 0Z"
        case .square: "h6.2v6.2h-6.2Z"
        case .diamond: "l4.4 4.4l-4.4 4.4l-4.4 -4.4Z"
        case .triangle: "l4.3 7.4h-8.6Z"
        }
    }

    private var start: Point {
        switch self {
        case .circle: Point(x: -3.5, y: 0)
        case .square: Point(x: -3.1, y: -3.1)
        case .diamond: Point(x: 0, y: -4.4)
        case .triangle: Point(x: 0, y: -4.6)
        }
    }

    func drawn(at centre: Point, tooltip: String? = nil) -> Markup {
        let text = NumberText.coordinate
        let data = "M\(text(centre.x + start.x)) \(text(centre.y + start.y))\(outline)"
        return .tag("path", ["class": "marker", "d": data], Shape.hint(tooltip))
    }
}

/// One line of a legend: how a series is drawn, and its name.
struct LegendItem: Hashable, Sendable {
    var name: String
    /// Class of the group that carries the colour.
    var colour: String
    /// Class of the line: solid, dashed or dotted; nil for a filled patch.
    var lineStyle: String?
    var marker: MarkerShape?

    private var swatchWidth: Double { lineStyle == nil ? 12 : 26 }
    /// Estimated, for letters of 12 px; rather too wide than too narrow.
    private var width: Double { swatchWidth + 8 + Double(name.count) * 6.2 + 18 }

    /// The items in rows from the left; wraps where `width` ends.
    static func row(_ items: [LegendItem], left: Double, top: Double, width: Double) -> (markup: Markup, height: Double)
    {
        var (x, y) = (left, top)
        var marks: [Markup] = []
        for item in items {
            if x > left, x + item.width - 18 > left + width { (x, y) = (left, y + 20) }
            marks.append(.tag("g", ["class": item.colour], item.swatch(x, y)))
            marks.append(Shape.label(item.name, x + item.swatchWidth + 8, y + 4))
            x += item.width
        }
        return (.group(marks), items.isEmpty ? 0 : y - top + 20)
    }

    private func swatch(_ x: Double, _ y: Double) -> [Markup] {
        guard let lineStyle else {
            return [Shape.rectangle(Frame(left: x, top: y - 6, width: 12, height: 12), style: "bar")]
        }
        let line = Shape.line(x, y, x + 26, y, style: lineStyle)
        return marker.map { [line, $0.drawn(at: Point(x: x + 13, y: y))] } ?? [line]
    }
}
