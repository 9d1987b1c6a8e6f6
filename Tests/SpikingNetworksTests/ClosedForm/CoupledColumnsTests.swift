import Foundation
import NumericalMethods
import Testing

@testable import SpikingNetworks

@Suite struct CoupledColumnsTests {
    /// Two equal membranes: their mean decays with G, their difference with G + 2 g.
    @Test func twoEqualMembranesHaveTwoKnownModes() {
        let (own, shared, capacitance) = (3e-6, 1e-6, 1e-12)
        let columns = CoupledColumns(
            matrix: [own + shared, -shared, -shared, own + shared], capacitances: [capacitance, capacitance])
        #expect(abs(columns.rates[0] / (own / capacitance) - 1) < 1e-14)
        #expect(abs(columns.rates[1] / ((own + 2 * shared) / capacitance) - 1) < 1e-14)
        let time = 2e-7
        let (mean, difference) = (exp(-own / capacitance * time), exp(-(own + 2 * shared) / capacitance * time))
        let propagator = columns.propagator(over: time)
        #expect(abs(propagator[0] - (mean + difference) / 2) < 1e-15)
        #expect(abs(propagator[1] - (mean - difference) / 2) < 1e-15)
    }

    /// A column that meets no other is the slot of a single column.
    @Test func withoutMeetingsEveryColumnIsItself() {
        let conductances = [1e-6, 5e-6, 2e-5]
        var matrix = [Double](repeating: 0, count: 9)
        for index in 0..<3 { matrix[4 * index] = conductances[index] }
        let capacitances = [1e-12, 2e-12, 0.5e-12]
        let columns = CoupledColumns(matrix: matrix, capacitances: capacitances)
        let time = 1e-7
        let propagator = columns.propagator(over: time)
        for index in 0..<3 {
            let step = LIFStep(
                model: .physical, columnConductance: conductances[index], capacitance: capacitances[index],
                slotDuration: time)
            #expect(abs(propagator[4 * index] / step.decay - 1) < 1e-14)
            let crossing = columns.firstCrossings(
                from: [0, 0, 0], towards: [1, 1, 1], thresholds: [0.5, 0.5, 0.5], within: 1)[index]
            let expected = capacitances[index] / conductances[index] * log(2)
            #expect(abs(crossing / expected - 1) < 1e-12)
        }
    }

    private func random(_ count: Int, seed: Int) -> (columns: CoupledColumns, matrix: [Double], stream: RandomStream) {
        var stream = RandomStream(seed: 11, purpose: StreamPurpose("coupled columns"), trial: seed)
        var matrix = [Double](repeating: 0, count: count * count)
        for a in 0..<count {
            matrix[a * count + a] += 1e-6 * (1 + 9 * stream.uniform())
            for b in 0..<a {
                let g = stream.uniform() < 0.5 ? 1e-7 * stream.uniform() : 0
                matrix[a * count + b] -= g
                matrix[b * count + a] -= g
                matrix[a * count + a] += g
                matrix[b * count + b] += g
            }
        }
        let capacitances = (0..<count).map { _ in 1e-12 * (0.8 + 0.4 * stream.uniform()) }
        return (CoupledColumns(matrix: matrix, capacitances: capacitances), matrix, stream)
    }

    /// Steady states solve M V = I, and two half slots are one.
    @Test(arguments: [1, 2, 5, 12, 13, 40]) func statesAndSlotsAreConsistent(count: Int) {
        var (columns, matrix, stream) = random(count, seed: count)
        let currents = (0..<count).map { _ in 1e-6 * (stream.uniform() - 0.5) }
        let steady = columns.steadyStates(currents)
        for a in 0..<count {
            let sum = (0..<count).reduce(0) { $0 + matrix[a * count + $1] * steady[$1] }
            #expect(abs(sum - currents[a]) < 1e-12 * 1e-6)
        }
        let start = (0..<count).map { _ in stream.uniform() }
        let half = columns.potentials(from: start, towards: steady, after: 5e-8)
        let twice = columns.potentials(from: half, towards: steady, after: 5e-8)
        let whole = columns.potentials(from: start, towards: steady, after: 1e-7)
        for (a, b) in zip(twice, whole) { #expect(abs(a - b) < 1e-12) }
    }

    /// What is said to cross stands at its threshold then, and below it before.
    @Test(arguments: 0..<20) func crossingsAreFirstCrossings(seed: Int) {
        var (columns, _, stream) = random(10, seed: 100 + seed)
        let steady = columns.steadyStates((0..<10).map { _ in 3e-6 * stream.uniform() })
        let start = (0..<10).map { _ in 0.2 * stream.uniform() }
        let thresholds = (0..<10).map { _ in 0.3 + 0.1 * stream.uniform() }
        let times = columns.firstCrossings(from: start, towards: steady, thresholds: thresholds, within: 1e-5)
        for (neuron, time) in times.enumerated() {
            for part in 1...50 {
                let instant = (time.isFinite ? time : 1e-5) * Double(part) / 50
                let v = columns.potentials(from: start, towards: steady, after: instant)[neuron]
                if part < 50 || !time.isFinite {
                    #expect(v < thresholds[neuron])
                } else {
                    #expect(abs(v - thresholds[neuron]) < 1e-12)
                }
            }
        }
    }
}
