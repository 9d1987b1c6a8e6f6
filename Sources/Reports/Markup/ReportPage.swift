import Results

/// A whole report: a header, its contents, and numbered sections.
struct ReportPage {
    var title: String
    var header: Markup
    var sections: [Section]

    var html: String {
        var writer = ReportWriter()
        let body = sections.map { writer.written($0) }
        let page = Markup.tag(
            "html", ["xmlns": "http://www.w3.org/1999/xhtml", "lang": "en"],
            [head, .tag("body", [:], [.tag("main", [:], [header, contents] + body)])])
        return "<!DOCTYPE html>\n\(page.rendered)\n"
    }

    private var head: Markup {
        .tag(
            "head", [:],
            [
                .tag("meta", ["charset": "utf-8"]),
                .tag("meta", ["name": "viewport", "content": "width=device-width, initial-scale=1"]),
                .tag("meta", ["name": "color-scheme", "content": "light dark"]),
                .tag("title", [:], [.text(title)]), .tag("style", [:], [.stylesheet(Stylesheet.text)]),
            ])
    }

    private var contents: Markup {
        .tag(
            "ul", ["class": "contents"],
            sections.enumerated().map { index, section in
                .tag(
                    "li", [:],
                    [
                        .tag("span", ["class": "number"], [.text("\(index + 1)")]),
                        .tag("a", ["href": "#\(section.anchor)"], [.text(section.title)]),
                    ])
            })
    }
}

/// One of the numbers at the top of a report.
struct Tile {
    var name: [Markup]
    /// Nil for what was not measured.
    var value: String?
    var details: [String]

    var markup: Markup {
        let number = Markup.tag(
            "span", ["class": value == nil ? "value none" : "value"], [.text(value ?? NumberText.absent)])
        let lines = details.map { Markup.tag("span", ["class": "detail"], [.text($0).bound]) }
        return .tag("div", ["class": "tile"], [.tag("span", ["class": "name"], name), number] + lines)
    }
}

/// Terms with what they stand for, in two columns.
enum FactList {
    static func markup(_ rows: [(term: String, fact: Markup)]) -> Markup {
        .tag(
            "dl", ["class": "facts"], rows.flatMap { [.tag("dt", [:], [.text($0.term)]), .tag("dd", [:], [$0.fact])] })
    }
}

/// The top of a report: what it is, what it stands on, and some numbers.
struct ReportHeader {
    typealias Fact = (term: String, fact: Markup)

    var kicker: String
    var title: String
    var lead: [Markup]
    var tiles: [Tile] = []
    var facts: [Fact]

    var markup: Markup {
        .tag(
            "header", [:],
            [
                .tag("p", ["class": "kicker"], [.text(kicker)]), .tag("h1", [:], [.text(title)]),
                .tag("p", ["class": "lead"], lead),
            ]
                + (tiles.isEmpty ? [] : [.tag("div", ["class": "tiles"], tiles.map(\.markup))])
                + [FactList.markup(facts)])
    }

    /// "memspike 0.1.0 · results of one run".
    static func kicker(_ program: ProgramRecord, _ what: String) -> String {
        "\(program.name) \(program.version) · \(what)"
    }

    /// Which program, results and seed the numbers are of.
    static func origin(_ program: ProgramRecord, schema: Int, seed: UInt64) -> [Fact] {
        [
            ("Program", .text("\(program.name) \(program.version), results schema \(schema)")),
            ("Seed", .text("\(seed)")),
        ]
    }

    /// What limits the numbers is at the end of the page; who reads only the top must know that it is there.
    static func link(toNotes notes: [String]) -> [Fact] {
        guard !notes.isEmpty else { return [] }
        let count = notes.count == 1 ? "one note limits" : "\(notes.count) notes limit or explain"
        return [("Notes", .tag("a", ["href": "#notes"], [.text("\(count) what these numbers say")]))]
    }
}
