public import Devices
import Foundation
public import Quantities

/// What the lines that cross at no selected cell stand at while one cell is written with V.
public enum HalfSelectScheme: String, Hashable, Sendable, Codable, CaseIterable {
    /// The other lines at V/2: cells of the selected row and column see V/2, all others nothing.
    case half = "v/2"
    /// The other rows at V/3, the other columns at 2V/3: cells of the selected lines see V/3, all others −V/3.
    case third = "v/3"
    /// A selector at every cell keeps the others out.
    case none

    /// The largest share of V that a cell sees that is not selected.
    var share: Double {
        switch self {
        case .half: 1.0 / 2
        case .third: 1.0 / 3
        case .none: 0
        }
    }
}

/// Incremental-step pulses in one direction; amplitudes are magnitudes.
public struct PulseRamp: Hashable, Sendable {
    /// Of a pulse, until the highest amplitude is reached.
    public var width: Time
    /// The first pulse.
    public var start: Voltage
    /// From one pulse to the next.
    public var step: Voltage
    /// No pulse is higher: cells that are not selected would move.
    public var maximum: Voltage
    /// No pulse is lower: below nothing moves.
    public var minimum: Voltage

    /// Pulses of the highest amplitude that still move too little become longer, up to this; our choice.
    public var longestWidth: Time { width * 1024 }

    /// - Precondition: 0 < `minimum` ≤ `start` ≤ `maximum`; `width` and `step` are more than 0.
    public init(width: Time, start: Voltage, step: Voltage, maximum: Voltage, minimum: Voltage) {
        precondition(width > .zero && minimum > .zero && minimum <= start && start <= maximum && step > .zero)
        self.width = width
        self.start = start
        self.step = step
        self.maximum = maximum
        self.minimum = minimum
    }
}

/// Why a device cannot be programmed as asked.
public enum ProgrammingError: Error, Equatable, CustomStringConvertible {
    case volatileDevice(name: DeviceModel.Name)
    /// No pulse that spares the other cells moves the state.
    case noMotion(device: DeviceModel.Name, direction: String, width: Time, maximum: Voltage, moved: Double)
    case wrongCount(found: Int, columns: Int, rows: Int)
    case faults(FaultMapError)
    case simulation(DeviceSimulationFailure)

    /// What stands against the programming, its value, and what to do about it.
    public var description: String {
        switch self {
        case .volatileDevice(let name):
            "\(name.rawValue) is volatile: it keeps nothing without a voltage, and cannot be programmed; choose one of "
                + DeviceModel.Name.allCases.filter { DeviceModel($0).description.kind == .nonvolatile }
                .map(\.rawValue).joined(separator: ", ")
        case .noMotion(let device, let direction, let width, let maximum, let moved):
            "\(device.rawValue): a \(direction) pulse of \(maximum) and \(width) leaves a state that moves by \(moved) of its "
                + "range, but 0.01 is needed; lengthen the pulses, or use a scheme that allows higher ones (v/3, none)"
        case .wrongCount(let found, let columns, let rows):
            "\(found) targets, but \(columns) columns × \(rows) rows need \(columns * rows)"
        case .faults(let error): error.description
        case .simulation(let failure): failure.description
        }
    }
}

/// How an array is programmed: incremental-step pulses, each followed by a read.
public struct WriteVerifyRecipe: Hashable, Sendable {
    /// Half the width of the window around a target, as a share of the target.
    public var window = 0.02
    /// What a cell's own pulses aim at, as a share of the window: the rest is left to the disturb by others.
    public var aim = 0.75
    /// σ of the natural logarithm of the rate at which a pulse moves the state, drawn for every pulse.
    public var cycleSpread = 0.05
    /// What lines that are not selected stand at.
    public var scheme: HalfSelectScheme
    /// Of one verifying read.
    public var readVoltage: Voltage
    /// Of one verifying read.
    public var readDuration: Time
    /// Pulses that raise the conductance.
    public var set: PulseRamp
    /// Pulses that lower the conductance; positive magnitudes too.
    public var reset: PulseRamp
    /// For one cell in one pass.
    public var maximumPulses = 500
    /// Over the array; the rest stays out of its window.
    public var maximumPasses = 10

