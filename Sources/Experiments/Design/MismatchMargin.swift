package import Circuits
import Crossbars
import Datasets
import Foundation
import NeuromorphicCircuits
import NumericalMethods
import Quantities
package import Results
import SpikingNetworks
import Studies

/// Measures a `MismatchRecord` in the events engine.
struct MismatchMargin {
    let array: ConductanceArray
    let design: CircuitDesign
    let patterns: PatternSet
    let engine: any EventLocatingSimulator
    let seed: UInt64

    static let arrays = 50
    static let leastRight = 0.99
    static let purpose = StreamPurpose("design: mismatch")
    /// Steps of a twelfth of a decade.
    private static let steps = (0...36).map { pow(10, Double($0 - 36) / 12) }
    private static let largestRelative = 0.5
    private static let largestShift = Voltage.millivolts(200)

    func record() throws -> MismatchRecord {
        MismatchRecord(
            threshold: try largest(Self.largestRelative) { sigma, normals in
                var spread = NeuronSpread()
                spread.threshold = normals.map { max(0.1, 1 + sigma * $0) }
                return spread
            },
            capacitance: try largest(Self.largestRelative) { sigma, normals in
                var spread = NeuronSpread()
                spread.capacitance = normals.map { max(0.1, 1 + sigma * $0) }
                return spread
            },
            transistor: try largest(Self.largestShift.value) { sigma, normals in
                var spread = NeuronSpread()
                spread.inhibitionShift = normals.map { .volts(sigma * $0) }
                return spread
            }, arrays: Self.arrays)
    }

    /// The largest σ of a geometric grid below which all are right enough; the draws of every σ are the same but for it.
    private func largest(_ end: Double, _ spread: (Double, [Double]) -> NeuronSpread) throws -> Double {
        let grid = Self.steps.map { $0 * end }
        var (low, high) = (0, grid.count)
        while low < high {
            let middle = (low + high) / 2
            let right = try shareRight { spread(grid[middle], $0) }
            if right >= Self.leastRight { low = middle + 1 } else { high = middle }
        }
        return low == 0 ? 0 : grid[low - 1]
    }

    private func shareRight(_ spread: ([Double]) -> NeuronSpread) throws -> Double {
        var right = 0
        for trial in 0..<Self.arrays {
            var stream = RandomStream(seed: seed, purpose: Self.purpose, trial: trial)
            let normals = (0..<array.columns).map { _ in stream.normal() }
            let circuit = try ClassifierCircuit(
                array, design: design, variant: .piecewiseLinear, spread: spread(normals))
            var race = try EventRace(
                circuit, engine: engine, mapping: .identity(inputs: array.rows, classes: array.columns))
            for (index, pattern) in patterns.patterns.enumerated() {
                let shown = try race.observe([pattern])
                if shown.decision == .winner(index), shown.outputSpikes == 1 { right += 1 }
            }
        }
        return Double(right) / Double(Self.arrays * patterns.count)
    }
}

extension StoredClassifier {
    /// How far its neurons may differ.
    package func mismatchMargin(_ engine: any EventLocatingSimulator) throws -> MismatchRecord {
        try MismatchMargin(
            array: conductances, design: study.circuit, patterns: study.patterns, engine: engine, seed: study.seed
        ).record()
    }
}
