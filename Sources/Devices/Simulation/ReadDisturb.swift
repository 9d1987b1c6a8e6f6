import Foundation
import NumericalMethods
public import Quantities

/// How long a cell stands at which voltage while patterns are presented.
///
/// A state that hardly moves in one presentation moves by Σ t_k r(v_k, x), whatever the order of the voltages: the
/// durations are summed in bins of 5 mV, each with its mean voltage.
public struct VoltageDwell: Hashable, Sendable {
    private struct Bin: Hashable {
        var moment = 0.0  // [V s]
        var duration = 0.0  // [s]
    }

    /// How many presentations the durations are the sum of.
    public let presentations: Int
    private var bins: [Int: Bin] = [:]

    private static let binWidth = 5e-3  // [V]

    /// No time at any voltage yet.
    /// - Parameter presentations: that will be added; at least 1.
    public init(presentations: Int) {
        precondition(presentations > 0)
        self.presentations = presentations
    }

    /// Adds a stretch of time.
    /// - Parameter voltage: over the cell, of either sign.
    public mutating func add(_ voltage: Voltage, for duration: Time) {
        let v = voltage.value
        bins[Int(saturating: (v / Self.binWidth).rounded(.down)), default: Bin()].moment += v * duration.value
        bins[Int(saturating: (v / Self.binWidth).rounded(.down)), default: Bin()].duration += duration.value
    }

    /// Mean voltages [V] and mean durations in one presentation [s], ascending.
    fileprivate var steps: [(voltage: Double, duration: Double)] {
        bins.sorted { $0.key < $1.key }.map {
            ($0.value.moment / $0.value.duration, $0.value.duration / Double(presentations))
        }
    }
}

extension DeviceModel {
    /// The states of a cell after so many presentations, one number after the other, ascending.
    ///
    /// One presentation moves the state by D(x) = Σ t_k r(v_k, x); many of them follow dx/dN = D(x), integrated over N with
    /// an error estimate. Sound as long as one presentation moves the state by little.
    public func states(
        after presentations: [Double], of dwell: VoltageDwell, from state: Double, tolerance: Double = 1e-8
    ) throws(DeviceSimulationFailure) -> [Double] {
        precondition((0...1).contains(state) && presentations.allSatisfy { $0 >= 0 })
        let steps = dwell.steps
        func run<Device: MemristiveDevice>(_ device: Device) throws(DeviceSimulationFailure) -> [Double] {
            // Voltages that move nothing anywhere are not worth asking every time.
            let probes = [0.0, 0.25, 0.5, 0.75, 1]
            let strongest = probes.map { x in
                steps.reduce(0) { max($0, abs(device.rate($1.voltage, x)) * $1.duration) }
            }
            let moving = steps.filter { step in
                zip(probes, strongest).contains {
                    let motion = abs(device.rate(step.voltage, $0)) * step.duration
                    return motion > 1e-9 * $1 && motion > 0
                }
            }
            func drift(_ x: Double) -> Double { moving.reduce(0) { $0 + $1.duration * device.rate($1.voltage, x) } }
            var integrator = RosenbrockIntegrator(tolerance: tolerance)
            var (now, x) = (0.0, state)
            var states: [Double] = []
            for next in presentations {
                precondition(next >= now)
                let motion = drift(x) * (next - now)
                if abs(motion) < 1e-9 {
                    x = min(max(x + motion, 0), 1)
                } else {
                    integrator.step = min(next - now, 1e-3 / abs(drift(x)))
                    do throws(IntegrationFailure) {
                        x = try integrator.advance(x, from: now, to: next, isAutonomous: true) { _, x in drift(x) }
                    } catch {
                        throw DeviceSimulationFailure(device: name, cause: error)
                    }
                }
                now = next
                states.append(x)
            }
            return states
        }
        return switch self {
        case .vteam(let device): try run(device)
        case .yakopcic(let device): try run(device)
        case .aist(let device): try run(device)
        case .sky130(let device): try run(device)
        case .stanfordPKU(let device): try run(device)
        case .hystereticSwitch(let device): try run(device)
        case .thresholdSwitch(let device): try run(device)
        case .linearDrift(let device): try run(device)
        }
    }

    /// The motion of the state in one presentation.
    public func drift(in dwell: VoltageDwell, at state: Double) -> Double {
        dwell.steps.reduce(0) { $0 + $1.duration * rate(at: Voltage($1.voltage), state: state) }
    }
}
