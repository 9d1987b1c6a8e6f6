public import Crossbars
import Datasets
import Foundation
import NeuromorphicCircuits
import Quantities
import Yams

extension SweepStudy {
    /// The sections of a study file, in the order they are written.
    static var fields: [StudyField<SweepStudy>] {
        [
            StudyField(key: "name") {
                .text($0.base.name)
            } read: { study, value throws(StudyError) in
                study.base.name = try value.text()
            },
            .seed("seed", \.base.seed),
            StudyField(key: "network") {
                .text($0.network ?? "none")
            } read: { study, value throws(StudyError) in
                study.network = try value.networkFolder()
            },
            StudyField(key: "glyphs") {
                .text($0.base.glyphs.name)
            } read: { study, value throws(StudyError) in
                study.base.glyphs = try value.glyphs()
            },
            .section("circuit", \.base.circuit, CircuitDesign.fields),
            .section("training", \.base.training, TrainingPlan.fields),
            .section("retraining", \.base.faults, FaultPlan.retrainingFields),
            .section("effects", \.effects, EffectsPlan.fields),
            axesField,
            remediesField,
            .section("sampling", \.sampling, SamplingPlan.fields),
            .section("yield", \.yield, YieldPlan.fields),
            .section("margin", \.margin, MarginPlan.fields),
            .section("sensitivity", \.sensitivity, SensitivityPlan.fields),
        ]
    }

    /// The sections that this study has.
    private var ownFields: [StudyField<SweepStudy>] {
        guard network != nil else { return Self.fields.filter { $0.key != "network" } }
        let effects = EffectsPlan.fields.filter { $0.key != EffectKind.input.rawValue }
        return Self.fields.filter { !Self.classifierKeys.contains($0.key) }.map { field in
            field.key == "effects" ? .section("effects", \.effects, effects) : field
        }
    }

    private static var axesField: StudyField<SweepStudy> {
        StudyField(key: "axes") { study in
            .section(Dictionary(uniqueKeysWithValues: study.axes.map { ($0.key, .list($0.values.map(\.tree))) }))
        } read: { study, value throws(StudyError) in
            study.axes = []
            for (key, item) in try value.entries() {
                var axis = SweepAxis(key: key, values: [])
                for element in try item.items() { axis.values.append(try element.axisValue()) }
                guard !axis.values.isEmpty else { throw item.invalid("the axis has no values; give at least one") }
                guard Set(axis.values).count == axis.values.count else {
                    throw item.invalid("the axis has a value twice; keep one")
                }
                study.axes.append(axis)
            }
        } node: { study in
            Node(study.axes.map { (Node($0.key), StudyTree.list($0.values.map(\.tree)).node) })
        }
    }

    private static var remediesField: StudyField<SweepStudy> {
        StudyField(key: "remedies") { study in
            .list(study.remedies.map { .text($0.name) })
        } read: { study, value throws(StudyError) in
            study.remedies = []
            for item in try value.items() { study.remedies.append(try item.remedy()) }
            guard !study.remedies.isEmpty, Set(study.remedies).count == study.remedies.count else {
                throw value.invalid("every remedy stands once, and at least one is needed; none is one")
            }
        }
    }

    /// The resolved study as plain data.
    public var tree: StudyTree {
        .section(Dictionary(uniqueKeysWithValues: ownFields.map { ($0.key, $0.tree(self)) }))
    }

    /// The resolved study as a file that reads back as the same study.
    /// - Parameter glyphFile: where the glyphs stand, relative to the file; nil for a built-in set.
    public func yaml(glyphFile: String?) throws -> String {
        try StudyDocument.resolved(
            ownFields.map { field in
                switch field.key {
                case "glyphs": (field.key, Node(glyphFile ?? base.glyphs.name))
                // What an axis sets does not stand in the effects as well.
                case "effects": (field.key, axes.reduce(field.node(self)) { $0.removing($1.key.split(separator: ".")) })
                default: (field.key, field.node(self))
                }
            })
    }

    /// - Parameter network: a deep network's run folder, in the place of the study's.
    public static func load(_ file: String, network: String? = nil) throws -> SweepStudy {
        try parse(StudyDocument.read(file), file: file, network: network)
    }

    /// - Parameters:
    ///   - file: how errors name the text; networks, glyph files and tables are looked for beside it.
    ///   - network: a deep network's run folder, in the place of the study's.
    public static func parse(
        _ text: String, file: String, network: String? = nil
    ) throws(StudyError) -> SweepStudy {
        var study = SweepStudy()
        if let network { study.network = network }
        guard let root = try StudyDocument.compose(text, file: file) else { return study }
        try root.read(&study, fields, section: "the study")
        if let network { study.network = network }
        try study.base.checkConsistency(file: file)
        try study.checkConsistency(file: file, root: root)
        return study
    }

