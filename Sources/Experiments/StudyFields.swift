import Crossbars
import Datasets
import NeuromorphicCircuits
import Quantities
import Training
import Yams

/// One key of a section: how it is read from a file and written to one. The table of fields is the file's schema.
struct StudyField<Section> {
    let key: String
    let tree: (Section) -> StudyTree
    let read: (inout Section, StudyValue) throws(StudyError) -> Void
    /// The value as a file holds it, a section's keys in the order of its fields.
    let node: (Section) -> Node

    init(
        key: String, tree: @escaping (Section) -> StudyTree,
        read: @escaping (inout Section, StudyValue) throws(StudyError) -> Void, node: ((Section) -> Node)? = nil
    ) {
        self.key = key
        self.tree = tree
        self.read = read
        self.node = node ?? { tree($0).node }
    }
}

extension StudyField {
    static func quantity<Unit: PhysicalUnit>(
        _ key: String, _ path: WritableKeyPath<Section, Quantity<Unit>>, allowsZero: Bool = false
    ) -> StudyField {
        StudyField(key: key) {
            .text($0[keyPath: path].description)
        } read: { section, value throws(StudyError) in
            section[keyPath: path] = try value.quantity(allowsZero: allowsZero)
        }
    }

    /// A quantity that may be left out; `absent` is the word for that.
    static func quantity<Unit: PhysicalUnit>(
        _ key: String, _ path: WritableKeyPath<Section, Quantity<Unit>?>, absent: String
    ) -> StudyField {
        StudyField(key: key) {
            .text($0[keyPath: path]?.description ?? absent)
        } read: { section, value throws(StudyError) in
            section[keyPath: path] = try value.text() == absent ? nil : value.quantity()
        }
    }

    /// A number that may be left out; `absent` is the word for that.
    static func number(
        _ key: String, _ path: WritableKeyPath<Section, Double?>, in range: ClosedRange<Double>, absent: String
    ) -> StudyField {
        StudyField(key: key) { section in
            section[keyPath: path].map(StudyTree.number) ?? .text(absent)
        } read: { section, value throws(StudyError) in
            section[keyPath: path] = try value.text() == absent ? nil : value.number(in: range)
        }
    }

    static func number(
        _ key: String, _ path: WritableKeyPath<Section, Double>, in range: ClosedRange<Double>
    ) -> StudyField {
        StudyField(key: key) {
            .number($0[keyPath: path])
        } read: { section, value throws(StudyError) in
            section[keyPath: path] = try value.number(in: range)
        }
    }

    static func integer(_ key: String, _ path: WritableKeyPath<Section, Int>, in range: ClosedRange<Int>) -> StudyField
    {
        StudyField(key: key) {
            .number(Double($0[keyPath: path]))
        } read: { section, value throws(StudyError) in
            section[keyPath: path] = try value.integer(in: range)
        }
    }

    static func numbers(
        _ key: String, _ path: WritableKeyPath<Section, [Double]>, in range: ClosedRange<Double>
    ) -> StudyField {
        StudyField(key: key) {
            .list($0[keyPath: path].map(StudyTree.number))
        } read: { section, value throws(StudyError) in
            var numbers: [Double] = []
            for item in try value.items() { numbers.append(try item.number(in: range)) }
            section[keyPath: path] = numbers
        }
    }

    static func integers(_ key: String, _ path: WritableKeyPath<Section, [Int]>, in range: ClosedRange<Int>)
        -> StudyField
    {
        StudyField(key: key) { section in
            .list(section[keyPath: path].map { .number(Double($0)) })
        } read: { section, value throws(StudyError) in
            var integers: [Int] = []
            for item in try value.items() { integers.append(try item.integer(in: range)) }
            section[keyPath: path] = integers
        }
    }

    /// A whole number that may be left out; `absent` is the word for that.
    static func integer(
        _ key: String, _ path: WritableKeyPath<Section, Int?>, in range: ClosedRange<Int>, absent: String
    ) -> StudyField {
        StudyField(key: key) { section in
            section[keyPath: path].map { .number(Double($0)) } ?? .text(absent)
        } read: { section, value throws(StudyError) in
            section[keyPath: path] = try value.text() == absent ? nil : value.integer(in: range)
        }
    }

    static func flag(_ key: String, _ path: WritableKeyPath<Section, Bool>) -> StudyField {
        StudyField(key: key) {
            .text($0[keyPath: path] ? "true" : "false")
        } read: { section, value throws(StudyError) in
            section[keyPath: path] = try value.flag()
        }
    }

    static func seed(_ key: String, _ path: WritableKeyPath<Section, UInt64>) -> StudyField {
        // As text: a double does not hold every 64-bit number.
        StudyField(key: key) {
            .text("\($0[keyPath: path])")
        } read: { section, value throws(StudyError) in
            section[keyPath: path] = try value.seed()
        }
    }

    static func section<Part>(
        _ key: String, _ path: WritableKeyPath<Section, Part>, _ fields: [StudyField<Part>]
    ) -> StudyField {
        StudyField(key: key) { section in
            .section(Dictionary(uniqueKeysWithValues: fields.map { ($0.key, $0.tree(section[keyPath: path])) }))
        } read: { section, value throws(StudyError) in
            try value.read(&section[keyPath: path], fields, section: key)
        } node: { section in
            Node(fields.map { (Node($0.key), $0.node(section[keyPath: path])) })
        }
    }

    static func choice<Choice: RawRepresentable & CaseIterable>(
        _ key: String, _ path: WritableKeyPath<Section, Choice>
    ) -> StudyField where Choice.RawValue == String {
        StudyField(key: key) {
            .text($0[keyPath: path].rawValue)
        } read: { section, value throws(StudyError) in
            section[keyPath: path] = try value.choice()
        }
    }
}

