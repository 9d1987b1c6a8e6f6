import Datasets
import Experiments
import Foundation
import Quantities

/// Evaluates the network of a finished run.
struct NetworkEvaluationRun {
    let path: String
    /// Where data sets are looked for; where the run found them if nil.
    let dataFolder: String?
    /// `discrete`, or `events` to put it into its circuit as well; what the network allows if nil.
    let engine: Level?
    let samples: Int?
    let seed: UInt64?
    let work: WorkOptions

    func run() throws {
        let folder = try RunFolder.open(path, holding: ["study.yaml", "network.json", "training.json"])
        let study = try NetworkStudy.load(folder.file("study.yaml").path)
        let stored = try folder.loadDeepNetwork()
        let session = Session(work)
        var shown = study
        // Here the command says how many.
        shown.data.circuitSamples = samples ?? study.data.circuitSamples
        let circuit = engine == .discrete ? nil : NetworkEvents.run(shown, session: session)
        if engine == .events, circuit == nil {
            throw InputError("\(path): a textbook network has no circuit; use --engine discrete")
        }
        // The division of the samples is the run's, whatever seed the evaluation has.
        let data = try StudyData.reading(
            study, from: DataFolders.locations(dataFolder, of: folder), file: path, session: session)
        var evaluated = study
        if let seed { evaluated.seed = seed }
        defer { session.finishProgress() }
        let results = try StoredNetworkTest(
            study: evaluated, data: data, stored: stored, context: session.context, program: Session.program
        ).run(limit: samples, circuit: circuit)
        session.finishProgress()
        if work.json {
            try StandardOutput.write(json: results)
        } else {
            try StandardOutput.write(text(results))
        }
    }

    private func text(_ results: NetworkTestResults) -> String {
        var lines = [
            "\(results.shown), seed \(results.seed)",
            "Discrete model: \(percent(results.accuracy)) [\(percent(results.low)), \(percent(results.high))] of "
                + "\(results.samples), undecided \(results.undecided)",
        ]
        if let circuit = results.circuit {
            lines.append(
                "Circuit (\(circuit.engine)): \(percent(circuit.accuracy)) [\(percent(circuit.low)), "
                    + "\(percent(circuit.high))] of \(circuit.samples), decisions agree \(percent(circuit.decisionsAgree)), "
                    + "\(Energy(circuit.energyPerInference).formatted(digits: 4)) per inference")
        }
        return (lines + results.notes.map { "Note: \($0)" }).joined(separator: "\n")
    }
}

extension DataFolders {
    /// The folder of `--data` alone, if it is given; else where the run of `folder` found its data, and the usual ones.
    static func locations(_ named: String?, of folder: RunFolder) throws -> DatasetLocations {
        let usual = locations(named)
        guard named == nil, let file = try folder.loadNetworkResults().data.files.first else { return usual }
        return DatasetLocations(
            folders: [URL(fileURLWithPath: file).deletingLastPathComponent().path] + usual.folders)
    }
}
