import Datasets
import Devices
import Foundation
import Quantities
import Yams

/// Why a study file is refused.
package enum StudyError: Error, Equatable, CustomStringConvertible {
    case unreadable(file: String, reason: String)
    case syntax(file: String, line: Int, reason: String)
    case unknownKey(file: String, line: Int, key: String, section: String, suggestion: String?, allowed: [String])
    case invalidValue(file: String, line: Int, key: String, reason: String)
    case contradiction(file: String, reason: String)

    package var description: String {
        switch self {
        case .unreadable(let file, let reason): "\(file): \(reason)"
        case .syntax(let file, let line, let reason): "\(file):\(line): not valid YAML: \(reason)"
        case .unknownKey(let file, let line, let key, let section, let suggestion, let allowed):
            "\(file):\(line): unknown key \"\(key)\" in \(section)"
                + (suggestion.map { "; did you mean \"\($0)\"?" } ?? "; allowed are \(allowed.joined(separator: ", "))")
        case .invalidValue(let file, let line, let key, let reason): "\(file):\(line): \(key): \(reason)"
        case .contradiction(let file, let reason): "\(file): \(reason)"
        }
    }
}

/// A value in a study file, with where it stands.
struct StudyValue {
    let node: Node
    let key: String
    let file: String

    var line: Int { node.mark?.line ?? 1 }

    func invalid(_ reason: String) -> StudyError { .invalidValue(file: file, line: line, key: key, reason: reason) }

    func text() throws(StudyError) -> String {
        guard case .scalar(let scalar) = node else {
            throw invalid("a single value is needed, not a list or a section")
        }
        return scalar.string
    }

