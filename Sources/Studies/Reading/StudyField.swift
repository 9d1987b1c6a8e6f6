import Quantities
import Yams

/// One key of a section: what it means, how it is read from a file and written to one. The table of fields is the file's
/// schema: no value reaches a study but through the bounds that stand in it.
struct StudyField<Section> {
    package let key: String
    let meaning: String
    let tree: (Section) -> StudyTree
    let read: (inout Section, StudyValue) throws(StudyError) -> Void
    /// The value as a file holds it, a section's keys in the order of its fields.
    let node: (Section) -> Node
    private let kind: (Section) -> StudyKey.Kind
    /// The kind of study that alone has this key; nil for all.
    var owner: Study.Kind?

    init(
        key: String, _ meaning: String, kind: @escaping (Section) -> StudyKey.Kind,
        tree: @escaping (Section) -> StudyTree,
        read: @escaping (inout Section, StudyValue) throws(StudyError) -> Void, node: ((Section) -> Node)? = nil
    ) {
        self.key = key
        self.meaning = meaning
        self.kind = kind
        self.tree = tree
        self.read = read
        self.node = node ?? { tree($0).node }
    }

    init(
        key: String, _ meaning: String, kind: StudyKey.Kind, tree: @escaping (Section) -> StudyTree,
        read: @escaping (inout Section, StudyValue) throws(StudyError) -> Void, node: ((Section) -> Node)? = nil
    ) {
        self.init(key: key, meaning, kind: { _ in kind }, tree: tree, read: read, node: node)
    }

    /// - Parameter section: the section with its defaults.
    func described(_ section: Section) -> StudyKey {
        let kind = kind(section)
        if case .section = kind { return StudyKey(key: key, meaning: meaning, kind: kind, fallback: nil) }
        return StudyKey(key: key, meaning: meaning, kind: kind, fallback: tree(section))
    }

    /// The same key of a larger whole.
    func lifted<Whole>(_ path: WritableKeyPath<Whole, Section>) -> StudyField<Whole> {
        var field = StudyField<Whole>(key: key, meaning, kind: { kind($0[keyPath: path]) }) {
            tree($0[keyPath: path])
        } read: { whole, value throws(StudyError) in
            try read(&whole[keyPath: path], value)
        } node: {
            node($0[keyPath: path])
        }
        field.owner = owner
        return field
    }
}

extension StudyField {
    private static func value<Value>(
        _ key: String, _ path: WritableKeyPath<Section, Value>, _ form: ValueForm<Value>, _ meaning: String
    ) -> StudyField {
        StudyField(key: key, meaning, kind: form.kind) {
            form.tree($0[keyPath: path])
        } read: { section, value throws(StudyError) in
            section[keyPath: path] = try form.read(value)
        }
    }

    static func quantity<Unit: PhysicalUnit>(
        _ key: String, _ path: WritableKeyPath<Section, Quantity<Unit>>, in range: ClosedRange<Quantity<Unit>>,
        _ meaning: String
    ) -> StudyField { value(key, path, .quantity(range), meaning) }

    /// A quantity of a circuit.
    static func quantity<Unit: CircuitUnit>(
        _ key: String, _ path: WritableKeyPath<Section, Quantity<Unit>>, _ meaning: String
    ) -> StudyField { value(key, path, .quantity(Unit.range), meaning) }

    /// A quantity that may be left out; `absent` is the word for that.
    static func quantity<Unit: PhysicalUnit>(
        _ key: String, _ path: WritableKeyPath<Section, Quantity<Unit>?>, in range: ClosedRange<Quantity<Unit>>,
        absent: String, _ meaning: String
    ) -> StudyField { value(key, path, .optional(.quantity(range), absent: absent), meaning) }

    static func number(
        _ key: String, _ path: WritableKeyPath<Section, Double>, in range: ClosedRange<Double>, _ meaning: String
    ) -> StudyField { value(key, path, .number(range), meaning) }