extension CircuitDesign {
    static var fields: [StudyField<CircuitDesign>] {
        [
            .quantity("readVoltage", \.readVoltage),
            .quantity("minimumConductance", \.minimumConductance),
            .quantity("maximumConductance", \.maximumConductance),
            .quantity("biasConductance", \.biasConductance),
            .quantity("membraneCapacitance", \.membraneCapacitance),
            .quantity("thresholdVoltage", \.thresholdVoltage),
            .quantity("holdVoltage", \.holdVoltage),
            .quantity("switchOnResistance", \.switchOnResistance),
            .quantity("switchOffResistance", \.switchOffResistance),
            .quantity("outputResistance", \.outputResistance),
            .quantity("outputCapacitance", \.outputCapacitance),
            .quantity("busCapacitance", \.busCapacitance),
            .quantity("busLeakResistance", \.busLeakResistance),
            .quantity("diodeForwardVoltage", \.diodeForwardVoltage),
            .quantity("diodeOnResistance", \.diodeOnResistance),
            .quantity("inhibitionThreshold", \.inhibitionThreshold),
            .quantity("inhibitionOnResistance", \.inhibitionOnResistance),
            .quantity("inhibitionOffResistance", \.inhibitionOffResistance),
            .quantity("driverResistance", \.driverResistance),
            .quantity("diodeSaturationCurrent", \.diodeSaturationCurrent),
            .quantity("transistorThreshold", \.transistorThreshold),
            .number("transistorTransconductance", \.transistorTransconductance, in: 1e-9...1),
            .number("transistorAspectRatio", \.transistorAspectRatio, in: 1e-3...1e5),
            .quantity("switchingTime", \.switchingTime),
            .quantity("switchingWidth", \.switchingWidth),
            .quantity("writeThreshold", \.writeThreshold),
            .number("writeRate", \.writeRate, in: 1e-3...1e15),
            .quantity("slotDuration", \.slotDuration),
            .integer("slots", \.slots, in: 1...10_000),
            .quantity("patternPeriod", \.patternPeriod),
        ]
    }
}

extension TrainingPlan {
    static var fields: [StudyField<TrainingPlan>] {
        [
            .choice("model", \.model),
            .choice("loss", \.loss),
            .number("sharpness", \.sharpness, in: 1e-3...1e6),
            .choice("surrogate", \.surrogate),
            .number("surrogateWidth", \.surrogateWidth, in: 1e-3...100),
            .integer("epochs", \.epochs, in: 1...100_000),
            .integer("batchesPerEpoch", \.batchesPerEpoch, in: 1...1_000_000),
            .integer("batchSize", \.batchSize, in: 1...100_000),
            .number("learningRate", \.learningRate, in: 1e-6...1),
            .number("lowestFlipProbability", \.lowestFlipProbability, in: 0...0.5),
            .number("highestFlipProbability", \.highestFlipProbability, in: 0...0.5),
        ]
    }
}

extension NoisePlan {
    static var fields: [StudyField<NoisePlan>] {
        [
            .numbers("flipProbabilities", \.flipProbabilities, in: 0...0.5),
            .integers("exactFlips", \.exactFlips, in: 0...Glyph.pixelCount),
            .choice("redraw", \.redraw),
            .integer("presentations", \.presentations, in: 10...100_000_000),
        ]
    }
}

extension FaultPlan {
    static var fields: [StudyField<FaultPlan>] {
        [
            .numbers("rates", \.rates, in: 0...1),
            .number("lowResistanceShare", \.lowResistanceShare, in: 0...1),
            .integer("maps", \.maps, in: 1...1_000_000),
            .number("flipProbability", \.flipProbability, in: 0...0.5),
            .integer("presentationsPerMap", \.presentationsPerMap, in: 10...10_000_000),
            .integer("retrainingBatches", \.retrainingBatches, in: 1...1_000_000),
            .integer("retrainingBatchSize", \.retrainingBatchSize, in: 1...100_000),
            .number("retrainingLearningRate", \.retrainingLearningRate, in: 1e-6...1),
        ]
    }
}

extension AgreementPlan {
    static var fields: [StudyField<AgreementPlan>] {
        [
            .integer("presentations", \.presentations, in: 1...1_000_000),
            .integer("devicePresentations", \.devicePresentations, in: 1...1_000_000),
            .number("flipProbability", \.flipProbability, in: 0...0.5),
        ]
    }
}

extension Study {
    /// The sections of a study file, in the order they are written.
    static var fields: [StudyField<Study>] {
        [
            StudyField(key: "name") {
                .text($0.name)
            } read: { study, value throws(StudyError) in
                study.name = try value.text()
            },
            StudyField(key: "seed") {
                .number(Double($0.seed))
            } read: { study, value throws(StudyError) in
                study.seed = try value.seed()
            },
            StudyField(key: "glyphs") {
                .text($0.glyphs.name)
            } read: { study, value throws(StudyError) in
                study.glyphs = try value.glyphs()
            },
            StudyField(key: "device") {
                .text($0.device?.text ?? "none")
            } read: { study, value throws(StudyError) in
                let text = try value.text()
                study.device = text == "none" ? nil : try value.device(text).model
            },
            .section("circuit", \.circuit, CircuitDesign.fields),
            .section("training", \.training, TrainingPlan.fields),
            .section("noise", \.noise, NoisePlan.fields),
            .section("faults", \.faults, FaultPlan.fields),
            .section("agreement", \.agreement, AgreementPlan.fields),
        ]
    }

    /// The resolved study as plain data.
    public var tree: StudyTree {
        .section(Dictionary(uniqueKeysWithValues: Self.fields.map { ($0.key, $0.tree(self)) }))
    }
}
