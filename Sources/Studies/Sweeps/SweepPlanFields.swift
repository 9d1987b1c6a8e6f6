import Yams

extension SamplingPlan {
    static var fields: [StudyField<SamplingPlan>] {
        [
            .choice("engine", \.engine, "What decides: discrete model, events, ngspice, or ngspice-device."),
            .integer("maps", \.maps, in: 1...1_000_000, "Arrays a point."),
            .integer(
                "draws", \.draws, in: 0...100_000_000, "Presentations an array; of a deep network samples, 0 for all."),
            .number("until", \.until, in: 0...1, "A point stops when its mean's 95 % interval is ± this; 0 for never."),
            .integer("round", \.round, in: 2...1_000_000, "Looked at after every so many arrays."),
            .integer(
                "spareColumns", \.spareColumns, in: 0...6, "Columns beyond the classes, for remedies that use them."),
            .integer(
                "checked", \.checked, in: 0...1_000_000,
                "Presentations of the first point that the events engine repeats."),
            .integer(
                "networks", \.networks, in: 1...1000,
                "Networks that are trained anew, each with its share of the arrays."),
        ]
    }
}

extension YieldPlan {
    static var fields: [StudyField<YieldPlan>] {
        [
            .numbers(
                "relativeToCeiling", \.relativeToCeiling, in: 0...1,
                "Accuracies relative to the ceiling that an array must reach to count as good.")
        ]
    }
}

extension MarginPlan {
    static var fields: [StudyField<MarginPlan>] {
        [
            .number(
                "accuracy", \.accuracy, in: 0...1,
                "What an array must reach, relative to the ceiling; of a deep network, its accuracy."),
            .number("yield", \.yield, in: 0...1, "The part of arrays that must reach it."),
            .integer("steps", \.steps, in: 1...40, "Halvings of the interval."),
            .limits("upTo", \.upTo, "Effects that are searched from their value up to this one."),
        ]
    }
}

extension SensitivityPlan {
    static var fields: [StudyField<SensitivityPlan>] {
        [
            .integer(
                "samples", \.samples, in: 2...10_000,
                "Base samples of Saltelli's scheme; the points are (parameters + 2) times that."),
            .limits("upTo", \.upTo, "Effects that vary from their value up to this one, uniformly."),
        ]
    }
}

extension StudyField {
    fileprivate static func limits(
        _ key: String, _ path: WritableKeyPath<Section, [SweepSetting]>, _ meaning: String
    ) -> StudyField {
        StudyField(key: key, meaning, kind: .entries(of: "effects", SweepAxis.Value.kind)) { section in
            .section(Dictionary(uniqueKeysWithValues: section[keyPath: path].map { ($0.key, $0.value.tree) }))
        } read: { section, value throws(StudyError) in
            section[keyPath: path] = try value.limits()
        } node: { section in
            Node(section[keyPath: path].map { (Node($0.key), $0.value.tree.node) })
        }
    }
}

extension RetrainingPlan {
    static var fields: [StudyField<RetrainingPlan>] {
        [
            .integer("batches", \.batches, in: 1...1_000_000, "Steps of retraining; of the classifier.")
                .only(.classifier),
            .integer("batchSize", \.batchSize, in: 1...100_000, "Presentations a step; of the classifier.")
                .only(.classifier),
            .number(
                "epochs", \.epochs, in: 1e-3...1000, absent: "automatic",
                "Times, or a part of once, that a deep network's training samples are shown; automatic: \(automaticSamples) samples."
            ).only(.network),
            .number(
                "learningRate", \.learningRate, in: 1e-6...1, "The largest, in units of G_max − G_min; falls to 1 %."),
        ]
    }
}

extension SweepStudy {
    static var retrainingFields: [StudyField<SweepStudy>] {
        RetrainingPlan.fields.map { $0.lifted(\.base.faults.retraining) } + [
            StudyField<SweepStudy>.number(
                "flipProbability", \.base.faults.flipProbability, in: 0...0.5,
                "Pixels of retraining flip with this probability; of the classifier."
            ).only(.classifier)
        ]
    }

    /// - Throws: for a key of the other kind.
    func checkRetraining(file: String, root: StudyValue) throws(StudyError) {
        guard let section = root.value("retraining") else { return }
        let allowed = Self.retrainingFields.of(kind).map(\.key)
        for (key, _) in try section.entries() where !allowed.contains(key) {
            throw .contradiction(
                file: file,
                reason: "retraining.\(key) is set, but it is for "
                    + (network == nil
                        ? "a deep network, and the study names none" : "the classifier, and network is set too")
                    + "; leave it out; allowed are \(allowed.joined(separator: ", "))")
        }
    }
}
