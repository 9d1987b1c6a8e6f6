import Circuits
import NumericalMethods
import Quantities
import Testing

@Suite struct FirstSwitchingTests {
    /// Two ways to the same instant: the search that solves nothing else, and the run of everything.
    @Test func equalsTheFirstSwitchingOfTheRun() throws {
        var switched = 0
        for seed in 0..<400 {
            let random = RandomCircuit(seed: seed)
            var circuit = try prepare(random.elements, analysis(duration: 5e-6, pitch: 5e-6))
            let first = random.levels.withUnsafeBufferPointer { circuit.firstSwitching(levels: $0) }
            let run = try circuit.run(random.stimulus).switchings.first
            guard let run else {
                #expect(first.element == -1 && first.time == .infinity, "seed \(seed)")
                continue
            }
            switched += 1
            try #require(first.element >= 0, "seed \(seed)")
            let candidates = [first.element] + first.tied
            #expect(candidates.contains(run.element), "seed \(seed)")
            // The run takes a control within 1e-10 V of its threshold as there, at slopes down to some 1e4 V/s.
            #expect(abs(first.time - run.time) <= 1e-10 * run.time + 1e-14, "seed \(seed)")
        }
        #expect(switched > 250)
    }

    @Test func equalColumnsTie() throws {
        let columns = (0..<4).flatMap { index in
            [
                // The third column is faster by 1e-9.
                resistor("r\(index)", "in", Node("m\(index)"), index == 2 ? 1e5 * (1 - 1e-9) : 1e5),
                capacitor("c\(index)", Node("m\(index)"), 1e-11),
                snap("s\(index)", Node("m\(index)"), on: 1, off: 0.1, rOn: 2e3, rOff: 1e8),
            ]
        }
        var all = try prepare([supply] + columns, analysis(duration: 1e-5, pitch: 1e-5))
        let alone = [3.0].withUnsafeBufferPointer { all.firstSwitching(levels: $0) }
        #expect(alone.element == 9)
        #expect(alone.tied == [])
        let equal = columns.filter { !$0.name.hasSuffix("2") }
        var circuit = try prepare([supply] + equal, analysis(duration: 1e-5, pitch: 1e-5))
        let first = [3.0].withUnsafeBufferPointer { circuit.firstSwitching(levels: $0) }
        #expect(Set([first.element] + first.tied) == [3, 6, 9])
        // The run switches all three at one instant.
        let run = try circuit.run(constant(3))
        #expect(Set(run.switchings.prefix(3).map(\.element)) == [3, 6, 9])
        #expect(Set(run.switchings.prefix(3).map(\.time)).count == 1)
    }

    /// A circuit whose switch got other thresholds runs as one that was made with them, and back.
    @Test func thresholdsChangeBetweenRuns() throws {
        func elements(_ on: Double, _ off: Double) -> [Element] {
            var all: [Element] = [supply]
            for index in 0..<3 {
                let (node, isLast) = (Node("m\(index)"), index == 2)
                all.append(resistor("r\(index)", "in", node, 1e5 * (1 + 0.1 * Double(index))))
                all.append(capacitor("c\(index)", node, 1e-11))
                all.append(
                    snap("s\(index)", node, on: isLast ? on : 1, off: isLast ? off : 0.1, rOn: 2e3, rOff: 1e8))
            }
            return all
        }
        let times = analysis(duration: 1e-5, pitch: 1e-5)
        var changed = try prepare(elements(1, 0.1), times)
        let first = try changed.run(constant(3))
        for (on, off) in [(0.5, 0.2), (2.0, 0.05), (0.6, 0.59)] {
            changed.setThresholds(ofElement: 9, on: .volts(on), off: .volts(off))
            var made = try prepare(elements(on, off), times)
            #expect(try changed.run(constant(3)).switchings == made.run(constant(3)).switchings)
            let found = [3.0].withUnsafeBufferPointer { changed.firstSwitching(levels: $0) }
            #expect(found == [3.0].withUnsafeBufferPointer { made.firstSwitching(levels: $0) })
            #expect((found.element == 9) == (on < 1))
        }
        changed.setThresholds(ofElement: 9, on: .volts(1), off: .volts(0.1))
        #expect(try changed.run(constant(3)).switchings == first.switchings)
    }

    @Test func runsRepeatToTheLastBit() throws {
        for seed in 0..<20 {
            let random = RandomCircuit(seed: seed)
            let stimuli = [random.stimulus, random.steppedStimulus(5e-6)]
            var used = try prepare(random.elements, analysis(duration: 5e-6, pitch: 1e-7, random.nodes))
            _ = try used.run(stimuli[1])
            for stimulus in stimuli {
                var fresh = try prepare(random.elements, analysis(duration: 5e-6, pitch: 1e-7, random.nodes))
                #expect(try used.transient(stimulus) == fresh.transient(stimulus), "seed \(seed)")
            }
        }
    }
}
