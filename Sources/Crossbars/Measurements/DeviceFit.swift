import Foundation
import NumericalMethods
public import Quantities

/// Why a fit was not made.
public enum DeviceFitError: Error, Equatable, CustomStringConvertible {
    /// Pulses without voltages in the file, and none given.
    case pulsesWithoutVoltage
    /// These data cannot determine that model.
    case unsuitable(device: String, measurement: String, reason: String)
    /// The model could not be evaluated with the values to start from.
    case badStart(device: String)
    case notFitted(device: String, symbol: String, fitted: [String])

    public var description: String {
        switch self {
        case .pulsesWithoutVoltage:
            "the pulses have no voltage; add a column \"voltage (V)\", or give --amplitude (and --depression with "
                + "--potentiation, the number of pulses before it)"
        case .unsuitable(let device, let measurement, let reason):
            "\(device) cannot be fitted to \(measurement): \(reason)"
        case .badStart(let device):
            "\(device) cannot be simulated with its starting values; choose others by --set"
        case .notFitted(let device, let symbol, let fitted):
            "\(symbol) of \(device) is not a parameter to fit; from these data can come \(fitted.joined(separator: ", "))"
        }
    }
}

/// A parameter as a fit found it.
public struct FittedParameter: Hashable, Sendable {
    public var symbol: String
    public var unit: String
    public var value: Double
    public var standardError: Double
    public var start: Double

    /// Whether the data determine it to 5 %, three standard errors.
    public var isIdentified: Bool { 3 * standardError < 0.05 * abs(value) }
}

/// A model fitted to a measurement.
public struct DeviceFit: Hashable, Sendable {
    /// nil for retention, which follows a law of its own.
    public var model: DeviceModel?
    public var parameters: [FittedParameter]
    /// The answers of the fitted model, one per row [A] or [S].
    public var fitted: [Double]
    /// (fitted − measured)/measured, one per row; against a ten-thousandth of the largest where that is more.
    public var residuals: [Double]
    public var evaluations: Int

    /// The root mean square of the residuals.
    public var relativeRMS: Double {
        (residuals.reduce(0) { $0 + $1 * $1 } / Double(max(1, residuals.count))).squareRoot()
    }
}

/// How the pulses of a measurement were made.
public struct PulseProtocol: Hashable, Sendable {
    /// Of each pulse, unless the file names them; empty if unknown.
    public var amplitudes: [Voltage]
    public var width: Time
    /// At which the conductances were read.
    public var readVoltage: Voltage

    public init(amplitudes: [Voltage] = [], width: Time, readVoltage: Voltage = .volts(0.1)) {
        self.amplitudes = amplitudes
        self.width = width
        self.readVoltage = readVoltage
    }
}

extension DeviceModel {
    /// Which parameters a measurement can determine; all others keep their values.
    ///
    /// Products that enter only together (A and ν_0, κ and i_off) and shapes that noise hides (windows) stay out.
    public func fittedSymbols(for kind: DeviceMeasurement.Kind) -> [String] {
        switch kind {
        case .sweep:
            switch self {
            case .vteam: ["G_min", "G_max", "V_set", "V_reset", "k_set", "k_reset", "α_set", "α_reset"]
            case .yakopcic: ["a_1", "a_2", "V_p", "V_n", "A_p", "A_n"]
            case .aist: ["R_on", "R_off", "V_T+", "V_T−", "i_off", "i_on"]
            case .sky130: ["I_k1", "V_ref", "g_0", "γ_0", "E_g", "E_r"]
            case .stanfordPKU: ["I_0", "V_0", "g_0", "γ_0", "E_a"]
            case .hystereticSwitch: ["V_th", "V_hold", "R_on", "R_off"]
            case .thresholdSwitch: ["V_th", "V_hold", "R_on", "R_off", "τ"]
            }
        case .pulses:
            switch self {
            case .vteam: ["G_min", "G_max", "k_set", "k_reset"]
            case .yakopcic: ["a_1", "A_p", "A_n"]
            case .aist: ["R_on", "R_off", "i_off", "i_on"]
            case .sky130: ["I_k1", "g_0", "E_g", "E_r"]
            case .stanfordPKU: ["I_0", "g_0", "E_a"]
            case .hystereticSwitch, .thresholdSwitch: []
            }
        case .retention: []
        }
    }

