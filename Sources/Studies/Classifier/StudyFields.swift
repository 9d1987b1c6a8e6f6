import Datasets
import Devices
import NeuromorphicCircuits
import Quantities
import Training
import Yams

extension CircuitDesign {
    static var fields: [StudyField<CircuitDesign>] {
        [
            .quantity(
                "readVoltage", \.readVoltage, "V_read: a black pixel's row stands at +V_read, a white one's at −V_read."
            ),
            .quantity("minimumConductance", \.minimumConductance, "G_min, the high-resistance state of a cell."),
            .quantity("maximumConductance", \.maximumConductance, "G_max, the low-resistance state of a cell."),
            .quantity(
                "biasConductance", \.biasConductance, "The resistor from the bias row, at +V_read, into every column."),
            .quantity("membraneCapacitance", \.membraneCapacitance, "C_m."),
            .quantity(
                "thresholdVoltage", \.thresholdVoltage, "V_th: the threshold switch turns on; below readVoltage."),
            .quantity("holdVoltage", \.holdVoltage, "V_hold: the threshold switch turns off; below thresholdVoltage."),
            .quantity("switchOnResistance", \.switchOnResistance, "R_on of the threshold switch."),
            .quantity("switchOffResistance", \.switchOffResistance, "R_off of the threshold switch."),
            .quantity("outputResistance", \.outputResistance, "R_o, from the output node to ground."),
            .quantity("outputCapacitance", \.outputCapacitance, "The output node's capacitance."),
            .quantity("busCapacitance", \.busCapacitance, "Capacitance of the winner-take-all bus."),
            .quantity("busLeakResistance", \.busLeakResistance, "From the bus to ground."),
            .quantity(
                "diodeForwardVoltage", \.diodeForwardVoltage, "Forward voltage of the diode from an output to the bus."),
            .quantity("diodeOnResistance", \.diodeOnResistance, "The diode's resistance above it."),
            .quantity(
                "inhibitionThreshold", \.inhibitionThreshold, "Bus voltage at which the inhibition transistors conduct."
            ),
            .quantity("inhibitionOnResistance", \.inhibitionOnResistance, "Of an inhibition transistor that conducts."),
            .quantity("inhibitionOffResistance", \.inhibitionOffResistance, "Of one that does not."),
            .quantity(
                "driverResistance", \.driverResistance,
                "Output impedance of every row driver, for the rules and at the device level."),
            .quantity("diodeSaturationCurrent", \.diodeSaturationCurrent, "I_S of the diode at the device level."),
            .quantity(
                "transistorThreshold", \.transistorThreshold, "V_T0 of the inhibition transistors at the device level."),
            .number(
                "transistorTransconductance", \.transistorTransconductance, in: 1e-9...1,
                "K_P of the inhibition transistors at the device level [A/V²]."),
            .number(
                "transistorAspectRatio", \.transistorAspectRatio, in: 1e-3...1e5,
                "W/L of the inhibition transistors at the device level."),
            .number(
                "transistorSlopeFactor", \.transistorSlopeFactor, in: 1...3,
                "n of these transistors: below their threshold they change by a factor e every n kT/q."),
            .number(
                "transistorBarrierLowering", \.transistorBarrierLowering, in: 0...0.3,
                "σ of these transistors, by how much their threshold falls with the drain's voltage."),
            .quantity(
                "transistorTemperature", \.transistorTemperature, in: Temperature(200)...Temperature(450),
                "Of these transistors; the other devices stay at 27 °C."),
            .quantity("switchingTime", \.switchingTime, "τ of the threshold switch's state at the device level."),
            .quantity("switchingWidth", \.switchingWidth, "Half the width of the threshold switch's transition."),
            .quantity("writeThreshold", \.writeThreshold, "|v| above which a synaptic memristor changes its state."),
            .number(
                "writeRate", \.writeRate, in: 1e-3...1e15, "|k_set| and |k_reset| of the synaptic memristor [1/s]."),
            .quantity("slotDuration", \.slotDuration, "Δt of the discrete model."),
            .integer("slots", \.slots, in: 1...10_000, "T: a presentation lasts T Δt."),
            .quantity("patternPeriod", \.patternPeriod, "From the start of one presentation to the start of the next."),
        ]
    }
}

extension TrainingPlan {
    static var fields: [StudyField<TrainingPlan>] {
        [
            .choice("model", \.model, "The neurons of training."),
            .choice("loss", \.loss, "What training makes small."),
            .number(
                "sharpness", \.sharpness, in: 1e-3...1e6,
                "Logits per relative lead (spike-time) or per threshold (slot-cross-entropy)."),
            .choice("surrogate", \.surrogate, "The derivative that stands for that of a spike."),
            .number("surrogateWidth", \.surrogateWidth, in: 1e-3...100, "Its width, in units of V_th."),
            .integer("epochs", \.epochs, in: 1...100_000, "After each, the progress is told."),
            .integer("batchesPerEpoch", \.batchesPerEpoch, in: 1...1_000_000, "Steps of the optimiser in an epoch."),
            .integer("batchSize", \.batchSize, in: 1...100_000, "Presentations a step."),
            .number(
                "learningRate", \.learningRate, in: 1e-6...1,
                "The first one, in units of G_max − G_min; falls to 1 % along a cosine."),
            .number(
                "lowestFlipProbability", \.lowestFlipProbability, in: 0...0.5,
                "Pixels of training flip with probabilities from here on."),
            .number("highestFlipProbability", \.highestFlipProbability, in: 0...0.5, "… to here."),
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
                "retrainingBatches", \.retrainingBatches, in: 1...1_000_000, "Steps of retraining around stuck cells."),
            .integer(
                "retrainingBatchSize", \.retrainingBatchSize, in: 1...100_000, "Presentations a step of retraining."),
            .number("retrainingLearningRate", \.retrainingLearningRate, in: 1e-6...1, "As training.learningRate."),
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

extension Study {
    /// The sections of a study file, in the order they are written.
    static var fields: [StudyField<Study>] {
        [
            .name(\.name),
            .seed(\.seed),
            .patterns(\.patterns),
            StudyField(
                key: "device", "The synaptic memristor, where it is no linear one.",
                kind: .optional(.text("a device that memspike device list shows, or a device file"), absent: "none")
            ) {
                .text($0.device?.text ?? "none")
            } read: { study, value throws(StudyError) in
                let text = try value.text()
                study.device = text == "none" ? nil : try value.device(text).model
            },
            .section("circuit", \.circuit, CircuitDesign.fields, "Component values."),
            .section("training", \.training, TrainingPlan.fields, "How the network is trained."),
            .section("noise", \.noise, NoisePlan.fields, "Recognition under noise."),
            .section("faults", \.faults, FaultPlan.fields, "Stuck cells, and retraining around them."),
            .section("agreement", \.agreement, AgreementPlan.fields, "How levels are compared."),
        ]
    }

    /// The resolved study as plain data.
    package var tree: StudyTree {
        .section(Dictionary(uniqueKeysWithValues: Self.fields.map { ($0.key, $0.tree(self)) }))
    }
}

extension StudyField {
    static func patterns(_ path: WritableKeyPath<Section, PatternSet>) -> StudyField {
        StudyField(
            key: "patterns", "What is recognised.",
            kind: .text(
                "\(PatternSet.builtIns.map(\.name).joined(separator: ", ")), or a pattern file beside the study")
        ) {
            .text($0[keyPath: path].name)
        } read: { section, value throws(StudyError) in
            section[keyPath: path] = try value.patterns()
        }
    }
}
