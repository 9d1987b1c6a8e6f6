import Foundation
import Quantities
import Results

/// What `evaluate` prints of a classifier.
struct EvaluationText {
    private let results: EvaluationResults

    init(_ results: EvaluationResults) { self.results = results }

    var text: String {
        let lines: [String?] = [
            engine, clean, noise ?? "Shown: \(results.presentations) \(results.shown)", recognition, spikes,
            results.confusion.map { confusionText($0) },
        ]
        return (lines.compactMap { $0 } + energy + [agreement].compactMap { $0 } + results.notes.map { "Note: \($0)" })
            .joined(separator: "\n")
    }

    private var engine: String {
        "Engine \(results.engine), seed \(results.seed)"
            + (results.stuckCells > 0 ? ", \(results.stuckCells) stuck cells" : "")
    }

    private var clean: String {
        let spikes = results.clean.outputSpikes.map(String.init).joined(separator: " ")
        let times = (results.clean.firstSpikes ?? []).map { $0.map { Time($0).formatted(digits: 4) } ?? "none" }
        return
            "Clean patterns: \(results.clean.correct) of \(results.clean.images), output spikes \(spikes), the first after "
            + times.joined(separator: ", ")
    }

    private var noise: String? {
        results.noise.map { noise in
            "Noise p = \(format("%g", noise.flipProbability)), \(noise.presentations) presentations (\(noise.redraw)): "
                + "\(interval(noise.accuracy, noise.low, noise.high)), ceiling \(percent(noise.ceiling)), relative "
                + "\(relativeAccuracy(noise.relative)), no winner \(percent(noise.noWinner)), ties \(noise.ties)"
        }
    }

    private var recognition: String? {
        results.recognition.map { given in
            "Recognised: \(interval(given.accuracy, given.low, given.high)), no winner \(given.noWinner), ties "
                + "\(given.ties)"
        }
    }

    private var spikes: String {
        "Output spikes: \(format("%.4f", results.spikes.mean)) per presentation; more than one in "
            + "\(results.spikes.several) of \(results.presentations)"
    }

    private var energy: [String] {
        guard let energy = results.energy else { return [] }
        var line =
            "Energy per inference, mean of \(energy.presentations) \(energy.shown ?? ""): "
            + energyText(energy.parts)
        if let share = energy.perSpike(energy.parts.neuronsAndWinnerTakeAll) {
            line += "; neurons and winner-take-all per output spike \(Energy(share).formatted(digits: 4))"
        }
        var lines = [line, "Not in it: \(EnergySplit.leftOut)"]
        if let programming = energy.programming, let inferences = energy.inferencesPerWriting {
            lines.append(
                "Writing the array took \(Energy(programming).formatted(digits: 4)), as much as "
                    + "\(format("%.3g", inferences)) inferences")
        }
        return lines
    }

    private var agreement: String? {
        guard let agreement = results.agreement else { return nil }
        var line =
            "\(agreement.a) against \(agreement.b), \(agreement.presentations) presentations: decisions agree "
            + "\(percent(agreement.decisionsAgree)), spike time error median "
            + "\(format("%.4f %%", agreement.spikeTimeErrorMedian * 100)), largest "
            + format("%.4f %%", agreement.spikeTimeErrorMax * 100)
        if let error = agreement.energyErrorMedian { line += ", energy error median \(format("%.4f %%", error * 100))" }
        return line + ", failed runs \(agreement.failures)"
    }

    private func interval(_ value: Double, _ low: Double, _ high: Double) -> String {
        "\(percent(value)) [\(percent(low)), \(percent(high))]"
    }
}

/// A confusion matrix for a terminal.
func confusionText(_ confusion: ConfusionRecord, classNames: [String] = []) -> String {
    let classes = confusion.counts.count
    // A network may tell any number of classes apart; a terminal holds so many.
    guard classes <= 20 else { return "Confusion: \(classes) classes; --json has the counts" }
    let names = classNames.isEmpty ? (0..<classes).map(String.init) : classNames
    let rows = confusion.counts.indices.map { confusion.counts[$0] + [confusion.undecided[$0]] }
    let largest = rows.joined().max() ?? 0
    let width = max(5, String(largest).count + 1)
    let first = max(5, names.map(\.count).max() ?? 0)
    func padded(_ text: String, _ width: Int) -> String {
        String(repeating: " ", count: max(0, width - text.count)) + text
    }
    var lines = ["Confusion (rows: class shown; columns: winner, ? where there is not one):"]
    let heading = names.map { padded(String($0.prefix(width - 1)), width) }.joined()
    lines.append(padded("", first) + heading + padded("?", width))
    for (name, row) in zip(names, rows) {
        lines.append(padded(name, first) + row.map { padded(String($0), width) }.joined())
    }
    return lines.joined(separator: "\n")
}
