import Foundation
import NumericalMethods
import Quantities

/// Membranes that conduct to each other, mode by mode: C dV/dt = I − M V, exact while I stands still.
///
/// With S = C^(−½) M C^(−½) = Q Λ Qᵀ every mode decays by itself, at a rate of Λ.
public struct CoupledColumns: Hashable, Sendable {
    /// How many membranes, and so how many modes, there are.
    public let neurons: Int
    /// Λ, ascending [1/s].
    public let rates: [Double]
    /// C^(−½) Q, `[neurons × modes]`.
    private let shapes: [Double]
    /// C [F].
    private let capacitances: [Double]

    /// - Parameters:
    ///   - matrix: M, `[neurons × neurons]`, symmetric and positive definite [S].
    ///   - capacitances: `[neurons]` [F].
    public init(matrix: [Double], capacitances: [Double]) {
        let count = capacitances.count
        precondition(matrix.count == count * count && count > 0)
        let roots = capacitances.map { $0.squareRoot() }
        var scaled = matrix
        for row in 0..<count {
            for column in 0..<count { scaled[row * count + column] /= roots[row] * roots[column] }
        }
        var vectors = [Double](repeating: 0, count: count * count)
        scaled.withUnsafeMutableBufferPointer { scaled in
            vectors.withUnsafeMutableBufferPointer { vectors in
                SymmetricEigensystem.diagonalize(
                    scaled.baseAddress!, eigenvectors: vectors.baseAddress!, count: count)
            }
        }
        let order = (0..<count).sorted { scaled[$0 * (count + 1)] < scaled[$1 * (count + 1)] }
        rates = order.map { scaled[$0 * (count + 1)] }
        neurons = count
        self.capacitances = capacitances
        shapes = (0..<count).flatMap { row in order.map { vectors[row * count + $0] / roots[row] } }
    }

    /// The membranes of a crossbar layer with wiring.
    public init(_ layer: CrossbarLayer) {
        let count = layer.neurons
        var matrix = (layer.wiring?.betweenMembranes ?? [Double](repeating: 0, count: count * count)).map { -$0 }
        for (neuron, conductance) in layer.columnConductances().enumerated() {
            matrix[neuron * (count + 1)] = conductance
        }
        self.init(
            matrix: matrix,
            capacitances: (0..<count).map { layer.parameters(ofNeuron: $0).membrane.capacitance.value })
    }

    /// M⁻¹ I [V], for several currents at once, `[currents × neurons]` [A].
    public func steadyStates(_ currents: [Double]) -> [Double] {
        // C^(−½) Q Λ⁻¹ Qᵀ C^(−½)
        combine(currents, scale: rates.map { 1 / $0 }, weights: [Double](repeating: 1, count: neurons))
    }

    /// e^(−C⁻¹ M t), `[from × to]`.
    public func propagator(over time: Double) -> [Double] {
        var identity = [Double](repeating: 0, count: neurons * neurons)
        for neuron in 0..<neurons { identity[neuron * (neurons + 1)] = 1 }
        return combine(identity, scale: rates.map { exp(-$0 * time) }, weights: capacitances)
    }

    /// Rows of vectors x become C^(−½) Q · scale · (C^(−½) Q)ᵀ · weights · x.
    private func combine(_ rows: [Double], scale: [Double], weights: [Double]) -> [Double] {
        let n = neurons
        var out = [Double](repeating: 0, count: rows.count)
        for start in stride(from: 0, to: rows.count, by: n) {
            let modes = zip(amplitudes(of: rows[start..<(start + n)], weights: weights), scale).map { $0 * $1 }
            shapes.withUnsafeBufferPointer { shapes in
                modes.withUnsafeBufferPointer { modes in
                    for neuron in 0..<n {
                        var sum = 0.0
                        for mode in 0..<n { sum += modes[mode] * shapes[neuron * n + mode] }
                        out[start + neuron] = sum
                    }
                }
            }
        }
        return out
    }

    /// (C^(−½) Q)ᵀ · weights · x.
    private func amplitudes(of values: ArraySlice<Double>, weights: [Double]) -> [Double] {
        let n = neurons
        var amplitudes = [Double](repeating: 0, count: n)
        shapes.withUnsafeBufferPointer { shapes in
            amplitudes.withUnsafeMutableBufferPointer { amplitudes in
                for (neuron, value) in values.enumerated() where value != 0 {
                    let x = value * weights[neuron]
                    for mode in 0..<n { amplitudes[mode] += x * shapes[neuron * n + mode] }
                }
            }
        }
        return amplitudes
    }

    /// When every membrane first rises through its threshold while the inputs stand still [s]; 0 if it stands above it,
    /// infinity if not within the horizon. No membrane resets another.
    /// - Parameters:
    ///   - start: the potentials to begin with, `[neurons]` [V].
    ///   - steady: M⁻¹ I, towards which they go [V].
    ///   - thresholds: `[neurons]` [V].
    public func firstCrossings(
        from start: [Double], towards steady: [Double], thresholds: [Double], within horizon: Double
    ) -> [Double] {
        let n = neurons
        let offsets = zip(start, steady).map { $0 - $1 }
        let amplitudes = amplitudes(of: offsets[...], weights: capacitances)
        var terms = amplitudes
        return (0..<n).map { neuron in
            if start[neuron] >= thresholds[neuron] { return 0 }
            for mode in 0..<n { terms[mode] = amplitudes[mode] * shapes[neuron * n + mode] }
            return terms.withUnsafeBufferPointer { terms in
                rates.withUnsafeBufferPointer { rates in
                    ExponentialSum.firstCrossing(
                        steady[neuron] - thresholds[neuron], terms, rates, direction: .rising, horizon: horizon)
                        ?? .infinity
                }
            }
        }
    }

    /// The potentials after a time in which the inputs stand still [V].
    public func potentials(from start: [Double], towards steady: [Double], after time: Double) -> [Double] {
        let offsets = zip(start, steady).map { $0 - $1 }
        let decayed = combine(offsets, scale: rates.map { exp(-$0 * time) }, weights: capacitances)
        return zip(steady, decayed).map { $0 + $1 }
    }
}
