import Datasets
import Devices
import NeuromorphicCircuits
import Training
import Yams

extension StudyField {
    /// The key with a meaning for this kind of study alone.
    func only(_ kind: Study.Kind) -> StudyField {
        var field = self
        field.owner = kind
        return field
    }
}

extension Array {
    /// The keys that have a meaning for a kind of study; all for nil.
    func of<Section>(_ kind: Study.Kind?) -> [Element] where Element == StudyField<Section> {
        filter { kind == nil || $0.owner == nil || $0.owner == kind }
    }
}

extension Study {
    /// The sections of a study file, in the order they are written.
    static func fields(of kind: Kind) -> [StudyField<Study>] {
        let fields: [StudyField<Study>] = [
            .name(\.name),
            .seed(\.seed),
            patternsField,
            deviceField.only(.classifier),
            .section("data", \.data, DataPlan.fields, "Which samples the network is trained and tested on.")
                .only(.network),
            .section("network", \.self, networkFields, "The network's shape and what its neurons are.")
                .only(.network),
            .section("circuit", \.circuit, CircuitDesign.fields, "Component values.").only(.classifier),
            .section("circuit", \.layers, DeepCircuitDesign.fields, "Component values.").only(.network),
            .section("training", \.self, trainingFields.of(kind), "How the network is trained."),
            .section("hardware", \.hardware, HardwarePlan.fields, "What the array does to the conductances.")
                .only(.network),
            .section("noise", \.noise, NoisePlan.fields, "Recognition under noise.").only(.classifier),
            .section("faults", \.faults, FaultPlan.fields, "Stuck cells, and retraining around them.")
                .only(.classifier),
            .section("agreement", \.agreement, AgreementPlan.fields, "How levels are compared.").only(.classifier),
        ]
        return fields.of(kind)
    }

    /// The kind of study that has a key in a section.
    static func kind(with key: String, in section: String) -> Kind? {
        Kind.allCases.first { kind in
            let keys = StudyKey.keys(of: kind)
            if section == wholeSection { return keys.contains { $0.key == key } }
            guard case .section(let own) = keys.first(where: { $0.key == section })?.kind else { return false }
            return own.contains { $0.key == key }
        }
    }

    /// What errors call the keys that stand in no section.
    static let wholeSection = "the study"

    /// The classifier, which has no network section, says in that of training what its neurons are.
    static var trainingFields: [StudyField<Study>] {
        [StudyField<Study>.choice("model", \.network.model, "The neurons of training.").only(.classifier)]
            + TrainingPlan.fields.map { $0.lifted(\.training) }
    }

    /// The number of slots stands here in the file, and with the circuit in the study.
    static var networkFields: [StudyField<Study>] {
        var fields = NetworkPlan.fields.map { $0.lifted(\Study.network) }
        let slots = StudyField<Study>.integer(
            "slots", \.layers.slots, in: 1...10_000, "T: the inputs are shown for T Δt.")
        fields.insert(slots, at: fields.firstIndex { $0.key == "encoder" }!)
        return fields
    }

    private static var patternsField: StudyField<Study> {
        let some = StudyKey.Kind.text(
            "\(PatternSet.builtIns.map(\.name).joined(separator: ", ")), or a pattern file beside the study")
        return StudyField(
            key: "patterns", "What is recognised; of a network, noisy copies, in place of a data set.",
            kind: { $0.kind == .network ? .optional(some, absent: absentPatterns) : some }
        ) {
            .text($0.showsPatterns ? $0.patterns.name : absentPatterns)
        } read: { study, value throws(StudyError) in
            if study.kind == .network, try value.text() == absentPatterns { return }
            study.patterns = try value.patterns()
        }
    }

    static let absentPatterns = "none"

    private static var deviceField: StudyField<Study> {
        StudyField(
            key: "device", "The synaptic memristor, where it is no linear one.",
            kind: .optional(.text("a device that memspike device list shows, or a device file"), absent: "none")
        ) {
            .text($0.device?.text ?? "none")
        } read: { study, value throws(StudyError) in
            let text = try value.text()
            study.device = text == "none" ? nil : try value.device(text).model
        }
    }

    /// The resolved study as plain data.
    package var tree: StudyTree {
        .section(Dictionary(uniqueKeysWithValues: Self.fields(of: kind).map { ($0.key, $0.tree(self)) }))
    }
}

