import Quantities
package import Results

/// The page of `memspike assess`: one HTML file that needs nothing beside it.
package enum AssessmentReport {
    /// The same results give the same bytes; well-formed XML as well as HTML.
    package static func html(_ results: AssessmentResults) -> String {
        let header = ReportHeader(
            kicker: ReportHeader.kicker(results.program, "assessment"),
            title: "Can \(results.device) make a classifier?", lead: [.text(results.answer)], tiles: tiles(results),
            facts: [
                ("Law", .text(results.law)),
                ("Measurement", .text(results.verdict ?? "none: the model's own values")),
                ("Seed", .text("\(results.seed)")),
            ]
        ).markup
        return ReportPage(
            title: "Assessment of \(results.device)", header: header,
            sections: [topologies(results), rules(results), remedies(results), costs(results), notes(results)]
        ).html
    }

    private static func tiles(_ results: AssessmentResults) -> [Tile] {
        let chosen = results.topologies.first { $0.name == results.chosen }
        return [
            Tile(
                name: ["Answer"], value: results.works ? "yes" : "no",
                details: ["\(results.topologies.count { $0.works }) of \(results.topologies.count) topologies"]),
            Tile(
                name: ["Write threshold"], value: Voltage(results.writeThreshold).formatted(digits: 3),
                details: [results.thresholdMeaning]),
            Tile(
                name: ["Energy per inference"],
                value: chosen?.energy.map { Energy($0.perInference).formatted(digits: EnergyRecord.digits) },
                details: [results.chosen ?? "no topology works"]),
            Tile(
                name: ["Inferences to one lost point"],
                value: results.inferencesToOnePoint.map(count),
                details: [
                    results.outlivesWhatWasFollowed == true ? "none lost in what was followed" : "read disturb alone"
                ]),
        ]
    }

    private static func volts(_ value: Double?) -> Markup {
        .text(value.map { Voltage($0).formatted(digits: 3) } ?? NumberText.absent)
    }

    private static func number(_ value: Double?, digits: Int = 3) -> Markup {
        .text(value.map { NumberText.significant($0, digits: digits) } ?? NumberText.absent)
    }

    /// Two digits are known.
    private static func count(_ inferences: Double) -> String {
        inferences < 1e5 ? NumberText.significant(inferences, digits: 2) : NumberText.scientific(inferences)
    }

    private static func inferences(_ topology: AssessmentResults.Topology) -> Markup {
        .text(
            topology.inferencesToOnePoint.map(count)
                ?? (topology.outlivesWhatWasFollowed == true ? "none lost" : NumberText.absent))
    }

    private static func topologies(_ results: AssessmentResults) -> Section {
        Section(
            anchor: "topologies", title: "Yes or no, topology by topology",
            blocks: [
                .table(
                    Table(
                        title: "Topologies",
                        columns: [
                            .words("topology"), .words("answer"), .numbers("V_read"), .numbers("V_th"),
                            .numbers("smallest write threshold"), .numbers("smallest G_max/G_min"), .words("why"),
                        ],
                        rows: results.topologies.map { topology in
                            [
                                .text(topology.name),
                                .tag(
                                    "span", ["class": topology.works ? "phrase met" : "phrase broken"],
                                    [.text(topology.works ? "✓ yes" : "✗ no")]),
                                volts(topology.readVoltage), volts(topology.thresholdVoltage),
                                volts(topology.smallestThreshold), number(topology.smallestRatio),
                                .text(
                                    topology.reasons.isEmpty
                                        ? "every rule holds; tightest: \(topology.tightestRule?.rule ?? NumberText.absent)"
                                        : topology.reasons.joined(separator: "; ")),
                            ]
                        })),
                .paragraph([
                    """
                    The smallest threshold and range are those with which every design rule holds, found by bisection; they tell \
                    what a next device would need.
                    """
                ]),
            ])
    }

    private static func rules(_ results: AssessmentResults) -> Section {
        let broken = results.topologies.flatMap { topology in topology.brokenRules.map { (topology.name, $0) } }
        return Section(
            anchor: "rules", title: "Design rules that fail, and by how much",
            blocks: broken.isEmpty
                ? [.paragraph(["Every rule holds in every topology that the device has a range for."])]
                : [
                    .table(
                        Table(
                            title: "Broken rules",
                            columns: [
                                .words("topology"), .words("rule"), .numbers("margin"), .numbers("required"),
                                .words("remedy"),
                            ],
                            rows: broken.map { name, rule in
                                [
                                    .text(name), .text("\(rule.rule) (\(rule.element)): \(rule.explanation)"),
                                    number(rule.margin), number(rule.required), .text(rule.remedy),
                                ]
                            }))
                ])
    }

    private static func remedies(_ results: AssessmentResults) -> Section {
        let rows = results.topologies.flatMap { topology in topology.remedies.map { (topology.name, $0) } }
        let spread = results.spread
        func percent(_ share: Double) -> String { NumberText.percent(share, decimals: 1) + " %" }
        return Section(
            anchor: "spread", title: "Accuracy and yield at the device’s spread",
            blocks: [
                .paragraph([
                    .text(
                        "σ of ln G: \(percent(spread.lowResistance)) at G_max, \(percent(spread.highResistance)) at G_min; a cycle "
                            + "misses by \(percent(spread.cycleToCycle)) of the range "
                            + (spread.isMeasured ? "(measured)." : "(assumed: the device file has no spread)."))
                ]),
                rows.isEmpty
                    ? .missing("No topology holds its design rules, so that no array was drawn.")
                    : .table(
                        Table(
                            title: "Arrays with and without remedies",
                            columns: [
                                .words("topology"), .words("remedy"), .numbers("mean of the ceiling"),
                                .numbers("fifth percentile"), .numbers("yield"),
                            ],
                            rows: rows.map { name, remedy in
                                [
                                    .text(name), .text(remedy.name), .text(percent(remedy.accuracy)),
                                    .text(percent(remedy.accuracyP5)), .text(percent(remedy.yield)),
                                ]
                            })),
            ])
    }

    private static func costs(_ results: AssessmentResults) -> Section {
        let rows = results.topologies.filter { $0.energy != nil }
        func joules(_ value: Double?) -> Markup {
            .text(value.map { Energy($0).formatted(digits: EnergyRecord.digits) } ?? NumberText.absent)
        }
        func seconds(_ value: Double?) -> Markup {
            .text(value.map { Time($0).formatted(digits: 3) } ?? NumberText.absent)
        }
        return Section(
            anchor: "costs", title: "Energy, time and endurance",
            blocks: [
                rows.isEmpty
                    ? .missing("Nothing was programmed: no topology holds its design rules.")
                    : .table(
                        Table(
                            title: "What an inference and writing take",
                            columns: [
                                .words("topology"), .numbers("energy per inference"),
                                .numbers("slowest clean decision"),
                                .numbers("presentation"), .numbers("writing once"), .numbers("time of writing"),
                                .numbers("inferences to one lost point"), .numbers("C_m"),
                            ],
                            rows: rows.map { topology in
                                [
                                    .text(topology.name), joules(topology.energy?.perInference),
                                    seconds(topology.decisionTime),
                                    seconds(topology.window), joules(topology.writingEnergy),
                                    seconds(topology.writingTime), inferences(topology),
                                    .text(
                                        topology.membraneCapacitance.map { Capacitance($0).formatted(digits: 3) }
                                            ?? NumberText.absent),
                                ]
                            }))
            ])
    }

    private static func notes(_ results: AssessmentResults) -> Section {
        func list(_ lines: [String]) -> Block {
            .markup(.tag("ul", ["class": "notes"], lines.map { .tag("li", [:], [.text($0)]) }))
        }
        return Section(
            anchor: "protocol", title: "Protocol and notes",
            blocks: [list(results.protocol)] + (results.notes.isEmpty ? [] : [list(results.notes)]))
    }
}
