import Crossbars
import Foundation
import NeuromorphicCircuits
import Quantities
import Results
import SpikingNetworks
import Studies
import Synchronization
import Testing
import Training

@testable import Experiments

/// What an experiment handed over to be kept.
private final class Kept: Sendable {
    private let checkpoints = Mutex<[Data]>([])
    private let texts = Mutex<[String]>([])

    var all: [Data] { checkpoints.withLock { $0 } }
    var warnings: [String] { texts.withLock { $0 } }

    var observer: NetworkObserver {
        NetworkObserver(
            warning: { text in self.texts.withLock { $0.append(text) } },
            checkpoint: { checkpoint in
                let data = try checkpoint.encoded()
                self.checkpoints.withLock { $0.append(data) }
            })
    }
}

@Suite struct NetworkExperimentTests {
    static let studies: [Study] = {
        var stopping = irisStudy()
        stopping.data.validation = 0.2
        stopping.training.patience = 2
        stopping.training.epochs = 12
        stopping.hardware.stuck.rate = 0.1
        var textbook = irisStudy()
        textbook.network.model = .textbook
        textbook.training = TrainingPlan(model: .textbook, loss: .rate)
        textbook.training.epochs = 4
        textbook.network.encoder = .bernoulli
        textbook.hardware = HardwarePlan()
        return [irisStudy(), stopping, textbook]
    }()

    @Test(arguments: studies) func resultsDoNotDependOnTheJobs(study: Study) throws {
        let one = try networkExperiment(study, context(jobs: 1)).run()
        let two = try networkExperiment(study, context(jobs: 2)).run()
        #expect(one.network == two.network)
        #expect(try timelessText(one.results) == timelessText(two.results))
        var other = study
        other.seed = 4
        #expect(try networkExperiment(other).run().network != one.network)
    }

    /// From the checkpoint of any epoch the run ends with the same bits.
    @Test(arguments: studies) func checkpointsResumeToTheSameBits(study: Study) throws {
        let kept = Kept()
        let whole = try networkExperiment(study).run(observer: kept.observer)
        #expect(kept.all.count == whole.results.history.count && kept.all.count > 2)
        for data in kept.all {
            let checkpoint = try NetworkCheckpoint(data, file: "c")
            let again = Kept()
            let resumed = try networkExperiment(study, context(jobs: 1)).run(from: checkpoint, observer: again.observer)
            #expect(again.all.count == kept.all.count - checkpoint.epochs)
            #expect(resumed.network == whole.network)
            #expect(try timelessText(resumed.results) == timelessText(whole.results))
        }
    }

    @Test func foldsResumeToTheSameBits() throws {
        var study = irisStudy()
        study.data.folds = 4
        study.training.epochs = 3
        let kept = Kept()
        let whole = try networkExperiment(study).run(observer: kept.observer)
        #expect(kept.all.count == 4 + 3)
        #expect(whole.results.folds.map(\.fold) == [0, 1, 2, 3])
        #expect(whole.results.folds.reduce(0) { $0 + $1.heldOut } == 150)
        for data in kept.all {
            let resumed = try networkExperiment(study).run(from: try NetworkCheckpoint(data, file: "c"))
            #expect(resumed.network == whole.network)
            #expect(try timelessText(resumed.results) == timelessText(whole.results))
        }
    }

    @Test func aCancelledTrainingEndsAtOnceAndContinues() throws {
        let study = irisStudy()
        let kept = Kept()
        let cancelling = context(isCancelled: { kept.all.count >= 2 })
        #expect(throws: RunInterrupted(stage: "training")) {
            try networkExperiment(study, cancelling).run(observer: kept.observer)
        }
        #expect(kept.all.count == 2)
        let resumed = try networkExperiment(study).run(from: try NetworkCheckpoint(kept.all[1], file: "c"))
        #expect(try resumed.network == networkExperiment(study).run().network)
    }

    /// The kept epoch is the first with the best validation accuracy, and no more than `patience` epochs follow it.
    @Test func earlyStoppingKeepsTheBestEpoch() throws {
        let outcome = try networkExperiment(Self.studies[1]).run()
        let curve = outcome.results.history.compactMap(\.validationAccuracy)
        #expect(curve.count == outcome.results.history.count)
        let best = try #require(curve.firstIndex(of: curve.max() ?? 0))
        #expect(best == outcome.results.bestEpoch ?? curve.count - 1)
        #expect(curve.count - 1 - best == 2 || curve.count == 12)
        // The network of that epoch, and not the last one.
        var shorter = Self.studies[1]
        shorter.training.schedule = .constant
        let constant = try networkExperiment(shorter).run()
        let epoch = try #require(constant.results.bestEpoch, "the last epoch is the best: choose another seed")
        shorter.training.epochs = epoch + 1
        #expect(try networkExperiment(shorter).run().network == constant.network)
    }

    @Test func silentNeuronsAreToldWhileItTrains() throws {
        var study = irisStudy()
        // No membrane comes near this.
        study.layers.thresholdVoltage = .volts(3.2)
        study.training.epochs = 2
        let kept = Kept()
        _ = try networkExperiment(study).run(observer: kept.observer)
        #expect(kept.warnings.first == "epoch 1, hidden layer 1: 10 of 10 neurons never fired")
        #expect(kept.warnings.count == 2)
    }
}
