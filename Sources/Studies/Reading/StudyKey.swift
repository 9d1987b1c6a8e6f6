import Foundation

/// One key of a study file: what it means and what it may be. Made from the table by which studies are read.
package struct StudyKey: Sendable {
    /// What stands at a key.
    package indirect enum Kind: Sendable {
        case number(ClosedRange<Double>)
        case integer(ClosedRange<Int>)
        /// A number with a unit; the bounds as a study writes them.
        case quantity(dimension: String, units: [String], low: String, high: String)
        case choice([String])
        case flag
        /// A whole number of 64 bits.
        case seed
        /// Words, and what they say.
        case text(String)
        case list(Kind)
        /// Also a word, for a value that is left out.
        case optional(Kind, absent: String)
        /// One of several kinds.
        case either([Kind])
        case section([StudyKey])
        /// A section whose keys are those of another section, with dots.
        case entries(of: String, Kind)
    }

    package let key: String
    /// In a sentence, with the unit of what is no quantity.
    package let meaning: String
    package let kind: Kind
    /// Nil for a section.
    package let fallback: StudyTree?
}

extension StudyKey.Kind {
    /// What is allowed, in words.
    package var allowed: String {
        switch self {
        case .number(let range): "\(Self.text(range.lowerBound)) to \(Self.text(range.upperBound))"
        case .integer(let range): "a whole number, \(range.lowerBound) to \(range.upperBound)"
        case .quantity(_, _, let low, let high): "\(low) to \(high)"
        case .choice(let words): words.joined(separator: ", ")
        case .flag: "true, false"
        case .seed: "a whole number, 0 to \(UInt64.max)"
        case .text(let what): what
        case .list(let item): "a list, each \(item.allowed)"
        case .optional(let kind, let absent): "\(kind.allowed); \(absent)"
        case .either(let kinds): kinds.map(\.allowed).joined(separator: "; ")
        case .section: "a section"
        case .entries(let section, let kind): "keys below \(section), with dots, each \(kind.allowed)"
        }
    }

    private static func text(_ number: Double) -> String {
        number == number.rounded() && abs(number) < 1e6 ? "\(Int(number))" : "\(number)"
    }
}

extension StudyKey {
    /// The three kinds of studies, by what their files describe.
    package static var studies: [(title: String, keys: [StudyKey])] {
        Study.Kind.allCases.map { ($0.rawValue, keys(of: $0)) }
            + [("sweep", SweepStudy.fields().map { $0.described(SweepStudy()) })]
    }

    static func keys(of kind: Study.Kind) -> [StudyKey] {
        let study = kind == .classifier ? Study() : Study(set: "")
        return Study.fields(of: kind).map { $0.described(study) }
    }

    /// A line of text, its keys below it, indented.
    package func lines(indent: Int = 0) -> [String] {
        let name = String(repeating: " ", count: indent) + key
        if case .section(let keys) = kind {
            return ["\(name)  \(meaning)"] + keys.flatMap { $0.lines(indent: indent + 2) }
        }
        let value = fallback.map { "default \($0.line)" } ?? ""
        return [
            "\(name)  \(meaning)",
            String(repeating: " ", count: indent + 4)
                + [value, kind.allowed].filter { !$0.isEmpty }.joined(separator: "; "),
        ]
    }
}

extension StudyTree {
    /// As a study writes it on a line.
    fileprivate var line: String {
        switch self {
        case .text(let text): text
        case .number(let number): StudyTree.written(number)
        case .list(let list): "[\(list.map(\.line).joined(separator: ", "))]"
        case .section(let section):
            "{\(section.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value.line)" }.joined(separator: ", "))}"
        }
    }
}
