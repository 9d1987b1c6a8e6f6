public import Experiments

/// The report on the paper's experiment: one HTML file that needs nothing beside it.
public enum PaperReport {
    /// Writes the results as a page with figures and tables.
    ///
    /// The same results give the same bytes. The page holds no script and loads nothing; it is well-formed XML as well
    /// as HTML. What the results lack is said to be missing, in a line where it would stand.
    public static func html(_ results: RunResults) -> String {
        let sections = [
            GlyphSection(results).section, ConductanceSection(results).section, RaceSection(results).section,
            NoiseSection(results).section, StuckAtSection(results).section, AgreementSection(results).section,
            EnergySection(results).section, TrainingSection(results).section, DesignRuleSection(results).section,
            NotesSection(results).section,
        ]
        var writer = ReportWriter()
        let body = sections.map { writer.written($0) }
        let page = Markup.tag(
            "html", ["xmlns": "http://www.w3.org/1999/xhtml", "lang": "en"],
            [
                head,
                .tag("body", [:], [.tag("main", [:], [HeaderSection(results).markup, contents(sections)] + body)]),
            ])
        return "<!DOCTYPE html>\n\(page.rendered)\n"
    }

    private static var head: Markup {
        .tag(
            "head", [:],
            [
                .tag("meta", ["charset": "utf-8"]),
                .tag("meta", ["name": "viewport", "content": "width=device-width, initial-scale=1"]),
                .tag("meta", ["name": "color-scheme", "content": "light dark"]),
                .tag("title", [:], [.text(HeaderSection.title)]), .tag("style", [:], [.stylesheet(Stylesheet.text)]),
            ])
    }

    private static func contents(_ sections: [Section]) -> Markup {
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
