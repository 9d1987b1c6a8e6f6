import Datasets
import NeuromorphicCircuits
import SpikingNetworks
import Training
import Yams

extension NetworkStudy {
    /// The sections of a network's study file, in the order they are written.
    static var fields: [StudyField<NetworkStudy>] {
        [
            StudyField(key: "name") {
                .text($0.name)
            } read: { study, value throws(StudyError) in
                study.name = try value.text()
            },
            .seed("seed", \.seed),
            .section("data", \.data, DataPlan.fields),
            .section("network", \.network, NetworkPlan.fields),
            .section("circuit", \.circuit, DeepCircuitDesign.fields),
            .section("training", \.training, NetworkTrainingPlan.fields),
            .section("hardware", \.hardware, HardwarePlan.fields),
        ]
    }

    /// The resolved study as plain data.
    public var tree: StudyTree {
        .section(Dictionary(uniqueKeysWithValues: Self.fields.map { ($0.key, $0.tree(self)) }))
    }
}

extension DataPlan {
    static var fields: [StudyField<DataPlan>] {
        [
            StudyField(key: "set") {
                .text($0.set)
            } read: { plan, value throws(StudyError) in
                plan.set = try value.dataSet()
            },
            StudyField(key: "label") {
                .text($0.layout.label?.description ?? DatasetLayout.automatic)
            } read: { plan, value throws(StudyError) in
                let text = try value.text()
                plan.layout.label = text == DatasetLayout.automatic ? nil : try value.column()
            },
            .columns("columns", \.layout.features),
            .columns("ignore", \.layout.ignored),
            .choice("axes", \.layout.axes),
            .number("validation", \.validation, in: 0...0.9),
            .number("test", \.test, in: 0...0.9),
            .integer("folds", \.folds, in: 2...1000, absent: "none"),
            .integer("limit", \.limit, in: 1...1_000_000_000, absent: "none"),
            .integer("circuitSamples", \.circuitSamples, in: 0...1_000_000_000, absent: "automatic"),
        ]
    }
}

extension DatasetLayout {
    /// What leaves the choice to the reader of the file.
    static let automatic = "automatic"
}

extension StudyField {
    /// Columns of a table by heading or number, or the word for the reader's own choice.
    fileprivate static func columns(_ key: String, _ path: WritableKeyPath<Section, [DatasetLayout.Column]?>)
        -> StudyField
    {
        StudyField(key: key) { section in
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
            .choice("model", \.model),
            .integers("hidden", \.hidden, in: 1...1_000_000),
            .choice("inputRows", \.inputRows),
            .integer("slots", \.slots, in: 1...10_000),
            .choice("encoder", \.encoder),
            .number("decay", \.decay, in: 0...0.9999),
            .number("outputDecay", \.outputDecay, in: 0...0.9999),
            .flag("learnsDecay", \.learnsDecay),
            .flag("learnsThreshold", \.learnsThreshold),
        ]
    }
}

extension NetworkTrainingPlan {
    static var fields: [StudyField<NetworkTrainingPlan>] {
        [
            .choice("loss", \.loss),
            .number("sharpness", \.sharpness, in: 1e-3...1e6),
            .number("smoothing", \.smoothing, in: 0...0.9),
            .choice("surrogate", \.surrogate),
            .number("surrogateWidth", \.surrogateWidth, in: 1e-3...100),
            .choice("optimizer", \.optimizer),
            .number("weightDecay", \.weightDecay, in: 0...1),
            .number("momentum", \.momentum, in: 0...0.9999),
            .choice("schedule", \.schedule),
            .number("warmup", \.warmup, in: 0...0.9),
            .integer("stepEpochs", \.stepEpochs, in: 1...100_000),
            .number("stepFactor", \.stepFactor, in: 1e-6...1),
            .number("learningRate", \.learningRate, in: 1e-9...10),
            .integer("epochs", \.epochs, in: 1...100_000),
            .integer("batchSize", \.batchSize, in: 1...100_000),
            .integer("patience", \.patience, in: 0...100_000),
            .number("inputDropout", \.inputDropout, in: 0...0.9),
            .section("augmentation", \.augmentation, Augmentation.fields),
        ]
    }
}

extension Augmentation {
    static var fields: [StudyField<Augmentation>] {
        [
            .number("shift", \.shift, in: 0...100),
            .number("rotation", \.rotation, in: 0...180),
            .number("scale", \.scale, in: 0...0.9),
        ]
    }
}

extension HardwarePlan {
    static var fields: [StudyField<HardwarePlan>] {
        [
            .integer("levels", \.levels, in: 2...65_536, absent: "continuous"),
            .number("programmingNoise", \.programmingNoise, in: 0...1),
            .number("readNoise", \.readNoise, in: 0...1),
            .section("stuck", \.stuck, StuckPlan.fields),
            .integer("draws", \.draws, in: 1...10_000),
        ]
    }
}

extension StuckPlan {
    static var fields: [StudyField<StuckPlan>] {
        [
            .number("rate", \.rate, in: 0...1),
            .number("lowResistanceShare", \.lowResistanceShare, in: 0...1),
        ]
    }
}

extension DeepCircuitDesign {
    /// All but the number of slots, which is the network's.
    static var fields: [StudyField<DeepCircuitDesign>] {
        [
            .quantity("readVoltage", \.readVoltage),
            .quantity("minimumConductance", \.minimumConductance),
            .quantity("maximumConductance", \.maximumConductance),
            .number("biasShare", \.biasShare, in: 0.01...100),
            .number("hiddenBiasShare", \.hiddenBiasShare, in: 0...100),
            .quantity("slotDuration", \.slotDuration),
            .number("membraneSlots", \.membraneSlots, in: 0.01...1000),
            .number("nominalLoad", \.nominalLoad, in: 1e-3...1),
            .integer("raceSlots", \.raceSlots, in: 1...10_000),
            .quantity("thresholdVoltage", \.thresholdVoltage),
            .number("holdShare", \.holdShare, in: 1e-3...0.99),
            .number("chargingSlots", \.chargingSlots, in: 1e-6...1),
            .quantity("switchOffResistance", \.switchOffResistance),
            .number("pulseCapacitanceShare", \.pulseCapacitanceShare, in: 1e-3...10),
            .number("pulseOnShare", \.pulseOnShare, in: 1e-3...0.99),
            .number("pulseOffShare", \.pulseOffShare, in: 1e-3...0.99),
            .number("dischargeSlots", \.dischargeSlots, in: 1e-6...1),
            .quantity("dischargeOffResistance", \.dischargeOffResistance),
            .number("busCapacitanceShare", \.busCapacitanceShare, in: 1e-3...100),
            .number("busHoldSlots", \.busHoldSlots, in: 1...1e6),
            .number("diodeForwardShare", \.diodeForwardShare, in: 1e-3...0.99),
            .number("diodeResistanceShare", \.diodeResistanceShare, in: 1e-6...1000),
            .number("inhibitionOnShare", \.inhibitionOnShare, in: 1e-3...0.99),
            .number("inhibitionOffShare", \.inhibitionOffShare, in: 1e-3...0.99),
            .quantity("driverResistance", \.driverResistance),
            .quantity("writeThreshold", \.writeThreshold),
        ]
    }
}
