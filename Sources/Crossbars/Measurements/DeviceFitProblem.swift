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
    private let data: [Double]
    private let scale: ResidualScale

    init(_ model: DeviceModel, symbols: [String], experiment: DeviceExperiment, data: [Double]) {
        scale = experiment.residualScale(data)
        (self.model, state) = model.start(from: experiment, data, scale)
        fitsState = model.description.kind == .nonvolatile
        let known = self.model.parameters
        parameters = symbols.map { symbol in known.first { $0.symbol == symbol }! }
        self.experiment = experiment
        self.data = data
    }

    /// The lowest minimum that a few rounds of many starts find; nil if the model can be evaluated nowhere.
    func minimum() -> LeastSquaresSolution? {
        var coordinates = parameters.map { FitCoordinate(start: $0.value, range: $0.allowed) }
        if fitsState { coordinates.append(FitCoordinate(start: state, range: 0...1)) }
        var best = minimum(from: coordinates, round: 0)
        // Residuals that go together tell of a better minimum, as far as the model has one.
        for round in 1..<Self.rounds {
            guard let present = best, DeviceFit.isSystematic(present.residuals) else { break }
            let around = zip(coordinates, present.parameters).map { FitCoordinate(start: $1, range: $0.range) }
            if let next = minimum(from: around, round: round), next.cost < present.cost { best = next }
        }
        return best
    }

    private static let rounds = 4

    private func minimum(from coordinates: [FitCoordinate], round: Int) -> LeastSquaresSolution? {
        let candidates = model.candidates(
            for: parameters, around: coordinates.map(\.start), round: round,
            largestVoltages: experiment.largestVoltages)
        return LeastSquares(coordinates) { values in
            guard let (device, x) = device(values), let answer = try? experiment.answer(of: device, from: x) else {
                return nil
            }
            return scale.residuals(answer, data)
        }.solve(candidates: candidates)
    }

    /// The model with these values, and its initial state; nil if they contradict each other.
    private func device(_ values: [Double]) -> (DeviceModel, Double)? {
        let settings = Dictionary(uniqueKeysWithValues: zip(parameters.map(\.symbol), values))
        guard let device = try? model.setting(settings) else { return nil }
        return (device, fitsState ? values[parameters.count] : state)
    }

    func fit(at solution: LeastSquaresSolution) throws -> DeviceFit {
        guard let (device, x) = device(solution.parameters) else {
            throw DeviceFitError.badStart(device: model.name.rawValue)
        }
        var found = parameters.indices.map { index in
            FittedParameter(
                symbol: parameters[index].symbol, unit: parameters[index].unit, value: solution.parameters[index],
                standardError: solution.standardErrors[index], start: parameters[index].value)
        }
        if fitsState {
            found.append(
                FittedParameter(
                    symbol: "x_0", unit: "", value: x, standardError: solution.standardErrors[parameters.count],
                    start: state))
        }
        let answer = try experiment.answer(of: device, from: x)
        return DeviceFit(
            model: device, parameters: found, fitted: answer, residuals: scale.relative(answer, data),
            rangeRMS: DeviceFit.rangeRMS(answer, data),
            autocorrelation: DeviceFit.autocorrelation(solution.residuals), evaluations: solution.evaluations)
    }
}
