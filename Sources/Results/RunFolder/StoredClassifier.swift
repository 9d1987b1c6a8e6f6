import Datasets
import Devices
import Foundation
import NeuromorphicCircuits
package import SpikingNetworks
package import Studies

/// A trained classifier as a run folder holds it, with its study.
package struct StoredClassifier: Sendable {
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

extension RunFolder {
    /// Writes the resolved study, with its patterns if it has some.
    package func write(_ study: Study) throws {
        if study.showsPatterns { try write(study.patterns.text, to: "patterns.txt") }
        try write(study.yaml(patternFile: "patterns.txt"), to: "study.yaml")
    }

    /// Writes a classifier as the network of one layer that it is, with its conductances in double precision.
    /// - Parameter folder: within this one, "" for itself.
    package func write(
        _ array: ConductanceArray, study: Study, program: ProgramRecord, in folder: String = ""
    ) throws {
        let name = "layers/1-positive.npy"
        // Input by input, as every layer's files.
        let cells = (0..<array.rows).flatMap { row in (0..<array.columns).map { array[$0, row] } }
        try write(NPYFormat.data(cells, shape: [array.rows, array.columns]), to: folder + name)
        let patterns = study.patterns
        try writeJSON(
            NetworkFile(
                program: program, slots: study.circuit.slots, readout: .firstSpike, encoder: .constant,
                classNames: patterns.classNames, image: .init(height: patterns.height, width: patterns.width),
                layers: [
                    .init(
                        model: "physical", inputs: array.rows, neurons: array.columns,
                        circuit: LayerCircuit(study.circuit.raceParameters, range: array.range, rows: .bipolar),
                        files: ["positive": name])
                ]), to: folder + NetworkFile.name)
    }

    package func loadClassifier() throws -> StoredClassifier {
        let study = try Study.load(file("study.yaml").path, as: .classifier)
        let (columns, rows) = (study.patterns.count, study.patterns.pixelCount)
        let range = try study.circuit.conductanceRange()
        // What folders of earlier versions hold.
        if has(ConductanceCSV.name) {
            return StoredClassifier(
                study: study,
                conductances: try ConductanceCSV.parse(
                    text(ConductanceCSV.name), file: file(ConductanceCSV.name).path, columns: columns, rows: rows,
                    range: range))
        }
        let stored = try loadNetworkFile()
        guard stored.layers.count == 1, let name = stored.layers[0].files["positive"] else {
            throw RunFolderError.unreadable(
                path: file(NetworkFile.name).path, reason: "it names no file of one layer's conductances")
        }
        let path = file(name).path
        let cells = try NPYFormat.doubles(path, shape: [rows, columns])
        do {
            return StoredClassifier(
                study: study,
                conductances: try ConductanceArray(
                    columns: columns, rows: rows, range: range,
                    siemens: (0..<columns).flatMap { column in (0..<rows).map { cells[$0 * columns + column] } }))
        } catch {
            throw RunFolderError.unreadable(path: path, reason: error.description)
        }
    }

    /// The results of a complete run, or of one that was cut off.
    package func loadResults() throws -> PaperResults {
        try readResults(PaperResults.self, from: "results.json")
    }
}
