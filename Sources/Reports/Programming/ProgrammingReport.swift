import Quantities
package import Results

/// The report of a programmed array: one HTML file that needs nothing beside it.
package enum ProgrammingReport {
    /// Writes the results as a page with figures and tables.
    ///
    /// The same results give the same bytes. The page holds no script and loads nothing; it is well-formed XML as well
    /// as HTML.
    package static func html(_ results: ProgrammingResults) -> String {
        let header = ProgrammingHeaderSection(results)
        let sections = [
            HeldArraySection(results).section, WritingSection(results).section,
            ProgrammedRecognitionSection(results).section,
            EnergySection([results.reading], synapses: results.cells).section,
            NotesSection(notes: results.notes, study: results.study).section,
        ]
        return ReportPage(title: ProgrammingHeaderSection.title, header: header.markup, sections: sections).html
    }
}

/// The top of the report: what was written into what, and four numbers.
struct ProgrammingHeaderSection {
    private let results: ProgrammingResults

    init(_ results: ProgrammingResults) { self.results = results }

    static let title = "A crossbar, programmed"

    var markup: Markup {
        .tag(
            "header", [:],
            [
                .tag(
                    "p", ["class": "kicker"],
                    [.text("\(results.program.name) \(results.program.version) · write and verify")]),
                .tag("h1", [:], [.text(Self.title)]),
                .tag(
                    "p", ["class": "lead"],
                    [
                        .text(
                            "The trained conductances, on \(results.levels) levels, written into \(results.cells) cells of a "
                                + "memristor by incremental-step pulses through its own state equation, each followed by a "
                                + "read; every pulse acts on the other cells of its lines.")
                    ]),
                .tag("div", ["class": "tiles"], tiles.map(\.markup)),
                FactList.markup(facts.map { (term: $0.0, fact: .text($0.1)) }),
            ])
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
            Tile(
                name: ["Energy per inference, all sources"],
                value: Energy(results.reading.perInference).formatted(digits: EnergyRecord.digits),
                details: [EngineStyle(results.reading.engine).label]),
            Tile(
                name: ["Accuracy of what the array holds"],
                value: NumberText.percent(accuracy.after, decimals: 2) + " %",
                details: [
                    "ceiling \(NumberText.percent(accuracy.ceiling, decimals: 2)) %, p = \(probability(accuracy.flipProbability))",
                    "\(accuracy.cleanCorrect) of \(accuracy.classes) clean patterns",
                ]),
        ]
    }

    private var facts: [(String, String)] {
        [
            ("Device", results.device),
            ("Program", "\(results.program.name) \(results.program.version), results schema \(results.schemaVersion)"),
            ("Seed", "\(results.seed)"),
            ("Lines", "unselected ones at \(results.scheme)"),
            ("Cycle to cycle", "rates spread by \(percent(results.cycleSpread)) % from pulse to pulse"),
        ]
    }

    private func percent(_ share: Double) -> String { NumberText.trimmed(share * 100) }
}

/// What stands in the cells, against what should.
struct HeldArraySection {
    private let results: ProgrammingResults

    init(_ results: ProgrammingResults) { self.results = results }

    /// One cell of the array.
    private struct Cell {
        var neuron: Int
        var row: Int
        var target: Double
        var held: Double
        var outcome: String
        var pulses: Int

        /// (held − target)/target
        var deviation: Double { held / target - 1 }
    }

    private var cells: [Cell] {
        let array = results.array
        return array.targets.indices.flatMap { neuron in
            array.targets[neuron].indices.map { row in
                Cell(
                    neuron: neuron, row: row, target: array.targets[neuron][row],
                    held: array.conductances[neuron][row], outcome: array.outcomes[neuron][row],
                    pulses: array.pulses[neuron][row])
            }
        }
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
            """
        ]
    }

    private var picture: Picture {
        let healthy = cells.filter { !$0.outcome.hasPrefix("stuck") }
        let width = results.window
        let reach = healthy.map(\.deviation).filter { abs($0) < 5 * width } + [-1.3 * width, 1.3 * width]
        let plot = Plot(
            frame: Frame(left: 62, top: 34, width: 430, height: 256),
            x: .engineering("Target", Siemens.self, covering: healthy.map(\.target)),
            y: .percent("Deviation from the target", covering: reach), inset: 6)
        let shown = healthy.filter { abs($0.deviation) < 5 * width }
        let points = shown.map { cell in
            plot.marker(
                .circle, cell.target, cell.deviation,
                tooltip: "neuron \(cell.neuron), row \(cell.row): \(text(cell.held)) for \(text(cell.target)), "
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

    private func histogram(_ healthy: [Cell]) -> [Markup] {
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
        let others = cells.filter { $0.outcome != "in window" }
        guard !others.isEmpty else { return .paragraph(["Every cell is in its window; none is stuck."]) }
        return Table(
            title: "Cells that are not in their window",
            caption: ["Stuck cells refused to move, and read like the state that is named."],
            columns: [
                .words("cell"), .words("outcome"), .numbers("target"), .numbers("holds"), .numbers("pulses"),
            ],
            rows: others.map { cell in
                [
                    .text("neuron \(cell.neuron), row \(cell.row)"), .text(cell.outcome), .text(text(cell.target)),
                    .text(text(cell.held)), .text(NumberText.count(cell.pulses)),
                ]
            }
        ).block
    }

    private func text(_ siemens: Double) -> String { Conductance(siemens).formatted(digits: 4) }
}

/// The pulses, what they cost, and what they did to others.
struct WritingSection {
    private let results: ProgrammingResults

    init(_ results: ProgrammingResults) { self.results = results }

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
        let rows: [(Markup, Double)] = [
            ("as trained", accuracy.before), ("exact levels in every cell, none stuck", accuracy.levels),
            ("what the array holds", accuracy.after), ("ceiling: the best possible rule", accuracy.ceiling),
        ]
        let table = Table(
            title: "Recognition of noisy patterns",
            caption: [
                .text(
                    "Events engine, pixels flipped with p = \(probability(accuracy.flipProbability)), "
                        + "\(NumberText.count(accuracy.presentations)) presentations, the same for each line.")
            ],
            columns: [.words("array"), .numbers("accuracy"), .numbers("of the ceiling")],
            rows: rows.map { name, value in
                [
                    name, .text(NumberText.percent(value, decimals: 2) + " %"),
                    .text(NumberText.fixed(value / accuracy.ceiling, decimals: 4)),
                ]
            })
        return Section(
            anchor: "recognition", title: "Recognition",
            blocks: [
                .table(table),
                .paragraph([
                    .text("Clean patterns after writing: \(accuracy.cleanCorrect) of \(accuracy.classes) recognised.")
                ]),
            ])
    }
}
