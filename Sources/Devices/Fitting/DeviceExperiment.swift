import Foundation
import Quantities

/// A measurement as an experiment that can be repeated on a model.
struct DeviceExperiment {
    private enum Drive {
        case sweep(DeviceStimulus, times: [Double])
        case pulses([Voltage], widths: [Time], read: Voltage)

        /// What the model answers, row by row [A] or [S].
        func answer(of device: DeviceModel, from state: Double, tolerance: Double) throws -> [Double] {
            switch self {
            case .sweep(let stimulus, let times):
                return try device.simulate(stimulus, from: state, at: times, tolerance: tolerance).current
            case .pulses(let amplitudes, let widths, let read):
                var states: [Double] = []
                var first = 0
                // Pulses of one width in a row are one call.
                while first < widths.count {
                    let end = widths[first...].firstIndex { $0 != widths[first] } ?? widths.count
                    states += try device.states(
                        after: Array(amplitudes[first..<end]), width: widths[first], from: states.last ?? state,
                        tolerance: tolerance)
                    first = end
                }
                return states.map { device.conductance(at: read, state: $0).value }
            }
        }

        /// Its first rows.
        func head(_ count: Int) -> Drive {
            switch self {
            case .sweep(.polygon(let corners), let times) where count < times.count:
                .sweep(.polygon(Array(corners[...count])), times: Array(times[..<count]))
            case .pulses(let amplitudes, let widths, let read) where count < amplitudes.count:
                .pulses(Array(amplitudes[..<count]), widths: Array(widths[..<count]), read: read)
            default: self
            }
        }
    }

    /// Each begins in the initial state: one device, or one temperature.
    private let runs: [Drive]
    /// Rows whose answer says something; the others only drive.
    private let measured: [Int]
    /// Of the measured rows: the sweep's voltage or that of reading. [V]
    private let voltages: [Double]
    private let isSweep: Bool

    init(_ measurement: DeviceMeasurement, pulses: PulseProtocol?) throws(DeviceFitError) {
        let mean = measurement.mean
        measured = mean.indices.filter { mean[$0].isFinite }
        let stretches = Self.stretches(measurement.series)
        switch measurement.kind {
        case .sweep(let time, let voltage):
            isSweep = true
            runs = stretches.map { rows in
                let origin = time[rows.lowerBound]
                let corners = rows.map {
                    DeviceStimulus.Corner(time: Time(time[$0] - origin), level: Voltage(voltage[$0]))
                }
                return .sweep(.polygon(corners), times: rows.map { time[$0] - origin })
            }
            voltages = measured.map { voltage[$0] }
        case .pulses(_, let voltage):
            isSweep = false
            let amplitudes = voltage?.map { Voltage($0) } ?? pulses?.amplitudes ?? []
            guard amplitudes.count == mean.count, let width = pulses?.width else { throw .pulsesWithoutVoltage }
            let read =
                measurement.readVoltage.map { Voltage($0) } ?? pulses?.readVoltage
                ?? MeasurementOptions.assumedReadVoltage
            let widths = measurement.pulseWidths?.map { Time($0) } ?? amplitudes.map { _ in width }
            runs = stretches.map { .pulses(Array(amplitudes[$0]), widths: Array(widths[$0]), read: read) }
            voltages = measured.map { _ in read.value }
        case .retention, .endurance, .writeVerify: preconditionFailure("no model of a device follows these")
        }
    }

    /// Series of one device after another are one stretch: cycles hand their state on unless they start anew, devices and temperatures
    /// do not.
    private static func stretches(_ series: [DeviceMeasurement.Series]) -> [Range<Int>] {
        var last: DeviceMeasurement.Series?
        return series.reduce(into: [Range<Int>]()) { stretches, next in
            if let last, last.device == next.device, last.temperature == next.temperature, !next.startsAnew,
                let open = stretches.popLast()
            {
                stretches.append(open.lowerBound..<next.rows.upperBound)
            } else {
                stretches.append(next.rows)
            }
            last = next
        }
    }

    /// Of the rows that say something.
    func select(_ values: [Double]) -> [Double] { measured.map { values[$0] } }

    /// The noise to look for a minimum with, before one is known.
    func noiseBeforeFit(_ data: [Double]) -> MeasurementNoise {
        guard isSweep else { return MeasurementNoise(beforeFit: data, offset: 0) }
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
        guard isSweep, let low = voltages.min(), let high = voltages.max() else { return nil }
        return low...high
    }

    /// What the model answers in every row [A] or [S].
    /// - Parameter tolerance: of the state, in one step of the integration.
    func answer(of device: DeviceModel, from state: Double, tolerance: Double = 1e-6) throws -> [Double] {
        try runs.flatMap { try $0.answer(of: device, from: state, tolerance: tolerance) }
    }

    /// The smallest and the largest conductance that the data show. [S]
    func conductanceRange(_ data: [Double]) -> (low: Double, high: Double)? {
        let largest = voltages.reduce(0) { max($0, abs($1)) }
        let values =
            isSweep
            ? zip(data, voltages).filter { abs($0.1) > 0.1 * largest }.map { $0.0 / $0.1 }.filter { $0 > 0 } : data
        guard let low = values.min(), let high = values.max() else { return nil }
        return (low, high)
    }

    /// The data as multiples of what the model in its low-resistance state answers: the median of the rows that carry at
    /// least half of the largest.
    /// - Parameter isForward: only rows of this polarity; nil for all.
    func largestRatio(_ data: [Double], to device: DeviceModel, isForward: Bool?) -> Double? {
        let full = voltages.map {
            isSweep
                ? device.current(at: Voltage($0), state: 1).value
                : device.conductance(at: Voltage($0), state: 1).value
        }
        let rows = data.indices.filter { row in
            full[row] != 0 && isForward.map { $0 == (voltages[row] > 0) } ?? true
        }
        let largest = rows.reduce(0) { max($0, abs(data[$1])) }
        let ratios = rows.filter { abs(data[$0]) >= largest / 2 }.map { data[$0] / full[$0] }.filter { $0 > 0 }.sorted()
        return ratios.isEmpty ? nil : ratios[ratios.count / 2]
    }

    /// Where the data turn on and off: the middle of what every change from sample to sample leaves possible.
    func switchVoltages(_ data: [Double]) -> [String: Double] {
        guard isSweep, let range = conductanceRange(data) else { return [:] }
        let sizes = voltages.map(abs)
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
        let rows = (measured.last { $0 <= max(3, measured.count / 20) } ?? 0) + 1
        let head = runs[0].head(rows)
        var best = (cost: Double.infinity, state: 0.1)
        for index in 0...50 {
            let state = Double(index) / 50
            guard let answer = try? head.answer(of: device, from: state, tolerance: 1e-6) else { continue }
            let known = measured.indices.filter { measured[$0] < min(rows, answer.count) }
            let cost = noise.residuals(known.map { answer[measured[$0]] }, known.map { data[$0] })
                .reduce(0) { $0 + $1 * $1 }
            if cost < best.cost { best = (cost, state) }
        }
        return best.state
    }
}
