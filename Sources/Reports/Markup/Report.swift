/// A part of a section.
indirect enum Block: Hashable, Sendable {
    case paragraph([Markup])
    /// A sub-heading.
    case heading(String)
    /// One line on what is not in the results, and why.
    case missing(String)
    /// Something that a reader must not overlook.
    case warning(String)
    case figure(FigureBlock)
    case table(Table)
    case markup(Markup)
    /// What is too long to stand open; it unfolds below its summary.
    case folded(summary: String, blocks: [Block])
}

/// A picture with its caption.
struct FigureBlock: Hashable, Sendable {
    var picture: Picture
    /// What the caption says after the picture's title.
    var caption: [Markup]
}

/// One numbered section of the report.
struct Section: Hashable, Sendable {
    /// The target of links, of letters and hyphens.
    var anchor: String
    var title: String
    var blocks: [Block]
}

/// A table: the first column names its rows.
struct Table: Hashable, Sendable {
    struct Column: Hashable, Sendable {
        var title: [Markup]
        /// Numbers stand to the right, under one another; words to the left.
        var isNumeric: Bool

        static func words(_ title: Markup...) -> Column { Column(title: title, isNumeric: false) }
        static func numbers(_ title: Markup...) -> Column { Column(title: title, isNumeric: true) }
    }

    var title: String
    /// What the caption says after the title.
    var caption: [Markup] = []
    var columns: [Column]
    /// `[rows][columns]`
    var rows: [[Markup]]
    /// Rows that stand out.
    var emphasized: Set<Int> = []

    /// The table, folded if it is longer than a page's reader wants to see.
    var block: Block {
        rows.count <= Self.openRows
            ? .table(self) : .folded(summary: "\(title): \(NumberText.count(rows.count)) rows", blocks: [.table(self)])
    }

    static let openRows = 24
}

/// Writes sections, numbering figures and tables as it goes.
struct ReportWriter {
    private var sections = 0
    private var figures = 0
    private var tables = 0

    mutating func written(_ section: Section) -> Markup {
        sections += 1
        let heading = Markup.tag(
            "h2", ["id": "\(section.anchor)-heading"],
            [.tag("span", ["class": "number"], [.text("\(sections)")]), " ", .text(section.title)])
        let blocks = section.blocks.map { written($0) }
        return .tag(
            "section", ["id": section.anchor, "aria-labelledby": "\(section.anchor)-heading"], [heading] + blocks)
    }

    private mutating func written(_ block: Block) -> Markup {
        switch block {
        case .paragraph(let content): .tag("p", [:], content.map(\.bound))
        case .heading(let text): .tag("h3", [:], [.text(text)])
        case .missing(let text): .tag("p", ["class": "missing"], [.text(text)])
        case .warning(let text): .tag("p", ["class": "warning"], [.strong("Attention. "), .text(text).bound])
        case .figure(let figure): written(figure)
        case .table(let table): written(table)
        case .markup(let markup): markup
        case .folded(let summary, let blocks):
            .tag("details", [:], [.tag("summary", [:], [.text(summary)])] + blocks.map { written($0) })
        }
    }

    private mutating func written(_ figure: FigureBlock) -> Markup {
        figures += 1
        let caption = [Markup.strong("Figure \(figures). \(figure.picture.title)."), " "] + figure.caption.map(\.bound)
        return .tag(
            "figure", [:],
            [.tag("div", ["class": "scroll"], [figure.picture.markup]), .tag("figcaption", [:], caption)])
    }

    private mutating func written(_ table: Table) -> Markup {
        tables += 1
        let caption = [Markup.strong("Table \(tables). \(table.title)."), " "] + table.caption.map(\.bound)
        let head = table.columns.map {
            Markup.tag("th", ["scope": "col", "class": $0.isNumeric ? "numeric" : "words"], $0.title)
        }
        let rows = table.rows.enumerated().map { index, cells -> Markup in
            let written = zip(cells, table.columns).enumerated().map { column, pair -> Markup in
                let style = pair.1.isNumeric ? "numeric" : "words"
                return column == 0
                    ? .tag("th", ["scope": "row", "class": style], [pair.0]) : .tag("td", ["class": style], [pair.0])
            }
            return .tag("tr", table.emphasized.contains(index) ? ["class": "emphasized"] : [:], written)
        }
        return .tag(
            "div", ["class": "table scroll"],
            [
                .tag(
                    "table", [:],
                    [
                        .tag("caption", [:], caption), .tag("thead", [:], [.tag("tr", [:], head)]),
                        .tag("tbody", [:], rows),
                    ])
            ])
    }
}
