import ArgumentParser
package import Results
import Studies

struct StudyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "study",
        abstract: "Say what stands in study files.",
        subcommands: [StudyKeysCommand.self])
}

extension RunKind: ExpressibleByArgument {}

struct StudyKeysCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "keys",
        abstract: "List every key of a study: what it means, its default, and what is allowed.",
        discussion: """
            Three kinds of files are studies: of the classifier, of a network of any depth (with a data section), and of a \
            sweep. A value with a unit is written like "10 mV"; its bounds have units, too.

            Examples:  memspike study keys
                       memspike study keys sweep --json
            """)

    @Argument(help: ArgumentHelp("classifier, network or sweep; all if left out.", valueName: "kind"))
    var title: RunKind?

    @OptionGroup var printing: PrintOptions

    private struct Output: Encodable {
        struct Key: Encodable {
            /// With dots from the study on.
            var key: String
            var meaning: String
            var allowed: String
            /// Null for a section.
            var standard: StudyTree?

            enum CodingKeys: String, CodingKey {
                case key, meaning, allowed
                case standard = "default"
            }
        }

        var studies: [String: [Key]]
    }

    func run() throws {
        let studies = StudyKey.studies.filter { title == nil || $0.title == title?.rawValue }
        guard printing.json else {
            let parts = studies.map { title, keys in
                "Study of a \(title)\n\n" + keys.flatMap { $0.lines(indent: 2) }.joined(separator: "\n")
            }
            return try StandardOutput.write(parts.joined(separator: "\n\n"))
        }
        try StandardOutput.write(
            json: Output(
                studies: Dictionary(uniqueKeysWithValues: studies.map { ($0.title, flat($0.keys, below: "")) })))
    }

    private func flat(_ keys: [StudyKey], below path: String) -> [Output.Key] {
        keys.flatMap { key -> [Output.Key] in
            let name = path + key.key
            let own = Output.Key(
                key: name, meaning: key.meaning, allowed: key.kind.allowed, standard: key.fallback)
            guard case .section(let inner) = key.kind else { return [own] }
            return [own] + flat(inner, below: name + ".")
        }
    }
}
