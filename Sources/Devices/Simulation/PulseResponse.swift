package import NumericalMethods

/// What one device answers to rectangular pulses, in SI doubles: compiled for each model, and called without knowing which.
///
/// Made for write–verify over an array, which asks a million times for other cells of one device.
package struct PulseResponse: Sendable {
    /// i(v, x). [A]
    package let current: @Sendable (_ v: Double, _ x: Double) -> Double
    /// dx/dt. [1/s]
    package let rate: @Sendable (_ v: Double, _ x: Double) -> Double
    private let pulse: @Sendable (_ v: Double, _ width: Double, _ x: Double) throws(IntegrationFailure) -> Double
    private let pulseWithCharge:
        @Sendable (_ v: Double, _ width: Double, _ x: Double) throws(IntegrationFailure) -> (
            state: Double, charge: Double
        )

    fileprivate init(_ device: some MemristiveDevice, tolerance: Double) {
        current = { v, x in device.current(v, x) }
        rate = { v, x in device.rate(v, x) }
        pulse = { (v, width, x) throws(IntegrationFailure) -> Double in
            var integration = StateIntegration(device, state: x, tolerance: tolerance)
            return try integration.pulse(v, width: width)
        }
        pulseWithCharge = { (v, width, x) throws(IntegrationFailure) -> (state: Double, charge: Double) in
            var integration = StateIntegration(device, state: x, tolerance: tolerance)
            let charge = try integration.pulseWithCharge(v, width: width)
            return (integration.state, charge)
        }
    }

    /// The state after a pulse of `voltage` [V] and `width` [s] on a device of state x.
    package func state(after voltage: Double, width: Double, from x: Double) throws(IntegrationFailure) -> Double {
        try pulse(voltage, width, x)
    }

    /// The same, with the charge that flowed through the device meanwhile, ∫ i dt [C].
    package func stateAndCharge(
        after voltage: Double, width: Double, from x: Double
    ) throws(IntegrationFailure) -> (state: Double, charge: Double) { try pulseWithCharge(voltage, width, x) }
}

extension DeviceModel {
    /// What this device answers to pulses.
    /// - Parameter tolerance: the error of the state allowed in one step of the integration.
    package func pulseResponse(tolerance: Double = 1e-7) -> PulseResponse {
        func response(_ device: some MemristiveDevice) -> PulseResponse { PulseResponse(device, tolerance: tolerance) }
        return switch self {
        case .vteam(let device): response(device)
        case .yakopcic(let device): response(device)
        case .aist(let device): response(device)
        case .sky130(let device): response(device)
        case .stanfordPKU(let device): response(device)
        case .hystereticSwitch(let device): response(device)
        case .thresholdSwitch(let device): response(device)
        case .linearDrift(let device): response(device)
        }
    }
}
