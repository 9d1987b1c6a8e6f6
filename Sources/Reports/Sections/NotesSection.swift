import Results
import Studies

/// What a reader has to know beside the numbers, and the study they stand on.
struct NotesSection {
    private let notes: [String]
    private let study: StudyTree

    init(_ results: PaperResults) { self.init(notes: results.notes, study: results.study) }

    init(notes: [String], study: StudyTree) {
        self.notes = notes
        self.study = study
    }

    var section: Section {
        let list: Block =
            notes.isEmpty
            ? .paragraph(["The run left no notes: nothing was clipped, skipped or replaced."])
            : .markup(.tag("ul", ["class": "notes"], notes.map { .tag("li", [:], [.text($0)]) }))
        let study = Markup.tag(
            "details", [:],
            [
                .tag("summary", [:], ["The resolved study, with every default written out"]),
                .tag("pre", [:], [.text(StudyText.lines(self.study).joined(separator: "\n"))]),
            ])
        return Section(anchor: "notes", title: "Notes and the study", blocks: [list, .markup(study)])
    }
}

/// A study as indented text, keys sorted.
enum StudyText {
    static func lines(_ tree: StudyTree) -> [String] {
        switch tree {
        case .text, .number: [scalar(tree) ?? ""]
        case .list(let items): items.flatMap(item)
        case .section(let entries): entries.sorted { $0.key < $1.key }.flatMap { entry($0.key, $0.value) }
        }
    }

    private static func entry(_ key: String, _ value: StudyTree) -> [String] {
        if let text = scalar(value) { return ["\(key): \(text)"] }
        return ["\(key):"] + lines(value).map { "  " + $0 }
    }

    private static func item(_ value: StudyTree) -> [String] {
        lines(value).enumerated().map { ($0 == 0 ? "- " : "  ") + $1 }
    }

    /// The value on the line of its key, if it fits there: a scalar, or a list of scalars.
    private static func scalar(_ tree: StudyTree) -> String? {
        switch tree {
        case .text(let text): text
        case .number(let number): number == number.rounded() && abs(number) < 1e15 ? "\(Int(number))" : "\(number)"
        case .list(let items):
            items.contains { if case .list = $0 { true } else { scalar($0) == nil } }
                ? nil : "[" + items.compactMap(scalar).joined(separator: ", ") + "]"
        case .section(let entries): entries.isEmpty ? "{}" : nil
        }
    }
}