    /// A number that may be left out; `absent` is the word for that.
    static func number(
        _ key: String, _ path: WritableKeyPath<Section, Double?>, in range: ClosedRange<Double>, absent: String,
        _ meaning: String
    ) -> StudyField { value(key, path, .optional(.number(range), absent: absent), meaning) }

    static func numbers(
        _ key: String, _ path: WritableKeyPath<Section, [Double]>, in range: ClosedRange<Double>, _ meaning: String
    ) -> StudyField { value(key, path, .list(.number(range)), meaning) }

    static func integer(
        _ key: String, _ path: WritableKeyPath<Section, Int>, in range: ClosedRange<Int>, _ meaning: String
    ) -> StudyField { value(key, path, .integer(range), meaning) }

    /// A whole number that may be left out; `absent` is the word for that.
    static func integer(
        _ key: String, _ path: WritableKeyPath<Section, Int?>, in range: ClosedRange<Int>, absent: String,
        _ meaning: String
    ) -> StudyField { value(key, path, .optional(.integer(range), absent: absent), meaning) }

    static func integers(
        _ key: String, _ path: WritableKeyPath<Section, [Int]>, in range: ClosedRange<Int>, _ meaning: String
    ) -> StudyField { value(key, path, .list(.integer(range)), meaning) }

    static func flag(_ key: String, _ path: WritableKeyPath<Section, Bool>, _ meaning: String) -> StudyField {
        value(key, path, .flag, meaning)
    }

    static func name(_ path: WritableKeyPath<Section, String>) -> StudyField {
        value("name", path, .text("any text"), "What the study is called in reports.")
    }

    static func seed(_ path: WritableKeyPath<Section, UInt64>) -> StudyField {
        value("seed", path, .seed, "Decides every random number.")
    }

    static func choice<Choice: RawRepresentable & CaseIterable>(
        _ key: String, _ path: WritableKeyPath<Section, Choice>, _ meaning: String
    ) -> StudyField where Choice.RawValue == String { value(key, path, .choice(), meaning) }

    static func section<Part>(
        _ key: String, _ path: WritableKeyPath<Section, Part>, _ fields: [StudyField<Part>], _ meaning: String
    ) -> StudyField {
        StudyField(
            key: key, meaning, kind: { section in .section(fields.map { $0.described(section[keyPath: path]) }) }
        ) { section in
            .section(Dictionary(uniqueKeysWithValues: fields.map { ($0.key, $0.tree(section[keyPath: path])) }))
        } read: { section, value throws(StudyError) in
            try value.read(&section[keyPath: path], fields, section: key)
        } node: { section in
            Node(fields.map { (Node($0.key), $0.node(section[keyPath: path])) })
        }
    }
}

extension StudyKey.Kind {
    static func quantity<Unit: PhysicalUnit>(_ range: ClosedRange<Quantity<Unit>>) -> Self {
        .quantity(
            dimension: Unit.dimension, units: [Unit.symbol] + Unit.spellings, low: range.lowerBound.description,
            high: range.upperBound.description)
    }
}

/// A unit whose quantities have bounds where no narrower ones are given: what a circuit of memristors can have, with decades
/// to spare, so that no product or ratio of a few of them leaves the range of a `Float`.
protocol CircuitUnit: PhysicalUnit {
    static var range: ClosedRange<Quantity<Self>> { get }
}

extension Volt: CircuitUnit { static let range = Voltage(1e-6)...Voltage(1e3) }
extension Siemens: CircuitUnit { static let range = Conductance(1e-18)...Conductance(1) }
extension Ohm: CircuitUnit { static let range = Resistance(1e-3)...Resistance(1e18) }
extension Farad: CircuitUnit { static let range = Capacitance(1e-21)...Capacitance(1e-3) }
extension Ampere: CircuitUnit { static let range = Current(1e-24)...Current(1) }
/// From a femtosecond to a day.
extension Second: CircuitUnit { static let range = Time(1e-15)...Time(1e5) }
