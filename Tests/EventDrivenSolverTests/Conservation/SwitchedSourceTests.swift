import Circuits
import Foundation
import NumericalMethods
import Quantities
import Testing

private let duration = 5e-6

private func circuit(_ seed: Int) -> RandomCircuit {
    RandomCircuit(seed: seed, nodes: 2...5, diodes: 0...1, switchedSources: 1...3)
}

@Suite struct SwitchedSourceTests {
    @Test func energyIsConserved() throws {
        var worst = 0.0
        var stepped = 0
        for seed in 0..<300 {
            let random = circuit(seed)
            var engine = try prepare(random.elements, analysis(duration: duration, pitch: duration))
            let run = try engine.run(random.steppedStimulus(duration))
            worst = max(worst, run.energy.conservationError)
            if run.switchings.contains(where: { random.elements[$0.element].name.hasPrefix("w") }) { stepped += 1 }
        }
        // The rounding of some thousand terms.
        #expect(worst < 1e-9)
        #expect(stepped > 100)
    }

    /// Driven anew on their old modes or solved anew, the components are the same: sources that step at the times found,
    /// for which the engine solves everything again, give the same run.
    @Test func prescribedStepsGiveTheSameRun() throws {
        var compared = 0
        for seed in 0..<300 {
            let random = circuit(seed)
            let stimulus = random.steppedStimulus(duration)
            let plan = analysis(duration: duration, pitch: duration / 50, random.nodes)
            var engine = try prepare(random.elements, plan)
            let own = try engine.transient(stimulus)
            let switchings = try #require(own.switchings)
            let steps = switchings.filter { random.elements[$0.element].name.hasPrefix("w") }
            guard !steps.isEmpty, switchings.count < 60, steps.allSatisfy({ $0.time > 0 }) else { continue }
            // Two steps of one source at one time have no order in a stimulus.
            let times = steps.map { "\($0.element) \($0.time)" }
            guard Set(times).count == times.count else { continue }
            let (elements, prescribed) = random.prescribed(by: switchings, stimulus)
            var other = try prepare(elements, plan)
            let theirs = try other.transient(prescribed)
            let kept = switchings.filter { !random.elements[$0.element].name.hasPrefix("w") }
            try #require(kept.map(\.element) == theirs.switchings!.map(\.element), "seed \(seed)")
            for (a, b) in zip(kept, theirs.switchings!) {
                // A slow crossing magnifies the rounding of what came before.
                #expect(abs(a.time - b.time) < 1e-9 * duration, "seed \(seed)")
            }
            let scale = own.energy.delivered.reduce(0) { $0 + abs($1) }
            for (a, b) in zip(own.energy.delivered, theirs.energy.delivered) {
                #expect(abs(a - b) < 1e-9 * scale, "seed \(seed)")
            }
            for node in random.nodes {
                // At the pitch's samples: the event times of both runs differ by rounding.
                let mine = Dictionary(zip(own.waveforms.time, own.samples(node)), uniquingKeysWith: { $1 })
                for (time, value) in zip(theirs.waveforms.time, theirs.samples(node)) {
                    if let expected = mine[time] { #expect(abs(value - expected) < 1e-7, "seed \(seed) \(node)") }
                }
            }
            compared += 1
        }
        #expect(compared > 80)
    }

    /// A source that turns on when a first RC node passes 1 V, and charges a second one: two closed forms in a row.
    @Test func aSpikeDrivesTheNextNode() throws {
        let (r, c) = (1e5, 1e-12)
        let tau = r * c
        let elements = [
            supply, resistor("r", "in", "a", r), capacitor("c", "a", c),
            Element(
                "row", in: drive,
                .switchedSource(
                    plus: "row", minus: .ground, controlPlus: "a", controlMinus: .ground,
                    SwitchedSource(
                        high: .volts(-2), low: .volts(0.5), onThreshold: .volts(1), offThreshold: .volts(0.5)))),
            resistor("s", "row", "b", r), capacitor("d", "b", c),
        ]
        let (on, off) = (tau * log(2.0), 4 * tau)
        var engine = try prepare(elements, analysis(duration: 12 * tau, pitch: tau / 20, ["b"]))
        let run = try engine.transient(Stimulus(waveforms: [steps(2, (off, 0))]))
        let high = 2 * (1 - exp(-off / tau))
        let fall = off + tau * log(high / 0.5)
        let times = try #require(run.switchings).map(\.time)
        try #require(times.count == 2)
        #expect(abs(times[0] - on) < 1e-12 * tau && abs(times[1] - fall) < 1e-12 * tau)
        func b(_ t: Double) -> Double {
            let first = 0.5 * (1 - exp(-min(t, on) / tau))
            if t <= on { return first }
            let second = -2 + (first + 2) * exp(-(min(t, fall) - on) / tau)
            return t <= fall ? second : 0.5 + (second - 0.5) * exp(-(t - fall) / tau)
        }
        #expect(run.largestError("b", b) < 1e-12)
        // u (u t − ∫V)/R, interval by interval.
        func integral(_ level: Double, _ start: Double, _ length: Double) -> Double {
            level * length + (start - level) * tau * (1 - exp(-length / tau))
        }
        let delivered =
            0.5 / r * (0.5 * on - integral(0.5, 0, on))
            - 2 / r * (-2 * (fall - on) - integral(-2, b(on), fall - on))
            + 0.5 / r * (0.5 * (12 * tau - fall) - integral(0.5, b(fall), 12 * tau - fall))
        #expect(abs(run.energy.delivered[1] - delivered) < 1e-12 * abs(delivered))
    }
}