    /// Amplitudes and widths that suit the device.
    ///
    /// Our choice: a width moves a state by 1 % of its range at 1.25 times a sharp threshold; where there is none, it is
    /// the shortest from 100 ns on that can move every state. A ramp begins where a pulse moves some state by 0.2 % of its
    /// range, has 64 steps, and ends where one moves every state by almost half of it, or where a cell that is not
    /// selected would see 95 % of the write threshold.
    /// - Parameter pulseWidth: of both directions; found as above if left out.
    public init(
        for device: DeviceModel, readVoltage: Voltage, scheme: HalfSelectScheme = .half, pulseWidth: Time? = nil
    ) throws(ProgrammingError) {
        guard device.description.kind == .nonvolatile else { throw .volatileDevice(name: device.name) }
        self.scheme = scheme
        self.readVoltage = readVoltage
        let search = RampSearch(device: device, scheme: scheme)
        set = try search.ramp(.set, width: pulseWidth)
        reset = try search.ramp(.reset, width: pulseWidth)
        readDuration = min(set.width, reset.width)
    }
}

/// Finds pulses that move a device and spare the cells that are not selected.
private struct RampSearch {
    enum Direction: String {
        case set
        case reset

        var sign: Double { self == .set ? 1 : -1 }
        /// States that a pulse must be able to leave.
        var starts: [Double] { self == .set ? [0, 0.25, 0.5] : [0.5, 0.75, 1] }
    }

    let device: DeviceModel
    let scheme: HalfSelectScheme

    private var isSharp: Bool { device.writeThresholds.meaning == .sharp }

    private func threshold(_ direction: Direction) -> Double {
        abs((direction == .set ? device.writeThresholds.set : device.writeThresholds.reset).value)
    }

    func ramp(_ direction: Direction, width: Time?) throws(ProgrammingError) -> PulseRamp {
        if let width { return try ramp(direction, exactly: width) }
        var shortest = 1e-7
        if isSharp {
            let rates = [0.1, 0.5, 0.9].map {
                abs(device.rate(at: .volts(direction.sign * 1.25 * threshold(direction)), state: $0))
            }
            shortest = 0.01 / max(rates.max()!, 1e-6)
        }
        // From the largest below it on, in steps of 1, 2, 5.
        var decade = Int(saturating: log10(shortest * 1.000_001).rounded(.down))
        var digits = [1.0, 2, 5].filter { Self.time($0, decade).value * ($0 == 5 ? 1 : 2) > shortest }
        while true {
            for digit in digits {
                do throws(ProgrammingError) {
                    return try ramp(direction, exactly: Self.time(digit, decade))
                } catch {
                    // A thousand times that: what moves nothing is no matter of its width.
                    if Self.time(digit, decade).value > 1e4 * shortest { throw error }
                }
            }
            digits = [1, 2, 5]
            decade += 1
        }
    }

    /// A number of so many seconds times a power of ten, rounded once.
    private static func time(_ digit: Double, _ decade: Int) -> Time {
        Time(decade < 0 ? digit / pow(10, Double(-decade)) : digit * pow(10, Double(decade)))
    }

    private func ramp(_ direction: Direction, exactly width: Time) throws(ProgrammingError) -> PulseRamp {
        let threshold = threshold(direction)
        // A cell that is not selected sees either polarity in the scheme of thirds.
        let weakest = min(self.threshold(.set), self.threshold(.reset))
        let highest = scheme == .none ? 4 * threshold : max(0.95 * weakest / scheme.share, 1.02 * threshold)
        var amplitude = isSharp ? threshold * 1.01 : threshold * 0.5
        var start: Double?
        // Where the slowest state moves most; beyond, some models slow down again.
        var best = (amplitude: amplitude, move: 0.0)
        while true {
            let moves = try direction.starts.map { x throws(ProgrammingError) -> Double in
                do throws(DeviceSimulationFailure) {
                    return abs(
                        try device.states(after: [.volts(direction.sign * amplitude)], width: width, from: x)[0] - x)
                } catch {
                    throw .simulation(error)
                }
            }
            if start == nil, moves.max()! >= 2e-3 { start = amplitude }
            if moves.min()! > best.move { best = (amplitude, moves.min()!) }
            if best.move >= 0.45 || amplitude >= highest { break }
            amplitude = min(amplitude * 1.02, highest)
        }
        guard let start, best.move >= 0.01 else {
            throw .noMotion(
                device: device.name, direction: direction.rawValue, width: width, maximum: .volts(highest),
                moved: best.move)
        }
        let maximum = max(best.amplitude, start)
        return PulseRamp(
            width: width, start: .volts(start), step: .volts(max((maximum - start) / 64, 1e-3 * start)),
            maximum: .volts(maximum), minimum: .volts(isSharp ? threshold * 1.002 : start * 0.6))
    }
}
