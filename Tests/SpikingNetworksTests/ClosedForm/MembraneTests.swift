import Foundation
import NumericalMethods
import Quantities
import SpikingNetworks
import Testing

@Suite struct MembraneTests {
    /// Charging over five time constants in many slots: V(t) = V∞ (1 − e^(−tG/C)).
    @Test(arguments: 0..<60)
    func constantDriveFollowsTheChargingCurve(seed: Int) {
        let column = RandomColumn(seed: seed, span: 5)
        let step = column.step
        let current = 3.3e-6
        let vInf = current / column.conductance
        var v = 0.0
        for slot in 1...column.slots {
            v = step.potential(after: v, current: current)
            let t = Double(slot) * column.slot
            // Every slot rounds twice and damps what came before; −expm1 and exp err by one ULP each.
            #expect(abs(v - vInf * -expm1(-t / column.timeConstant)) <= 4 * Double(slot) * .ulpOfOne * vInf)
        }
        // The straight line I t/C, or a step that ignores the load, is far off by now.
        #expect(abs(v / vInf - 0.99326) < 1e-5)
    }

    /// Another current and another start in every slot, against C dV/dt = I − G V in small explicit Euler steps.
    @Test(arguments: 0..<30)
    func changingDriveFollowsTheDifferentialEquation(seed: Int) {
        let column = RandomColumn(seed: seed, span: 6)
        let step = column.step
        var stream = RandomStream(seed: UInt64(seed), purpose: StreamPurpose("drive"))
        let scale = 1e-6
        let substeps = 20_000 / column.slots
        let h = column.slot / Double(substeps)
        var exact = 0.0
        var euler = 0.0
        for _ in 0..<column.slots {
            let current = scale * (3 * stream.uniform() - 1)
            exact = step.potential(after: exact, current: current)
            for _ in 0..<substeps { euler += h * (current - column.conductance * euler) / column.capacitance }
            // Euler's global error: h/2 max|V″| τ with |V″| ≤ |V∞ − V|/τ², and |V∞ − V| ≤ 3 units of I/G.
            let bound = h / 2 * 3 * scale / column.conductance / column.timeConstant
            #expect(abs(exact - euler) <= bound)
        }
    }

    @Test(arguments: 0..<40)
    func slotsMayBeCutAnywhere(seed: Int) {
        // A semigroup: one slot equals two halves; only the exact exponential has this property.
        let column = RandomColumn(seed: seed, span: 4)
        let half = LIFStep(
            model: .physical, columnConductance: column.conductance, capacitance: column.capacitance,
            slotDuration: column.slot / 2)
        let whole = column.step
        let twice = half.potential(after: half.potential(after: 0.7, current: 1e-6), current: 1e-6)
        // A handful of roundings.
        #expect(
            abs(whole.potential(after: 0.7, current: 1e-6) - twice) < 8 * .ulpOfOne
                * max(0.7, 1e-6 / column.conductance))
    }

    @Test(arguments: 0..<40)
    func steadyState(seed: Int) {
        let column = RandomColumn(seed: seed, span: 5)
        let step = column.step
        let vInf = step.steadyState(current: 2e-6)
        // 1 − a loses as many roundings as a slot is a small part of τ.
        let rounding = 4 * .ulpOfOne / step.exponent
        #expect(abs(vInf * column.conductance / 2e-6 - 1) <= rounding)
        #expect(abs(step.potential(after: vInf, current: 2e-6) / vInf - 1) <= 4 * .ulpOfOne)
    }

    /// u = e^(−Δt/τ_m) u + (Δt/C) I, summed as a geometric series over 4 τ_m.
    @Test(arguments: 0..<40)
    func textbookRecurrence(seed: Int) {
        let column = RandomColumn(seed: seed, span: 4)
        let tau = Time(column.timeConstant * 1.3)
        let step = LIFStep(
            model: .textbook(membraneTimeConstant: tau), columnConductance: column.conductance,
            capacitance: column.capacitance, slotDuration: column.slot)
        let decay = exp(-column.slot / tau.value)
        let gain = column.slot / column.capacitance
        // Exact: the definition itself.
        #expect(step.decay == decay && step.gain == gain)
        #expect(step.potential(after: 0.4, current: 1e-6) == decay * 0.4 + gain * 1e-6)
        var v = 0.0
        for _ in 0..<column.slots { v = step.potential(after: v, current: 1e-6) }
        let series = gain * 1e-6 * (1 - pow(decay, Double(column.slots))) / (1 - decay)
        // 1 − a loses as many roundings as a slot is a small part of τ_m.
        #expect(abs(v / series - 1) <= 4 * (Double(column.slots) + 1 / step.exponent) * .ulpOfOne)
        // It knows nothing of the load.
        let heavier = LIFStep(
            model: .textbook(membraneTimeConstant: tau), columnConductance: 5 * column.conductance,
            capacitance: column.capacitance, slotDuration: column.slot)
        #expect(heavier.decay == step.decay && heavier.gain == step.gain)
    }

    /// t = τ ln((V∞ − V₀)/(V∞ − V_th)).
    @Test(arguments: 0..<100)
    func crossingFraction(seed: Int) {
        var stream = RandomStream(seed: UInt64(seed), purpose: StreamPurpose("crossing"))
        let column = RandomColumn(seed: seed, span: 5)
        let step = column.step
        let vInf = column.threshold * (1.001 + 3 * stream.uniform())
        let start = column.threshold * (1.5 * stream.uniform() - 0.6)
        guard start < column.threshold else { return }
        let current = vInf * column.conductance
        let t = column.slot * step.crossingFraction(from: start, current: current, threshold: column.threshold)
        let expected = column.timeConstant * log((vInf - start) / (vInf - column.threshold))
        // V∞ errs by ε/(slot/τ); the logarithm's slope is at most 1/(V∞ − V_th) + 1/(V∞ − V₀).
        let vError = 8 * .ulpOfOne / step.exponent * vInf
        let slope = 1 / (vInf - column.threshold) + 1 / (vInf - start)
        #expect(abs(t - expected) <= column.timeConstant * vError * slope + 8 * .ulpOfOne * expected)
        // And the membrane, let run for that time, is at the threshold.
        let reached = vInf + (start - vInf) * exp(-t / column.timeConstant)
        #expect(abs(reached / column.threshold - 1) < 1e-9)
    }

    @Test(arguments: 0..<20)
    func firstSpikeTimesAreTheClosedForm(seed: Int) throws {
        let classifier = try randomClassifier(seed: seed, columns: 10, rows: 30, slots: 40, window: 4)
        var stream = RandomStream(seed: UInt64(seed), purpose: StreamPurpose("levels"))
        let levels = randomLevels(rows: 30, &stream)
        let times = classifier.firstSpikeTimes(frames: [levels])
        var fired = 0
        for column in 0..<10 {
            var g = 1e-7 + 20e-6
            var current = 20e-6 * 3.3
            for row in 0..<30 {
                g += classifier.conductances[column, row]
                current += classifier.conductances[column, row] * 3.3 * levels[row]
            }
            let vInf = current / g
            let t = vInf > 1 ? 30e-12 / g * log(vInf / (vInf - 1)) : .infinity
            if t <= classifier.parameters.timing.window.value {
                fired += 1
                // 40 slots of a few roundings each, divided by the relative slope at the crossing.
                #expect(abs(times[column] / t - 1) < 1e-11 / (1 - 1 / vInf))
            } else {
                #expect(times[column] == .infinity)
            }
        }
        #expect(fired > 0)
    }
}
