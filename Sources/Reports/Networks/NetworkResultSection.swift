import Quantities
import Results
import Studies

/// The accuracies with their intervals, the folds, and the circuit.
struct NetworkResultSection {
    let results: NetworkResults

    var section: Section {
        var blocks: [Block] = [.table(accuracies)]
        if let logistic = results.logisticRegression { blocks.append(.paragraph([.text(text(logistic))])) }
        if results.isCrossValidated { blocks.append(.table(folds)) }
        if let circuit = results.circuit {
            blocks.append(.table(table(circuit)))
            if let account = account(circuit) { blocks.append(.paragraph([.text(account)])) }
        } else if results.layers.contains(where: { $0.model == .physical }) {
            blocks.append(.missing("The network was not put into its circuit: no energy and no agreement to report."))
        }
        return Section(anchor: "results", title: "Results", blocks: blocks)
    }

    private var accuracies: Table {
        let test = results.data.test
        var rows: [[Markup]] = [
            [
                "held-out samples",
                .text(results.isCrossValidated ? "mean of \(results.folds.count) folds" : "the network"),
                .text(NumberText.count(test)),
                .text(NumberText.percent(results.testAccuracy, results.testLow, results.testHigh)),
                .text(results.testInterval == "wilson" ? "Wilson" : "corrected resampled t"),
            ]
        ]
        if let logistic = results.logisticRegression {
            rows.append([
                "held-out samples",
                .text(
                    "logistic regression, \(results.isCrossValidated ? "mean of the same folds" : "trained on the same samples")"
                ),
                .text(NumberText.count(test)),
                .text(NumberText.percent(logistic.accuracy, logistic.low, logistic.high)),
                .text(results.testInterval == "wilson" ? "Wilson" : "corrected resampled t"),
            ])
        }
        if let array = results.array, array.programmingNoise > 0 {
            rows.append([
                "held-out samples", "every cell exactly at its level", .text(NumberText.count(test)),
                .text(NumberText.percent(array.accuracyWithoutNoise)), "",
            ])
            let mean: String
            if let low = array.meanLow, let high = array.meanHigh {
                mean = NumberText.percent(array.mean, low, high)
            } else {
                mean = NumberText.percent(array.mean)
            }
            rows.append([
                "held-out samples",
                .text(
                    "mean of \(array.draws) arrays\(results.isCrossValidated ? " a fold" : ""), "
                        + "\(NumberText.percent(array.lowest)) to \(NumberText.percent(array.highest))"),
                .text(NumberText.count(test)), .text(mean), .text(array.meanLow == nil ? "" : "t over arrays"),
            ])
        }
        if let circuit = results.circuit {
            rows.append([
                "held-out samples", .text("in the circuit, \(EngineStyle(circuit.engine).label)"),
                .text(NumberText.count(circuit.samples)),
                .text(NumberText.percent(circuit.accuracy, circuit.low, circuit.high)), "Wilson",
            ])
        }
        if let validation = results.validationAccuracy {
            rows.append([
                "validation samples", "the network", .text(NumberText.count(results.data.validation)),
                .text(NumberText.percent(validation)), "",
            ])
        }
        rows.append([
            "training samples", "the network", .text(NumberText.count(results.data.training)),
            .text(NumberText.percent(results.trainAccuracy)), "",
        ])
        return Table(
            title: "Accuracy",
            caption: [
                .text(
                    results.array.map { $0.programmingNoise > 0 || $0.levels != nil } ?? false
                        ? "“The network” is as the array holds it: cells at their levels, with one draw of programming errors."
                        : "“The network” is the one that the run keeps.")
            ],
            columns: [
                .words("samples"), .words("of"), .numbers("number"), .numbers("accuracy [95 %] (%)"),
                .words("interval"),
            ], rows: rows, emphasized: [0])
    }

