package import Quantities

extension DeviceTrace {
    /// Between two samples on the straight line.
    /// - Parameter time: [s]
    package func state(at time: Double) -> Double {
        let next = self.time.firstIndex { $0 >= time } ?? self.time.count - 1
        guard next > 0, self.time[next] > self.time[next - 1] else { return state[next] }
        let part = min(1, (time - self.time[next - 1]) / (self.time[next] - self.time[next - 1]))
        return state[next - 1] + part * (state[next] - state[next - 1])
    }
}

extension DeviceModel {
    /// The largest difference of another simulator's states to this model's at the same times.
    ///
    /// A switch without delay is between its states at no time, and ngspice's for a five-hundredth of a step: its states may
    /// be those between a twentieth of a step earlier and later.
    package func largestStateDifference(
        of trace: DeviceTrace, under stimulus: DeviceStimulus, from start: Double, maximumStep: Time
    ) throws(DeviceSimulationFailure) -> Double {
        let end = stimulus.duration.value
        let slack = name == .hystereticSwitch ? 0.05 * maximumStep.value : 0
        var natives: [[Double]] = []
        for shift in slack > 0 ? [-slack, 0, slack] : [0] {
            natives.append(
                try simulate(
                    stimulus, from: start, at: trace.time.map { min(max($0 + shift, 0), end) }, tolerance: 1e-10
                ).state)
        }
        return trace.state.indices.map { index in
            let near = natives.map { $0[index] }
            return max(near.min()! - trace.state[index], trace.state[index] - near.max()!, 0)
        }.max() ?? 0
    }
}
