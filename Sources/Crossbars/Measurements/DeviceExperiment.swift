import Foundation
import Quantities

/// A measurement as an experiment that can be repeated on a model.
struct DeviceExperiment {
    private enum Drive {
        case sweep(DeviceStimulus, times: [Double])
        case pulses([Voltage], width: Time, read: Voltage)
    }

    private let drive: Drive

    init(_ measurement: DeviceMeasurement, pulses: PulseProtocol?) throws(DeviceFitError) {
        switch measurement.kind {
        case .sweep(let time, let voltage):
            let origin = time[0]
            let corners = zip(time, voltage).map {
                DeviceStimulus.Corner(time: Time($0 - origin), level: Voltage($1))
            }
            drive = .sweep(.polygon(corners), times: time.map { $0 - origin })
        case .pulses(_, let voltage):
            guard let pulses else { throw .pulsesWithoutVoltage }
            let amplitudes = voltage?.map { Voltage($0) } ?? pulses.amplitudes
            guard amplitudes.count == measurement.columns[0].values.count else { throw .pulsesWithoutVoltage }
            drive = .pulses(amplitudes, width: pulses.width, read: pulses.readVoltage)
        case .retention, .endurance, .writeVerify: preconditionFailure("retention has a law of its own")
        }
    }

    /// The noise to look for a minimum with, before one is known.
    func noiseBeforeFit(_ data: [Double]) -> MeasurementNoise {
        guard case .sweep(let stimulus, let times) = drive else { return MeasurementNoise(beforeFit: data, offset: 0) }
        let voltages = times.map { stimulus.voltage(at: Time($0)).value }
        // The current at 0 V is the instrument's: between the rows where the voltage changes its sign.
        let offsets = voltages.indices.dropLast().compactMap { row -> Double? in
            let (v, w) = (voltages[row], voltages[row + 1])
            guard v * w < 0 else { return nil }
            return abs(data[row] - v * (data[row + 1] - data[row]) / (w - v))
        }.sorted()
        return MeasurementNoise(beforeFit: data, offset: offsets.isEmpty ? 0 : offsets[offsets.count / 2])
    }

    /// The highest and the lowest voltage of a sweep; nil for pulses. [V]
    var largestVoltages: ClosedRange<Double>? {
        guard case .sweep(let stimulus, let times) = drive else { return nil }
        let voltages = times.map { stimulus.voltage(at: Time($0)).value }
        guard let low = voltages.min(), let high = voltages.max() else { return nil }
        return low...high
    }

    /// What the model answers, row by row [A] or [S].
    /// - Parameter tolerance: of the state, in one step of the integration.
    func answer(of device: DeviceModel, from state: Double, tolerance: Double = 1e-6) throws -> [Double] {
        switch drive {
        case .sweep(let stimulus, let times):
            return try device.simulate(stimulus, from: state, at: times, tolerance: tolerance).current
        case .pulses(let amplitudes, let width, let read):
            return try device.states(after: amplitudes, width: width, from: state, tolerance: tolerance).map {
                device.conductance(at: read, state: $0).value
            }
        }
    }

    /// The smallest and the largest conductance that the data show. [S]
    func conductanceRange(_ data: [Double]) -> (low: Double, high: Double)? {
        switch drive {
        case .sweep(let stimulus, let times):
            let voltages = times.map { stimulus.voltage(at: Time($0)).value }
            let largest = voltages.reduce(0) { max($0, abs($1)) }
            let values = zip(data, voltages).filter { abs($0.1) > 0.1 * largest }.map { $0.0 / $0.1 }
                .filter { $0 > 0 }
            guard let low = values.min(), let high = values.max() else { return nil }
            return (low, high)
        case .pulses:
            guard let low = data.min(), let high = data.max() else { return nil }
            return (low, high)
        }
    }

    /// The data as multiples of what the model in its low-resistance state answers: the median of the rows that carry at
    /// least half of the largest.
    /// - Parameter isForward: only rows of this polarity; nil for all.
    func largestRatio(_ data: [Double], to device: DeviceModel, isForward: Bool?) -> Double? {
        let voltages: [Voltage]
        let full: [Double]
        switch drive {
        case .sweep(let stimulus, let times):
            voltages = times.map { stimulus.voltage(at: Time($0)) }
            full = voltages.map { device.current(at: $0, state: 1).value }
        case .pulses(_, _, let read):
            voltages = data.map { _ in read }
            full = data.map { _ in device.conductance(at: read, state: 1).value }
        }
        let rows = data.indices.filter { row in
            full[row] != 0 && isForward.map { $0 == (voltages[row] > .zero) } ?? true
        }
        let largest = rows.reduce(0) { max($0, abs(data[$1])) }
        let ratios = rows.filter { abs(data[$0]) >= largest / 2 }.map { data[$0] / full[$0] }.filter { $0 > 0 }.sorted()
        return ratios.isEmpty ? nil : ratios[ratios.count / 2]
    }

    /// Where the data turn on and off: the middle of what every change from sample to sample leaves possible.
    func switchVoltages(_ data: [Double]) -> [String: Double] {
        guard case .sweep(let stimulus, let times) = drive, let range = conductanceRange(data) else { return [:] }
        let sizes = times.map { abs(stimulus.voltage(at: Time($0)).value) }
        let border = (range.low * range.high).squareRoot()
        let largest = sizes.max() ?? 0
        var isOn = false
        var turnsOn = (low: 0.0, high: Double.infinity)
        var turnsOff = turnsOn
        for index in sizes.indices.dropFirst() where sizes[index] > 1e-3 * largest {
            let conducts = abs(data[index]) / sizes[index] > border
            if conducts, !isOn {
                turnsOn = (max(turnsOn.low, sizes[index - 1]), min(turnsOn.high, sizes[index]))
            } else if !conducts, isOn {
                turnsOff = (max(turnsOff.low, sizes[index]), min(turnsOff.high, sizes[index - 1]))
            }
            isOn = conducts
        }
        guard turnsOn.high.isFinite, turnsOff.high.isFinite else { return [:] }
        return ["V_th": (turnsOn.low + turnsOn.high) / 2, "V_hold": (turnsOff.low + turnsOff.high) / 2]
    }

    /// The initial state, of a grid, whose answer is nearest to the first twentieth of the data.
    func bestStart(of device: DeviceModel, data: [Double], noise: MeasurementNoise) -> Double {
        guard device.description.kind == .nonvolatile else { return 0 }
        let rows = max(3, data.count / 20)
        let head: DeviceExperiment
        switch drive {
        case .sweep(.polygon(let corners), let times) where rows < times.count:
            head = DeviceExperiment(
                drive: .sweep(.polygon(Array(corners[...rows])), times: Array(times[..<rows])))
        case .pulses(let amplitudes, let width, let read) where rows < amplitudes.count:
            head = DeviceExperiment(drive: .pulses(Array(amplitudes[..<rows]), width: width, read: read))
        default: head = self
        }
        var best = (cost: Double.infinity, state: 0.1)
        for index in 0...50 {
            let state = Double(index) / 50
            guard let answer = try? head.answer(of: device, from: state) else { continue }
            let cost = noise.residuals(answer, Array(data[..<answer.count])).reduce(0) { $0 + $1 * $1 }
            if cost < best.cost { best = (cost, state) }
        }
        return best.state
    }

    private init(drive: Drive) { self.drive = drive }
}
