import Circuits
import Foundation
import NeuromorphicCircuits

/// How long ngspice takes for the device level of a deep network.
enum SpiceTime {
    /// Four hours: longer runs are refused.
    static let limit = 4 * 3600.0  // [s]

    /// Of one presentation [s]: steps times elements.
    ///
    /// Measured with 64-16-10 (3,000 elements, 35 spikes): 5,900 steps, 8 s; 64-128-10 (20,000, 223): 17,400 steps, 208 s.
    /// - Parameter spikes: of hidden neurons; two each if it is not known.
    static func seconds(_ circuit: NetworkCircuit, spikes: Double? = nil) -> Double {
        let spikes = spikes ?? 2 * Double(circuit.neurons.dropLast().reduce(0, +))
        return 5.5e-7 * Double(circuit.circuit.elements.count) * (4000 + 60 * spikes)
    }

    /// - Throws: `NetworkEvaluationError.tooLong`.
    static func check(
        _ circuit: NetworkCircuit, samples: Int, spikes: Double? = nil, jobs: Int, limit: Double = limit
    ) throws(NetworkEvaluationError) {
        let rounds = Double((samples + jobs - 1) / jobs)
        let total = seconds(circuit, spikes: spikes) * rounds
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
}
