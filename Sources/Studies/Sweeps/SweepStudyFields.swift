package import Crossbars
package import Datasets
import Foundation
import NeuromorphicCircuits
import Quantities
import Yams

extension SweepStudy {
    /// The sections of a study file, in the order they are written.
    /// - Parameter kind: what is broken; nil for the keys of both, since what it is may stand further down.
    static func fields(of kind: Study.Kind? = nil) -> [StudyField<SweepStudy>] {
        let beginning: [StudyField<SweepStudy>] = [
            .name(\.base.name), .seed(\.base.seed), networkField.only(.network),
        ]
        let classifier = Study.fields(of: .classifier).filter { classifierKeys.contains($0.key) }
        let end: [StudyField<SweepStudy>] = [
            .section(
                "retraining", \.self, retrainingFields.of(kind), "How healthy cells are retrained around stuck ones."),
            .section("effects", \.effects, EffectsPlan.fields(of: kind), "What is wrong with the arrays."),
            axesField,
            remediesField,
            .section("sampling", \.sampling, SamplingPlan.fields, "How much is drawn."),
            .section("yield", \.yield, YieldPlan.fields, "The part of arrays that are good enough."),
            .section("margin", \.margin, MarginPlan.fields, "How much of each effect can be afforded."),
            .section("sensitivity", \.sensitivity, SensitivityPlan.fields, "Which effect matters."),
        ]
        return (beginning + classifier.map { $0.lifted(\.base).only(.classifier) } + end).of(kind)
    }

    private static var networkField: StudyField<SweepStudy> {
        StudyField(
            key: "network", "A deep network in the classifier's place.",
            kind: .optional(.text("the folder of a finished memspike train, beside the study"), absent: "none")
        ) {
            .text($0.network ?? "none")
        } read: { study, value throws(StudyError) in
            study.network = try value.networkFolder()
        }
    }

