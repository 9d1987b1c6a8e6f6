import Crossbars
import Results
import SpikingNetworks
import Studies

/// What a sweep breaks: a network with the presentations that it is judged by.
protocol SweepSubject: Sendable {
    /// What broken arrays make of the network.
    associatedtype BrokenNetwork

    var study: SweepStudy { get }

    /// The arrays whose number is below this are also shown whole presentations, at every point.
    static var observedMaps: Int { get }

    /// Breaks the arrays, one a layer, and does against it what the point's remedy does.
    /// - Parameter map: the array's number; arrays of one number share their random numbers over all points.
    func broken(_ point: SweepPoint, map: Int) throws -> (network: BrokenNetwork, arrays: [BrokenArray])

    /// Shows a broken network its presentations.
    /// - Parameters:
    ///   - draws: presentations a point.
    ///   - observed: how many of them are also run whole in the events engine.
    func score(
        _ network: BrokenNetwork, _ effects: EffectsPlan, map: Int, draws: Int, observed: Int
    ) throws -> TrialRecord.Score

    /// What finding the stuck cells of one array costs; nil if no remedy needs them.
    var faultSearch: FaultSearchRecord? { get }

    /// Of a deep network; nil for the classifier.
    var networkRecord: SweptNetworkRecord? { get }

    /// What a reader has to know beside the numbers.
    var notes: [String] { get }
    /// The healthy networks; none of a deep network, which has a folder of its own.
    var networks: [BrokenNetworkRecord] { get }
}

/// One broken array as it is read.
struct BrokenArray: Sendable {
    /// By neuron and row, wherever they lie; of a classifier by class and input.
    var conductances: ConductanceArray
    /// By neuron and row.
    var stuck: FaultMap
    /// Where its lines lie.
    var mapping: ArrayMapping
    /// What its neurons have of the design's values.
    var spread: NeuronSpread
    var clippedCells: Int
}

extension SweepSubject {
    var networkRecord: SweptNetworkRecord? { nil }
    var notes: [String] { [] }
    var networks: [BrokenNetworkRecord] { [] }

    /// One broken network, judged at every one of these points, which differ in their input alone.
    /// - Returns: the record of the trial 0; whoever counts trials numbers it.
    func trial(_ points: [SweepPoint], map: Int, draws: Int) throws -> TrialRecord {
        let (network, arrays) = try broken(points[0], map: map)
        return TrialRecord(
            trial: 0, stuckCells: arrays.reduce(0) { $0 + $1.stuck.cells.count },
            clippedCells: arrays.reduce(0) { $0 + $1.clippedCells },
            scores: try points.map {
                try score(network, $0.effects, map: map, draws: draws, observed: observed($0, map: map))
            })
    }

    /// How many presentations of an array are run whole.
    private func observed(_ point: SweepPoint, map: Int) -> Int {
        let maps = min(study.sampling.maps, Self.observedMaps)
        // Sinh cells have no piecewise-linear circuit.
        guard point.isObserved, study.sampling.checked > 0, map < maps, point.effects.nonlinearity == nil else {
            return 0
        }
        return max(1, study.sampling.checked / maps)
    }

    /// The last array of a broken network, to look at.
    func specimen(_ point: SweepPoint, map: Int) throws -> BrokenArray { try broken(point, map: map).arrays.last! }
}
