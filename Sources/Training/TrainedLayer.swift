import Devices
import Foundation
import NumericalMethods
import Quantities
import SpikeKernels
import SpikingNetworks

/// A layer's trained quantities, the optimiser's moments, and the lowered form that the kernels run on.
///
/// A synapse's weight ŵ is what is trained. A textbook layer uses it as it is. In a crossbar it is the difference of a
/// pair of cells, in units of G_max − G_min, of which one is at G_min: the least load for that difference. Then
/// G_j = g_L + g_bias + n G_min + Σᵢ (G_max − G_min) |ŵᵢⱼ|, and the chain rule through a and k ends in ∂L/∂G_j.
final class TrainedLayer {
    static let initialPurpose = StreamPurpose("network training: initial weights")
    static let noisePurpose = StreamPurpose("network training: array noise")

    /// Its place in the network.
    let index: Int
    let inputs: Int
    let neurons: Int
    let stride: Int
    let model: LayerRecipe.Model
    /// Whether it is an output layer read by its potentials: its bias row then waits for the race.
    let gathers: Bool
    /// What the passes run on; a textbook layer's weights are the trained ones themselves.
    let lowered: LoweredLayer

    /// ŵ, `[inputs × stride]`.
    let weights: FloatPlane
    let firstMoment: FloatPlane
    let secondMoment: FloatPlane
    /// Trained quantities of a textbook layer's neurons.
    var trainedBias: NeuronParameter
    var trainedDecay: NeuronParameter
    var trainedThreshold: NeuronParameter
    /// Leaks of a crossbar's columns, in units of G_max − G_min.
    var trainedLeak: NeuronParameter
    /// Of a crossbar: the columns' slots, in units of V_th.
    private var columns: [ColumnStep] = []
    /// ∂L/∂G_j in units of the span, `[stride]`.
    let load: FloatPlane
    private let partialLoads: FloatPlane
    private let normals: FloatPlane?
    private let hardware: HardwareInTheLoop
    /// Of a crossbar with stuck cells.
    let stuck: StuckPlanes?
    /// Pieces that workers realise, whose loads are added in their order, and smaller ones that they update.
    let realisedParts: Int
    let updatedParts: Int
    private static let smallestPart = 8192
    private static let poolBits = 18

    init(
        _ recipe: LayerRecipe, inputs: Int, gathers: Bool, hardware: HardwareInTheLoop, stuck: StuckCells?,
        seed: UInt64, index: Int
    ) {
        self.index = index
        self.inputs = inputs
        neurons = recipe.neurons
        model = recipe.model
        self.gathers = gathers
        self.hardware = hardware
        stride = Padding.stride(neurons)
        weights = FloatPlane(count: inputs * stride)
        firstMoment = FloatPlane(count: inputs * stride)
        secondMoment = FloatPlane(count: inputs * stride)
        load = FloatPlane(count: stride)
        realisedParts = max(1, min(8, inputs * stride / Self.smallestPart))
        updatedParts = max(1, min(16, 2 * inputs * stride / Self.smallestPart))
        partialLoads = FloatPlane(count: realisedParts * stride)
        var stream = RandomStream(seed: seed, purpose: Self.initialPurpose, trial: index)
        switch model {
        case .textbook(let neuron):
            var learned: LoweredLayer.Learned = []
            if neuron.hasBias { learned.insert(.bias) }
            if neuron.learnsDecay { learned.insert(.decay) }
            if neuron.learnsThreshold { learned.insert(.threshold) }
            lowered = LoweredLayer(
                inputs: inputs, neurons: neurons, reset: .hard(0), weights: weights, learned: learned)
            normals = nil
            self.stuck = nil
            trainedBias = NeuronParameter(count: neurons, value: 0, range: -1e6...1e6, isTrained: neuron.hasBias)
            trainedDecay = NeuronParameter(
                count: neurons, value: neuron.decay, range: 0...0.9999, isTrained: neuron.learnsDecay)
            trainedThreshold = NeuronParameter(
                count: neurons, value: 1, range: 0.05...20, isTrained: neuron.learnsThreshold)
            trainedLeak = NeuronParameter(count: 0, value: 0, range: 0...0, isTrained: false)
            fillWeights(bound: 1 / Float(inputs).squareRoot(), low: -1, stream: &stream)
        case .crossbar(let parameters, _, let rows):
            let membrane = parameters.membrane
            lowered = LoweredLayer(
                inputs: inputs, neurons: neurons,
                reset: .discharge(Float(membrane.resetPotential.value / membrane.threshold.value)),
                learned: [.decay, .gain])
            let isNoisy = hardware.programmingNoise > 0 || hardware.readNoise > 0
            normals = isNoisy ? Self.normalPool(stride: stride, seed: seed) : nil
            let width = stride
            self.stuck = stuck.map { StuckPlanes($0, rows: rows, stride: width) }
            let fixed = NeuronParameter(count: 0, value: 0, range: 0...0, isTrained: false)
            trainedBias = fixed
            trainedDecay = fixed
            trainedThreshold = fixed
            trainedLeak = NeuronParameter(
                count: neurons, value: 0, range: 0...Double(inputs), isTrained: recipe.learnsLeak)
            fillWeights(bound: 0.1, low: rows == .bipolar ? 0.25 : -1, stream: &stream)
            self.stuck?.confine(weights)
        }
    }