    func number(in range: ClosedRange<Double>) throws(StudyError) -> Double {
        let text = try text()
        guard let number = Double(text), number.isFinite else {
            throw invalid("\"\(text)\" is not a number; allowed is \(range.lowerBound) to \(range.upperBound)")
        }
        guard range.contains(number) else {
            throw invalid("\(text) is out of range; allowed is \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }

    func integer(in range: ClosedRange<Int>) throws(StudyError) -> Int {
        let text = try text()
        guard let number = Int(text) else {
            throw invalid("\"\(text)\" is not a whole number; allowed is \(range.lowerBound) to \(range.upperBound)")
        }
        guard range.contains(number) else {
            throw invalid("\(text) is out of range; allowed is \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }

    func quantity<Unit: PhysicalUnit>(
        in range: ClosedRange<Quantity<Unit>>
    ) throws(StudyError) -> Quantity<Unit> {
        let quantity: Quantity<Unit>
        do {
            quantity = try Quantity<Unit>(parsing: text())
        } catch let error as QuantityError {
            throw invalid(error.description)
        } catch let error as StudyError {
            throw error
        } catch {
            throw invalid("\(error)")
        }
        guard range.contains(quantity) else {
            throw invalid("\(try text()) is out of range; allowed is \(range.lowerBound) to \(range.upperBound)")
        }
        return quantity
    }

    func flag() throws(StudyError) -> Bool {
        switch try text() {
        case "true": return true
        case "false": return false
        case let text: throw invalid("\"\(text)\" is neither true nor false")
        }
    }

    /// Any 64-bit number, not only those that a double holds.
    func seed() throws(StudyError) -> UInt64 {
        let text = try text()
        guard let seed = UInt64(text) else {
            throw invalid("\"\(text)\" is not a seed; allowed is a whole number from 0 to \(UInt64.max)")
        }
        return seed
    }

    func choice<Choice: RawRepresentable & CaseIterable>() throws(StudyError) -> Choice
    where Choice.RawValue == String {
        let text = try text()
        guard let choice = Choice(rawValue: text) else {
            let allowed = Choice.allCases.map(\.rawValue)
            let near = NearName.suggestion(for: text, among: allowed).map { "; did you mean \"\($0)\"?" } ?? ""
            throw invalid("\"\(text)\" is not known; allowed are \(allowed.joined(separator: ", "))\(near)")
        }
        return choice
    }

    func items() throws(StudyError) -> [StudyValue] {
        guard case .sequence(let sequence) = node else { throw invalid("a list is needed, for example [0.1, 0.2]") }
        return sequence.map { StudyValue(node: $0, key: key, file: file) }
    }

    func read<Section>(
        _ target: inout Section, _ fields: [StudyField<Section>], section: String
    ) throws(StudyError) {
        guard case .mapping(let mapping) = node else {
            throw invalid("\(section) is a section: it needs keys, each with a value")
        }
        var seen = Set<String>()
        for (keyNode, value) in mapping {
            let written = keyNode.string ?? "?"
            let name = StudyDocument.renamedKeys[written] ?? written
            let line = keyNode.mark?.line ?? line
            guard let field = fields.first(where: { $0.key == name }) else {
                if let kind = Study.kind(with: name, in: section) {
                    throw .invalidValue(
                        file: file, line: line, key: name,
                        reason: "it has a meaning in a study of a \(kind.rawValue) alone; leave it out")
                }
                let allowed = fields.map(\.key)
                throw .unknownKey(
                    file: file, line: line, key: name, section: section,
                    suggestion: NearName.suggestion(for: name, among: allowed), allowed: allowed)
            }
            guard seen.insert(name).inserted else {
                throw .invalidValue(file: file, line: line, key: name, reason: "the key stands twice; keep one")
            }
            try field.read(&target, StudyValue(node: value, key: name, file: file))
        }
    }

    /// A data set by its name, or a path relative to the study; the path is kept whole.
    ///
    /// A bare name is a path if it is no known one and something is called so beside the study.
    func dataSet() throws(StudyError) -> String {
        let text = try text()
        guard !text.isEmpty else { throw invalid("it is empty; name a data set or a file") }
        let path = URL(fileURLWithPath: text, relativeTo: URL(fileURLWithPath: file).deletingLastPathComponent())
            .standardizedFileURL.path
        if text.contains("/") || text.contains(".") { return path }
        let isKnown = NamedDataset(rawValue: text) != nil || text == DataPlan.patterns
        return !isKnown && Dataset.isAt(path) ? path : text
    }

    /// The value of a key, if this is a section that has it.
    func value(_ key: String) -> StudyValue? {
        guard case .mapping(let mapping) = node else { return nil }
        return mapping.first { $0.key.string == key }.map { StudyValue(node: $0.value, key: key, file: file) }
    }

    /// The set that the section's patterns name; nil if it has none.
    func patternSet() throws(StudyError) -> PatternSet? {
        for key in ["patterns"] + StudyDocument.renamedKeys.filter({ $0.value == "patterns" }).keys {
            if let value = value(key) { return try value.patterns() }
        }
        return nil
    }

    /// What the file says in words of an earlier version.
    var renamings: [String] {
        StudyDocument.renamedKeys.sorted { $0.key < $1.key }.compactMap { old, new in
            value(old).map { "\(file):\($0.line): \"\(old)\" is now called \"\(new)\"; it was read as that" }
        }
    }

    /// A built-in set by its name, or a file beside the study.
    func patterns() throws(StudyError) -> PatternSet {
        let text = try text()
        let folder = URL(fileURLWithPath: file).deletingLastPathComponent()
        do {
            return try PatternFile.load(text, relativeTo: folder)
        } catch {
            throw invalid("\(error)")
        }
    }
}

extension StudyTree {
    /// A whole number without a point.
    package static func written(_ number: Double) -> String {
        number == number.rounded() && abs(number) < 1e15 ? "\(Int(number))" : "\(number)"
    }

    /// A value that is not a section, as a file holds it.
    var node: Node {
        switch self {
        case .text(let text): Node(text)
        case .number(let number): Node(Self.written(number))
        case .list(let list): Node(list.map(\.node), .implicit, .flow)
        case .section(let section): Node(section.sorted { $0.key < $1.key }.map { (Node($0.key), $0.value.node) })
        }
    }
}

/// The text of study files.
enum StudyDocument {
    /// The most bytes of a study; the longest that memspike writes has some thousands.
    private static let sizeLimit = 1 << 20
    /// Keys of earlier versions, which are still read.
    static let renamedKeys = ["glyphs": "patterns"]

    static func read(_ file: String) throws(StudyError) -> String {
        do {
            return try InputFile.text(file, limit: sizeLimit)
        } catch {
            throw .unreadable(file: file, reason: "cannot be read: \(error)")
        }
    }

    /// The root of a study; nil if the file is empty.
    static func compose(_ text: String, file: String) throws(StudyError) -> StudyValue? {
        if let (line, name) = alias(in: text) {
            throw .invalidValue(
                file: file, line: line, key: "*\(name)",
                reason: "it repeats what stands at \"&\(name)\", but repetitions are not read; write it out")
        }
        do {
            return try Yams.compose(yaml: text).map { StudyValue(node: $0, key: "study", file: file) }
        } catch let error as YamlError {
            throw StudyError.yaml(error, file: file)
        } catch {
            throw .syntax(file: file, line: 1, reason: "\(error)")
        }
    }

    /// The first alias of an anchor, with its line. A few of them, one within the other, are a value without end, and a parser
    /// that takes one for a key must walk through all of it.
    private static func alias(in text: String) -> (line: Int, name: String)? {
        var anchors = Set<Substring>()
        var aliases: [(line: Int, name: Substring)] = []
        for (index, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated() {
            for word in line.split(whereSeparator: { $0.isWhitespace || ",[]{}:?".contains($0) }) {
                if word.first == "&" { anchors.insert(word.dropFirst()) }
                if word.first == "*" { aliases.append((index + 1, word.dropFirst())) }
            }
        }
        return aliases.first { anchors.contains($0.name) }.map { ($0.line, String($0.name)) }
    }

    static func resolved(_ sections: [(key: String, node: Node)]) throws -> String {
        try "# A resolved Memspike study: every value that the run depends on.\n"
            + Yams.serialize(node: Node(sections.map { (Node($0.key), $0.node) }), allowUnicode: true)
    }
}

extension StudyError {
    fileprivate static func yaml(_ error: YamlError, file: String) -> StudyError {
        switch error {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
            .composer(_, let problem, let mark, _):
            .syntax(file: file, line: mark.line, reason: problem)
        case .duplicatedKeysInMapping(let duplicates, let context):
            .syntax(
                file: file, line: context.mark.line,
                reason: "the key \(duplicates.map { "\"\($0)\"" }.joined(separator: ", ")) stands twice")
        default: .syntax(file: file, line: 1, reason: "\(error)")
        }
    }
}
