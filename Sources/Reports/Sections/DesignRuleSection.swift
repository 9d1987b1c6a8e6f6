import Results
import Studies

/// The rules that the circuit must meet, each with its margin.
struct DesignRuleSection {
    private let records: [DesignRuleRecord]

    init(_ results: PaperResults) { records = results.designRules }

    var section: Section {
        let blocks: [Block]
        if records.isEmpty {
            blocks = [.missing("No design rules in the results: the run did not check its circuit.")]
        } else {
            blocks = [.paragraph(summary), .table(table)]
        }
        return Section(anchor: "design-rules", title: "Design rules and their margins", blocks: blocks)
    }

    private var summary: [Markup] {
        let broken = records.count { !$0.holds }
        let verdict =
            broken == 0
            ? "Every one of \(records.count) checks holds."
            : "Broken: \(broken) of \(records.count) checks, which stand first."
        return [
            .strong(verdict),
            """
             A design that breaks one of them often fails silently: the right neuron still fires first, and then fires \
            again, or others do. A rule holds if its margin is at least what it requires.
            """,
        ]
    }

    private var table: Table {
        let ordered = records.filter { !$0.holds } + records.filter(\.holds)
        return Table(
            title: "Design rules",
            columns: [
                .words("rule"), .words("element"), .numbers("margin"), .numbers("required"),
                .numbers("margin / required"), .words("verdict"),
            ],
            rows: ordered.map { record in
                var name: [Markup] = [
                    .strong(record.rule),
                    .tag(
                        "small", [:],
                        [.typeset(record.explanation.prefix(1).uppercased() + record.explanation.dropFirst()).bound]),
                ]
                if !record.holds {
                    name.append(.tag("small", [:], [.strong("Remedy: "), .typeset(record.remedy).bound]))
                }
                let ratio = record.required > 0 ? record.margin / record.required : .nan
                return [
                    .group(name), .text(record.element), .text(NumberText.significant(record.margin, digits: 3)),
                    .text(NumberText.significant(record.required, digits: 3)),
                    .text(ratio.isFinite ? NumberText.significant(ratio, digits: 3) + " ×" : NumberText.absent),
                    .tag(
                        "span", ["class": record.holds ? "phrase met" : "phrase broken"],
                        [record.holds ? "✓ holds" : "✗ broken"]),
                ]
            })
    }
}
