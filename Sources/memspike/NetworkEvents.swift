import Experiments
import Studies

/// The circuit of a deep network, on the event-driven engine.
enum NetworkEvents {
    /// How a network of this study is run in its circuit; nil for a textbook network, which has none.
    static func run(_ study: NetworkStudy, session: Session, keepsEach: Bool = false) -> NetworkCircuitRun? {
        guard study.network.model == .physical else { return nil }
        let test = CircuitTest(study: study, engines: session.eventEngine(), keepsEach: keepsEach)
        return { network, samples, context in try test.run(network, samples, context: context) }
    }
}
