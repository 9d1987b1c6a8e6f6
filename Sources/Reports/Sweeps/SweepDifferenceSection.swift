import Results

/// What every remedy gains over the first one, array by array.
struct SweepDifferenceSection {
    let results: SweepResults
    let grid: SweepGrid

    var section: Section? {
        guard let first = results.differences.first else { return nil }
        let against = grid.remedy(first.against)?.label ?? first.against
        let explanation = """
            The same arrays meet every remedy, so that differences are taken array by array: what is common to both cancels, \
            and small gains can be told from none. A gain whose interval contains zero is none that was seen.
            """
        return Section(
            anchor: "remedies", title: "What each remedy gains",
            blocks: [.paragraph([.text(explanation)])] + grid.numericAxes.map { .figure(figure($0, against)) }
                + [table(against).block])
    }

    private var others: [RemedyStyle] { Array(grid.remedies.dropFirst()) }

    private func figure(_ axis: Int, _ against: String) -> FigureBlock {
        let dimension = grid.dimensions[axis]
        let curves = SweepCurves(grid, against: axis, remedies: others) { place, remedy in
            grid.difference(place, remedy).map { gain in
                SweepCurves.Sample(
                    value: gain.mean, low: gain.low, high: gain.high, lower: nil,
                    tooltip: "\(remedy.label), \(grid.phrase(place)): \(text(gain)) points")
            }
        }
        let picture = curves.picture(
            SweepCurves.Drawing(
                name: "gain-\(axis)", title: "Gain over \(against) against \(dimension.style.phrase)",
                description: results.differences.prefix(12).map {
                    "\($0.remedy), \(grid.phrase($0.axes)): \(text($0)) points."
                }.joined(separator: " "), legend: others.map(\.legend), y: { .points("Gain", covering: $0) }, rule: 0))
        return FigureBlock(
            picture: picture,
            caption: [
                .text(
                    "Mean over arrays of the paired difference, with its 95 % bootstrap interval; the dashed line is no "
                        + "gain.\(grid.remark(curves.panels))")
            ])
    }

    private func text(_ gain: DifferenceRecord) -> String {
        let decimals = NumberText.decimals(low: gain.low, high: gain.high)
        let points = { (value: Double) in NumberText.points(value, decimals: decimals) }
        return "\(points(gain.mean)) [\(points(gain.low)), \(points(gain.high))]"
    }

    private func table(_ against: String) -> Table {
        let axes = grid.dimensions.map { dimension in
            Table.Column(title: [.text(dimension.style.heading)], isNumeric: dimension.isNumeric)
        }
        return Table(
            title: "Gains over \(against)",
            caption: ["In percentage points, paired over arrays; bold where the interval excludes zero."],
            columns: axes + others.map { .numbers(.text("\($0.label) [95 %]")) },
            rows: grid.places.map { place in
                grid.dimensions.indices.map { Markup.text(grid.dimensions[$0].cell(place[$0])) }
                    + others.map { remedy in
                        guard let gain = grid.difference(place, remedy) else { return .text(NumberText.absent) }
                        let written = Markup.text(text(gain))
                        return gain.low > 0 || gain.high < 0 ? .tag("strong", [:], [written]) : written
                    }
            })
    }
}
