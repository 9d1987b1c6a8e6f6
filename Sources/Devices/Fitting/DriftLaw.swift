import Foundation

/// How a conductance falls without a voltage: G = G_0 (t/1 s)^−ν, with ν = ν_0 e^(−E_a/kT).
public struct DriftLaw: Hashable, Sendable {
    /// ν, at `temperature`.
    public var exponent: Double
    /// The standard error of ν.
    public var exponentError: Double
    /// Of `exponent`: the lowest that was measured; nil where the data name none. [K]
    public var temperature: Double?
    /// E_a of ν; nil with fewer than two temperatures. [eV]
    public var activationEnergy: Double?
    /// The standard error of E_a; nil where that is nil. [eV]
    public var activationEnergyError: Double?

    /// - Parameters:
    ///   - exponent: ν, positive where the conductance falls.
    ///   - temperature: of `exponent` [K].
    ///   - activationEnergy: E_a [eV].
    public init(
        exponent: Double, exponentError: Double, temperature: Double? = nil, activationEnergy: Double? = nil,
        activationEnergyError: Double? = nil
    ) {
        self.exponent = exponent
        self.exponentError = exponentError
        self.temperature = temperature
        self.activationEnergy = activationEnergy
        self.activationEnergyError = activationEnergyError
    }

    /// k/q. [eV/K]
    private static let boltzmann = DeviceLaw.thermalVoltage / 300

    /// ν at another temperature [K], if the law knows how it changes.
    public func exponent(at other: Double) -> Double? {
        guard let temperature, let activationEnergy else { return nil }
        return exponent * exp(activationEnergy / Self.boltzmann * (1 / temperature - 1 / other))
    }
}

extension DriftLaw {
    /// One column over one series, in logarithms about its own mean.
    private struct Line {
        var temperature: Double?
        var times: [Double]
        var values: [Double]
        var meanTime: Double
        var meanValue: Double

        /// nil without two times after 0.
        init?(_ part: DeviceMeasurement) {
            guard case .retention(let time) = part.kind else { return nil }
            let points = zip(time, part.mean).filter { $0.0 > 0 && $0.1 > 0 }.map { (log($0.0), log($0.1)) }
            guard Set(points.map(\.0)).count > 1 else { return nil }
            temperature = part.columns[0].temperature
            times = points.map(\.0)
            values = points.map(\.1)
            meanTime = times.reduce(0, +) / Double(times.count)
            meanValue = values.reduce(0, +) / Double(values.count)
        }

        var square: Double { times.reduce(0) { $0 + ($1 - meanTime) * ($1 - meanTime) } }
        var product: Double { zip(times, values).reduce(0) { $0 + ($1.0 - meanTime) * ($1.1 - meanValue) } }

        func errors(slope: Double) -> [Double] {
            zip(times, values).map { meanValue + slope * ($0 - meanTime) - $1 }
        }
    }

