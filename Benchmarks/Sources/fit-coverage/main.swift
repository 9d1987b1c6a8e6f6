// Question: how often does a fit's 95 % interval hold the truth, for the parameters that it calls determined?
// Input: for every model, random truths, initial states, drives and noise; nothing of them is told to the fit.
//
//     swift run -c release --package-path Benchmarks fit-coverage [draws] [seed or first-last] [model…]
//
// Of 40 intervals at 95 %, 36 or more hold the truth in 95 of 100 seeds: a single seed says little of one parameter. Several
// seeds (2-6) are counted together. A miss is followed by a fit that starts at the truth: if that one is likelier, the fit has
// missed a minimum; if not, the interval is too narrow, or it is the one miss in twenty.
import Devices
import Foundation
import NumericalMethods
import Quantities

/// What the data of one draw come from.
struct Draw {
    var truth: DeviceModel
    var state: Double
    var measurement: DeviceMeasurement
    /// The answers without noise, and the noise's standard deviation, one per row [A].
    var current: [Double]
    var deviation: [Double]

    /// A loop that shows something of every model: the highest voltage [V] and the slowest frequency [Hz].
    static let drives: [DeviceModel.Name: (amplitude: Double, frequency: Double)] = [
        .vteam: (2, 2e4), .yakopcic: (1.2, 1e3), .aist: (0.4, 1e3), .sky130: (2.3, 1e3), .stanfordPKU: (1.8, 1e3),
        .hystereticSwitch: (0.7, 1e3), .agHfO2: (0.7, 2e5),
    ]

    init(_ name: DeviceModel.Name, seed: UInt64, index: Int) throws {
        var random = RandomStream(seed: seed, purpose: StreamPurpose("fit coverage"), trial: index)
        func factor(_ ratio: Double) -> Double { pow(ratio, 2 * random.uniform() - 1) }
        let model = DeviceModel(name)
        let kind = DeviceMeasurement.Kind.sweep(time: [], voltage: [])
        var values: [String: Double] = [:]
        for symbol in model.fittedSymbols(for: kind) {
            let parameter = model.parameters.first { $0.symbol == symbol }!
            let isSteep = ["eV", "nm"].contains(parameter.unit) || symbol == "γ_0"
            values[symbol] = parameter.value * factor(isSteep ? 1.08 : 1.5)
        }
        truth = try model.setting(values)
        state = model.description.kind == .volatile ? 0 : 0.05 + 0.5 * random.uniform()
        let drive = Self.drives[name]!
        let amplitude = drive.amplitude * factor(1.4)
        let rows = 300 + random.below(400)
        // One loop, or three of growing height and speed.
        let loops = random.uniform() < 0.5 ? [(1.0, 2.0)] : [(0.5, 4.0), (0.7, 2.0), (1.0, 1.0)]
        var (times, levels) = ([0.0], [0.0])
        for (height, period) in loops {
            for row in 1...rows {
                times.append(times[times.count - 1] + period / drive.frequency / Double(rows))
                levels.append(amplitude * height * sin(2 * .pi * Double(row) / Double(rows)))
            }
        }
        let stimulus = DeviceStimulus.polygon(
            zip(times, levels).map { .init(time: Time($0), level: Voltage($1)) })
        let current = try truth.simulate(stimulus, from: state, at: times, tolerance: 1e-9).current
        let largest = current.reduce(0) { max($0, abs($1)) }
        let (relative, additive) = (0.01 * factor(2), largest * pow(10, -3 - 4 * random.uniform()))
        self.current = current
        deviation = current.map { (relative * relative * $0 * $0 + additive * additive).squareRoot() }
        let noisy = current.map { $0 * (1 + relative * random.normal()) + additive * random.normal() }
        measurement = DeviceMeasurement(kind: .sweep(time: times, voltage: levels), columns: [.init(values: noisy)])
    }
}

extension Draw {
    /// χ² of the truth less that of these answers, under the noise that was drawn: on average one per fitted parameter.
    func gain(of fitted: [Double]) -> Double {
        let measured = measurement.columns[0].values
        return measured.indices.reduce(0) { sum, row in
            guard deviation[row] > 0 else { return sum }
            let (truth, fit) = (measured[row] - current[row], measured[row] - fitted[row])
            return sum + (truth * truth - fit * fit) / (deviation[row] * deviation[row])
        }
    }
}

/// A line that a reader of a pipe sees at once.
func say(_ line: String) {
    print(line)
    fflush(nil)
}

let arguments = CommandLine.arguments.dropFirst()
let draws = arguments.first.flatMap { Int($0) } ?? 40
let seeds = (arguments.dropFirst().first ?? "1").split(separator: "-").compactMap { UInt64($0) }
let chosen = arguments.dropFirst(2).compactMap { DeviceModel.Name(rawValue: $0) }
var (allHits, allDetermined) = (0, 0)
for name in chosen.isEmpty ? Array(Draw.drives.keys).sorted(by: { $0.rawValue < $1.rawValue }) : chosen {
    var (hits, determined, evaluations, systematic) = ([String: Int](), [String: Int](), 0, 0)
    var (gain, parameters) = (0.0, 0)
    let start = Date()
    let trials = (seeds.first!...seeds.last!).flatMap { seed in (0..<draws).map { (seed, $0) } }
    for (seed, index) in trials {
        let draw = try Draw(name, seed: seed, index: index)
        let fit = try DeviceModel(name).fit(to: draw.measurement)
        evaluations += fit.evaluations
        systematic += fit.isSystematic ? 1 : 0
        gain += draw.gain(of: fit.fitted)
        parameters += fit.parameters.count
        let truth = Dictionary(uniqueKeysWithValues: draw.truth.parameters.map { ($0.symbol, $0.value) })
        for parameter in fit.parameters where parameter.isIdentified {
            let expected = truth[parameter.symbol] ?? draw.state
            let distance = (parameter.value - expected) / parameter.standardError
            determined[parameter.symbol, default: 0] += 1
            if abs(distance) <= 1.96 {
                hits[parameter.symbol, default: 0] += 1
            } else {
                let gain = try draw.truth.fit(to: draw.measurement).logLikelihood - fit.logLikelihood
                say(
                    "    \(name.rawValue) seed \(seed) draw \(index): \(parameter.symbol) = \(parameter.value) "
                        + "± \(parameter.standardError), truth \(expected), \(String(format: "%.1f", distance)) σ; from the "
                        + "truth ln L \(String(format: "%+.2f", gain))")
            }
        }
    }
    say(
        "\(name.rawValue): \(evaluations / trials.count) evaluations and "
            + String(format: "%.2f s a fit, ", -start.timeIntervalSinceNow / Double(trials.count))
            + String(format: "χ² below the truth's by %.2f a parameter (1 expected), ", gain / Double(parameters))
            + "\(systematic) of \(trials.count) fits systematic")
    for (symbol, count) in determined.sorted(by: { $0.key < $1.key }) {
        let share = Double(hits[symbol, default: 0]) / Double(count)
        let error = (0.95 * 0.05 / Double(count)).squareRoot()
        say(
            "  \(symbol): determined in \(count), covered in \(hits[symbol, default: 0]), "
                + String(format: "%.1f %% (95 ± %.1f %% expected)", 100 * share, 100 * error)
                + (share < 0.9 ? "  below 90 %" : ""))
        allHits += hits[symbol, default: 0]
        allDetermined += count
    }
}
say(
    "\(allDetermined) determined, \(allHits) covered: "
        + String(format: "%.1f %%", 100 * Double(allHits) / Double(max(1, allDetermined))))