    /// Whether all that is trained, and all that moves it, is a number.
    var isFinite: Bool {
        [trainedBias, trainedDecay, trainedThreshold, trainedLeak].allSatisfy { $0.values.allSatisfy(\.isFinite) }
            && weights.buffer.allSatisfy(\.isFinite) && firstMoment.buffer.allSatisfy(\.isFinite)
    }

    /// Uniform in `low · bound … bound`.
    private func fillWeights(bound: Float, low: Float, stream: inout RandomStream) {
        for input in 0..<inputs {
            for neuron in 0..<neurons {
                weights.start[input * stride + neuron] = bound * (low + (1 - low) * Float(stream.uniform()))
            }
        }
    }

    private static func normalPool(stride: Int, seed: UInt64) -> FloatPlane {
        let pool = FloatPlane(count: (1 << poolBits) + stride)
        var stream = RandomStream(seed: seed, purpose: noisePurpose)
        for index in 0..<pool.count { pool.start[index] = Float(stream.normal()) }
        return pool
    }

    /// Brings one of `realisedParts` of the lowered weights up to date; `realiseNeurons` follows when all are.
    /// - Parameter step: which draws of the array's noise to take.
    func realiseCells(part: Int, step: Int) {
        guard case .crossbar(_, let range, let rows) = model else { return }
        let span = range.maximum.value - range.minimum.value
        let start = inputs * part / realisedParts
        let end = inputs * (part + 1) / realisedParts
        var array = spike_array(
            cells: rows.cells, levels: Float((hardware.levels ?? 1) - 1),
            absoluteNoise: Float(hardware.programmingNoise), relativeNoise: Float(hardware.readNoise),
            minimum: Float(range.minimum.value / span),
            stuckPositive: stuck.map { UnsafePointer($0.positive.start + start * stride) },
            stuckNegative: stuck.map { UnsafePointer($0.negative.start + start * stride) },
            normals: normals.map { UnsafePointer($0.start) }, poolBits: UInt32(Self.poolBits),
            seed: UInt64(step) &* 0x1_0000_0001 &+ UInt64(index) << 52)
        spike_realise(
            &array, weights.start + start * stride, start, end - start, stride, lowered.weights.start + start * stride,
            partialLoads.start + part * stride)
    }

