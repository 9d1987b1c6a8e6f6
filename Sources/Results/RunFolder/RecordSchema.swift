package import Studies

/// The JSON schema of a record, found by decoding it from a decoder that answers every question and keeps what was asked:
/// the record's own `Codable` conformance is the only description of its JSON.
struct RecordSchema {
    let value: StudyTree

    /// - Throws: when the record refuses the values that it is offered; such a one has no schema of this kind.
    init<Record: Decodable>(of type: Record.Type) throws {
        value = try SchemaProbe.sample(type).schema
    }
}

/// What a type asks of a decoder.
private final class SchemaProbe: Decoder {
    let codingPath: [any CodingKey] = []
    let userInfo: [CodingUserInfoKey: Any] = [:]
    var properties: [String: StudyTree] = [:]
    var required: [String] = []
    /// Of a dictionary or a list.
    var items: StudyTree?
    var isList = false
    var single: StudyTree?

    static func primitive(_ name: String) -> StudyTree { .section(["type": .text(name)]) }

    /// A value of a type, and its schema.
    static func sample<Value: Decodable>(_ type: Value.Type) throws -> (value: Value, schema: StudyTree) {
        func found(_ value: Any, _ schema: StudyTree) -> (value: Value, schema: StudyTree)? {
            (value as? Value).map { ($0, schema) }
        }
        if let tree = found(StudyTree.text(""), .section([:])) { return tree }
        if let cases = type as? any CaseIterable.Type, let words = words(cases), let one = words.first {
            let texts = words.compactMap { ($0 as? any RawRepresentable)?.rawValue as? String }
            if let choice = found(one, .section(["enum": .list(texts.map(StudyTree.text))])) { return choice }
        }
        let probe = SchemaProbe()
        let value = try Value(from: probe)
        return (value, probe.schema)
    }

    private static func words<Cases: CaseIterable>(_: Cases.Type) -> [Any]? { Array(Cases.allCases) }

    private var schema: StudyTree {
        if let single { return single }
        if isList { return .section(["type": .text("array"), "items": items ?? .section([:])]) }
        if let items { return .section(["type": .text("object"), "additionalProperties": items]) }
        return .section([
            "type": .text("object"), "properties": .section(properties),
            "required": .list(required.sorted().map(StudyTree.text)),
        ])
    }

    func container<Key>(keyedBy type: Key.Type) -> KeyedDecodingContainer<Key> {
        KeyedDecodingContainer(KeyedProbe<Key>(probe: self))
    }

    func unkeyedContainer() -> any UnkeyedDecodingContainer {
        isList = true
        return ListProbe(probe: self)
    }

    func singleValueContainer() -> any SingleValueDecodingContainer { SingleProbe(probe: self) }
}

private struct KeyedProbe<Key: CodingKey>: KeyedDecodingContainerProtocol {
    let probe: SchemaProbe
    let codingPath: [any CodingKey] = []
    /// Only a dictionary asks for its keys.
    var allKeys: [Key] { Key(stringValue: KeyedProbe.any).map { [$0] } ?? [] }

    private static var any: String { "*" }

    func contains(_ key: Key) -> Bool { true }
    func decodeNil(forKey key: Key) -> Bool { false }

    func decode<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value {
        let (value, schema) = try SchemaProbe.sample(type)
        note(schema, key, isRequired: true)
        return value
    }

    func decodeIfPresent<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value? {
        try absent(type, key)
    }

    // Without these, what is no container would be asked for as if it had to be there.
    func decodeIfPresent(_ type: Bool.Type, forKey key: Key) throws -> Bool? { try absent(type, key) }
    func decodeIfPresent(_ type: String.Type, forKey key: Key) throws -> String? { try absent(type, key) }
    func decodeIfPresent(_ type: Double.Type, forKey key: Key) throws -> Double? { try absent(type, key) }
    func decodeIfPresent(_ type: Float.Type, forKey key: Key) throws -> Float? { try absent(type, key) }
    func decodeIfPresent(_ type: Int.Type, forKey key: Key) throws -> Int? { try absent(type, key) }
    func decodeIfPresent(_ type: Int64.Type, forKey key: Key) throws -> Int64? { try absent(type, key) }
    func decodeIfPresent(_ type: UInt64.Type, forKey key: Key) throws -> UInt64? { try absent(type, key) }

    private func absent<Value: Decodable>(_ type: Value.Type, _ key: Key) throws -> Value? {
        note(try SchemaProbe.sample(type).schema, key, isRequired: false)
        return nil
    }

    private func note(_ schema: StudyTree, _ key: Key, isRequired: Bool) {
        if key.stringValue == Self.any {
            probe.items = schema
            return
        }
        guard isRequired else {
            let absent = StudyTree.section(["type": .text("null")])
            probe.properties[key.stringValue] = .section(["anyOf": .list([schema, absent])])
            return
        }
        probe.properties[key.stringValue] = schema
        probe.required.append(key.stringValue)
    }

