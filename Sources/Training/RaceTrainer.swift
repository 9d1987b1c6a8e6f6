import Devices
import Foundation
public import NumericalMethods
import Quantities
import SpikeKernels
public import SpikingNetworks

/// Trains the conductances of one layer of columns that race on still black-and-white pictures: the physical model and the loss
/// on first-spike times, in single precision.
///
/// With rows that stand still the membrane's course is one exponential, so that spike times and their gradient have closed
/// forms: what `Trainer` steps to slot by slot, in double precision, for any model and loss.
public struct RaceTrainer: Sendable {
    /// What is shown: the clean pictures, one a class, and how often their pixels flip.
    public struct Pictures: Sendable {
        /// One clean picture a class; black pixels are set.
        public var classes: [BitVector]
        /// Every picture draws its probability uniformly from this range.
        public var flipProbability: ClosedRange<Double>

        /// - Precondition: as many pixels in every class; probabilities of 0 to ½.
        public init(classes: [BitVector], flipProbability: ClosedRange<Double>) {
            precondition(!classes.isEmpty && classes.allSatisfy { $0.count == classes[0].count })
            precondition(flipProbability.lowerBound >= 0 && flipProbability.upperBound <= 0.5)
            self.classes = classes
            self.flipProbability = flipProbability
        }
    }

    /// Membrane, drive and timing of the columns.
    public let parameters: RaceParameters
    /// Loss, lengths and learning rate.
    public let recipe: TrainingRecipe
    fileprivate let sharpness: Double

    /// - Precondition: the recipe's loss is that on first-spike times.
    public init(parameters: RaceParameters, recipe: TrainingRecipe) {
        guard case .spikeTimeCrossEntropy(let sharpness) = recipe.loss else {
            preconditionFailure("RaceTrainer knows the loss on first-spike times alone")
        }
        self.parameters = parameters
        self.recipe = recipe
        self.sharpness = sharpness
    }

    /// Trains from `initial`; cells marked in `frozen` keep their conductance, whatever it is.
    /// - Parameters:
    ///   - stream: where samples are drawn from.
    ///   - inject: as of `Trainer.train`.
    ///   - progress: called after every epoch; an error it throws ends the training.
    /// - Throws: `NetworkTrainingError.diverged` when the loss is no number, and what `progress` throws.
    public func train(
        from initial: ConductanceArray, frozen: [Bool], pictures: Pictures, stream: RandomStream,
        inject: ((inout RandomStream, [Double]) -> (siemens: [Double], slopes: [Double]))? = nil,
        progress: (EpochRecord) throws -> Void = { _ in }
    ) throws -> TrainingOutcome {
        precondition(frozen.count == initial.siemens.count && pictures.classes[0].count == initial.rows)
        var state = RaceTrainingState(self, initial, frozen, pictures)
        var stream = stream
        var history: [EpochRecord] = []
        for epoch in 0..<recipe.epochs {
            var lossSum = 0.0
            state.forgetSpikes()
            for index in 0..<recipe.batchesPerEpoch {
                state.draw(from: &stream)
                let step = epoch * recipe.batchesPerEpoch + index
                lossSum += state.step(step, rate: recipe.learningRate(step: step), stream: &stream, inject: inject)
                guard lossSum.isFinite else { throw NetworkTrainingError.diverged(epoch: epoch, batch: index) }
            }
            let record = EpochRecord(
                epoch: epoch, meanLoss: lossSum / Double(recipe.batchesPerEpoch),
                firingFraction: state.firedSamples.map {
                    Double($0) / Double(recipe.batchesPerEpoch * recipe.batchSize)
                })
            history.append(record)
            try progress(record)
        }
        do {
            return TrainingOutcome(conductances: try state.conductances(like: initial), history: history)
        } catch {
            preconditionFailure("training left the conductance range: \(error)")
        }
    }
}

/// The planes of one training, and its optimiser's moments.
private struct RaceTrainingState {
    private let columns: Int
    private let rows: Int
    private let cellCount: Int
    private let samples: Int
    private let stride: Int
    private let flipProbability: ClosedRange<Double>
    private let classes: Int
    private let frozen: [Bool]
    private let initial: [Double]  // [S]
    private let span: Double  // G_max − G_min [S]
    private let load: Float
    private let bias: Float
    private let drive: Float
    private let capacitance: Float
    private let sharpness: Float

    private var cells: FloatPlane  // [columns × rows, padded], in units of the span
    private var lows: FloatPlane
    private var highs: FloatPlane
    private var gradient: FloatPlane
    private var firstMoment: FloatPlane
    private var secondMoment: FloatPlane
    private var scratch: FloatPlane
    private var byRow: FloatPlane  // [rows × stride]
    private var bySample: FloatPlane  // [stride × rows, padded]
    private var patterns: FloatPlane  // [classes × rows, padded]
    private var labels: [Int32]
    private var thresholds: [UInt16]
    private(set) var firedSamples: [Int32]

