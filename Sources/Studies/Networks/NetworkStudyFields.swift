import Datasets
import NeuromorphicCircuits
import Quantities
import Training
import Yams

extension NetworkStudy {
    /// The sections of a network's study file, in the order they are written.
    static var fields: [StudyField<NetworkStudy>] {
        [
            .name(\.name),
            .seed(\.seed),
            StudyField(
                key: "patterns", "Pictures whose noisy copies are the samples, in place of a data set.",
                kind: .optional(
                    .text(
                        "\(PatternSet.builtIns.map(\.name).joined(separator: ", ")), or a pattern file beside the study"
                    ),
                    absent: "none")
            ) {
                .text($0.patterns?.name ?? "none")
            } read: { study, value throws(StudyError) in
                study.patterns = try value.text() == "none" ? nil : value.patterns()
            },
            .section("data", \.data, DataPlan.fields, "Which samples the network is trained and tested on."),
            .section("network", \.network, NetworkPlan.fields, "The network's shape and what its neurons are."),
            .section("circuit", \.circuit, DeepCircuitDesign.fields, "Component values."),
            .section("training", \.training, NetworkTrainingPlan.fields, "How the network is trained."),
            .section("hardware", \.hardware, HardwarePlan.fields, "What the array does to the conductances."),
        ]
    }

    /// The resolved study as plain data.
    package var tree: StudyTree {
        .section(Dictionary(uniqueKeysWithValues: Self.fields.map { ($0.key, $0.tree(self)) }))
    }
}

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
                key: "label", "The label column of a table, by heading or number from 1.",
                kind: .either([.integer(1...1_000_000), .text("a heading, last, or automatic")])
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
        let column = StudyKey.Kind.either([.integer(1...1_000_000), .text("a heading")])
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
            .integer("slots", \.slots, in: 1...10_000, "T: the inputs are shown for T Δt."),
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

extension NetworkTrainingPlan {
    static var fields: [StudyField<NetworkTrainingPlan>] {
        [
            .choice("loss", \.loss, "What training makes small; the network decides by the same quantity."),
            .number(
                "sharpness", \.sharpness, in: 1e-3...1e6,
                "Logits per threshold (slot-cross-entropy) or per relative lead (spike-time); suited to the model and loss if left out."
            ),
            .number(
                "smoothing", \.smoothing, in: 0...0.9,
                "That part of the target is spread over all classes (slot-cross-entropy)."),
            .choice("surrogate", \.surrogate, "The derivative that stands for that of a spike."),
            .number("surrogateWidth", \.surrogateWidth, in: 1e-3...100, "Its width, in units of V_th."),
            .choice("optimizer", \.optimizer, "How the weights follow the gradient."),
            .number("weightDecay", \.weightDecay, in: 0...1, "Of adamw."),
            .number("momentum", \.momentum, in: 0...0.9999, "Of sgd."),
            .choice("schedule", \.schedule, "How the learning rate falls."),
            .number("warmup", \.warmup, in: 0...0.9, "The part of all steps in which it rises (cosine)."),
            .integer(
                "stepEpochs", \.stepEpochs, in: 1...100_000,
                "After so many epochs it is multiplied by stepFactor (steps)."),
            .number("stepFactor", \.stepFactor, in: 1e-6...1, "Of the schedule steps."),
            .number(
                "learningRate", \.learningRate, in: 1e-9...10,
                "The largest; of physical layers in units of G_max − G_min."),
            .integer("epochs", \.epochs, in: 1...100_000, "Passes over the training samples."),
            .integer("batchSize", \.batchSize, in: 1...100_000, "Samples a step."),
            .integer(
                "patience", \.patience, in: 0...100_000,
                "Epochs without a better validation accuracy before training stops; 0 for never."),
            .number(
                "inputDropout", \.inputDropout, in: 0...0.9,
                "The part of the inputs that is silenced, drawn anew for every sample."),
            .section(
                "augmentation", \.augmentation, Augmentation.fields,
                "Pictures are displaced at random, anew in every epoch."),
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
            .section("stuck", \.stuck, StuckPlan.fields, "Stuck cells that training knows."),
            .integer(
                "draws", \.draws, in: 1...10_000, "Arrays that the finished network is programmed into for the test."),
        ]
    }
}

extension StuckPlan {
    static var fields: [StudyField<StuckPlan>] {
        [
            .number("rate", \.rate, in: 0...1, "The part of all cells that is stuck."),
            .number("lowResistanceShare", \.lowResistanceShare, in: 0...1, "The part of these at G_max."),
        ]
    }
}

