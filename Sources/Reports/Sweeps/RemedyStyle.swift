/// How a remedy is named and drawn, the same in every figure of a report.
struct RemedyStyle: Hashable, Sendable {
    /// As the study writes it.
    let name: String
    let label: String
    let colour: String
    let marker: MarkerShape

    private init(_ name: String, place: Int) {
        self.name = name
        label = Self.label(name)
        // The first one is what the others are compared with: it has the colour of what is untreated elsewhere.
        colour = ["s2", "s1", "s3", "s4", "s5", "s6", "sk", "s0"][place % 8]
        marker = MarkerShape.allCases[(place + 1) % MarkerShape.allCases.count]
    }

    /// A remedy in words.
    static func label(_ name: String) -> String { name == "none" ? "no remedy" : name }

    /// Every remedy once, in the order of the study.
    static func all(_ names: [String]) -> [RemedyStyle] {
        var seen: [String] = []
        for name in names where !seen.contains(name) { seen.append(name) }
        return seen.enumerated().map { RemedyStyle($1, place: $0) }
    }

    /// The label, kept on one line.
    var phrase: Markup { .tag("span", ["class": "phrase"], [.text(label)]) }

    var legend: LegendItem { LegendItem(name: label, colour: colour, lineStyle: "curve", marker: marker) }
}
