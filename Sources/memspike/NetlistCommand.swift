import ArgumentParser
import Circuits
import Crossbars
import Datasets
import Experiments
import Foundation
import NeuromorphicCircuits
import Quantities
import Results
package import SPICEText
import SpikingNetworks
import Studies

extension Dialect: ExpressibleByArgument {}

/// The classes to write, by name or number.
struct PatternSelection: ExpressibleByArgument {
    /// nil for all.
    private let words: [String]?

    init?(argument: String) {
        words =
            argument == "all"
            ? nil
            : argument.split(separator: ",", omittingEmptySubsequences: false).map {
                $0.trimmingCharacters(in: .whitespaces)
            }
    }

    /// The classes' numbers.
    func classes(of names: [String]) throws -> [Int] {
        guard let words else { return Array(names.indices) }
        let classes = try words.map { word -> Int in
            if let named = names.firstIndex(of: word) { return named }
            guard let number = Int(word), names.indices.contains(number) else {
                throw InputError(
                    "--patterns names \"\(word)\", but the classes are \(names.joined(separator: ", ")), or 0 to "
                        + "\(names.count - 1)")
            }
            return number
        }
        guard Set(classes).count == classes.count else { throw InputError("--patterns names a class twice; keep one") }
        return classes
    }
}

/// The circuits to write.
enum VariantSelection: String, ExpressibleByArgument, CaseIterable {
    case piecewiseLinear = "piecewise-linear"
    case deviceLevel = "device-level"
    case both

    var variants: [CircuitVariant] {
        switch self {
        case .piecewiseLinear: [.piecewiseLinear]
        case .deviceLevel: [.deviceLevel]
        case .both: CircuitVariant.allCases
        }
    }
}

struct NetlistCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "netlist",
        abstract: "Write a network's circuit as a folder that opens in a circuit simulator.",
        discussion: """
            Writes, for ngspice, LTspice, PSPICE or Xyce, a top netlist for each pattern with its parts, stimulus and \
            measurements, piecewise-linear and device-level, one that steps over all patterns, the values to expect, and a \
            README that says how to run it; with --line, the crossbars' lines stand in it segment by segment. A deep network \
            is shown the first test sample of each class.

            Examples:  memspike netlist my-run --output my-netlists
                       ngspice -b my-netlists/device-level/pattern_3.cir
                       ngspice -b my-netlists/device-level/all.cir
                       memspike netlist my-run --line 2ohm --output with-lines
                       memspike netlist my-run --dialect ltspice --patterns 0,3,7 --variant piecewise-linear --output lt
            """)

    @Argument(help: ArgumentHelp("A run folder.", valueName: "run"))
    var runFolder: String

    @Option(help: ArgumentHelp("The simulator to write for: ngspice, ltspice, pspice or xyce.", valueName: "dialect"))
    var dialect = Dialect.ngspice

    @Option(
        name: [.customLong("patterns"), .customLong("glyphs")],
        help: ArgumentHelp("The classes to write, by name or number, or all; all if left out.", valueName: "0,3,7"))
    var patterns: PatternSelection?

    @Option(help: ArgumentHelp("piecewise-linear, device-level or both; both if left out.", valueName: "variant"))
    var variant: VariantSelection?

    @OptionGroup var lines: LineOptions

    @Option(help: ArgumentHelp("The folder to write; it must be new or empty.", valueName: "folder"))
    var output = "netlist"

    @Option(
        help: ArgumentHelp(
            "Look for a deep network's data here; by default where its training found them.", valueName: "folder"))
    var data: String?

    @OptionGroup var work: WorkOptions

    private struct Output: Encodable {
        var folder: String
        var dialect: String
        var files: [String]
        var notes: [String]
    }

    func run() throws {
        let session = Session(work)
        defer { session.finishProgress() }
        var notes: [String] = []
        let files: [String]
        switch try RunKind(of: runFolder) {
        case .classifier:
            let network = try RunFolder.open(runFolder).loadClassifier()
            let engines = try session.engines()
            notes += [engines.ngspiceMissing].compactMap { $0 }
            var netlists = ClassifierNetlists(network, dialect: dialect, engines: engines, context: session.context)
            if let patterns { netlists.patterns = try patterns.classes(of: network.study.patterns.classNames) }
            netlists.variants = (variant ?? .both).variants
            netlists.lines = lines.resistance
            files = try netlists.folder().write(to: try RunFolder.create(output), under: nil, version: Memspike.version)
        case .network: files = try writeDeepNetwork(session)
        case .sweep: throw RunFolderError.sweep(path: runFolder)
        }
        session.finishProgress()
        let summary = Output(folder: output, dialect: dialect.rawValue, files: files, notes: notes)
        if work.printing.json {
            try StandardOutput.write(json: summary)
        } else {
            try StandardOutput.write("\(files.count) files in \(output); begin with \(output)/README.md")
            for note in notes { try StandardOutput.write("Note: \(note)") }
        }
    }
}

extension NetlistCommand {
    /// Decks for the first test sample of every class.
    private func writeDeepNetwork(_ session: Session) throws -> [String] {
        let run = try StoredNetworkRun(runFolder)
        let samples = try run.data(in: data, session: session).samples()
        let tested = samples.test ?? samples.training
        let classes = try patterns?.classes(of: tested.classNames) ?? Array(0..<tested.classes)
        let firsts = classes.compactMap { label in tested.labels.firstIndex(of: label) }
        var netlists = NetworkNetlists(
            run.stored.network, encoder: run.stored.encoder, design: run.study.layers, dialect: dialect,
            engines: try session.engines())
        netlists.variants = (variant ?? .both).variants
        netlists.lines = lines.resistance
        return try netlists.folder(tested, indices: firsts).write(
            to: try RunFolder.create(output), under: nil, version: Memspike.version)
    }
}