    private func checkConsistency(file: String, root: StudyValue) throws(StudyError) {
        func refuse(_ reason: String) -> StudyError { .contradiction(file: file, reason: reason) }
        if network != nil {
            try checkDeepNetwork(file: file, root: root)
        } else if sampling.draws == 0 {
            throw refuse("draws is 0, which is for all samples of a network; glyphs need a number of presentations")
        }
        guard sampling.networks <= sampling.maps else {
            throw refuse(
                "networks is \(sampling.networks), but maps is \(sampling.maps): every network needs an array of its own"
            )
        }
        for axis in axes {
            if root.value("effects")?.value(path: axis.key) != nil {
                throw refuse("\(axis.key) stands in effects and in axes; keep one: an axis sets its own values")
            }
        }
        // Every point must be a plan that makes sense and that the engine knows.
        for point in try points(file: file) {
            try point.effects.checkConsistency(refuse)
            try checkSupport(point.effects, refuse)
            if point.effects.nonlinearity != nil, sampling.engine == .events,
                point.effects.input.redraw == .perSlot || point.effects.input.greyNoise > 0
            {
                throw refuse(
                    "nonlinearity at the engine events is decided for still black-and-white pictures alone; choose the "
                        + "engine ngspice")
            }
        }
        for limit in margin.upTo + sensitivity.upTo {
            try checkSupport(try effects.setting(limit.key, to: limit.value, file: file), refuse)
        }
    }

    /// Refuses effects that the engine does not know.
    private func checkSupport(_ plan: EffectsPlan, _ refuse: (String) -> StudyError) throws(StudyError) {
        for kind in EffectKind.allCases where kind.isActive(in: plan) {
            // A deep network's input has no plan: asking for one is refused by its key.
            if network != nil, kind == .input { continue }
            if let obstacle = obstacle(kind) {
                throw refuse(
                    "\(kind.rawValue) is set, but engine is \(sampling.engine.rawValue): \(obstacle); choose another "
                        + "engine (memspike effects lists what each knows)")
            }
        }
    }

    /// All combinations of the axes and remedies, the remedies fastest.
    public func points(file: String = "the study") throws(StudyError) -> [SweepPoint] {
        var combinations: [(axes: [(key: String, value: SweepAxis.Value)], effects: EffectsPlan)] = [([], effects)]
        for axis in axes {
            var longer: [(axes: [(key: String, value: SweepAxis.Value)], effects: EffectsPlan)] = []
            for combination in combinations {
                for value in axis.values {
                    longer.append(
                        (
                            combination.axes + [(axis.key, value)],
                            try combination.effects.setting(axis.key, to: value, file: file)
                        ))
                }
            }
            combinations = longer
        }
        return combinations.flatMap { combination in
            remedies.map { SweepPoint(axes: combination.axes, effects: combination.effects, remedy: $0) }
        }
    }
}

/// One combination of axis values, with one remedy.
public struct SweepPoint: Sendable {
    public var axes: [(key: String, value: SweepAxis.Value)]
    public var effects: EffectsPlan
    public var remedy: Remedy
    /// What variation-aware training was told: on the grid the point's own effects, in a search those of the study.
    public var expected: ArrayEffects
    private let isSearched: Bool

    /// - Parameter expected: of a point of a search; the point's own effects if nil.
    init(
        axes: [(key: String, value: SweepAxis.Value)], effects: EffectsPlan, remedy: Remedy,
        expected: ArrayEffects? = nil
    ) {
        self.axes = axes
        self.effects = effects
        self.remedy = remedy
        self.expected = (expected ?? effects.array).injectable
        isSearched = expected != nil
    }

    /// Whether a few of its presentations are run whole: not at the many points of a search.
    var isObserved: Bool { !isSearched }

    /// What points of the same arrays share.
    struct ArrayKey: Hashable {
        var effects: EffectsPlan
        var remedy: Remedy
    }

    var arrayKey: ArrayKey { ArrayKey(effects: effects.withoutInput, remedy: remedy) }
}

extension EffectsPlan {
    /// The plan with one parameter set, by its dotted key, through the same reader as a study file.
    func setting(_ key: String, to value: SweepAxis.Value, file: String) throws(StudyError) -> EffectsPlan {
        var node = Node(value.text)
        for name in key.split(separator: ".").reversed() { node = Node([(Node(String(name)), node)]) }
        var plan = self
        do {
            try StudyValue(node: node, key: key, file: file).read(&plan, Self.fields, section: "effects")
        } catch {
            switch error {
            case .unknownKey(_, _, let part, let section, let suggestion, let allowed):
                throw .contradiction(
                    file: file,
                    reason: "\(key): \(part) is no key of \(section)"
                        + (suggestion.map { "; did you mean \"\($0)\"?" }
                            ?? "; allowed are \(allowed.joined(separator: ", "))"))
            case .invalidValue(_, _, _, let reason): throw .contradiction(file: file, reason: "\(key): \(reason)")
            default: throw error
            }
        }
        return plan
    }
}

extension Node {
    /// Without the value below these keys.
    fileprivate func removing(_ path: [Substring]) -> Node {
        guard case .mapping(let mapping) = self else { return self }
        return Node(
            mapping.compactMap { key, value in
                guard key.string == String(path[0]) else { return (key, value) }
                return path.count == 1 ? nil : (key, value.removing(Array(path.dropFirst())))
            })
    }
}