    /// The symbols that set the speed, by which a fit looks for a start.
    private var speedSymbols: [String] {
        switch self {
        case .vteam: ["k_set", "k_reset"]
        case .yakopcic: ["A_p", "A_n"]
        case .aist: ["i_off", "i_on"]
        case .sky130, .stanfordPKU, .hystereticSwitch, .thresholdSwitch: []
        }
    }

    /// Fits the model to a measurement by least squares, from its present values.
    /// - Parameter pulses: how the pulses were made; needed for pulses alone.
    public func fit(to measurement: DeviceMeasurement, pulses: PulseProtocol? = nil) throws -> DeviceFit {
        if case .retention(let time) = measurement.kind {
            return Self.fitDrift(time: time, conductances: measurement.mean)
        }
        let symbols = fittedSymbols(for: measurement.kind)
        guard !symbols.isEmpty else {
            throw DeviceFitError.unsuitable(
                device: name.rawValue, measurement: "pulses",
                reason: "it forgets its state between them; fit it to an I–V sweep")
        }
        let experiment = try DeviceExperiment(measurement, pulses: pulses)
        let data = measurement.mean
        let scale = ResidualScale(data)
        var start = try guessed(from: measurement, experiment, data)
        start.state = experiment.bestStart(of: start.model, data: data, scale: scale)
        let known = start.model.parameters
        let chosen = symbols.map { symbol in known.first { $0.symbol == symbol }! }
        var coordinates = chosen.map { FitCoordinate(start: $0.value, range: $0.allowed) }
        let fitsState = description.kind == .nonvolatile
        if fitsState { coordinates.append(FitCoordinate(start: start.state, range: 0...1)) }
        let (model, state) = (start.model, start.state)
        func candidate(_ values: [Double]) -> (DeviceModel, Double)? {
            let settings = Dictionary(uniqueKeysWithValues: zip(symbols, values))
            guard let device = try? model.setting(settings) else { return nil }
            return (device, fitsState ? values[symbols.count] : state)
        }
        let problem = LeastSquares(coordinates) { values in
            guard let (device, x) = candidate(values), let answer = try? experiment.answer(of: device, from: x) else {
                return nil
            }
            return scale.residuals(answer, data)
        }
        guard let solution = problem.solve(), let (device, x) = candidate(solution.parameters) else {
            throw DeviceFitError.badStart(device: name.rawValue)
        }
        var found = chosen.indices.map { index in
            FittedParameter(
                symbol: chosen[index].symbol, unit: chosen[index].unit, value: solution.parameters[index],
                standardError: solution.standardErrors[index], start: chosen[index].value)
        }
        if fitsState {
            found.append(
                FittedParameter(
                    symbol: "x_0", unit: "", value: x, standardError: solution.standardErrors[symbols.count],
                    start: state))
        }
        let answer = try experiment.answer(of: device, from: x)
        return DeviceFit(
            model: device, parameters: found, fitted: answer, residuals: scale.relative(answer, data),
            evaluations: solution.evaluations)
    }

    /// The model with conductances read off the data, and the best of a few speeds.
    private func guessed(
        from measurement: DeviceMeasurement, _ experiment: DeviceExperiment, _ data: [Double]
    ) throws -> (model: DeviceModel, state: Double) {
        var model = self
        if let range = experiment.conductanceRange(data), range.low < range.high {
            let (low, high) = (range.low, range.high)
            let values: [String: Double] =
                switch self {
                case .vteam: ["G_min": low, "G_max": high]
                case .aist: ["R_on": 1 / high, "R_off": 1 / low]
                case .hystereticSwitch, .thresholdSwitch:
                    ["R_on": 1 / high, "R_off": 1 / low].merging(experiment.switchVoltages(data)) { $1 }
                case .yakopcic, .sky130, .stanfordPKU: [:]
                }
            if let changed = try? setting(values) { model = changed }
        }
        let scale = ResidualScale(data)
        var best = (cost: Double.infinity, model: model, state: 0.1)
        let present = Dictionary(uniqueKeysWithValues: model.parameters.map { ($0.symbol, $0.value) })
        let decades = speedSymbols.isEmpty ? [0.0] : [0, -1, 1, -2, 2, -3, 3]
        for decade in decades {
            let values = speedSymbols.reduce(into: [String: Double]()) { $0[$1] = present[$1]! * pow(10, decade) }
            guard let device = try? model.setting(values) else { continue }
            let state = experiment.bestStart(of: device, data: data, scale: scale)
            guard let answer = try? experiment.answer(of: device, from: state) else { continue }
            let cost = scale.residuals(answer, data).reduce(0) { $0 + $1 * $1 }
            if cost < best.cost { best = (cost, device, state) }
        }
        return (best.model, best.state)
    }

