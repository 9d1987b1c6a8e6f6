import Results
import Studies

/// The top of a sweep's report: what was broken, and four numbers.
struct SweepHeaderSection {
    let results: SweepResults
    let grid: SweepGrid

    var title: String {
        let kinds = results.axes.compactMap { EffectKind(rawValue: String($0.key.prefix { $0 != "." })) }
            .reduce(into: [EffectKind]()) { if !$0.contains($1) { $0.append($1) } }
        guard !kinds.isEmpty else { return "Recognition by imperfect arrays" }
        let names = kinds.map { $0 == .deviceVariation ? "device-to-device variation" : $0.description.title }
        let list = names.count == 1 ? names[0] : names.dropLast().joined(separator: ", ") + " and " + names.last!
        return "Recognition by imperfect arrays under \(list)"
    }

    private var name: String {
        guard case .section(let study) = results.study, case .text(let name)? = study["name"] else { return "" }
        return " “\(name)”"
    }

    var markup: Markup {
        ReportHeader(
            kicker: ReportHeader.kicker(results.program, "results of the sweep\(name)"), title: title,
            lead: [.text(introduction).bound], tiles: tiles, facts: facts
        ).markup
    }

    private var presentations: Int { results.points.reduce(0) { $0 + $1.maps * $1.draws } }

    private var introduction: String {
        let subject =
            results.network.map {
                "A trained network of \($0.shape) neurons on \($0.dataset), \(NumberText.count($0.cells)) memristors, is "
                    + "programmed into many imperfect arrays, each is shown test samples"
            }
            ?? "\(results.patterns?.shapeText ?? "Patterns"), one memristor a synapse, a race of as many neurons: the trained network is "
            + "programmed into many imperfect arrays, each is shown noisy pictures"
        return "\(subject), and the spread of what they recognize is measured: "
            + "\(NumberText.count(presentations)) decisions in all. Who manufactures arrays meets the spread, not the mean."
    }

    private var facts: [ReportHeader.Fact] {
        let maps = results.points.map(\.maps)
        let draws = results.points.map(\.draws).max() ?? 0
        let arrays =
            maps.min() == maps.max()
            ? NumberText.count(maps.max() ?? 0) : "\(NumberText.count(maps.min()!)) to \(NumberText.count(maps.max()!))"
        var rows = ReportHeader.origin(results.program, schema: results.schemaVersion, seed: results.seed)
        rows += [
            (
                "Engine",
                .text(
                    "\(EngineStyle(results.engine.engine).label): \(results.engine.simulator) \(results.engine.version)"
                )
            ),
            (
                "Points",
                .text(
                    "\(NumberText.count(results.points.count)) = "
                        + (grid.dimensions.map { "\($0.count) values" }
                        + ["\(grid.remedies.count) \(grid.remedies.count == 1 ? "remedy" : "remedies")"])
                        .joined(separator: " × "))
            ),
            ("A point", .text("\(arrays) arrays × \(NumberText.count(draws)) presentations")),
        ]
        if let network = results.network {
            let share = network.samples < network.available ? " of \(NumberText.count(network.available))" : ""
            rows.append(
                (
                    "Network",
                    .text(
                        "\(network.shape), encoder \(network.encoder); \(network.dataset), "
                            + "\(NumberText.count(network.samples))\(share) "
                            + (network.isHeldOut ? "held-out samples" : "samples, which it was trained on"))
                ))
        }
        if let patterns = results.patterns {
            rows.append(
                (
                    "Pattern set",
                    .text(
                        "\(patterns.name), smallest Hamming distance \(patterns.smallestDistance) of \(patterns.pixels) pixels"
                    )
                ))
        }
        return rows + ReportHeader.link(toNotes: results.notes)
    }

    // MARK: Tiles

    private var tiles: [Tile] { [plainTile, bestTile, yieldTile, checkTile] }

    /// The place where the first remedy is worth least, and which remedy is worth most there.
    private var hardest: (place: [Int], plain: PointRecord, best: (RemedyStyle, PointRecord))? {
        guard let first = grid.remedies.first else { return nil }
        let measured = grid.places.compactMap { place in grid.point(place, first).map { (place, $0) } }
        guard let worst = measured.min(by: { grid.shown($0.1.mean, of: $0.1) < grid.shown($1.1.mean, of: $1.1) }) else {
            return nil
        }
        let there = grid.remedies.compactMap { remedy in grid.point(worst.0, remedy).map { (remedy, $0) } }
        return (worst.0, worst.1, there.max { $0.1.mean < $1.1.mean }!)
    }

    private func shown(_ value: Double, of point: PointRecord) -> String {
        NumberText.percent(
            grid.shown(value, of: point), decimals: NumberText.decimals(low: point.low, high: point.high))
    }

    private func details(_ point: PointRecord, _ place: [Int]) -> [String] {
        let interval = "95 % interval \(shown(point.low, of: point)) to \(shown(point.high, of: point))"
        return [interval] + (place.isEmpty ? [] : [grid.phrase(place)])
    }

    private var shownName: String { grid.hasCeiling ? "of the ceiling" : "accuracy" }

    private var plainTile: Tile {
        guard let hardest, let first = grid.remedies.first else {
            return Tile(name: ["Hardest point"], value: nil, details: ["not measured"])
        }
        return Tile(
            name: [.text("Hardest point, \(first.label): mean, \(shownName)")],
            value: shown(hardest.plain.mean, of: hardest.plain) + " %", details: details(hardest.plain, hardest.place))
    }

    private var bestTile: Tile {
        guard let hardest, grid.remedies.count > 1 else {
            guard let hardest else { return Tile(name: ["Best remedy"], value: nil, details: ["not measured"]) }
            return Tile(
                name: ["5th percentile of the arrays there"],
                value: shown(hardest.plain.p5, of: hardest.plain) + " %",
                details: ["worst array \(shown(hardest.plain.worst, of: hardest.plain)) %"])
        }
        let (remedy, point) = hardest.best
        return Tile(
            name: [.text("There, \(remedy.label): mean, \(shownName)")], value: shown(point.mean, of: point) + " %",
            details: [
                "95 % interval \(shown(point.low, of: point)) to \(shown(point.high, of: point))",
                "5th percentile \(shown(point.p5, of: point)) %",
            ])
    }

    private var yieldTile: Tile {
        guard let hardest, !hardest.best.1.yields.isEmpty else {
            return Tile(name: ["Yield"], value: nil, details: ["not measured"])
        }
        let (remedy, point) = hardest.best
        let level = point.yields[point.yields.count / 2]
        let wanted = "\(NumberText.trimmed(level.relativeToCeiling * 100)) %"
        return Tile(
            name: [.text("Arrays there that reach \(wanted)\(grid.hasCeiling ? " of the ceiling" : "")").bound],
            value: NumberText.percent(level.yield) + " %",
            details: [
                "95 % interval \(NumberText.percent(level.low)) to \(NumberText.percent(level.high))", remedy.label,
            ])
    }

    private var checkTile: Tile {
        guard let check = results.check else {
            return Tile(
                name: ["Decisions"], value: NumberText.count(presentations),
                details: [
                    "in \(NumberText.count(results.points.count)) points", EngineStyle(results.engine.engine).label,
                ])
        }
        return Tile(
            name: [.text("Decisions on which the model and the \(check.against) engine agree")],
            value: NumberText.percent(check.decisionsAgree, decimals: check.decisionsAgree == 1 ? 0 : 1) + " %",
            details: ["of \(NumberText.count(check.presentations)) presentations over all points"])
    }
}