extension SweepAxis.Value {
    var tree: StudyTree { number.map { Double(text) == nil ? .text(text) : .number($0) } ?? .text(text) }

    /// A number, a quantity of the units that effects have, or a word.
    init(text: String) {
        let number =
            Double(text) ?? (try? Resistance(parsing: text))?.value ?? (try? Voltage(parsing: text))?.value
            ?? (try? Time(parsing: text))?.value
        self.init(text: text, number: number)
    }

    /// The same kind of value with another number.
    func replacing(_ number: Double) -> Self {
        // A quantity's last letter is its unit: prefixes stand before it.
        Self(text: Double(text) == nil ? "\(number) \(text.last!)" : "\(number)", number: number)
    }

    /// A value between two of the same kind.
    static func between(_ a: Self, _ b: Self, at fraction: Double) -> Self? {
        guard let low = a.number, let high = b.number else { return nil }
        return b.replacing(low + (high - low) * fraction)
    }
}

extension StudyValue {
    func entries() throws(StudyError) -> [(key: String, value: StudyValue)] {
        guard case .mapping(let mapping) = node else { throw invalid("a section is needed: keys, each with a value") }
        return mapping.map { ($0.key.string ?? "?", StudyValue(node: $0.value, key: $0.key.string ?? "?", file: file)) }
    }

    /// A run folder, its path relative to the study and kept whole; nil for none.
    func networkFolder() throws(StudyError) -> String? {
        let text = try text()
        guard !text.isEmpty else { throw invalid("it is empty; name a folder that memspike train has written") }
        if text == "none" { return nil }
        return URL(fileURLWithPath: text, relativeTo: URL(fileURLWithPath: file).deletingLastPathComponent())
            .standardizedFileURL.path
    }

    /// The value below a dotted key, if it is there.
    func value(path: String) -> StudyValue? {
        var place: StudyValue? = self
        for name in path.split(separator: ".") { place = place?.value(String(name)) }
        return place
    }

    func axisValue() throws(StudyError) -> SweepAxis.Value {
        let value = SweepAxis.Value(text: try text())
        if let number = value.number, !number.isFinite { throw invalid("\"\(value.text)\" is not a finite number") }
        return value
    }

    func limits() throws(StudyError) -> [SweepLimit] {
        var limits: [SweepLimit] = []
        for (key, item) in try entries() {
            let value = try item.axisValue()
            guard value.number != nil else { throw item.invalid("\"\(value.text)\" is not a number or a quantity") }
            limits.append(SweepLimit(key: key, value: value))
        }
        return limits
    }
}

extension SamplingPlan {
    static var fields: [StudyField<SamplingPlan>] {
        [
            .choice("engine", \.engine),
            .integer("maps", \.maps, in: 1...10_000_000),
            .integer("draws", \.draws, in: 0...100_000_000),
            .number("until", \.until, in: 0...1),
            .integer("round", \.round, in: 2...1_000_000),
            .integer("spareColumns", \.spareColumns, in: 0...6),
            .integer("checked", \.checked, in: 0...1_000_000),
            .integer("networks", \.networks, in: 1...1000),
        ]
    }
}

extension YieldPlan {
    static var fields: [StudyField<YieldPlan>] {
        [.numbers("relativeToCeiling", \.relativeToCeiling, in: 0...1)]
    }
}

extension MarginPlan {
    static var fields: [StudyField<MarginPlan>] {
        [
            .number("accuracy", \.accuracy, in: 0...1),
            .number("yield", \.yield, in: 0...1),
            .integer("steps", \.steps, in: 1...40),
            .limits("upTo", \.upTo),
        ]
    }
}

extension SensitivityPlan {
    static var fields: [StudyField<SensitivityPlan>] {
        [.integer("samples", \.samples, in: 2...100_000), .limits("upTo", \.upTo)]
    }
}

extension StudyField {
    fileprivate static func limits(_ key: String, _ path: WritableKeyPath<Section, [SweepLimit]>) -> StudyField {
        StudyField(key: key) { section in
            .section(Dictionary(uniqueKeysWithValues: section[keyPath: path].map { ($0.key, $0.value.tree) }))
        } read: { section, value throws(StudyError) in
            section[keyPath: path] = try value.limits()
        } node: { section in
            Node(section[keyPath: path].map { (Node($0.key), $0.value.tree.node) })
        }
    }
}

extension FaultPlan {
    /// How the healthy cells are retrained around the stuck ones.
    static var retrainingFields: [StudyField<FaultPlan>] {
        [
            .integer("batches", \.retrainingBatches, in: 1...1_000_000),
            .integer("batchSize", \.retrainingBatchSize, in: 1...100_000),
            .number("learningRate", \.retrainingLearningRate, in: 1e-6...1),
            .number("flipProbability", \.flipProbability, in: 0...0.5),
        ]
    }
}
