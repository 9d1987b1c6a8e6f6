import Results
import Studies

/// A sweep's points by their place on its axes.
struct SweepGrid: Sendable {
    struct Dimension: Sendable {
        var style: ParameterStyle
        var record: AxisRecord

        var isNumeric: Bool { !record.numbers.isEmpty }
        var count: Int { record.values.count }

        func number(_ index: Int) -> Double? { isNumeric ? record.numbers[index] : nil }
        /// "10 %", "row".
        func text(_ index: Int) -> String { style.text(record.values[index], number: number(index)) }
        /// As `text`, less the unit that the column's heading has.
        func cell(_ index: Int) -> String { style.cell(record.values[index], number: number(index)) }
        /// "stuck cells 10 %", "flip probability p = 0.1".
        func phrase(_ index: Int) -> String {
            let endsInSymbol = style.phrase.split(separator: " ").last.map { $0.count <= 2 } ?? false
            return "\(style.phrase)\(endsInSymbol ? " =" : "") \(text(index))"
        }
    }

    private struct Key: Hashable {
        var place: [Int]
        var remedy: String
    }

    let dimensions: [Dimension]
    let remedies: [RemedyStyle]
    /// Whether every point knows the best that anything could reach.
    let hasCeiling: Bool
    private let points: [Key: PointRecord]
    private let differences: [Key: DifferenceRecord]

    init(_ results: SweepResults) {
        let dimensions = results.axes.map { Dimension(style: ParameterStyle($0.key), record: $0) }
        func key(_ axes: [String: StudyTree], _ remedy: String) -> Key? {
            let place = dimensions.compactMap { dimension in
                axes[dimension.style.key].flatMap { dimension.record.values.firstIndex(of: $0) }
            }
            return place.count == dimensions.count ? Key(place: place, remedy: remedy) : nil
        }
        var points: [Key: PointRecord] = [:]
        for point in results.points {
            if let key = key(point.axes, point.remedy) { points[key] = point }
        }
        var differences: [Key: DifferenceRecord] = [:]
        for difference in results.differences {
            if let key = key(difference.axes, difference.remedy) { differences[key] = difference }
        }
        self.dimensions = dimensions
        self.points = points
        self.differences = differences
        remedies = RemedyStyle.all(results.points.map(\.remedy))
        hasCeiling = !results.points.isEmpty && results.points.allSatisfy { ($0.ceiling ?? 0) > 0 }
    }

    func point(_ place: [Int], _ remedy: RemedyStyle) -> PointRecord? {
        points[Key(place: place, remedy: remedy.name)]
    }

    func difference(_ place: [Int], _ remedy: RemedyStyle) -> DifferenceRecord? {
        differences[Key(place: place, remedy: remedy.name)]
    }

    func remedy(_ name: String) -> RemedyStyle? { remedies.first { $0.name == name } }

    /// All places, the last axis fastest.
    var places: [[Int]] {
        dimensions.reduce([[]]) { places, dimension in
            places.flatMap { place in (0..<dimension.count).map { place + [$0] } }
        }
    }

    var numericAxes: [Int] { dimensions.indices.filter { dimensions[$0].isNumeric } }

    /// The first value of every axis.
    var origin: [Int] { dimensions.map { _ in 0 } }

    /// "stuck cells 10 %, flip probability p 0.1"; only the axes asked for.
    func phrase(_ place: [Int], axes: [Int]? = nil) -> String {
        (axes ?? Array(dimensions.indices)).map { dimensions[$0].phrase(place[$0]) }.joined(separator: ", ")
    }

    func phrase(_ axes: [String: StudyTree]) -> String {
        dimensions.compactMap { dimension -> String? in
            guard let value = axes[dimension.style.key], let index = dimension.record.values.firstIndex(of: value)
            else { return nil }
            return dimension.phrase(index)
        }.joined(separator: ", ")
    }

    /// An accuracy as the figures show it: relative to the ceiling where that is known.
    func shown(_ accuracy: Double, of point: PointRecord) -> Double {
        hasCeiling ? accuracy / point.ceiling! : accuracy
    }

    /// Of "accuracy", in a title.
    var shownName: String { hasCeiling ? "accuracy relative to the ceiling" : "accuracy" }
}

extension SweepGrid {
    /// What a figure shows side by side.
    struct Panels: Sendable {
        /// Places with the values of the axes that the figure does not vary.
        var places: [[Int]]
        /// Axes whose value is a panel's title.
        var titled: [Int]
        /// Axes that stay at their first value in the whole figure.
        var fixed: [Int]
        /// Axes of which not all values are shown.
        var thinned: [Int]
    }

    /// Panels over the axes that a figure leaves free: all their combinations if these are few, else some values of the
    /// first of them, and the others fixed.
    func panels(without drawn: [Int], atMost limit: Int = 6) -> Panels {
        let free = dimensions.indices.filter { !drawn.contains($0) && dimensions[$0].count > 1 }
        func places(_ axes: [Int], _ choices: [[Int]]) -> [[Int]] {
            zip(axes, choices).reduce([origin]) { places, item in
                places.flatMap { place in
                    item.1.map { value in
                        var place = place
                        place[item.0] = value
                        return place
                    }
                }
            }
        }
        let product = free.reduce(1) { $0 * dimensions[$1].count }
        if product <= limit {
            return Panels(
                places: places(free, free.map { Array(0..<dimensions[$0].count) }), titled: free, fixed: [], thinned: []
            )
        }
        if limit == 1 { return Panels(places: [origin], titled: [], fixed: Array(free), thinned: []) }
        let (axis, count) = (free[0], dimensions[free[0]].count)
        let kept = min(count, limit)
        // The first and the last value are always among those kept.
        let choice = (0..<kept).map { ($0 * (count - 1) + (kept - 1) / 2) / (kept - 1) }
        return Panels(
            places: places([axis], [choice]), titled: [axis], fixed: Array(free.dropFirst()),
            thinned: kept < count ? [axis] : [])
    }

    /// The title of a panel; several axes stand there with their values alone, and the caption names them.
    func title(_ place: [Int], of panels: Panels) -> String {
        panels.titled.count == 1
            ? phrase(place, axes: panels.titled)
            : panels.titled.map { dimensions[$0].text(place[$0]) }.joined(separator: ", ")
    }

    /// What a caption says of the panels, and of the axes that a figure does not show in full.
    func remark(_ panels: Panels) -> String {
        var sentences: [String] = []
        if panels.titled.count > 1 {
            sentences.append("Panels: \(panels.titled.map { dimensions[$0].style.phrase }.joined(separator: ", ")).")
        }
        if !panels.fixed.isEmpty {
            sentences.append("Held at their first value: \(phrase(origin, axes: panels.fixed)).")
        }
        if !panels.thinned.isEmpty {
            let names = panels.thinned.map { dimensions[$0].style.phrase }.joined(separator: ", ")
            sentences.append("Only some values of \(names) are drawn; the table has all.")
        }
        return sentences.map { " " + $0 }.joined()
    }
}

extension SweepGrid.Dimension {
    /// An axis of a figure through this dimension's values.
    func axis(intervals: Int) -> Axis { style.axis(covering: record.numbers, intervals: intervals) }
}
