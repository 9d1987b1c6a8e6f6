import Results

/// What the points under noise say, in sentences that the numbers decide.
struct NoiseStatements {
    let records: [NoiseRecord]

    /// How often the inhibition was too late.
    var spikes: String? {
        let counted = records.filter { $0.multipleSpikes != nil }
        guard let least = counted.min(by: { $0.multipleSpikes! < $1.multipleSpikes! }),
            let most = counted.max(by: { $0.multipleSpikes! < $1.multipleSpikes! })
        else { return nil }
        guard most.multipleSpikes! > 0 else {
            return "The first spike decides. No presentation here had a second one."
        }
        func phrase(_ record: NoiseRecord) -> String {
            "\(NumberText.percent(record.multipleSpikes!, decimals: 2)) % of presentations at p = "
                + probability(record.flipProbability)
        }
        let places = least == most ? phrase(most) : "\(phrase(least)) and in \(phrase(most))"
        return "The first spike decides. Inhibition takes time, and a neuron close behind the first can still fire "
            + "after it: in \(places). Such presentations are scored by their first spike; a read-out that needs one spike "
            + "alone meets them."
    }

    /// What training buys over the untrained templates.
    var training: String? {
        let measured = records.compactMap { record in record.templates.map { (record, $0) } }
        guard !measured.isEmpty else { return nil }
        let better = measured.filter { $0.1.trainingGain.low > 0 }
        let worse = measured.filter { $0.1.trainingGain.high < 0 }
        var sentences = [
            "The baseline is the patterns themselves, written without any training: black pixels at G_max, white ones at "
                + "G_min, in the same circuit and on the same presentations."
        ]
        if !better.isEmpty { sentences.append("Training gains, in points of the ceiling: \(places(better)).") }
        if !worse.isEmpty {
            sentences.append("The untrained templates are better than this network: \(places(worse)).")
        }
        let none = measured.count - better.count - worse.count
        if none == measured.count {
            sentences.append("No difference between them was seen at any point.")
        } else if none > 0 {
            sentences.append("At the other \(none == 1 ? "point" : "\(none) points") no difference was seen.")
        }
        return sentences.joined(separator: " ")
    }

    private func places(_ found: [(NoiseRecord, TemplateRecord)]) -> String {
        found.map { record, templates in
            let gain = templates.trainingGain
            let decimals = max(NumberText.decimals(standardError: gain.standardError), 2)
            let place = record.exactFlips.map { "\($0) flips" } ?? "p = \(probability(record.flipProbability))"
            return "\(NumberText.points(gain.value, decimals: decimals)) at \(place)"
        }.joined(separator: ", ")
    }

    /// An accuracy that is certainly above the ceiling means a bug, here or in the ceiling.
    var excess: String? {
        let above = records.filter { record in
            // The winner's probability cannot exceed the largest one but by rounding.
            record.low > record.ceiling || record.relative.low > 1
                || record.relative.method == .winnerPosterior && record.relative.value > 1 + 1e-9
        }
        guard !above.isEmpty else { return nil }
        let list = above.map { "\(EngineStyle($0.engine).label) at p = \(probability($0.flipProbability))" }
        return """
            \(above.count) of \(records.count) points lie above the ceiling with their whole interval \
            (\(list.joined(separator: ", "))). Chance explains one in forty; more means an error in the noise, \
            the scoring or the ceiling.
            """
    }
}
