import Foundation
import Quantities
package import SpikingNetworks

/// Spatio-temporal backpropagation (STBP) through one crossbar layer of LIF neurons.
///
/// Wu, Deng, Li, Zhu, Shi, doi 10.3389/fnins.2018.00331, with the conductances themselves as the trained quantities:
/// the forward pass is `LIFStep`, the network's own; the backward pass follows
///
///     δo[t] = ∂L/∂o[t] + δv′[t] (V_reset − v[t])
///     δv[t] = ∂L/∂v[t] + δv′[t] (1 − o[t]) + δo[t] h(v[t])        δv′[t] = a δv[t+1]
///     δI[t] = k δv[t]
///     δG    = Σ_t δv[t] (∂a/∂G v′[t−1] + ∂k/∂G I[t])
///     δg_ij = V_read Σ_t δI_j[t] u_i[t] + δG_j
///
/// where v is the potential before a reset and v′ after it. A scalar reference in double precision.
package struct SpatioTemporalBackpropagation {
    package let parameters: RaceParameters
    package let model: LIFModel
    package let loss: Loss
    /// Spikes as the smooth integral of the surrogate, for checking the gradient against finite differences.
    let smoothSpikes: Bool
    let columns: Int
    let rows: Int

    /// ∂L/∂g of the last batch, `[columns × rows]` [1/S].
    package private(set) var gradient: [Double]
    /// How many neurons fired at least once, per column, in the last batch.
    package private(set) var firedSamples: [Int]

    private var current = Plane()  // I [frames × columns × samples] [A]
    private var potential = Plane()  // v [slots × columns × samples] [V]
    private var currentAdjoint = Plane()  // δI
    private var potentialAdjoint = Plane()  // ∂L/∂v, then δv
    private var spikeAdjoint = Plane()  // ∂L/∂o [columns × samples], the same in every slot
    private var conductanceAdjoint: [Double]  // δG [columns]

    package init(
        parameters: RaceParameters, model: LIFModel, loss: Loss, columns: Int, rows: Int, smoothSpikes: Bool = false
    ) {
        self.parameters = parameters
        self.model = model
        self.loss = loss
        self.columns = columns
        self.rows = rows
        self.smoothSpikes = smoothSpikes
        gradient = [Double](repeating: 0, count: columns * rows)
        firedSamples = [Int](repeating: 0, count: columns)
        conductanceAdjoint = [Double](repeating: 0, count: columns)
    }

    /// The mean loss of a batch; its gradient is then in `gradient`.
    /// - Parameter conductances: g, `[columns × rows]` [S].
    package mutating func evaluate(conductances: [Double], batch: Batch) -> Double {
        precondition(conductances.count == columns * rows && batch.rows == rows)
        let steps = columnSteps(conductances)
        resize(for: batch)
        propagateCurrents(conductances, batch)
        integrateMembranes(steps, batch)
        let value = differentiateLoss(steps, batch)
        backpropagate(steps, batch)
        accumulateGradient(batch)
        return value
    }

    private var slots: Int { parameters.timing.slots }
    private var threshold: Double { parameters.membrane.threshold.value }

    private func columnSteps(_ conductances: [Double]) -> [LIFStep] {
        (0..<columns).map { column in
            let sum = conductances[(column * rows)..<((column + 1) * rows)].reduce(0, +)
            return LIFStep(
                model: model, columnConductance: parameters.columnConductance(cells: sum),
                capacitance: parameters.membrane.capacitance.value, slotDuration: parameters.timing.slotDuration.value)
        }
    }

    private mutating func resize(for batch: Batch) {
        let plane = columns * batch.samples
        if potential.count != slots * plane || current.count != batch.frames * plane {
            current = Plane(count: batch.frames * plane)
            potential = Plane(count: slots * plane)
            currentAdjoint = Plane(count: batch.frames * plane)
            potentialAdjoint = Plane(count: slots * plane)
            spikeAdjoint = Plane(count: plane)
        }
    }

    /// I = V_read (g_bias + g·u), summed in the order of `SpikingClassifier.current`: the same double.
    private mutating func propagateCurrents(_ conductances: [Double], _ batch: Batch) {
        let n = batch.samples
        let vRead = parameters.drive.readVoltage.value
        let bias = parameters.drive.biasConductance.value
        batch.levels.withUnsafeBufferPointer { levels in
            for frame in 0..<batch.frames {
                for column in 0..<columns {
                    let out = current.start + (frame * columns + column) * n
                    out.update(repeating: bias, count: n)
                    for row in 0..<rows {
                        let g = conductances[column * rows + row]
                        let u = levels.baseAddress! + (frame * rows + row) * n
                        for s in 0..<n { out[s] += g * u[s] }
                    }
                    for s in 0..<n { out[s] *= vRead }
                }
            }
        }
    }

    private func integrateMembranes(_ steps: [LIFStep], _ batch: Batch) {
        let n = batch.samples
        let plane = columns * n
        let vReset = parameters.membrane.resetPotential.value
        let vTh = threshold
        for (column, step) in steps.enumerated() {
            for slot in 0..<slots {
                let v = potential.start + slot * plane + column * n
                let i = current.start + min(slot, batch.frames - 1) * plane + column * n
                if slot == 0 {
                    for s in 0..<n { v[s] = step.potential(after: 0, current: i[s]) }
                    continue
                }
                let before = v - plane
                if case .rateMeanSquaredError(let surrogate) = loss {
                    for s in 0..<n {
                        let o = spike(before[s], surrogate, vTh)
                        v[s] = step.potential(after: before[s] * (1 - o) + vReset * o, current: i[s])
                    }
                } else {
                    for s in 0..<n { v[s] = step.potential(after: before[s], current: i[s]) }
                }
            }
        }
    }

    private func spike(_ v: Double, _ surrogate: Surrogate, _ vTh: Double) -> Double {
        smoothSpikes ? surrogate.smoothSpike(v / vTh - 1) : (v >= vTh ? 1 : 0)
    }

    /// The loss; fills ∂L/∂v, ∂L/∂o, and what the loss owes directly to currents and conductances.
    private mutating func differentiateLoss(_ steps: [LIFStep], _ batch: Batch) -> Double {
        potentialAdjoint.clear()
        currentAdjoint.clear()
        for column in 0..<columns {
            conductanceAdjoint[column] = 0
            firedSamples[column] = 0
        }
        return switch loss {
        case .rateMeanSquaredError(let surrogate): differentiateRate(surrogate, batch)
        case .slotCrossEntropy(let sharpness): differentiateSlots(sharpness, batch)
        case .spikeTimeCrossEntropy(let sharpness): differentiateSpikeTimes(sharpness, steps, batch)
        }
    }

    private mutating func differentiateRate(_ surrogate: Surrogate, _ batch: Batch) -> Double {
        let n = batch.samples
        let plane = columns * n
        var sum = 0.0
        for column in 0..<columns {
            for s in 0..<n {
                var count = 0.0
                for slot in 0..<slots { count += spike(potential[slot * plane + column * n + s], surrogate, threshold) }
                if count > 0 { firedSamples[column] += 1 }
                let error = count / Double(slots) - (batch.labels[s] == column ? 1 : 0)
                sum += error * error
                spikeAdjoint[column * n + s] = error / Double(slots * n)
            }
        }
        return sum / Double(2 * n)
    }

    private mutating func differentiateSlots(_ sharpness: Double, _ batch: Batch) -> Double {
        let n = batch.samples
        let plane = columns * n
        let scale = sharpness / threshold
        var logits = [Double](repeating: 0, count: columns)
        var sum = 0.0
        for slot in 0..<slots {
            for s in 0..<n {
                for column in 0..<columns { logits[column] = scale * potential[slot * plane + column * n + s] }
                sum += Self.softmaxCrossEntropy(&logits, label: batch.labels[s])
                for column in 0..<columns {
                    potentialAdjoint[slot * plane + column * n + s] = scale * logits[column] / Double(slots * n)
                }
            }
        }
        for column in 0..<columns {
            for s in 0..<n where potential[(slots - 1) * plane + column * n + s] >= threshold {
                firedSamples[column] += 1
            }
        }
        return sum / Double(slots * n)
    }

    private mutating func differentiateSpikeTimes(_ sharpness: Double, _ steps: [LIFStep], _ batch: Batch) -> Double {
        let n = batch.samples
        let plane = columns * n
        let vTh = threshold
        var times = [Double](repeating: 0, count: plane)
        var crossingSlots = [Int](repeating: 0, count: plane)
        for (column, step) in steps.enumerated() {
            for s in 0..<n {
                let cell = column * n + s
                var slot = 0
                while slot < slots, potential[slot * plane + cell] < vTh { slot += 1 }
                crossingSlots[cell] = slot
                if slot < slots {
                    firedSamples[column] += 1
                    let before = slot == 0 ? 0 : potential[(slot - 1) * plane + cell]
                    let i = current[min(slot, batch.frames - 1) * plane + cell]
                    times[cell] = Double(slot) + step.crossingFraction(from: before, current: i, threshold: vTh)
                } else {
                    // A neuron that stays silent is as late as its last potential is low: continuous at the threshold.
                    times[cell] = Double(slots) * (2 - potential[(slots - 1) * plane + cell] / vTh)
                }
            }
        }
        var logits = [Double](repeating: 0, count: columns)
        var sum = 0.0
        for s in 0..<n {
            for column in 0..<columns { logits[column] = -sharpness * log(times[column * n + s]) }
            sum += Self.softmaxCrossEntropy(&logits, label: batch.labels[s])
            for column in 0..<columns {
                let cell = column * n + s
                let timeAdjoint = -sharpness * logits[column] / times[cell] / Double(n)
                let slot = crossingSlots[cell]
                if slot == slots {
                    potentialAdjoint[(slots - 1) * plane + cell] -= timeAdjoint * Double(slots) / vTh
                    continue
                }
                // θ = ln((V∞ − v)/(V∞ − V_th))/L with L = −ln a and V∞ = k I/(1 − a).
                let step = steps[column]
                let before = slot == 0 ? 0 : potential[(slot - 1) * plane + cell]
                let i = min(slot, batch.frames - 1) * plane + cell
                let vInf = step.steadyState(current: current[i])
                let steadyStateAdjoint = timeAdjoint * (1 / (vInf - before) - 1 / (vInf - vTh)) / step.exponent
                let fraction = times[cell] - Double(slot)
                currentAdjoint[i] += steadyStateAdjoint * step.gain / (1 - step.decay)
                conductanceAdjoint[column] -=
                    timeAdjoint * fraction * step.exponentSlope / step.exponent
                    - steadyStateAdjoint * current[i]
                    * (step.gainSlope + step.gain * step.decaySlope / (1 - step.decay)) / (1 - step.decay)
                if slot > 0 {
                    potentialAdjoint[(slot - 1) * plane + cell] -= timeAdjoint / ((vInf - before) * step.exponent)
                }
            }
        }
        return sum / Double(n)
    }

    /// −ln softmax(logits)[label]; leaves its derivative in `logits`.
    private static func softmaxCrossEntropy(_ logits: inout [Double], label: Int) -> Double {
        let largest = logits.max()!
        let labelLogit = logits[label]
        var sum = 0.0
        for index in logits.indices {
            logits[index] = exp(logits[index] - largest)
            sum += logits[index]
        }
        for index in logits.indices { logits[index] /= sum }
        logits[label] -= 1
        return largest + log(sum) - labelLogit
    }

    private mutating func backpropagate(_ steps: [LIFStep], _ batch: Batch) {
        let n = batch.samples
        let plane = columns * n
        let vReset = parameters.membrane.resetPotential.value
        let vTh = threshold
        for (column, step) in steps.enumerated() {
            for slot in stride(from: slots - 1, through: 0, by: -1) {
                let adjoint = potentialAdjoint.start + slot * plane + column * n
                let v = potential.start + slot * plane + column * n
                let i = min(slot, batch.frames - 1) * plane + column * n
                if case .rateMeanSquaredError(let surrogate) = loss {
                    let direct = spikeAdjoint.start + column * n
                    for s in 0..<n {
                        let next = slot + 1 < slots ? step.decay * adjoint[plane + s] : 0
                        let o = spike(v[s], surrogate, vTh)
                        let h = surrogate.derivative(v[s] / vTh - 1) / vTh
                        adjoint[s] += next * (1 - o) + (direct[s] + next * (vReset - v[s])) * h
                    }
                } else if slot + 1 < slots {
                    for s in 0..<n { adjoint[s] += step.decay * adjoint[plane + s] }
                }
                let outCurrent = currentAdjoint.start + i
                for s in 0..<n { outCurrent[s] += step.gain * adjoint[s] }
                if step.exponentSlope != 0 {
                    let inCurrent = current.start + i
                    var sum = step.gainSlope * Self.dot(adjoint, inCurrent, count: n)
                    if slot > 0 { sum += step.decaySlope * potentialProduct(adjoint, v - plane, count: n) }
                    conductanceAdjoint[column] += sum
                }
            }
        }
    }

    /// Σ δv[t] v′[t−1], with v′ the potential after a reset.
    private func potentialProduct(
        _ adjoint: UnsafePointer<Double>, _ before: UnsafePointer<Double>, count: Int
    ) -> Double {
        guard case .rateMeanSquaredError(let surrogate) = loss else { return Self.dot(adjoint, before, count: count) }
        let vReset = parameters.membrane.resetPotential.value
        var sum = 0.0
        for s in 0..<count {
            let o = spike(before[s], surrogate, threshold)
            sum += adjoint[s] * (before[s] * (1 - o) + vReset * o)
        }
        return sum
    }

    private mutating func accumulateGradient(_ batch: Batch) {
        let n = batch.samples
        let vRead = parameters.drive.readVoltage.value
        batch.levels.withUnsafeBufferPointer { levels in
            for column in 0..<columns {
                for row in 0..<rows {
                    var sum = 0.0
                    for frame in 0..<batch.frames {
                        sum += Self.dot(
                            currentAdjoint.start + (frame * columns + column) * n,
                            levels.baseAddress! + (frame * rows + row) * n, count: n)
                    }
                    gradient[column * rows + row] = vRead * sum + conductanceAdjoint[column]
                }
            }
        }
    }

    private static func dot(_ a: UnsafePointer<Double>, _ b: UnsafePointer<Double>, count: Int) -> Double {
        // Eight partial sums: the compiler may not reorder a plain sum.
        var lanes = SIMD8<Double>.zero
        var index = 0
        while index + 8 <= count {
            let x = UnsafeRawPointer(a + index).loadUnaligned(as: SIMD8<Double>.self)
            let y = UnsafeRawPointer(b + index).loadUnaligned(as: SIMD8<Double>.self)
            lanes += x * y
            index += 8
        }
        var sum = lanes.sum()
        while index < count {
            sum += a[index] * b[index]
            index += 1
        }
        return sum
    }
}

/// A block of doubles that hot loops reach without bounds checks or copies.
private final class Plane {
    let start: UnsafeMutablePointer<Double>
    let count: Int

    init(count: Int = 0) {
        self.count = count
        start = .allocate(capacity: count)
        clear()
    }

    deinit { start.deallocate() }

    func clear() { start.update(repeating: 0, count: count) }

    subscript(index: Int) -> Double {
        get { start[index] }
        set { start[index] = newValue }
    }
}