extension TrainingPlan {
    static var fields: [StudyField<TrainingPlan>] {
        [
            .choice("loss", \.loss, "What training makes small; a network decides by the same quantity."),
            .number(
                "sharpness", \.sharpness, in: 1e-3...1e6,
                "Logits per threshold (slot-cross-entropy) or per relative lead (spike-time); suited to the network if left out."
            ),
            .number(
                "smoothing", \.smoothing, in: 0...0.9,
                "That part of the target is spread over all classes (slot-cross-entropy)."
            ).only(.network),
            .choice("surrogate", \.surrogate, "The derivative that stands for that of a spike."),
            .number("surrogateWidth", \.surrogateWidth, in: 1e-3...100, "Its width, in units of V_th."),
            .choice("optimizer", \.optimizer, "How the weights follow the gradient.").only(.network),
            .number("weightDecay", \.weightDecay, in: 0...1, "Of adamw.").only(.network),
            .number("momentum", \.momentum, in: 0...0.9999, "Of sgd.").only(.network),
            .choice("schedule", \.schedule, "How the learning rate falls.").only(.network),
            .number("warmup", \.warmup, in: 0...0.9, "The part of all steps in which it rises (cosine).")
                .only(.network),
            .integer(
                "stepEpochs", \.stepEpochs, in: 1...100_000,
                "After so many epochs it is multiplied by stepFactor (steps)."
            ).only(.network),
            .number("stepFactor", \.stepFactor, in: 1e-6...1, "Of the schedule steps.").only(.network),
            .integer(
                "epochs", \.epochs, in: 1...100_000,
                "Passes over the training samples; of the classifier, of batchesPerEpoch steps."),
            .integer("batchesPerEpoch", \.batchesPerEpoch, in: 1...1_000_000, "Steps of the optimiser in an epoch.")
                .only(.classifier),
            .integer("batchSize", \.batchSize, in: 1...100_000, "Samples a step."),
            .number(
                "learningRate", \.learningRate, in: 1e-9...10,
                "The largest; of memristors in units of G_max − G_min. The classifier's falls to 1 % along a cosine."),
            .number(
                "lowestFlipProbability", \.lowestFlipProbability, in: 0...0.5,
                "Pixels of training flip with probabilities from here on."
            ).only(.classifier),
            .number("highestFlipProbability", \.highestFlipProbability, in: 0...0.5, "… to here.").only(.classifier),
            .integer(
                "patience", \.patience, in: 0...100_000,
                "Epochs without a better validation accuracy before training stops; 0 for never."
            ).only(.network),
            .number(
                "inputDropout", \.inputDropout, in: 0...0.9,
                "The part of the inputs that is silenced, drawn anew for every sample."
            ).only(.network),
            .section(
                "augmentation", \.augmentation, Augmentation.fields,
                "Pictures are displaced at random, anew in every epoch."
            ).only(.network),
        ]
    }
}

extension NoisePlan {
    static var fields: [StudyField<NoisePlan>] {
        [
            .numbers(
                "flipProbabilities", \.flipProbabilities, in: 0...0.5, "Pixels flip independently with each of these."),
            .integers("exactFlips", \.exactFlips, in: 0...Pattern.mostPixels, "Also, exactly so many pixels flip."),
            .choice("redraw", \.redraw, "Whether a noisy frame stands still or is drawn anew in every slot."),
            .integer("presentations", \.presentations, in: 10...100_000_000, "Presentations a point."),
        ]
    }
}

extension FaultPlan {
    static var fields: [StudyField<FaultPlan>] {
        [
            .numbers("rates", \.rates, in: 0...1, "Parts of the cells that are stuck."),
            .number(
                "lowResistanceShare", \.lowResistanceShare, in: 0...1, "The part of stuck cells at low resistance."),
            .integer("maps", \.maps, in: 1...1_000_000, "Arrays a rate."),
            .number("flipProbability", \.flipProbability, in: 0...0.5, "Pixels flip with this probability."),
            .integer("presentationsPerMap", \.presentationsPerMap, in: 10...10_000_000, "Presentations an array."),
            .integer(
                "retrainingBatches", \.retraining.batches, in: 1...1_000_000, "Steps of retraining around stuck cells."),
            .integer(
                "retrainingBatchSize", \.retraining.batchSize, in: 1...100_000, "Presentations a step of retraining."),
            .number("retrainingLearningRate", \.retraining.learningRate, in: 1e-6...1, "As training.learningRate."),
        ]
    }
}

extension AgreementPlan {
    static var fields: [StudyField<AgreementPlan>] {
        [
            .integer(
                "presentations", \.presentations, in: 1...1_000_000, "Presentations that all levels are compared on."),
            .integer(
                "devicePresentations", \.devicePresentations, in: 1...1_000_000, "The same with devices' own equations."
            ),
            .number("flipProbability", \.flipProbability, in: 0...0.5, "Pixels flip with this probability."),
        ]
    }
}
