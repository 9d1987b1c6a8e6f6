import Foundation
import NumericalMethods
import Quantities

/// How the output layer says which class it sees.
///
/// `OutputDecision` has the rules in full; the circuit obeys them by itself.
public enum Readout: String, Hashable, Sendable, CaseIterable, Encodable {
    /// The most output spikes; of equals, the neuron that got there first.
    case spikeCount = "spike-count"
    /// The highest potential after the last slot, of textbook neurons that gather and do not fire.
    case highestPotential = "highest-potential"
    /// In a crossbar: whoever crosses the threshold first, while the columns gather without bias, or else in the race
    /// that the bias row starts one idle slot later.
    case gatherThenRace = "gather-then-race"
    /// The first output spike, with the bias row driven from the start.
    case firstSpike = "first-spike"

    /// Whether output neurons gather without firing while the inputs last.
    public var gathers: Bool { self == .highestPotential || self == .gatherThenRace }
}

extension Readout: Decodable {
    /// Files of earlier versions say `potential` for both ways of gathering; the output layer tells them apart.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let name = try container.decode(String.self)
        guard let readout = name == "potential" ? .highestPotential : Readout(rawValue: name) else {
            throw DecodingError.dataCorruptedError(
                in: container,
                debugDescription: "readout is \"\(name)\", but must be one of "
                    + Readout.allCases.map(\.rawValue).joined(separator: ", "))
        }
        self = readout
    }
}

/// The rules by which a deep network's output layer names a class: one place for training, inference and whoever rebuilds
/// them.
///
/// Times count in slots from the presentation's start, potentials in units of the threshold.
public enum OutputDecision {
    /// The neurons with the highest of some values; several are a tie.
    public static func highest(_ values: some Collection<Float>) -> [Int] {
        guard let most = values.max() else { return [] }
        return values.enumerated().filter { $0.element == most }.map(\.offset)
    }

    /// Most spikes win; of equals, the neuron whose last spike came in the earliest slot.
    /// - Parameter lastSpike: the slot of a neuron's last spike.
    public static func spikeCount(_ counts: some Collection<Float>, lastSpike: (Int) -> Int) -> RaceDecision {
        let leaders = highest(counts)
        guard let first = leaders.first, counts.max()! > 0 else { return .noWinner }
        guard leaders.count > 1 else { return .winner(first) }
        let last = leaders.map(lastSpike)
        return decision(of: zip(leaders, last).filter { $0.1 == last.min()! }.map(\.0))
    }

    /// The highest potential after the last slot wins.
    public static func highestPotential(_ potentials: some Collection<Float>) -> RaceDecision {
        decision(of: highest(potentials))
    }

    private static func decision(of neurons: [Int]) -> RaceDecision {
        neurons.count == 1 ? .winner(neurons[0]) : .tie(neurons)
    }

    /// When a neuron that does not fire first crosses the threshold.
    ///
    /// Within slot t, from v[t−1] towards V∞[t], at t + ln((V∞ − v[t−1])/(V∞ − θ))/(−ln a), if v[t] ≥ θ. Else, for
    /// `gatherThenRace`, in the race that begins at slot T + 1; else never.
    /// - Parameters:
    ///   - potential: v at the end of a slot; steadyState: V∞ in it.
    ///   - decay: a.
    ///   - race: of the column, for `gatherThenRace`; nil for `firstSpike`, and where columns meet.
    /// - Returns: infinity if never.
    public static func firstCrossing(
        slots: Int, threshold: Double, decay: Double, race: ColumnRace?, potential: (Int) -> Double,
        steadyState: (Int) -> Double
    ) -> Double {
        var before = 0.0
        for slot in 0..<slots {
            let v = potential(slot)
            if v >= threshold {
                let goal = steadyState(slot)
                let fraction = log((goal - before) / (goal - threshold)) / -log(decay)
                return Double(slot) + min(max(fraction, 0), 1)
            }
            before = v
        }
        guard let race else { return .infinity }
        return Double(slots + 1) + race.crossing(from: before).time
    }

    /// The first to cross wins (`gatherThenRace`, `firstSpike`).
    public static func firstCrossing(_ times: some Collection<Double>) -> RaceDecision {
        WinnerTakeAll.decision(firstSpikeTimes: times)
    }
}

/// The race of one gathering column, in units of V_th and of slots.
///
/// After the last slot the rows idle for one slot, in which v decays to a v; then the bias row rises to +V_read, and the
/// column crosses its threshold after
///
///     t = τ ln((V_b − a v)/(V_b − 1)),   V_b = (V_read/V_th) g_b/G,   τ = C/G
public struct ColumnRace: Hashable, Sendable {
    /// a, over the idle slot before the race.
    public let decay: Double
    /// ∂a/∂G [1/S].
    public let decaySlope: Double
    /// V_b.
    public let steadyState: Double
    /// τ.
    public let timeConstant: Double
    /// G [S].
    public let conductance: Double
    /// The time that the bias row takes to lift an unloaded membrane to the threshold.
    public let unit: Double
    /// Of this neuron, in units of V_th.
    public let threshold: Double

    /// - Parameters:
    ///   - conductance: G of the column, bias row and leak included [S].
    ///   - threshold: of this neuron, in units of V_th.
    public init(parameters: RaceParameters, conductance: Double, step: ColumnStep, threshold: Double = 1) {
        self.threshold = threshold
        let drive = parameters.drive.biasConductance.value * parameters.drive.readVoltage.value
        let slot = parameters.timing.slotDuration.value
        self.conductance = conductance
        decay = step.decay
        decaySlope = step.decaySlope
        steadyState = drive / conductance / parameters.membrane.threshold.value
        timeConstant = parameters.membrane.capacitance.value / conductance / slot
        unit = parameters.membrane.capacitance.value * parameters.membrane.threshold.value / drive / slot
    }

    /// When a membrane at `v` after the last slot crosses, in slots from the race's start, and from where; infinity if
    /// never.
    public func crossing(from v: Double) -> (time: Double, start: Double) {
        let start = decay * v
        if start >= threshold { return (0, start) }
        guard steadyState > threshold else { return (.infinity, start) }
        return (timeConstant * log((steadyState - start) / (steadyState - threshold)), start)
    }
}

/// The race of a gathering layer whose columns meet: as `ColumnRace`, of all of them at once.
public struct CoupledRace: Hashable, Sendable {
    private let columns: CoupledColumns
    /// V_b of every column in units of V_th.
    private let steadyStates: [Double]
    private let thresholds: [Double]
    /// [s]
    private let slot: Double

    /// - Parameter layer: with wiring.
    public init(_ layer: CrossbarLayer) {
        columns = CoupledColumns(layer)
        let ratio = layer.parameters.drive.readVoltage.value / layer.parameters.membrane.threshold.value
        steadyStates = columns.steadyStates((0..<layer.neurons).map { ratio * layer.biasConductance($0) })
        thresholds = (0..<layer.neurons).map(layer.threshold(ofNeuron:))
        slot = layer.parameters.timing.slotDuration.value
    }

    /// When membranes at `potentials` after the last slot cross, in slots from the race's start; infinity if never.
    /// - Parameter potentials: in units of V_th.
    public func crossings(from potentials: [Double]) -> [Double] {
        let rest = [Double](repeating: 0, count: potentials.count)
        let start = columns.potentials(from: potentials, towards: rest, after: slot)
        let horizon = ExponentialSum.deadExponent / columns.rates[0]
        return columns.firstCrossings(from: start, towards: steadyStates, thresholds: thresholds, within: horizon)
            .map { $0 / slot }
    }
}
