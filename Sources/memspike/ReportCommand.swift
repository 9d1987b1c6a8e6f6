import ArgumentParser
import Foundation
import Reports
import Results

struct ReportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report",
        abstract: "Write the report of a run anew from its results.",
        discussion: """
            Example:  memspike report my-run
            """)

    @Argument(
        help: ArgumentHelp(
            "A folder that memspike paper, program or sweep wrote, or memspike train for a deep network.",
            valueName: "run"))
    var runFolder: String

    @Option(help: ArgumentHelp("Where to write the page; the run's report.html if left out.", valueName: "file"))
    var output: String?

    private func page() throws -> (folder: RunFolder, html: String) {
        let kind = try RunKind(of: runFolder)
        let any = RunFolder(containing: URL(fileURLWithPath: runFolder).appendingPathComponent("run.json"))
        let status = try? any.readJSON(RunStatus.self, from: "run.json")
        if any.has("programming.json") || status?.command == "program" {
            let folder = try RunFolder.open(runFolder, holding: ["programming.json"])
            return (folder, ProgrammingReport.html(try folder.loadProgrammingResults()))
        }
        switch kind {
        case .classifier:
            let folder = try RunFolder.open(runFolder, holding: ["results.json"])
            return (folder, PaperReport.html(try folder.loadResults()))
        case .network:
            let folder = try RunFolder.open(runFolder, holding: ["training.json"])
            return (folder, NetworkReport.html(try folder.loadNetworkResults()))
        case .sweep:
            let folder = try RunFolder.open(runFolder, holding: ["results.json"])
            return (folder, SweepReport.html(try folder.loadSweepResults()))
        }
    }

    func run() throws {
        let (folder, html) = try page()
        if let output {
            try OutputFile.write(html, to: output)
            try StandardOutput.write(output)
        } else {
            try folder.write(html, to: "report.html")
            try StandardOutput.write(folder.file("report.html").path)
        }
    }
}
