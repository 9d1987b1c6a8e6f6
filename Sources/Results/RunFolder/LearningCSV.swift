/// Learning curves as a table that any program reads.
enum LearningCSV {
    static func text(_ history: [LearningRecord]) -> String {
        let layers = history.first?.firingRates.count ?? 0
        let names =
            ["epoch", "loss", "accuracy", "validation_accuracy"]
            + (0..<layers).flatMap { ["firing_rate_\($0 + 1)", "silent_\($0 + 1)", "saturated_\($0 + 1)"] }
            + ["learning_rate", "seconds"]
        let lines = history.map { record -> String in
            var cells = ["\(record.epoch)", "\(record.loss)", "\(record.accuracy)"]
            cells.append(record.validationAccuracy.map { "\($0)" } ?? "")
            for layer in 0..<layers {
                cells += ["\(record.firingRates[layer])", "\(record.silent[layer])", "\(record.saturated[layer])"]
            }
            return (cells + ["\(record.learningRate)", "\(record.seconds)"]).joined(separator: ",")
        }
        return ([names.joined(separator: ",")] + lines).joined(separator: "\n") + "\n"
    }
}
