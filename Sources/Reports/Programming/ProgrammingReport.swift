import Quantities
package import Results

/// The report of a programmed array: one HTML file that needs nothing beside it.
package enum ProgrammingReport {
    /// Writes the results as a page with figures and tables.
    ///
    /// The same results give the same bytes. The page holds no script and loads nothing; it is well-formed XML as well
    /// as HTML.
    package static func html(_ results: ProgrammingResults) -> String {
        let header = ProgrammingHeaderSection(results: results)
        let sections =
            [
                HeldArraySection(results: results).section, WritingSection(results: results).section,
                ProgrammedRecognitionSection(results).section,
            ]
            + (results.reading.map { [EnergySection([$0], synapses: results.cells).section] } ?? [])
            + [NotesSection(notes: results.notes, study: results.study).section]
        return ReportPage(title: ProgrammingHeaderSection.title, header: header.markup, sections: sections).html
    }
}

/// The top of the report: what was written into what, and four numbers.
struct ProgrammingHeaderSection {
    let results: ProgrammingResults

    static let title = "A crossbar, programmed"

    var markup: Markup {
        ReportHeader(
            kicker: ReportHeader.kicker(results.program, "write and verify"), title: Self.title, lead: [.text(lead)],
            tiles: tiles, facts: facts
        ).markup
    }

    private var lead: String {
        "The trained conductances, on \(results.levels) levels, written into \(results.cells) cells of a memristor by "
            + "incremental-step pulses through its own state equation, each followed by a read; every pulse acts on the other "
            + "cells of its lines."
    }

    private var tiles: [Tile] {
        let accuracy = results.accuracy
        return [
            Tile(
                name: ["Healthy cells in their window"], value: NumberText.percent(results.shareInWindow) + " %",
                details: ["\(results.healthyInWindow) of \(results.healthyCells), ±\(percent(results.window)) %"]),
            Tile(
                name: ["Energy of writing, once"], value: Energy(results.energy).formatted(digits: 3),
                details: ["\(NumberText.count(results.pulses)) pulses", "\(Time(results.time).formatted(digits: 3))"]),
        ]
            + (results.reading.map { reading in
                [
                    Tile(
                        name: ["Energy per inference, all sources"],
                        value: Energy(reading.perInference).formatted(digits: EnergyRecord.digits),
                        details: [EngineStyle(reading.engine).label])
                ]
            } ?? [])
            + [
                Tile(
                    name: ["Accuracy of what the array holds"],
                    value: NumberText.percent(accuracy.after, decimals: 2) + " %",
                    details: [
                        accuracy.ceiling.map { "ceiling \(NumberText.percent($0, decimals: 2)) %, \(accuracy.shown)" }
                            ?? accuracy.shown,
                        accuracy.cleanCorrect.map { "\($0) of \(accuracy.classes) clean patterns" }
                            ?? "as trained \(NumberText.percent(accuracy.before, decimals: 2)) %",
                    ])
            ]
    }

    private var facts: [ReportHeader.Fact] {
        [("Device", .text(results.device))]
            + ReportHeader.origin(results.program, schema: results.schemaVersion, seed: results.seed)
            + [
                ("Lines", .text("unselected ones at \(results.scheme)")),
                (
                    "Cycle to cycle",
                    .text("rates spread by \(percent(results.cycleSpread)) % from pulse to pulse")
                ),
            ] + ReportHeader.link(toNotes: results.notes)
    }

    private func percent(_ share: Double) -> String { NumberText.trimmed(share * 100) }
}

/// What stands in the cells, against what should.
struct HeldArraySection {
    let results: ProgrammingResults

    /// A figure shows no more cells, a table no more lines.
    private static let shownCells = 4000
    private static let shownOutliers = 200

    private var cells: [ProgrammingResults.Cell] {
        let stride = max(1, (results.held.count + Self.shownCells - 1) / Self.shownCells)
        return Swift.stride(from: 0, to: results.held.count, by: stride).map { results.held[$0] }
    }

    private var hasLayers: Bool { results.held.contains { $0.layer > 0 } }

    /// (held − target)/target
    private func deviation(_ cell: ProgrammingResults.Cell) -> Double { cell.held / cell.target - 1 }

