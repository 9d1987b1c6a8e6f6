import Foundation
import Quantities
import Results

/// The results of the paper's experiment in a few lines for a terminal.
enum PaperSummary {
    static func text(_ results: PaperResults, folder: String) -> String {
        var lines = [
            "Seed \(results.seed), patterns \"\(results.patterns.name)\" (smallest distance \(results.patterns.smallestDistance))"
        ]
        for training in results.training {
            let name =
                training.loss == "none"
                ? "untrained templates" : "\(training.model) LIF, \(training.loss) loss"
            lines.append(
                "Training    \(name): relative \(relativeAccuracy(training.relative)) in the circuit at p = "
                    + "\(format("%g", training.flipProbability))"
                    + (training.loss == "none" ? "" : " after \(format("%.2f", training.seconds)) s")
                    + (training.evaluated ? "  <- evaluated below" : "")
                    + (training.evaluatedGain.map { "; the evaluated network less this \(gain($0))" } ?? ""))
        }
        for clean in results.clean {
            lines.append(
                "Clean       \(clean.engine): \(clean.correct) of \(clean.images), output spikes "
                    + clean.outputSpikes.map(String.init).joined(separator: " "))
        }
        for noise in results.noise {
            lines.append(
                "Noise       p = \(format("%.2f", noise.flipProbability)): \(percent(noise.accuracy)) "
                    + "[\(percent(noise.low)), \(percent(noise.high))], ceiling \(percent(noise.ceiling)), relative "
                    + "\(relativeAccuracy(noise.relative)), no winner \(percent(noise.noWinner))"
                    + (noise.multipleSpikes.map { ", more than one spike \(percent($0))" } ?? ""))
            if let templates = noise.templates {
                lines.append(
                    "            untrained templates: relative \(relativeAccuracy(templates.relative)); training gains "
                        + gain(templates.trainingGain))
            }
        }
        for noise in results.noise {
            guard let spread = noise.trainings else { continue }
            lines.append(
                "Trainings   p = \(format("%.2f", noise.flipProbability)), \(spread.networks) seeds: relative "
                    + "\(format("%.5f", spread.mean)) [\(format("%.5f", spread.low)), \(format("%.5f", spread.high))], "
                    + "standard deviation \(format("%.5f", spread.standardDeviation))"
                    + (noise.trainingGains.map {
                        ", over the templates \(format("%+.5f", $0.mean)) [\(format("%+.5f", $0.low)), "
                            + "\(format("%+.5f", $0.high))]"
                    } ?? ""))
        }
        for stuck in results.stuckAt {
            lines.append(
                "Stuck-at    \(percent(stuck.rate)), \(stuck.maps) maps: "
                    + stuck.outcomes.map {
                        "\($0.remedy) \(percent($0.mean)) (relative \(format("%.4f", $0.mean / stuck.ceiling)))"
                    }.joined(separator: ", "))
        }
        for pair in results.agreement {
            lines.append(
                "Agreement   \(pair.a) / \(pair.b), \(pair.presentations) presentations: decisions "
                    + "\(percent(pair.decisionsAgree)), spike time \(format("%.4f %%", pair.spikeTimeErrorMedian * 100))"
                    + (pair.energyErrorMedian.map { ", energy \(format("%.4f %%", $0 * 100))" } ?? ""))
        }
        for energy in results.energy {
            lines.append(
                "Energy      \(energy.engine): \(energyText(energy.parts)) per inference, mean of "
                    + "\(energy.presentations) \(energy.shown ?? "")"
                    + (energy.perSpike(energy.parts.neuronsAndWinnerTakeAll).map {
                        "; neurons and winner-take-all per output spike \(Energy($0).formatted(digits: 4))"
                    } ?? ""))
        }
        if let speed = results.speed {
            lines.append(
                "Speed       events: decision \(Time(speed.eventsDecisionSeconds).formatted(digits: 3)), whole presentation "
                    + "\(Time(speed.eventsWaveformSeconds).formatted(digits: 3))"
                    + (speed.ngspiceSeconds.map {
                        "; ngspice \(Time($0).formatted(digits: 3)): \(format("%.0f", $0 / speed.eventsDecisionSeconds)) and "
                            + "\(format("%.0f", $0 / speed.eventsWaveformSeconds)) times as long"
                    } ?? ""))
        }
        lines += results.notes.map { "Note: \($0)" }
        lines.append("Report: \(folder)/report.html")
        return lines.joined(separator: "\n")
    }
}