    private var folds: Table {
        let hasCircuit = results.folds.contains { $0.eventsAccuracy != nil }
        var columns: [Table.Column] = [
            .numbers("fold"), .numbers("training"), .numbers("held out"), .numbers("accuracy (%)"),
            .numbers("on its training samples (%)"), .numbers("mean of arrays (%)"), .numbers("epochs"),
        ]
        if hasCircuit { columns += [.numbers("in the circuit (%)"), .numbers("energy")] }
        let logistic = results.logisticRegression?.folds ?? []
        if !logistic.isEmpty { columns.append(.numbers("logistic regression (%)")) }
        return Table(
            title: "Folds",
            caption: ["Every fold’s network begins with weights of its own and never sees its held-out samples."],
            columns: columns,
            rows: results.folds.map { fold in
                var cells = [
                    "\(fold.fold + 1)", NumberText.count(fold.training), NumberText.count(fold.heldOut),
                    NumberText.percent(fold.accuracy), NumberText.percent(fold.trainAccuracy),
                    NumberText.percent(fold.meanOverDraws), "\(fold.epochs)",
                ]
                if hasCircuit {
                    cells.append(fold.eventsAccuracy.map { NumberText.percent($0) } ?? NumberText.absent)
                    cells.append(
                        fold.energyPerInference.map { Energy($0).formatted(digits: EnergyRecord.digits) }
                            ?? NumberText.absent)
                }
                if !logistic.isEmpty {
                    let own = logistic.first { $0.fold == fold.fold }
                    cells.append(own.map { NumberText.percent($0.accuracy) } ?? NumberText.absent)
                }
                return cells.map { .text($0) }
            })
    }

    private func text(_ logistic: LogisticRegressionRecord) -> String {
        func points(_ value: Double) -> String { NumberText.points(value, decimals: 2) }
        let verdict =
            if logistic.differenceLow > 0 {
                "the network is the better one"
            } else if logistic.differenceHigh < 0 {
                "logistic regression is the better one"
            } else {
                "the \(results.isCrossValidated ? "folds" : "samples") do not tell them apart"
            }
        return
            "The network’s accuracy less that of logistic regression on the same "
            + "\(results.isCrossValidated ? "folds" : "samples") is \(points(logistic.difference)) "
            + "points [\(points(logistic.differenceLow)), \(points(logistic.differenceHigh))], 95 % by "
            + (results.isCrossValidated
                ? "the corrected resampled t interval of the folds’ differences"
                : "Bonett and Price’s interval for pairs, sample by sample") + ": \(verdict)."
    }

    private func table(_ circuit: CircuitTestRecord) -> Table {
        Table(
            title: "The circuit against the discrete model", caption: ["Both on the same samples."],
            columns: [
                .words("engine"), .numbers("samples"), .numbers("circuit (%)"), .numbers("discrete model (%)"),
                .numbers("decisions alike (%)"), .numbers("energy per inference"), .numbers("time"),
            ],
            rows: [
                [
                    EngineStyle(circuit.engine).phrase, .text(NumberText.count(circuit.samples)),
                    .text(NumberText.percent(circuit.accuracy)), .text(NumberText.percent(circuit.discreteAccuracy)),
                    .text(NumberText.percent(circuit.decisionsAgree)),
                    .text(Energy(circuit.energyPerInference).formatted(digits: 4)),
                    .text(NumberText.duration(circuit.seconds)),
                ]
            ])
    }

    /// Where the energy goes, and how long an inference takes.
    private func account(_ circuit: CircuitTestRecord) -> String? {
        guard let parts = circuit.parts else { return nil }
        func share(_ energy: Double) -> String {
            "\(Energy(energy).formatted(digits: EnergyRecord.digits)) (\(NumberText.percent(energy / circuit.energyPerInference)) %)"
        }
        var text =
            "Of the energy the crossbars take \(share(parts.array)), the neurons \(share(parts.neurons)), the "
            + "winner-take-all bus \(share(parts.winnerTakeAll)). Not in it: \(EnergySplit.leftOut)."
        if let spikes = circuit.spikesPerInference {
            let layers = spikes.enumerated().map { "\(NumberText.fixed($1, decimals: 1)) spikes in layer \($0 + 1)" }
            text += " An inference has \(layers.joined(separator: ", ")) on average"
            if let time = circuit.decisionTime, let duration = circuit.presentationDuration {
                text +=
                    "; the decisive one comes after \(Time(time).formatted(digits: 3)) of "
                    + Time(duration).formatted(digits: 3)
            }
            text += "."
        }
        return text
    }
}
