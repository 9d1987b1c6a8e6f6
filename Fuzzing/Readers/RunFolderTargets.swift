import Foundation
import NumericalMethods
import Reports
import Results
import SpikingNetworks
import Studies

extension FuzzTarget {
    /// The files of run folders, up to the page that is made of them.
    static let runFolders = [
        results("results-network", "training.json") { NetworkReport.html(try $0.loadNetworkResults()) },
        results("results-paper", "results.json") { PaperReport.html(try $0.loadResults()) },
        results("results-sweep", "results.json") { SweepReport.html(try $0.loadSweepResults()) },
        results("results-programming", "programming.json") {
            ProgrammingReport.html(try $0.loadProgrammingResults())
        },
        results("run-status", "run.json") { "\(try RunKind(of: $0.url.path))" },
        results("conductances", "conductances.csv") { "\(try $0.loadClassifier().conductances.rows)" },
        results("network-shape", "network.json") { "\(try $0.loadNetwork().network.layers.count)" },
        FuzzTarget(name: "stored-array", file: "layers/1-positive.npy", tokens: Words.numPy) { path in
            let url = URL(fileURLWithPath: path).deletingLastPathComponent().deletingLastPathComponent()
            _ = try RunFolder.open(url.path, holding: ["network.json"]).loadNetwork()
        },
        FuzzTarget(name: "journal", file: "journal", tokens: ["\n", " ", ",", ";", "0", "nan"]) { path in
            // The right checksums: a forger computes them as well.
            let lines = String(decoding: try InputFile.bytes(path), as: UTF8.self).split(
                separator: "\n", omittingEmptySubsequences: false)
            let sealed =
                lines.prefix(2)
                + lines.dropFirst(2).map { line in
                    let text = line.lastIndex(of: " ").map { line[..<$0] } ?? line
                    var sum = FNV1a<UInt32>()
                    sum.feed(text)
                    return line.isEmpty ? line : "\(text) \(sum.hexadecimal)"
                }
            try Data(sealed.joined(separator: "\n").utf8).write(to: URL(fileURLWithPath: path))
            let folder = try RunFolder.open(URL(fileURLWithPath: path).deletingLastPathComponent().path, holding: [])
            let journal = try SweepJournal(in: folder, identity: "fuzz")
            // What a sweep does with them.
            _ = journal.finished.values.reduce(0) { $0 + $1.stuckCells + $1.scores.reduce(0) { $0 + $1.presentations } }
        },
    ]

    private static func results(
        _ name: String, _ file: String, _ page: @escaping @Sendable (RunFolder) throws -> String
    ) -> FuzzTarget {
        FuzzTarget(
            name: name, file: file,
            tokens: [
                "{", "}", "[", "]", "[]", "{}", "null", "true", "\"\"", "\"<script>\"", "1e300", "-1", "1e19", ",", ":",
                "\"events\"",
            ]
        ) { path in
            let folder = try RunFolder.open(URL(fileURLWithPath: path).deletingLastPathComponent().path, holding: [])
            let page = try page(folder)
            precondition(!page.contains("<script>"), "text from outside is not escaped")
        }
    }
}
