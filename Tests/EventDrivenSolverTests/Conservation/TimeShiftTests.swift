import Circuits
import NumericalMethods
import Quantities
import Testing

@Suite struct TimeShiftTests {
    /// A circuit that idles at 0 V knows no clock: the same stimulus later switches the same, later.
    @Test(arguments: [1e-5, 1e-3]) func laterIsTheSameLater(delay: Double) throws {
        let duration = 2e-6
        var switched = 0
        for seed in 0..<150 {
            // Small capacitors behind diodes: the fastest slopes that the classifier's outputs have, 1 V in 0.1 ns.
            let random = RandomCircuit(seed: seed, smallestCapacitance: 1e-13)
            var now = try prepare(random.elements, analysis(duration: duration, pitch: duration))
            let first = try now.run(random.stimulus).switchings
            guard first.count < 200 else { continue }
            var late = try prepare(random.elements, analysis(duration: delay + duration, pitch: duration))
            let second = try late.run(
                Stimulus(waveforms: random.levels.map { steps(0, (delay, $0)) })
            ).switchings
            // What stands at the very end may fall to either side.
            let count = first.filter { $0.time < 0.99 * duration }.count
            try #require(second.count >= count, "seed \(seed)")
            for (a, b) in zip(first, second).prefix(count) {
                #expect(a.element == b.element && a.turnsOn == b.turnsOn, "seed \(seed)")
                // A time is rounded to 2e-19 s at 1 ms; every switching hands its rounding on, and a slow crossing
                // magnifies it: a thousandfold to spare.
                #expect(abs(b.time - delay - a.time) < 1e-13, "seed \(seed)")
            }
            switched += count
        }
        #expect(switched > 300)
    }
}
