import Datasets
import Dispatch
import EventDrivenSolver
import Experiments
import Foundation
import Results
import Studies

/// The paper's experiment in a few seconds.
func tinyStudy(seed: UInt64 = 3) -> Study {
    var study = Study()
    study.seed = seed
    study.training.epochs = 3
    study.training.batchesPerEpoch = 40
    study.training.batchSize = 64
    study.noise.flipProbabilities = [0.1, 0.3]
    study.noise.exactFlips = [4]
    study.noise.presentations = 2500
    study.faults.rates = [0.1, 0.3]
    study.faults.maps = 3
    study.faults.presentationsPerMap = 200
    study.faults.retraining.batches = 40
    study.agreement.presentations = 15
    study.agreement.devicePresentations = 3
    return study
}

let tinyProgram = ProgramRecord(name: "test", version: "0")

let eventEngine = SimulationEngines(events: EventDrivenSimulator(), ngspice: nil, ngspiceMissing: "ngspice: left out")

func context(
    jobs: Int = 2, isCancelled: @escaping @Sendable () -> Bool = { false },
    report: @escaping @Sendable (ProgressUpdate) -> Void = { _ in }
) -> RunContext {
    RunContext(
        jobs: jobs, stopwatch: { Double(DispatchTime.now().uptimeNanoseconds) * 1e-9 }, isCancelled: isCancelled,
        report: report)
}

func paper(_ study: Study, _ context: RunContext, checkpoint: (PaperResults) throws -> Void = { _ in }) throws
    -> PaperResults
{
    try PaperExperiment(study: study, engines: eventEngine, context: context, program: tinyProgram)
        .run(checkpoint: checkpoint)
}

/// The lines of a JSON text that tell no time.
func timelessLines(_ data: Data) -> [Substring] {
    String(decoding: data, as: UTF8.self).split(separator: "\n").filter { !$0.contains("econds\"") }
}
