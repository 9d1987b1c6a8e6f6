import Foundation
package import Results
import Training

/// Where the training of one network stands after an epoch.
package struct TrainingState: Sendable {
    package var history: [LearningRecord] = []
    package var seconds = 0.0
    /// The epoch with the best validation accuracy, from 0; watched only under early stopping.
    package var bestEpoch: Int?
    /// The trainer after the last epoch.
    var trainerData = Data()
    /// The trainer after the best epoch; empty if that is the last.
    var bestData = Data()

    package init() {}

    /// Takes in the epoch that the trainer has just done.
    mutating func keep(_ trainer: NetworkTrainer, watches: Bool) {
        let last = history.count - 1
        let before = trainerData
        trainerData = trainer.checkpoint()
        guard watches, let accuracy = history[last].validationAccuracy else { return }
        if let bestEpoch, let best = history[bestEpoch].validationAccuracy, accuracy <= best {
            // The best was the last until now.
            if bestData.isEmpty { bestData = before }
        } else {
            bestEpoch = last
            bestData = Data()
        }
    }

    /// Brings a new trainer to where this state was taken.
    func resume(_ trainer: NetworkTrainer) throws(CheckpointError) {
        if !trainerData.isEmpty { try trainer.resume(from: trainerData) }
    }

    /// Brings the trainer to the epoch whose network is kept: the best one under early stopping.
    func rewind(_ trainer: NetworkTrainer) throws(CheckpointError) {
        if !bestData.isEmpty { try trainer.resume(from: bestData) }
    }
}
