import Circuits
import Crossbars
import Datasets
import EventDrivenSolver
import Foundation
import NeuromorphicCircuits
import NumericalMethods
import SpikingNetworks
import Synchronization
import Testing

@testable import Experiments

/// A study of seconds.
func tinyStudy(seed: UInt64) -> Study {
    var study = Study()
    study.seed = seed
    study.training.epochs = 4
    study.noise.presentations = 1500
    study.noise.flipProbabilities = [0.1, 0.3]
    study.noise.exactFlips = [3]
    study.faults.rates = [0.1, 0.3]
    study.faults.maps = 4
    study.faults.presentationsPerMap = 200
    study.faults.retrainingBatches = 60
    study.agreement.presentations = 20
    return study
}

private func context(jobs: Int, isCancelled: @escaping @Sendable () -> Bool = { false }) -> RunContext {
    RunContext(jobs: jobs, stopwatch: { 0 }, isCancelled: isCancelled)
}

private func experiment(_ study: Study, _ context: RunContext) -> PaperExperiment {
    PaperExperiment(
        study: study,
        engines: SimulationEngines(
            events: EventDrivenSimulator(), ngspice: nil, ngspiceMissing: "left out by the test"),
        context: context, program: ProgramRecord(name: "memspike", version: "test"))
}

@Suite struct DeterminismTests {
    /// With a clock that stands still even the times are equal, so that the bytes must be.
    @Test func resultsDoNotDependOnJobs() throws {
        let one = try experiment(tinyStudy(seed: 5), context(jobs: 1)).run { _ in }
        let bytes = try RunFolder.json(one)
        for jobs in [2, 5] {
            #expect(try RunFolder.json(experiment(tinyStudy(seed: 5), context(jobs: jobs)).run { _ in }) == bytes)
        }
        let other = try experiment(tinyStudy(seed: 6), context(jobs: 2)).run { _ in }
        #expect(other.conductances != one.conductances)
        #expect(other.noise.map(\.accuracy) != one.noise.map(\.accuracy))

        // The same bytes read back as the same results.
        #expect(try JSONDecoder().decode(RunResults.self, from: bytes) == one)

        // Nothing is above its ceiling by more than four standard errors: one such event in 30,000 points.
        for record in one.noise {
            let error = (record.ceiling * (1 - record.ceiling) / Double(record.presentations)).squareRoot()
            #expect(record.accuracy <= record.ceiling + 4 * error + 1e-12)
            #expect(record.accuracy > 0.9 * record.ceiling)
        }
        for record in one.clean {
            #expect(record.correct == 10 && record.outputSpikes == Array(repeating: 1, count: 10))
        }
        for record in one.energy { #expect(record.conservationError! < 1e-9) }
    }

    @Test func aCancelledRunStopsWithItsStage() throws {
        let calls = Atomic<Int>(0)
        let cancelled = Atomic<Bool>(false)
        let context = context(jobs: 2) {
            if calls.add(1, ordering: .relaxed).newValue > 40 { cancelled.store(true, ordering: .relaxed) }
            return cancelled.load(ordering: .relaxed)
        }
        #expect(throws: RunInterrupted.self) { try experiment(tinyStudy(seed: 1), context).run { _ in } }
    }

    @Test func presentationsReplayAlone() {
        let presentations = NoisyPresentations(
            glyphs: .wide, noise: .independentFlips(0.2), slots: 20, seed: 3, purpose: Purpose.noise)
        let all = (0..<50).map(presentations.frames)
        #expect(presentations.frames(37) == all[37])
        #expect(Set(all.map { $0[0].bits }).count > 40)
    }
}

@Suite struct RetrainingTests {
    @Test func stuckCellsStayStuckAndTheRestStaysInRange() throws {
        let study = tinyStudy(seed: 4)
        let training = NetworkTraining(study: study, context: context(jobs: 1))
        let network = try training.train(study.training)
        var stream = RandomStream(seed: 8, purpose: Purpose.faultMap)
        let map = StuckAtFaults(rate: 0.3, lowResistanceShare: 0.5).map(columns: 10, rows: 30, from: &stream)
        let broken = try map.breaking(network.conductances)
        let retrained = training.retrain(broken, around: map, trial: 0)
        #expect(retrained != broken)
        for cell in map.cells {
            #expect(retrained[cell.column, cell.row] == cell.state.conductance(in: broken.range))
        }
    }
}
