import Datasets
import Foundation

extension RunFolder {
    private static let glyphFile = "glyphs.txt"

    /// Writes the resolved study and its glyphs.
    public func write(_ study: SweepStudy) throws {
        if study.network == nil { try write(study.base.glyphs.text, to: Self.glyphFile) }
        try write(study.yaml(glyphFile: Self.glyphFile), to: "study.yaml")
    }

    /// Writes the healthy networks: the first beside the results, and all as run folders of their own.
    public func write(networks: [BrokenNetworkRecord], program: ProgramRecord) throws {
        for (index, network) in networks.enumerated() {
            if index == 0 { try write(network.conductances, study: network.study, program: program) }
            let folder = "networks/\(network.name)"
            try write(network.study.glyphs.text, to: "\(folder)/glyphs.txt")
            try write(network.study.yaml(glyphFile: "glyphs.txt"), to: "\(folder)/study.yaml")
            try write(ConductanceCSV.text(network.conductances), to: "\(folder)/conductances.csv")
        }
    }

    /// Whether the folder's run is of this study, or was cut off before it wrote any.
    public func holds(_ study: SweepStudy) throws -> Bool {
        guard has("study.yaml") else { return !has(SweepJournal.name) }
        guard try text("study.yaml") == study.yaml(glyphFile: Self.glyphFile) else { return false }
        return try study.network != nil || text(Self.glyphFile) == study.base.glyphs.text
    }

    public func loadSweepResults() throws -> SweepResults {
        struct Version: Decodable { var schemaVersion: Int }
        let version = try readJSON(Version.self, from: "results.json").schemaVersion
        guard version == SweepResults.currentSchemaVersion else {
            throw RunFolderError.foreignVersion(
                file: file("results.json").path, found: version, supported: SweepResults.currentSchemaVersion)
        }
        return try readResults(SweepResults.self, from: "results.json")
    }
}

extension SweepStudy {
    /// One word that differs between studies: 64-bit FNV-1a of the resolved study and its glyphs.
    public func digest() throws -> String {
        let text = try yaml(glyphFile: nil) + base.glyphs.text
        let hash = text.utf8.reduce(UInt64(0xcbf2_9ce4_8422_2325)) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
        return String(hash, radix: 16)
    }
}
