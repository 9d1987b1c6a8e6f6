import Datasets
import Foundation
import NeuromorphicCircuits
package import SpikingNetworks
package import Studies

/// A trained network as a run folder holds it.
package struct StoredNetwork: Sendable {
    package var study: Study
    package var conductances: ConductanceArray

    package init(study: Study, conductances: ConductanceArray) {
        self.study = study
        self.conductances = conductances
    }

    package init(study: Study, record: ConductanceRecord) throws {
        self.study = study
        conductances = try ConductanceArray(
            columns: study.patterns.count, rows: study.patterns.pixelCount, range: study.circuit.conductanceRange(),
            siemens: record.siemens.flatMap { $0 })
    }
}

/// `network.json`: what the conductances belong to.
private struct NetworkFile: Codable {
    var schemaVersion = 1
    var program: ProgramRecord
    var model: String
    var loss: String
    var neurons: Int
    var rows: Int
    var decision = "first spike wins"
    var conductances = "conductances.csv"
    var study = "study.yaml"
}

extension RunFolder {
    /// Writes the resolved study and its patterns.
    package func write(_ study: Study) throws {
        try write(study.patterns.text, to: "patterns.txt")
        try write(study.yaml(patternFile: "patterns.txt"), to: "study.yaml")
    }

    package func write(_ array: ConductanceArray, study: Study, program: ProgramRecord) throws {
        try writeJSON(
            NetworkFile(
                program: program, model: study.training.model.rawValue, loss: study.training.loss.rawValue,
                neurons: array.columns, rows: array.rows), to: "network.json")
        try write(ConductanceCSV.text(array), to: "conductances.csv")
    }

    package func loadNetwork() throws -> StoredNetwork {
        let study = try Study.load(file("study.yaml").path)
        let array = try ConductanceCSV.parse(
            text("conductances.csv"), file: file("conductances.csv").path, columns: study.patterns.count,
            rows: study.patterns.pixelCount,
            range: try study.circuit.conductanceRange())
        return StoredNetwork(study: study, conductances: array)
    }

    /// The results of a complete run, or of one that was cut off.
    package func loadResults() throws -> RunResults {
        try readResults(RunResults.self, from: "results.json")
    }
}