    /// G = G_0 (t/1 s)^−ν, a straight line in logarithms.
    private static func fitDrift(time: [Double], conductances: [Double]) -> DeviceFit {
        let points = zip(time, conductances).filter { $0.0 > 0 }
        let (xs, ys) = (points.map { log($0.0) }, points.map { log($0.1) })
        let n = Double(points.count)
        let (mx, my) = (xs.reduce(0, +) / n, ys.reduce(0, +) / n)
        let sxx = xs.reduce(0) { $0 + ($1 - mx) * ($1 - mx) }
        let slope = zip(xs, ys).reduce(0) { $0 + ($1.0 - mx) * ($1.1 - my) } / sxx
        let intercept = my - slope * mx
        let errors = zip(xs, ys).map { intercept + slope * $0 - $1 }
        let variance = errors.reduce(0) { $0 + $1 * $1 } / max(1, n - 2)
        let initial = exp(intercept)
        let fitted = time.map { $0 > 0 ? initial * pow($0, slope) : .nan }
        return DeviceFit(
            model: nil,
            parameters: [
                FittedParameter(
                    symbol: "G_0", unit: "S", value: initial,
                    standardError: initial * (variance * (1 / n + mx * mx / sxx)).squareRoot(),
                    start: conductances[0]),
                FittedParameter(
                    symbol: "ν", unit: "", value: -slope, standardError: (variance / sxx).squareRoot(), start: 0),
            ], fitted: fitted,
            residuals: zip(fitted, conductances).map { $0.isFinite ? ($0 - $1) / $1 : 0 }, evaluations: 1)
    }
}

/// Distances between answers: relative where they are large, absolute where they vanish.
struct ResidualScale {
    /// A ten-thousandth of the largest.
    private let floor: Double

    init(_ data: [Double]) { floor = max(1e-4 * data.reduce(0) { max($0, abs($1)) }, .leastNormalMagnitude) }

    /// asinh(a/f) − asinh(b/f): a ratio's logarithm, and as mild when the model switches early as when it does late.
    func residuals(_ answer: [Double], _ data: [Double]) -> [Double] {
        zip(answer, data).map { asinh($0 / floor) - asinh($1 / floor) }
    }

    func relative(_ answer: [Double], _ data: [Double]) -> [Double] {
        zip(answer, data).map { ($0 - $1) / max(abs($1), floor) }
    }
}

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
        case .retention: preconditionFailure("retention has a law of its own")
        }
    }

    /// What the model answers, row by row [A] or [S].
    func answer(of device: DeviceModel, from state: Double) throws -> [Double] {
        switch drive {
        case .sweep(let stimulus, let times):
            return try device.simulate(stimulus, from: state, at: times, tolerance: 1e-6).current
        case .pulses(let amplitudes, let width, let read):
            return try device.states(after: amplitudes, width: width, from: state, tolerance: 1e-6).map {
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
    func bestStart(of device: DeviceModel, data: [Double], scale: ResidualScale) -> Double {
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
            let cost = scale.residuals(answer, Array(data[..<answer.count])).reduce(0) { $0 + $1 * $1 }
            if cost < best.cost { best = (cost, state) }
        }
        return best.state
    }

    private init(drive: Drive) { self.drive = drive }
}
