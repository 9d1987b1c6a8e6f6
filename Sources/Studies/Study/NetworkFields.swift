import Crossbars
import Datasets
import Training
import Yams

extension DataPlan {
    static var fields: [StudyField<DataPlan>] {
        [
            StudyField(
                key: "set", "The samples; patterns for noisy copies of the study's patterns.",
                kind: .text(
                    "\(NamedDataset.allCases.map(\.rawValue).joined(separator: ", ")), or a path beside the study")
            ) {
                .text($0.set)
            } read: { plan, value throws(StudyError) in
                plan.set = try value.dataSet()
            },
            StudyField(
                key: "label",
                "The label column of a table, by heading or number from 1; 5-7 joins columns of 0 and 1, one a class.",
                kind: .either([.integer(1...1_000_000), .text("a heading, last, numbers such as 5-7, or automatic")])
            ) {
                .text($0.layout.label?.description ?? DatasetLayout.automatic)
            } read: { plan, value throws(StudyError) in
                let text = try value.text()
                plan.layout.label = text == DatasetLayout.automatic ? nil : try value.column()
            },
            .columns("columns", \.layout.features, "The features of a table, by heading or number from 1."),
            .columns(
                "ignore", \.layout.ignored,
                "Columns of a table that are left out besides those that only number the rows; an empty list keeps those."
            ),
            .choice("axes", \.layout.axes, "What the axes after the first of an array are."),
            .number(
                "validation", \.validation, in: 0...0.9,
                "The part of the training samples that is held out, class by class, to watch the training; for a set without a validation part."
            ),
            .number(
                "test", \.test, in: 0...0.9, "The part that is held out for the test; for a set without a test part."),
            .integer(
                "folds", \.folds, in: 2...1000, absent: "none",
                "Folds of a stratified cross-validation in place of test."),
            .integer(
                "limit", \.limit, in: 1...1_000_000_000, absent: "none",
                "Only so many training samples, drawn by the seed."),
            .integer(
                "samplesPerClass", \.samplesPerClass, in: 4...1_000_000,
                "Of patterns: noisy pictures of each class to train on; a quarter as many more are tested."),
            .number(
                "flipProbability", \.flipProbability, in: 0...0.5,
                "Of patterns: a pixel of a tested picture flips with this probability; those to train on flip as a classifier's."
            ),
            .integer(
                "circuitSamples", \.circuitSamples, in: 0...1_000_000_000, absent: "automatic",
                "Test samples that the circuit is shown, the first ones; 0 for none."),
        ]
    }
}

extension DatasetLayout {
    /// What leaves the choice to the reader of the file.
    static let automatic = "automatic"
}

extension StudyField {
    /// Columns of a table by heading or number, or the word for the reader's own choice.
    fileprivate static func columns(
        _ key: String, _ path: WritableKeyPath<Section, [DatasetLayout.Column]?>, _ meaning: String
    ) -> StudyField {
        let column = StudyKey.Kind.either([.integer(1...1_000_000), .text("a heading, or numbers such as 5-7")])
        return StudyField(
            key: key, meaning, kind: .optional(.list(column), absent: DatasetLayout.automatic)
        ) { section in
            section[keyPath: path].map { .list($0.map { .text($0.description) }) } ?? .text(DatasetLayout.automatic)
        } read: { section, value throws(StudyError) in
            if case .scalar(let scalar) = value.node, scalar.string == DatasetLayout.automatic {
                section[keyPath: path] = nil
                return
            }
            section[keyPath: path] = try value.items().map { item throws(StudyError) in try item.column() }
        }
    }
}

extension StudyValue {
    /// A column by its heading, or by its number from 1 on.
    fileprivate func column() throws(StudyError) -> DatasetLayout.Column {
        let column = DatasetLayout.Column(try text())
        if case .number(let number) = column, number < 1 {
            throw invalid("columns are counted from 1, so \(number) is none; the first is 1")
        }
        return column
    }
}

extension NetworkPlan {
    static var fields: [StudyField<NetworkPlan>] {
        [
            .choice(
                "model", \.model, "physical: the circuit's equations; textbook: signed weights and a constant decay."),
            .integers("hidden", \.hidden, in: 1...1_000_000, "Neurons of every hidden layer; [] for none."),
            .choice(
                "inputRows", \.inputRows, "complementary: two memristors a synapse; bipolar: one; of the first layer."),
            .choice("encoder", \.encoder, "How a feature becomes a row's drive."),
            .number("decay", \.decay, in: 0...0.9999, "e^(−Δt/τ_m) of a textbook network's hidden neurons."),
            .number("outputDecay", \.outputDecay, in: 0...0.9999, "The same of its output neurons."),
            .flag(
                "learnsDecay", \.learnsDecay,
                "Whether neurons learn their time constant: textbook a decay, physical a leak of the column."),
            .flag("learnsThreshold", \.learnsThreshold, "Whether neurons learn their threshold; textbook."),
        ]
    }
}

extension Augmentation {
    static var fields: [StudyField<Augmentation>] {
        [
            .number("shift", \.shift, in: 0...100, "At most so many pixels."),
            .number("rotation", \.rotation, in: 0...180, "At most so many degrees."),
            .number("scale", \.scale, in: 0...0.9, "At most this part larger or smaller."),
        ]
    }
}

extension HardwarePlan {
    static var fields: [StudyField<HardwarePlan>] {
        [
            .integer("levels", \.levels, in: 2...65_536, absent: "continuous", "Levels of a cell from G_min to G_max."),
            .number(
                "programmingNoise", \.programmingNoise, in: 0...1, "σ of a programmed cell, in units of G_max − G_min."),
            .number(
                "readNoise", \.readNoise, in: 0...1, "σ of a read, relative to the cell's conductance; in training."),
            .section("stuck", \.stuck, StuckAtFaults.shareFields, "Stuck cells that training knows."),
            .integer(
                "draws", \.draws, in: 1...10_000, "Arrays that the finished network is programmed into for the test."),
        ]
    }
}
