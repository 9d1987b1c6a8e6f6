import Quantities
import Results

/// The energy of one inference, by part.
struct EnergySection {
    private let records: [EnergyRecord]
    private let synapses: Int

    init(_ results: PaperResults) {
        self.init(results.energy, synapses: results.conductances.siemens.reduce(0) { $0 + $1.count })
    }

    init(_ energy: [EnergyRecord], synapses: Int) {
        let styles = EngineStyle.sorted(energy.map(\.engine))
        records = styles.flatMap { style in energy.filter { $0.engine == style.engine } }
        self.synapses = synapses
    }

    var section: Section {
        let blocks: [Block] =
            records.isEmpty
            ? [.missing("No energy in the results: no engine that integrates the sources ran.")]
            : [.paragraph(explanation), .figure(figure), .table(table), .table(ledger)] + comparison
        return Section(anchor: "energy", title: "Energy per inference", blocks: blocks)
    }

    private var explanation: [Markup] {
        [
            "Energy is the integral of every source’s ", .tag("i", [:], ["v"]), " · ", .tag("i", [:], ["i"]),
            """
             over one presentation, bias included: what the array burns while the race lasts, not ½ C V² of one capacitor. \
            By part: what its elements dissipate and store, and the charge that the inhibition empties out of a membrane \
            counts to the neuron that gathered it; the winner-take-all answers for what the columns feed into the \
            membranes while it holds them down, and for its bus. Not in the numbers: \(EnergySplit.leftOut).\(earlier)
            """,
        ]
    }

    private var earlier: String {
        records.contains { $0.shown == nil }
            ? " These results are of an earlier version, which booked that charge on the winner-take-all: measure again."
            : ""
    }

    private func parts(_ record: EnergyRecord) -> [(name: String, colour: String, energy: Double)] {
        let rest = record.perInference - record.parts.total
        // Half a per cent: the parts are means of their own, rounded by nobody.
        let isSplit = abs(rest) <= 0.005 * abs(record.perInference)
        let parts = [
            ("array", "s1", record.parts.array), ("neurons", "s3", record.parts.neurons),
            ("winner-take-all", "s2", record.parts.winnerTakeAll),
        ]
        return parts + (isSplit ? [] : [("not assigned to a part", "s0", rest)])
    }

    /// To the digits that every command prints.
    private func text(_ joules: Double) -> String { Energy(joules).formatted(digits: EnergyRecord.digits) }

    private var figure: FigureBlock {
        let (left, pitch) = (204.0, 34.0)
        var names: [LegendItem] = []
        for part in records.flatMap(parts) where !names.contains(where: { $0.name == part.name }) {
            names.append(LegendItem(name: part.name, colour: part.colour, lineStyle: nil, marker: nil))
        }
        let legend = LegendItem.row(names, left: left, top: 10, width: Picture.fullWidth - left)
        let top = legend.height + 14
        let frame = Frame(left: left, top: top, width: 560, height: Double(records.count) * pitch)
        let axis = Axis.engineering("Energy per inference", Joule.self, covering: [0] + records.map(\.perInference))
        var marks = [legend.markup]
        for (value, label) in zip(axis.ticks.values, axis.ticks.labels) {
            let x = frame.left + axis.fraction(value / axis.factor) * frame.width
            marks.append(Shape.line(x, top, x, frame.bottom, style: "grid"))
            marks.append(Shape.label(label, x, frame.bottom + 18, anchor: .middle, style: "tick"))
        }
        for (index, record) in records.enumerated() {
            marks.append(.tag("g", [:], bar(record, top: top + Double(index) * pitch + 8, axis: axis, frame: frame)))
        }
        marks.append(Shape.line(frame.left, top, frame.left, frame.bottom, style: "axis"))
        marks.append(
            Shape.label(
                axis.title, frame.left + frame.width / 2, frame.bottom + 38, anchor: .middle, style: "axis-title"))
        let picture = Picture(
            name: "energy", width: Picture.fullWidth, height: frame.bottom + 48, title: "Energy per inference, by part",
            description: records.map { "\(EngineStyle($0.engine).label): \(text($0.perInference))" }.joined(
                separator: "; ")
                + ".", content: marks)
        return FigureBlock(
            picture: picture, caption: ["Means over presentations; the number beside a bar is its whole."])
    }

    private func bar(_ record: EnergyRecord, top: Double, axis: Axis, frame: Frame) -> [Markup] {
        let style = EngineStyle(record.engine)
        var marks = [Shape.label(style.label, frame.left - 10, top + 13, anchor: .end)]
        var sum = 0.0
        for part in parts(record) where part.energy.isFinite && part.energy > 0 {
            let start = frame.left + axis.fraction(sum) * frame.width
            sum += part.energy
            let end = frame.left + axis.fraction(sum) * frame.width
            // A hairline of ground between the parts; a part too small to see keeps a sliver.
            let place = Frame(left: start, top: top, width: max(0.75, end - start - 1), height: 18)
            let share = NumberText.percent(part.energy / record.perInference)
            marks.append(
                .tag(
                    "g", ["class": part.colour],
                    [Shape.rectangle(place, style: "bar", tooltip: "\(part.name): \(text(part.energy)), \(share) %")]))
        }
        let end = frame.left + axis.fraction(max(sum, 0)) * frame.width
        marks.append(Shape.label(text(record.perInference), end + 8, top + 13))
        return marks
    }

