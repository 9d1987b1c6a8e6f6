import Circuits
import Foundation
import NeuromorphicCircuits

/// How long ngspice takes for the device level of a deep network.
enum SpiceTime {
    /// Four hours: longer runs are refused.
    static let limit = 4 * 3600.0  // [s]

    /// Of one presentation [s].
    ///
    /// Measured on one core: see the decision record 34.
    static func seconds(_ circuit: NetworkCircuit) -> Double {
        1e-3 * Double(circuit.circuit.elements.count)
    }

    /// - Throws: `NetworkEvaluationError.tooLong`.
    static func check(_ circuit: NetworkCircuit, samples: Int, jobs: Int, limit: Double = limit) throws(NetworkEvaluationError) {
        let rounds = Double((samples + jobs - 1) / jobs)
        let total = seconds(circuit) * rounds
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
