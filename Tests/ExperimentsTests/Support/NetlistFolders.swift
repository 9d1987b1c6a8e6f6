import Datasets
import Experiments
import Foundation
import NeuromorphicCircuits
import Quantities
import SPICEText
import SpikingNetworks
import TestedProgram

/// A network without training: G_max on black pixels, G_min on white ones.
func templateNetwork() throws -> StoredNetwork {
    let study = Study()
    let (low, high) = (study.circuit.minimumConductance.value, study.circuit.maximumConductance.value)  // [S]
    return StoredNetwork(
        study: study,
        conductances: try ConductanceArray(
            columns: GlyphSet.count, rows: Glyph.pixelCount, range: study.circuit.conductanceRange(),
            siemens: study.glyphs.glyphs.flatMap { glyph in
                (0..<Glyph.pixelCount).map { glyph.isBlack($0) ? high : low }
            }))
}

/// A folder of netlists as `memspike netlist` writes it.
struct WrittenNetlists {
    let folder: TemporaryFolder
    let files: [String]

    init(_ dialect: Dialect, engines: SimulationEngines = eventEngine) throws {
        folder = try TemporaryFolder()
        let netlists = ClassifierNetlists(
            try templateNetwork(), dialect: dialect, engines: engines, context: context())
        files = try netlists.write(to: RunFolder.create(folder.path("netlists")), under: nil, version: "test")
    }

    func text(_ name: String) throws -> String {
        try String(contentsOfFile: folder.path("netlists/\(name)"), encoding: .utf8)
    }

    /// A top file with what it includes, as a simulator sees it.
    func deck(_ name: String) throws -> String {
        let path = (name as NSString).deletingLastPathComponent
        return try text(name).split(separator: "\n").map { line -> String in
            guard line.lowercased().hasPrefix(".inc") else { return String(line) }
            return try text("\(path)/\(line.split(separator: "\"")[1])")
        }.joined(separator: "\n")
    }
}
