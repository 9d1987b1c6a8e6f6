import Datasets
import Experiments
import Foundation
import Results
import Studies
import TestedProgram

/// A sweep in a fraction of a second: training cut short, few arrays.
func tinySweep(_ text: String = "", seed: UInt64 = 3) throws -> SweepStudy {
    var study = try SweepStudy.parse(text, file: "sweep.yaml")
    study.base.seed = seed
    study.base.training.epochs = 3
    study.base.training.batchesPerEpoch = 40
    study.base.training.batchSize = 64
    study.base.faults.retraining.batches = 40
    return study
}

/// The ceiling of the built-in patterns, counted once.
let wideCeiling = RecognitionCeiling(PatternSet.wide)

func sweep(
    _ study: SweepStudy, jobs: Int = 2, engines: SimulationEngines = eventEngine, journal: SweepJournal? = nil
) throws -> SweepResults {
    try SweepExperiment(
        study: study, engines: engines, context: context(jobs: jobs), program: tinyProgram, ceiling: wideCeiling
    )
    .run(journal: journal)
}

let variedSweep = """
    effects:
      levels: 16
      programming: {deviation: 0.02}
      deviceVariation: {deviation: 0.1}
      readNoise: 0.01
      neurons: {threshold: 0.01, hold: 0.01, capacitance: 0.01}
    axes:
      stuckAt.rate: [0.05, 0.2]
      input.flipProbability: [0.1, 0.2]
    remedies: [none, fault-aware, remapping + spare-columns, variation-aware]
    sampling: {maps: 5, draws: 60, checked: 40}
    margin: {steps: 2, upTo: {deviceVariation.deviation: 0.5}}
    sensitivity: {samples: 3, upTo: {stuckAt.rate: 0.2, readNoise: 0.1}}
    """
