import Quantities

/// Where pictures of one shape stand: side by side and in lines, with a title above each.
struct Gallery {
    let cell: Double
    /// Of the pictures' pixels.
    private let columns: Int
    private let rows: Int
    private let perLine: Int
    let height: Double
    private static let gap = 20.0
    private static let titleHeight = 58.0

    /// The largest cells, up to 14, with which all pictures fit.
    init(count: Int, rows: Int, columns: Int, width: Double, height limit: Double) {
        func fit(_ cell: Double) -> (perLine: Int, height: Double) {
            let perLine = max(1, Int(saturating: (width + Self.gap) / (Double(columns) * cell + Self.gap)))
            let lines = (count + perLine - 1) / perLine
            return (perLine, Double(lines) * Self.pitch(rows, cell))
        }
        var cell = 14.0
        while cell > 1, fit(cell).height > limit || Double(columns) * cell > width { cell -= cell > 3 ? 1 : 0.5 }
        (self.cell, self.rows, self.columns) = (cell, rows, columns)
        (perLine, height) = fit(cell)
    }

    /// Titles take less room above small pictures.
    private static func pitch(_ rows: Int, _ cell: Double) -> Double {
        Double(rows) * cell + (cell > 8 ? titleHeight : 32)
    }

    /// The upper left corner of a picture.
    func place(_ index: Int, left: Double, top: Double) -> (left: Double, top: Double) {
        (
            left + Double(index % perLine) * (Double(columns) * cell + Self.gap),
            top + Double(index / perLine) * Self.pitch(rows, cell)
        )
    }

    /// A shade a pixel, drawn cell by cell with what each says when pointed at, or as runs of one shade where there are many.
    func drawn(_ shades: [Double], tooltips: [String], at place: (left: Double, top: Double)) -> Markup {
        if shades.count <= 400 {
            return CellGrid(
                left: place.left, top: place.top, cell: cell, columns: columns, shades: shades, tooltips: tooltips
            ).drawn()
        }
        let outline = Frame(
            left: place.left - 0.5, top: place.top - 0.5, width: Double(columns) * cell + 1,
            height: Double(rows) * cell + 1)
        let grey = GreyImage(pixels: shades.map { $0.isFinite ? Int(saturating: $0 * 255) : 0 }, width: columns)
        return .group([
            grey.drawn(left: place.left, top: place.top, scale: cell), Shape.rectangle(outline, style: "outline"),
        ])
    }
}
