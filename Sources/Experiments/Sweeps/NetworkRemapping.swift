import Crossbars
import Datasets
import NumericalMethods
import Quantities
import SpikingNetworks
import Training

/// Moves the lines of a deep network: inputs to rows of the first crossbar, outputs to columns of the last, and every hidden
/// neuron to a column of its own crossbar and the same rows of the next.
struct NetworkRemapping: Sendable {
    static let samplePurpose = StreamPurpose("remapping: samples of the activity")
    /// For rates to a few per cent of their largest.
    private static let samplesOfActivity = 1000
    /// The identity is a good start already, and rounds of many lines take long.
    private static let remapping = Remapping(starts: 0, leastGain: 0.01)

    private let targets: [ConductanceArray]
    private let rowsPerInput: [Int]
    /// How much a stuck cell of an input matters, of every layer.
    let weights: [[Double]]

    init(_ swept: SweptNetwork, crossbars: [CrossbarLayer], targets: [ConductanceArray], seed: UInt64) throws {
        self.targets = targets
        rowsPerInput = crossbars.map(\.rows.cells)
        let activity = try Self.activity(swept, rows: crossbars[0].rows, seed: seed)
        weights = zip(crossbars, activity).map { layer, activity in
            // A cell that is δ off draws δ (u − V) too much: as its row is driven, and as a load at V ≤ V_th.
            let load = layer.parameters.membrane.threshold.value / layer.parameters.drive.readVoltage.value
            return activity.map { $0 + load }
        }
    }

    /// How strongly every input of every layer is driven, in units of V_read, averaged over slots and training samples.
    private static func activity(_ swept: SweptNetwork, rows: RowScheme, seed: UInt64) throws -> [[Double]] {
        let count = min(samplesOfActivity, swept.training.count)
        var stream = RandomStream(seed: seed, purpose: samplePurpose)
        let samples = swept.training.subset(
            (0..<swept.training.count).shuffled(using: &stream)[..<count].sorted())
        let frames = InputFrames(encoder: swept.encoder, rows: rows, slots: swept.network.slots, seed: seed)
        var inputs = [Double](repeating: 0, count: samples.featureCount)
        for sample in 0..<count {
            let shown = frames.frames(samples, sample)
            for frame in shown {
                for (input, level) in frame.enumerated() {
                    inputs[input] += Double(abs(level)) / Double(shown.count * count)
                }
            }
        }
        let answers = try NetworkInference(swept.network, encoder: swept.encoder, jobs: 1).answers(samples, seed: seed)
        return [inputs] + answers.firingRates.prefix(swept.network.layers.count - 1)
    }

    /// - Parameter faults: of every array, by column and row.
    func mappings(_ faults: [FaultMap], seed: UInt64, map: Int) -> [ArrayMapping] {
        var stream = RandomStream(seed: seed, purpose: Remapping.purpose, trial: map)
        return Self.remapping.mappings(arrays(faults), from: &stream)
    }

    private func arrays(_ faults: [FaultMap]) -> [MovableArray] {
        targets.indices.map { index in
            MovableArray(
                target: targets[index], faults: faults[index], columns: targets[index].columns,
                rowsPerInput: rowsPerInput[index], weights: weights[index])
        }
    }
}
