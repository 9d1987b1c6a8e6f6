import Experiments
import Quantities

/// The energy of one inference, by part.
struct EnergySection {
    private let records: [EnergyRecord]

    init(_ results: RunResults) {
        let styles = EngineStyle.sorted(results.energy.map(\.engine))
        records = styles.flatMap { style in results.energy.filter { $0.engine == style.engine } }
    }

    var section: Section {
        let blocks: [Block] =
            records.isEmpty
            ? [.missing("No energy in the results: no engine that integrates the sources ran.")]
            : [.paragraph(explanation), .figure(figure), .table(table)]
        return Section(anchor: "energy", title: "Energy per inference", blocks: blocks)
    }

    private var explanation: [Markup] {
        [
            "Energy is the integral of every source’s ", .tag("i", [:], ["v"]), " · ", .tag("i", [:], ["i"]),
            " over one presentation, row drivers and bias included; it is not ½ ", .tag("i", [:], ["C V"]),
            """
            ² per spike, which counts one capacitor and forgets what the array burns while the race lasts. What \
            generates the rows’ voltages is outside the circuit and not in the number.
            """,
        ]
    }

    private func parts(_ record: EnergyRecord) -> [(name: String, colour: String, energy: Double)] {
        let known = record.array + record.neurons + record.winnerTakeAll
        let rest = record.perInference - known
        // Half a per cent: the parts are means of their own, rounded by nobody.
        let isSplit = abs(rest) <= 0.005 * abs(record.perInference)
        let parts = [
            ("array", "s1", record.array), ("neurons", "s3", record.neurons),
            ("winner-take-all", "s2", record.winnerTakeAll),
        ]
        return parts + (isSplit ? [] : [("not assigned to a part", "s0", rest)])
    }

    private func text(_ joules: Double) -> String { Energy(joules).formatted(digits: 3) }

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
                .words("engine"), .numbers("presentations"), .numbers("per inference"),
                .numbers("array"), .numbers("neurons"),
                .numbers("winner-take-all"), .numbers("mean power"),
                .numbers("conservation error"),
            ],
            rows: records.map { record in
                let numbers = [
                    NumberText.count(record.presentations),
                    text(record.perInference),
                    text(record.array),
                    text(record.neurons),
                    text(record.winnerTakeAll),
                    Power(record.meanPower).formatted(digits: 3),
                    record.conservationError.map(NumberText.relativeError) ?? NumberText.absent,
                ]
                return [EngineStyle(record.engine).phrase] + numbers.map { .text($0) }
            })
    }
}
