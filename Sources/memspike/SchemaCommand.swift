import ArgumentParser
import Results
import Studies

struct SchemaCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "schema",
        abstract: "Print a JSON schema (draft 2020-12) of study files or of results.",
        discussion: """
            Made from what memspike reads and writes itself, so that they do not come apart.

            Examples:  memspike schema study > study.schema.json
                       memspike schema results
            """)

    enum Subject: String, CaseIterable, ExpressibleByArgument {
        case study, results
    }

    @Argument(help: ArgumentHelp("study or results.", valueName: "of"))
    var subject: Subject

    func run() throws {
        switch subject {
        case .study: try StandardOutput.write(json: StudySchema.value)
        case .results: try StandardOutput.write(json: ResultsSchema.value())
        }
    }
}
