import Devices
import NumericalMethods
import Quantities
import SpikingNetworks
import Testing

@testable import Crossbars

/// Arrays of a network whose lines move together, against all permutations.
@Suite struct ChainRemappingTests {
    private static let range = try! ConductanceRange(minimum: .microsiemens(0.01), maximum: .microsiemens(1))

    /// A network with stuck cells.
    private struct Chain {
        var targets: [ConductanceArray] = []
        var faults: [FaultMap] = []
        var weights: [[Double]] = []
        let rowsPerInput: [Int]

        init(_ widths: [Int], rowsPerInput: [Int], rate: Double, seed: Int) throws {
            self.rowsPerInput = rowsPerInput
            var random = RandomStream(seed: UInt64(seed), purpose: StreamPurpose("chain"))
            for (layer, cells) in rowsPerInput.enumerated() {
                let (inputs, neurons) = (widths[layer], widths[layer + 1])
                targets.append(
                    try ConductanceArray(
                        columns: neurons, rows: inputs * cells, range: range,
                        siemens: (0..<(neurons * inputs * cells)).map { _ in 1e-8 + 0.99e-6 * random.uniform() }))
                faults.append(
                    StuckAtFaults(rate: rate, lowResistanceShare: 0.5).map(
                        columns: neurons, rows: inputs * cells, from: &random))
                weights.append((0..<inputs).map { _ in 0.1 + random.uniform() })
            }
        }

        var arrays: [MovableArray] {
            targets.indices.map {
                MovableArray(
                    target: targets[$0], faults: faults[$0], columns: targets[$0].columns,
                    rowsPerInput: rowsPerInput[$0], weights: weights[$0])
            }
        }

        /// Cell by cell, from the logical stuck cells.
        func cost(_ mappings: [ArrayMapping]) -> Double {
            targets.indices.reduce(0) { sum, layer in
                mappings[layer].logical(faults[layer]).cells.reduce(sum) { sum, cell in
                    let wanted = targets[layer][cell.column, cell.row]
                    return sum + abs(wanted - cell.state.conductance(in: range)) / 0.99e-6
                        * weights[layer][cell.row / rowsPerInput[layer]]
                }
            }
        }

        func mappings(_ places: [[Int]]) -> [ArrayMapping] {
            targets.indices.map { layer in
                ArrayMapping(
                    rowOfInput: places[layer].flatMap { place in
                        (0..<rowsPerInput[layer]).map { place * rowsPerInput[layer] + $0 }
                    }, columnOfClass: places[layer + 1])
            }
        }

        func remapped(_ remapping: Remapping, seed: Int) -> [ArrayMapping] {
            var stream = RandomStream(seed: UInt64(seed), purpose: Remapping.purpose)
            return remapping.mappings(arrays, from: &stream)
        }
    }

    private static func permutations(_ count: Int) -> [[Int]] {
        guard count > 0 else { return [[]] }
        return permutations(count - 1).flatMap { shorter in
            (0...shorter.count).map { place in shorter[..<place] + [count - 1] + shorter[place...] }
        }
    }

    /// Four inputs, four hidden neurons, three outputs: 3,456 ways to lay them.
    @Test(arguments: 0..<8) func noPermutationOfATinyNetworkCostsLess(seed: Int) throws {
        let chain = try Chain([4, 4, 3], rowsPerInput: [seed % 2 + 1, 2], rate: 0.5, seed: seed)
        var least = Double.infinity
        for inputs in Self.permutations(4) {
            for hidden in Self.permutations(4) {
                for outputs in Self.permutations(3) {
                    least = min(least, chain.cost(chain.mappings([inputs, hidden, outputs])))
                }
            }
        }
        let found = chain.cost(chain.remapped(Remapping(starts: 60), seed: seed))
        // Sums of some thirty numbers below 1.1, in another order.
        #expect(abs(found - least) < 1e-12)
    }

    @Test(arguments: 0..<6) func theCostIsThatOfTheCells(seed: Int) throws {
        let chain = try Chain([9, 7, 5, 3], rowsPerInput: [1, 2, 2], rate: 0.3, seed: seed)
        var random = RandomStream(seed: UInt64(seed), purpose: StreamPurpose("places"))
        let places = [9, 7, 5, 3].map { Array(0..<$0).shuffled(using: &random) }
        let mappings = chain.mappings(places)
        #expect(abs(Remapping().cost(chain.arrays, mappings) - chain.cost(mappings)) < 1e-11)
    }

    /// Each start ends where no line of its own could lie better, below the identity.
    @Test(arguments: 0..<6) func linesMoveTogetherAndCostLess(seed: Int) throws {
        let chain = try Chain([30, 20, 12, 5], rowsPerInput: [2, 2, 2], rate: 0.15, seed: seed)
        let identity = chain.mappings([30, 20, 12, 5].map { Array(0..<$0) })
        let found = chain.remapped(Remapping(starts: 0), seed: seed)
        for (before, after) in zip(found, found.dropFirst()) {
            #expect(after.rowOfInput == before.columnOfClass.flatMap { [2 * $0, 2 * $0 + 1] })
        }
        #expect(chain.cost(found) < 0.8 * chain.cost(identity))
        #expect(chain.cost(chain.remapped(Remapping(starts: 6), seed: seed)) <= chain.cost(found) + 1e-12)
    }

    @Test func healthyArraysStayAsTheyAre() throws {
        let chain = try Chain([5, 4, 3], rowsPerInput: [2, 2], rate: 0, seed: 1)
        #expect(chain.remapped(Remapping(), seed: 1) == chain.mappings([5, 4, 3].map { Array(0..<$0) }))
    }

    /// A stuck cell is worst where its input matters most.
    @Test func heavyInputsAvoidStuckRows() throws {
        let target = try ConductanceArray(
            columns: 2, rows: 3, range: Self.range, siemens: [Double](repeating: 1e-8, count: 6))
        let faults = try FaultMap(cells: (0..<2).map { .init(column: $0, row: 1, state: .lowResistance) })
        let array = MovableArray(target: target, faults: faults, columns: 2, weights: [1, 2, 0.5])
        var stream = RandomStream(seed: 1, purpose: Remapping.purpose)
        #expect(Remapping().mappings([array], from: &stream)[0].rowOfInput[2] == 1)
    }
}
