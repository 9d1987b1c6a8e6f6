public import Devices
public import NumericalMethods
import Quantities
public import SpikingNetworks

/// How a network is trained.
public struct TrainingRecipe: Hashable, Sendable {
    /// What training minimises.
    public var loss: Loss
    /// Of `batchesPerEpoch` steps each; `progress` hears of every one.
    public var epochs: Int
    /// Steps in an epoch.
    public var batchesPerEpoch: Int
    /// Samples in a step.
    public var batchSize: Int
    /// The first learning rate of Adam, in units of G_max − G_min; falls to 1 % of it along a cosine.
    public var learningRate: Double

    /// - Parameter learningRate: the first one, in units of G_max − G_min.
    public init(loss: Loss, epochs: Int, batchesPerEpoch: Int, batchSize: Int, learningRate: Double) {
        self.loss = loss
        self.epochs = epochs
        self.batchesPerEpoch = batchesPerEpoch
        self.batchSize = batchSize
        self.learningRate = learningRate
    }

    /// The learning rate of one step.
    func learningRate(step: Int) -> Double {
        learningRate
            * LearningRateSchedule.cosine(warmup: 0).factor(
                step: step, total: epochs * batchesPerEpoch, stepsPerEpoch: batchesPerEpoch)
    }
}

/// What one epoch showed.
public struct EpochRecord: Hashable, Sendable {
    /// Counted from 0.
    public var epoch: Int
    /// Over the epoch's batches.
    public var meanLoss: Double
    /// The part of samples at which each neuron fired, left alone.
    public var firingFraction: [Double]
}

/// A classifier after training.
public struct TrainingOutcome: Sendable {
    /// The last ones, within the range.
    public var conductances: ConductanceArray
    /// One record an epoch.
    public var history: [EpochRecord]
}

/// Trains the conductances of a classifier by STBP.
public struct Trainer: Sendable {
    /// Draws the conductances to start from.
    public static let initialPurpose = StreamPurpose("training: initial conductances")
    /// Draws samples and their noise.
    public static let samplePurpose = StreamPurpose("training: samples")

    /// Membrane, drive and timing of the columns.
    public let parameters: RaceParameters
    /// The equation of one slot.
    public let model: LIFModel
    /// Loss, lengths and learning rate.
    public let recipe: TrainingRecipe

    /// Makes a trainer of one layer of columns that race.
    public init(parameters: RaceParameters, model: LIFModel, recipe: TrainingRecipe) {
        self.parameters = parameters
        self.model = model
        self.recipe = recipe
    }

    /// Conductances to start from: uniform in the middle half of the range.
    public static func initialConductances(
        columns: Int, rows: Int, range: ConductanceRange, seed: UInt64
    ) -> ConductanceArray {
        var stream = RandomStream(seed: seed, purpose: initialPurpose)
        let span = range.maximum.value - range.minimum.value
        let values = (0..<(columns * rows)).map { _ in range.minimum.value + span * (0.25 + 0.5 * stream.uniform()) }
        do {
            return try ConductanceArray(columns: columns, rows: rows, range: range, siemens: values)
        } catch {
            preconditionFailure("\(error)")
        }
    }

    /// Trains from `initial`; cells marked in `frozen` keep their conductance, whatever it is.
    /// - Parameters:
    ///   - stream: where samples are drawn from.
    ///   - fill: puts fresh samples and labels into a batch.
    ///   - inject: what a batch sees of the conductances [S] instead of their targets, and the slopes by which it sees
    ///     them move; gradients pass through the slopes. Frozen cells it leaves alone.
    ///   - progress: called after every epoch; an error it throws ends the training.
    /// - Throws: `NetworkTrainingError.diverged` when the loss or a conductance is no number, and what `progress` throws.
    public func train(
        from initial: ConductanceArray, frozen: [Bool], stream: RandomStream,
        batch template: Batch, fill: (inout RandomStream, inout Batch) -> Void,
        inject: ((inout RandomStream, [Double]) -> (siemens: [Double], slopes: [Double]))? = nil,
        progress: (EpochRecord) throws -> Void
    ) throws -> TrainingOutcome {
        precondition(frozen.count == initial.siemens.count)
        let low = initial.range.minimum.value
        let span = initial.range.maximum.value - low
        var weights = initial.siemens.map { ($0 - low) / span }
        var conductances = initial.siemens
        var backpropagation = SpatioTemporalBackpropagation(
            parameters: parameters, model: model, loss: recipe.loss, columns: initial.columns, rows: initial.rows)
        var adam = Adam(count: weights.count)
        var stream = stream
        var batch = template
        var history: [EpochRecord] = []
        for epoch in 0..<recipe.epochs {
            var lossSum = 0.0
            var fired = [Int](repeating: 0, count: initial.columns)
            for index in 0..<recipe.batchesPerEpoch {
                fill(&stream, &batch)
                let seen = inject?(&stream, conductances)
                lossSum += backpropagation.evaluate(conductances: seen?.siemens ?? conductances, batch: batch)
                for column in fired.indices { fired[column] += backpropagation.firedSamples[column] }
                let rate = recipe.learningRate(step: epoch * recipe.batchesPerEpoch + index)
                var gradient = backpropagation.gradient.map { $0 * span }
                if let slopes = seen?.slopes {
                    for cell in gradient.indices { gradient[cell] *= slopes[cell] }
                }
                adam.update(&weights, gradient: gradient, rate: rate, frozen: frozen)
                guard lossSum.isFinite, weights.allSatisfy(\.isFinite) else {
                    throw NetworkTrainingError.diverged(epoch: epoch, batch: index)
                }
                for cell in weights.indices where !frozen[cell] {
                    conductances[cell] = min(max(low + span * weights[cell], low), low + span)
                }
            }
            let shown = Double(recipe.batchesPerEpoch * batch.samples)
            let record = EpochRecord(
                epoch: epoch, meanLoss: lossSum / Double(recipe.batchesPerEpoch),
                firingFraction: fired.map { Double($0) / shown })
            history.append(record)
            try progress(record)
        }
        let top = initial.range.maximum.value
        do {
            let trained = try ConductanceArray(
                columns: initial.columns, rows: initial.rows, range: initial.range,
                siemens: conductances.map { min(max($0, low), top) })
            return TrainingOutcome(conductances: trained, history: history)
        } catch {
            preconditionFailure("training left the conductance range: \(error)")
        }
    }
}
