import Crossbars
import Results
import Studies

/// What a sweep breaks: a network with the presentations that it is judged by.
protocol SweepSubject: Sendable {
    /// One broken array, judged at every one of these points, which differ in their input alone.
    /// - Parameters:
    ///   - map: the array's number; arrays of one number share their random numbers over all points.
    ///   - draws: presentations a point.
    /// - Returns: the record of the trial 0; whoever counts trials numbers it.
    func trial(_ points: [SweepPoint], map: Int, draws: Int) throws -> TrialRecord

    /// One array of a point, to look at.
    func specimen(_ point: SweepPoint, map: Int) throws -> ArraySpecimen

    /// What finding the stuck cells of one array costs; nil if no remedy needs them.
    var faultSearch: FaultSearchRecord? { get }

    /// Of a deep network; nil for the classifier.
    var networkRecord: SweptNetworkRecord? { get }

    /// What a reader has to know beside the numbers.
    var notes: [String] { get }
    /// The healthy networks; none of a deep network, which has a folder of its own.
    var networks: [BrokenNetworkRecord] { get }
}

/// One broken array, as a report draws it.
struct ArraySpecimen: Sendable {
    /// `[columns][rows]` [S]; of a classifier by class and input.
    var conductances: [[Double]]
    var stuck: FaultMap
    /// Of a deep network: the layer, from 1.
    var layer: Int?
    var rowOfInput: [Int]
    var columnOfClass: [Int]
}
