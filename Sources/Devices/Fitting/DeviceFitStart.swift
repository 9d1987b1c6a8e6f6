import Foundation
import NumericalMethods

/// Where a fit begins: values read off the data, and others around them.
extension DeviceModel {
    /// The symbols that set the speed: unknown by orders of magnitude.
    private var speedSymbols: [String] {
        switch self {
        case .vteam: ["k_set", "k_reset"]
        case .yakopcic: ["A_p", "A_n"]
        case .aist: ["i_off", "i_on"]
        case .thresholdSwitch: ["τ"]
        case .linearDrift: ["μ_v"]
        case .sky130, .stanfordPKU, .hystereticSwitch: []
        }
    }

    /// The symbols of thresholds: somewhere within the voltages of the data.
    private var thresholdSymbols: [String] {
        switch self {
        case .vteam: ["V_set", "V_reset"]
        case .yakopcic: ["V_p", "V_n"]
        case .aist: ["V_T+", "V_T−"]
        case .hystereticSwitch, .thresholdSwitch, .sky130, .stanfordPKU, .linearDrift: []
        }
    }

    /// The symbols that scale all current, or that of one polarity.
    private var currentScales: [(symbol: String, isForward: Bool?)] {
        switch self {
        case .yakopcic: [("a_1", true), ("a_2", false)]
        case .sky130: [("I_k1", nil)]
        case .stanfordPKU: [("I_0", nil)]
        case .vteam, .aist, .hystereticSwitch, .thresholdSwitch, .linearDrift: []
        }
    }

    /// The model's own spelling of parameters that a user names.
    func symbolsOfParameters(_ names: [String]) throws(DeviceError) -> [String] {
        let known = parameters
        var symbols: [String] = []
        for name in names {
            guard let match = known.first(where: { $0.symbol == name || $0.plainSymbol == name }) else {
                throw .unknownParameter(device: self.name.rawValue, symbol: name, known: known.map(\.plainSymbol))
            }
            symbols.append(match.symbol)
        }
        return symbols
    }

    /// The model with conductances and currents read off the data, the best of a few speeds, and the state to begin with.
    func start(
        from experiment: DeviceExperiment, _ data: [Double], _ noise: MeasurementNoise
    ) -> (model: DeviceModel, state: Double) {
        let model = (try? setting(readings(of: experiment, data))) ?? self
        var best = (cost: Double.infinity, model: model, state: 0.1)
        let present = Dictionary(uniqueKeysWithValues: model.parameters.map { ($0.symbol, $0.value) })
        let decades = speedSymbols.isEmpty ? [0.0] : [0, -1, 1, -2, 2, -3, 3]
        for decade in decades {
            let values = speedSymbols.reduce(into: [String: Double]()) { $0[$1] = present[$1]! * pow(10, decade) }
            guard let device = try? model.setting(values) else { continue }
            let state = experiment.bestStart(of: device, data: data, noise: noise)
            guard let answer = try? experiment.answer(of: device, from: state) else { continue }
            let cost = noise.residuals(experiment.select(answer), data).reduce(0) { $0 + $1 * $1 }
            if cost < best.cost { best = (cost, device, state) }
        }
        return (best.model, best.state)
    }

    private func readings(of experiment: DeviceExperiment, _ data: [Double]) -> [String: Double] {
        let present = Dictionary(uniqueKeysWithValues: parameters.map { ($0.symbol, $0.value) })
        var values = currentScales.reduce(into: [String: Double]()) { values, scale in
            guard let ratio = experiment.largestRatio(data, to: self, isForward: scale.isForward) else { return }
            values[scale.symbol] = present[scale.symbol]! * ratio
        }
        guard let range = experiment.conductanceRange(data), range.low < range.high else { return values }
        switch self {
        case .vteam: values.merge(["G_min": range.low, "G_max": range.high]) { $1 }
        case .aist, .linearDrift: values.merge(["R_on": 1 / range.high, "R_off": 1 / range.low]) { $1 }
        case .hystereticSwitch, .thresholdSwitch:
            values.merge(["R_on": 1 / range.high, "R_off": 1 / range.low]) { $1 }
            values.merge(experiment.switchVoltages(data)) { $1 }
        case .yakopcic, .sky130, .stanfordPKU: break
        }
        return values
    }

    /// Starts spread over what each parameter may plausibly be; the same for the same model and data.
    /// - Parameters:
    ///   - parameters: those that are fitted.
    ///   - values: what the starts lie around: one per parameter, and the initial state if it is fitted.
    ///   - round: of a search in several rounds, each with starts of its own.
    /// - Returns: rows like `values`.
    func candidates(
        for parameters: [DeviceParameter], around values: [Double], round: Int, largestVoltages: ClosedRange<Double>?
    ) -> [[Double]] {
        var random = RandomStream(seed: 0, purpose: StreamPurpose("starts of a device fit"), trial: round)
        return (0..<Self.candidateCount).map { _ in
            values.indices.map { index in
                let share = random.uniform()
                guard index < parameters.count else { return share }
                let parameter = parameters[index]
                guard round == 0, let voltages = largestVoltages, thresholdSymbols.contains(parameter.symbol) else {
                    let value = values[index] * pow(spread(of: parameter), 2 * share - 1)
                    return min(max(value, parameter.allowed.lowerBound), parameter.allowed.upperBound)
                }
                // V_n of Yakopcic is a magnitude.
                let side =
                    parameter.symbol == "V_n" || values[index] < 0 ? voltages.lowerBound : voltages.upperBound
                return (values[index] < 0 ? -1 : 1) * abs(side) * (0.05 + 0.9 * share)
            }
        }
    }

    /// By which factor a value may be off: rates grow exponentially with energies and lengths, which are known better.
    private func spread(of parameter: DeviceParameter) -> Double {
        if speedSymbols.contains(parameter.symbol) { return 1000 }
        // Of an overdrive: published fits have 1 as well as 10.
        if parameter.symbol.hasPrefix("α") { return 4 }
        return ["eV", "nm"].contains(parameter.unit) || parameter.symbol == "γ_0" ? 1.3 : 2
    }

    private static let candidateCount = 600
}
