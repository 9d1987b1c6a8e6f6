import NumericalMethods

/// A model, the parameters that may move, and the data that they are to meet.
struct DeviceFitProblem {
    /// With values read off the data.
    private let model: DeviceModel
    /// The state to begin with, or the only one for a device that forgets.
    private let state: Double
    private let fitsState: Bool
    private let parameters: [DeviceParameter]
    private let experiment: DeviceExperiment
    /// Of the rows that say something.
    private let data: [Double]
    /// Of all rows; NaN where they say nothing.
    private let rows: [Double]
    private let firstNoise: MeasurementNoise

    /// - Parameter readsData: whether the values to start from are read off the data; else they are the model's.
    init(_ model: DeviceModel, symbols: [String], experiment: DeviceExperiment, rows: [Double], readsData: Bool = true)
    {
        self.rows = rows
        data = experiment.select(rows)
        firstNoise = experiment.noiseBeforeFit(data)
        (self.model, state) = readsData ? model.start(from: experiment, data, firstNoise) : (model, 0)
        fitsState = model.description.kind == .nonvolatile
        let known = self.model.parameters
        parameters = symbols.map { symbol in known.first { $0.symbol == symbol }! }
        self.experiment = experiment
    }

    private var coordinates: [FitCoordinate] {
        parameters.map { FitCoordinate(start: $0.value, range: $0.allowed) }
            + (fitsState ? [FitCoordinate(start: state, range: 0...1)] : [])
    }

    // MARK: The minimum

    /// The fit from many starts; nil if the model can be evaluated nowhere.
    func fit() throws -> DeviceFit? {
        guard let coarse = searched() else { return nil }
        return try finished(from: [coarse.parameters] + coarse.otherMinima, evaluations: coarse.evaluations)
    }

    /// The fit whose minimum is near these values, one per parameter and the initial state.
    func fit(near values: [Double]) throws -> DeviceFit? { try finished(from: [values], evaluations: 0) }

    /// The lowest minimum that a few rounds of many starts find.
    private func searched() -> LeastSquaresSolution? {
        let coordinates = coordinates
        var best = searched(from: coordinates, round: 0)
        // Residuals that go together tell of a better minimum, as far as the model has one.
        for round in 1..<Self.rounds {
            guard let present = best, DeviceFit.isSystematic(present.residuals) else { break }
            let around = zip(coordinates, present.parameters).map { FitCoordinate(start: $1, range: $0.range) }
            guard var next = searched(from: around, round: round) else { continue }
            let evaluations = present.evaluations + next.evaluations
            if next.cost >= present.cost { next = present }
            next.evaluations = evaluations
            best = next
        }
        return best
    }

    private static let rounds = 4

    private func searched(from coordinates: [FitCoordinate], round: Int) -> LeastSquaresSolution? {
        let candidates = model.candidates(
            for: parameters, around: coordinates.map(\.start), round: round,
            largestVoltages: experiment.largestVoltages)
        return LeastSquares(coordinates) { residuals($0, firstNoise, tolerance: 1e-6) }.solve(candidates: candidates)
    }

    private func residuals(_ values: [Double], _ noise: MeasurementNoise, tolerance: Double) -> [Double]? {
        answer(values, tolerance: tolerance).map { noise.residuals($0, data) }
    }

    private func answer(_ values: [Double], tolerance: Double) -> [Double]? {
        guard let (device, x) = device(values) else { return nil }
        return (try? experiment.answer(of: device, from: x, tolerance: tolerance)).map { experiment.select($0) }
    }

    /// The model with these values, and its initial state; nil if they contradict each other.
    private func device(_ values: [Double]) -> (DeviceModel, Double)? {
        let settings = Dictionary(uniqueKeysWithValues: zip(parameters.map(\.symbol), values))
        guard let device = try? model.setting(settings) else { return nil }
        return (device, fitsState ? values[parameters.count] : state)
    }

    // MARK: Its noise and its uncertainty

    /// Finer than the search's, so that differences over a standard error are the model's and not the integration's.
    private static let fineTolerance = 1e-7

    /// The lowest of these minima under the noise that it implies itself, with the uncertainty of its parameters.
    private func finished(from minima: [[Double]], evaluations: Int) throws -> DeviceFit? {
        var minima = minima
        var evaluations = evaluations
        var noise = firstNoise
        let count = coordinates.count
        // The noise depends on the answers and the answers on the noise; both have settled after two rounds.
        for _ in 0..<2 {
            guard let answer = answer(minima[0], tolerance: Self.fineTolerance) else { return nil }
            noise = MeasurementNoise(between: answer, and: data, fitted: count)
            let weighted = leastSquares(noise)
            let next = minima.compactMap { weighted.descend(from: $0) }
            evaluations += next.reduce(0) { $0 + $1.evaluations }
            minima = next.sorted { $0.cost < $1.cost }.map(\.parameters)
            guard !minima.isEmpty else { return nil }
        }
        guard
            let uncertainty = leastSquares(noise).uncertainty(
                at: minima[0], others: Array(minima.dropFirst()), widest: FittedParameter.determinedShare)
        else { return nil }
        return try fit(uncertainty, noise, evaluations: evaluations + uncertainty.evaluations)
    }

    private func leastSquares(_ noise: MeasurementNoise) -> LeastSquares {
        LeastSquares(coordinates) { values in
            residuals(values, noise, tolerance: Self.fineTolerance)?.map { $0 / noise.relative }
        }
    }

    private func fit(_ found: FitUncertainty, _ noise: MeasurementNoise, evaluations: Int) throws -> DeviceFit? {
        guard let (device, x) = device(found.parameters) else { return nil }
        let fitted = try experiment.answer(of: device, from: x, tolerance: Self.fineTolerance)
        let answer = experiment.select(fitted)
        let residuals = noise.residuals(answer, data)
        var fit = DeviceFit(
            model: device, parameters: [], fitted: fitted, residuals: noise.relativeResiduals(fitted, rows),
            rangeRMS: DeviceFit.rangeRMS(answer, data), autocorrelation: DeviceFit.autocorrelation(residuals),
            noise: MeasurementNoise(between: answer, and: data, fitted: found.parameters.count),
            evaluations: evaluations)
        fit.logLikelihood = fit.noise.logLikelihood(answer, data)
        let inflation = fit.errorInflation
        let symbols = parameters.map { ($0.symbol, $0.unit, $0.value) } + (fitsState ? [("x_0", "", state)] : [])
        fit.parameters = symbols.indices.map { index in
            let (symbol, unit, start) = symbols[index]
            var parameter = FittedParameter(
                symbol: symbol, unit: unit, value: found.parameters[index],
                standardError: inflation * found.standardErrors[index], start: start)
            parameter.determination = .init(
                found.knowledge[index], of: parameter, symbols: symbols.map(\.0), isSystematic: fit.isSystematic)
            return parameter
        }
        fit.covariance = found.covariance.map { $0.map { $0 * inflation * inflation } }
        return fit
    }
}