    private var table: Table {
        // Each number in its own unit: the array and the neurons can be four powers of ten apart.
        Table(
            title: "Energy and power",
            caption: [
                """
                Mean power is over the presentation. Conservation: the largest difference of delivered and absorbed energy, \
                relative to the delivered, where an engine integrates both apart.
                """
            ],
            columns: [
                .words("engine"), .numbers("presentations"), .words("shown"), .numbers("per inference"),
                .numbers("array"), .numbers("neurons"),
                .numbers("winner-take-all"), .numbers("mean power"),
                .numbers("conservation error"),
            ],
            rows: records.map { record in
                let numbers = [
                    text(record.perInference),
                    text(record.parts.array),
                    text(record.parts.neurons),
                    text(record.parts.winnerTakeAll),
                    Power(record.meanPower).formatted(digits: 3),
                    record.conservationError.map(NumberText.relativeError) ?? NumberText.absent,
                ]
                return [
                    EngineStyle(record.engine).phrase, .text(NumberText.count(record.presentations)),
                    .text(record.shown ?? NumberText.absent),
                ] + numbers.map { .text($0) }
            })
    }

    // MARK: The ledger

    private var ledger: Table {
        Table(
            title: "Energy ledger",
            caption: [
                """
                Read: the integral of the sources over a presentation, by the part that causes it; per spike: over the output \
                spikes that were seen, 1 to an inference where the winner-take-all does its work. Write: of programming the \
                array once, not part of an inference\(writing).
                """
            ],
            columns: [
                .words("engine"), .words("part"), .numbers("read per inference"), .numbers("read per output spike"),
                .numbers("write, once"),
            ],
            rows: records.flatMap { record in
                let all = [("all", record.perInference)] + parts(record).map { ($0.name, $0.energy) }
                return all.map { name, energy -> [Markup] in
                    // Only the array is written.
                    let written = name == "all" || name == "array" ? record.programming.map(text) : nil
                    let numbers = [
                        text(energy), record.perSpike(energy).map(text) ?? NumberText.absent,
                        written ?? NumberText.absent,
                    ]
                    return [EngineStyle(record.engine).phrase, .text(name)] + numbers.map { .text($0) }
                }
            })
    }

    private var writing: String {
        let counts = records.compactMap(\.inferencesPerWriting)
        guard let inferences = counts.first else { return "; nothing was programmed in this run" }
        return "; as much as \(NumberText.count(Int(saturating: inferences.rounded()))) inferences"
    }

    /// A published figure, in its own metric.
    private struct Published {
        var source: String
        var energy: Double  // [J]
    }

    private static let neurons = [
        Published(
            source: "memristive integrate-and-fire neuron in the SKY130 PDK, simulated (arXiv 2605.31141)",
            energy: 10.67e-12)
    ]

    private static let synapticOperations = [
        Published(source: "Loihi, digital (Davies et al. 2018)", energy: 23.6e-12),
        Published(source: "ODIN, digital (Frenkel et al. 2018)", energy: 12.7e-12),
        Published(source: "SENECA, digital (Tang et al. 2023)", energy: 2.8e-12),
    ]

    private var comparison: [Block] {
        guard records.contains(where: { $0.perSpike($0.perInference) != nil && $0.shown != nil }) else { return [] }
        func rows(_ metric: String, _ own: (EnergyRecord) -> Double?, _ published: [Published]) -> [[Markup]] {
            records.compactMap { record in
                own(record).map { [EngineStyle(record.engine).phrase, .text(metric), .text(text($0))] }
            } + published.map { [.text($0.source), .text(metric), .text(text($0.energy))] }
        }
        return [
            .table(
                Table(
                    title: "Beside published figures",
                    caption: [
                        """
                        The neurons, per output spike: the charge of all membranes, their switching, and the \
                        winner-take-all that ends the race, over the output spikes; the published neuron’s figure is its \
                        supply’s over one spike, the charge of its capacitor included. The array is in neither. Per synaptic operation: everything in an \
                        inference, over its \(NumberText.count(synapses)) cells, each of which takes part once; the digital \
                        processors’ figures, as listed in table 3 of doi 10.3389/fnins.2023.1187252, hold memory accesses and \
                        control, which our circuit does not need, while what drives our rows is not in ours. Figures whose \
                        metric could not be checked are left out.
                        """
                    ], columns: [.words("circuit"), .words("metric"), .numbers("energy")],
                    rows: rows(
                        "neurons and winner-take-all, per output spike",
                        { $0.perSpike($0.parts.neuronsAndWinnerTakeAll) }, Self.neurons)
                        + rows(
                            "per synaptic operation",
                            { synapses > 0 ? $0.perInference / Double(synapses) : nil }, Self.synapticOperations)))
        ]
    }
}
