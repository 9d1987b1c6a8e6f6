package import NeuromorphicCircuits

/// The levels a presentation can run at.
package enum Level: String, CaseIterable, Codable, CustomStringConvertible, Sendable {
    case discrete
    case events
    case ngspice
    case ngspiceDevice = "ngspice-device"

    package var variant: CircuitVariant { self == .ngspiceDevice ? .deviceLevel : .piecewiseLinear }

    package var description: String { rawValue }
}
