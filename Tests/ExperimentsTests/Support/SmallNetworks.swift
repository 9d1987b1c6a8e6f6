import Datasets
import Experiments
import Foundation
import Results
import Studies

/// A network on iris in a fraction of a second.
func irisStudy(seed: UInt64 = 3) -> Study {
    var study = Study(set: "iris")
    study.seed = seed
    study.data.test = 0.3
    study.network.hidden = [10, 8]
    study.training.epochs = 6
    study.training.batchSize = 24
    study.hardware.levels = 8
    study.hardware.programmingNoise = 0.03
    study.hardware.draws = 3
    return study
}

func studyData(_ study: Study) throws -> StudyData {
    try StudyData(study, from: DatasetLocations(folders: []), file: "s.yaml")
}

func networkExperiment(
    _ study: Study, _ context: RunContext = context(), program: ProgramRecord = tinyProgram,
    availableMemory: Int = 1 << 34, circuit: NetworkCircuitRun? = nil
) throws -> NetworkExperiment {
    try NetworkExperiment(
        study: study, data: studyData(study), circuit: circuit, context: context, program: program,
        availableMemory: availableMemory)
}

/// The results as text, without what tells times.
func timelessText(_ results: NetworkResults) throws -> [Substring] { timelessLines(try RunFolder.json(results)) }
