public import Circuits

/// Runs one lowered circuit, stimulus after stimulus; one thread at a time.
public final class EventDrivenRun: EventLocatingCircuit {
    private lazy var search = FirstSwitchingSearch(lowered)
    private lazy var loop = EventLoop(lowered)
    private let lowered: LoweredCircuit

    public init(_ lowered: LoweredCircuit) { self.lowered = lowered }

    public func firstSwitching(levels: UnsafeBufferPointer<Double>) -> FirstSwitching { search.run(levels) }

    public func run(_ stimulus: Stimulus) throws -> SwitchingRun { try loop.run(stimulus) }

    public func run(levels: UnsafeBufferPointer<Double>) throws -> SwitchingRun { try loop.run(levels: levels) }

    public func transient(_ stimulus: Stimulus) throws -> Transient {
        let run = try loop.run(stimulus)
        return Transient(waveforms: loop.sampledWaveforms(), energy: run.energy, switchings: run.switchings)
    }
}