    /// Brings the lowered neurons up to date with the trained ones, or with the load of the realised cells.
    func realiseNeurons() {
        switch model {
        case .textbook:
            for neuron in 0..<neurons {
                lowered.decay.start[neuron] = Float(trainedDecay.values[neuron])
                lowered.gain.start[neuron] = 1
                lowered.bias.start[neuron] = Float(trainedBias.values[neuron])
                lowered.threshold.start[neuron] = Float(trainedThreshold.values[neuron])
            }
        case .crossbar(let parameters, let range, let rows):
            let span = range.maximum.value - range.minimum.value
            let idle = Double(inputs * rows.cells) * range.minimum.value
            let conductances = (0..<neurons).map { neuron in
                var sum = 0.0
                for part in 0..<realisedParts { sum += Double(partialLoads.start[part * stride + neuron]) }
                return parameters.columnConductance(cells: idle + span * (sum + trainedLeak.values[neuron]))
            }
            columns = conductances.map { ColumnStep(parameters: parameters, conductance: $0) }
            let driven = gathers ? 0 : Float(parameters.drive.biasConductance.value / span)
            for neuron in 0..<neurons {
                lowered.decay.start[neuron] = Float(columns[neuron].decay)
                lowered.gain.start[neuron] = Float(columns[neuron].gain * span)
                lowered.bias.start[neuron] = driven
                lowered.threshold.start[neuron] = 1
            }
            if gathers {
                lowered.races = zip(conductances, columns).map {
                    ColumnRace(parameters: parameters, conductance: $0, step: $1)
                }
            }
        }
    }

    /// The layer as trained; a crossbar's with its cells at their levels.
    /// - Parameter programming: where one draw of every healthy cell's programming error comes from; nil for none.
    func layer(programming: inout RandomStream?) throws(NetworkError) -> SpikingLayer {
        switch model {
        case .textbook:
            return .textbook(
                try TextbookLayer(
                    inputs: inputs, neurons: neurons,
                    weights: weights.rows(inputs, columns: neurons, stride: stride),
                    bias: trainedBias.values.map(Float.init), decay: trainedDecay.values.map(Float.init),
                    threshold: trainedThreshold.values.map(Float.init)))
        case .crossbar(let parameters, let range, let rows):
            let low = range.minimum.value
            let span = range.maximum.value - low
            var (positive, negative) = cells(rows)
            if programming != nil, hardware.programmingNoise > 0 {
                disturb(&positive, stuck: stuck?.positive, &programming!)
                disturb(&negative, stuck: stuck?.negative, &programming!)
            }
            func siemens(_ cells: [Float]) -> [Float] { cells.map { Float(low + span * Double($0)) } }
            return .crossbar(
                try CrossbarLayer(
                    inputs: inputs, neurons: neurons, parameters: parameters, range: range, rows: rows,
                    positive: siemens(positive), negative: siemens(negative),
                    leaks: trainedLeak.values.map { Float(span * $0) }))
        }
    }

    /// The cells that hold the weights, at their levels, in units of G_max − G_min above G_min.
    private func cells(_ rows: RowScheme) -> (positive: [Float], negative: [Float]) {
        let steps = hardware.levels.map { Float($0 - 1) }
        func programmed(_ g: Float) -> Float {
            let g = min(max(g, 0), 1)
            guard let steps else { return g }
            return (g * steps).rounded(.toNearestOrEven) / steps
        }
        let wanted = weights.rows(inputs, columns: neurons, stride: stride)
        guard let stuck else {
            return (wanted.map(programmed), rows == .bipolar ? [] : wanted.map { programmed(-$0) })
        }
        let up = stuck.positive.rows(inputs, columns: neurons, stride: stride)
        let down = stuck.negative.rows(inputs, columns: neurons, stride: stride)
        // As in `spike_realise`: a pair with a stuck cell holds the weight as far as its healthy cell can reach.
        let positive = wanted.indices.map { i in
            up[i].isNaN ? programmed(down[i].isNaN ? wanted[i] : down[i] + wanted[i]) : up[i]
        }
        if rows == .bipolar { return (positive, []) }
        let negative = wanted.indices.map { i in
            down[i].isNaN ? programmed(up[i].isNaN ? -wanted[i] : up[i] - wanted[i]) : down[i]
        }
        return (positive, negative)
    }

