import Quantities
import Results
import Studies

/// The top of a network's report: what it is, what it stands on, and four numbers.
struct NetworkHeaderSection {
    let results: NetworkResults

    var title: String { "A spiking network of \(results.shape) neurons on \(results.data.set)" }

    private var isPhysical: Bool { results.layers.contains { $0.model == .physical } }

    var markup: Markup {
        ReportHeader(
            kicker: ReportHeader.kicker(results.program, "results of one training"), title: title,
            lead: [.text(introduction).bound], tiles: [testTile, energyTile, agreementTile, timeTile], facts: facts
        ).markup
    }

    private var introduction: String {
        let cells = NumberText.count(results.layers.reduce(0) { $0 + $1.cells })
        return isPhysical
            ? "Crossbars of \(cells) memristors with a threshold-switch neuron on every column, trained on the circuit’s own "
                + "equations: every row loads its column, and no conductance leaves its range."
            : "Textbook leaky integrate-and-fire neurons with \(cells) signed weights: a constant decay, a plain weighted "
                + "sum, and no circuit."
    }

    private var facts: [ReportHeader.Fact] {
        let data = results.data
        let samples =
            "\(data.set): \(NumberText.count(data.training)) training, \(NumberText.count(data.validation)) validation, "
            + "\(NumberText.count(data.test)) test samples of \(data.features) features, \(data.classNames.count) classes"
        return ReportHeader.origin(results.program, schema: results.schemaVersion, seed: results.seed)
            + [("Data", .text(samples))]
            + (data.source.map { [("Source", .text($0 + (data.licence.map { "; \($0)" } ?? "")))] } ?? [])
            + ReportHeader.link(toNotes: results.notes)
    }

    // MARK: Tiles

    private var testTile: Tile {
        Tile(
            name: [
                .text(results.isCrossValidated ? "Accuracy on held-out samples, mean of the folds" : "Test accuracy")
            ],
            value: percent(results.testAccuracy, results.testLow, results.testHigh) + " %",
            details: [
                "95 % interval \(percent(results.testLow, results.testLow, results.testHigh)) to "
                    + percent(results.testHigh, results.testLow, results.testHigh),
                "training samples \(NumberText.percent(results.trainAccuracy)) %",
            ])
    }

    private var energyTile: Tile {
        let name: [Markup] = ["Energy per inference, all sources"]
        guard let circuit = results.circuit else {
            return Tile(
                name: name, value: nil, details: [isPhysical ? "not measured" : "a textbook network has no circuit"])
        }
        return Tile(
            name: name, value: Energy(circuit.energyPerInference).formatted(digits: EnergyRecord.digits),
            details: ["mean of \(NumberText.count(circuit.samples)) samples", EngineStyle(circuit.engine).label])
    }

    private var agreementTile: Tile {
        let name: [Markup] = ["Decisions on which circuit and discrete model agree"]
        guard let circuit = results.circuit else {
            return Tile(name: name, value: nil, details: [isPhysical ? "not compared" : "no circuit to compare with"])
        }
        return Tile(
            name: name, value: NumberText.percent(circuit.decisionsAgree) + " %",
            details: ["accuracy in the circuit \(NumberText.percent(circuit.accuracy)) %"])
    }

    private var timeTile: Tile {
        Tile(
            name: ["Training time"], value: NumberText.duration(results.seconds),
            details: [
                "\(NumberText.count(results.epochs)) epochs",
                results.peakMemoryBytes.map { "peak memory \(NumberText.count($0 >> 20)) MiB" }
                    ?? "memory not measured",
            ])
    }

    private func percent(_ value: Double, _ low: Double, _ high: Double) -> String {
        NumberText.percent(value, decimals: NumberText.decimals(low: low, high: high))
    }
}
