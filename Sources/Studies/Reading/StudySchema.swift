/// A JSON schema (draft 2020-12) of study files, made from the table by which they are read.
package enum StudySchema {
    package static var value: StudyTree {
        .section([
            "$schema": .text("https://json-schema.org/draft/2020-12/schema"),
            "title": .text("A study of memspike"),
            "description": .text(
                "YAML, whose values are these. A study with a data section is of a network of any depth; one with effects or "
                    + "axes is of a sweep; any other is of the classifier."),
            "anyOf": .list(
                StudyKey.studies.map { title, keys in
                    guard case .section(var schema) = StudyKey.Kind.section(keys).schema else { return .section([:]) }
                    schema["title"] = .text(title)
                    if title == "network" { schema["required"] = .list([.text("data")]) }
                    return .section(schema)
                }),
        ])
    }
}

extension StudyKey.Kind {
    fileprivate var schema: StudyTree {
        switch self {
        case .number(let range):
            .section([
                "type": .text("number"), "minimum": .number(range.lowerBound), "maximum": .number(range.upperBound),
            ])
        case .integer(let range):
            .section([
                "type": .text("integer"), "minimum": .number(Double(range.lowerBound)),
                "maximum": .number(Double(range.upperBound)),
            ])
        case .quantity(_, let units, _, _):
            .section([
                "type": .text("string"),
                "pattern": .text(
                    "^\\s*[+-]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][+-]?[0-9]+)?\\s*[afpnuµμmkMGT]?("
                        + units.joined(separator: "|") + ")\\s*$"),
            ])
        case .choice(let words): .section(["enum": .list(words.map(StudyTree.text))])
        case .flag: .section(["type": .text("boolean")])
        case .seed: .section(["type": .text("integer"), "minimum": .number(0)])
        // YAML takes an unquoted number for one.
        case .text: .section(["type": .list([.text("string"), .text("number")])])
        case .list(let item): .section(["type": .text("array"), "items": item.schema])
        case .optional(let kind, let absent):
            .section(["anyOf": .list([.section(["enum": .list([.text(absent)])]), kind.schema])])
        case .either(let kinds): .section(["anyOf": .list(kinds.map(\.schema))])
        case .entries(_, let kind): .section(["type": .text("object"), "additionalProperties": kind.schema])
        case .section(let keys):
            .section([
                "type": .text("object"), "additionalProperties": .section(["not": .section([:])]),
                "properties": .section(Dictionary(uniqueKeysWithValues: keys.map { ($0.key, $0.schema) })),
            ])
        }
    }
}

extension StudyKey {
    fileprivate var schema: StudyTree {
        guard case .section(var schema) = kind.schema else { return .section([:]) }
        var text = meaning
        // A pattern does not say the bounds.
        if case .quantity = kind { text += " Allowed: \(kind.allowed)." }
        schema["description"] = .text(text)
        if let fallback, case .quantity = kind { schema["default"] = fallback }
        if let fallback, fallback != .text("") { schema["default"] = fallback }
        return .section(schema)
    }
}
