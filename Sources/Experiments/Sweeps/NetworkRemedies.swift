import Crossbars
import Datasets
import SpikingNetworks
import Studies

/// What is done about the stuck cells of a deep network.
struct NetworkRemedies: Sendable {
    private let crossbars: [CrossbarLayer]
    private let targets: [ConductanceArray]
    private let identity: [ArrayMapping]
    /// Nil if no remedy of the study asks for it.
    private let remapping: NetworkRemapping?
    private let retraining: NetworkRetraining?
    private let trainingSamples: Int
    private let seed: UInt64

    init(
        _ study: SweepStudy, _ swept: SweptNetwork, crossbars: [CrossbarLayer], targets: [ConductanceArray],
        isCancelled: @escaping @Sendable () -> Bool
    ) throws {
        self.crossbars = crossbars
        self.targets = targets
        seed = study.base.seed
        trainingSamples = swept.training.count
        identity = targets.map { .identity(inputs: $0.rows, classes: $0.columns) }
        remapping =
            study.remedies.contains(where: \.remaps)
            ? try NetworkRemapping(swept, crossbars: crossbars, targets: targets, seed: study.base.seed) : nil
        retraining =
            study.remedies.contains(where: \.isFaultAware)
            ? NetworkRetraining(swept, plan: study.base.faults.retraining, isCancelled: isCancelled) : nil
    }

    /// A network that is ready to be programmed.
    struct TreatedNetwork {
        var crossbars: [CrossbarLayer]
        /// The crossbars' cells, as programming aims at them.
        var targets: [ConductanceArray]
        /// By neuron and row.
        var stuck: [FaultMap]
        var mappings: [ArrayMapping]
    }

    /// - Parameter faults: the stuck cells of every array, by column and row.
    func treat(_ faults: [FaultMap], with remedy: Remedy, map: Int) throws -> TreatedNetwork {
        var treated = TreatedNetwork(crossbars: crossbars, targets: targets, stuck: faults, mappings: identity)
        if faults.allSatisfy(\.cells.isEmpty) { return treated }
        if remedy.remaps {
            treated.mappings = remapping!.mappings(faults, seed: seed, map: map)
            treated.stuck = zip(treated.mappings, faults).map { $0.logical($1) }
        }
        if remedy.isFaultAware {
            treated.crossbars = try retraining!.crossbars(around: treated.stuck, map: map, seed: seed)
            treated.targets = treated.crossbars.map(\.array)
        }
        return treated
    }

    /// What a reader has to know.
    var notes: [String] {
        guard let retraining else { return [] }
        let count = retraining.presentations
        return [
            "Fault-aware: with its stuck cells known, every array is retrained from the stored network by the recipe of its "
                + "training, with \(count) presentations of its \(trainingSamples) training samples."
        ]
    }
}
