import Results

/// Which classes are taken for which.
struct ConfusionSection {
    private let confusion: ConfusionRecord
    private let names: [String]
    /// More would not be read.
    private static let limit = 40

    init(_ results: NetworkResults) {
        confusion = results.confusion
        names = results.data.classNames
    }

    var section: Section {
        let total = confusion.counts.joined().reduce(0, +) + confusion.undecided.reduce(0, +)
        let blocks: [Block] =
            total == 0
            ? [.missing("No decisions in the results.")]
            : names.count > Self.limit
                ? [.missing("\(names.count) classes are too many for a picture; training.json has the counts.")]
                : [.figure(FigureBlock(picture: picture(total), caption: [.text(caption)]))]
        return Section(anchor: "confusion", title: "Which classes are taken for which", blocks: blocks)
    }

    private var hasUndecided: Bool { confusion.undecided.contains { $0 > 0 } }

    private var caption: String {
        "Rows: the sample’s class; columns: the network’s decision. Shades are shares of the row, "
            + "in a root scale so that rare confusions show."
            + (hasUndecided ? " The last column: no single winner." : "")
    }

    private func picture(_ total: Int) -> Picture {
        let columns = names.count + (hasUndecided ? 1 : 0)
        let labelWidth = min(150, 16 + 6.6 * Double(names.map(\.count).max() ?? 1))
        let cell = min(44, (Picture.fullWidth - labelWidth - 20) / Double(columns))
        let rows = names.indices.map { row in
            confusion.counts[row] + (hasUndecided ? [confusion.undecided[row]] : [])
        }
        let shares = rows.map { row -> [Double] in
            let sum = max(1, row.reduce(0, +))
            return row.map { (Double($0) / Double(sum)).squareRoot() }
        }
        let grid = CellGrid(
            left: labelWidth, top: 62, cell: cell, columns: columns, shades: shares.flatMap { $0 },
            tooltips: rows.enumerated().flatMap { row, counts in
                counts.enumerated().map { column, count in
                    let decision = column < names.count ? names[column] : "nothing"
                    return "\(count) of class \(names[row]) taken for \(decision)"
                }
            })
        var marks = [grid.drawn()]
        let writesNames = names.allSatisfy { $0.count <= 3 }
        for index in 0..<columns {
            let name = index < names.count ? (writesNames ? names[index] : "\(index + 1)") : "?"
            marks.append(
                Shape.label(name, labelWidth + (Double(index) + 0.5) * cell, 54, anchor: .middle, style: "tick"))
        }
        for (row, name) in names.enumerated() {
            let label = writesNames ? name : "\(name) (\(row + 1))"
            marks.append(
                Shape.label(
                    label, labelWidth - 8, grid.top + (Double(row) + 0.5) * cell + 4, anchor: .end, style: "tick"))
            guard cell >= 26 else { continue }
            for (column, count) in rows[row].enumerated() where count > 0 {
                let isDark = shares[row][column] > 0.55
                marks.append(
                    Shape.label(
                        "\(count)", labelWidth + (Double(column) + 0.5) * cell,
                        grid.top + (Double(row) + 0.5) * cell + 4, anchor: .middle,
                        style: isDark ? "cell on-dark" : "cell"))
            }
        }
        marks.append(Shape.label("Decision", labelWidth, 32, style: "axis-title"))
        let wrong = names.indices.reduce(0) { sum, row in
            sum + rows[row].enumerated().reduce(0) { $0 + ($1.offset == row ? 0 : $1.element) }
        }
        return Picture(
            name: "confusion-matrix", width: Picture.fullWidth, height: grid.top + grid.height + 8,
            title: "The confusion matrix",
            description: "\(total) held-out samples, \(wrong) of them taken for another class or for none.",
            content: marks)
    }
}
