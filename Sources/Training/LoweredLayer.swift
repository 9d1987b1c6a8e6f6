import Quantities
import SpikeKernels
import SpikingNetworks

/// A layer as the kernels run it: padded planes of `SlotCoefficients`.
final class LoweredLayer: @unchecked Sendable {
    // Written between passes by its owner alone: hence unchecked.
    let inputs: Int
    let neurons: Int
    let stride: Int
    /// Words of a row of its spikes.
    let words: Int
    /// `[inputs × stride]`
    let weights: FloatPlane
    let decay: FloatPlane
    let gain: FloatPlane
    let bias: FloatPlane
    let threshold: FloatPlane
    let reset: SlotCoefficients.Reset
    /// Which coefficients' adjoints are wanted.
    let learned: Learned
    /// Of a crossbar's output layer that gathers: its columns' races; else empty.
    var races: [ColumnRace] = []
    /// Φ, `[stride × stride]`, of a finished layer whose columns meet, and then their race if it gathers.
    private(set) var propagator: FloatPlane?
    private(set) var coupledRace: CoupledRace?

    /// Coefficients of neurons that training moves, or that pass a gradient on.
    struct Learned: OptionSet, Sendable {
        let rawValue: Int
        static let decay = Learned(rawValue: 1)
        static let gain = Learned(rawValue: 2)
        static let bias = Learned(rawValue: 4)
        static let threshold = Learned(rawValue: 8)
    }

    /// - Parameter weights: the plane to run on, if it is another's.
    init(
        inputs: Int, neurons: Int, reset: SlotCoefficients.Reset, weights: FloatPlane? = nil, learned: Learned = []
    ) {
        self.learned = learned
        self.inputs = inputs
        self.neurons = neurons
        self.reset = reset
        stride = Padding.stride(neurons)
        words = Padding.words(neurons)
        self.weights = weights ?? FloatPlane(count: inputs * stride)
        decay = FloatPlane(count: stride)
        gain = FloatPlane(count: stride)
        bias = FloatPlane(count: stride)
        threshold = FloatPlane(count: stride, repeating: .infinity)
    }

    /// A finished layer.
    /// - Parameter gathers: whether it is an output layer read by its potentials.
    convenience init(_ layer: SpikingLayer, gathers: Bool) {
        let coefficients = SlotCoefficients(layer, drivesBias: !gathers)
        self.init(inputs: layer.inputs, neurons: layer.neurons, reset: coefficients.reset)
        weights.setRows(coefficients.weights, rows: inputs, columns: neurons, stride: stride)
        for neuron in 0..<neurons {
            decay.start[neuron] = coefficients.decay[neuron]
            gain.start[neuron] = coefficients.gain[neuron]
            bias.start[neuron] = coefficients.bias[neuron]
            threshold.start[neuron] = coefficients.threshold[neuron]
        }
        if !coefficients.propagator.isEmpty {
            let plane = FloatPlane(count: stride * stride)
            plane.setRows(coefficients.propagator, rows: neurons, columns: neurons, stride: stride)
            propagator = plane
        }
        guard gathers, case .crossbar(let crossbar) = layer else { return }
        if propagator != nil { coupledRace = CoupledRace(crossbar) }
        races = crossbar.columnRaces()
    }

    var lif: spike_lif {
        let (potential, discharges): (Float, Int32) =
            switch reset {
            case .hard(let potential): (potential, 0)
            case .discharge(let potential): (potential, 1)
            }
        return spike_lif(
            neurons: stride, decay: decay.start, gain: gain.start, bias: bias.start, threshold: threshold.start,
            reset: potential, discharge: discharges)
    }
}
