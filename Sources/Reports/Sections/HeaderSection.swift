import Quantities
import Results
import Studies

/// The top of the report: what it is, what it stands on, and four numbers.
struct HeaderSection {
    let results: PaperResults

    static let title = "A two-layer memristive spiking classifier, reconstructed"

    var markup: Markup {
        ReportHeader(
            kicker: ReportHeader.kicker(results.program, "results of one run"), title: Self.title, lead: introduction,
            tiles: [accuracyTile, energyTile, spikeTimeTile, stuckAtTile], facts: facts
        ).markup
    }

    private var introduction: [Markup] {
        [
            .text(
                """
                \(results.patterns.shapeText), a crossbar with one memristor per synapse, \
                \(results.patterns.pictures.count) leaky integrate-and-fire neurons that race to their threshold, and an \
                inhibition bus by which the first to fire holds the others back; no amplifier and no digital gate in the \
                signal path. This is a
                """), " ",
            .strong("reconstruction"),
            " of Zhang, Jiang, Wang and Zeng, ",
            .emphasis("A Novel Two-Layer Memristive Spiking Neural Network with Spatio-Temporal Backpropagation"),
            ", ICACI 2022, doi ",
            .tag(
                "a", ["href": "https://doi.org/10.1109/icaci55529.2022.9837606"],
                ["10.1109/icaci55529.2022.9837606"]),
            """
            . Only the abstract of that paper is public, and it states no component value: every value here was chosen \
            anew, and no number below is the paper’s.
            """,
        ]
    }

    // MARK: Facts

    private var facts: [ReportHeader.Fact] {
        let engines = results.engines.map { record in
            "\(EngineStyle(record.engine).label): \(record.simulator) \(record.version)"
        }
        let patterns =
            results.patterns.pictures.isEmpty
            ? "none recorded"
            : "\(results.patterns.name), smallest Hamming distance \(results.patterns.smallestDistance) of \(results.patterns.pixels) pixels"
        return ReportHeader.origin(results.program, schema: results.schemaVersion, seed: results.seed)
            + [
                ("Pattern set", .text(patterns)),
                ("Engines", .text(engines.isEmpty ? "none recorded" : engines.joined(separator: "; "))),
            ] + ReportHeader.link(toNotes: results.notes)
    }

    // MARK: Tiles

    private var accuracyTile: Tile {
        let name: [Markup] = ["Accuracy, pixels flipped with ", .tag("i", [:], ["p"]), "\u{A0}=\u{A0}0.1"]
        let candidates = results.noise.filter {
            isNear($0.flipProbability, 0.1) && $0.exactFlips == nil && $0.redraw == "per-presentation"
        }
        guard let style = EngineStyle.sorted(candidates.map(\.engine)).first,
            let record = candidates.first(where: { $0.engine == style.engine })
        else { return Tile(name: name, value: nil, details: ["not measured at p = 0.1"]) }
        let decimals = NumberText.decimals(low: record.low, high: record.high)
        let text = { (value: Double) in NumberText.percent(value, decimals: decimals) }
        return Tile(
            name: name, value: text(record.accuracy) + " %",
            details: [
                "ceiling \(text(record.ceiling)) %", "95 % interval \(text(record.low)) to \(text(record.high)) %",
                style.label,
            ])
    }

    private var energyTile: Tile {
        let name: [Markup] = ["Energy per inference, all sources"]
        guard let style = EngineStyle.sorted(results.energy.map(\.engine)).first,
            let record = results.energy.first(where: { $0.engine == style.engine })
        else { return Tile(name: name, value: nil, details: ["not measured"]) }
        return Tile(
            name: name, value: Energy(record.perInference).formatted(digits: EnergyRecord.digits),
            details: ["mean power \(Power(record.meanPower).formatted(digits: 3))", style.label])
    }

    private var spikeTimeTile: Tile {
        let name: [Markup] = ["Spike time error, event-driven against ngspice"]
        let pair = Set([Level.events, .ngspice])
        let candidates = results.agreement.filter { Set([$0.a, $0.b]) == pair && $0.spikeTimeErrorMedian.isFinite }
        guard let record = candidates.first(where: { isNear($0.flipProbability, 0.1) }) ?? candidates.first else {
            return Tile(name: name, value: nil, details: ["not compared; see the notes"])
        }
        return Tile(
            name: name, value: NumberText.relativeError(record.spikeTimeErrorMedian),
            details: [
                "median; \(NumberText.relativeError(record.spikeTimeErrorMax)) at most",
                "\(NumberText.percent(record.decisionsAgree)) % of \(NumberText.count(record.presentations)) decisions agree",
            ])
    }

    private var stuckAtTile: Tile {
        let name: [Markup] = ["Accuracy with 10\u{A0}% stuck devices, best remedy"]
        let candidates = results.stuckAt.filter { isNear($0.rate, 0.1) }
        guard let record = candidates.first(where: { isNear($0.lowResistanceShare, 0.5) }) ?? candidates.first,
            let best = record.best
        else {
            return Tile(name: name, value: nil, details: ["not measured at 10 %"])
        }
        let decimals = NumberText.decimals(low: best.low, high: best.high)
        let text = { (value: Double) in NumberText.percent(value, decimals: decimals) }
        return Tile(
            name: name, value: text(best.mean) + " %",
            details: [
                "\(RemedyStyle.label(best.remedy)); \(record.untreated.map { text($0.mean) } ?? NumberText.absent) % without",
                "ceiling \(text(record.ceiling)) % at p = \(probability(record.flipProbability))",
            ])
    }
}

/// Whether two numbers that people write in decimals are meant to be the same.
func isNear(_ a: Double, _ b: Double) -> Bool { abs(a - b) < 1e-9 }

/// A flip probability as it was written in the study: 0.1, 0.05, 0.1333.
func probability(_ value: Double) -> String {
    guard value.isFinite else { return NumberText.absent }
    var text = NumberText.fixed(value, decimals: 4)
    while text.hasSuffix("0"), text.contains(".") { text.removeLast() }
    return text.hasSuffix(".") ? String(text.dropLast()) : text
}
