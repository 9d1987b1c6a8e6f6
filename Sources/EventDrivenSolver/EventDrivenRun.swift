package import Circuits
package import Quantities

/// Runs one lowered circuit, stimulus after stimulus; one thread at a time.
package final class EventDrivenRun: EventLocatingCircuit {
    private let lowered: LoweredCircuit
    private let loop: EventLoop
    /// Only once asked for where it would be large and of little use: switched sources make a circuit of many layers.
    private var search: FirstSwitchingSearch?

    package init(_ lowered: LoweredCircuit) {
        self.lowered = lowered
        loop = EventLoop(lowered)
        search = lowered.switchedSources.isEmpty ? FirstSwitchingSearch(lowered) : nil
    }

    package func setThresholds(ofElement element: Int, on: Voltage, off: Voltage) {
        guard let place = lowered.switches.firstIndex(where: { $0.element == element }) else {
            preconditionFailure("element \(element) is no switch")
        }
        let guardClass = lowered.switches[place].guardClass
        loop.guards[guardClass].onThreshold = on.value
        loop.guards[guardClass].offThreshold = off.value
        search?.setThreshold(ofGuard: guardClass, on.value)
    }

    package func firstSwitching(levels: UnsafeBufferPointer<Double>) -> FirstSwitching {
        if let search { return search.run(levels) }
        let made = FirstSwitchingSearch(lowered)
        for guardClass in lowered.conditions.indices {
            made.setThreshold(ofGuard: guardClass, loop.guards[guardClass].onThreshold)
        }
        search = made
        return made.run(levels)
    }

    package func run(_ stimulus: Stimulus) throws -> SwitchingRun { try loop.run(stimulus) }

    package func run(levels: UnsafeBufferPointer<Double>) throws -> SwitchingRun { try loop.run(levels: levels) }

    package func transient(_ stimulus: Stimulus) throws -> Transient {
        let run = try loop.run(stimulus)
        return Transient(waveforms: loop.sampledWaveforms(), energy: run.energy, switchings: run.switchings)
    }
}