    private func name(_ cell: ProgrammingResults.Cell) -> String {
        (hasLayers ? "layer \(cell.layer), " : "") + "neuron \(cell.neuron), row \(cell.row)"
    }

    var section: Section {
        Section(
            anchor: "array", title: "What the array holds",
            blocks: [.figure(FigureBlock(picture: picture, caption: caption)), outliers])
    }

    private var caption: [Markup] {
        [
            """
            Left: every healthy cell’s deviation from its target after the last pass, over the target; the window is between \
            the dashed lines. Right: how many pulses the cells took.
            """,
            .text(
                cells.count < results.cells
                    ? " Shown are \(NumberText.count(cells.count)) of the \(NumberText.count(results.cells)) cells, at even distances."
                    : ""),
        ]
    }

    private var picture: Picture {
        let healthy = cells.filter { !$0.outcome.hasPrefix("stuck") }
        let width = results.window
        let reach = healthy.map(deviation).filter { abs($0) < 5 * width } + [-1.3 * width, 1.3 * width]
        let plot = Plot(
            frame: Frame(left: 62, top: 34, width: 430, height: 256),
            x: .engineering("Target", Siemens.self, covering: healthy.map(\.target)),
            y: .percent("Deviation from the target", covering: reach), inset: 6)
        let shown = healthy.filter { abs(deviation($0)) < 5 * width }
        let points = shown.map { cell in
            plot.marker(
                .circle, cell.target, deviation(cell),
                tooltip: "\(name(cell)): \(text(cell.held)) for \(text(cell.target)), "
                    + "\(cell.pulses) pulses, \(cell.outcome)")
        }
        let window = [width, -width].map { plot.rule(at: $0, style: "threshold") }
        return Picture(
            name: "held-array", width: Picture.fullWidth, height: 346, title: "Deviations and pulses",
            description:
                "\(healthy.count { $0.outcome == "in window" }) of \(healthy.count) healthy cells are in their window"
                + (shown.count < healthy.count ? "; \(healthy.count - shown.count) lie beyond the figure." : "."),
            content: [plot.axes()] + window + [.tag("g", ["class": "s1"], points)] + histogram(healthy))
    }

    private func histogram(_ healthy: [ProgrammingResults.Cell]) -> [Markup] {
        let largest = Double(healthy.map(\.pulses).max() ?? 1)
        let bins = 20
        let width = max(1, (largest / Double(bins)).rounded(.up))
        var counts = Array(repeating: 0, count: bins + 1)
        for cell in healthy { counts[Int(saturating: Double(cell.pulses) / width)] += 1 }
        let plot = Plot(
            frame: Frame(left: 590, top: 34, width: 258, height: 256),
            x: .plain("Pulses of a cell", covering: [0, largest]),
            y: .plain("Cells", covering: [0, Double(counts.max() ?? 1)]))
        let bars = counts.enumerated().filter { $0.element > 0 }.map { index, count in
            let (from, to) = (Double(index) * width, Double(index + 1) * width)
            return plot.bar(
                from: from, to: to, height: Double(count),
                tooltip: "\(count) cells took \(Int(saturating: from)) to \(Int(saturating: to)) pulses")
        }
        return [plot.axes(), .tag("g", ["class": "s2"], bars)]
    }

    private var outliers: Block {
        let all = results.held.filter { $0.outcome != "in window" }
        let others = all.prefix(Self.shownOutliers)
        guard !others.isEmpty else { return .paragraph(["Every cell is in its window; none is stuck."]) }
        return Table(
            title: "Cells that are not in their window",
            caption: [
                .text(
                    "Stuck cells refused to move, and read like the state that is named."
                        + (others.count < all.count
                            ? " The first \(others.count) of \(NumberText.count(all.count))." : ""))
            ],
            columns: [
                .words("cell"), .words("outcome"), .numbers("target"), .numbers("holds"), .numbers("pulses"),
            ],
            rows: others.map { cell in
                [
                    .text(name(cell)), .text(cell.outcome), .text(text(cell.target)),
                    .text(text(cell.held)), .text(NumberText.count(cell.pulses)),
                ]
            }
        ).block
    }

    private func text(_ siemens: Double) -> String { Conductance(siemens).formatted(digits: 4) }
}

/// The pulses, what they cost, and what they did to others.
struct WritingSection {
    let results: ProgrammingResults

