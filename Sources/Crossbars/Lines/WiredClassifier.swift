import Quantities
public import SpikingNetworks

/// A classifier on lines with resistance at the level of the discrete model: `SpikingClassifier` with columns that meet.
public struct WiredClassifier: Sendable {
    private let classifier: SpikingClassifier
    private let columns: CoupledColumns
    private let crossbar: ReducedCrossbar

    /// - Parameter classifier: a physical one, its columns and rows in the order in which they lie.
    public init(_ classifier: SpikingClassifier, lines: LineResistance) {
        let array = classifier.conductances
        let membrane = classifier.parameters.membrane
        crossbar = ReducedCrossbar(
            WiredCrossbar(array, bias: classifier.parameters.drive.biasConductance, lines: lines, end: .held),
            joinsDrivers: false)
        var matrix = crossbar.membraneMatrix
        for column in 0..<array.columns { matrix[column * (array.columns + 1)] += membrane.leak.value }
        columns = CoupledColumns(
            matrix: matrix, capacitances: (0..<array.columns).map(classifier.capacitance(column:)))
        self.classifier = classifier
    }

    /// When each neuron first crosses its threshold [s], without inhibition; infinity if not within the presentation, or in a
    /// later frame than another's first: nobody but the first matters.
    /// - Parameters:
    ///   - frames: row levels in units of V_read, `[1 or slots][rows]`; a single frame stands still.
    ///   - thresholds: V_th of this presentation, one a column [V]; the classifier's if left out.
    public func firstSpikeTimes(frames: [[Double]], thresholds: [Double]? = nil) -> [Double] {
        let timing = classifier.parameters.timing
        let thresholds = thresholds ?? (0..<columns.neurons).map(classifier.threshold(column:))
        let duration = timing.window.value / Double(frames.count)
        var potentials = [Double](repeating: 0, count: columns.neurons)
        var times = [Double](repeating: .infinity, count: columns.neurons)
        for (index, levels) in frames.enumerated() {
            let steady = columns.steadyStates(currents(levels))
            let crossings = columns.firstCrossings(
                from: potentials, towards: steady, thresholds: thresholds, within: duration)
            for (column, crossing) in crossings.enumerated() where times[column] == .infinity {
                times[column] = Double(index) * duration + crossing
            }
            if times.contains(where: { $0.isFinite }) { break }
            potentials = columns.potentials(from: potentials, towards: steady, after: duration)
        }
        return times
    }

    /// Who wins the race.
    public func decision(frames: [[Double]], thresholds: [Double]? = nil) -> RaceDecision {
        WinnerTakeAll.decision(firstSpikeTimes: firstSpikeTimes(frames: frames, thresholds: thresholds))
    }

    /// B u of every column [A].
    private func currents(_ levels: [Double]) -> [Double] {
        let voltage = classifier.parameters.drive.readVoltage.value
        return (0..<columns.neurons).map { column in
            let row = column * crossbar.rows
            var sum = crossbar.driverToMembrane[row + crossbar.rows - 1]
            for (input, level) in levels.enumerated() { sum += crossbar.driverToMembrane[row + input] * level }
            return voltage * sum
        }
    }
}