extension DeepCircuitDesign {
    /// All but the number of slots, which is the network's.
    static var fields: [StudyField<DeepCircuitDesign>] {
        [
            .quantity("readVoltage", \.readVoltage, "V_read: a spike drives its neuron's rows at ±V_read for a slot."),
            .quantity("minimumConductance", \.minimumConductance, "G_min, the high-resistance state of a cell."),
            .quantity("maximumConductance", \.maximumConductance, "G_max, the low-resistance state of a cell."),
            .number(
                "biasShare", \.biasShare, in: 0.01...100,
                "The output layer's bias conductance over the nominal conductance of a column's cells."),
            .number(
                "hiddenBiasShare", \.hiddenBiasShare, in: 0...100,
                "The same of hidden layers; 0 leaves the bias row out."),
            .quantity("slotDuration", \.slotDuration, "Δt: how long a spike lasts."),
            .number("membraneSlots", \.membraneSlots, in: 0.01...1000, "Time constant of a nominal column, in slots."),
            .number(
                "nominalLoad", \.nominalLoad, in: 1e-3...1,
                "Mean conductance of a nominal cell pair above G_min, over the range."),
            .integer(
                "raceSlots", \.raceSlots, in: 1...10_000,
                "How long the output layer may race after its bias row has risen, in slots."),
            .quantity("thresholdVoltage", \.thresholdVoltage, "V_th: the threshold switch turns on."),
            .number("holdShare", \.holdShare, in: 1e-3...0.99, "V_hold/V_th."),
            .number(
                "chargingSlots", \.chargingSlots, in: 1e-6...1,
                "R_on C_p of the threshold switch and the pulse capacitor, in slots."),
            .quantity("switchOffResistance", \.switchOffResistance, "R_off of the threshold switch."),
            .number("pulseCapacitanceShare", \.pulseCapacitanceShare, in: 1e-3...10, "C_p/C_m."),
            .number(
                "pulseOnShare", \.pulseOnShare, in: 1e-3...0.99,
                "Voltage of the pulse capacitor at which the spike begins, over V_th."),
            .number("pulseOffShare", \.pulseOffShare, in: 1e-3...0.99, "Voltage at which it ends, over V_th."),
            .number(
                "dischargeSlots", \.dischargeSlots, in: 1e-6...1,
                "R_i C_m, in which the discharge transistor empties the membrane, in slots."),
            .quantity("dischargeOffResistance", \.dischargeOffResistance, "R_off of the transistors."),
            .number("busCapacitanceShare", \.busCapacitanceShare, in: 1e-3...100, "C_bus/C_m of an output neuron."),
            .number("busHoldSlots", \.busHoldSlots, in: 1...1e6, "The bus' own time constant, in slots."),
            .number(
                "diodeForwardShare", \.diodeForwardShare, in: 1e-3...0.99,
                "Forward voltage of the diode to the bus, over V_th."),
            .number(
                "diodeResistanceShare", \.diodeResistanceShare, in: 1e-6...1000,
                "The diode's on resistance over the threshold switch's."),
            .number(
                "inhibitionOnShare", \.inhibitionOnShare, in: 1e-3...0.99,
                "Bus voltage at which the inhibition transistors conduct, over V_th."),
            .number(
                "inhibitionOffShare", \.inhibitionOffShare, in: 1e-3...0.99,
                "Bus voltage at which they stop, over V_th."),
            .quantity(
                "driverResistance", \.driverResistance,
                "Output impedance of the inputs' row drivers, for the rules and the device level."),
            .quantity(
                "writeThreshold", \.writeThreshold,
                "|v| above which a synaptic memristor changes its state, for the rules."),
        ] + deviceFields
    }

    /// What the device level alone has.
    private static var deviceFields: [StudyField<DeepCircuitDesign>] {
        [
            .quantity(
                "switchingTime", \.switchingTime,
                "Time constant of the threshold switch's state; the device level's, as all that follow."),
            .number(
                "switchingWidthShare", \.switchingWidthShare, in: 1e-6...0.1,
                "Half the width of the threshold switch's transition, over V_th."),
            .number(
                "transistorTransconductance", \.transistorTransconductance, in: 1e-9...1,
                "K_P of the transistors, in A/V²."),
            .number(
                "transistorThresholdShare", \.transistorThresholdShare, in: 0.05...0.95,
                "V_T0/V_read of the transistors whose gates swing by V_read."),
            .number(
                "transistorSlopeFactor", \.transistorSlopeFactor, in: 1...3,
                "n of the transistors: below their threshold they change by a factor e every n kT/q."),
            .number(
                "transistorBarrierLowering", \.transistorBarrierLowering, in: 0...0.3,
                "σ of the transistors, by how much their threshold falls with the drain's voltage."),
            .quantity(
                "transistorTemperature", \.transistorTemperature, in: Temperature(200)...Temperature(450),
                "Of the transistors; the other devices stay at 27 °C."),
            .number(
                "detectorAspectRatio", \.detectorAspectRatio, in: 0.1...1e5,
                "W/L of the transistor that detects a spike."),
            .quantity("liftResistance", \.liftResistance, "From the positive rail to the drain of that transistor."),
            .number(
                "rowDropShare", \.rowDropShare, in: 1e-4...0.5,
                "What the row drivers of hidden neurons drop of V_read under load."),
            .quantity(
                "restResistance", \.restResistance, "Holds a row of hidden neurons at ground between spikes, at most."),
            .number(
                "restShare", \.restShare, in: 1e-4...10, "The same over the resistance of the row's load, at most."),
            .quantity(
                "gateCapacitance", \.gateCapacitance,
                "At the gate of the transistor that empties a membrane: it waits for the threshold switch."),
            .quantity(
                "diodeSaturationCurrent", \.diodeSaturationCurrent, "I_s of the diodes from the outputs to the bus."),
        ]
    }
}
