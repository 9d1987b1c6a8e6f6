/// A rectangle of a picture.
struct Frame: Hashable, Sendable {
    var left: Double
    var top: Double
    var width: Double
    var height: Double

    var right: Double { left + width }
    var bottom: Double { top + height }
}

/// Two axes in a frame, and what can be drawn against them.
struct Plot: Hashable, Sendable {
    let frame: Frame
    let x: Axis
    let y: Axis
    /// Room left free at both ends of the x axis, for marks that reach beyond their value.
    var inset = 0.0

    func point(_ xValue: Double, _ yValue: Double) -> Point {
        Point(x: horizontal(xValue), y: vertical(yValue))
    }

    func horizontal(_ value: Double) -> Double { frame.left + inset + x.fraction(value) * (frame.width - 2 * inset) }
    func vertical(_ value: Double) -> Double { frame.bottom - y.fraction(value) * frame.height }

    // MARK: Axes

    /// The room that a frame keeps at its left for tick labels; y titles begin where it begins.
    static let labelWidth = 58.0

    /// Grid, base line, tick labels and titles.
    /// - Parameter labelsX: false for a panel that shares the x axis of one below.
    func axes(labelsX: Bool = true) -> Markup {
        var marks: [Markup] = []
        for (value, label) in y.marks {
            let position = vertical(value)
            marks.append(Shape.line(frame.left, position, frame.right, position, style: "grid"))
            marks.append(Shape.label(label, frame.left - 8, position + 4, anchor: .end, style: "tick"))
        }
        for (value, label) in x.marks {
            let position = horizontal(value)
            marks.append(Shape.line(position, frame.bottom, position, frame.bottom + 4, style: "axis"))
            if labelsX { marks.append(Shape.label(label, position, frame.bottom + 18, anchor: .middle, style: "tick")) }
        }
        marks.append(Shape.line(frame.left, frame.bottom, frame.right, frame.bottom, style: "axis"))
        // The y title lies over the axis, level and left-aligned: nobody has to tilt the head.
        marks.append(Shape.label(y.title, frame.left - Self.labelWidth, frame.top - 12, style: "axis-title"))
        if labelsX {
            marks.append(
                Shape.label(
                    x.title, frame.left + frame.width / 2, frame.bottom + 38, anchor: .middle, style: "axis-title"))
        }
        return .tag("g", [:], marks)
    }

    // MARK: Data

    /// A line through the points that the axes hold, broken where they do not.
    func line(_ xs: [Double], _ ys: [Double], style: String = "curve", columnWidth: Double = 1.5) -> Markup {
        var pieces: [[Point]] = [[]]
        for (xValue, yValue) in zip(xs, ys) {
            if x.holds(xValue), y.holds(yValue) {
                pieces[pieces.count - 1].append(point(xValue, yValue))
            } else if pieces.last?.isEmpty == false {
                pieces.append([])
            }
        }
        let data = pieces.filter { !$0.isEmpty }.map {
            Shape.path(through: Decimation.thin($0, columnWidth: columnWidth))
        }
        return data.isEmpty ? .group([]) : .tag("path", ["class": style, "d": data.joined()])
    }

    /// The area between two curves: an interval of confidence.
    func band(_ xs: [Double], low: [Double], high: [Double]) -> Markup {
        let limits = zip(xs, zip(low, high)).filter { x.holds($0) && y.holds($1.0) && y.holds($1.1) }
        guard limits.count > 1 else { return .group([]) }
        let outline = limits.map { point($0, $1.1) } + limits.reversed().map { point($0, $1.0) }
        return .tag("path", ["class": "band", "d": Shape.path(through: outline) + "Z"])
    }

    /// A vertical interval bar beside its point.
    /// - Parameter offset: a shift to the right in the picture, so that series do not hide one another.
    func interval(_ xValue: Double, low: Double, high: Double, offset: Double = 0) -> Markup {
        guard x.holds(xValue), y.holds(low), y.holds(high) else { return .group([]) }
        let position = horizontal(xValue) + offset
        return Shape.line(position, vertical(low), position, vertical(high), style: "interval")
    }

    /// A marker that tells its value when pointed at.
    func marker(
        _ shape: MarkerShape, _ xValue: Double, _ yValue: Double, offset: Double = 0, tooltip: String
    ) -> Markup {
        guard x.holds(xValue), y.holds(yValue) else { return .group([]) }
        let centre = point(xValue, yValue)
        return shape.drawn(at: Point(x: centre.x + offset, y: centre.y), tooltip: tooltip)
    }

    /// A level line across the frame with its name at the right.
    func rule(at yValue: Double, style: String, label: Markup? = nil) -> Markup {
        guard y.holds(yValue) else { return .group([]) }
        let position = vertical(yValue)
        var marks = [Shape.line(frame.left, position, frame.right, position, style: style)]
        if let label { marks.append(Shape.label([label], frame.right + 8, position + 4, style: "direct")) }
        return .group(marks)
    }

    /// A vertical bar from zero.
    func bar(from left: Double, to right: Double, height: Double, tooltip: String) -> Markup {
        let (start, end, top) = (horizontal(left), horizontal(right), vertical(height))
        // Half a pixel of ground at each side keeps neighbours apart.
        let frame = Frame(
            left: start + 0.5, top: top, width: max(0.5, end - start - 1), height: max(0, vertical(0) - top))
        return Shape.rectangle(frame, style: "bar", tooltip: tooltip)
    }
}
