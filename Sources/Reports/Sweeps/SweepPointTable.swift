import Quantities
import Results

/// All points of a sweep, and what each remedy is worth over all of them.
struct SweepPointTable {
    let results: SweepResults
    let grid: SweepGrid

    var blocks: [Block] {
        (table.rows.count > Table.openRows ? [.table(summary)] : []) + [table.block]
            + [operation, trainings].compactMap { $0?.block }
    }

    private var decimals: Int {
        results.points.map { NumberText.decimals(low: $0.low, high: $0.high) }.max() ?? 1
    }

    private func percent(_ value: Double) -> Markup { .text(NumberText.percent(value, decimals: decimals)) }

    private var relativeColumn: [Table.Column] { grid.hasCeiling ? [.numbers("relative to ceiling (%)")] : [] }

    private func relative(_ point: PointRecord) -> [Markup] {
        grid.hasCeiling ? [percent(point.mean / point.ceiling!)] : []
    }

    // MARK: All points

    private var table: Table {
        let levels = results.points.first?.yields.map(\.relativeToCeiling) ?? []
        let axes = grid.dimensions.map { dimension in
            Table.Column(title: [.text(dimension.style.heading)], isNumeric: dimension.isNumeric)
        }
        let columns =
            axes + [.words("remedy"), .numbers("mean [95 %] (%)")] + relativeColumn
            + [.numbers("P5 (%)"), .numbers("worst (%)")]
            + levels.map { .numbers("yield ≥\u{A0}\(NumberText.trimmed($0 * 100))\u{A0}% (%)") }
            + [.numbers("no winner (%)"), .numbers("arrays × pres.")]
        return Table(
            title: "All points",
            caption: [
                .text(
                    "P5: 5th percentile over arrays. Yield: the part of arrays whose accuracy is at least that part of "
                        + (grid.hasCeiling ? "the ceiling." : "all samples.")
                        + " A presentation that ends in an exact tie scores its share.")
            ],
            columns: columns,
            rows: grid.places.flatMap { place in
                grid.remedies.enumerated().compactMap { index, remedy in
                    grid.point(place, remedy).map { row($0, place, remedy, isFirst: index == 0) }
                }
            })
    }

    private func row(_ point: PointRecord, _ place: [Int], _ remedy: RemedyStyle, isFirst: Bool) -> [Markup] {
        // What repeats from the line above is greyed, so that the eye finds where a new place begins.
        let axes = grid.dimensions.indices.map { axis -> Markup in
            let text = grid.dimensions[axis].cell(place[axis])
            return isFirst ? .text(text) : .tag("span", ["class": "repeated"], [.text(text)])
        }
        return axes + [
            remedy.phrase, .text(NumberText.percent(point.mean, point.low, point.high, decimals: decimals)),
        ] + relative(point) + [percent(point.p5), percent(point.worst)]
            + point.yields.map { .text(NumberText.percent($0.yield)) }
            + [
                .text(NumberText.percent(point.noWinner, decimals: 2)),
                .text("\(NumberText.count(point.maps)) × \(NumberText.count(point.draws))"),
            ]
    }

    // MARK: What a presentation takes, and what other trainings give

    private func rows(_ cells: (PointRecord) -> [String]?) -> [[Markup]] {
        grid.places.flatMap { place in
            grid.remedies.enumerated().compactMap { index, remedy -> [Markup]? in
                guard let point = grid.point(place, remedy), let cells = cells(point) else { return nil }
                let axes = grid.dimensions.indices.map { axis -> Markup in
                    let text = grid.dimensions[axis].cell(place[axis])
                    return index == 0 ? .text(text) : .tag("span", ["class": "repeated"], [.text(text)])
                }
                return axes + [remedy.phrase] + cells.map { .text($0) }
            }
        }
    }

    private var axisColumns: [Table.Column] {
        grid.dimensions.map { Table.Column(title: [.text($0.style.heading)], isNumeric: $0.isNumeric) }
            + [.words("remedy")]
    }

    private var operation: Table? {
        let rows = rows { point in
            point.operation.map { operation in
                [
                    Energy(operation.energy).formatted(digits: 4),
                    operation.decisionTime.map { Time($0).formatted(digits: 4) } ?? NumberText.absent,
                    NumberText.fixed(operation.outputSpikes, decimals: 3),
                    NumberText.percent(operation.multipleSpikes, decimals: 1),
                    NumberText.count(operation.presentations),
                ]
            }
        }
        guard !rows.isEmpty else { return nil }
        return Table(
            title: "What a presentation takes",
            caption: [
                .text(
                    "Means over presentations of the first arrays, run whole in the events engine: energy of all sources, "
                        + "time of the first output spike, output spikes.")
            ],
            columns: axisColumns + [
                .numbers("energy"), .numbers("decision time"), .numbers("output spikes"),
                .numbers("more than one spike (%)"), .numbers("presentations"),
            ], rows: rows)
    }

    private var trainings: Table? {
        let rows = rows { point in
            point.trainings.map { spread in
                [
                    NumberText.count(spread.networks), NumberText.percent(spread.mean, spread.low, spread.high),
                    NumberText.percent(spread.standardDeviation, decimals: 2), NumberText.percent(spread.least),
                    NumberText.percent(spread.largest),
                ]
            }
        }
        guard !rows.isEmpty else { return nil }
        return Table(
            title: "The spread over trainings",
            caption: [
                .text(
                    "The same study trained with several seeds; arrays take turns. The interval is of the mean over "
                        + "trainings, by Student’s law.")
            ],
            columns: axisColumns + [
                .numbers("networks"), .numbers("mean [95 %] (%)"), .numbers("standard deviation (points)"),
                .numbers("least (%)"), .numbers("largest (%)"),
            ], rows: rows)
    }

    // MARK: Long sweeps

    private var summary: Table {
        Table(
            title: "The remedies over all points",
            caption: [
                .text("The lowest and highest point of every remedy, by the mean over arrays; the full table follows.")
            ],
            columns: [
                .words("remedy"), .numbers("points"), .numbers("lowest mean [95 %] (%)"),
            ] + relativeColumn + [.words("at"), .numbers("highest mean [95 %] (%)")] + relativeColumn + [.words("at")],
            rows: grid.remedies.map { remedy in
                let measured = grid.places.compactMap { place in grid.point(place, remedy).map { (place, $0) } }
                let low = measured.min { grid.shown($0.1.mean, of: $0.1) < grid.shown($1.1.mean, of: $1.1) }!
                let high = measured.max { grid.shown($0.1.mean, of: $0.1) < grid.shown($1.1.mean, of: $1.1) }!
                return [remedy.phrase, .text(NumberText.count(measured.count))] + cells(low) + cells(high)
            })
    }

    private func cells(_ found: (place: [Int], point: PointRecord)) -> [Markup] {
        let point = found.point
        return [.text(NumberText.percent(point.mean, point.low, point.high, decimals: decimals))] + relative(point)
            + [.text(grid.phrase(found.place))]
    }
}