    /// Adds one draw of the programming error; no cell leaves its range.
    private func disturb(_ cells: inout [Float], stuck: FloatPlane?, _ stream: inout RandomStream) {
        for index in cells.indices {
            let error = Float(hardware.programmingNoise * stream.normal())
            if let stuck, !stuck.start[index / neurons * stride + index % neurons].isNaN { continue }
            cells[index] = min(max(cells[index] + error, 0), 1)
        }
    }

    /// ∂L/∂G_j of a crossbar's columns, from their coefficients' adjoints.
    /// - Parameter readout: what the readout adds [1/S], `[neurons]`.
    func setLoad(_ adjoint: NeuronAdjoint, readout: (Int) -> Double) {
        guard case .crossbar(_, let range, _) = model else { return }
        let span = range.maximum.value - range.minimum.value
        for neuron in 0..<neurons {
            // gain is k · span, hence its adjoint times span is that of k.
            let slope =
                Double(adjoint.decay[neuron]) * columns[neuron].decaySlope
                + Double(adjoint.gain[neuron]) * span * columns[neuron].gainSlope + readout(neuron)
            load.start[neuron] = Float(slope * span)
        }
    }

    /// Floats that the gradient of one of `updatedParts` takes.
    var partSize: Int { (inputs + updatedParts - 1) / updatedParts * stride }

    /// Moves the neurons one step down the gradient, with `load` set; `updateWeights` does the rest.
    /// - Parameter adjoint: of the neurons' coefficients, summed over the batch.
    func updateNeurons(adjoint: NeuronAdjoint, optimizer: Optimizer, rate: Double, step: Int) {
        switch model {
        case .textbook:
            trainedBias.descend(adjoint.bias, optimizer: optimizer, rate: rate, step: step)
            trainedDecay.descend(adjoint.decay, optimizer: optimizer, rate: rate, step: step)
            trainedThreshold.descend(adjoint.threshold, optimizer: optimizer, rate: rate, step: step)
        case .crossbar:
            trainedLeak.descend(
                load.rows(1, columns: neurons, stride: stride), optimizer: optimizer, rate: rate, step: step)
        }
    }

    /// Moves the weights of one of `updatedParts` one step down the gradient, with `load` set. The gradient is formed just
    /// before: it does not leave the cache.
    /// - Parameters:
    ///   - scratch: `partSize` floats.
    ///   - gradient: writes that of some inputs' realised weights, `[inputs × stride]`.
    func updateWeights(
        part: Int, size: StepSize, scratch: FloatPlane, gradient: (Range<Int>, UnsafeMutablePointer<Float>) -> Void
    ) {
        var (low, high) = (-Float.infinity, Float.infinity)
        var columnLoad: UnsafePointer<Float>?
        if case .crossbar(_, _, let rows) = model {
            columnLoad = UnsafePointer(load.start)
            // A single cell at G_min still loads its column with its slope: there, too, sign(ŵ) must be 1.
            low = rows == .bipolar ? .leastNormalMagnitude : -1
            high = 1
        }
        let start = inputs * part / updatedParts
        let end = inputs * (part + 1) / updatedParts
        gradient(start..<end, scratch.start)
        var plane = UnsafePointer(scratch.start) as UnsafePointer<Float>?
        withUnsafePointer(to: &plane) { plane in
            var parameters = spike_parameters(
                values: weights.start + start * stride, gradients: plane, gradientCount: 1, gradientScale: 1,
                load: columnLoad, slopes: stuck.map { UnsafePointer($0.slopes.start + start * stride) },
                lows: stuck.map { UnsafePointer($0.lows.start + start * stride) },
                highs: stuck.map { UnsafePointer($0.highs.start + start * stride) }, low: low, high: high)
            var kernel = size.kernel
            let first = firstMoment.start + start * stride
            if size.isAdaptive {
                spike_adam(&parameters, &kernel, end - start, stride, first, secondMoment.start + start * stride)
            } else {
                spike_momentum(&parameters, &kernel, end - start, stride, first)
            }
        }
    }
}