    func nestedContainer<Nested>(keyedBy type: Nested.Type, forKey key: Key) throws -> KeyedDecodingContainer<Nested> {
        KeyedDecodingContainer(KeyedProbe<Nested>(probe: SchemaProbe()))
    }
    func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
        ListProbe(probe: SchemaProbe())
    }
    func superDecoder() throws -> any Decoder { SchemaProbe() }
    func superDecoder(forKey key: Key) throws -> any Decoder { SchemaProbe() }
}

/// A list of one item.
private struct ListProbe: UnkeyedDecodingContainer {
    let probe: SchemaProbe
    let codingPath: [any CodingKey] = []
    var count: Int? { 1 }
    var currentIndex = 0
    var isAtEnd: Bool { currentIndex == 1 }

    init(probe: SchemaProbe) { self.probe = probe }

    mutating func decodeNil() -> Bool { false }

    mutating func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
        let (value, schema) = try SchemaProbe.sample(type)
        probe.items = schema
        currentIndex = 1
        return value
    }

    mutating func nestedContainer<Nested>(keyedBy type: Nested.Type) throws -> KeyedDecodingContainer<Nested> {
        KeyedDecodingContainer(KeyedProbe<Nested>(probe: SchemaProbe()))
    }
    mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer { ListProbe(probe: SchemaProbe()) }
    mutating func superDecoder() throws -> any Decoder { SchemaProbe() }
}

private struct SingleProbe: SingleValueDecodingContainer {
    let probe: SchemaProbe
    let codingPath: [any CodingKey] = []

    func decodeNil() -> Bool { false }

    private func number<Value>(_ value: Value, _ name: String) -> Value {
        probe.single = SchemaProbe.primitive(name)
        return value
    }

    func decode(_ type: Bool.Type) throws -> Bool { number(false, "boolean") }
    func decode(_ type: String.Type) throws -> String { number("", "string") }
    func decode(_ type: Double.Type) throws -> Double { number(0, "number") }
    func decode(_ type: Float.Type) throws -> Float { number(0, "number") }
    func decode(_ type: Int.Type) throws -> Int { number(0, "integer") }
    func decode(_ type: Int8.Type) throws -> Int8 { number(0, "integer") }
    func decode(_ type: Int16.Type) throws -> Int16 { number(0, "integer") }
    func decode(_ type: Int32.Type) throws -> Int32 { number(0, "integer") }
    func decode(_ type: Int64.Type) throws -> Int64 { number(0, "integer") }
    func decode(_ type: UInt.Type) throws -> UInt { number(0, "integer") }
    func decode(_ type: UInt8.Type) throws -> UInt8 { number(0, "integer") }
    func decode(_ type: UInt16.Type) throws -> UInt16 { number(0, "integer") }
    func decode(_ type: UInt32.Type) throws -> UInt32 { number(0, "integer") }
    func decode(_ type: UInt64.Type) throws -> UInt64 { number(0, "integer") }

    func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
        let (value, schema) = try SchemaProbe.sample(type)
        probe.single = schema
        return value
    }
}

/// A JSON schema (draft 2020-12) of the results that run folders hold and `--json` prints.
package enum ResultsSchema {
    private static let records: [(title: String, place: String, type: any (Decodable & Sendable).Type)] = [
        ("paper", "results.json of memspike paper", PaperResults.self),
        ("training", "training.json of the classifier", TrainingResults.self),
        ("network", "training.json of a network", NetworkResults.self),
        ("evaluation", "memspike evaluate --json of the classifier", EvaluationResults.self),
        ("networkEvaluation", "memspike evaluate --json of a network", NetworkTestResults.self),
        ("sweep", "results.json of memspike sweep", SweepResults.self),
        ("programming", "memspike program --json", ProgrammingResults.self),
        ("endurance", "memspike endurance --json", EnduranceResults.self),
        ("design", "memspike design --json", DesignResults.self),
        ("assessment", "memspike assess --json", AssessmentResults.self),
        ("status", "run.json of every run folder", RunStatus.self),
    ]

    /// - Throws: when a record cannot be described; a fault of the program.
    package static func value() throws -> StudyTree {
        func schema<Record: Decodable>(_ type: Record.Type) throws -> StudyTree { try RecordSchema(of: type).value }
        var definitions: [String: StudyTree] = [:]
        for (title, place, type) in records {
            guard case .section(var section) = try schema(type) else { continue }
            section["description"] = .text(place)
            definitions[title] = .section(section)
        }
        return .section([
            "$schema": .text("https://json-schema.org/draft/2020-12/schema"), "title": .text("Results of memspike"),
            "$defs": .section(definitions),
            "anyOf": .list(records.map { .section(["$ref": .text("#/$defs/\($0.title)")]) }),
        ])
    }
}
