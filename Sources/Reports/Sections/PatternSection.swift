import Results

/// The patterns, and how far they are from one another.
struct PatternSection {
    private let patterns: PatternRecord

    init(_ results: PaperResults) { self.init(results.patterns) }

    init(_ patterns: PatternRecord) { self.patterns = patterns }

    var section: Section {
        let blocks: [Block] =
            patterns.pictures.isEmpty
            ? [.missing("No patterns in the results: the run stopped before it read a pattern set.")]
            : [.figure(FigureBlock(picture: picture, caption: caption))]
        return Section(anchor: "patterns", title: "The patterns", blocks: blocks)
    }

    private var caption: [Markup] {
        let (distance, pairs) = (patterns.smallestDistance, closestPairs)
        let names = pairs.prefix(4).map { "\(patterns.name(of: $0.0)) and \(patterns.name(of: $0.1))" }
            .joined(separator: ", ")
        let more = pairs.count > 4 ? " and \(pairs.count - 4) more pairs" : ""
        return [
            .text(
                """
                Left: the set “\(patterns.name)”; each pattern drives one row per pixel. Right: the number of pixels in which \
                two patterns differ. The closest (outlined: \(names)\(more)) differ in \(distance): once \
                noise has flipped half of these, no reader, however good, can tell which was meant.
                """)
        ]
    }

    private var closestPairs: [(Int, Int)] {
        patterns.distances.indices.flatMap { row in
            patterns.distances[row].indices.filter {
                $0 > row && patterns.distances[row][$0] == patterns.smallestDistance
            }.map { (row, $0) }
        }
    }

    private var gallery: Gallery {
        Gallery(
            count: patterns.pictures.count, rows: patterns.height, columns: patterns.width, width: 430, height: 300)
    }

    private var picture: Picture {
        Picture(
            name: "pattern-set", width: Picture.fullWidth, height: max(gallery.height + 20, 350),
            title: "The patterns and their Hamming distances",
            description:
                "\(patterns.pictures.count) pictures of \(patterns.height) by \(patterns.width) pixels, and the "
                + "matrix of their distances; the smallest is \(patterns.smallestDistance) pixels.",
            content: pictures + matrix)
    }

    private var pictures: [Markup] {
        let gallery = gallery
        return patterns.pictures.enumerated().flatMap { index, picture -> [Markup] in
            let place = gallery.place(index, left: 1, top: 34)
            return [
                Shape.label(patterns.name(of: index), place.left, place.top - 9, style: "panel-title"),
                gallery.drawn(picture.joined().map { $0 == "#" ? 1 : 0 }, tooltips: [], at: place),
            ]
        }
    }

    /// The lower triangle, with its numbers where there is room for them; the upper would say the same again.
    private var matrix: [Markup] {
        let (left, top) = (538.0, 34.0)
        let cell = min(30, 300 / Double(max(1, patterns.distances.count)))
        let (isNumbered, isNamed) = (cell >= 18, cell >= 9)
        let largest = Double(patterns.distances.joined().max() ?? 1)
        var marks: [Markup] = []
        for (row, distances) in patterns.distances.enumerated() {
            // The first line of the triangle is empty: everything moves up by one.
            let y = top + Double(row - 1) * cell
            let headX = left + (Double(row) + 0.5) * cell
            let name = patterns.name(of: row)
            let style = isNumbered ? "panel-title" : "cell"
            if row > 0, isNamed {
                marks.append(Shape.label(name, left - 10, y + cell * 0.63, anchor: .end, style: style))
            }
            if row < patterns.distances.count - 1, isNamed, name.count <= 3 || isNumbered {
                marks.append(Shape.label(name, headX, top - 9, anchor: .middle, style: style))
            }
            for (column, distance) in distances.enumerated() where column < row {
                let x = left + Double(column) * cell
                let shade = Double(distance) / max(largest, 1) * 0.85
                let place = Frame(left: x + 0.5, top: y + 0.5, width: cell - 1, height: cell - 1)
                marks.append(Shape.rectangle(place, style: "shade", opacity: shade))
                guard isNumbered else { continue }
                marks.append(
                    Shape.label(
                        "\(distance)", x + cell / 2, y + cell * 0.63, anchor: .middle,
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

extension PatternRecord {
    /// Of a picture.
    var height: Int { pictures.first?.count ?? 0 }
    var width: Int { pictures.first?.first?.count ?? 0 }
    var pixels: Int { height * width }

    /// The name of a class; its number where the file names none.
    func name(of index: Int) -> String { classNames.indices.contains(index) ? classNames[index] : "\(index)" }

    /// "10 classes of 6 × 5 pixels".
    var shapeText: String {
        height == 1
            ? "\(pictures.count) classes of \(width) inputs"
            : "\(pictures.count) classes of \(height) × \(width) pixels"
    }
}
