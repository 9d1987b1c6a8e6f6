import Datasets
import Foundation
import NumericalMethods
package import Studies

extension RunFolder {
    private static let patternFile = "patterns.txt"

    /// Writes the resolved study and its patterns.
    package func write(_ study: SweepStudy) throws {
        if study.network == nil { try write(study.base.patterns.text, to: Self.patternFile) }
        try write(study.yaml(patternFile: Self.patternFile), to: "study.yaml")
    }

    /// Writes the healthy networks: the first beside the results, and all as run folders of their own.
    package func write(networks: [BrokenNetworkRecord], program: ProgramRecord) throws {
        for (index, network) in networks.enumerated() {
            if index == 0 { try write(network.conductances, study: network.study, program: program) }
            let folder = "networks/\(network.name)"
            try write(network.study.patterns.text, to: "\(folder)/patterns.txt")
            try write(network.study.yaml(patternFile: "patterns.txt"), to: "\(folder)/study.yaml")
            try write(network.conductances, study: network.study, program: program, in: "\(folder)/")
        }
    }

    /// Whether the folder's run is of this study, or was cut off before it wrote any.
    package func holds(_ study: SweepStudy) throws -> Bool {
        guard has("study.yaml") else { return !has(SweepJournal.name) }
        guard try text("study.yaml") == study.yaml(patternFile: Self.patternFile) else { return false }
        return try study.network != nil || text(Self.patternFile) == study.base.patterns.text
    }

    package func loadSweepResults() throws -> SweepResults {
        try readResults(SweepResults.self, from: "results.json")
    }
}

extension SweepStudy {
    /// One word that differs between studies: 64-bit FNV-1a of the resolved study and its patterns.
    package func digest() throws -> String {
        var hash = FNV1a<UInt64>()
        hash.feed(try yaml(patternFile: nil) + base.patterns.text)
        return hash.hexadecimal
    }
}
