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
    /// The requested signals of the last run, on a grid of the analysis' pitch with every record's start and end.
    func sampledWaveforms() -> Waveforms {
        let end = lowered.analysis.duration.value
        let pitch = lowered.analysis.maximumStep.value
        var times = Set((0...Int((end / pitch).rounded())).map { min(end, Double($0) * pitch) })
        var recordsOfState = [[(record: Int, place: Int)]](repeating: [], count: network.stateCount)
        for index in 0..<solutions.count where solutions[index].end > solutions[index].start {
            times.insert(solutions[index].start)
            times.insert(solutions[index].end)
            for (place, state) in solutions.states(index).enumerated() { recordsOfState[state].append((index, place)) }
        }
        let axis = times.sorted()
        var values: [Signal: [Double]] = [:]
        for signal in lowered.analysis.signals {
            guard case .voltage(let node) = signal else { continue }
            guard case .state(let state)? = lowered.terminals[node] else { continue }
            var place = 0
            let own = recordsOfState[state]
            values[signal] = axis.map { time in
                while place + 1 < own.count, solutions[own[place].record].end < time { place += 1 }
                return solutions.potential(own[place].record, own[place].place, at: time)
            }
        }
        return Waveforms(time: axis, values: values)
    }
}
