import Circuits
import Devices
import EventDrivenSolver
import Foundation
import NeuromorphicCircuits
import NumericalMethods
import Quantities
import SpikingNetworks

/// A network of random conductances with sparse large cells, so that some neurons fire often, some never.
func randomNetwork(
    _ widths: [Int], _ random: inout RandomStream, design: DeepCircuitDesign = DeepCircuitDesign(),
    readout: Readout = .gatherThenRace, inputRows: RowScheme = .complementary
) throws -> SpikingNetwork {
    let range = try design.conductanceRange()
    let (low, high) = (range.minimum.value, range.maximum.value)
    var layers: [SpikingLayer] = []
    for index in widths.indices.dropFirst() {
        let (inputs, neurons) = (widths[index - 1], widths[index])
        let rows = index == 1 ? inputRows : .complementary
        func cells(_ share: Double) -> [Float] {
            (0..<(inputs * neurons)).map { _ in
                Float(random.uniform() < share ? low + (high - low) * random.uniform() : low)
            }
        }
        layers.append(
            .crossbar(
                try CrossbarLayer(
                    inputs: inputs, neurons: neurons,
                    parameters: design.raceParameters(
                        inputs: inputs, rows: rows, isOutput: index == widths.count - 1),
                    range: range, rows: rows, positive: cells(rows == .bipolar ? 0.6 : 0.24),
                    negative: rows == .bipolar ? [] : cells(0.16))))
    }
    return try SpikingNetwork(layers: layers, slots: design.slots, readout: readout)
}

/// One still frame of levels in 0…1.
func randomLevels(_ count: Int, _ random: inout RandomStream) -> [Float] {
    (0..<count).map { _ in random.uniform() < 0.4 ? 0 : Float(random.uniform()) }
}
