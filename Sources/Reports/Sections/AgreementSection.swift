import Results
import Studies

/// How far the levels of description agree, and what each costs to compute.
struct AgreementSection {
    let results: PaperResults

    var section: Section {
        var blocks: [Block] = []
        if results.agreement.isEmpty {
            blocks.append(
                .missing(
                    "No two levels were compared: only one engine ran, because the study asks for no other or because "
                        + "ngspice is not installed (the notes say which)."))
        } else {
            blocks.append(.paragraph(explanation))
            blocks.append(.table(agreementTable))
        }
        if let speed = results.speed {
            blocks.append(.table(SpeedTable(speed: speed).table))
        } else {
            blocks.append(.missing("No speed in the results: the run did not time its engines."))
        }
        return Section(anchor: "agreement", title: "Agreement between the levels", blocks: blocks)
    }

    private var explanation: [Markup] {
        [
            """
            The same network is described at several levels: the discrete model that is trained (L0), the exact event-driven \
            solution of the piecewise-linear circuit (L1), the same circuit in ngspice (L2a), and a circuit of device \
            models in ngspice (L2b). Each pair below saw the same pictures.
            """
        ]
    }

    private var agreementTable: Table {
        let rows = results.agreement.map { record -> [Markup] in
            [
                .group([
                    phrase(EngineStyle(record.a).label), .tag("br"), phrase("and \(EngineStyle(record.b).label)"),
                ]),
                .text(probability(record.flipProbability)), .text(NumberText.count(record.presentations)),
                .text(NumberText.percent(record.decisionsAgree)), error(record.spikeTimeErrorMedian),
                error(record.spikeTimeErrorMax),
                record.energyErrorMedian.map { error($0) } ?? .text(NumberText.absent),
                .text("\(NumberText.count(record.multipleSpikesA)), \(NumberText.count(record.multipleSpikesB))"),
                .text(NumberText.count(record.failures)),
            ]
        }
        return Table(
            title: "Agreement of the levels",
            caption: [
                """
                Spike time error: relative, of the first spike, where both fired. Multiple spikes: presentations in which \
                the first and the second level showed more than one output spike. A failed run is in no other column. A dash: not both levels know an energy.
                """
            ],
            columns: [
                .words("levels"), .numbers(.tag("i", [:], ["p"])), .numbers("presen­tations"),
                .numbers("decisions agree (%)"), .numbers("spike time error, median"), .numbers("maximum"),
                .numbers("energy error, median"), .numbers("multiple spikes"), .numbers("failed runs"),
            ], rows: rows)
    }

    /// The discrete model integrates no source: an energy error of nothing would read as perfect agreement.
    private func phrase(_ text: String) -> Markup { .tag("span", ["class": "phrase"], [.text(text)]) }

    private func error(_ value: Double) -> Markup { .text(NumberText.relativeError(value)) }
}

/// What one presentation costs on each engine.
private struct SpeedTable {
    let speed: SpeedRecord

    private var entries: [(name: String, seconds: Double)] {
        var entries = [
            ("event-driven (L1), the decision alone", speed.eventsDecisionSeconds),
            ("event-driven (L1), whole presentation and energy account", speed.eventsWaveformSeconds),
        ]
        if let seconds = speed.ngspiceSeconds { entries.append((EngineStyle(.ngspice).label, seconds)) }
        if let seconds = speed.ngspiceDeviceSeconds { entries.append((EngineStyle(.ngspiceDevice).label, seconds)) }
        return entries
    }

    /// How many presentations fit into the time of one of the other engine: "1 240 ×".
    private func ratio(_ seconds: Double, to other: Double?) -> Markup {
        guard let other, seconds > 0 else { return .text(NumberText.absent) }
        return .text(NumberText.ratio(other / seconds))
    }

    var table: Table {
        Table(
            title: "Time for one presentation",
            caption: [
                """
                Medians on one core. Speed: presentations in the time of one of ngspice’s, which computes the whole; the decision alone is less work, and its ratio \
                says what a Monte-Carlo run saves, not what a solver does. The accuracy at which they are compared is in the table above.
                """
            ],
            columns: [.words("engine"), .numbers("time"), .numbers("speed, L2a = 1"), .numbers("speed, L2b = 1")],
            rows: entries.map { entry in
                [
                    .text(entry.name), .text(seconds(entry.seconds)), ratio(entry.seconds, to: speed.ngspiceSeconds),
                    ratio(entry.seconds, to: speed.ngspiceDeviceSeconds),
                ]
            })
    }

    private func seconds(_ value: Double) -> String { NumberText.duration(value) }
}