    private static var axesField: StudyField<SweepStudy> {
        StudyField(
            key: "axes", "What is varied; the points are all combinations.",
            kind: .entries(of: "effects", .list(SweepAxis.Value.kind))
        ) { study in
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
        StudyField(
            key: "remedies", "What is done about it.",
            kind: .list(.text("none, \(Remedy.partNames.joined(separator: ", ")), or several of them joined by +"))
        ) { study in
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
    package var tree: StudyTree {
        .section(Dictionary(uniqueKeysWithValues: Self.fields(of: kind).map { ($0.key, $0.tree(self)) }))
    }

    /// The resolved study as a file that reads back as the same study.
    /// - Parameter patternFile: where the patterns stand, relative to the file; nil for a built-in set.
    package func yaml(patternFile: String?) throws -> String {
        try StudyDocument.resolved(
            Self.fields(of: kind).map { field in
                switch field.key {
                case "patterns": (field.key, Node(patternFile ?? base.patterns.name))
                // What an axis sets does not stand in the effects as well.
                case "effects": (field.key, axes.reduce(field.node(self)) { $0.removing($1.key.split(separator: ".")) })
                default: (field.key, field.node(self))
                }
            })
    }

    /// - Parameters:
    ///   - network: a deep network's run folder, in the place of the study's.
    ///   - patterns: in the place of the study's.
    package static func load(
        _ file: String, network: String? = nil, patterns: PatternSet? = nil
    ) throws -> SweepStudy {
        try parse(StudyDocument.read(file), file: file, network: network, patterns: patterns)
    }

    /// - Parameters:
    ///   - file: how errors name the text; networks, pattern files and tables are looked for beside it.
    ///   - network: a deep network's run folder, in the place of the study's.
    ///   - patterns: in the place of the study's.
    package static func parse(
        _ text: String, file: String, network: String? = nil, patterns: PatternSet? = nil
    ) throws(StudyError) -> SweepStudy {
        guard let root = try StudyDocument.compose(text, file: file) else { return SweepStudy(network: network) }
        let named = try root.value("network")?.networkFolder()
        var study = SweepStudy(network: network ?? named)
        let own = try root.patternSet()
        if let shown = patterns ?? own { study.base.adopt(shown) }
        try root.read(&study, fields(), section: Study.wholeSection)
        if let patterns { study.base.patterns = patterns }
        study.base.notes = root.renamings
        if let network { study.network = network }
        try study.base.checkConsistency(file: file)
        try study.checkConsistency(file: file, root: root)
        return study
    }

    private func checkConsistency(file: String, root: StudyValue) throws(StudyError) {
        func refuse(_ reason: String) -> StudyError { .contradiction(file: file, reason: reason) }
        try checkRetraining(file: file, root: root)
        if network != nil {
            try checkDeepNetwork(file: file, root: root)
        } else if sampling.draws == 0 {
            throw refuse("draws is 0, which is for all samples of a network; patterns need a number of presentations")
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
        try checkSize(refuse)
        // Every point must be a plan that makes sense and that the engine knows.
        for point in try points(file: file) {
            try point.effects.checkConsistency(refuse)
            if network == nil, let flips = point.effects.input.exactFlips, flips > base.patterns.pixelCount {
                throw refuse("exactFlips is \(flips), but a pattern has \(base.patterns.pixelCount) pixels")
            }
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
            try checkSupport(try effects.setting(limit, file: file), refuse)
        }
        // A sensitivity varies all of them at once.
        var varied = effects
        for limit in sensitivity.upTo { varied = try varied.setting(limit, file: file) }
        try checkSupport(varied, refuse)
    }

    /// Points and arrays are all there at once, so there may not be any number of them.
    private func checkSize(_ refuse: (String) -> StudyError) throws(StudyError) {
        func check(_ counts: [Int], most: Int, _ what: String) throws(StudyError) {
            let product = counts.reduce(1.0) { $0 * Double($1) }
            guard product <= Double(most) else {
                throw refuse(
                    "\(counts.map(String.init).joined(separator: " × ")) are \(Int(saturating: product)) \(what), but at most "
                        + "\(most) are allowed")
            }
        }
        let points = axes.map(\.values.count) + [remedies.count]
        try check(points, most: Self.mostPoints, "points")
        try check(points + [sampling.maps], most: Self.mostArrays, "arrays")
        if !sensitivity.upTo.isEmpty {
            try check(
                [sensitivity.upTo.count + 2, sensitivity.samples], most: Self.mostPoints, "points of the sensitivity")
        }
    }

    private static let mostPoints = 50_000
    private static let mostArrays = 3_000_000

    /// Refuses effects that the engine does not know.
    private func checkSupport(_ plan: EffectsPlan, _ refuse: (String) -> StudyError) throws(StudyError) {
        if plan.nonlinearity != nil, EffectKind.lineResistance.isActive(in: plan),
            sampling.engine != .ngspice
        {
            throw refuse(
                "nonlinearity and lineResistance are both set, which the engine \(sampling.engine.rawValue) does not know: "
                    + "choose the engine ngspice, or set one of them alone")
        }
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
    package func points(file: String = "the study") throws(StudyError) -> [SweepPoint] {
        var combinations: [(axes: [SweepSetting], effects: EffectsPlan)] = [([], effects)]
        for axis in axes {
            let shorter = combinations
            combinations = []
            for (own, effects) in shorter {
                for value in axis.values {
                    let setting = SweepSetting(key: axis.key, value: value)
                    combinations.append((own + [setting], try effects.setting(setting, file: file)))
                }
            }
        }
        return combinations.flatMap { combination in
            remedies.map { SweepPoint(axes: combination.axes, effects: combination.effects, remedy: $0) }
        }
    }
}

/// One combination of axis values, with one remedy.
package struct SweepPoint: Sendable {
    package var axes: [SweepSetting]
    package var effects: EffectsPlan
    package var remedy: Remedy
    /// What variation-aware training was told: on the grid the point's own effects, in a search those of the study.
    package var expected: ArrayEffects
    /// Whether a few of its presentations are run whole: not at the many points of a search.
    package let isObserved: Bool

    /// - Parameter expected: of a point of a search; the point's own effects if nil.
    package init(
        axes: [SweepSetting], effects: EffectsPlan, remedy: Remedy, expected: ArrayEffects? = nil
    ) {
        self.axes = axes
        self.effects = effects
        self.remedy = remedy
        self.expected = (expected ?? effects.array).injectable
        isObserved = expected == nil
    }

    /// What points of the same arrays share.
    package struct ArrayKey: Hashable {
        var effects: EffectsPlan
        var remedy: Remedy
    }

    package var arrayKey: ArrayKey { ArrayKey(effects: effects.withoutInput, remedy: remedy) }
}

extension EffectsPlan {
    /// The plan with one parameter set, through the same reader as a study file.
    package func setting(_ setting: SweepSetting, file: String) throws(StudyError) -> EffectsPlan {
        let key = setting.key
        var node = Node(setting.value.text)
        for name in key.split(separator: ".").reversed() { node = Node([(Node(String(name)), node)]) }
        var plan = self
        do {
            try StudyValue(node: node, key: key, file: file).read(&plan, Self.fields(), section: "effects")
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

    func limits() throws(StudyError) -> [SweepSetting] {
        var limits: [SweepSetting] = []
        for (key, item) in try entries() {
            let value = try item.axisValue()
            guard value.number != nil else { throw item.invalid("\"\(value.text)\" is not a number or a quantity") }
            limits.append(SweepSetting(key: key, value: value))
        }
        return limits
    }
}

extension ArrayEffects {
    /// What training can be hardened against.
    package var injectable: ArrayEffects {
        var effects = ArrayEffects()
        effects.programming = programming
        effects.deviceVariation = deviceVariation
        effects.readNoise = readNoise
        return effects
    }
}

extension EffectsPlan {
    /// The value of a parameter by its dotted key, in SI units; nil for a word or an unknown key.
    package func number(_ key: String) -> Double? {
        var names = key.split(separator: ".").map(String.init)
        let top = names.removeFirst()
        guard var tree = Self.fields().first(where: { $0.key == top })?.tree(self) else { return nil }
        for name in names {
            guard case .section(let section) = tree, let next = section[name] else { return nil }
            tree = next
        }
        switch tree {
        case .number(let number): return number
        case .text(let text): return SweepAxis.Value(text: text).number
        default: return nil
        }
    }
}
