import Foundation
import Quantities

/// How far values lie apart between devices and between cycles of one device, as standard deviations.
public struct ParameterSpread: Hashable, Sendable {
    /// nil where the data have one device, or name none.
    public var deviceToDevice: Double?
    /// nil where no device was measured twice.
    public var cycleToCycle: Double?

    /// Takes standard deviations; nil where the data do not tell.
    public init(deviceToDevice: Double? = nil, cycleToCycle: Double? = nil) {
        self.deviceToDevice = deviceToDevice
        self.cycleToCycle = cycleToCycle
    }

    /// One value of one cycle of one device.
    struct Sample {
        var device: Int
        var value: Double
        /// Its own standard error, which is no spread.
        var error: Double
    }

    /// One-way analysis of variance; what the values' own errors explain is taken off. nil for fewer than two samples.
    init?(_ samples: [Sample]) {
        let samples = samples.filter { $0.value.isFinite && $0.error.isFinite }
        guard samples.count > 1 else { return nil }
        func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }
        func square(_ values: [Double]) -> Double {
            let centre = mean(values)
            return values.reduce(0) { $0 + ($1 - centre) * ($1 - centre) }
        }
        let groups = Dictionary(grouping: samples, by: \.device).values.map { $0.map(\.value) }
        let own = mean(samples.map { $0.error * $0.error })
        let freedom = groups.reduce(0) { $0 + $1.count - 1 }
        let within = freedom > 0 ? groups.reduce(0) { $0 + square($1) } / Double(freedom) : nil
        if let within { cycleToCycle = max(0, within - own).squareRoot() }
        if groups.count > 1 {
            let between = square(groups.map(mean)) / Double(groups.count - 1)
            // Of unequal groups the harmonic mean counts.
            let size = Double(groups.count) / groups.reduce(0) { $0 + 1 / Double($1.count) }
            deviceToDevice = max(0, between - (within ?? own) / size).squareRoot()
        }
    }
}

/// The spreads that several devices or cycles of one measurement show.
public struct DeviceSpreads: Hashable, Sendable {
    /// By symbol, of the logarithm of the parameter's magnitude; of the parameters that every part determines.
    public var parameters: [String: ParameterSpread] = [:]
    /// Of ln G at x = 1, read at 0.1 V.
    public var lowResistance: ParameterSpread?
    /// Of ln G at x = 0.
    public var highResistance: ParameterSpread?
    /// How many devices and cycles were fitted.
    public var fitted = 0
    /// How many could not be.
    public var failed = 0

    /// Nothing was fitted yet.
    public init() {}
}

extension DeviceModel {
    /// Fits every device and cycle of a measurement by itself, near the common fit; every device, where its cycles do not
    /// repeat one another.
    /// - Returns: nil if the measurement has a single part.
    func spreads(
        of measurement: DeviceMeasurement, around fit: DeviceFit, pulses: PulseProtocol?
    ) throws -> DeviceSpreads? {
        let cyclesDiffer = measurement.differenceOfCycles(amplitudes: pulses?.amplitudes.map(\.value) ?? []) != nil
        let groups = cyclesDiffer ? measurement.seriesOfDevices : measurement.series.indices.map { $0...$0 }
        let parts = measurement.columns.indices.flatMap { column in groups.map { (column: column, series: $0) } }
        guard parts.count > 1 else { return nil }
        var spreads = DeviceSpreads()
        var fits: [(device: Int, fit: DeviceFit)] = []
        for (column, group) in parts {
            let part = measurement.part(column: column, series: group)
            var partProtocol = pulses
            // The protocol names the pulses of the whole file.
            if let pulses, pulses.amplitudes.count == measurement.rowCount {
                let first = measurement.series[group.lowerBound].rows.lowerBound
                partProtocol?.amplitudes = Array(pulses.amplitudes[first..<(first + part.rowCount)])
            }
            let problem = DeviceFitProblem(
                self, symbols: fit.parameters.map(\.symbol).filter { $0 != "x_0" },
                experiment: try DeviceExperiment(part, pulses: partProtocol), rows: part.mean, readsData: false)
            if let own = try problem.fit(near: fit.parameters.map(\.value)) {
                fits.append((part.columns[0].device ?? 0, own))
            } else {
                spreads.failed += 1
            }
        }
        spreads.fitted = fits.count
        for (index, parameter) in fit.parameters.enumerated() where parameter.symbol != "x_0" {
            // A wide or unbounded value of one part would pass for a spread.
            let samples = fits.compactMap { device, fit -> ParameterSpread.Sample? in
                let own = fit.parameters[index]
                let relative = own.standardError / abs(own.value)
                return relative < Self.widestError
                    ? ParameterSpread.Sample(device: device, value: log(abs(own.value)), error: relative) : nil
            }
            guard samples.count == fits.count else { continue }
            spreads.parameters[parameter.symbol] = ParameterSpread(samples)
        }
        let read = Voltage.volts(0.1)
        func conductances(_ state: Double) -> ParameterSpread? {
            // As of the parameters: what one part does not determine would pass for a spread.
            let samples = fits.compactMap { device, fit -> ParameterSpread.Sample? in
                guard let model = fit.model else { return nil }
                let value = model.conductance(at: read, state: state).value
                let error = fit.error { log($0.conductance(at: read, state: state).value) }
                return value > 0 && error < Self.widestError
                    ? ParameterSpread.Sample(device: device, value: log(value), error: error) : nil
            }
            return samples.count == fits.count ? ParameterSpread(samples) : nil
        }
        spreads.lowResistance = conductances(1)
        spreads.highResistance = conductances(0)
        return spreads
    }

    /// Of one part's value, as a share.
    private static let widestError = 0.2
}

extension DeviceFit {
    /// The standard error of a property of the fitted device, by its slopes and the covariance; 0 without a model.
    func error(of property: (DeviceModel) -> Double) -> Double {
        guard let model else { return 0 }
        let here = property(model)
        let slopes = parameters.map { parameter -> Double in
            let step = 1e-4 * abs(parameter.value)
            guard step > 0, parameter.symbol != "x_0",
                let moved = try? model.setting([parameter.symbol: parameter.value + step])
            else { return 0 }
            return (property(moved) - here) / step
        }
        // The covariance has zeros for what the data say nothing about.
        if zip(slopes, parameters).contains(where: { $0 != 0 && !$1.standardError.isFinite }) { return .infinity }
        let variance = slopes.indices.reduce(0) { sum, row in
            sum + slopes.indices.reduce(0) { $0 + slopes[row] * covariance[row][$1] * slopes[$1] }
        }
        return max(0, variance).squareRoot()
    }
}
