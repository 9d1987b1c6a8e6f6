import NumericalMethods

/// What a sweep breaks: a network with the presentations that it is judged by.
protocol SweepSubject: Sendable {
    /// One broken array, judged at every one of these points, which differ in their input alone.
    /// - Parameters:
    ///   - map: the array's number; arrays of one number share their random numbers over all points.
    ///   - draws: presentations a point.
    func trial(_ points: [SweepPoint], map: Int, draws: Int) throws -> ArrayTrial
}

/// What one array showed.
struct ArrayTrial: Sendable {
    var stuckCells: Int
    var clippedCells: Int
    var tallies: [RecognitionTally]
}
