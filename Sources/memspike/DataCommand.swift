public import ArgumentParser
public import Datasets
import Foundation

extension NamedDataset: ExpressibleByArgument {}

struct DataCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "data",
        abstract: "List data sets, and get those that are not part of the program.",
        subcommands: [DataListCommand.self, DataGetCommand.self])
}

struct DataListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List the data sets that are known by name, and where they are.",
        discussion: """
            A study may also name a CSV, NPZ or NPY file, or a folder of IDX files.

            Examples:  memspike data list
                       memspike data list --data my-folder --json
            """)

    @Option(
        help: ArgumentHelp(
            "Look for data sets here alone; by default in $MEMSPIKE_DATA and where \"data get\" puts them.",
            valueName: "folder"))
    var data: String?

    @OptionGroup var printing: PrintOptions

    private struct Output: Encodable {
        struct Item: Encodable {
            var name: String
            var title: String
            var samples: Int
            var testSamples: Int
            var features: Int
            var classes: Int
            var classNames: [String]
            var builtIn: Bool
            /// Null when the set is built in or not here.
            var folder: String?
            var available: Bool
            var source: String
            var licence: String
        }

        var datasets: [Item]
    }

    func run() throws {
        let locations = DataFolders.locations(data)
        let items = NamedDataset.allCases.map { set in
            let facts = set.facts
            let folder = set.folder(in: locations)
            return Output.Item(
                name: set.rawValue, title: facts.title, samples: facts.samples, testSamples: facts.testSamples,
                features: facts.features, classes: facts.classNames.count, classNames: facts.classNames,
                builtIn: set.isBuiltIn, folder: folder, available: set.isBuiltIn || folder != nil, source: facts.source,
                licence: facts.licence)
        }
        try printing.show(Output(datasets: items), items.map(text).joined(separator: "\n\n"))
    }

    private func text(_ item: Output.Item) -> String {
        let parts = item.testSamples > 0 ? "\(item.samples) + \(item.testSamples) test" : "\(item.samples)"
        let place =
            item.builtIn
            ? "built in"
            : item.folder.map { "present at \($0)" } ?? "not here: memspike data get \(item.name)"
        return """
            \(item.name)  \(item.title)
              \(parts) samples, \(item.features) features, \(item.classes) classes; \(place)
              \(item.source); \(item.licence)
            """
    }
}

struct DataGetCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "get",
        abstract: "Download a data set; a download that was cut off goes on where it stopped.",
        discussion: """
            Every file is checked against its published checksum before it takes its name. Mirrors are tried in order.

            Examples:  memspike data get mnist
                       memspike data get fashion-mnist --to my-folder --mirror https://example.org/fashion
            """)

    @Argument(help: ArgumentHelp("mnist or fashion-mnist.", valueName: "set"))
    var set: NamedDataset

    @Option(
        help: ArgumentHelp(
            "The folder for the files; by default one of the set's name in $XDG_DATA_HOME/memspike or "
                + "~/.local/share/memspike.", valueName: "folder"))
    var to: String?

    @Option(
        help: ArgumentHelp(
            "The URL of a folder with the files, in place of the known mirrors; may be given more than once.",
            valueName: "url"))
    var mirror: [String] = []

    @OptionGroup var printing: PrintOptions

    private struct Output: Encodable {
        struct File: Encodable {
            var path: String
            var bytes: Int
            /// Null when the file was there.
            var url: String?
            var resumedAfter: Int
        }

        var set: String
        var folder: String
        var files: [File]
    }

    func run() throws {
        let folder = to ?? "\(DataFolders.downloads)/\(set.rawValue)"
        let download = try DatasetDownload(set, to: folder, mirrors: mirror)
        let interruption = Interruption()
        let line = ProgressLine()
        defer { line.finish() }
        let fetched = try download.run(isCancelled: { interruption.requested }) { progress in
            let part = progress.total.map { Double(progress.received) / Double(max(1, $0)) } ?? 0
            let size = progress.total.map { " of \(Self.megabytes($0))" } ?? ""
            line.show(
                "\(progress.file) (\(progress.number) of \(progress.files)), "
                    + "\(Self.megabytes(progress.received))\(size)",
                fraction: (Double(progress.number - 1) + part) / Double(progress.files))
        }
        line.finish()
        if printing.json {
            let files = fetched.map {
                Output.File(path: $0.path, bytes: $0.size, url: $0.url, resumedAfter: $0.resumedAfter)
            }
            let output = Output(set: set.rawValue, folder: folder, files: files)
            try StandardOutput.write(json: output)
        } else {
            for file in fetched {
                let how =
                    file.resumedAfter > 0
                    ? "got after the \(file.resumedAfter) bytes that were there" : file.url == nil ? "was there" : "got"
                try StandardOutput.write("\(file.path): \(file.size) bytes, checksum right, \(how)")
            }
            try StandardOutput.write("\(set.rawValue) is in \(folder)")
        }
    }

    private static func megabytes(_ bytes: Int) -> String { String(format: "%.1f MB", Double(bytes) * 1e-6) }
}
