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

extension FaultPlan {
    /// How the healthy cells of the classifier are retrained around the stuck ones.
    static var retrainingFields: [StudyField<FaultPlan>] {
        [
            .integer("batches", \.retrainingBatches, in: 1...1_000_000, "Steps of retraining; of the classifier."),
            .integer(
                "batchSize", \.retrainingBatchSize, in: 1...100_000, "Presentations a step; of the classifier."),
            .number("learningRate", \.retrainingLearningRate, in: 1e-6...1, "As training.learningRate."),
            .number(
                "flipProbability", \.flipProbability, in: 0...0.5,
                "Pixels of retraining flip with this probability; of the classifier."),
        ]
    }
}

extension NetworkRetrainingPlan {
    static var fields: [StudyField<NetworkRetrainingPlan>] {
        [
            .number(
                "epochs", \.epochs, in: 1e-3...1000, absent: "automatic",
                "Times, or a part of once, that a deep network's training samples are shown; automatic: \(automaticSamples) samples."
            ),
            .number(
                "learningRate", \.learningRate, in: 1e-6...1, "The largest, in units of G_max − G_min; falls to 1 %."),
        ]
    }
}

extension SweepStudy {
    static let retrainingMeaning = "How healthy cells are retrained around stuck ones."

    /// The keys of both kinds of networks: which kind it is may stand further down.
    static var retrainingField: StudyField<SweepStudy> {
        let classifier = FaultPlan.retrainingFields.map { $0.lifted(\SweepStudy.base.faults) }
        let deep = NetworkRetrainingPlan.fields.map { $0.lifted(\SweepStudy.retraining) }
        let both = classifier.map { own in
            guard let other = deep.first(where: { $0.key == own.key }) else { return own }
            return StudyField(
                key: own.key, own.meaning, kind: { own.described($0).kind }, tree: own.tree,
                read: { study, value throws(StudyError) in
                    try own.read(&study, value)
                    try other.read(&study, value)
                })
        }
        return .section(
            "retraining", \.self, both + deep.filter { field in !classifier.contains { $0.key == field.key } },
            retrainingMeaning)
    }

    /// The keys of this study's kind.
    var ownRetrainingField: StudyField<SweepStudy> {
        network == nil
            ? .section("retraining", \.base.faults, FaultPlan.retrainingFields, Self.retrainingMeaning)
            : .section("retraining", \.retraining, NetworkRetrainingPlan.fields, Self.retrainingMeaning)
    }

    /// - Throws: for a key of the other kind.
    func checkRetraining(file: String, root: StudyValue) throws(StudyError) {
        guard let section = root.value("retraining") else { return }
        let allowed = network == nil ? FaultPlan.retrainingFields.map(\.key) : NetworkRetrainingPlan.fields.map(\.key)
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