    init(
        _ trainer: RaceTrainer, _ initial: ConductanceArray, _ frozen: [Bool], _ pictures: RaceTrainer.Pictures
    ) {
        let parameters = trainer.parameters
        columns = initial.columns
        rows = initial.rows
        cellCount = columns * rows
        samples = trainer.recipe.batchSize
        stride = Padding.stride(samples)
        flipProbability = pictures.flipProbability
        classes = pictures.classes.count
        self.frozen = frozen
        self.initial = initial.siemens
        span = initial.range.maximum.value - initial.range.minimum.value
        bias = Float(parameters.drive.biasConductance.value / span)
        load = Float(parameters.columnConductance(cells: 0) / span)
        drive = Float(parameters.drive.readVoltage.value / parameters.membrane.threshold.value)
        capacitance = Float(parameters.membrane.capacitance.value / (span * parameters.timing.window.value))
        sharpness = Float(trainer.sharpness)
        let width = Padding.stride(cellCount)
        cells = FloatPlane(count: width)
        lows = FloatPlane(count: width)
        highs = FloatPlane(count: width)
        gradient = FloatPlane(count: width)
        firstMoment = FloatPlane(count: width)
        secondMoment = FloatPlane(count: width)
        for (cell, siemens) in initial.siemens.enumerated() {
            let value = Float(siemens / span)
            cells.start[cell] = value
            lows.start[cell] = frozen[cell] ? value : Float(initial.range.minimum.value / span)
            highs.start[cell] = frozen[cell] ? value : Float(initial.range.maximum.value / span)
        }
        scratch = FloatPlane(count: spike_race_scratch(columns, rows, stride))
        byRow = FloatPlane(count: rows * stride)
        bySample = FloatPlane(count: stride * Padding.stride(rows))
        patterns = FloatPlane(count: classes * Padding.stride(rows))
        for (index, picture) in pictures.classes.enumerated() {
            for row in 0..<rows { patterns.start[index * Padding.stride(rows) + row] = picture[row] ? 1 : -1 }
        }
        labels = [Int32](repeating: 0, count: stride)
        thresholds = [UInt16](repeating: 0, count: stride)
        firedSamples = [Int32](repeating: 0, count: columns)
    }

    mutating func forgetSpikes() {
        for column in firedSamples.indices { firedSamples[column] = 0 }
    }

    /// Fresh samples of any class, each flipped with a probability from the range.
    mutating func draw(from stream: inout RandomStream) {
        let (low, spread) = (flipProbability.lowerBound, flipProbability.upperBound - flipProbability.lowerBound)
        for sample in 0..<samples {
            labels[sample] = Int32(stream.below(classes))
            let p = spread > 0 ? low + spread * stream.uniform() : low
            // In steps of 2⁻¹⁶.
            thresholds[sample] = UInt16((p * 0x1p16).rounded())
        }
        withPictures { shown in
            thresholds.withUnsafeBufferPointer {
                spike_draw_pictures(patterns.start, rows, $0.baseAddress!, stream.next(), shown)
            }
        }
    }

    /// One step of Adam.
    /// - Returns: the mean loss.
    mutating func step(
        _ step: Int, rate: Double, stream: inout RandomStream,
        inject: ((inout RandomStream, [Double]) -> (siemens: [Double], slopes: [Double]))?
    ) -> Double {
        let seen = inject?(&stream, (0..<cellCount).map { Double(cells.start[$0]) * span })
        let own = cells
        if let seen {
            cells = FloatPlane(count: own.count)
            for cell in 0..<cellCount { cells.start[cell] = Float(seen.siemens[cell] / span) }
        }
        let loss = evaluate()
        cells = own
        if let slopes = seen?.slopes {
            for cell in 0..<cellCount { gradient.start[cell] *= Float(slopes[cell]) }
        }
        let (first, second) = (0.9, 0.999)
        let secondBias = (1 - pow(second, Double(step + 1))).squareRoot()
        var numbers = spike_step(
            rate: Float(rate * secondBias / (1 - pow(first, Double(step + 1)))), firstDecay: Float(first),
            secondDecay: Float(second), epsilon: 1e-12, shrinkage: 1)
        withUnsafePointer(to: UnsafePointer<Float>?(gradient.start)) { shards in
            var trained = spike_parameters()
            trained.values = cells.start
            trained.gradients = shards
            trained.gradientCount = 1
            trained.gradientScale = 1
            trained.lows = UnsafePointer(lows.start)
            trained.highs = UnsafePointer(highs.start)
            spike_adam(&trained, &numbers, 1, cells.count, firstMoment.start, secondMoment.start)
        }
        return loss
    }

    private mutating func evaluate() -> Double {
        var race = spike_race(
            columns: columns, rows: rows, cells: UnsafePointer(cells.start), bias: bias, load: load, drive: drive,
            capacitance: capacitance, sharpness: sharpness)
        let (gradient, scratch) = (gradient.start, scratch.start)
        var fired = firedSamples
        defer { firedSamples = fired }
        return withPictures { shown in spike_race_gradient(&race, shown, gradient, &fired, scratch) }
    }

    private func withPictures<Value>(_ body: (UnsafePointer<spike_pictures>) -> Value) -> Value {
        labels.withUnsafeBufferPointer { labels in
            var shown = spike_pictures(
                samples: samples, stride: stride, labels: labels.baseAddress!, byRow: byRow.start,
                bySample: bySample.start)
            return body(&shown)
        }
    }

    /// Cells that were not trained come back as they were, to the last bit.
    func conductances(like array: ConductanceArray) throws -> ConductanceArray {
        let (low, high) = (array.range.minimum.value, array.range.maximum.value)
        return try ConductanceArray(
            columns: columns, rows: rows, range: array.range,
            siemens: (0..<cellCount).map { cell in
                frozen[cell] ? initial[cell] : min(max(Double(cells.start[cell]) * span, low), high)
            })
    }
}