    /// A straight line in logarithms per column and series, with one slope per temperature; then ln ν over 1/T.
    static func fit(to measurement: DeviceMeasurement) throws(DeviceFitError) -> DeviceFit {
        let lines = measurement.parts.compactMap { Line($0) }
        guard !lines.isEmpty else {
            throw .unsuitable(
                device: "power-law drift", measurement: measurement.words,
                reason: "it needs at least two times after 0 with a conductance above 0")
        }
        let groups = Dictionary(grouping: lines) { $0.temperature ?? 0 }.sorted { $0.key < $1.key }
        let slopes = groups.map { group in
            group.value.reduce(0) { $0 + $1.product } / group.value.reduce(0) { $0 + $1.square }
        }
        let errors = zip(groups, slopes).flatMap { group, slope in group.value.flatMap { $0.errors(slope: slope) } }
        let freedom = errors.count - lines.count - groups.count
        let variance = errors.reduce(0) { $0 + $1 * $1 } / Double(max(1, freedom))
        let slopeErrors = groups.map { (variance / $0.value.reduce(0) { $0 + $1.square }).squareRoot() }
        let first = groups[0].value
        let count = Double(first.reduce(0) { $0 + $1.times.count })
        // At 1 s: the mean of the lines, carried there along the slope.
        let shift = first.reduce(0) { $0 + $1.meanTime } / Double(first.count)
        let level = first.reduce(0) { $0 + $1.meanValue } / Double(first.count) - slopes[0] * shift
        let initial = exp(level)
        var law = DriftLaw(
            exponent: -slopes[0], exponentError: slopeErrors[0], temperature: groups[0].key > 0 ? groups[0].key : nil)
        var parameters = [
            FittedParameter(
                symbol: "G_0", unit: "S", value: initial,
                standardError: initial
                    * (variance / count + shift * shift * slopeErrors[0] * slopeErrors[0]).squareRoot(),
                start: first[0].values.first.map { exp($0) } ?? initial),
            FittedParameter(
                symbol: "ν", unit: "", value: -slopes[0], standardError: slopeErrors[0], start: 0),
        ]
        var followsArrhenius = true
        if let (energy, error, follows) = activation(groups.map(\.key), slopes, slopeErrors) {
            law.activationEnergy = energy
            law.activationEnergyError = error
            followsArrhenius = follows
            parameters.append(
                FittedParameter(symbol: "E_a", unit: "eV", value: energy, standardError: error, start: 0))
        }
        parameters = parameters.map { $0.judged() }
        // No single energy carries the exponents from one temperature to the next.
        if !followsArrhenius { parameters[parameters.count - 1].determination = .systematic }
        let fitted = fitted(measurement, groups.map(\.key), slopes)
        let mean = measurement.mean
        var fit = DeviceFit(
            model: nil, drift: law, parameters: parameters, fitted: fitted,
            residuals: zip(fitted, mean).map { ($0 - $1) / $1 }, rangeRMS: DeviceFit.rangeRMS(fitted, mean),
            autocorrelation: DeviceFit.autocorrelation(errors),
            noise: MeasurementNoise(floor: .leastNormalMagnitude, relative: variance.squareRoot()), evaluations: 1)
        fit.logLikelihood =
            -0.5 * Double(errors.count) * (log(2 * .pi * max(variance, .leastNormalMagnitude)) + 1)
            - lines.reduce(0) { $0 + $1.values.reduce(0, +) }
        return fit
    }

    /// E_a with its standard error from ln ν over 1/kT, each weighed by its own error, and whether the exponents follow it;
    /// nil where fewer than two exponents are positive.
    ///
    /// What the exponents miss the line by widens the error (Birge's ratio). They do not follow it where χ² is larger than chance
    /// leaves it once in a thousand.
    private static func activation(
        _ temperatures: [Double], _ slopes: [Double], _ errors: [Double]
    ) -> (energy: Double, error: Double, follows: Bool)? {
        let points = temperatures.indices.filter { temperatures[$0] > 0 && slopes[$0] < 0 }.map {
            (
                x: 1 / (boltzmann * temperatures[$0]), y: log(-slopes[$0]),
                weight: pow(slopes[$0] / max(errors[$0], 1e-9 * abs(slopes[$0])), 2)
            )
        }
        guard points.count > 1 else { return nil }
        let weight = points.reduce(0) { $0 + $1.weight }
        let mx = points.reduce(0) { $0 + $1.weight * $1.x } / weight
        let my = points.reduce(0) { $0 + $1.weight * $1.y } / weight
        let sxx = points.reduce(0) { $0 + $1.weight * ($1.x - mx) * ($1.x - mx) }
        let sxy = points.reduce(0) { $0 + $1.weight * ($1.x - mx) * ($1.y - my) }
        let slope = sxy / sxx
        let misses = points.reduce(0) { $0 + $1.weight * pow($1.y - my - slope * ($1.x - mx), 2) }
        let freedom = Double(points.count - 2)
        guard freedom > 0 else { return (-slope, 1 / sxx.squareRoot(), true) }
        return (
            -slope, (max(1, misses / freedom) / sxx).squareRoot(), misses < 10.83 + 2.8 * (freedom - 1)
        )
    }

    /// Row by row, the mean over the columns of their lines.
    private static func fitted(
        _ measurement: DeviceMeasurement, _ temperatures: [Double], _ slopes: [Double]
    ) -> [Double] {
        var sums = Array(repeating: 0.0, count: measurement.rowCount)
        guard case .retention(let time) = measurement.kind else { return sums }
        for column in measurement.columns.indices {
            for (index, series) in measurement.series.enumerated() {
                let line = Line(measurement.part(column: column, series: index))
                let slope = line.flatMap { line in
                    temperatures.firstIndex(of: line.temperature ?? 0).map { slopes[$0] }
                }
                for row in series.rows {
                    guard let line, let slope, time[row] > 0 else {
                        sums[row] = .nan
                        continue
                    }
                    sums[row] += exp(line.meanValue + slope * (log(time[row]) - line.meanTime))
                }
            }
        }
        return sums.map { $0 / Double(measurement.columns.count) }
    }
}
