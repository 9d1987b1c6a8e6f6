import Circuits
import Foundation
import NeuromorphicCircuits
import Quantities
import SpikingNetworks

/// How long an engine takes for a deep network, and what is not begun.
enum SimulationTime {
    /// Four hours of one core. [s]
    static let limit = 4 * 3600.0

    // MARK: ngspice

    /// Of one presentation at the device level [s]: steps times elements.
    ///
    /// Measured with 64-16-10 (3,000 elements, 35 spikes): 5,900 steps, 8 s; 64-128-10 (20,000, 223): 17,400 steps, 208 s.
    /// - Parameter spikes: of hidden neurons; two each if it is not known.
    static func ngspice(_ circuit: NetworkCircuit, spikes: Double? = nil) -> Double {
        let spikes = spikes ?? 2 * Double(circuit.neurons.dropLast().reduce(0, +))
        return 5.5e-7 * Double(circuit.circuit.elements.count) * (4000 + 60 * spikes)
    }

    /// - Throws: `NetworkEvaluationError.tooLong`.
    static func check(
        _ circuit: NetworkCircuit, samples: Int, spikes: Double? = nil, jobs: Int
    ) throws(NetworkEvaluationError) {
        let rounds = Double((samples + jobs - 1) / jobs)
        let total = ngspice(circuit, spikes: spikes) * rounds
        guard total > limit else { return }
        throw .tooLong(seconds: total, limit: limit, samples: samples, elements: circuit.circuit.elements.count)
    }

    static func text(_ seconds: Double) -> String {
        seconds < 7200 ? String(format: "%.0f minutes", seconds / 60) : String(format: "%.3g hours", seconds / 3600)
    }

    /// What to lower.
    static func remedy(seconds: Double, limit: Double, samples: Int) -> String {
        let fitting = Int(Double(samples) * limit / seconds)
        return fitting > 0
            ? "show it \(fitting) (--presentations)"
            : "no single one would finish: choose a network with fewer inputs or hidden neurons, or the level events"
    }

    // MARK: Events

    /// Of a slot: a layer's switchings grow with its columns, and each takes some dozens of products with all that couples
    /// them. As measured of a 784-200-10 network whose hidden neurons spike in a seventh of the slots. [s]
    private static let perCubedColumn = 2e-8
    /// Of a narrow network. [s]
    private static let least = 5e-3

    /// Why so many presentations of a network whose columns meet over resistive lines are not begun; nil if they are.
    static func wiredObstacle(_ network: SpikingNetwork, presentations: Int) -> String? {
        let perPresentation = network.layers.reduce(least) { sum, layer in
            sum + perCubedColumn * pow(Double(layer.neurons), 3) * Double(network.slots)
        }
        let seconds = perPresentation * Double(presentations)
        guard seconds > limit else { return nil }
        let each = Time(perPresentation).formatted(digits: 2)
        return "\(network.layers.map(\.neurons).max()!) columns that meet over resistive lines take about \(each) a "
            + "presentation in the events engine, \(Int(saturating: (seconds / 3600).rounded())) hours of one core for "
            + "\(presentations)"
    }
}
