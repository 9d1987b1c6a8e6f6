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
