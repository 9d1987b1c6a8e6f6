import Circuits
import Foundation
import NgspiceEngine
import NumericalMethods
import Quantities
import TestedProgram
import Testing

private let duration = 4e-6
private let pitch = 0.2e-9

/// Reads the switchings out of waveforms: a control that passes a level a tenth of the hysteresis inside the thresholds.
///
/// Not the thresholds themselves: SPICE switches within a step, and its accepted point already falls back.
private func passages(_ elements: [Element], _ waves: Waveforms) -> [Switching] {
    func samples(_ node: Node) -> [Double] {
        node == .ground ? [Double](repeating: 0, count: waves.time.count) : waves.values[.voltage(node)]!
    }
    var found: [Switching] = []
    for (place, element) in elements.enumerated() {
        guard case .hysteresisSwitch(_, _, let plus, let minus, let model) = element.kind else { continue }
        let control = zip(samples(plus), samples(minus)).map { $0 - $1 }
        let margin = (model.onThreshold - model.offThreshold).value / 10
        var isHigh = false
        for index in control.indices.dropFirst() {
            let level = isHigh ? model.offThreshold.value + margin : model.onThreshold.value - margin
            guard isHigh ? control[index] <= level : control[index] >= level else { continue }
            let part = min(max((level - control[index - 1]) / (control[index] - control[index - 1]), 0), 1)
            isHigh.toggle()
            found.append(
                Switching(
                    element: place,
                    time: waves.time[index - 1] + part * (waves.time[index] - waves.time[index - 1]), turnsOn: isHigh))
        }
    }
    return found.sorted { $0.time < $1.time }
}

@Suite(.enabled(if: ngspiceTestsRun, "libngspice is not installed"))
struct NgspiceTests {
    /// Of the first 400 random circuits some that switch 3 to 22 times, enough to tell a wrong law.
    @Test(arguments: [20, 29, 55, 85, 88, 136, 160, 255, 302, 316, 357, 384])
    func agreesOnRandomCircuits(seed: Int) throws {
        let random = RandomCircuit(seed: seed, nodes: 2...4, diodes: 0...2)
        var plan = analysis(duration: duration, pitch: pitch, random.nodes)
        plan.options.reltol = 1e-6
        var exact = try prepare(random.elements, plan)
        let own = try exact.transient(random.stimulus)
        var other = try NgspiceSimulator(pool: makePool())
            .prepare(Circuit(title: "random circuit \(seed)", elements: random.elements), analysis: plan)
        let theirs = try other.transient(random.stimulus)

        let events = passages(random.elements, own.waveforms)
        let spice = passages(random.elements, theirs.waveforms)
        #expect(events.count >= 3)
        #expect(events.map(\.element) == spice.map(\.element))
        #expect(events.map(\.turnsOn) == spice.map(\.turnsOn))
        // ngspice finds a switching at the end of its step, and what follows starts so much later; a passage is
        // interpolated within a step.
        for (count, (a, b)) in zip(events, spice).enumerated() {
            #expect(abs(a.time - b.time) < Double(count + 1) * 2 * pitch, "passage \(count) of \(a.element)")
        }
        // So many steps of the whole run at another power.
        #expect(abs(theirs.energy.total / own.energy.total - 1) < Double(events.count) * 2 * pitch / duration)
        for node in random.nodes { checkWaveform(node, own, theirs, own.switchings!.map(\.time)) }
    }

    /// Every sample of ngspice lies in the band of the exact waveform that the shifts of its switchings so far allow.
    private func checkWaveform(_ node: Node, _ own: Transient, _ theirs: Transient, _ events: [Double]) {
        let (time, samples) = (own.waveforms.time, own.waveforms.values[.voltage(node)]!)
        var (first, last, past) = (0, 0, 0)
        var outside = 0
        for (t, value) in zip(theirs.waveforms.time, theirs.waveforms.values[.voltage(node)]!) {
            while past < events.count, events[past] <= t { past += 1 }
            let shift = Double(past + 1) * 2 * pitch
            while first > 0, time[first] > t - shift { first -= 1 }
            while first + 1 < time.count, time[first + 1] <= t - shift { first += 1 }
            last = max(last, first)
            while last + 1 < time.count, time[last] < t + shift { last += 1 }
            let band = samples[first...last]
            // 2 mV: Gear's local errors at reltol 1e-6 of volts, summed over a thousand steps. In the first steps
            // after a corner, where Gear starts anew with first order, (h/τ)²/2 of a volt, τ down to 1 ns.
            let isFresh = past > 0 && t - events[past - 1] < 2 * shift
            let tolerance = isFresh ? 2e-2 : 2e-3
            if value < band.min()! - tolerance || value > band.max()! + tolerance { outside += 1 }
        }
        #expect(outside == 0, "node \(node): \(outside) of \(theirs.waveforms.time.count) samples")
    }
}
