import Datasets
import Foundation
import Results
import SpikingNetworks
import Studies

@testable import Experiments

/// A deep network that was trained in a fraction of a second, with what a sweep of it needs.
struct SweptIris {
    let study: Study
    let data: StudyData
    let stored: StoredNetwork
    let swept: SweptNetwork

    /// - Parameter change: what is different of `irisStudy` without programming errors.
    init(_ change: (inout Study) -> Void = { _ in }) throws {
        var study = irisStudy()
        study.hardware.programmingNoise = 0
        change(&study)
        self.study = study
        data = try studyData(study)
        stored = try networkExperiment(study).run().network
        swept = try SweptNetwork(stored, study: study, data: data, path: "iris")
    }

    /// What `memspike evaluate` says of the stored network.
    func evaluation(circuit: NetworkCircuitRun? = nil) throws -> NetworkTestResults {
        try StoredNetworkTest(
            study: study, shown: try ShownSamples(heldOutBy: data, limit: nil), stored: stored, context: context(),
            program: tinyProgram
        ).run(circuit: circuit).results
    }

    /// A sweep's study of this network.
    func sweepStudy(_ yaml: String) throws -> SweepStudy {
        try SweepStudy.parse("network: iris\nseed: \(study.seed)\n\(yaml)\n", file: "s.yaml")
    }

    func sweep(
        _ yaml: String, _ context: RunContext = context(), journal: SweepJournal? = nil
    ) throws -> SweepResults {
        try SweepExperiment(
            study: sweepStudy(yaml), engines: eventEngine, context: context, program: tinyProgram, network: swept
        ).run(journal: journal)
    }
}
