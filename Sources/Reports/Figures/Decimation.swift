/// A point of a picture, y downwards.
struct Point: Hashable, Sendable {
    var x: Double
    var y: Double
}

/// Thins a trace to what a picture can show.
enum Decimation {
    /// The first, lowest, highest and last point of every column of `columnWidth`, in the order of the trace.
    ///
    /// A line through these covers the same pixels as one through all (Jugel et al., "M4", doi
    /// 10.14778/2732951.2732953); every extreme of the trace stays, however narrow a spike is. Points in the middle of
    /// a level stretch go as well.
    static func thin(_ points: [Point], columnWidth: Double) -> [Point] {
        precondition(columnWidth > 0)
        var kept: [Point] = []
        var start = 0
        while start < points.count {
            let column = (points[start].x / columnWidth).rounded(.down)
            var end = start
            var (lowest, highest) = (start, start)
            while end < points.count, (points[end].x / columnWidth).rounded(.down) == column {
                if points[end].y < points[lowest].y { lowest = end }
                if points[end].y > points[highest].y { highest = end }
                end += 1
            }
            for index in Set([start, lowest, highest, end - 1]).sorted() { append(points[index], to: &kept) }
            start = end
        }
        return kept
    }

    private static func append(_ point: Point, to kept: inout [Point]) {
        // 0.005: half of the last digit that is written.
        let isLevel = kept.suffix(2).allSatisfy { abs($0.y - point.y) < 0.005 }
        if kept.count >= 2, isLevel, kept[kept.count - 2].x <= kept[kept.count - 1].x { kept.removeLast() }
        kept.append(point)
    }
}
