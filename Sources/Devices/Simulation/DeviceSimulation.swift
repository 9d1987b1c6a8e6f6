public import NumericalMethods
public import Quantities

/// What a device did under a stimulus.
public struct DeviceTrace: Hashable, Sendable {
    /// [s], ascending.
    public var time: [Double]
    /// [V]
    public var voltage: [Double]
    /// [A]
    public var current: [Double]
    /// x, 0…1.
    public var state: [Double]

    /// - Precondition: one voltage, current and state for every time.
    public init(time: [Double], voltage: [Double], current: [Double], state: [Double]) {
        precondition(voltage.count == time.count && current.count == time.count && state.count == time.count)
        self.time = time
        self.voltage = voltage
        self.current = current
        self.state = state
    }
}

/// A device that could not be simulated to the end.
public struct DeviceSimulationFailure: Error, Hashable, Sendable, CustomStringConvertible {
    /// The model that was simulated.
    public var device: DeviceModel.Name
    /// Where its state could not be integrated further.
    public var cause: IntegrationFailure

    package init(device: DeviceModel.Name, cause: IntegrationFailure) {
        self.device = device
        self.cause = cause
    }

    /// The model, and where and by how much the integration failed.
    public var description: String { "\(device.rawValue): \(cause)" }
}

extension DeviceModel {
    /// The device's answer to a stimulus, at given times.
    /// - Parameters:
    ///   - times: ascending, from 0 to the stimulus' duration [s].
    ///   - tolerance: the error of the state allowed in one step of the integration.
    public func simulate(_ stimulus: DeviceStimulus, from state: Double, at times: [Double], tolerance: Double = 1e-7)
        throws(DeviceSimulationFailure) -> DeviceTrace
    {
        precondition((0...1).contains(state))
        func run<Device: MemristiveDevice>(_ device: Device) throws(DeviceSimulationFailure) -> DeviceTrace {
            var integration = StateIntegration(device, state: state, tolerance: tolerance)
            do throws(IntegrationFailure) { return try integration.trace(stimulus, at: times) } catch {
                throw DeviceSimulationFailure(device: name, cause: error)
            }
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

    /// The states after each of a row of rectangular pulses; between pulses nothing happens.
    ///
    /// Made for write–verify, thousands of pulses a millisecond of programming: no edges, no rest, no record.
    /// - Parameter amplitudes: one per pulse.
    public func states(after amplitudes: [Voltage], width: Time, from state: Double, tolerance: Double = 1e-7)
        throws(DeviceSimulationFailure) -> [Double]
    {
        precondition((0...1).contains(state) && width > .zero)
        func run<Device: MemristiveDevice>(_ device: Device) throws(DeviceSimulationFailure) -> [Double] {
            var integration = StateIntegration(device, state: state, tolerance: tolerance)
            var states: [Double] = []
            states.reserveCapacity(amplitudes.count)
            for amplitude in amplitudes {
                do throws(IntegrationFailure) {
                    states.append(try integration.pulse(amplitude.value, width: width.value))
                } catch { throw DeviceSimulationFailure(device: name, cause: error) }
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
}

/// The state of one device on its way through time.
struct StateIntegration<Device: MemristiveDevice> {
    private let device: Device
    private var integrator: RosenbrockIntegrator
    var state: Double

    /// Closer to a bound than this and driven against it, a state has arrived.
    private static var arrival: Double { 1e-9 }

    init(_ device: Device, state: Double, tolerance: Double) {
        self.device = device
        self.state = state
        integrator = RosenbrockIntegrator(tolerance: tolerance)
    }

    mutating func trace(_ stimulus: DeviceStimulus, at times: [Double]) throws(IntegrationFailure) -> DeviceTrace {
        var states = [Double]()
        var voltages = [Double]()
        states.reserveCapacity(times.count)
        voltages.reserveCapacity(times.count)
        var next = 0
        for piece in stimulus.pieces(cutAt: device.corners) {
            // A piece lies between two corners: its middle tells on which side of both.
            state = device.settled(piece.voltage((piece.start + piece.end) / 2), state)
            var now = piece.start
            // A new piece begins with a step of its own: the last one's belongs to another drive.
            integrator.step = 0
            while next < times.count, times[next] <= piece.end {
                try advance(piece, from: now, to: times[next])
                now = max(now, times[next])
                states.append(state)
                voltages.append(piece.voltage(times[next]))
                next += 1
            }
            try advance(piece, from: now, to: piece.end)
        }
        while states.count < times.count {
            // A sample that rounding put past the end.
            states.append(state)
            voltages.append(stimulus.voltage(at: stimulus.duration).value)
        }
        let current = zip(voltages, states).map { device.current($0, $1) }
        return DeviceTrace(time: times, voltage: voltages, current: current, state: states)
    }

    mutating func pulse(_ voltage: Double, width: Double) throws(IntegrationFailure) -> Double {
        state = device.settled(voltage, state)
        let piece = DrivePiece(start: 0, end: width, shape: .line(level: voltage, slope: 0))
        integrator.step = 0
        try advance(piece, from: 0, to: width)
        state = device.settled(0, state)
        return state
    }

    /// A pulse, with the charge that flowed through the device meanwhile, ∫ i dt [C].
    mutating func pulseWithCharge(_ voltage: Double, width: Double) throws(IntegrationFailure) -> Double {
        let device = device
        state = device.settled(voltage, state)
        defer { state = device.settled(0, state) }
        let slope = device.rate(voltage, state)
        let rests = slope == 0 || (slope > 0 && 1 - state < Self.arrival) || (slope < 0 && state < Self.arrival)
        guard !rests else { return device.current(voltage, state) * width }
        integrator.step = min(width, 1e-3 / abs(slope))
        var charge = 0.0
        state = try integrator.advance(
            state, from: 0, to: width, isAutonomous: true, rate: { _, x in device.rate(voltage, x) },
            accepted: { length, before, after in
                // Simpson's rule; the state in the middle of the step is that of the cubic through both ends and their
                // slopes, and lies between them, since the flow of one autonomous equation is monotone.
                let bend = length / 8 * (device.rate(voltage, before) - device.rate(voltage, after))
                let middle = min(max((before + after) / 2 + bend, min(before, after)), max(before, after))
                charge +=
                    length / 6
                    * (device.current(voltage, before) + 4 * device.current(voltage, middle)
                        + device.current(voltage, after))
            })
        return charge
    }

    private mutating func advance(_ piece: DrivePiece, from start: Double, to end: Double) throws(IntegrationFailure) {
        guard end > start else { return }
        let device = device
        let v = piece.voltage(start)
        let slope = device.rate(v, state)
        if piece.isConstant {
            if slope == 0 { return }
            if (slope > 0 && 1 - state < Self.arrival) || (slope < 0 && state < Self.arrival) { return }
        }
        if integrator.step == 0, slope != 0 {
            // Of a first step, at most a thousandth of the range: the error estimate does the rest.
            integrator.step = min(end - start, 1e-3 / abs(slope))
        }
        if piece.isConstant {
            state = try integrator.advance(state, from: start, to: end, isAutonomous: true) { _, x in device.rate(v, x)
            }
        } else {
            state = try integrator.advance(state, from: start, to: end) { t, x in device.rate(piece.voltage(t), x) }
        }
    }
}
