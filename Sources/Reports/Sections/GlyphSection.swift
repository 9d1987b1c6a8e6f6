import Experiments

/// The ten pictures, and how far they are from one another.
struct GlyphSection {
    private let glyphs: GlyphRecord

    init(_ results: RunResults) { self.init(results.glyphs) }

    init(_ glyphs: GlyphRecord) { self.glyphs = glyphs }

    var section: Section {
        let blocks: [Block] =
            glyphs.pictures.isEmpty
            ? [.missing("No glyphs in the results: the run stopped before it read a glyph set.")]
            : [.figure(FigureBlock(picture: picture, caption: caption))]
        return Section(anchor: "glyphs", title: "The ten glyphs", blocks: blocks)
    }

    private var caption: [Markup] {
        let (distance, pairs) = (glyphs.smallestDistance, closestPairs)
        let names = pairs.prefix(4).map { "\($0.0) and \($0.1)" }.joined(separator: ", ")
        let more = pairs.count > 4 ? " and \(pairs.count - 4) more pairs" : ""
        return [
            """
            Left: the set “\(glyphs.name)”; each picture drives one row per pixel. Right: the number of pixels in which \
            two glyphs differ. The closest (outlined: \(names)\(more)) differ in \(distance): once \
            noise has flipped half of these, no reader, however good, can tell which was meant.
            """
        ]
    }

    private var closestPairs: [(Int, Int)] {
        glyphs.distances.indices.flatMap { row in
            glyphs.distances[row].indices.filter { $0 > row && glyphs.distances[row][$0] == glyphs.smallestDistance }
                .map { (row, $0) }
        }
    }

    private var picture: Picture {
        let rows = (glyphs.pictures.count + 4) / 5
        return Picture(
            name: "glyph-set", width: Picture.fullWidth, height: max(Double(rows) * 142 + 20, 320),
            title: "The glyphs and their Hamming distances",
            description: "Ten pictures of 6 by 5 pixels, and the matrix of their distances; the smallest is "
                + "\(glyphs.smallestDistance) pixels.",
            content: pictures + matrix)
    }

    private var pictures: [Markup] {
        glyphs.pictures.enumerated().flatMap { digit, picture -> [Markup] in
            let grid = CellGrid(
                picture: picture, left: 1 + Double(digit % 5) * 90, top: 34 + Double(digit / 5) * 142, cell: 14)
            return [Shape.label("\(digit)", grid.left, grid.top - 9, style: "panel-title"), grid.drawn()]
        }
    }

    /// The lower triangle with its numbers; the upper would say the same again.
    private var matrix: [Markup] {
        let (left, top, cell) = (538.0, 34.0, 30.0)
        let largest = Double(glyphs.distances.joined().max() ?? 1)
        var marks: [Markup] = []
        for (row, distances) in glyphs.distances.enumerated() {
            // The first line of the triangle is empty: everything moves up by one.
            let y = top + Double(row - 1) * cell
            let headX = left + (Double(row) + 0.5) * cell
            if row > 0 { marks.append(Shape.label("\(row)", left - 10, y + 19, anchor: .end, style: "panel-title")) }
            if row < glyphs.distances.count - 1 {
                marks.append(Shape.label("\(row)", headX, top - 9, anchor: .middle, style: "panel-title"))
            }
            for (column, distance) in distances.enumerated() where column < row {
                let x = left + Double(column) * cell
                let shade = Double(distance) / max(largest, 1) * 0.85
                let place = Frame(left: x + 0.5, top: y + 0.5, width: cell - 1, height: cell - 1)
                marks.append(Shape.rectangle(place, style: "shade", opacity: shade))
                marks.append(
                    Shape.label(
                        "\(distance)", x + cell / 2, y + 19, anchor: .middle,
                        style: shade > 0.55 ? "cell on-dark" : "cell"))
            }
        }
        for (first, second) in closestPairs {
            let place = Frame(
                left: left + Double(first) * cell + 1, top: top + Double(second - 1) * cell + 1, width: cell - 2,
                height: cell - 2)
            marks.append(Shape.rectangle(place, style: "flagged"))
        }
        return [.tag("g", [:], marks)]
    }
}