    var section: Section {
        Section(
            anchor: "writing", title: "Pulses and their cost",
            blocks: [.table(cost), .table(ramps), .table(passes)])
    }

    private var cost: Table {
        let r = results
        let cells = Double(max(1, r.cells))
        return Table(
            title: "Time and energy of writing",
            caption: [
                "Energy: the integral of v·i along the state, reads included; unselected cells: of the other lines."
            ],
            columns: [.words("what"), .numbers("the array"), .numbers("per cell")],
            rows: [
                [
                    "pulses", .text(NumberText.count(r.pulses)),
                    .text(NumberText.significant(Double(r.pulses) / cells, digits: 3)),
                ],
                ["time", .text(Time(r.time).formatted(digits: 3)), .text(Time(r.timePerCell).formatted(digits: 3))],
                [
                    "energy in selected cells", .text(Energy(r.energy - r.halfSelectEnergy).formatted(digits: 3)),
                    .text(Energy(r.energyPerCell).formatted(digits: 3)),
                ],
                [
                    "energy in unselected cells", .text(Energy(r.halfSelectEnergy).formatted(digits: 3)),
                    .text(Energy(r.halfSelectEnergy / cells).formatted(digits: 3)),
                ],
            ])
    }

    private var ramps: Table {
        func row(_ name: Markup, _ ramp: ProgrammingResults.Ramp) -> [Markup] {
            [
                name, .text(Voltage(ramp.start).formatted(digits: 3)),
                .text(Voltage(ramp.maximum).formatted(digits: 3)),
                .text(Voltage(ramp.step).formatted(digits: 3)), .text(Time(ramp.width).formatted(digits: 3)),
            ]
        }
        return Table(
            title: "The ramps",
            caption: [
                .text("Magnitudes. Cells are read at \(Voltage(results.mapping.readVoltage).formatted(digits: 3)).")
            ],
            columns: [
                .words("direction"), .numbers("starts at"), .numbers("ends at"), .numbers("step"), .numbers("width"),
            ], rows: [row("set", results.set), row("reset", results.reset)])
    }

    private var passes: Table {
        Table(
            title: "The passes",
            caption: [
                "Disturb: |ΔG|/G of healthy cells from their last verification to the end of the pass, by pulses on others."
            ],
            columns: [
                .words("pass"), .numbers("cells written"), .numbers("pulses"), .numbers("mean disturb"),
                .numbers("largest disturb"), .numbers("out of window again"),
            ],
            rows: results.passes.enumerated().map { index, pass in
                [
                    .text("\(index + 1)"), .text(NumberText.count(pass.cells)), .text(NumberText.count(pass.pulses)),
                    .text(NumberText.relativeError(pass.meanDisturb)),
                    .text(NumberText.relativeError(pass.largestDisturb)), .text(NumberText.count(pass.disturbedOut)),
                ]
            })
    }
}

/// Recognition before and after writing.
struct ProgrammedRecognitionSection {
    private let accuracy: ProgrammingResults.Accuracy

    init(_ results: ProgrammingResults) { accuracy = results.accuracy }

    var section: Section {
        let rows: [(Markup, Double)] =
            [
                ("as trained", accuracy.before), ("exact levels in every cell, none stuck", accuracy.levels),
                ("what the array holds", accuracy.after),
            ]
            + (accuracy.ceiling.map { [(Markup.text("ceiling: the best possible rule"), $0)] } ?? [])
        let table = Table(
            title: "Recognition",
            caption: [
                .text(
                    "\(EngineStyle(accuracy.engine).label), \(accuracy.shown): "
                        + "\(NumberText.count(accuracy.presentations)) presentations, the same for each line.")
            ],
            columns: [.words("array"), .numbers("accuracy")]
                + (accuracy.ceiling == nil ? [] : [.numbers("of the ceiling")]),
            rows: rows.map { name, value in
                [name, .text(NumberText.percent(value, decimals: 2) + " %")]
                    + (accuracy.ceiling.map { [.text(NumberText.fixed(value / $0, decimals: 4))] } ?? [])
            })
        return Section(
            anchor: "recognition", title: "Recognition",
            blocks: [.table(table)]
                + (accuracy.cleanCorrect.map {
                    [.paragraph([.text("Clean patterns after writing: \($0) of \(accuracy.classes) recognised.")])]
                } ?? []))
    }
}
