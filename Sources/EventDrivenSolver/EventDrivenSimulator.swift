package import Circuits
import Quantities

/// The native engine (level L1): exact between switchings, switchings located in closed form, no time step.
package struct EventDrivenSimulator: EventLocatingSimulator {
    package static let name = "event-driven engine"

    package init() {}

    package var identity: SimulatorIdentity { SimulatorIdentity(name: Self.name, version: "1") }

    package func prepare(_ circuit: Circuit, analysis: TransientAnalysis) throws -> any PreparedCircuit {
        EventDrivenRun(try LoweredCircuit(circuit, analysis: analysis))
    }

    package func prepareEvents(_ circuit: Circuit, analysis: TransientAnalysis) throws -> any EventLocatingCircuit {
        EventDrivenRun(try LoweredCircuit(circuit, analysis: analysis))
    }

    package func prepareEvents(
        _ circuit: Circuit, analysis: TransientAnalysis, count: Int
    ) throws -> [any EventLocatingCircuit] {
        let lowered = try LoweredCircuit(circuit, analysis: analysis)
        return (0..<count).map { _ in EventDrivenRun(lowered) }
    }
}

extension EventLoop {
    /// The requested signals of the last run, on a grid of the analysis' pitch with every record's start and end, and where the
    /// analysis asks for more.
    func sampledWaveforms() -> Waveforms {
        let analysis = lowered.analysis
        let end = analysis.duration.value
        let pitch = analysis.maximumStep.value
        var times = Set((0...Int((end / pitch).rounded())).map { min(end, Double($0) * pitch) })
        times.formUnion(analysis.sampleTimes.filter { $0 >= 0 && $0 <= end })
        var recordsOfState = [[(record: Int, place: Int)]](repeating: [], count: network.stateCount)
        for index in 0..<solutions.count where solutions[index].end > solutions[index].start {
            times.insert(solutions[index].start)
            times.insert(solutions[index].end)
            for (place, state) in solutions.states(index).enumerated() { recordsOfState[state].append((index, place)) }
        }
        var courses: [Signal: StateCourse] = [:]
        for signal in analysis.signals {
            guard case .voltage(let node) = signal, case .state(let state)? = lowered.terminals[node] else { continue }
            courses[signal] = StateCourse(solutions: solutions, records: recordsOfState[state])
        }
        var axis = times.sorted()
        if let tolerance = analysis.sampleTolerance {
            axis = DenseAxis(courses: Array(courses.values), tolerance: tolerance).refined(axis)
        }
        return Waveforms(time: axis, values: courses.mapValues { course in axis.map(course.level) })
    }
}

/// One state's voltage over a run.
private struct StateCourse {
    let solutions: SolutionArena
    /// One behind the other.
    let records: [(record: Int, place: Int)]

    func level(at time: Double) -> Double {
        var (low, high) = (0, records.count - 1)
        while low < high {
            let middle = (low + high) / 2
            if solutions[records[middle].record].end < time { low = middle + 1 } else { high = middle }
        }
        return solutions.potential(records[low].record, records[low].place, at: time)
    }
}

/// Samples where signals bend.
private struct DenseAxis {
    let courses: [StateCourse]
    /// Of a signal's height.
    let tolerance: Double
    private static let mostSamples = 500_000
    private static let deepest = 40

    func refined(_ axis: [Double]) -> [Double] {
        let allowed = courses.map { course in tolerance * axis.reduce(0) { max($0, abs(course.level(at: $1))) } }
        var result = Array(axis.prefix(1))
        for (start, end) in zip(axis, axis.dropFirst()) {
            var open = [(start: start, end: end, depth: 0)]
            while let (start, end, depth) = open.popLast() {
                if depth < Self.deepest, result.count < Self.mostSamples, bends(start, end, allowed) {
                    let middle = (start + end) / 2
                    open += [(middle, end, depth + 1), (start, middle, depth + 1)]
                } else {
                    result.append(end)
                }
            }
        }
        return result
    }

    private func bends(_ start: Double, _ end: Double, _ allowed: [Double]) -> Bool {
        zip(courses, allowed).contains { course, allowed in
            let (a, b) = (course.level(at: start), course.level(at: end))
            return [0.25, 0.5, 0.75].contains { part in
                abs(course.level(at: start + part * (end - start)) - (a + part * (b - a))) > allowed
            }
        }
    }
}
