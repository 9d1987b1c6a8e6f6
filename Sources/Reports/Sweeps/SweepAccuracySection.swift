import Results

/// Accuracy against every axis of numbers.
struct SweepAccuracySection {
    let results: SweepResults
    let grid: SweepGrid

    var section: Section {
        var blocks: [Block] = []
        if results.points.isEmpty {
            blocks.append(.missing("No points in the results: the sweep stopped before it had any."))
        } else {
            blocks.append(.paragraph([.text(explanation)]))
            blocks += grid.numericAxes.map { .figure(figure($0)) }
            if grid.numericAxes.isEmpty { blocks.append(.missing("No axis of numbers: there is no curve to draw.")) }
            if let excess { blocks.append(.warning(excess)) }
            blocks += SweepPointTable(results: results, grid: grid).blocks
        }
        return Section(anchor: "accuracy", title: "Accuracy of broken arrays", blocks: blocks)
    }

    private var explanation: String {
        let ceiling =
            grid.hasCeiling
            ? " The ceiling is the best accuracy that anything could reach under this noise, whatever the array: the "
                + "nearest-template rule, ties shared."
            : " No ceiling is drawn: nobody knows the best accuracy that is possible on these samples."
        let accuracy =
            grid.hasCeiling
            ? "An array’s accuracy is the ceiling times its accuracy relative to it: the winners’ probabilities given what "
                + "was shown, over the largest ones on the same draws. "
            : "An array’s accuracy is its part of right decisions. "
        return accuracy + "The mean is over arrays, with its 95 % interval by the bootstrap over arrays, for "
            + "\(networks); the 5th percentile is what the worst twentieth of arrays falls below. Arrays of one "
            + "number share their random numbers at all points, so that points differ by what was changed." + ceiling
    }

    private var networks: String {
        results.points.first?.trainings.map { "the \($0.networks) networks that were trained" } ?? "this one network"
    }

    /// Whole intervals above the ceiling mean a bug, here or in the ceiling.
    private var excess: String? {
        let above = results.points.filter(isAboveCeiling)
        guard !above.isEmpty else { return nil }
        let named = above.prefix(3).map { point in
            ([grid.phrase(point.axes)].filter { !$0.isEmpty } + [point.remedy]).joined(separator: ", ")
        }
        return """
            \(above.count) of \(results.points.count) points lie above the ceiling with their whole interval \
            (\(named.joined(separator: "; "))\(above.count > 3 ? "; …" : "")). Chance explains one in forty; more means an \
            error in the noise, the scoring or the ceiling.
            """
    }

    /// Arrays that all score alike have an interval of no width: there, twice the standard error of so many decisions
    /// by something that reaches the ceiling is asked for as well.
    private func isAboveCeiling(_ point: PointRecord) -> Bool {
        guard let ceiling = point.ceiling, point.low > ceiling else { return false }
        let decisions = Double(point.maps * point.draws)
        return point.mean - ceiling > 2 * (max(ceiling * (1 - ceiling), 0) / decisions).squareRoot()
    }

    private func figure(_ axis: Int) -> FigureBlock {
        let dimension = grid.dimensions[axis]
        let curves = SweepCurves(grid, against: axis, remedies: grid.remedies) { place, remedy in
            grid.point(place, remedy).map { sample($0, place, remedy) }
        }
        let ceiling = grid.hasCeiling ? curves.reference { place in grid.point(place, grid.remedies[0])?.ceiling } : []
        let legend =
            grid.remedies.map(\.legend)
            + [LegendItem(name: "5th percentile of the arrays", colour: "s0", lineStyle: "curve-dashed", marker: nil)]
            + (grid.hasCeiling
                ? [LegendItem(name: "ceiling", colour: "sk", lineStyle: "curve-dotted", marker: nil)] : [])
        let picture = curves.picture(
            SweepCurves.Drawing(
                name: "accuracy-\(axis)", title: "Accuracy against \(dimension.style.phrase)",
                description: description(axis), legend: legend, y: { .percent("Accuracy", covering: $0) },
                reference: ceiling))
        return FigureBlock(
            picture: picture,
            caption: [
                .text(
                    "Solid: mean over arrays, its 95 % interval as bar and band. Dashed: 5th percentile."
                        + (grid.hasCeiling ? " Dotted: the ceiling." : "") + " The axes do not begin at zero."
                        + grid.remark(curves.panels))
            ])
    }

    private func sample(_ point: PointRecord, _ place: [Int], _ remedy: RemedyStyle) -> SweepCurves.Sample {
        SweepCurves.Sample(
            value: point.mean, low: point.low, high: point.high, lower: point.p5,
            tooltip: ([remedy.label] + (place.isEmpty ? [] : [grid.phrase(place)])).joined(separator: ", ")
                + ": \(NumberText.percent(point.mean, point.low, point.high)) %, 5th percentile "
                + "\(NumberText.percent(point.p5)) %, worst \(NumberText.percent(point.worst)) %")
    }

    private func description(_ axis: Int) -> String {
        let dimension = grid.dimensions[axis]
        let ends = [0, dimension.count - 1]
        return grid.remedies.map { remedy in
            let texts = ends.compactMap { index -> String? in
                var place = grid.origin
                place[axis] = index
                return grid.point(place, remedy).map {
                    "\(NumberText.percent($0.mean)) % at \(dimension.phrase(index))"
                }
            }
            return "\(remedy.label): \(texts.joined(separator: ", "))."
        }.joined(separator: " ")
    }
}
