import Foundation
import Results
import Testing
import Yams

@testable import Studies

/// The table of keys is what studies are read by: the schema accepts what is read, and no bound is missing.
@Suite struct StudyKeyTests {
    /// The examples that ship with the program.
    static let examples: [String] = {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("Examples/Studies")
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        return names.filter { $0.hasSuffix(".yaml") }.sorted().map { folder.appendingPathComponent($0).path }
    }()

    @Test func examplesAreThere() { #expect(Self.examples.count >= 10) }

    @Test(arguments: examples)
    func theSchemaAcceptsTheExamples(path: String) throws {
        let node = try #require(try Yams.compose(yaml: String(contentsOfFile: path, encoding: .utf8)))
        #expect(Self.accepts(StudySchema.value, node))
    }

    @Test(arguments: [
        "noise: {presentations: 5}", "circuit: {readVoltage: 3.3}", "circuit: {readVoltage: 3 Hz}", "epochs: 4",
        "data: {set: iris, labels: 3}", "data: {set: iris}\nnetwork: {model: quantum}", "effects: {readNoise: 2}",
    ])
    func theSchemaRefusesWhatTheReaderRefuses(text: String) throws {
        let node = try #require(try Yams.compose(yaml: text))
        #expect(!Self.accepts(StudySchema.value, node))
        #expect(throws: StudyError.self) {
            try Self.read(text, text.contains("effects") ? "sweep" : text.contains("data:") ? "network" : "classifier")
        }
    }

    /// Every key says what it means, and every default is what its own bounds allow.
    @Test func defaultsAreAllowed() throws {
        for (title, keys) in StudyKey.studies {
            for (path, key) in Self.leaves(keys) where key.fallback != .text("") {
                #expect(key.meaning.hasSuffix(".") && key.meaning.count > 3, "\(title) \(path)")
                let text = try Yams.serialize(node: Self.nested(path, key.fallback!.node, title))
                do { try Self.read(text, title) } catch StudyError.contradiction {}
            }
        }
    }

    /// Values far outside of any bound, and every bound itself, are read or refused, never trapped on.
    @Test func noValueTraps() throws {
        let extremes = [
            "1e400", "-1e400", "1e300", "-1e300", "1e-300", "nan", "-nan", "inf", "9223372036854775808", "-1", "0", "~",
            "[]",
            "{}", "[[1e300]]", "1e300 V", "1e-300 V", "1e300 S", "1e-300 S", "1e300 s", "1e300 ohm", "-1e-300 F",
            "1e999999999 V",
        ]
        var refused = 0
        for (title, keys) in StudyKey.studies {
            for (path, key) in Self.leaves(keys) {
                for value in extremes + Self.bounds(key.kind) {
                    let node = try Yams.compose(yaml: value) ?? Node("")
                    let text = try Yams.serialize(node: Self.nested(path, node, title))
                    do { try Self.read(text, title) } catch is StudyError { refused += 1 }
                }
            }
        }
        #expect(refused > 1000)
    }

    private static func read(_ text: String, _ title: String) throws {
        switch title {
        case "sweep": _ = try SweepStudy.parse(text, file: "s")
        default: _ = try Study.parse(text, file: "s", as: Study.Kind(rawValue: title))
        }
    }

    private static func leaves(_ keys: [StudyKey], below path: [String] = []) -> [([String], StudyKey)] {
        keys.flatMap { key -> [([String], StudyKey)] in
            guard case .section(let inner) = key.kind else { return [(path + [key.key], key)] }
            return leaves(inner, below: path + [key.key])
        }
    }

    /// A study of this value alone, and of what it cannot do without.
    private static func nested(_ path: [String], _ value: Node, _ title: String) -> Node {
        guard title == "network", path != ["data", "set"] else {
            return path.reversed().reduce(value) { Node([(Node($1), $0)]) }
        }
        let set = (Node("set"), Node("iris"))
        if path[0] == "data" { return Node([(Node("data"), Node([set, (Node(path[1]), value)]))]) }
        let own = path.dropFirst().reversed().reduce(value) { Node([(Node($1), $0)]) }
        return Node([(Node("data"), Node([set])), (Node(path[0]), own)])
    }

    private static func bounds(_ kind: StudyKey.Kind) -> [String] {
        switch kind {
        case .number(let range): ["\(range.lowerBound)", "\(range.upperBound)", "\(range.upperBound.nextUp)"]
        case .integer(let range): ["\(range.lowerBound)", "\(range.upperBound)", "\(range.upperBound + 1)"]
        case .quantity(_, _, let low, let high): [low, high]
        case .list(let item): bounds(item).map { "[\($0)]" }
        case .optional(let kind, let absent): bounds(kind) + [absent]
        default: []
        }
    }

    /// A validator of as much of JSON Schema as the schema uses.
    static func accepts(_ schema: StudyTree, _ node: Node) -> Bool {
        guard case .section(let rules) = schema else { return false }
        func texts(_ key: String) -> [String]? {
            guard case .list(let list)? = rules[key] else { return nil }
            return list.compactMap { if case .text(let text) = $0 { text } else { nil } }
        }
        if case .list(let choices)? = rules["anyOf"] { return choices.contains { accepts($0, node) } }
        if let words = texts("enum") { return words.contains(node.string ?? "") }
        if rules["not"] != nil { return false }
        var types = texts("type") ?? []
        if case .text(let type)? = rules["type"] { types = [type] }
        return types.contains { type in
            switch type {
            case "object":
                guard case .mapping(let mapping) = node,
                    case .section(let properties) = rules["properties"] ?? .section([:])
                else { return false }
                let others = rules["additionalProperties"] ?? .section([:])
                let required = texts("required") ?? []
                return mapping.allSatisfy { accepts(properties[$0.key.string ?? ""] ?? others, $0.value) }
                    && required.allSatisfy { name in mapping.contains { $0.key.string == name } }
            case "array":
                guard case .sequence(let items) = node, let item = rules["items"] else { return false }
                return items.allSatisfy { accepts(item, $0) }
            case "string":
                guard case .text(let pattern)? = rules["pattern"] else { return node.scalar != nil }
                return node.string?.range(of: pattern, options: .regularExpression) != nil
            case "boolean": return node.bool != nil
            default:
                guard let number = node.string.flatMap(Double.init) else { return false }
                if type == "integer", number != number.rounded() { return false }
                if case .number(let least)? = rules["minimum"], number < least { return false }
                if case .number(let most)? = rules["maximum"], number > most { return false }
                return true
            }
        }
    }

    /// A record's schema names what its JSON has.
    @Test func resultsSchemaNamesWhatIsEncoded() throws {
        guard case .section(let schema) = try ResultsSchema.value(), case .section(let records)? = schema["$defs"],
            case .section(let status)? = records["status"], case .section(let properties)? = status["properties"]
        else {
            Issue.record("no schema of run.json")
            return
        }
        let states = ["incomplete", "complete", "interrupted", "failed"]
        #expect(properties["state"] == .section(["enum": .list(states.map(StudyTree.text))]))
        #expect(status["required"] == .list(["command", "program", "schemaVersion", "state"].map(StudyTree.text)))
        // Every record that is described can be a file, each named once.
        guard case .list(let choices)? = schema["anyOf"] else {
            Issue.record("no choice of records")
            return
        }
        let references = choices.compactMap { choice -> String? in
            guard case .section(let section) = choice, case .text(let text)? = section["$ref"] else { return nil }
            return text
        }
        #expect(references.sorted() == records.keys.map { "#/$defs/\($0)" }.sorted())
    }
}
