import Crossbars
import Datasets
import Experiments
import Foundation
import NeuromorphicCircuits
import Quantities
import Results
import SPICEText
import SpikingNetworks
import Studies
import TestedProgram

/// A network without training: G_max on black pixels, G_min on white ones.
func templateNetwork() throws -> StoredClassifier {
    let study = Study()
    let (low, high) = (study.circuit.minimumConductance.value, study.circuit.maximumConductance.value)  // [S]
    return StoredClassifier(
        study: study,
        conductances: try ConductanceArray(
            columns: 10, rows: 30, range: study.circuit.conductanceRange(),
            siemens: study.patterns.patterns.flatMap { pattern in
                (0..<30).map { pattern.isBlack($0) ? high : low }
            }))
}

/// A folder of netlists as `memspike netlist` writes it.
struct WrittenNetlists {
    let folder: TemporaryFolder
    let files: [String]

    /// - Parameters:
    ///   - network: nil for the template.
    ///   - patterns: nil for all.
    init(
        _ dialect: Dialect, of network: StoredClassifier? = nil, patterns: [Int]? = nil,
        variants: [CircuitVariant] = CircuitVariant.allCases, lines: LineResistance = .none,
        engines: SimulationEngines = eventEngine
    ) throws {
        folder = try TemporaryFolder()
        var netlists = ClassifierNetlists(
            try network ?? templateNetwork(), dialect: dialect, engines: engines, context: context())
        netlists.patterns = patterns ?? netlists.patterns
        netlists.variants = variants
        netlists.lines = lines
        files = try netlists.folder().write(to: RunFolder.create(folder.path("netlists")), under: nil, version: "test")
    }

    /// A deep network's samples.
    init(
        _ dialect: Dialect, of network: SpikingNetwork, _ samples: LabelledSamples, _ indices: [Int],
        _ design: DeepCircuitDesign
    )
        throws
    {
        folder = try TemporaryFolder()
        files = try NetworkNetlists(
            network, encoder: .constant, design: design, dialect: dialect, engines: eventEngine
        ).folder(samples, indices: indices).write(
            to: RunFolder.create(folder.path("netlists")), under: nil, version: "test")
    }

    func text(_ name: String) throws -> String {
        try String(contentsOfFile: folder.path("netlists/\(name)"), encoding: .utf8)
    }

    /// A top file with what it includes, as a simulator sees it.
    func deck(_ name: String) throws -> String {
        let path = (name as NSString).deletingLastPathComponent
        return try joined(text(name)) { try text((path as NSString).appendingPathComponent($0)) }
    }
}

/// A top file with what it includes, as a simulator sees it.
func joined(_ top: String, _ included: (String) throws -> String) rethrows -> String {
    try top.split(separator: "\n").map { line -> String in
        guard line.lowercased().hasPrefix(".inc") else { return String(line) }
        return try included(String(line.split(separator: "\"")[1]))
    }.joined(separator: "\n")
}

/// Every preset, trained shortly and programmed into its device: what `memspike train` and `program` leave.
let programmedPresets: [(name: String, network: StoredClassifier)] = {
    do {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent(
            "../../../Examples/Presets"
        ).standardized
        let files = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".yaml") }
        return try files.sorted().map { file in
            var study = try Study.load(folder.appendingPathComponent(file).path)
            study.noise.presentations = 100
            let trained = try TrainingExperiment(
                study: study, faults: .none, engines: eventEngine, context: context(), program: tinyProgram
            ).run().conductances
            let outcome = try ProgrammingExperiment(
                network: ShownClassifier(StoredClassifier(study: study, conductances: trained), presentations: 100),
                plan: ProgrammingPlan(device: study.device!), engines: eventEngine, context: context(),
                program: tinyProgram
            ).run()
            return (file, outcome.network.network)
        }
    } catch {
        fatalError("the presets cannot be programmed: \(error)")
    }
}()
